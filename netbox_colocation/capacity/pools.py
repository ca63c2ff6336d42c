"""UPS and bandwidth: what NetBox does not model and a capacity pool stands for. Pure.

A server draws on every pool that covers the place found for it (without a place: the wished location). What is free of
a pool is its capacity, less the share kept free, less what the racks and promises it covers use already.
"""

from collections.abc import Mapping, Sequence

from .estate import Demand, Estate, Pool, ServerNeed, total_draw
from .findings import BANDWIDTH, ENOUGH, SHORT, UNKNOWN, UPS, Evidence, Finding

__all__ = ('bandwidth_findings', 'ups_findings')

Locations = Mapping[int, frozenset[int]]  # server -> the location of its rack and those above it


def ups_findings(estate: Estate, demand: Demand, locations: Locations) -> list[Finding]:
    """Return one finding for every UPS that the servers would draw on, or one that says that none is known."""
    pools, uncovered = _split(estate, UPS, demand.servers, locations)
    found = [_ups_finding(estate, pool, servers) for pool, servers in pools]
    if uncovered:
        found.append(_no_pool(estate, UPS, 'W', uncovered, total_draw(uncovered)))
    return found


def bandwidth_findings(estate: Estate, demand: Demand, locations: Locations) -> list[Finding]:
    """Return one finding for every uplink that the servers would share; one that says so when none is asked for."""
    asking = [server for server in demand.servers if server.bandwidth]
    if not asking:
        return [Finding(BANDWIDTH, ENOUGH, 0, None, 'kbit/s', 'no-bandwidth-asked', evidence=(estate.scope,))]
    pools, uncovered = _split(estate, BANDWIDTH, asking, locations)
    found = [_bandwidth_finding(estate, pool, servers) for pool, servers in pools]
    if uncovered:
        need = sum(server.bandwidth for server in uncovered)
        found.append(_no_pool(estate, BANDWIDTH, 'kbit/s', uncovered, need))
    return found


def _split(
    estate: Estate, kind: str, servers: Sequence[ServerNeed], locations: Locations
) -> tuple[list[tuple[Pool, list[ServerNeed]]], list[ServerNeed]]:
    """Return the pools of the kind with the servers that each covers, and the servers that none covers."""
    pools = []
    covered: set[int] = set()
    for pool in estate.pools:
        mine = [server for server in servers if pool.kind == kind and pool.covers(locations[server.pk])]
        covered.update(server.pk for server in mine)
        if mine:
            pools.append((pool, mine))
    return pools, [server for server in servers if server.pk not in covered]


def _ups_finding(estate: Estate, pool: Pool, servers: list[ServerNeed]) -> Finding:
    racks = [rack for rack in estate.racks if pool.covers(rack.locations)]
    used = sum(rack.load + rack.held for rack in racks)
    unknown_needs = tuple(server.evidence for server in servers if server.power_draw is None)
    unknown = (*(item for rack in racks for item in rack.unknown_draws), *unknown_needs)
    need = sum(server.power_draw or 0 for server in servers)
    have = _promisable(pool) - used
    verdict = SHORT if need > have else UNKNOWN if unknown else ENOUGH
    code = {SHORT: 'ups-full', UNKNOWN: 'ups-draw-unknown', ENOUGH: 'ups-carries'}[verdict]
    shown = None if unknown_needs else need
    return Finding(
        UPS, verdict, shown, have, 'W', code, _facts(pool, need, used, unknown), evidence=(pool.evidence, *unknown)
    )


def _bandwidth_finding(estate: Estate, pool: Pool, servers: list[ServerNeed]) -> Finding:
    used = sum(promise.bandwidth for promise in estate.promises if pool.covers(promise.locations))
    need = sum(server.bandwidth for server in servers)
    have = _promisable(pool) - used
    is_unknown = pool.capacity is None or bool(pool.unknown_sources)
    verdict = ENOUGH if need <= have else UNKNOWN if is_unknown else SHORT
    code = {SHORT: 'bandwidth-promised', UNKNOWN: 'bandwidth-unknown', ENOUGH: 'bandwidth-left'}[verdict]
    facts = _facts(pool, need, used, pool.unknown_sources)
    shown = None if verdict == UNKNOWN else have
    return Finding(BANDWIDTH, verdict, need, shown, 'kbit/s', code, facts, evidence=(pool.evidence, *pool.sources))


def _promisable(pool: Pool) -> int:
    return (pool.capacity or 0) * (100 - pool.reserve_percent) // 100


def _facts(pool: Pool, need: int, used: int, unknown: tuple[Evidence, ...]) -> dict[str, object]:
    return {
        'pool': pool.name,
        'capacity': pool.capacity,
        'reserve_percent': pool.reserve_percent,
        'promisable': _promisable(pool),
        'used': used,
        'need': need,
        'missing': max(0, need - _promisable(pool) + used),
        'unknown': [item.label for item in unknown],
    }


def _no_pool(estate: Estate, resource: str, unit: str, servers: list[ServerNeed], need: int | None) -> Finding:
    facts = {'scope': estate.scope.label, 'servers': [server.name for server in servers]}
    evidence = (estate.scope, *(server.evidence for server in servers))
    return Finding(resource, UNKNOWN, need, None, unit, f'no-{resource}-pool', facts, evidence=evidence)
