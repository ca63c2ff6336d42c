"""Who of several holders of a role does a task: claiming it, giving it back, handing it over."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ... import identity_numbers
from ...exceptions import OutcomeRefused, Refusal, RoleNotHeld, TaskClaimed
from ...models import Task, name_of_user
from .. import events, outbox
from ..actors import find_actor
from .base import Performed, authorize, lock_task, refuse_closed_task

__all__ = ('claim', 'hand_over', 'release_claim')


def claim(task: Task, *, actor: AbstractUser, now: datetime.datetime, take_over: bool = False) -> Performed:
    """Claim an open task; one that a colleague has claimed is only taken over on purpose.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        TaskClaimed: a colleague has claimed it, and `take_over` is not set.
    """
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        if task.claimed_by_id and task.claimed_by_id != actor.pk and not take_over:
            raise TaskClaimed(_('{name} has claimed this task.').format(name=name_of_user(task.claimed_by)))
        before = name_of_user(task.claimed_by) if task.claimed_by_id not in (None, actor.pk) else ''
        _set_claim(task, actor, now)
        data = {'step': task.step, 'taken_from': before} if before else {'step': task.step}
        events.record(case, 'task-claimed', now=now, actor=holder, task=task, data=data)
        return Performed(case=case, task=task)


def release_claim(task: Task, *, actor: AbstractUser, now: datetime.datetime) -> Performed:
    """Give a claimed task back to everybody of its role.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        OutcomeRefused: the actor has not claimed it.
    """
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        if task.claimed_by_id != actor.pk:
            raise OutcomeRefused([Refusal('task-not-claimed', _('You have not claimed this task.'))])
        _set_claim(task, None, None)
        events.record(case, 'task-released', now=now, actor=holder, task=task, data={'step': task.step})
        return Performed(case=case, task=task)


def hand_over(
    task: Task, to: AbstractUser, *, actor: AbstractUser, now: datetime.datetime, comment: str = ''
) -> Performed:
    """Hand a task over to a colleague of the same role, who has it claimed then, and tell them.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        TaskClaimed: a third one has claimed it.
        DataInvalid: the comment has the number of an identity card in it.
        OutcomeRefused: the colleague does not hold the role today.
    """
    identity_numbers.refuse_in({'comment': comment})
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        if task.claimed_by_id and task.claimed_by_id not in (actor.pk, to.pk):
            raise TaskClaimed(_('{name} has claimed this task.').format(name=name_of_user(task.claimed_by)))
        try:
            colleague = find_actor(to, case=case, role=task.role, now=now)
        except RoleNotHeld as error:
            message = _('{name} does not hold the role of this task today.').format(name=name_of_user(to))
            raise OutcomeRefused([Refusal('colleague-without-role', message, field='to')]) from error
        _set_claim(task, to, now)
        data = {'step': task.step, 'to': colleague.name, 'comment': comment.strip()}
        events.record(case, 'task-handed-over', now=now, actor=holder, task=task, data=data)
        outbox.put(case, 'notify.task', {'task': task.pk, 'user': to.pk}, now=now)
        return Performed(case=case, task=task)


def _set_claim(task: Task, user: AbstractUser | None, now: datetime.datetime | None) -> None:
    task.snapshot()
    task._changelog_message = task.case.number
    task.claimed_by = user
    task.claimed_at = now
    task.save()
