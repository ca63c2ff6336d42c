"""The expedition book (*buku ekspedisi*) of a month: what went out, to whom, with room for the receiver's signature."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tenancy.models import Tenant

from ..choices import DispatchMethodChoices
from ..models import Dispatch
from .indonesian import MONTHS, date_block, format_date
from .parts import freeze_agency
from .rendering import compile_template
from .stationery import freeze_style

__all__ = ('LIMIT', 'METHODS', 'Book', 'freeze_book', 'list_dispatches', 'of_agency', 'render_book')

# Lines on one print: a month of a large agency.
LIMIT = 2_000
# As the book says it, in Indonesian whatever the reader's language.
METHODS = {
    DispatchMethodChoices.EMAIL: 'Surel',
    DispatchMethodChoices.POST: 'Pos',
    DispatchMethodChoices.HANDED_OVER: 'Diserahkan langsung',
    DispatchMethodChoices.COURIER: 'Kurir',
    DispatchMethodChoices.E_OFFICE: 'Aplikasi persuratan',
}


@dataclass(frozen=True)
class Book:
    """An agency's dispatches of a month (its first day), in the order in which they went out.

    `count` counts those above `LIMIT`, too.
    """

    agency: Tenant
    month: datetime.date
    dispatches: list[Dispatch]
    count: int

    @property
    def period(self) -> str:
        return f'{MONTHS[self.month.month - 1]} {self.month.year}'


def of_agency(agency: Tenant | int) -> Q:
    """Return the condition for dispatches of an agency's papers."""
    return (
        Q(document__request__procedure__agency=agency)
        | Q(document__visit__procedure__agency=agency)
        | Q(document__ticket__procedure__agency=agency)
    )


def list_dispatches(agency: Tenant, month: datetime.date, *, dispatches: QuerySet[Dispatch]) -> Book:
    """Return the book of a month; `dispatches` are those that the reader may see."""
    first = month.replace(day=1)
    after = (first + datetime.timedelta(days=31)).replace(day=1)
    found = dispatches.filter(of_agency(agency), sent_on__gte=first, sent_on__lt=after)
    rows = found.select_related('document').defer('document__content').order_by('sent_on', 'pk')
    return Book(agency=agency, month=first, dispatches=list(rows[:LIMIT]), count=found.count())


def freeze_book(book: Book, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what the book prints, as plain JSON."""
    today = timezone.localtime(now).date()
    return {
        'kind': 'expedition-book',
        'title': 'Buku ekspedisi',
        'agency': freeze_agency(book.agency),
        'style': freeze_style(book.agency, 'expedition-book', None),
        'month': book.period,
        'printed': format_date(today),
        'dated': date_block(today),
        'code': '',
        'status': 'filed',
        'outgoing': False,
        'rows': [_row(index, dispatch) for index, dispatch in enumerate(book.dispatches, start=1)],
    }


def render_book(book: Book, *, now: datetime.datetime) -> bytes:
    """Return the book as PDF, to be signed by those who receive.

    Raises:
        typst.TypstError: the template does not fit the data.
    """
    return compile_template('expedition-book.typ', freeze_book(book, now=now), day=timezone.localtime(now).date())


def _row(index: int, dispatch: Dispatch) -> dict[str, str]:
    document = dispatch.document
    return {
        'index': str(index),
        'number': document.number,
        'dated': format_date(document.dated) if document.dated else '',
        'subject': str(document.data.get('subject') or document.data.get('title') or document.title),
        'recipient': dispatch.recipient,
        'address': dispatch.address,
        'method': METHODS[dispatch.method],
        'tracking': dispatch.tracking_number,
        'sent_on': format_date(dispatch.sent_on),
        'received_by': dispatch.received_by,
        'received_on': format_date(dispatch.received_on) if dispatch.received_on else '',
    }
