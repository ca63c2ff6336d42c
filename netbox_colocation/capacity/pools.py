"""UPS and bandwidth: what NetBox does not model and a capacity pool stands for. Pure.

A server draws on every pool that covers the place found for it (without a place: the wished location). What is free of
its capacity, less the share kept free, less what the racks and promises it covers use already. The reader sums that.
"""

from collections.abc import Mapping, Sequence

from .estate import Demand, Estate, Pool, ServerNeed, total_draw
from .findings import BANDWIDTH, ENOUGH, SHORT, UNKNOWN, UPS, Evidence, Finding

__all__ = ('Places', 'bandwidth_findings', 'ups_findings')

# Server -> the location of its rack and those above it, and the power panels that feed its rack.
Places = Mapping[int, tuple[frozenset[int], frozenset[int]]]

NAMED = 5  # names in a sentence; the evidence has more


def ups_findings(estate: Estate, demand: Demand, places: Places) -> list[Finding]:
    """Return one finding for every UPS that the servers would draw on, or one that says that none is known."""
    pools, uncovered = _split(estate, UPS, demand.servers, places)
    found = [_ups_finding(pool, servers) for pool, servers in pools]
    if uncovered:
        found.append(_no_pool(estate, UPS, 'W', uncovered, total_draw(uncovered)))
    return found


def bandwidth_findings(estate: Estate, demand: Demand, places: Places) -> list[Finding]:
    """Return one finding for every uplink that the servers would share; one that says so when none is asked for."""
    asking = [server for server in demand.servers if server.bandwidth]
    if not asking:
        return [Finding(BANDWIDTH, ENOUGH, 0, None, 'kbit/s', 'no-bandwidth-asked', evidence=(estate.scope,))]
    pools, uncovered = _split(estate, BANDWIDTH, asking, places)
    found = [_bandwidth_finding(pool, servers) for pool, servers in pools]
    if uncovered:
        need = sum(server.bandwidth for server in uncovered)
        found.append(_no_pool(estate, BANDWIDTH, 'kbit/s', uncovered, need))
    return found


def _split(
    estate: Estate, kind: str, servers: Sequence[ServerNeed], places: Places
) -> tuple[list[tuple[Pool, list[ServerNeed]]], list[ServerNeed]]:
    """Return the pools of the kind with the servers that each covers, and the servers that none covers."""
    pools = []
    covered: set[int] = set()
    for pool in estate.pools:
        mine = [server for server in servers if pool.kind == kind and pool.covers(*places[server.pk])]
        covered.update(server.pk for server in mine)
        if mine:
            pools.append((pool, mine))
    return pools, [server for server in servers if server.pk not in covered]


def _ups_finding(pool: Pool, servers: list[ServerNeed]) -> Finding:
    unknown_needs = tuple(server.evidence for server in servers if server.power_draw is None)
    unknown = (*pool.unknown_sources, *unknown_needs)
    count = max(pool.unknown, len(pool.unknown_sources)) + len(unknown_needs)
    need = sum(server.power_draw or 0 for server in servers)
    have = None if pool.capacity is None else _promisable(pool) - pool.used
    if have is None:
        verdict, code = UNKNOWN, 'ups-capacity-unknown'
    elif need > have:
        verdict, code = SHORT, 'ups-full'
    else:
        verdict, code = (UNKNOWN, 'ups-draw-unknown') if count else (ENOUGH, 'ups-carries')
    facts = _facts(pool, need, unknown, count)
    evidence = (pool.evidence, *pool.sources, *unknown)
    return Finding(UPS, verdict, None if unknown_needs else need, have, 'W', code, facts, evidence=evidence)


def _bandwidth_finding(pool: Pool, servers: list[ServerNeed]) -> Finding:
    need = sum(server.bandwidth for server in servers)
    have = _promisable(pool) - pool.used
    count = max(pool.unknown, len(pool.unknown_sources))
    verdict = ENOUGH if need <= have else UNKNOWN if pool.capacity is None or count else SHORT
    code = {SHORT: 'bandwidth-promised', UNKNOWN: 'bandwidth-unknown', ENOUGH: 'bandwidth-left'}[verdict]
    facts = _facts(pool, need, pool.unknown_sources, count)
    shown = None if verdict == UNKNOWN else have
    return Finding(BANDWIDTH, verdict, need, shown, 'kbit/s', code, facts, evidence=(pool.evidence, *pool.sources))


def _promisable(pool: Pool) -> int:
    return (pool.capacity or 0) * (100 - pool.reserve_percent) // 100


def _facts(pool: Pool, need: int, unknown: tuple[Evidence, ...], count: int) -> dict[str, object]:
    return {
        'pool': pool.name,
        'capacity': pool.capacity,
        'reserve_percent': pool.reserve_percent,
        'promisable': _promisable(pool),
        'used': pool.used,
        'need': need,
        'missing': max(0, need - _promisable(pool) + pool.used),
        'unknown': [item.label for item in unknown[:NAMED]],
        'unknown_count': count,
    }


def _no_pool(estate: Estate, resource: str, unit: str, servers: list[ServerNeed], need: int | None) -> Finding:
    facts = {'scope': estate.scope.label, 'servers': [server.name for server in servers]}
    evidence = (estate.scope, *(server.evidence for server in servers))
    return Finding(resource, UNKNOWN, need, None, unit, f'no-{resource}-pool', facts, evidence=evidence)
