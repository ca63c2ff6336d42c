"""IP addresses: from which prefix each server takes its addresses, and whether there are enough. Pure.

A server is served by the prefixes of its site and of its location (and those above it). The most local prefix goes
first: what serves fewer places is of less use to others, so the servers never take each other's last address.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .estate import Demand, Estate, Locations, PrefixSpace, ServerNeed
from .findings import ADDRESSES, ENOUGH, SHORT, Finding

__all__ = ('KINDS', 'AddressPlan', 'plan')

KINDS = ('public-ipv4', 'private-ipv4', 'public-ipv6', 'private-ipv6')  # choices.AddressKindChoices


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """`count` addresses of a kind for one server from one prefix (primary keys)."""

    server: int
    kind: str
    prefix: int
    count: int


def plan(estate: Estate, demand: Demand, locations: Locations) -> tuple[tuple[AddressPlan, ...], list[Finding]]:
    """Plan the addresses of all servers; return the plan with one finding for every kind that is asked for."""
    plans, findings = [], []
    for kind in KINDS:
        asking = [server for server in demand.servers if server.addresses.get(kind)]
        if not asking:
            continue
        spaces = [space for space in estate.prefixes if space.kind == kind]
        spaces.sort(key=lambda space: -space.depth)  # stable: NetBox's order among equals
        taken = _take(kind, asking, spaces, locations)
        plans.extend(taken)
        findings.append(_finding(estate, kind, asking, spaces, taken, locations))
    if not findings:
        findings.append(Finding(ADDRESSES, ENOUGH, 0, None, 'addresses', 'no-address-asked', evidence=(estate.scope,)))
    return tuple(plans), findings


def _take(kind: str, asking: list[ServerNeed], spaces: list[PrefixSpace], locations: Locations) -> list[AddressPlan]:
    left = {space.pk: space.free for space in spaces}
    plans = []
    for server in asking:
        missing = server.addresses[kind]
        for space in spaces:
            count = min(missing, left[space.pk]) if _gives(space, locations[server.pk]) else 0
            if count:
                plans.append(AddressPlan(server.pk, kind, space.pk, count))
                left[space.pk] -= count
                missing -= count
    return plans


def _gives(space: PrefixSpace, locations: frozenset[int]) -> bool:
    return not space.not_offered and space.serves(locations)


def _finding(
    estate: Estate,
    kind: str,
    asking: list[ServerNeed],
    spaces: list[PrefixSpace],
    taken: list[AddressPlan],
    locations: Mapping[int, frozenset[int]],
) -> Finding:
    looked_at = [space for space in spaces if any(space.serves(locations[server.pk]) for server in asking)]
    serving = [space for space in looked_at if not space.not_offered]
    need = sum(server.addresses[kind] for server in asking)
    have = sum(space.free for space in serving)
    missing = need - sum(entry.count for entry in taken)
    is_enough = not missing
    facts = {
        'kind': kind,
        'scope': estate.scope.label,
        'prefixes': {space.name: space.free for space in serving},
        'missing': missing,
        **_refused(looked_at),
    }
    if is_enough:
        code = 'addresses-free-at-least' if any(space.is_least for space in serving) else 'addresses-free'
    elif len(serving) < len(looked_at):
        code = 'addresses-taken-rest-refused' if serving else 'prefixes-refused'
    else:
        code = 'addresses-taken' if serving else 'no-prefix'
    evidence = tuple(space.evidence for space in serving) or (estate.scope,)
    return Finding(ADDRESSES, ENOUGH if is_enough else SHORT, need, have, 'addresses', code, facts, evidence=evidence)


def _refused(looked_at: list[PrefixSpace]) -> dict[str, object]:
    """Return the prefixes that were looked at and give nothing, by the reason; those of other tenants unnamed."""
    names = {
        reason: [space.name for space in looked_at if space.not_offered == reason]
        for reason in ('container', 'status', 'utilized', 'vlan')
    }
    return {
        'full': [space.name for space in looked_at if not space.not_offered and not space.free],
        'containers': names['container'],
        'inactive': names['status'],
        'utilized': names['utilized'],
        'vlan_gone': names['vlan'],
        'other_tenants': sum(1 for space in looked_at if space.not_offered == 'tenant'),
    }
