"""Beside the sheet: a question to the applicant, which pauses the task that asks it, and notes on the work."""

import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ...calendars.office import hours_of
from ...choices import TaskStateChoices
from ...constants import APPLICANT
from ...exceptions import OutcomeRefused, Refusal
from ...models import Task
from .. import events
from ..actors import Actor
from ..fields import Field
from .base import QUESTION_MARK, Performed, authorize, demand_reason, lock_task, refuse_closed_task
from .moving import record_opening, working_minutes

__all__ = ('answer_fields', 'ask', 'note', 'resume')


def ask(task: Task, question: str, *, actor: AbstractUser, now: datetime.datetime) -> Performed:
    """Ask the applicant something that the task needs; its time stands still until the answer.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        DataInvalid: the question is empty.
        OutcomeRefused: the task waits already, or is the applicant's own.
    """
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        question = demand_reason(question)
        if task.role_key == APPLICANT:
            raise OutcomeRefused(
                [Refusal('own-question', _('This is the applicant’s own task: nobody else is asked.'))]
            )
        if task.is_paused:
            raise OutcomeRefused([Refusal('task-paused', _('This task waits for the applicant’s answer.'))])
        asked = _open_question(task, question, now=now)
        task.snapshot()
        task._changelog_message = case.number
        task.paused_at = now
        task.save()
        data = {'step': task.step, 'question': question, 'question_task': asked.pk}
        events.record(case, 'task-paused', now=now, actor=holder, task=task, data=data)
        record_opening(asked, now=now)
        return Performed(case=case, task=task, opened=(asked,))


def note(task: Task, text: str, *, actor: AbstractUser, now: datetime.datetime) -> Performed:
    """Record progress on an open task without closing it.

    Raises:
        RoleNotHeld: the actor may not act on the task.
        TaskNotOpen: it was closed before.
        DataInvalid: the note is empty.
    """
    with transaction.atomic():
        case, task = lock_task(task)
        holder = authorize(task, actor=actor, now=now)
        refuse_closed_task(task)
        text = demand_reason(text)
        events.record(case, 'task-noted', now=now, actor=holder, task=task, data={'step': task.step, 'note': text})
        return Performed(case=case, task=task)


def answer_fields(task: Task) -> list[Field]:
    """Return what a question asks for."""
    return [Field('answer', 'long-text', _('Answer'), help=task.data.get('question', ''))]


def resume(question: Task, *, now: datetime.datetime, actor: Actor) -> None:
    """Let the task that asked go on, with the working time that it had left."""
    task = Task.objects.get(pk=question.parent_id)
    task.case = question.case
    hours = hours_of(task.case.version.procedure, task.paused_at)
    task.snapshot()
    task._changelog_message = task.case.number
    for name in ('target_at', 'due_at'):
        if moment := getattr(task, name):
            setattr(task, name, hours.resumed_deadline(moment, task.paused_at, now))
    task.paused_minutes += working_minutes(task.case, task.paused_at, now)
    task.paused_at = None
    task.save()
    due = task.due_at.isoformat() if task.due_at else None
    events.record(task.case, 'task-resumed', now=now, actor=actor, task=task, data={'step': task.step, 'due': due})


def _open_question(task: Task, question: str, *, now: datetime.datetime) -> Task:
    step = f'{task.step}{QUESTION_MARK}'
    asked = Task(
        case=task.case,
        parent=task,
        step=step,
        row=task.row,
        seat=task.seat,
        round=task.case.tasks.filter(step=step, seat=task.seat).count() + 1,
        role_key=APPLICANT,
        opened_at=now,
        state=TaskStateChoices.OPEN,
        data={'question': question},
    )
    asked.save()
    return asked
