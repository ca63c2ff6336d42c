"""Equipment that is lent: who is told that it is late, once for each loan."""

import datetime
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..choices import SubjectKindChoices
from ..maintenance.loans import find_overdue
from ..models import Appointment, Case, EquipmentLoan, Procedure
from . import events
from .event_kinds import EVENT_KINDS
from .notices import notify
from .publishing import document_of
from .ticket_acts import ANALYSES

__all__ = ('tell_overdue',)

# So many in one run; the next run goes on.
BATCH = 500
OVERDUE = 'loan-overdue'


def tell_overdue(*, now: datetime.datetime) -> int:
    """Tell the lender's helpdesk, and the record of the ticket's case, of each loan that is late; return how many."""
    today = timezone.localtime(now).date()
    late = find_overdue(today=today).filter(overdue_told_at__isnull=True)
    return sum(_tell(pk, today=today, now=now) for pk in list(islice(late.values_list('pk', flat=True), BATCH)))


@transaction.atomic
def _tell(pk: int, *, today: datetime.date, now: datetime.datetime) -> bool:
    # The case before the loan: whoever acts on a ticket locks in this order, too.
    ticket_case = EquipmentLoan.objects.filter(pk=pk).values_list('ticket__case', flat=True).first()
    case = Case.objects.select_for_update(of=('self',)).get(pk=ticket_case) if ticket_case else None
    loans = EquipmentLoan.objects.select_for_update(of=('self',), skip_locked=True)
    loan = loans.filter(pk=pk, returned_on__isnull=True, overdue_told_at__isnull=True).first()
    if loan is None:
        return False
    EquipmentLoan.objects.filter(pk=pk).update(overdue_told_at=now)
    if case is not None:
        facts = {'loan': loan.pk, 'item': loan.item, 'due_on': loan.due_on.isoformat(), 'days': _days(loan, today)}
        events.record(case, OVERDUE, now=now, data=facts)
    notify(_keepers(loan, today), loan, EVENT_KINDS[OVERDUE])
    return True


def _days(loan: EquipmentLoan, today: datetime.date) -> int:
    return (today - loan.due_on).days


def _keepers(loan: EquipmentLoan, today: datetime.date) -> QuerySet[Any]:
    """Active users who hold an office of the lender that analyses tickets: who lends out and takes back."""
    procedures = Procedure.objects.filter(agency=loan.agency_id, subject_kind=SubjectKindChoices.MAINTENANCE_TICKET)
    keys = {
        step.role
        for procedure in procedures
        if (version := procedure.published_version)
        for step in document_of(version).steps.values()
        if step.activity == ANALYSES
    }
    held = Appointment.objects.on(today).filter(role__agency=loan.agency_id, role__key__in=keys)
    return get_user_model().objects.filter(pk__in=held.values('user'), is_active=True)
