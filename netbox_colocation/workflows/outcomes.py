"""What can be done about a task, by somebody, now: its outcomes, with their forms and the reasons against each."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.utils.translation import get_language

from ..exceptions import Refusal, RoleNotHeld
from ..models import Task
from .engine import find_refusals, situation_of
from .fields import Field
from .publishing import document_of
from .registry import ACTIVITIES

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
    """Return the outcomes of an open task; those of a closed one are none."""
    if not task.is_open:
        return []
    step = document_of(task.case.version).steps[task.step]
    return [_offer(task, outcome.key, actor, now) for outcome in step.outcomes]


def _offer(task: Task, key: str, actor: AbstractUser, now: datetime.datetime) -> OfferedOutcome:
    outcome = document_of(task.case.version).steps[task.step].outcome(key)
    fields: tuple[Field, ...] = ()
    refusals: tuple[Refusal, ...]
    try:
        situation = situation_of(task, key, actor=actor, now=now)
    except RoleNotHeld as error:
        refusals = (Refusal(error.code, error.message),)
    else:
        refusals = tuple(find_refusals(situation))
        fields = tuple(ACTIVITIES[situation.step.activity].fields(situation))
    return OfferedOutcome(
        key=key,
        label=outcome.label.in_language(get_language() or 'en'),
        comment_required=outcome.comment_required,
        fields=fields,
        refusals=refusals,
    )
