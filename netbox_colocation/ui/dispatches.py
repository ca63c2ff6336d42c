"""Panels of dispatches, and the expedition book as a file."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..documents.dispatch import may_leave
from ..documents.expedition import Book, render_book
from .downloads import serve_pdf
from .spreadsheets import Column, Listing, serve_xlsx

__all__ = ('FORMATS', 'DispatchPanel', 'DispatchReceiptPanel', 'DispatchesPanel', 'list_book', 'serve_book')


# The files of the expedition book.
FORMATS = ('pdf', 'xlsx')


class DispatchPanel(panels.ObjectAttributesPanel):
    title = _('Dispatch')

    document = attrs.RelatedObjectAttr('document', label=_('Document'), linkify=True)
    method = attrs.ChoiceAttr('method', label=_('Way'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    recipient = attrs.TextAttr('recipient', label=_('Recipient'))
    address = attrs.TextAttr('address', label=_('Address'))
    tracking_number = attrs.TextAttr('tracking_number', label=_('Tracking number'))
    sent_on = attrs.DateTimeAttr('sent_on', spec='date', label=_('Sent on'))
    sent_by = attrs.RelatedObjectAttr('sent_by', label=_('Sent by'), linkify=True)
    note = attrs.TextAttr('note', label=_('Note'))


class DispatchReceiptPanel(panels.ObjectAttributesPanel):
    title = _('Receipt')

    received_by = attrs.TextAttr('received_by', label=_('Received by'))
    received_on = attrs.DateTimeAttr('received_on', spec='date', label=_('Received on'))
    attempts = attrs.TextAttr('attempts', label=_('Attempts'))
    error = attrs.TextAttr('error', label=_('Error'))


class DispatchesPanel(panels.ObjectsTablePanel):
    """To whom a paper went, where papers of its kind leave at all."""

    def __init__(self) -> None:
        super().__init__(
            'netbox_colocation.dispatch',
            filters={'document_id': lambda context: context['object'].pk},
            exclude_columns=['document', 'number'],
        )

    def should_render(self, context) -> bool:
        return may_leave(context['object']) and super().should_render(context)


def list_book(book: Book) -> Listing:
    """Return the book as a table, as it is taken along."""
    columns = (
        Column('sent_on', _g('Sent on'), 'date'),
        Column('number', _g('Number')),
        Column('dated', _g('Date'), 'date'),
        Column('title', _g('Title'), 'long'),
        Column('recipient', _g('Recipient')),
        Column('address', _g('Address')),
        Column('method', _g('Way')),
        Column('tracking_number', _g('Tracking number')),
        Column('state', _g('State')),
        Column('received_by', _g('Received by')),
        Column('received_on', _g('Received on'), 'date'),
        Column('note', _g('Note'), 'long'),
    )
    rows = [
        (
            row.sent_on,
            row.document.number,
            row.document.dated,
            row.document.title,
            row.recipient,
            row.address,
            str(row.get_method_display()),
            row.tracking_number,
            str(row.get_state_display()),
            row.received_by,
            row.received_on,
            row.note,
        )
        for row in book.dispatches
    ]
    return Listing('expedition-book', f'{_g("Expedition book")} {book.period}', columns, rows)


def serve_book(book: Book, *, kind: str) -> HttpResponse:
    """Return the book as a file: `pdf` to sign, `xlsx` to take along. Whoever calls it checked permission."""
    name = f'expedition-book-{book.agency.slug}-{book.month:%Y-%m}'
    if kind == 'xlsx':
        return serve_xlsx([list_book(book)], name=name)
    return serve_pdf(render_book(book, now=timezone.now()), name)
