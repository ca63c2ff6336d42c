"""The register of service requests and incidents as a table, and as a file to print or to take along."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..documents.service_register import render_register
from ..maintenance.register import Register
from ..models import MaintenanceTicket
from .downloads import serve_pdf
from .spreadsheets import Column, Listing, serve_csv, serve_xlsx

__all__ = ('FORMATS', 'list_tickets', 'serve_register')

FORMATS = ('pdf', 'xlsx', 'csv')


def list_tickets(register: Register) -> Listing:
    """Return the register as a table, as it is taken along."""
    columns = (
        Column('number', _('Register number')),
        Column('opened_on', _('Received on'), 'date'),
        Column('case', _('Case')),
        Column('applicant', _('Applicant')),
        Column('letter_number', _('Number of the letter')),
        Column('kind', _('Kind')),
        Column('category', _('Category')),
        Column('priority', _('Priority')),
        Column('name', _('Name'), 'long'),
        Column('place', _('Place')),
        Column('technicians', _('Technicians')),
        Column('begun_on', _('Begun on'), 'date'),
        Column('finished_on', _('Finished on'), 'date'),
        Column('solution', _('Solution'), 'long'),
        Column('work_status', _('Work')),
        Column('status', _('Status')),
    )
    title = f'{_("Register of tickets")} {register.since} – {register.until}'
    note = ''
    if register.count > len(register.tickets):
        note = _('The first {shown} of {count} are listed.').format(shown=len(register.tickets), count=register.count)
    return Listing('ticket-register', title, columns, [_row(ticket) for ticket in register.tickets], note)


def serve_register(register: Register, *, kind: str) -> HttpResponse:
    """Return the register as a file: `pdf` to print, `xlsx` or `csv` to take along. Whoever calls it checked."""
    name = f'ticket-register-{register.agency.slug}-{register.since}-{register.until}'
    if kind == 'xlsx':
        return serve_xlsx([list_tickets(register)], name=name)
    if kind == 'csv':
        return serve_csv(list_tickets(register), name=name)
    content = render_register(
        register.agency,
        register.tickets,
        since=register.since,
        until=register.until,
        kind=register.kind,
        now=timezone.now(),
    )
    return serve_pdf(content, name)


def _row(ticket: MaintenanceTicket) -> tuple[Any, ...]:
    return (
        ticket.register_number,
        _day(ticket.case.opened_at) if ticket.case else None,
        ticket.case.number if ticket.case else '',
        ticket.applicant.name,
        ticket.letter_number,
        str(ticket.get_kind_display()),
        str(ticket.get_category_display()),
        str(ticket.get_priority_display()),
        ticket.name,
        ticket.location.name if ticket.location else ticket.site.name,
        ', '.join(sorted(person.holder_name for person in ticket.technicians.all())),
        _day(ticket.begun_at),
        _day(ticket.finished_at),
        ticket.solution,
        str(ticket.get_work_status_display()),
        str(ticket.get_status_display()),
    )


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment else None
