"""The agenda of letters (*buku agenda*) and the control card (*kartu kendali*), as data to print or to take along.

Django models go in, plain rows come out; what is printed is Indonesian. A number that was cancelled stays in the book
and says so.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, EntryStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import DocumentRegister, RegisterEntry
from .indonesian import MONTHS, date_block, format_date
from .parts import freeze_agency
from .rendering import compile_template
from .stationery import freeze_style

__all__ = ('LIMIT', 'Agenda', 'freeze_agenda', 'freeze_control_card', 'list_entries', 'render_agenda', 'render_card')

# Lines on one print: a year of a large agency, and what Typst lays out in some seconds.
LIMIT = 5_000
TITLES = {
    DocumentDirectionChoices.INCOMING: 'Buku agenda surat masuk',
    DocumentDirectionChoices.OUTGOING: 'Buku agenda surat keluar',
    DocumentDirectionChoices.INTERNAL: 'Buku agenda naskah dinas intern',
}


@dataclass(frozen=True)
class Column:
    """A column of the book: its heading, its share of the page's width, and what stands in it."""

    label: str
    width: float
    value: Callable[[RegisterEntry], Any]


@dataclass(frozen=True)
class Agenda:
    """A register's lines in the order of their numbers, of the whole year or of one month (its first day)."""

    register: DocumentRegister
    entries: list[RegisterEntry]
    month: datetime.date | None = None

    @property
    def title(self) -> str:
        return TITLES[self.register.direction]

    @property
    def period(self) -> str:
        if self.month is None:
            return f'Tahun {self.register.year}'
        return f'{MONTHS[self.month.month - 1]} {self.month.year}'

    @property
    def columns(self) -> tuple[Column, ...]:
        return INCOMING if self.register.direction == DocumentDirectionChoices.INCOMING else OUTGOING


def list_entries(
    register: DocumentRegister,
    *,
    entries: QuerySet[RegisterEntry],
    month: datetime.date | None = None,
    search: str = '',
) -> Agenda:
    """Return the lines of a register that a reader may see (`entries`), of a month and with some words when given.

    Raises:
        OutcomeRefused: there are too many for one print (`agenda-too-long`).
    """
    found = entries.filter(register=register).select_related('document')
    if month is not None:
        day = 'received_on' if register.direction == DocumentDirectionChoices.INCOMING else 'dated'
        found = found.filter(**{f'{day}__year': month.year, f'{day}__month': month.month})
    if words := search.strip():
        found = found.filter(
            Q(number__icontains=words)
            | Q(letter_number__icontains=words)
            | Q(correspondent__icontains=words)
            | Q(matter__icontains=words)
        )
    rows = list(found.order_by(F('sequence').asc(nulls_last=True), 'suffix', 'pk')[: LIMIT + 1])
    if len(rows) > LIMIT:
        message = _('There are more than {limit} lines: choose a month.').format(limit=LIMIT)
        raise OutcomeRefused([Refusal('agenda-too-long', message, field='month')])
    return Agenda(register=register, entries=rows, month=month)


def freeze_agenda(agenda: Agenda, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what `agenda.typ` prints."""
    today = timezone.localtime(now).date()
    return {
        'kind': 'agenda',
        'title': agenda.title,
        'agency': freeze_agency(agenda.register.agency),
        'style': freeze_style(agenda.register.agency, 'agenda', None),
        'register': {'name': agenda.register.name, 'year': str(agenda.register.year)},
        'period': agenda.period,
        'printed': format_date(today),
        'dated': date_block(today),
        'code': '',
        'number': '',
        'status': 'filed',
        'outgoing': False,
        'columns': [{'label': column.label, 'width': column.width} for column in agenda.columns],
        'rows': [[_print(column.value(entry)) for column in agenda.columns] for entry in agenda.entries],
        'cancelled': [
            index for index, entry in enumerate(agenda.entries) if entry.state == EntryStateChoices.CANCELLED
        ],
    }


def freeze_control_card(entry: RegisterEntry, *, now: datetime.datetime) -> dict[str, Any]:
    """Return what `control-card.typ` prints: the card that goes with an important letter."""
    today, agency = timezone.localtime(now).date(), entry.register.agency
    is_incoming = entry.register.direction == DocumentDirectionChoices.INCOMING
    return {
        'kind': 'control-card',
        'title': 'Kartu kendali',
        'agency': freeze_agency(agency),
        'dated': date_block(today),
        'code': '',
        'number': entry.number,
        'status': 'filed',
        'outgoing': False,
        'index': ' '.join(entry.matter.split()[:4]),
        'classification': entry.classification,
        'sequence': f'{entry.sequence or "–"}{"." if entry.suffix else ""}{entry.suffix}',
        'direction': 'M' if is_incoming else 'K',
        'matter': entry.matter,
        'attachments': entry.attachments,
        'from': entry.correspondent if is_incoming else agency.name,
        'to': agency.name if is_incoming else entry.correspondent,
        'letter_date': format_date(entry.dated) if entry.dated else '',
        'letter_number': entry.letter_number if is_incoming else entry.number,
        'received': format_date(entry.received_on) if entry.received_on else '',
        'note': _remark(entry),
    }


def render_agenda(agenda: Agenda, *, now: datetime.datetime) -> bytes:
    """Return the book, or a part of it, as PDF."""
    return compile_template('agenda.typ', freeze_agenda(agenda, now=now), day=timezone.localtime(now).date())


def render_card(entry: RegisterEntry, *, now: datetime.datetime) -> bytes:
    """Return the control card of a letter as PDF."""
    return compile_template('control-card.typ', freeze_control_card(entry, now=now), day=timezone.localtime(now).date())


def _remark(entry: RegisterEntry) -> str:
    """Return *keterangan*: what was noted, how the number was taken when not in turn, and whether it was cancelled."""
    remarks = [REMARKS.get(entry.origin, ''), entry.nature if entry.nature.lower() != 'biasa' else '', entry.note]
    if entry.state == EntryStateChoices.CANCELLED:
        remarks.insert(0, f'Dibatalkan: {entry.cancel_reason}')
    return '; '.join(remark for remark in remarks if remark)


def _sent_on(entry: RegisterEntry) -> datetime.date | None:
    sent_at = entry.document.sent_at if entry.document else None
    return timezone.localtime(sent_at).date() if sent_at else None


def _print(value: Any) -> str:
    return format_date(value) if isinstance(value, datetime.date) else str(value or '')


REMARKS = {'back-dated': 'Nomor sisipan', 'manual': 'Nomor manual', 'external': 'Nomor dari aplikasi persuratan'}
INCOMING = (
    Column('No. agenda', 1.2, lambda entry: entry.number),
    Column('Tanggal terima', 1.7, lambda entry: entry.received_on),
    Column('Tanggal surat', 1.7, lambda entry: entry.dated),
    Column('Nomor surat', 1.8, lambda entry: entry.letter_number),
    Column('Pengirim', 2.4, lambda entry: entry.correspondent),
    Column('Hal', 3, lambda entry: entry.matter),
    Column('Lampiran', 1, lambda entry: entry.attachments),
    Column('Keterangan', 1.8, _remark),
)
OUTGOING = (
    Column('Nomor', 2.2, lambda entry: entry.number),
    Column('Tanggal', 1.7, lambda entry: entry.dated),
    Column('Tanggal kirim', 1.7, _sent_on),
    Column('Kepada', 2.4, lambda entry: entry.correspondent),
    Column('Isi ringkas', 3, lambda entry: entry.matter),
    Column('Lampiran', 1, lambda entry: entry.attachments),
    Column('Keterangan', 1.8, _remark),
)
