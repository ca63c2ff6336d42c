"""What an impact is made of: steps of evidence, lines, and what nobody knows. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..choices import ImpactGradeChoices as Grade

__all__ = ('GRADES', 'SEVERITY', 'Impact', 'Line', 'Mark', 'Reference', 'Step', 'Trail', 'Unknown', 'is_worse')

GRADES = (Grade.OUTAGE, Grade.DEGRADED, Grade.REDUCED_REDUNDANCY, Grade.UNKNOWN, Grade.NONE)
# The worst grade is 0.
SEVERITY: Mapping[str, int] = {grade: place for place, grade in enumerate(GRADES)}
# A model (`app.model`) and a primary key.
Reference = tuple[str, int]


def is_worse(grade: str, other: str) -> bool:
    """Say whether the first grade is worse than the second one."""
    return SEVERITY[grade] < SEVERITY[other]


class Step(NamedTuple):
    """One object of a path; `joined` says how it hangs on the step before it."""

    joined: str
    model: str
    pk: int
    label: str


class Trail(NamedTuple):
    """A path that is being followed: its last object, and the trail before it. Trails share their beginnings."""

    before: 'Trail | None'
    joined: str
    model: str
    pk: int

    def to(self, joined: str, model: str, pk: int | None) -> 'Trail':
        """Return the trail one object further; the same one where there is no object."""
        return self if pk is None else Trail(self, joined, model, pk)


class Mark(NamedTuple):
    """How badly something is hit, why, by which way, and the figures behind it."""

    grade: str
    reason: str
    trail: Trail
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One object that is hit.

    Attributes:
        model: `dcim.device`, `virtualization.virtualmachine`, `ipam.service` or `circuits.circuit`.
        device: the device behind it, where NetBox knows one.
        path: the evidence, from what is touched to the object.
        facts: the figures of the reason, e.g. how many supplies are lost and how many are left.
    """

    model: str
    pk: int
    label: str
    device: int | None
    tenant: int | None
    grade: str
    reason: str
    path: tuple[Step, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that NetBox does not know, how often, and the first ones of it."""

    code: str
    count: int
    examples: tuple[Step, ...]


@dataclass(frozen=True)
class Impact:
    """What a loss hits: the worst first; what is not hit has no line."""

    lines: tuple[Line, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many lines there are, by model and grade, the worst grade first."""
        counts: dict[str, dict[str, int]] = {}
        for line in self.lines:
            of_model = counts.setdefault(line.model, {})
            of_model[line.grade] = of_model.get(line.grade, 0) + 1
        return counts

    @property
    def tenants(self) -> dict[int, str]:
        """Return the worst grade of each tenant that is hit."""
        return _worst((line.tenant, line.grade) for line in self.lines)

    def devices(self) -> dict[int, str]:
        """Return the grade of each device that is hit."""
        return _worst((line.pk, line.grade) for line in self.lines if line.model == 'dcim.device')


def _worst(graded: Iterable[tuple[int | None, str]]) -> dict[int, str]:
    worst: dict[int, str] = {}
    for pk, grade in graded:
        if pk is not None and (pk not in worst or is_worse(grade, worst[pk])):
            worst[pk] = grade
    return worst
