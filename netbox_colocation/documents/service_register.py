"""The register of service requests and incidents (buku permintaan layanan dan gangguan) as a print; Indonesian."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tenancy.models import Tenant

from ..models import MaintenanceTicket
from .agency_head import freeze_agency
from .indonesian import date_block, format_date, mask_identity_numbers
from .rendering import compile_template
from .stationery import freeze_style
from .subject_parts import CATEGORIES, PRIORITIES, TICKET_KINDS, WORK_STATUSES, place_of

__all__ = ('freeze_register', 'period_of', 'render_register')

TITLE = 'Buku permintaan layanan dan gangguan'


def period_of(since: datetime.date, until: datetime.date) -> str:
    return format_date(since) if since == until else f'{format_date(since)} s.d. {format_date(until)}'


def freeze_register(
    agency: Tenant,
    tickets: Sequence[MaintenanceTicket],
    *,
    since: datetime.date,
    until: datetime.date,
    kind: str,
    now: datetime.datetime,
) -> dict[str, Any]:
    """Return what the register prints, as plain JSON; no query for a ticket with its relations."""
    today = timezone.localtime(now).date()
    return {
        'kind': 'service-register',
        'title': TITLE,
        'agency': freeze_agency(agency),
        'style': freeze_style(agency, 'service-register', None),
        'period': period_of(since, until),
        'which': TICKET_KINDS.get(kind, ''),
        'printed': format_date(today),
        'dated': date_block(today),
        'number': '',
        'code': '',
        'status': 'filed',
        'outgoing': False,
        'text': {'note': ''},
        'drafters': [],
        'signer': None,
        'rows': [_row(ticket) for ticket in tickets],
    }


def render_register(
    agency: Tenant,
    tickets: Sequence[MaintenanceTicket],
    *,
    since: datetime.date,
    until: datetime.date,
    kind: str,
    now: datetime.datetime,
) -> bytes:
    """Return the register as PDF.

    Raises:
        typst.TypstError: the template does not fit the data.
    """
    data = freeze_register(agency, tickets, since=since, until=until, kind=kind, now=now)
    return compile_template('service-register.typ', data, day=timezone.localtime(now).date())


def _row(ticket: MaintenanceTicket) -> dict[str, str]:
    return {
        'number': ticket.register_number,
        'received': _day(ticket.case.opened_at) if ticket.case else '',
        'applicant': ticket.applicant.name,
        'letter': ticket.letter_number,
        'case': ticket.case.number if ticket.case else '',
        'kind': TICKET_KINDS.get(ticket.kind, ticket.kind),
        'category': CATEGORIES.get(ticket.category, ticket.category),
        'priority': PRIORITIES.get(ticket.priority, ticket.priority),
        'name': ticket.name,
        'place': place_of(ticket),
        'technicians': ', '.join(sorted(person.holder_name for person in ticket.technicians.all())),
        'begun': _day(ticket.begun_at),
        'finished': _day(ticket.finished_at),
        'solution': mask_identity_numbers(ticket.solution),
        'status': WORK_STATUSES.get(ticket.work_status, ticket.work_status),
    }


def _day(moment: datetime.datetime | None) -> str:
    if moment is None:
        return ''
    moment = timezone.localtime(moment)
    return f'{format_date(moment.date())} {moment:%H.%M}'
