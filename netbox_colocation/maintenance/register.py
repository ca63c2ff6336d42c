"""The register of service requests and incidents (buku permintaan layanan dan gangguan): its numbers and its lines.

A number is given once, without gaps, by agency and year, in the transaction that records the ticket; a ticket that
comes back to the helpdesk keeps its own.
"""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from tenancy.models import Tenant

from ..models import MaintenanceTicket

__all__ = ('LIMIT', 'Register', 'enter', 'list_register')

# Lines on one print or in one file: some years of a large agency.
LIMIT = 5_000
# The two-number locks are a room of their own; see `documents.removal`.
LOCK_CLASS = 0x434F4C52


@dataclass(frozen=True)
class Register:
    """The lines of an agency's register between two days (of the case's opening), in the order of their numbers.

    `count` counts those above `LIMIT`, too; `kind` is '' for requests and incidents together.
    """

    agency: Tenant
    since: datetime.date
    until: datetime.date
    kind: str
    tickets: list[MaintenanceTicket]
    count: int


def enter(ticket: MaintenanceTicket, *, agency: Tenant, now: datetime.datetime) -> bool:
    """Give the ticket the next number of the agency's register of the year; return whether it had none.

    Raises:
        TransactionManagementError: there is no transaction, so the number could be given twice.
    """
    if ticket.register_sequence:
        return False
    if not connection.in_atomic_block:
        raise TransactionManagementError('A number is taken inside transaction.atomic().')
    year = timezone.localtime(now).year
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(%s, %s)', [LOCK_CLASS, agency.pk])
    taken = MaintenanceTicket.objects.filter(register_agency=agency, register_year=year)
    last = taken.aggregate(last=Max('register_sequence'))['last'] or 0
    ticket.snapshot()
    ticket._changelog_message = str(ticket.case or '')
    ticket.register_agency, ticket.register_year, ticket.register_sequence = agency, year, last + 1
    ticket.save_state('register_agency', 'register_year', 'register_sequence')
    return True


def list_register(
    agency: Tenant,
    since: datetime.date,
    until: datetime.date,
    *,
    tickets: QuerySet[MaintenanceTicket],
    kind: str = '',
) -> Register:
    """Return the register between two days; `tickets` are those that the reader may see. Three queries."""
    zone = timezone.get_current_timezone()
    first = datetime.datetime.combine(since, datetime.time.min, zone)
    after = datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time.min, zone)
    found = tickets.filter(
        register_agency=agency, register_sequence__isnull=False, case__opened_at__gte=first, case__opened_at__lt=after
    )
    if kind:
        found = found.filter(kind=kind)
    rows = found.select_related('applicant', 'case', 'site', 'location').prefetch_related('technicians')
    ordered = rows.order_by('register_year', 'register_sequence')
    return Register(agency, since, until, kind, list(ordered[:LIMIT]), found.count())
