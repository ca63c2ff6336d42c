"""Place: which rack and units each server gets. Pure.

Several servers of one request are placed one after the other, each in an estate in which the earlier ones have already
taken their places: the tallest first, full depth before half depth, then in the request's order. Servers of one
redundancy group never share a rack; a request may want all of its servers in one rack, or each in another.

Among the racks that have the units, one that can also feed, carry and cool the server goes before one where that is
unknown, and that before one where it is not so (the one that lacks least power); then the operator's fill order (the
fullest rack first unless a policy says otherwise); then NetBox's order. In the rack it is the place nearest to the
floor. A full-depth server takes both faces, a half-depth one the front.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from . import cooling, electricity, outlets, weight
from .bitmaps import largest_gap, span, starts
from .estate import Demand, Estate, RackState, ServerNeed
from .findings import (
    COOLING,
    ELECTRICITY,
    ENOUGH,
    OUTLETS,
    PLACE,
    RESOURCES,
    SHORT,
    UNKNOWN,
    WEIGHT,
    Finding,
    Placement,
)

__all__ = (
    'Placing',
    'fill',
    'find_gap',
    'find_start',
    'free_half_units',
    'in_fill_order',
    'in_turn',
    'is_good',
    'place',
    'rank',
    'with_server',
)

JUDGES = {
    ELECTRICITY: electricity.judge,
    OUTLETS: outlets.judge,
    WEIGHT: weight.judge,
    COOLING: cooling.judge,
}
RACK_WIDTH = 19  # inches; servers are built for it

type Racks = Mapping[int, RackState]
type Rank = tuple[int, int, bool, int]


@dataclass(frozen=True, slots=True)
class Placing:
    """What came out: a placement for each placed server, the racks as they are then, and the servers left over."""

    placements: tuple[Placement, ...]
    planned_racks: tuple[RackState, ...]
    unplaced: tuple[ServerNeed, ...]
    findings: tuple[Finding, ...]


def place(estate: Estate, demand: Demand, resources: Collection[str] = RESOURCES) -> Placing:
    """Find a place for every server that gets one; of the racks' resources, mind only these."""
    if demand.grouping == 'together' and len(demand.servers) > 1:
        return _place_together(estate, demand, resources)
    racks = {rack.pk: rack for rack in estate.racks}
    placements, unplaced, findings = [], [], []
    for server in in_turn(demand):
        barred = _barred(estate, racks, server, demand.grouping)
        rack = _choose(racks, server, resources, barred)
        start = find_start(rack, server) if rack else None
        if rack is None or start is None:
            unplaced.append(server)
            findings.append(_refusal(estate, racks, server, barred))
            continue
        placement = _placement(rack, server, start)
        racks[rack.pk] = with_server(rack, server, start)
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
    if not possible or not _leaves_enough(rack, server):
        return None
    # A rack counted from the top has its highest number at the floor.
    return possible.bit_length() - 1 if rack.is_descending else (possible & -possible).bit_length() - 1


def find_gap(rack: RackState, server: ServerNeed) -> int:
    """Return in half units the longest height of the server's kind that still fits."""
    return largest_gap(free_half_units(rack, is_full_depth=server.is_full_depth), server.half_units)


def is_too_shallow(rack: RackState, server: ServerNeed) -> bool:
    return rack.depth_mm is not None and server.depth_mm is not None and server.depth_mm > rack.depth_mm


def is_unwelcome(rack: RackState, server: ServerNeed) -> bool:
    """Whether the server has no rails and the rack takes none such."""
    return not server.is_rack_mountable and not rack.rules.accepts_towers


def is_good(rack: RackState, servers: Collection[ServerNeed], resources: Collection[str]) -> bool:
    """Whether the rack has place for all of these servers and nothing that matters is short or unknown there."""
    found = fill(rack, servers, {})
    return found is not None and _judge(found[1], resources)[0] == 0


