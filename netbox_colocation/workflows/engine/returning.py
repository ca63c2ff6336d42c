"""Going back: to an earlier step with a reason, or one step by the word of a superior."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...choices import RequestStatusChoices, TaskStateChoices
from ...exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ...models import Appointment, Case, Task
from .. import events, outbox
from ..actors import Actor, as_actor
from ..publishing import document_of
from ..registry import TAKES_BACK
from .base import Performed, authorize, demand_reason, lock_case, lock_task, refuse_closed_case, refuse_closed_task
from .moving import cancel_open_tasks, go_to
from .undoing import find_irreversible, undo

__all__ = ('ask_step_back', 'find_return_steps', 'return_to', 'step_back')


def find_return_steps(task: Task) -> list[Task]:
    """Return the closed tasks that the case can be returned to from this one: the newest of each step, newest first."""
    newest: dict[str, Task] = {}
    steps = document_of(task.case.version).steps
    for closed in _closed(task.case):
        if closed.step != task.step and closed.step in steps:
            newest.setdefault(closed.step, closed)
    return list(newest.values())


def return_to(task: Task, step: str, *, actor: AbstractUser, now: datetime.datetime, comment: str) -> Performed:
    """Return the case from an open task to a step that it has passed; it goes on from there.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        DataInvalid: there is no reason.
        OutcomeRefused: the case never passed that step, or something since cannot be undone.
    """
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        reason = demand_reason(comment)
        passed = {closed.step: closed for closed in find_return_steps(task)}
        target = passed.get(step)
        if target is None:
            known = ', '.join(passed)
            message = _('This case cannot return to step {step}; it can to: {known}.').format(step=step, known=known)
            raise OutcomeRefused([Refusal('return-unknown', message, field='step')])
        return _go_back(case, target, kind='case-returned', actor=holder, now=now, reason=reason, left=task)


def step_back(case: Case, *, actor: AbstractUser, now: datetime.datetime, comment: str) -> Performed:
    """Take the last step back, by the word of a superior of the role that made it.

    Raises:
        RoleNotHeld: the actor holds no role above the one that made the step, or made it.
        DataInvalid: there is no reason.
        OutcomeRefused: the case has ended, no step was made, or it cannot be undone.
    """
    with transaction.atomic():
        case = lock_case(case)
        last = _last_step(case)
        holder = _find_superior(case, last, actor, now)
        reason = demand_reason(comment)
        outcome = document_of(case.version).steps[last.step].outcome(last.outcome)
        if TAKES_BACK.intersection(outcome.effects):
            message = _('Step {step} gave back what was held: decide again instead.').format(step=last.step)
            raise OutcomeRefused([Refusal('cannot-undo', message)])
        return _go_back(case, last, kind='step-back', actor=holder, now=now, reason=reason)


def ask_step_back(case: Case, *, actor: AbstractUser, now: datetime.datetime, comment: str) -> Performed:
    """Ask the superior to take back the step that one has made.

    Raises:
        RoleNotHeld: somebody else made the last step.
        DataInvalid: there is no reason.
        OutcomeRefused: the case has ended, no step was made, or nobody stands above the role.
    """
    with transaction.atomic():
        case = lock_case(case)
        last = _last_step(case)
        if last.closed_by_id != actor.pk:
            raise RoleNotHeld(_('Somebody else made the last step: only they ask to take it back.'))
        superiors = last.role.superiors if last.role else []
        if not superiors:
            raise OutcomeRefused([_no_superior(last)])
        holder = Actor(user=actor, name=last.closed_by_name, position='')
        data = {'step': last.step, 'reason': demand_reason(comment), 'superior': superiors[0].key}
        events.record(case, 'step-back-asked', now=now, actor=holder, task=last, data=data)
        outbox.put(case, 'notify.step-back', {'task': last.pk, 'role': superiors[0].pk}, now=now)
        return Performed(case=case, task=last)


def _go_back(
    case: Case,
    target: Task,
    *,
    kind: str,
    actor: Actor,
    now: datetime.datetime,
    reason: str,
    left: Task | None = None,
) -> Performed:
    refuse_closed_case(case)
    if irreversible := find_irreversible(case, since=target):
        raise OutcomeRefused(
            [
                Refusal('cannot-undo', _('Step {step} cannot be undone: return to a later one.').format(step=done.step))
                for done in irreversible
            ]
        )
    cancel_open_tasks(case, now=now, actor=actor)
    changes = undo(case, since=target, actor=actor, now=now)
    data = {
        'step': target.step,
        'from': left.step if left else None,
        'reason': reason,
        'changes': [change.as_dict() for change in changes],
    }
    events.record(case, kind, now=now, actor=actor, task=target, data=data)
    if document_of(case.version).first_step.key == target.step:
        _return_to_applicant(case)
    opened = go_to(case, target.step, now=now, actor=actor)
    return Performed(case=case, task=target, opened=opened, changes=tuple(changes))


def _return_to_applicant(case: Case) -> None:
    """Back at the submission, the applicant may correct what the request says."""
    subject = case.subject
    subject.snapshot()
    subject._changelog_message = case.number
    subject.status = RequestStatusChoices.RETURNED
    subject.save_state('status')


def _closed(case: Case) -> list[Task]:
    closed = case.tasks.filter(state=TaskStateChoices.CLOSED, parent__isnull=True)
    return list(closed.select_related('role__superior').order_by('-closed_at', '-pk'))


def _last_step(case: Case) -> Task:
    refuse_closed_case(case)
    document = document_of(case.version)
    for task in _closed(case):
        step = document.steps.get(task.step)
        if step and any(outcome.key == task.outcome for outcome in step.outcomes):
            return task
    raise OutcomeRefused([Refusal('nothing-to-take-back', _('No step was made yet.'))])


def _find_superior(case: Case, last: Task, user: AbstractUser, now: datetime.datetime) -> Actor:
    if not Case.objects.restrict(user, 'view').filter(pk=case.pk).exists():
        raise RoleNotHeld(_('You have no permission to see this case.'))
    if last.closed_by_id == user.pk:
        raise RoleNotHeld(_('You made this step yourself: your superior has to take it back.'))
    superiors = last.role.superiors if last.role else []
    if not superiors:
        raise OutcomeRefused([_no_superior(last)])
    day = timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(role__in=superiors, user=user).select_related('role').first()
    if held is None:
        names = ', '.join(str(role) for role in superiors)
        raise RoleNotHeld(_('This step is taken back by {roles}; you hold none of these today.').format(roles=names))
    return as_actor(held, role=held.role)


def _no_superior(last: Task) -> Refusal:
    message = _('No office stands above {role}: set its superior first.').format(role=last.role or last.role_key)
    return Refusal('no-superior', message)
