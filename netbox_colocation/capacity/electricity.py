"""Electricity: what a rack's feeds can still carry. Pure.

A rack with active feeds of both types is fed twice: when one side fails, the other carries the whole rack, so the rack
may use no more than its weaker side. A rack with feeds of one type only may use all of them, and offers no second feed
to a server with two supplies. NetBox's available power is in VA; the power factor is taken as 1, so 1 VA is 1 W.
A known shortage is *short* even when other draws are unknown: what is unknown only adds to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .estate import RackState, ServerNeed, total_draw
from .findings import ELECTRICITY, ENOUGH, SHORT, UNKNOWN, Evidence, Finding

__all__ = ('findings', 'judge', 'plan', 'usable')


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: str
    code: str
    have: int | None


def usable(rack: RackState) -> int:
    """Return the W that the rack may draw in all so that it survives the loss of one side."""
    primary, redundant = _sides(rack)
    return min(primary, redundant) if primary and redundant else primary + redundant


def plan(rack: RackState, server: ServerNeed) -> RackState:
    """Return the rack with the server's draw added to what this request plans for it."""
    if server.power_draw is None:
        rack = replace(rack, planned_unknown=(*rack.planned_unknown, server.evidence))
    return replace(
        rack, planned=rack.planned + (server.power_draw or 0), needs_pair=rack.needs_pair or server.power_supplies > 1
    )


def judge(rack: RackState) -> Judgement:
    """Say whether the rack's feeds carry what is planned, besides what they carry and what is held."""
    if not rack.feeds:
        return Judgement(UNKNOWN, 'no-feed-recorded', None)
    primary, redundant = _sides(rack)
    is_paired = bool(primary and redundant)
    have = usable(rack) - rack.load - rack.held
    if not primary + redundant:
        return Judgement(SHORT, 'no-active-feed', have)
    if rack.needs_pair and not is_paired:
        return Judgement(SHORT, 'no-second-feed', have)
    if rack.planned > have:
        return Judgement(SHORT, 'feeds-full' if is_paired else 'feed-full', have)
    if rack.unknown_draws or rack.planned_unknown:
        return Judgement(UNKNOWN, 'draw-unknown', have)
    return Judgement(ENOUGH, 'feeds-carry' if is_paired else 'feed-carries', have)


def findings(racks: Sequence[RackState], unplaced: Sequence[ServerNeed]) -> list[Finding]:
    """Return one finding for every rack that is planned for, and one for all servers without a place."""
    found = [_finding(rack) for rack in racks]
    if unplaced:
        names = [server.name for server in unplaced]
        evidence = tuple(server.evidence for server in unplaced)
        need = total_draw(unplaced)
        found.append(Finding(ELECTRICITY, UNKNOWN, need, None, 'W', 'no-rack', {'servers': names}, evidence=evidence))
    return found


def _sides(rack: RackState) -> tuple[int, int]:
    active = [feed for feed in rack.feeds if feed.is_active]
    redundant = sum(feed.watts for feed in active if feed.is_redundant)
    return sum(feed.watts for feed in active) - redundant, redundant


def _finding(rack: RackState) -> Finding:
    judgement = judge(rack)
    primary, redundant = _sides(rack)
    unknown = (*rack.unknown_draws, *rack.planned_unknown)
    facts = {
        'rack': rack.name,
        'primary': primary,
        'redundant': redundant,
        'usable': usable(rack),
        'load': rack.load,
        'held': rack.held,
        'planned': rack.planned,
        'missing': max(0, rack.planned - (judgement.have or 0)),
        'inactive': [feed.name for feed in rack.feeds if not feed.is_active],
        'unknown': [item.label for item in unknown],
    }
    feeds = tuple(Evidence(feed.name, 'dcim.powerfeed', feed.pk) for feed in rack.feeds)
    need = None if rack.planned_unknown else rack.planned
    evidence = (rack.evidence, *feeds, *unknown)
    return Finding(ELECTRICITY, judgement.verdict, need, judgement.have, 'W', judgement.code, facts, evidence=evidence)
