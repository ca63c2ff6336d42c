"""Closing a task with an outcome: who may, what stands against it, what it does, and where it leads."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from ... import identity_numbers
from ...choices import TaskStateChoices
from ...exceptions import DataInvalid, OutcomeRefused, OutcomeUnknown, Refusal, TaskClaimed
from ...models import Task, name_of_user
from .. import events, outbox
from ..actors import Actor, by_permission
from ..fields import Field, clean_data
from ..publishing import document_of
from ..registry import ACTIVITIES, ASKED_BY, EFFECTS, GUARDS, Change, PaperAct, Situation
from . import paper as paper_acts
from .base import ANSWER, Performed, authorize, lock_task, refuse_closed_task, step_of
from .moving import cancel_open_tasks, close_case, conditions_hold, go_to, working_minutes
from .questions import answer_fields, resume

__all__ = ('fields_of', 'find_refusals', 'perform', 'perform_by_itself', 'refuse_claimed', 'situation_of')


def perform(
    task: Task,
    outcome: str,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
    data: Mapping[str, Any] | None = None,
    paper: PaperAct | None = None,
) -> Performed:
    """Close a task with an outcome, do all that the outcome does, and open what comes next.

    With `paper`, the act happened on paper: `actor` only records it for its holder.

    Raises:
        RoleNotHeld: the actor may not act on the task, or may not record acts on paper.
        TaskNotOpen: it was closed before.
        TaskClaimed: a colleague has claimed it.
        OutcomeUnknown: the step has no such outcome.
        DataInvalid: the answers, or a demanded comment, are missing or wrong.
        OutcomeRefused: guards stand against it; all reasons are in the error.
    """
    with transaction.atomic():
        _case, task = lock_task(task)
        situation = situation_of(task, outcome, actor=actor, now=now, comment=comment.strip(), paper=paper)
        refuse_closed_task(task)
        if paper is None:
            refuse_claimed(task, situation.actor)
        return _carry_out(_with_data(situation, data or {}))


def perform_by_itself(task: Task, outcome: str, *, account: AbstractUser, now: datetime.datetime) -> Performed:
    """Close a task because of what a machine reported under an account, which holds no office and answers nothing.

    Whoever calls has checked that the procedure lets the step close so, and that the account may report it.

    Raises:
        TaskNotOpen: it was closed before.
        OutcomeUnknown: the step has no such outcome.
        DataInvalid: the step asks for answers, or demands a comment: a person has to act.
        OutcomeRefused: guards stand against it; all reasons are in the error.
    """
    with transaction.atomic():
        _case, task = lock_task(task)
        situation = situation_of(task, outcome, actor=account, now=now, holder=by_permission(account))
        refuse_closed_task(task)
        return _carry_out(_with_data(situation, {}))


def situation_of(
    task: Task,
    outcome: str,
    *,
    actor: AbstractUser,
    now: datetime.datetime,
    comment: str = '',
    paper: PaperAct | None = None,
    holder: Actor | None = None,
) -> Situation:
    """Return what guards and effects of this outcome look at, without data.

    Args:
        holder: who acts, where that was settled; otherwise the user has to hold the task's role.

    Raises:
        RoleNotHeld: the user may not act on the task.
        OutcomeUnknown: the step has no such outcome.
    """
    if paper is None:
        holder = holder or authorize(task, actor=actor, now=now)
    else:
        holder = paper_acts.authorize(task, paper, recorder=actor, now=now)
    step = step_of(task)
    try:
        chosen = step.outcome(outcome)
    except KeyError as error:
        known = ', '.join(entry.key for entry in step.outcomes)
        raise OutcomeUnknown(
            _('This task has no outcome “{outcome}”; it has: {known}.').format(outcome=outcome, known=known)
        ) from error
    return Situation(
        case=task.case,
        task=task,
        subject=task.case.subject,
        document=document_of(task.case.version),
        step=step,
        outcome=chosen,
        actor=holder,
        now=now,
        comment=comment,
        paper=paper,
    )


def find_refusals(situation: Situation) -> list[Refusal]:
    """Return every reason that stands against the outcome now: the row's requirements and the outcome's guards."""
    refusals = _find_plain_refusals(situation)
    row = situation.document.row_of(situation.step)
    requires = () if situation.task.is_question else row.requires
    keys = dict.fromkeys((*requires, *situation.outcome.guards))
    return refusals + [refusal for key in keys for refusal in GUARDS[key](situation)]


def fields_of(situation: Situation) -> list[Field]:
    """Return what the situation's step asks for, and what the effects of its outcome ask besides."""
    if situation.step.activity == ANSWER:
        return answer_fields(situation.task)
    asked = list(ACTIVITIES[situation.step.activity].fields(situation))
    for key in situation.outcome.effects:
        if key in ASKED_BY:
            asked += ASKED_BY[key](situation)
    return asked


