"""Place: which rack and units each server gets. Pure.

Several servers of one request are placed one after the other, each in an estate in which the earlier ones have already
taken their places: the tallest first, full depth before half depth, then in the request's order. Among the racks that
have the units, one whose electricity is enough goes before one where it is unknown, and that before one where it is
short (the one that lacks least); then the fullest one (it consolidates); then NetBox's order. In the rack it is the
place nearest to the floor. A full-depth server takes both faces, a half-depth one the front.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import electricity
from .bitmaps import largest_gap, span, starts
from .estate import Demand, Estate, RackState, ServerNeed
from .findings import ENOUGH, PLACE, SEVERITY, SHORT, Finding, Placement

__all__ = ('Placing', 'find_start', 'free_half_units', 'in_turn', 'place')


@dataclass(frozen=True, slots=True)
class Placing:
    """What came out: a placement for each placed server, the racks as they are then, and the servers left over."""

    placements: tuple[Placement, ...]
    planned_racks: tuple[RackState, ...]
    unplaced: tuple[ServerNeed, ...]
    findings: tuple[Finding, ...]


def place(estate: Estate, demand: Demand, *, mind_power: bool = True) -> Placing:
    """Find a place for every server that gets one; `mind_power` False looks at units only."""
    racks = {rack.pk: rack for rack in estate.racks}
    placements, unplaced, findings = [], [], []
    for server in in_turn(demand):
        rack = _choose(racks, server, mind_power=mind_power)
        start = find_start(rack, server) if rack else None
        if rack is None or start is None:
            unplaced.append(server)
            findings.append(_refusal(estate, racks, server))
            continue
        placement = _placement(rack, server, start)
        racks[rack.pk] = _with_server(rack, server, start)
        placements.append(placement)
        findings.append(_acceptance(rack, server, placement))
    used = dict.fromkeys(placement.rack for placement in placements)
    return Placing(tuple(placements), tuple(racks[pk] for pk in used), tuple(unplaced), tuple(findings))


def in_turn(demand: Demand) -> list[ServerNeed]:
    """Return the servers in the order in which they are placed."""
    return sorted(demand.servers, key=lambda server: (-server.half_units, not server.is_full_depth))


def free_half_units(rack: RackState, *, is_full_depth: bool) -> int:
    """Return the bitmap of the half units that are free on the front, or on both faces."""
    taken = rack.front | rack.rear if is_full_depth else rack.front
    return ~taken & span(0, rack.half_units)


def find_start(rack: RackState, server: ServerNeed) -> int | None:
    """Return the half unit at which the server would stand, nearest to the floor, or None when there is no gap."""
    possible = starts(free_half_units(rack, is_full_depth=server.is_full_depth), server.half_units)
    if not possible:
        return None
    # A rack counted from the top has its highest number at the floor.
    return possible.bit_length() - 1 if rack.is_descending else (possible & -possible).bit_length() - 1


def is_too_shallow(rack: RackState, server: ServerNeed) -> bool:
    return rack.depth_mm is not None and server.depth_mm is not None and server.depth_mm > rack.depth_mm


def _choose(racks: dict[int, RackState], server: ServerNeed, *, mind_power: bool) -> RackState | None:
    best, best_rank = None, None
    for order, rack in enumerate(racks.values()):
        if rack.not_offered or is_too_shallow(rack, server) or find_start(rack, server) is None:
            continue
        rank = (*_power_rank(rack, server, mind_power=mind_power), _free_count(rack), order)
        if best_rank is None or rank < best_rank:
            best, best_rank = rack, rank
    return best


def _power_rank(rack: RackState, server: ServerNeed, *, mind_power: bool) -> tuple[int, int]:
    """How good the rack's electricity is, best first; of racks that are short, the one that lacks least."""
    if not mind_power:
        return 0, 0
    judgement = electricity.judge(electricity.plan(rack, server))
    return SEVERITY[judgement.verdict], -(judgement.have or 0) if judgement.verdict == SHORT else 0


def _free_count(rack: RackState) -> int:
    return 2 * rack.half_units - rack.front.bit_count() - rack.rear.bit_count()


def _with_server(rack: RackState, server: ServerNeed, start: int) -> RackState:
    taken = span(start, server.half_units)
    rear = rack.rear | taken if server.is_full_depth else rack.rear
    return electricity.plan(replace(rack, front=rack.front | taken, rear=rear), server)


def _placement(rack: RackState, server: ServerNeed, start: int) -> Placement:
    return Placement(
        server=server.pk,
        server_name=server.name,
        rack=rack.pk,
        rack_name=rack.name,
        position=rack.starting_unit + start / 2,
        height=server.half_units / 2,
        face='front',
        is_full_depth=server.is_full_depth,
        start=start,
        length=server.half_units,
    )


def _acceptance(rack: RackState, server: ServerNeed, placement: Placement) -> Finding:
    facts = {**_facts(server), 'rack': rack.name, 'position': placement.position}
    gap = _gap(rack, server) / 2
    evidence = (rack.evidence, server.evidence)
    return Finding(PLACE, ENOUGH, server.half_units / 2, gap, 'U', 'place-found', facts, evidence=evidence)


def _refusal(estate: Estate, racks: dict[int, RackState], server: ServerNeed) -> Finding:
    offered = [rack for rack in racks.values() if not rack.not_offered]
    deep_enough = [rack for rack in offered if not is_too_shallow(rack, server)]
    gap, _order, rack = max(_gaps(deep_enough, server), default=(0, 0, None))
    reasons = Counter(rack.not_offered for rack in racks.values())
    facts = {
        **_facts(server),
        'scope': estate.scope.label,
        'offered': len(offered),
        'wrong_status': reasons['status'],
        'other_tenant': reasons['tenant'],
        'too_shallow': len(offered) - len(deep_enough),
        'gap': gap / 2,
        'missing': (server.half_units - gap) / 2,
        'rack': rack.name if rack else '',
    }
    code = 'no-rack-offered' if not offered else 'too-shallow' if not deep_enough else 'no-gap'
    evidence = (estate.scope, server.evidence, *([rack.evidence] if rack else []))
    return Finding(PLACE, SHORT, server.half_units / 2, gap / 2, 'U', code, facts, evidence=evidence)


def _gaps(racks: list[RackState], server: ServerNeed) -> Iterator[tuple[int, int, RackState]]:
    """Yield the largest gap of each rack; of equal ones the first rack counts most."""
    for order, rack in enumerate(racks):
        yield _gap(rack, server), -order, rack


def _gap(rack: RackState, server: ServerNeed) -> int:
    return largest_gap(free_half_units(rack, is_full_depth=server.is_full_depth), server.half_units)


def _facts(server: ServerNeed) -> dict[str, object]:
    return {
        'server': server.name,
        'height': server.half_units / 2,
        'is_full_depth': server.is_full_depth,
        'depth_mm': server.depth_mm,
    }
