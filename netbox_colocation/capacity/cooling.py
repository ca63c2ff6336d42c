"""Cooling: whether a rack's cooling carries off the heat, and is of the kind that a server needs. Pure.

All that is drawn becomes heat: what the devices in the rack draw, what is held and what is planned. It must not exceed
the rack's own cooling capacity, nor that of its active cooling feeds, where these are known.
"""

from collections.abc import Sequence

from .electricity import NAMED, unknown_draws
from .estate import RackState, ServerNeed, total_draw
from .findings import COOLING, ENOUGH, SHORT, UNKNOWN, Finding, Judgement

__all__ = ('SUITABLE', 'findings', 'judge')

# Method of a server -> capabilities of a rack that suit it. The words of dcim.choices.CoolingMethodChoices and
# RackCoolingCapabilityChoices, which pure modules cannot import.
SUITABLE = {
    'air': frozenset({'air-only', 'hybrid'}),
    'liquid': frozenset({'liquid-only', 'hybrid'}),
    'hybrid': frozenset({'hybrid'}),
    'immersion': frozenset({'liquid-only'}),
}


def judge(rack: RackState) -> Judgement:
    """Say whether the rack's cooling suits the planned servers and carries off their heat; `have` in W."""
    limit = _limit(rack)
    have = None if limit is None else limit - rack.power.load - rack.power.held
    if _unsuited(rack):
        return Judgement(SHORT, 'wrong-cooling', have)
    if have is not None and sum(server.power_draw or 0 for server in rack.planned) > have:
        return Judgement(SHORT, 'too-hot', have)
    if have is None:
        return Judgement(UNKNOWN, 'no-cooling-recorded', None)
    if unknown_draws(rack)[0]:
        return Judgement(UNKNOWN, 'heat-unknown', have)
    if _unclear(rack):
        return Judgement(UNKNOWN, 'cooling-kind-unknown', have)
    return Judgement(ENOUGH, 'cooling-carries', have)


def findings(racks: Sequence[RackState], unplaced: Sequence[ServerNeed]) -> list[Finding]:
    """Return one finding for every rack that is planned for, and one for all servers without a place."""
    found = [_finding(rack) for rack in racks]
    if unplaced:
        facts = {'servers': [server.name for server in unplaced]}
        evidence = tuple(server.evidence for server in unplaced)
        need = total_draw(unplaced)
        found.append(Finding(COOLING, UNKNOWN, need, None, 'W', 'no-rack-cooling', facts, evidence=evidence))
    return found


def _limit(rack: RackState) -> int | None:
    known = [watts for watts in (rack.cooling.capacity, rack.cooling.feeds) if watts is not None]
    return min(known, default=None)


def _unsuited(rack: RackState) -> list[ServerNeed]:
    """Return the servers whose method of cooling the rack certainly does not have."""
    capability = rack.cooling.capability
    if not capability:
        return []
    return [s for s in rack.planned if s.cooling_method and capability not in SUITABLE.get(s.cooling_method, ())]


def _unclear(rack: RackState) -> list[ServerNeed]:
    """Return the servers that need more than air, in a rack of which nobody knows whether it has that."""
    return [] if rack.cooling.capability else [s for s in rack.planned if s.cooling_method not in ('', 'air')]


def _finding(rack: RackState) -> Finding:
    judgement = judge(rack)
    count, unknown = unknown_draws(rack)
    planned = sum(server.power_draw or 0 for server in rack.planned)
    wrong = _unsuited(rack) or _unclear(rack)
    facts = {
        'rack': rack.name,
        'limit': _limit(rack),
        'capacity': rack.cooling.capacity,
        'feeds': rack.cooling.feeds,
        'capability': rack.cooling.capability,
        'heat': rack.power.load + rack.power.held,
        'planned': planned,
        'missing': max(0, planned - judgement.have) if judgement.have is not None else 0,
        'servers': [server.name for server in wrong],
        'methods': sorted({server.cooling_method for server in wrong}),
        'unknown': [item.label for item in unknown[:NAMED]],
        'unknown_count': count,
    }
    need = total_draw(rack.planned)
    evidence = (rack.evidence, *(server.evidence for server in wrong), *unknown)
    return Finding(COOLING, judgement.verdict, need, judgement.have, 'W', judgement.code, facts, evidence=evidence)
