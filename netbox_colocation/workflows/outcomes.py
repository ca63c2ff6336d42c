"""What can be done about a task, by somebody, now: its outcomes, with their forms and the reasons against each."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import get_language

from ..exceptions import Refusal, RoleNotHeld
from ..models import Task
from .document import Outcome
from .engine import fields_of, find_refusals, situation_of, step_of
from .engine.moving import conditions_hold
from .fields import Field

__all__ = ('OfferedOutcome', 'offered')


@dataclass(frozen=True)
class OfferedOutcome:
    """An outcome as one person sees it now; possible when nothing stands against it."""

    key: str
    label: str
    comment_required: bool
    fields: tuple[Field, ...]
    refusals: tuple[Refusal, ...]

    @property
    def is_possible(self) -> bool:
        return not self.refusals


def offered(task: Task, *, actor: AbstractUser, now: datetime.datetime) -> list[OfferedOutcome]:
    """Return the outcomes of an open task that apply to its case; those of a closed one are none."""
    if not task.is_open:
        return []
    return [
        _offer(task, outcome, actor, now)
        for outcome in step_of(task).outcomes
        if conditions_hold(outcome.when, task.case)
    ]


def _offer(task: Task, outcome: Outcome, actor: AbstractUser, now: datetime.datetime) -> OfferedOutcome:
    fields: tuple[Field, ...] = ()
    refusals: tuple[Refusal, ...]
    try:
        situation = situation_of(task, outcome.key, actor=actor, now=now)
    except RoleNotHeld as error:
        refusals = (Refusal(error.code, error.message),)
    else:
        refusals = tuple(find_refusals(situation))
        fields = tuple(fields_of(situation))
    return OfferedOutcome(
        key=outcome.key,
        label=outcome.label.in_language(get_language() or 'en'),
        comment_required=outcome.comment_required,
        fields=fields,
        refusals=refusals,
    )
