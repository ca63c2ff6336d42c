"""Weight: what a rack may still carry. Pure; grams inside, kg in findings."""

from collections.abc import Sequence

from .estate import RackState, ServerNeed
from .findings import ENOUGH, SHORT, UNKNOWN, WEIGHT, Finding, Judgement

__all__ = ('findings', 'judge')

GRAMS = 1000
NAMED = 5  # names in a sentence; the evidence has more


def judge(rack: RackState) -> Judgement:
    """Say whether the rack carries the planned servers, besides what stands and is held there; `have` in kg.

    A known overload is *short* even when other weights are unknown: what is unknown only adds to it.
    """
    if rack.weight.limit is None:
        return Judgement(UNKNOWN, 'no-weight-limit', None)
    have = rack.weight.limit - rack.weight.carried
    planned = sum(server.weight or 0 for server in rack.planned)
    if planned > have:
        return Judgement(SHORT, 'too-heavy', _kilograms(have))
    if rack.weight.unknown_count or any(server.weight is None for server in rack.planned):
        return Judgement(UNKNOWN, 'weight-unknown', _kilograms(have))
    return Judgement(ENOUGH, 'weight-carried', _kilograms(have))


def findings(racks: Sequence[RackState], unplaced: Sequence[ServerNeed]) -> list[Finding]:
    """Return one finding for every rack that is planned for, and one for all servers without a place."""
    found = [_finding(rack) for rack in racks]
    if unplaced:
        facts = {'servers': [server.name for server in unplaced]}
        evidence = tuple(server.evidence for server in unplaced)
        found.append(Finding(WEIGHT, UNKNOWN, _need(unplaced), None, 'kg', 'no-rack-weight', facts, evidence=evidence))
    return found


def _finding(rack: RackState) -> Finding:
    judgement = judge(rack)
    planned = sum(server.weight or 0 for server in rack.planned)
    unknown_servers = tuple(server.evidence for server in rack.planned if server.weight is None)
    unknown = (*rack.weight.unknown, *unknown_servers)
    limit, carried = rack.weight.limit, rack.weight.carried
    facts = {
        'rack': rack.name,
        'limit': None if limit is None else _kilograms(limit),
        'carried': _kilograms(carried),
        'planned': _kilograms(planned),
        'missing': _kilograms(max(0, planned + carried - (limit or 0))) if limit is not None else 0,
        'unknown': [item.label for item in unknown[:NAMED]],
        'unknown_count': rack.weight.unknown_count + len(unknown_servers),
    }
    evidence = (rack.evidence, *unknown)
    need = _need(rack.planned)
    return Finding(WEIGHT, judgement.verdict, need, judgement.have, 'kg', judgement.code, facts, evidence=evidence)


def _need(servers: Sequence[ServerNeed]) -> float | int | None:
    """Return the kg of all servers together, None when nobody knows that of one of them."""
    weights = [server.weight for server in servers]
    return None if None in weights else _kilograms(sum(weight or 0 for weight in weights))


def _kilograms(grams: int) -> float | int:
    return grams // GRAMS if grams % GRAMS == 0 else grams / GRAMS
