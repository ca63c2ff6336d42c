"""Taking back what outcomes did, when a case returns to an earlier step."""

import datetime
from collections.abc import Iterable

from ...choices import TaskStateChoices
from ...models import Case, Task
from ..actors import Actor
from ..document import Outcome, Step
from ..events import record_told
from ..publishing import document_of
from ..registry import EFFECTS, IRREVERSIBLE, UNDOES, Change, Situation

__all__ = ('find_irreversible', 'undo')


def find_irreversible(case: Case, *, since: Task | None = None) -> list[Task]:
    """Return the closed tasks (since one, itself included) whose outcome did what nothing can undo."""
    return [
        task
        for task, _step, outcome in _taken(case, since)
        if any(UNDOES.get(key) == IRREVERSIBLE for key in outcome.effects)
    ]


def undo(case: Case, *, since: Task, actor: Actor, now: datetime.datetime) -> list[Change]:
    """Take back, newest first, what the outcomes since a task did; each kind of thing is taken back once."""
    changes: list[Change] = []
    done: set[str] = set()
    for task, step, outcome in _taken(case, since):
        situation = Situation(
            case=case,
            task=task,
            subject=case.subject,
            document=document_of(case.version),
            step=step,
            outcome=outcome,
            actor=actor,
            now=now,
            data=task.data,
        )
        for key in reversed(outcome.effects):
            back = UNDOES.get(key, IRREVERSIBLE)
            if back not in (IRREVERSIBLE, *done):
                done.add(back)
                changes += EFFECTS[back](situation)
        record_told(situation)
    return changes


def _taken(case: Case, since: Task | None) -> Iterable[tuple[Task, Step, Outcome]]:
    """Closed tasks of the sheet, newest first, with what was chosen.

    What an older version of the procedure had and the case's present one has not leaves nothing to look up.
    """
    steps = document_of(case.version).steps
    tasks = case.tasks.filter(state=TaskStateChoices.CLOSED, parent__isnull=True).order_by('-closed_at', '-pk')
    for task in tasks:
        step = steps.get(task.step)
        if step and any(outcome.key == task.outcome for outcome in step.outcomes):
            yield task, step, step.outcome(task.outcome)
        if since and task.pk == since.pk:
            return
