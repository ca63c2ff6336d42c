"""The numbers of rows and the keys of their steps, found out before anything is read in full: rows name each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ('ENDS', 'RowPlan', 'Way', 'find_step', 'onward_of')

ENDS = ('completed', 'refused')


@dataclass(frozen=True)
class Way:
    """Where something leads: to a step, or to an end; to neither when there is nothing there."""

    to: str = ''
    end: str = ''

    def __bool__(self) -> bool:
        return bool(self.to or self.end)


@dataclass(frozen=True)
class RowPlan:
    """A row before it is read: its number, its own steps as they stand there, and who acknowledges it.

    Attributes:
        place: which row of the document it is, from 0.
        is_together: all its own steps are open at once.
    """

    place: int
    number: str
    raw: Mapping[str, Any]
    entries: Sequence[Any]
    acknowledged_by: Sequence[Any] = ()
    is_together: bool = False

    @property
    def path(self) -> str:
        return f'rows[{self.place}]'

    @property
    def has_steps(self) -> bool:
        """Whether the steps are written out; else the row itself says who does what."""
        return self.raw.get('steps') is not None

    @property
    def step_keys(self) -> list[str]:
        count = len(self.entries) + len(self.acknowledged_by)
        return [self.number] if count == 1 else [f'{self.number}.{place}' for place in range(1, count + 1)]

    @property
    def stages(self) -> list[int]:
        """Which stage each step belongs to: the own ones one after the other, or together; then who acknowledges."""
        own = [0] * len(self.entries) if self.is_together else list(range(len(self.entries)))
        return own + [(own[-1] + 1 if own else 0)] * len(self.acknowledged_by)

    @property
    def own_keys(self) -> list[str]:
        return self.step_keys[: len(self.entries)]

    @property
    def entrance(self) -> Way:
        """Where somebody who comes to the row begins, or the end that it states."""
        return Way(to=self.step_keys[0]) if self.step_keys else Way(end=_end_of(self.raw, 'end'))

    def after_stage(self, stage: int, onward: Way) -> Way:
        """Where a stage leads by itself: to the next one's first step, or onward from the row."""
        following = [key for key, other in zip(self.step_keys, self.stages, strict=True) if other == stage + 1]
        return Way(to=following[0]) if following else onward


def onward_of(plan: RowPlan, following: Sequence[RowPlan]) -> Way:
    """Where a row leads: to the end that it states, or to the row below it."""
    if end := _end_of(plan.raw, 'ends'):
        return Way(end=end)
    return following[0].entrance if following else Way()


def find_step(target: str, plans: Sequence[RowPlan]) -> Way:
    """What a row number or a step key means; nothing when there is no such row or step."""
    for plan in plans:
        if plan.number == target:
            return plan.entrance
        if target in plan.step_keys:
            return Way(to=target)
    return Way()


def _end_of(raw: Mapping[str, Any], key: str) -> str:
    end = raw.get(key)
    return end if isinstance(end, str) else ''
