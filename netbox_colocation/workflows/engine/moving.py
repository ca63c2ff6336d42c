"""Where a case goes: the next tasks with their time limits, rows that do not apply, and the end."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ...allocation import holds
from ...calendars.office import hours_of
from ...choices import CaseStateChoices, RequestStatusChoices, TaskStateChoices
from ...constants import APPLICANT
from ...documents import classing, filing, retention
from ...models import Case, ColocationRequest, ProcedureRole, Task
from .. import events, outbox
from ..actors import Actor
from ..document import Condition, ProcedureDocument, Row, Step
from ..publishing import document_of
from ..registry import FACTS

__all__ = (
    'Limits',
    'cancel_open_tasks',
    'close_case',
    'conditions_hold',
    'go_to',
    'open_task',
    'renew_limits',
    'working_minutes',
)

STATUS_AT_END = {
    CaseStateChoices.COMPLETED: RequestStatusChoices.COMPLETED,
    CaseStateChoices.REFUSED: RequestStatusChoices.REFUSED,
    CaseStateChoices.WITHDRAWN: RequestStatusChoices.WITHDRAWN,
    CaseStateChoices.CANCELLED: RequestStatusChoices.CANCELLED,
}


@dataclass(frozen=True)
class Limits:
    """When a task should be, and when it has to be done."""

    target_at: datetime.datetime | None = None
    due_at: datetime.datetime | None = None


def conditions_hold(conditions: Iterable[Condition], case: Case) -> bool:
    """Whether all conditions hold for the case's subject as it is now."""
    return all(condition.holds(FACTS[condition.fact](case.subject)) for condition in conditions)


def go_to(
    case: Case, key: str, *, now: datetime.datetime, actor: Actor | None = None, handed_over: Task | None = None
) -> tuple[Task, ...]:
    """Open the stage of that step, passing over rows that do not apply; they may lead to the end of the case.

    `handed_over` is the task that hands the case over inside a row: the row's time goes on.
    """
    document = document_of(case.version)
    step = document.steps[key]
    row = document.row_of(step)
    while step.stage == 0 and not conditions_hold(row.when, case):
        events.record(case, 'row-passed', now=now, data={'row': row.number})
        if row.onward_end:
            close_case(case, row.onward_end, now=now, actor=actor)
            return ()
        step = document.steps[row.onward]
        row = document.row_of(step)
    inherited = _inherited_limits(document, row, step, handed_over)
    return tuple(
        open_task(case, member, seat=seat, limits=inherited, now=now)
        for member in row.stage_of(step)
        for seat in range(1, member.seats + 1)
    )


def open_task(case: Case, step: Step, *, now: datetime.datetime, seat: int = 1, limits: Limits | None = None) -> Task:
    """Open one task, record it, and have its holders told."""
    row = document_of(case.version).row_of(step)
    limits = limits or _limits_of(case, row, step, now)
    role_key = _who_acts(case, step)
    role = None if role_key == APPLICANT else _find_role(case, role_key)
    task = Task(
        case=case,
        step=step.key,
        row=step.row,
        round=case.tasks.filter(step=step.key, seat=seat).count() + 1,
        seat=seat,
        role_key=role_key,
        role=role,
        opened_at=now,
        target_at=limits.target_at,
        due_at=limits.due_at,
    )
    task.save()
    record_opening(task, now=now)
    return task


def record_opening(task: Task, *, now: datetime.datetime) -> None:
    """Record that a task waits, and have its holders told."""
    events.record(
        task.case,
        'task-opened',
        now=now,
        task=task,
        data={
            'step': task.step,
            'round': task.round,
            'seat': task.seat,
            'role': task.role_key,
            'target': task.target_at.isoformat() if task.target_at else None,
            'due': task.due_at.isoformat() if task.due_at else None,
        },
    )
    outbox.put(task.case, 'notify.task', {'task': task.pk}, now=now)


def cancel_open_tasks(case: Case, *, now: datetime.datetime, actor: Actor | None = None) -> None:
    """Close what waits in the case, by nobody and without an outcome: the case goes elsewhere."""
    for task in case.tasks.filter(state=TaskStateChoices.OPEN).order_by('-parent', 'pk'):
        task.case = case
        task.snapshot()
        task._changelog_message = case.number
        task.state = TaskStateChoices.CANCELLED
        task.closed_at = now
        task.paused_at = None
        task.save()
        events.record(case, 'task-cancelled', now=now, actor=actor, task=task, data={'step': task.step})


