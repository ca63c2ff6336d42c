"""The rules of a capacity check: from an estate and a demand to an assessment. Pure; no Django, no clock.

The same estate and demand always give the same assessment. Reasons are codes with facts here; `wording` makes the
sentences.
"""

from collections.abc import Collection
from dataclasses import dataclass

from . import addresses, electricity, placement, pools
from .estate import Demand, Estate
from .findings import (
    ADDRESSES,
    BANDWIDTH,
    ELECTRICITY,
    PLACE,
    RESOURCES,
    SEVERITY,
    SHORT,
    UPS,
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
        verdict: the worst of the findings'.
    """

    findings: tuple[Finding, ...]
    placements: tuple[Placement, ...]
    address_plan: tuple[addresses.AddressPlan, ...]
    verdict: str


def verify(estate: Estate, demand: Demand, resources: Collection[str] = RESOURCES) -> Assessment:
    """Check the demand against the estate, for these resources.

    A place is proposed in any case: the other resources depend on it.
    """
    if not demand.servers:
        nothing = Finding(PLACE, SHORT, None, None, 'U', 'no-server', evidence=(estate.scope,))
        return Assessment((nothing,), (), (), SHORT)
    best = current = _assess(estate, demand, resources)
    while current.verdict == SHORT and (elsewhere := _beside_short_pools(estate, current)):
        estate = estate.offering_only(elsewhere)
        current = _assess(estate, demand, resources)
        best = min(best, current, key=lambda assessment: SEVERITY[assessment.verdict])
    return best


def _assess(estate: Estate, demand: Demand, resources: Collection[str]) -> Assessment:
    placing = placement.place(estate, demand, mind_power=ELECTRICITY in resources)
    locations = _locations(estate, demand, placing.placements)
    address_plan, address_findings = addresses.plan(estate, demand, locations)
    found = {
        PLACE: placing.findings,
        ELECTRICITY: electricity.findings(placing.planned_racks, placing.unplaced),
        UPS: pools.ups_findings(estate, demand, locations),
        BANDWIDTH: pools.bandwidth_findings(estate, demand, locations),
        ADDRESSES: address_findings,
    }
    findings = tuple(finding for resource in RESOURCES if resource in resources for finding in found[resource])
    return Assessment(findings, placing.placements, address_plan, overall(finding.verdict for finding in findings))


def _beside_short_pools(estate: Estate, assessment: Assessment) -> frozenset[int]:
    """Return the offered racks that no pool covers which turned out to be short; empty when none was, or none is left.

    The pools are judged after the places are chosen: racks in another room may hang on one that has more left.
    """
    found = (finding for finding in assessment.findings if finding.verdict == SHORT)
    short = {item.pk for finding in found if finding.resource in (UPS, BANDWIDTH) for item in finding.evidence[:1]}
    pools_short = [pool for pool in estate.pools if pool.pk in short]
    offered = [rack for rack in estate.racks if not rack.not_offered]
    beside = frozenset(rack.pk for rack in offered if not any(pool.covers(rack.locations) for pool in pools_short))
    return beside if len(beside) < len(offered) else frozenset()


def _locations(estate: Estate, demand: Demand, placements: tuple[Placement, ...]) -> pools.Locations:
    of_rack = {rack.pk: rack.locations for rack in estate.racks}
    locations = {server.pk: estate.locations for server in demand.servers}
    return {**locations, **{entry.server: of_rack[entry.rack] for entry in placements}}
