"""The check itself: the demand against the estate, resource by resource. Pure.

What is unknown stays unknown: it is never taken for nothing, and never guessed. Whether an unknown stands against
acceptance, the policies of the racks say.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from . import addresses, cabling, cooling, domain_names, electricity, outlets, placement, pools, weight
from .estate import DEFAULT_RULES, Demand, Estate, RackState
from .findings import (
    ADDRESSES,
    BANDWIDTH,
    CABLE,
    COOLING,
    DOMAIN_NAME,
    ELECTRICITY,
    OUTLETS,
    PLACE,
    RESOURCES,
    SEVERITY,
    SHORT,
    UNKNOWN,
    UPS,
    WEIGHT,
    Finding,
    Placement,
    overall,
)

__all__ = ('Assessment', 'verify')


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a check found: findings in the order of RESOURCES, and what would be taken.

    Attributes:
        placements: the place proposed for each server that has one.
        address_plan: from which prefix each server would take its addresses.
        verdict: the worst of the findings that stand against acceptance.
        planned_racks: the racks of the places, with the servers in them.
        estate, demand: what was judged (see `capacity.basis`).
    """

    findings: tuple[Finding, ...]
    placements: tuple[Placement, ...]
    address_plan: tuple[addresses.AddressPlan, ...]
    verdict: str
    planned_racks: tuple[RackState, ...] = ()
    estate: Estate | None = field(default=None, repr=False, compare=False)
    demand: Demand | None = field(default=None, repr=False, compare=False)

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands against acceptance."""
        return not any(finding.is_blocking for finding in self.findings)


def verify(estate: Estate, demand: Demand, resources: Collection[str] = RESOURCES) -> Assessment:
    """Check the demand against the estate, for these resources.

    A place is proposed in any case: the other resources depend on it.
    """
    if not demand.servers:
        nothing = Finding(PLACE, SHORT, None, None, 'U', 'no-server', evidence=(estate.scope,), is_blocking=True)
        return Assessment((nothing,), (), (), SHORT, estate=estate, demand=demand)
    best = current = _assess(estate, demand, resources)
    while current.verdict == SHORT and (elsewhere := _beside_short_pools(estate, current)):
        estate = estate.offering_only(elsewhere)
        current = _assess(estate, demand, resources)
        best = min(best, current, key=lambda assessment: SEVERITY[assessment.verdict])
    return best


def _assess(estate: Estate, demand: Demand, resources: Collection[str]) -> Assessment:
    placing = placement.place(estate, demand, resources)
    racks = {rack.pk: rack for rack in placing.planned_racks}
    rack_of = {entry.server: racks[entry.rack] for entry in placing.placements}
    locations = {
        server.pk: rack_of[server.pk].locations if server.pk in rack_of else estate.locations
        for server in demand.servers
    }
    places = {
        server.pk: (
            locations[server.pk],
            rack_of[server.pk].power.panels if server.pk in rack_of else frozenset(),
        )
        for server in demand.servers
    }
    address_plan, address_findings = addresses.plan(estate, demand, locations)
    planned, unplaced = placing.planned_racks, placing.unplaced
    found = {
        PLACE: lambda: placing.findings,
        ELECTRICITY: lambda: electricity.findings(planned, unplaced),
        UPS: lambda: pools.ups_findings(estate, demand, places),
        BANDWIDTH: lambda: pools.bandwidth_findings(estate, demand, places),
        ADDRESSES: lambda: address_findings,
        OUTLETS: lambda: outlets.findings(planned, unplaced),
        CABLE: lambda: cabling.findings(estate, demand, rack_of),
        DOMAIN_NAME: lambda: domain_names.findings(estate, demand),
        WEIGHT: lambda: weight.findings(planned, unplaced),
        COOLING: lambda: cooling.findings(planned, unplaced),
    }
    findings = _mark_blocking(
        (finding for resource in RESOURCES if resource in resources for finding in found[resource]()), estate, planned
    )
    return Assessment(
        findings=findings,
        placements=placing.placements,
        address_plan=address_plan,
        verdict=overall(finding.verdict for finding in findings if finding.is_blocking),
        planned_racks=planned,
        estate=estate,
        demand=demand,
    )


def _mark_blocking(findings: Iterable[Finding], estate: Estate, planned: Collection[RackState]) -> tuple[Finding, ...]:
    """Say of each finding whether it stands against acceptance, by the rules of the racks that it is about."""
    judged = planned or [rack for rack in estate.racks if not rack.not_offered]
    blocks_of = {rack.pk: rack.rules.unknown_blocks for rack in judged}
    blocks_anywhere = frozenset().union(*blocks_of.values()) if blocks_of else DEFAULT_RULES.unknown_blocks
    marked = []
    for finding in findings:
        about = [blocks_of[item.pk] for item in finding.evidence if item.model == 'dcim.rack' and item.pk in blocks_of]
        blocks = frozenset().union(*about) if about else blocks_anywhere
        is_unknown = finding.verdict == UNKNOWN and finding.resource in blocks
        marked.append(replace(finding, is_blocking=finding.verdict == SHORT or is_unknown))
    return tuple(marked)


def _beside_short_pools(estate: Estate, assessment: Assessment) -> frozenset[int]:
    """Return the offered racks that no pool covers which turned out to be short; empty when none was, or none is left.

    The pools are judged after the places are chosen: racks in another room may hang on one that has more left.
    """
    found = (finding for finding in assessment.findings if finding.verdict == SHORT)
    short = {item.pk for finding in found if finding.resource in (UPS, BANDWIDTH) for item in finding.evidence[:1]}
    pools_short = [pool for pool in estate.pools if pool.pk in short]
    offered = [rack for rack in estate.racks if not rack.not_offered]
    beside = frozenset(
        rack.pk for rack in offered if not any(pool.covers(rack.locations, rack.power.panels) for pool in pools_short)
    )
    return beside if len(beside) < len(offered) else frozenset()
