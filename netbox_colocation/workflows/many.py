"""One outcome for many tasks at once, each in a transaction of its own: what cannot be done leaves the others alone."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext as _

from ..compat import events_of_success
from ..exceptions import ColocationError, OutcomeRefused, Refusal
from ..models import Task
from .engine import perform, step_of

__all__ = ('MOST_AT_ONCE', 'BulkResult', 'bulk_outcomes', 'perform_many')

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class BulkResult:
    """What became of one task; `error` is None when it was done."""

    task: Task
    error: ColocationError | None = None

    @property
    def is_done(self) -> bool:
        return self.error is None


def bulk_outcomes(task: Task) -> list[str]:
    """Return the keys of the outcomes that may be taken for many tasks at once; of an open task only."""
    if not task.is_open or task.is_paused:
        return []
    return [outcome.key for outcome in step_of(task).outcomes if outcome.bulk]


def perform_many(
    tasks: Iterable[Task], outcome: str, *, actor: AbstractUser, now: datetime.datetime
) -> list[BulkResult]:
    """Close each of the tasks with the outcome, if its row allows it for many at once."""
    return [_perform(task, outcome, actor, now) for task in tasks]


def _perform(task: Task, outcome: str, actor: AbstractUser, now: datetime.datetime) -> BulkResult:
    try:
        if task.is_open and outcome not in [entry.key for entry in step_of(task).outcomes if entry.bulk]:
            message = _('“{outcome}” is not taken for many tasks at once in step {step}: open the task.')
            raise OutcomeRefused([Refusal('not-in-bulk', message.format(outcome=outcome, step=task.step))])
        with events_of_success(ColocationError):
            perform(task, outcome, actor=actor, now=now)
    except ColocationError as error:
        return BulkResult(task, error)
    return BulkResult(task)