def rank(rack: RackState, server: ServerNeed, resources: Collection[str]) -> Rank:
    """Say how good the rack is for the server, best first: severity, W that lack, and the operator's fill order."""
    severity, lacking = _judge(replace(rack, planned=(*rack.planned, server)), resources)
    is_strange = rack.rules.fill_order == 'by-tenant' and not rack.is_home
    return severity, lacking, is_strange, in_fill_order(rack)


def in_fill_order(rack: RackState) -> int:
    """Return what racks are sorted by: the fullest first, or where they are spread the emptiest."""
    return -rack.free_count if rack.rules.fill_order == 'spread' else rack.free_count


def with_server(rack: RackState, server: ServerNeed, start: int) -> RackState:
    """Return the rack with the server in its place."""
    taken = span(start, server.half_units)
    rear = rack.rear | taken if server.is_full_depth else rack.rear
    return replace(rack, front=rack.front | taken, rear=rear, planned=(*rack.planned, server))


def _judge(rack: RackState, resources: Collection[str]) -> tuple[int, int]:
    """Return the severity of what stands against the rack, and the W that it lacks.

    Unknown electricity always counts (1), other unknowns only where they stand against acceptance.
    """
    severity, lacking = 0, 0
    for resource, judge in JUDGES.items():
        if resource not in resources:
            continue
        judgement = judge(rack)
        if judgement.verdict == SHORT:
            severity = 2
            lacking = -int(judgement.have or 0) if resource == ELECTRICITY else lacking
        elif judgement.verdict == UNKNOWN and (resource == ELECTRICITY or resource in rack.rules.unknown_blocks):
            severity = max(severity, 1)
    return severity, lacking


def _leaves_enough(rack: RackState, server: ServerNeed) -> bool:
    """Whether the units that a policy keeps free are still free once the server is in."""
    if not rack.rules.units_kept_free:
        return True
    left = free_half_units(rack, is_full_depth=True).bit_count() - server.half_units
    return left >= 2 * rack.rules.units_kept_free


def _barred(estate: Estate, racks: Racks, server: ServerNeed, grouping: str) -> frozenset[int]:
    """Return the racks where the server must not stand because of the others of its request or group."""
    taken = {rack.pk for rack in racks.values() if rack.planned}
    if grouping == 'apart':
        return frozenset(taken)
    if not server.group:
        return frozenset()
    mates = {pk for pk in taken if any(other.group == server.group for other in racks[pk].planned)}
    return frozenset(mates) | estate.group_racks.get(server.group, frozenset())


def _fits(rack: RackState, server: ServerNeed) -> bool:
    if rack.not_offered or is_unwelcome(rack, server) or is_too_shallow(rack, server):
        return False
    return find_start(rack, server) is not None


def _choose(racks: Racks, server: ServerNeed, resources: Collection[str], barred: frozenset[int]) -> RackState | None:
    best, best_rank = None, None
    for rack in racks.values():
        if rack.pk in barred or not _fits(rack, server):
            continue
        its_rank = rank(rack, server, resources)
        if best_rank is None or its_rank < best_rank:  # of equal ones, the first in NetBox's order
            best, best_rank = rack, its_rank
    return best


# -- All in one rack ----------------------------------------------------------------------------------------------


def _place_together(estate: Estate, demand: Demand, resources: Collection[str]) -> Placing:
    servers = in_turn(demand)
    best: tuple[Rank, tuple[Placement, ...], RackState] | None = None
    for rack in estate.racks:
        if (found := fill(rack, servers, estate.group_racks)) is None:
            continue
        placements, filled = found
        severity, lacking = _judge(filled, resources)
        its_rank = (severity, lacking, *rank(rack, servers[0], ())[2:])
        if best is None or its_rank < best[0]:
            best = (its_rank, placements, filled)
    if best is None:
        return Placing((), (), tuple(servers), (_no_common_rack(estate, servers),))
    _rank, placements, filled = best
    of_server = {server.pk: server for server in servers}
    findings = tuple(_acceptance(filled, of_server[entry.server], entry) for entry in placements)
    return Placing(placements, (filled,), (), findings)


