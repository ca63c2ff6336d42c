"""What a capacity check says: findings with their evidence. Pure.

A finding keeps its code and the facts behind its sentence, so that it can be put into words again in another language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ('ENOUGH', 'RESOURCES', 'SHORT', 'UNKNOWN', 'Evidence', 'Finding', 'Judgement', 'Placement', 'overall')

# The words of choices.CapacityVerdictChoices and choices.CapacityResourceChoices, which pure modules cannot import.
ENOUGH, UNKNOWN, SHORT = 'enough', 'unknown', 'short'
PLACE, ELECTRICITY, UPS, BANDWIDTH, ADDRESSES, OUTLETS, CABLE, DOMAIN_NAME, WEIGHT, COOLING = RESOURCES = (
    'place',
    'electricity',
    'ups',
    'bandwidth',
    'addresses',
    'outlets',
    'cable',
    'domain-name',
    'weight',
    'cooling',
)
SEVERITY = {ENOUGH: 0, UNKNOWN: 1, SHORT: 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One NetBox object that a finding rests on; `model` like 'dcim.rack'."""

    label: str
    model: str
    pk: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a capacity check.

    Attributes:
        resource: one of RESOURCES.
        verdict: ENOUGH, SHORT or UNKNOWN.
        need: what is asked for, in `unit`; None when nobody knows.
        have: what is free for it, in `unit`; None when nobody knows; below 0 when too much is promised already.
        unit: 'U', 'W', 'kbit/s', 'addresses', 'outlets', 'ports', 'names' or 'kg'.
        code: stable, for programs, e.g. `no-gap`.
        facts: what the sentence is made from; JSON values only.
        reason: the sentence, which names what would make it fit; '' until `wording` has been asked.
        evidence: the NetBox objects behind it.
        is_blocking: whether it stands against acceptance.
    """

    resource: str
    verdict: str
    need: float | int | None
    have: float | int | None
    unit: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ''
    evidence: tuple[Evidence, ...] = ()
    is_blocking: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), 'facts': dict(self.facts), 'evidence': [asdict(item) for item in self.evidence]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'Finding':
        evidence = tuple(Evidence(**item) for item in data.get('evidence', ()))
        # A check of an earlier release did not say it: a shortage always stood against acceptance.
        blocks = data.get('is_blocking', data['verdict'] == SHORT)
        return cls(**{**data, 'evidence': evidence, 'is_blocking': blocks})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one resource of a rack says to the servers planned there; `have` in the resource's unit."""

    verdict: str
    code: str
    have: float | int | None


@dataclass(frozen=True, slots=True)
class Placement:
    """The place proposed for one server.

    Attributes:
        server, rack: primary keys; `server_name` and `rack_name` as they were.
        position: the lowest-numbered unit, as NetBox counts it (U).
        height: in U.
        face: where the device is mounted; a server that `is_full_depth` takes the other face as well.
        start: the lowest-numbered half unit, counted from the rack's starting unit; `length` in half units.
    """

    server: int
    server_name: str
    rack: int
    rack_name: str
    position: float
    height: float
    face: str
    is_full_depth: bool
    start: int
    length: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def overall(verdicts: Iterable[str]) -> str:
    """Return the worst verdict: short before unknown before enough."""
    return max(verdicts, key=SEVERITY.__getitem__, default=ENOUGH)