def _find_plain_refusals(situation: Situation) -> list[Refusal]:
    """What stands against the outcome whatever the procedure says."""
    task, refusals = situation.task, []
    if task.is_paused:
        message = _('This task waits for the applicant’s answer.')
        refusals.append(Refusal('task-paused', message))
    if not conditions_hold(situation.outcome.when, situation.case):
        message = _('“{outcome}” does not apply to this case.').format(outcome=situation.outcome.key)
        refusals.append(Refusal('outcome-not-applicable', message))
    if situation.step.seats > 1:
        others = Task.objects.filter(case=task.case_id, step=task.step, round=task.round, closed_by__isnull=False)
        if any(situation.actor.is_user(pk) for pk in others.values_list('closed_by', flat=True)):
            message = _('You have acted on this step already: somebody else of the role has to.')
            refusals.append(Refusal('seat-taken', message))
    return refusals


def refuse_claimed(task: Task, actor: Actor) -> None:
    """Raises: TaskClaimed, when a colleague has claimed the task."""
    if task.claimed_by and not actor.is_user(task.claimed_by_id):
        message = _('{name} has claimed this task: take it over first.')
        raise TaskClaimed(message.format(name=name_of_user(task.claimed_by)))


def _carry_out(situation: Situation) -> Performed:
    """Close the task, with all that the outcome does, when nothing stands against it."""
    if refusals := find_refusals(situation):
        raise OutcomeRefused(refusals)
    _close_task(situation)
    changes = _run_effects(situation)
    _record(situation, changes)
    opened = _move_on(situation)
    for key, entry in situation.waiting:
        outbox.put(situation.case, key, entry, now=situation.now)
    return Performed(case=situation.case, task=situation.task, opened=opened, changes=changes)


def _with_data(situation: Situation, data: Mapping[str, Any]) -> Situation:
    if situation.outcome.comment_required and not situation.comment:
        message = _('This outcome needs a comment: say why.')
        raise DataInvalid(message, refusals=[Refusal('comment-required', message, field='comment')])
    fields = fields_of(situation)
    answers = clean_data(fields, data)
    # A short answer may be a serial number.
    typed = {field.key: answers.get(field.key) for field in fields if field.kind == 'long-text'}
    identity_numbers.refuse_in({'comment': situation.comment, **typed})
    return replace(situation, data=answers)


def _close_task(situation: Situation) -> None:
    task, actor, paper = situation.task, situation.actor, situation.paper
    task.snapshot()
    task._changelog_message = f'{situation.case.number}: {situation.outcome.key}'
    task.state = TaskStateChoices.CLOSED
    task.closed_at = situation.now
    task.closed_by = actor.user
    task.closed_by_name = actor.name
    task.outcome = situation.outcome.key
    task.comment = situation.comment
    task.data = {**task.data, **(situation.data or {})}
    task.worked_minutes = max(
        0, working_minutes(situation.case, task.opened_at, situation.acted_at) - task.paused_minutes
    )
    if paper and actor.recorded_by:
        task.on_paper = True
        task.acted_at = paper.acted_at
        task.recorded_by = actor.recorded_by
        task.recorded_by_name = name_of_user(actor.recorded_by)
    task.save()


def _run_effects(situation: Situation) -> tuple[Change, ...]:
    changes: list[Change] = []
    own = ACTIVITIES[situation.step.activity].effect if situation.step.activity != ANSWER else None
    if own:
        changes += own(situation)
    for key in situation.outcome.effects:
        changes += EFFECTS[key](situation)
    return tuple(changes)


def _record(situation: Situation, changes: tuple[Change, ...]) -> None:
    task, actor = situation.task, situation.actor
    data = {
        'step': task.step,
        'role': task.role_key,
        'position': actor.position,
        'capacity': actor.capacity,
        'outcome': task.outcome,
        'comment': task.comment,
        'data': task.data,
        'changes': [change.as_dict() for change in changes],
    }
    if situation.paper:
        data |= {
            'acted_at': situation.paper.acted_at.isoformat(),
            'recorded_by': task.recorded_by_name,
            'proof': situation.paper.proof.pk,
        }
    events.record(situation.case, 'task-closed', now=situation.now, actor=actor, task=task, data=data)
    events.record_told(situation)


def _move_on(situation: Situation) -> tuple[Task, ...]:
    """Open what comes next, or close the case; a task that is one of several open together waits for the others."""
    case, task, outcome, now = situation.case, situation.task, situation.outcome, situation.now
    if task.is_question:
        resume(task, now=now, actor=situation.actor)
        return ()
    if outcome.goes_on:
        if _is_awaited(situation):
            return ()
    else:
        cancel_open_tasks(case, now=now, actor=situation.actor)
    if outcome.end:
        close_case(case, outcome.end, now=now, actor=situation.actor)
        return ()
    return go_to(case, outcome.to, now=now, actor=situation.actor, handed_over=task if outcome.goes_on else None)


def _is_awaited(situation: Situation) -> bool:
    """Whether other tasks of the same stage are still open."""
    row = situation.document.row_of(situation.step)
    keys = [step.key for step in row.stage_of(situation.step)]
    return situation.case.tasks.filter(state=TaskStateChoices.OPEN, step__in=keys).exists()
