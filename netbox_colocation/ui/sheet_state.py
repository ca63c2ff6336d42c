"""How far a case has come on its sheet: what is done, open, late, passed over or still ahead, and the way it took."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from ..choices import TaskStateChoices
from ..models import Task
from ..workflows.document import ProcedureDocument, Step
from ..workflows.sheet_layout import NOT_NEEDED
from ..workflows.sheet_routing import SheetLayout

__all__ = ('CaseState', 'Mark', 'find_state', 'states_of_shapes', 'taken_arrows')

State = Literal['done', 'open', 'late', 'passed', 'ahead']


@dataclass(frozen=True)
class Mark:
    """One symbol on the sheet: where a role acts in a row.

    Attributes:
        shape: `start`, `end`, `decision` or `box`.
        state: `done`, `open`, `late` (open and overdue), `passed` (the case passed over it) or `ahead`.
        rounds: how often the case came here.
        outcome: key of the outcome with which it was closed last.
        closed, seats: how many of how many holders have closed it in this round.
        is_paused: it waits for an answer of the applicant.
    """

    step: str
    shape: str
    state: State
    rounds: int = 0
    who: str = ''
    at: datetime.datetime | None = None
    due: datetime.datetime | None = None
    was_late: bool = False
    outcome: str = ''
    closed: int = 0
    seats: int = 1
    is_paused: bool = False


@dataclass(frozen=True)
class CaseState:
    """The marks of all steps by their keys, and the (step, outcome) pairs that were taken."""

    marks: Mapping[str, Mark]
    taken: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def find_state(
    document: ProcedureDocument, shapes: Mapping[str, str], tasks: Iterable[Task], *, now: datetime.datetime
) -> CaseState:
    """Lay a case's tasks over its procedure; `shapes` has the kind of every step's shape.

    Questions to the applicant are not steps of the sheet; they only show as a pause of their task.
    """
    own = sorted(
        (task for task in tasks if task.parent_id is None), key=lambda task: (task.step, task.round, task.seat)
    )
    by_step = {step: list(group) for step, group in groupby(own, key=lambda task: task.step)}
    passed = _find_passed(document, by_step)
    marks = {
        key: _mark(step, shapes[key], by_step[key], now)
        if key in by_step
        else Mark(key, shapes[key], 'passed' if key in passed else 'ahead', seats=step.seats)
        for key, step in document.steps.items()
    }
    taken = frozenset((task.step, task.outcome) for task in own if task.outcome)
    return CaseState(marks, taken)


def taken_arrows(layout: SheetLayout, state: CaseState) -> frozenset[int]:
    """The arrows on which a case has come so far, by their indices."""
    own = {
        index
        for index, arrow in enumerate(layout.arrows)
        if any((arrow.source, outcome) in state.taken for outcome in arrow.outcomes)
    }
    reached = {layout.arrows[index].target for index in own}
    return frozenset(
        own | {index for index, arrow in enumerate(layout.arrows) if arrow.source in reached - state.marks.keys()}
    )


def states_of_shapes(layout: SheetLayout, state: CaseState, taken: frozenset[int]) -> dict[str, str]:
    """The state of every shape; one that stands for no step is done when the case has come to it."""
    reached = {layout.arrows[index].target for index in taken}
    return {
        key: state.marks[key].state if key in state.marks else 'done' if key in reached else 'ahead'
        for key in layout.shapes
    }


def _mark(step: Step, shape: str, tasks: list[Task], now: datetime.datetime) -> Mark:
    last = [task for task in tasks if task.round == tasks[-1].round]
    waiting = [task for task in last if task.is_open]
    closed = [task for task in last if task.state == TaskStateChoices.CLOSED]
    newest = max(closed, key=lambda task: task.closed_at, default=None)
    if waiting:
        state = 'late' if any(task.due_at and task.due_at < now for task in waiting) else 'open'
    else:
        state = 'done' if newest and newest.outcome != NOT_NEEDED else 'passed'
    return Mark(
        step=step.key,
        shape=shape,
        state=state,
        rounds=tasks[-1].round,
        who=', '.join(dict.fromkeys(task.closed_by_name for task in closed if task.closed_by_name)),
        at=newest.closed_at if newest else None,
        due=min((task.due_at for task in waiting or last if task.due_at), default=None),
        was_late=any(task.due_at and task.closed_at and task.closed_at > task.due_at for task in closed),
        outcome=newest.outcome if newest else '',
        closed=len(closed),
        seats=max(step.seats, len(last)),
        is_paused=any(task.is_paused for task in waiting),
    )


def _find_passed(document: ProcedureDocument, by_step: Mapping[str, list[Task]]) -> set[str]:
    """The steps without a task that the case will not come to any more, or passed because their row did not apply."""
    tasks = [task for group in by_step.values() for task in group]
    without = {key for key in document.steps if key not in by_step}
    if tasks and not any(task.is_open for task in tasks):
        return without
    passed: set[str] = set()
    for task in tasks:
        if task.outcome and not any(other.is_open for other in tasks if other.row == task.row):
            passed |= _passed_after(document, task, without)
    return passed


def _passed_after(document: ProcedureDocument, task: Task, without: set[str]) -> set[str]:
    """The conditional rows over which an outcome led, one after the other."""
    passed: set[str] = set()
    step = document.steps.get(task.step)
    outcome = next((outcome for outcome in step.outcomes if outcome.key == task.outcome), None) if step else None
    to = outcome.to if outcome else ''
    while to in without and to not in passed and (row := document.row_of(document.steps[to])).when:
        passed |= {step.key for step in row.steps}
        to = row.onward
    return passed
