"""Ending a case before its procedure does: withdrawn by its applicant, or cancelled by the agency."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ...choices import CaseStateChoices, WindowStateChoices
from ...exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ...models import Case, MaintenanceWindow
from .. import events
from ..actors import Actor, by_permission, find_actor
from .base import Performed, demand_reason, lock_case, refuse_closed_case
from .moving import cancel_open_tasks, close_case
from .undoing import find_irreversible

__all__ = ('cancel', 'find_obstacles', 'withdraw')


def withdraw(case: Case, *, actor: AbstractUser, now: datetime.datetime, comment: str) -> Performed:
    """Withdraw a case for its applicant; whatever it holds is released.

    Raises:
        RoleNotHeld: the actor does not represent the applicant today.
        DataInvalid: there is no reason.
        OutcomeRefused: the case has ended, or did something that cannot be undone.
    """
    with transaction.atomic():
        case = lock_case(case)
        if not Case.objects.restrict(actor, 'view').filter(pk=case.pk).exists():
            raise RoleNotHeld(_('You have no permission to see this case.'))
        holder = find_actor(actor, case=case, role=None, now=now)
        return _end(case, CaseStateChoices.WITHDRAWN, holder=holder, now=now, comment=comment)


def cancel(case: Case, *, actor: AbstractUser, now: datetime.datetime, comment: str) -> Performed:
    """Cancel a case for the agency; whatever it holds is released.

    Raises:
        RoleNotHeld: the actor may not cancel the case.
        DataInvalid: there is no reason.
        OutcomeRefused: the case has ended, or did something that cannot be undone.
    """
    with transaction.atomic():
        case = lock_case(case)
        if not Case.objects.restrict(actor, 'cancel').filter(pk=case.pk).exists():
            raise RoleNotHeld(_('You have no permission to cancel this case.'))
        holder = by_permission(actor)
        return _end(case, CaseStateChoices.CANCELLED, holder=holder, now=now, comment=comment)


def find_obstacles(case: Case) -> list[Refusal]:
    """Return why the case cannot be withdrawn or cancelled any more: what it did in the world stays done.

    Nor while a maintenance window stands that agencies were told of: it is cancelled or ended first, and they hear so.
    """
    windows = MaintenanceWindow.objects.filter(
        ticket__case=case, state__in=(WindowStateChoices.AGREED, WindowStateChoices.UNDER_WAY)
    )
    message = _('{window} is agreed to or under way: cancel or end it first.')
    return [
        *(Refusal('window-open', message.format(window=window), data={'window': window.pk}) for window in windows),
        *(
            Refusal(
                'cannot-undo',
                _('Step {step} ({outcome}) cannot be taken back: finish the case instead.').format(
                    step=task.step, outcome=task.outcome
                ),
            )
            for task in find_irreversible(case)
        ),
    ]


def _end(case: Case, state: str, *, holder: Actor, now: datetime.datetime, comment: str) -> Performed:
    refuse_closed_case(case)
    reason = demand_reason(comment)
    if obstacles := find_obstacles(case):
        raise OutcomeRefused(obstacles)
    cancel_open_tasks(case, now=now, actor=holder)
    events.record(case, f'case-{state}', now=now, actor=holder, data={'reason': reason})
    close_case(case, state, now=now, actor=holder, reason=reason)
    return Performed(case=case, task=None)
