"""The estate as one check sees it, and what a request asks of it. Pure, frozen data; only `snapshot` makes it.

Watts are those of the devices' allocated draw; a feed's volt-amperes count as watts (power factor 1).
Locations are sets of primary keys: a location and all those above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .findings import Evidence

__all__ = ('Demand', 'Estate', 'Feed', 'Pool', 'PrefixSpace', 'Promise', 'RackState', 'ServerNeed', 'total_draw')


@dataclass(frozen=True, slots=True)
class Feed:
    """A power feed of a rack. `watts` is NetBox's available power (VA, derated by its maximum utilization)."""

    pk: int
    name: str
    is_redundant: bool
    is_active: bool
    watts: int


@dataclass(frozen=True, slots=True)
class RackState:
    """A rack with everything that is taken in it by others than the request.

    Attributes:
        half_units: the rack's height in half units.
        front, rear: bitmaps of the taken half units; bit 0 is the lower half of the starting unit.
        depth_mm: the greatest depth of a device, None when nobody knows.
        not_offered: '' or why this rack is not offered to the request: 'scope', 'status', 'tenant' or 'unlocked'.
        load: W that the rack's devices draw; `held`: W that the holds of others will draw.
        unknown_draws: the devices and held servers whose draw nobody knows.
        planned: W that this request's servers will draw here; `planned_unknown` those whose draw nobody knows.
        needs_pair: whether one of them needs both feeds.
    """

    pk: int
    name: str
    locations: frozenset[int]
    half_units: int
    starting_unit: int = 1
    is_descending: bool = False
    front: int = 0
    rear: int = 0
    depth_mm: int | None = None
    not_offered: str = ''
    feeds: tuple[Feed, ...] = ()
    load: int = 0
    held: int = 0
    unknown_draws: tuple[Evidence, ...] = ()
    planned: int = 0
    planned_unknown: tuple[Evidence, ...] = ()
    needs_pair: bool = False

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'dcim.rack', self.pk)


@dataclass(frozen=True, slots=True)
class Pool:
    """A capacity pool. `location` None covers the whole site; `capacity` is the least that is known of it."""

    pk: int
    name: str
    kind: str
    location: int | None
    capacity: int | None
    reserve_percent: int = 0
    unknown_sources: tuple[Evidence, ...] = ()
    sources: tuple[Evidence, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'netbox_colocation.capacitypool', self.pk)

    def covers(self, locations: frozenset[int]) -> bool:
        return self.location is None or self.location in locations


@dataclass(frozen=True, slots=True)
class Promise:
    """Bandwidth (kbit/s) that somebody else's server, held or installed, was promised."""

    locations: frozenset[int]
    bandwidth: int


@dataclass(frozen=True, slots=True)
class PrefixSpace:
    """A prefix from which addresses of one kind are taken, with the number of its free ones.

    `location` None serves the whole site; `depth` is how deep that location lies.
    """

    pk: int
    name: str
    kind: str
    free: int
    location: int | None = None
    depth: int = 0

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'ipam.prefix', self.pk)

    def serves(self, locations: frozenset[int]) -> bool:
        return self.location is None or self.location in locations


@dataclass(frozen=True, slots=True)
class ServerNeed:
    """What one requested server needs. Draw in W of all supplies together, None when nobody knows it."""

    pk: int
    name: str
    half_units: int
    is_full_depth: bool = True
    depth_mm: int | None = None
    power_draw: int | None = None
    power_supplies: int = 1
    bandwidth: int = 0
    addresses: Mapping[str, int] = field(default_factory=dict)

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.name, 'netbox_colocation.requestedserver', self.pk)


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
    servers: tuple[ServerNeed, ...]


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything of the request's site that the rules look at.

    Attributes:
        scope: the wished site or location; `locations` the wished location and those above it.
        racks: all of the site, in NetBox's order; those outside the scope still load the UPS.
    """

    scope: Evidence
    locations: frozenset[int]
    racks: tuple[RackState, ...]
    pools: tuple[Pool, ...] = ()
    promises: tuple[Promise, ...] = ()
    prefixes: tuple[PrefixSpace, ...] = ()

    def offering_only(self, racks: frozenset[int]) -> 'Estate':
        """Return the same estate in which only these racks are offered."""
        return replace(
            self,
            racks=tuple(
                rack if rack.not_offered or rack.pk in racks else replace(rack, not_offered='unlocked')
                for rack in self.racks
            ),
        )
