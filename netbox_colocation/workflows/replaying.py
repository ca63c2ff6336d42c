"""The state of a case, rebuilt from its events alone: proof that the record is whole, and that it is the truth."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime

from ..choices import CaseStateChoices, TaskStateChoices
from ..models import Case, CaseEvent

__all__ = ('ReplayedCase', 'ReplayedTask', 'find_deviations', 'replay')


@dataclass
class ReplayedTask:
    """An open task as the events tell it; `due` is ISO 8601, or None."""

    step: str
    round: int
    seat: int
    role: str
    due: str | None
    is_paused: bool = False


@dataclass
class ReplayedCase:
    """A case as its events tell it: state, version, open tasks by key, and how each closed one ended ('' cancelled)."""

    state: str = ''
    version: int = 0
    open_tasks: dict[int, ReplayedTask] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)


def replay(events: Iterable[CaseEvent]) -> ReplayedCase:
    """Rebuild a case from its events, in their order.

    Raises:
        ValueError: an event is about a task that is not open at that place.
    """
    case = ReplayedCase()
    for event in events:
        _apply(case, event)
    return case


def find_deviations(case: Case) -> list[str]:
    """Return where the stored case is not what its events say; empty when they agree."""
    told = replay(case.events.order_by('sequence'))
    stored = _stored(case)
    return [
        f'{name}: {getattr(stored, name)!r} is stored, the events say {getattr(told, name)!r}'
        for name in ('state', 'version', 'open_tasks', 'outcomes')
        if getattr(stored, name) != getattr(told, name)
    ]


def _stored(case: Case) -> ReplayedCase:
    tasks = list(case.tasks.all())
    return ReplayedCase(
        state=case.state,
        version=case.version.number,
        open_tasks={
            task.pk: ReplayedTask(
                step=task.step,
                round=task.round,
                seat=task.seat,
                role=task.role_key,
                due=task.due_at.astimezone(datetime.UTC).isoformat() if task.due_at else None,
                is_paused=task.is_paused,
            )
            for task in tasks
            if task.is_open
        },
        outcomes={task.pk: task.outcome for task in tasks if task.state != TaskStateChoices.OPEN},
    )


def _apply(case: ReplayedCase, event: CaseEvent) -> None:
    data = event.data
    if event.kind == 'case-opened':
        case.state, case.version = CaseStateChoices.OPEN, data['version']
    elif event.kind == 'case-closed':
        case.state = data['state']
    elif event.kind == 'version-changed':
        case.version = data['to']
    elif event.kind == 'task-opened':
        case.open_tasks[event.task_id] = ReplayedTask(
            step=data['step'],
            round=data['round'],
            seat=data.get('seat', 1),
            role=data['role'],
            due=_in_utc(data['due']),
        )
    elif event.kind in ('task-closed', 'task-cancelled'):
        _open_task(case, event)
        del case.open_tasks[event.task_id]
        case.outcomes[event.task_id] = data.get('outcome', '')
    elif event.kind == 'task-paused':
        _open_task(case, event).is_paused = True
    elif event.kind == 'task-resumed':
        task = _open_task(case, event)
        task.is_paused, task.due = False, _in_utc(data['due'])
    elif event.kind == 'visit-extended':
        for pk, due in data['due'].items():
            case.open_tasks[int(pk)].due = _in_utc(due)


def _open_task(case: ReplayedCase, event: CaseEvent) -> ReplayedTask:
    if event.task_id not in case.open_tasks:
        raise ValueError(f'event {event.sequence} ({event.kind}): task {event.task_id} is not open')
    return case.open_tasks[event.task_id]


def _in_utc(moment: Any) -> str | None:
    """The same moment as the database gives it back."""
    if moment is None:
        return None
    parsed = parse_datetime(moment)
    return parsed.astimezone(datetime.UTC).isoformat() if parsed else None
