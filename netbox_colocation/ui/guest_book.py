"""The guest book of some days as tables and files; what the PDF says is `documents.guest_book`'s."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..documents.guest_book import Book, render_guest_book
from .downloads import serve_content
from .spreadsheets import Column, Listing, serve_csv, serve_xlsx

__all__ = ('FORMATS', 'list_guests', 'list_refused', 'serve_book')

FORMATS = ('pdf', 'xlsx', 'csv')


def list_guests(book: Book) -> Listing:
    """Return a line for each person who was inside."""
    columns = (
        Column('date', _('Date')),
        Column('visitor', _('Visitor')),
        Column('organisation', _('Organisation')),
        Column('applicant', _('Applicant')),
        Column('purpose', _('Purpose'), 'long'),
        Column('room', _('Room')),
        Column('racks', _('Racks')),
        Column('badge', _('Badge')),
        Column('entered', _('Entered')),
        Column('left', _('Left')),
        Column('escort', _('Escort')),
        Column('remark', _('Remark'), 'long'),
    )
    rows = [
        (
            guest['date'],
            ', '.join(guest['visitors']),
            guest['organisation'],
            guest['applicant'],
            guest['purpose'],
            guest['room'],
            ', '.join(guest['racks']),
            guest['badge'],
            guest['entered'],
            guest['left'],
            guest['escort'],
            guest['remark'],
        )
        for guest in book.guests
    ]
    return Listing(key='guests', title=_('Guests'), columns=columns, rows=rows)


def list_refused(book: Book) -> Listing:
    """Return a line for each person who was turned away."""
    keys = ('date', 'at', 'person', 'organisation', 'room', 'reason')
    labels = (_('Date'), _('At'), _('Person'), _('Organisation'), _('Room'), _('Reason'))
    return Listing(
        key='refused',
        title=_('Turned away'),
        columns=tuple(Column(key, label) for key, label in zip(keys, labels, strict=True)),
        rows=[tuple(entry[key] for key in keys) for entry in book.refused],
    )


def serve_book(book: Book, *, kind: str) -> HttpResponse:
    """Return the book as a file: `pdf` to print, `xlsx` with both tables, `csv` with the guests. Whoever calls it
    checked permission."""
    name = f'guest-book-{book.since.isoformat()}-{book.until.isoformat()}-{book.agency.pk}'
    if kind == 'csv':
        return serve_csv(list_guests(book), name=name)
    if kind == 'xlsx':
        return serve_xlsx([list_guests(book), list_refused(book)], name=name)
    content = render_guest_book(book, now=timezone.now())
    return serve_content(content, 'application/pdf', name, inline=True)
