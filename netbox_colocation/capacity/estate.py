"""The estate as one check sees it, and what is asked of it. Pure, frozen data; the reading modules alone make it.

Watts are those of the devices' allocated draw; a feed's volt-amperes count as watts (power factor 1).
Locations are sets of primary keys: a location and all those above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .findings import RESOURCES, Evidence
from .physics import RackCooling, RackWeight
from .power import RackPower

__all__ = (
    'DEFAULT_RULES',
    'Demand',
    'Estate',
    'Locations',
    'Pool',
    'PrefixSpace',
    'RackRules',
    'RackState',
    'ServerNeed',
    'total_draw',
)


# What the sheets have checked: unless somebody says otherwise, an unknown one of these stands against acceptance.
SHEET_RESOURCES = frozenset(RESOURCES[:5])


@dataclass(frozen=True, slots=True)
class RackRules:
    """What the operator's policies say about one rack, for one applicant (see `models.PlacementPolicy`)."""

    derating_percent: int = 100
    units_kept_free: int = 0
    fill_order: str = 'consolidate'
    accepts_towers: bool = False
    serves_applicant: bool = True
    unknown_blocks: frozenset[str] = SHEET_RESOURCES


# Server -> the location of its rack and those above it.
type Locations = Mapping[int, frozenset[int]]
DEFAULT_RULES = RackRules()
NOTHING_KNOWN = (RackPower(), RackWeight(), RackCooling())


@dataclass(frozen=True, slots=True)
class ServerNeed:
    """What one requested server needs. Draw in W of all supplies together, weight in g; None when nobody knows it.

    Attributes:
        addresses: how many of each kind (choices.AddressKindChoices).
        inlet: connector of its supplies, e.g. 'iec-60320-c14'; '' when nobody knows.
        port_type: kind of switch port that its interfaces need, e.g. '1000base-t'; '' when nobody knows.
        group: its redundancy group; servers of one group stand in different racks.
    """

    pk: int
    name: str
    half_units: int
    is_full_depth: bool = True
    depth_mm: int | None = None
    power_draw: int | None = None
    power_supplies: int = 1
    bandwidth: int = 0
    addresses: Mapping[str, int] = field(default_factory=dict)
    weight: int | None = None
    is_rack_mountable: bool = True
    group: str = ''
    inlet: str = ''
    interfaces: int = 1
    port_type: str = ''
    cooling_method: str = ''
    domain_names: tuple[str, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'netbox_colocation.requestedserver', self.pk)


@dataclass(frozen=True, slots=True)
class RackState:
    """A rack with everything that is taken in it by others than the request.

    Attributes:
        half_units: the rack's height in half units.
        width: in inches between the rails.
        front, rear: bitmaps of the taken half units; bit 0 is the lower half of the starting unit.
        depth_mm: the greatest depth of a device, None when nobody knows.
        not_offered: '' or why this rack is not offered to the request: 'scope', 'status', 'tenant', 'policy', 'width'
            or 'unlocked'.
        is_home: whether a server of the applicant stands there already.
        power, weight, cooling: what is drawn, carried and cooled there.
        planned: the servers of this request that get a place here.
    """

    pk: int
    name: str
    locations: frozenset[int]
    half_units: int
    site: int = 0
    starting_unit: int = 1
    is_descending: bool = False
    width: int = 19
    front: int = 0
    rear: int = 0
    depth_mm: int | None = None
    not_offered: str = ''
    is_home: bool = False
    power: RackPower = NOTHING_KNOWN[0]
    weight: RackWeight = NOTHING_KNOWN[1]
    cooling: RackCooling = NOTHING_KNOWN[2]
    rules: RackRules = DEFAULT_RULES
    planned: tuple[ServerNeed, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'dcim.rack', self.pk)

    @property
    def free_count(self) -> int:
        """Free half units of both faces together."""
        return 2 * self.half_units - self.front.bit_count() - self.rear.bit_count()


@dataclass(frozen=True, slots=True)
class Pool:
    """A capacity pool. `capacity` is the least that is known of it.

    Attributes:
        location: None covers the whole site; with `panels`, it covers the racks that these power panels feed instead.
        used: what the racks (W) or promises (kbit/s) that it covers use already, without the request's own.
        unknown: how many of them nobody knows; `unknown_sources` names some.
        sources: the circuits, devices or panels behind it.
    """

    pk: int
    name: str
    kind: str
    location: int | None
    capacity: int | None
    reserve_percent: int = 0
    panels: frozenset[int] = frozenset()
    used: int = 0
    unknown: int = 0
    unknown_sources: tuple[Evidence, ...] = ()
    sources: tuple[Evidence, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'netbox_colocation.capacitypool', self.pk)

    def covers(self, locations: frozenset[int], panels: frozenset[int] = frozenset()) -> bool:
        if self.panels:
            return bool(self.panels & panels)
        return self.location is None or self.location in locations


@dataclass(frozen=True, slots=True)
class PrefixSpace:
    """A prefix from which addresses of one kind are taken, with the number of its free ones.

    `location` None serves the whole site; `depth` is how deep that location lies. `is_least` says that there may be
    more free ones than `free`, which were not counted. `not_offered` is '' or why nothing is taken from it:
    'container', 'status', 'utilized', 'tenant' or 'vlan'.
    """

    pk: int
    name: str
    kind: str
    free: int
    location: int | None = None
    depth: int = 0
    is_least: bool = False
    not_offered: str = ''

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'ipam.prefix', self.pk)

    def serves(self, locations: frozenset[int]) -> bool:
        return self.location is None or self.location in locations


def total_draw(servers: Iterable[ServerNeed]) -> int | None:
    """Return the W of all servers together, None when nobody knows that of one of them."""
    total = 0
    for server in servers:
        if server.power_draw is None:
            return None
        total += server.power_draw
    return total


@dataclass(frozen=True, slots=True)
class Demand:
    """The servers of one request; `grouping` is 'any', 'together' (one rack) or 'apart' (each in another rack)."""

    servers: tuple[ServerNeed, ...]
    grouping: str = 'any'


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything of the request's site that the rules look at.

    Attributes:
        scope: the wished site or location; `locations` the wished location and those above it.
        racks: in NetBox's order: all of the site, or only the most promising ones (see `capacity.candidates`).
        group_racks: for each redundancy group, the racks where servers of it stand already.
        facts: what further resources read about the site, by resource.
    """

    scope: Evidence
    locations: frozenset[int]
    racks: tuple[RackState, ...]
    pools: tuple[Pool, ...] = ()
    prefixes: tuple[PrefixSpace, ...] = ()
    group_racks: Mapping[str, frozenset[int]] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)

    def offering_only(self, racks: frozenset[int]) -> 'Estate':
        """Return the same estate in which only these racks are offered."""
        return replace(
            self,
            racks=tuple(
                rack if rack.not_offered or rack.pk in racks else replace(rack, not_offered='unlocked')
                for rack in self.racks
            ),
        )
