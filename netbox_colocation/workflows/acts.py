"""Which acts besides its outcomes somebody can do about a task or a case now; the engine has the last word."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from ..choices import TaskStateChoices
from ..constants import APPLICANT
from ..exceptions import Refusal, RoleNotHeld
from ..models import Appointment, Case, Representative, Task
from . import engine
from .actors import find_holders
from .engine.base import authorize
from .publishing import document_of

__all__ = ('CaseActs', 'TaskActs', 'acts_on_case', 'acts_on_task')


@dataclass(frozen=True)
class TaskActs:
    """What a user can do about an open task; nothing but recording for who does not hold its role."""

    is_holder: bool = False
    can_claim: bool = False
    can_take_over: bool = False
    can_release: bool = False
    can_ask: bool = False
    can_note: bool = False
    can_record: bool = False
    colleagues: tuple[AbstractUser, ...] = ()
    return_steps: tuple[Task, ...] = ()


@dataclass(frozen=True)
class CaseActs:
    """What a user can do about a case; `obstacles` are why it cannot be ended early."""

    can_withdraw: bool = False
    can_cancel: bool = False
    can_report_check: bool = False
    can_ask_step_back: bool = False
    can_step_back: bool = False
    last_step: str = ''
    obstacles: tuple[Refusal, ...] = ()

    def __bool__(self) -> bool:
        return any(
            (self.can_withdraw, self.can_cancel, self.can_report_check, self.can_ask_step_back, self.can_step_back)
        )


def acts_on_task(task: Task, *, actor: AbstractUser, now: datetime.datetime) -> TaskActs:
    """Return what the user can do about a task; a constant number of queries."""
    if not task.is_open or not actor.is_authenticated:
        return TaskActs()
    can_record = Task.objects.restrict(actor, 'record_paper').filter(pk=task.pk).exists()
    try:
        authorize(task, actor=actor, now=now)
    except RoleNotHeld:
        return TaskActs(can_record=can_record)
    is_offices = task.role_key != APPLICANT
    is_mine, is_others = task.claimed_by_id == actor.pk, task.claimed_by_id not in (None, actor.pk)
    colleagues = find_holders(task, now=now).exclude(pk=actor.pk).order_by('last_name', 'first_name', 'username')
    return TaskActs(
        is_holder=True,
        can_claim=not is_mine and not is_others,
        can_take_over=is_others,
        can_release=is_mine,
        can_ask=is_offices and not task.is_paused,
        can_note=True,
        can_record=can_record,
        colleagues=() if is_others else tuple(colleagues),
        return_steps=tuple(engine.find_return_steps(task)) if is_offices else (),
    )


def acts_on_case(case: Case, *, actor: AbstractUser, now: datetime.datetime) -> CaseActs:
    """Return what the user can do about a case; a constant number of queries."""
    if not case.is_open or not actor.is_authenticated:
        return CaseActs()
    day = timezone.localtime(now).date()
    can_withdraw = Representative.objects.on(day).filter(user=actor, tenant=case.applicant_id).exists()
    can_cancel = _may(case, actor, 'cancel')
    last = _last_task(case)
    is_own = last is not None and last.closed_by_id == actor.pk
    superiors = last.role.superiors if last and last.role else []
    holds_superior = Appointment.objects.on(day).filter(user=actor, role__in=superiors)
    return CaseActs(
        can_withdraw=can_withdraw,
        can_cancel=can_cancel,
        can_report_check=_may(case, actor, 'report_check'),
        can_ask_step_back=is_own and bool(superiors),
        can_step_back=bool(superiors) and not is_own and holds_superior.exists(),
        last_step=last.step if last else '',
        obstacles=tuple(engine.find_obstacles(case)) if can_withdraw or can_cancel else (),
    )


def _may(case: Case, user: AbstractUser, action: str) -> bool:
    return Case.objects.restrict(user, action).filter(pk=case.pk).exists()


def _last_task(case: Case) -> Task | None:
    """The newest closed task of the sheet."""
    steps = document_of(case.version).steps
    closed = case.tasks.filter(state=TaskStateChoices.CLOSED, parent__isnull=True, step__in=list(steps))
    return closed.select_related('role__superior').order_by('-closed_at', '-pk').first()
