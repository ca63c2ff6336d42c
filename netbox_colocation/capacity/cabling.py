"""Cable: whether enough switch ports of the asked kind are free near the rack of each server. Pure.

Near is the same rack first, then the rack's location. The servers of one request never count the same port twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .estate import Demand, Estate, RackState, ServerNeed
from .findings import CABLE, ENOUGH, SHORT, UNKNOWN, Evidence, Finding

__all__ = ('CableFacts', 'Switch', 'findings')


@dataclass(frozen=True, slots=True)
class Switch:
    """An access switch with the number of its free ports, by kind (dcim.choices.InterfaceTypeChoices)."""

    pk: int
    name: str
    rack: int | None
    location: int | None
    free: Mapping[str, int]

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'dcim.device', self.pk)


@dataclass(frozen=True, slots=True)
class CableFacts:
    """The site's access switches in the order of their names, and how deep each of its locations lies."""

    switches: tuple[Switch, ...] = ()
    depths: Mapping[int, int] = field(default_factory=dict)


def findings(estate: Estate, demand: Demand, places: Mapping[int, RackState | None]) -> list[Finding]:
    """Return one finding for each server; `places` has the rack of each, None or nothing without one."""
    facts = estate.facts.get(CABLE)
    known = facts if isinstance(facts, CableFacts) else CableFacts()
    left = {switch.pk: dict(switch.free) for switch in known.switches}
    found = []
    for server in demand.servers:
        rack = places.get(server.pk)
        found.append(_unplaced(server) if rack is None else _finding(server, rack, known, left))
    return found


def _finding(server: ServerNeed, rack: RackState, facts: CableFacts, left: dict[int, dict[str, int]]) -> Finding:
    near = _near(rack, facts)
    in_rack = {switch.pk for switch in near if switch.rack == rack.pk}
    free = {switch.pk: _free(left[switch.pk], server.port_type) for switch in near}
    have, need = sum(free.values()), server.interfaces
    if not near:
        code, verdict = 'no-switch-recorded', UNKNOWN
    elif need > have:
        code, verdict = 'ports-taken' if server.port_type else 'any-ports-taken', SHORT
    elif not server.port_type:
        code, verdict = 'port-type-unknown', UNKNOWN
    else:
        code, verdict = 'ports-free', ENOUGH
        _take(near, left, server)
    data = {
        'server': server.name,
        'rack': rack.name,
        'port_type': server.port_type,
        'switches': {switch.name: free[switch.pk] for switch in near},
        'in_rack': sum(free[pk] for pk in in_rack),
        'missing': max(0, need - have),
    }
    evidence = (rack.evidence, *(switch.evidence for switch in near))
    return Finding(CABLE, verdict, need, have if near else None, 'ports', code, data, evidence=evidence)


def _near(rack: RackState, facts: CableFacts) -> list[Switch]:
    """Return the switches of the rack, then those of its location."""
    own = [switch for switch in facts.switches if switch.rack == rack.pk]
    if not rack.locations:
        return own
    location = max(rack.locations, key=lambda pk: facts.depths.get(pk, 0))
    return own + [switch for switch in facts.switches if switch.rack != rack.pk and switch.location == location]


def _free(ports: Mapping[str, int], port_type: str) -> int:
    return ports.get(port_type, 0) if port_type else sum(ports.values())


def _take(near: list[Switch], left: dict[int, dict[str, int]], server: ServerNeed) -> None:
    missing = server.interfaces
    for switch in near:
        ports = left[switch.pk]
        count = min(missing, ports.get(server.port_type, 0))
        if count:
            ports[server.port_type] -= count
            missing -= count


def _unplaced(server: ServerNeed) -> Finding:
    facts = {'server': server.name}
    return Finding(
        CABLE, UNKNOWN, server.interfaces, None, 'ports', 'no-rack-for-cable', facts, evidence=(server.evidence,)
    )