def fill(
    rack: RackState, servers: Collection[ServerNeed], group_racks: Mapping[str, Collection[int]]
) -> tuple[tuple[Placement, ...], RackState] | None:
    """Put all servers into one rack; None when they do not fit there, or must not share it."""
    placements = []
    for server in servers:
        mates = server.group and any(other.group == server.group for other in rack.planned)
        if mates or rack.pk in group_racks.get(server.group, ()) or not _fits(rack, server):
            return None
        start = find_start(rack, server)
        if start is None:
            return None
        placements.append(_placement(rack, server, start))
        rack = with_server(rack, server, start)
    return tuple(placements), rack


def _no_common_rack(estate: Estate, servers: list[ServerNeed]) -> Finding:
    offered = [rack for rack in estate.racks if not rack.not_offered]
    need = sum(server.half_units for server in servers) / 2
    most = max((free_half_units(rack, is_full_depth=True).bit_count() / 2 for rack in offered), default=0)
    facts = {
        'servers': [server.name for server in servers],
        'height': need,
        'scope': estate.scope.label,
        'offered': len(offered),
        'free': most,
    }
    evidence = (estate.scope, *(server.evidence for server in servers))
    return Finding(PLACE, SHORT, need, most, 'U', 'no-common-rack', facts, evidence=evidence)


# -- Findings -----------------------------------------------------------------------------------------------------


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
    gap = max(find_gap(rack, server), server.half_units) / 2
    evidence = (rack.evidence, server.evidence)
    return Finding(PLACE, ENOUGH, server.half_units / 2, gap, 'U', 'place-found', facts, evidence=evidence)


def _refusal(estate: Estate, racks: Racks, server: ServerNeed, barred: frozenset[int]) -> Finding:
    offered = [rack for rack in racks.values() if not rack.not_offered]
    welcoming = [rack for rack in offered if not is_unwelcome(rack, server)]
    deep_enough = [rack for rack in welcoming if not is_too_shallow(rack, server)]
    apart = [rack for rack in deep_enough if rack.pk not in barred]
    gap, _order, rack = max(_gaps(apart, server), default=(0, 0, None))
    reasons = Counter(rack.not_offered for rack in racks.values())
    facts = {
        **_facts(server),
        'scope': estate.scope.label,
        'offered': len(offered),
        'wrong_status': reasons['status'],
        'other_tenant': reasons['tenant'],
        'other_policy': reasons['policy'],
        'too_narrow': reasons['width'],
        'too_shallow': len(welcoming) - len(deep_enough),
        'barred': len(deep_enough) - len(apart),
        'group': server.group,
        'gap': gap / 2,
        'missing': max(0, server.half_units - gap) / 2,
        'kept_free': rack.rules.units_kept_free if rack else 0,
        'rack': rack.name if rack else '',
    }
    code = _refusal_code(offered, welcoming, deep_enough, apart, gap >= server.half_units)
    evidence = (estate.scope, server.evidence, *([rack.evidence] if rack else []))
    return Finding(PLACE, SHORT, server.half_units / 2, gap / 2, 'U', code, facts, evidence=evidence)


def _refusal_code(
    offered: list[RackState],
    welcoming: list[RackState],
    deep_enough: list[RackState],
    apart: list[RackState],
    has_gap: bool,
) -> str:
    if not offered:
        return 'no-rack-offered'
    if not welcoming:
        return 'not-rack-mountable'
    if not deep_enough:
        return 'too-shallow'
    if not apart:
        return 'no-other-rack'
    return 'units-kept-free' if has_gap else 'no-gap'


def _gaps(racks: list[RackState], server: ServerNeed) -> Iterator[tuple[int, int, RackState]]:
    """Yield the largest gap of each rack; of equal ones the first rack counts most."""
    for order, rack in enumerate(racks):
        yield find_gap(rack, server), -order, rack


def _facts(server: ServerNeed) -> dict[str, object]:
    return {
        'server': server.name,
        'height': server.half_units / 2,
        'is_full_depth': server.is_full_depth,
        'depth_mm': server.depth_mm,
    }
