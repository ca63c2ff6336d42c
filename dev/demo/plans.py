"""A planned case: what it is about, how far it goes, and when its people acted. Knows no Django."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from .course import COURSES, PROCEDURE, Act

__all__ = ('END', 'Pin', 'Plan')

END = 'end'


@dataclass(frozen=True)
class Pin:
    """The step whose moment is fixed: so many days from today, on a working day, at that hour of the office."""

    step: str
    days: int
    at: datetime.time


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A case, and how far it goes: `until` names the step that waits in the end, '' leaves it a draft.

    `course` says where somebody does not act as when all goes straight, `after` what happens besides in the end;
    `waiting` is the working hours since the last act, unless a step is pinned.
    """

    name: str
    applicant: str
    purpose: str
    procedure: str = PROCEDURE
    until: str = ''
    waiting: float = 1.5
    letter: int = 1
    course: Mapping[str, Act] = field(default_factory=dict)
    after: tuple[tuple[str, Act], ...] = ()
    pin: Pin | None = None

    @property
    def acts(self) -> list[tuple[str, Act]]:
        """The acts in their order, with their steps."""
        acts = []
        for step, act in COURSES[self.procedure].items():
            if not self.until or step == self.until:
                break
            acts.append((step, self.course.get(step, act)))
        return [*acts, *self.after]