def close_case(case: Case, state: str, *, now: datetime.datetime, actor: Actor | None = None, reason: str = '') -> None:
    """End the case and say so on its subject: its papers are filed, or, when it does not end well, it holds nothing."""
    subject = case.subject
    if state == CaseStateChoices.COMPLETED:
        for document in filing.file_drafts(case, now=now):
            outbox.put(case, 'document.render', {'document': document.pk}, now=now)
    elif isinstance(subject, ColocationRequest):
        _release(case, subject, state, now=now, actor=actor)
    case.snapshot()
    case._changelog_message = f'{case.number}: {state}'
    case.state = state
    case.closed_at = now
    case.save()
    subject.snapshot()
    subject._changelog_message = case._changelog_message
    subject.status = STATUS_AT_END[state]
    subject.save_state('status')
    classing.class_file(case)
    retention.close_file(case, now=now)
    data = {'state': state, 'reason': reason} if reason else {'state': state}
    events.record(case, 'case-closed', now=now, actor=actor, data=data)


def _release(
    case: Case, request: ColocationRequest, reason: str, *, now: datetime.datetime, actor: Actor | None
) -> None:
    held = holds.active_hold(request)
    holds.release(request, now=now)
    if held:
        events.record(case, 'hold-released', now=now, actor=actor, data={'hold': held.pk, 'reason': reason})


def working_minutes(case: Case, start: datetime.datetime, end: datetime.datetime) -> int:
    """Return the working minutes between two moments, by the calendar of the case's procedure."""
    return hours_of(case.version.procedure, start).working_minutes(start, end)


def _limits_of(case: Case, row: Row, step: Step, now: datetime.datetime) -> Limits:
    target, limit = step.target or row.target, step.limit or row.limit
    if target is None and limit is None:
        return Limits()
    start = now
    if step.limit_from:
        moment = FACTS[step.limit_from](case.subject)
        moment = parse_datetime(moment) if isinstance(moment, str) else moment
        start = max(now, moment) if moment else now
    hours = hours_of(case.version.procedure, timezone.localtime(start))
    return Limits(
        target_at=hours.deadline(start, target) if target else None,
        due_at=hours.deadline(start, limit) if limit else None,
    )


def renew_limits(task: Task) -> bool:
    """Set the limits of an open task anew when their moment was changed; return whether they differ."""
    document = document_of(task.case.version)
    step = document.steps.get(task.step)
    if step is None or not step.limit_from:
        return False
    limits = _limits_of(task.case, document.row_of(step), step, task.opened_at)
    if (limits.target_at, limits.due_at) == (task.target_at, task.due_at):
        return False
    task.snapshot()
    task._changelog_message = task.case.number
    task.target_at, task.due_at = limits.target_at, limits.due_at
    task.reminded_at = task.escalated_at = None
    task.save()
    return True


def _inherited_limits(document: ProcedureDocument, row: Row, step: Step, handed_over: Task | None) -> Limits | None:
    """A row's limit runs from its first step: a hand-over inside the row keeps the row's deadline."""
    if handed_over is None or row.limit_per == 'hand-over' or step.limit or step.limit_from:
        return None
    before = document.steps.get(handed_over.step)
    if before is None or before.row != row.number or before.stage >= step.stage or before.limit:
        return None
    return Limits(target_at=handed_over.target_at, due_at=handed_over.due_at)


def _who_acts(case: Case, step: Step) -> str:
    """The role of the step, or the one that the agency set for it among those the procedure allows."""
    if not step.setting:
        return step.role
    chosen = case.version.procedure.settings.get('roles', {}).get(step.setting, step.role)
    return chosen if chosen in step.among else step.role


def _find_role(case: Case, key: str) -> ProcedureRole:
    """The agency's role of that key; one that was deleted since publishing is made again, or the case would be lost."""
    name = document_of(case.version).roles[key].id
    role, _created = ProcedureRole.objects.get_or_create(agency=case.agency, key=key, defaults={'name': name or key})
    return role
