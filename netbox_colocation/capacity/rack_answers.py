"""One rack's answer to a demand: it takes all servers, or the one reason that stands first, with what would help.

Pure, but for the sentence that `RackAnswer.reason` is put into when somebody asks for it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from . import cooling, electricity, outlets, weight
from .estate import RackState, ServerNeed
from .findings import (
    COOLING,
    ELECTRICITY,
    ENOUGH,
    OUTLETS,
    PLACE,
    SHORT,
    UNKNOWN,
    WEIGHT,
    Finding,
    Judgement,
    Placement,
)
from .placement import JUDGES, RACK_WIDTH, fill, find_gap, is_too_shallow, is_unwelcome
from .wording import sentence_of

__all__ = ('RackAnswer', 'answer_for')

FINDINGS: dict[str, Callable[..., list[Finding]]] = {
    ELECTRICITY: electricity.findings,
    OUTLETS: outlets.findings,
    WEIGHT: weight.findings,
    COOLING: cooling.findings,
}
NOT_OFFERED = {
    'scope': 'rack-elsewhere',
    'status': 'rack-status',
    'tenant': 'rack-of-others',
    'policy': 'rack-serves-others',
    'width': 'rack-too-narrow',
    'unlocked': 'rack-left-out',
}


@dataclass(frozen=True, slots=True)
class RackAnswer:
    """What a rack says to a demand.

    Attributes:
        verdict: 'enough', 'unknown' (it has the units, and something that matters is not recorded) or 'short'.
        resource: what the answer is about; `code` is stable, for programs and for grouping.
        placements: where the servers would stand, when they have the units there.
    """

    rack: int
    name: str
    verdict: str
    resource: str
    code: str
    placements: tuple[Placement, ...]
    _find: Callable[[], Finding]

    @property
    def finding(self) -> Finding:
        """The facts behind it; made only when somebody asks, because most racks of a search are never read."""
        return self._find()

    @property
    def reason(self) -> str:
        """The sentence, in the active language; it says what would have to change."""
        return sentence_of(self.finding)

    def as_dict(self) -> dict[str, Any]:
        return {
            'rack': self.rack,
            'name': self.name,
            'verdict': self.verdict,
            'resource': self.resource,
            'code': self.code,
            'reason': self.reason,
        }


def answer_for(
    rack: RackState,
    servers: Collection[ServerNeed],
    group_racks: Mapping[str, Collection[int]],
    resources: Collection[str],
) -> RackAnswer:
    """Return the rack's answer to all of these servers together."""
    if rack.not_offered:
        return _refused(rack, NOT_OFFERED[rack.not_offered], width=rack.width, wanted=RACK_WIDTH)
    filled = fill(rack, servers, group_racks)
    if filled is None:
        return _without_units(rack, servers, group_racks)
    placements, full = filled
    unknown: tuple[str, Judgement] | None = None
    for resource, judge in JUDGES.items():
        if resource not in resources:
            continue
        judgement = judge(full)
        if judgement.verdict == SHORT:
            return _judged(full, resource, judgement, placements)
        matters = resource == ELECTRICITY or resource in rack.rules.unknown_blocks
        if judgement.verdict == UNKNOWN and matters and unknown is None:
            unknown = resource, judgement
    if unknown is not None:
        return _judged(full, *unknown, placements)
    return RackAnswer(rack.pk, rack.name, ENOUGH, PLACE, 'place-found', placements, lambda: _enough(full, placements))


def _judged(rack: RackState, resource: str, judgement: Judgement, placements: tuple[Placement, ...]) -> RackAnswer:
    def find() -> Finding:
        return next(finding for finding in FINDINGS[resource]([rack], []) if finding.verdict == judgement.verdict)

    return RackAnswer(rack.pk, rack.name, judgement.verdict, resource, judgement.code, placements, find)


def _without_units(
    rack: RackState, servers: Collection[ServerNeed], group_racks: Mapping[str, Collection[int]]
) -> RackAnswer:
    """Return why the servers do not get their units, of the server that fails first."""
    for number, server in enumerate(servers, start=1):
        if fill(rack, list(servers)[:number], group_racks) is not None:
            continue
        facts = {'server': server.name, 'height': server.half_units / 2, 'is_full_depth': server.is_full_depth}
        if is_unwelcome(rack, server):
            return _refused(rack, 'rack-takes-no-towers', **facts)
        if is_too_shallow(rack, server):
            return _refused(rack, 'rack-too-shallow', **facts, depth_mm=server.depth_mm, rack_depth_mm=rack.depth_mm)
        if fill(rack, list(servers)[:number], {}) is None:
            earlier = fill(rack, list(servers)[: number - 1], {})
            gap = find_gap(earlier[1] if earlier else rack, server)
            if gap < server.half_units:
                return _refused(rack, 'rack-gap', **facts, gap=gap / 2, missing=(server.half_units - gap) / 2)
            if rack.rules.units_kept_free:
                return _refused(rack, 'rack-units-kept-free', **facts, kept_free=rack.rules.units_kept_free)
        return _refused(rack, 'rack-has-group', **facts, group=server.group)
    raise AssertionError('the servers fit')


def _refused(rack: RackState, code: str, **facts: Any) -> RackAnswer:
    def find() -> Finding:
        found = {'rack': rack.name, **facts}
        return Finding(PLACE, SHORT, None, None, 'U', code, found, evidence=(rack.evidence,))

    return RackAnswer(rack.pk, rack.name, SHORT, PLACE, code, (), find)


def _enough(rack: RackState, placements: tuple[Placement, ...]) -> Finding:
    first = placements[0]
    facts = {
        'rack': rack.name,
        'server': first.server_name,
        'height': first.height,
        'is_full_depth': first.is_full_depth,
        'position': first.position,
    }
    return Finding(PLACE, ENOUGH, first.height, None, 'U', 'place-found', facts, evidence=(rack.evidence,))
