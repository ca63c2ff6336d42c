"""Equipment that an agency lends: what is out, what is late, and how it comes back."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..exceptions import OutcomeRefused, Refusal
from ..models import EquipmentLoan

__all__ = ('find_overdue', 'open_loans', 'take_back')


def open_loans() -> QuerySet[EquipmentLoan]:
    return EquipmentLoan.objects.filter(returned_on__isnull=True)


def find_overdue(*, today: datetime.date) -> QuerySet[EquipmentLoan]:
    """Return the loans that should have come back before today, the longest overdue first."""
    return open_loans().filter(due_on__lt=today).order_by('due_on', 'pk')


def take_back(
    loan: EquipmentLoan,
    *,
    condition: str,
    returned_to: str,
    now: datetime.datetime,
    returned_on: datetime.date | None = None,
) -> EquipmentLoan:
    """Record that the equipment came back.

    Args:
        condition: in what state it is now; returned_to: who took it.
        returned_on: the day; today unless given.

    Raises:
        OutcomeRefused: with all reasons: it is back already (`loan-returned`), or the day is before it was lent or has
            not come yet (`return-before-loan`, `day-in-future`), or its condition is not said (`condition-missing`).
    """
    today = timezone.localtime(now).date()
    day = returned_on or today
    with transaction.atomic():
        loan = EquipmentLoan.objects.select_for_update(of=('self',), no_key=True).get(pk=loan.pk)
        if refusals := _refusals(loan, condition, day, today):
            raise OutcomeRefused(refusals)
        loan.snapshot()
        loan.returned_on, loan.returned_condition, loan.returned_to = day, condition.strip(), returned_to[:150]
        loan.save()
    return loan


def _refusals(loan: EquipmentLoan, condition: str, day: datetime.date, today: datetime.date) -> list[Refusal]:
    if not loan.is_open:
        message = _('{item} came back on {day} already.').format(item=loan.item, day=loan.returned_on)
        return [Refusal('loan-returned', message, data={'returned_on': str(loan.returned_on)})]
    found = []
    if not condition.strip():
        found.append(Refusal('condition-missing', _('Say in what condition it came back.'), field='condition'))
    if day < loan.lent_on:
        message = _('It was lent on {day}: it cannot have come back before.').format(day=loan.lent_on)
        found.append(Refusal('return-before-loan', message, field='returned_on'))
    if day > today:
        found.append(Refusal('day-in-future', _('That day has not come yet: correct it.'), field='returned_on'))
    return found
