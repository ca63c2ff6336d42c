"""What a verdict rests on: the racks of its places and what they share with others. Pure; kept as JSON.

It is taken from the very estate that was judged, so nothing that happens between the judgement and its storage is
missed. `Basis.of` makes it, at the check and again whenever `staleness` compares; nothing of the request's own is in
it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from .bitmaps import span
from .estate import Demand, Estate, Pool, RackRules, RackState, ServerNeed
from .findings import ADDRESSES, BANDWIDTH, UPS, Placement
from .physics import RackCooling, RackWeight
from .power import RackPower

__all__ = ('Basis', 'PoolBasis', 'PrefixBasis', 'RackBasis')

VERSION = 1


@dataclass(frozen=True, slots=True)
class RackBasis:
    """A rack without the request; see `estate.RackState`.

    `shared_groups` are redundancy groups of servers placed here of which another one stands here already.
    """

    pk: int
    name: str
    half_units: int
    starting_unit: int
    is_descending: bool
    front: int
    rear: int
    depth_mm: int | None
    not_offered: str
    rules: RackRules
    power: RackPower
    weight: RackWeight
    cooling: RackCooling
    shared_groups: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: RackState, placements: Iterable[Placement], groups: Collection[str]) -> 'RackBasis':
        """Take the rack; what is planned in it already is taken out again."""
        front, rear = state.front, state.rear
        if state.planned:
            for place in placements:
                front &= ~span(place.start, place.length)
                rear &= ~span(place.start, place.length) if place.is_full_depth else -1
        return cls(
            **{name: getattr(state, name) for name in _OF_STATE},
            front=front,
            rear=rear,
            shared_groups=tuple(sorted(groups)),
        )

    def as_dict(self) -> dict[str, Any]:
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        rules = {**asdict(self.rules), 'unknown_blocks': sorted(self.rules.unknown_blocks)}
        return {
            **data,
            'front': f'{self.front:x}',
            'rear': f'{self.rear:x}',
            'rules': rules,
            'power': asdict(self.power),
            'weight': asdict(self.weight),
            'cooling': asdict(self.cooling),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'RackBasis':
        return cls(
            **{
                **data,
                'front': int(data['front'], 16),
                'rear': int(data['rear'], 16),
                'rules': RackRules(
                    **{**data['rules'], 'unknown_blocks': frozenset(data['rules'].get('unknown_blocks', ()))}
                ),
                'power': RackPower.from_dict(data['power']),
                'weight': RackWeight.from_dict(data['weight']),
                'cooling': RackCooling.from_dict(data['cooling']),
                'shared_groups': tuple(data.get('shared_groups', ())),
            }
        )


_OF_STATE = (
    'pk', 'name', 'half_units', 'starting_unit', 'is_descending', 'depth_mm', 'not_offered', 'rules', 'power',
    'weight', 'cooling',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PoolBasis:
    """A pool that the places draw on, in the unit of its kind."""

    pk: int
    name: str
    kind: str
    capacity: int | None
    reserve_percent: int
    used: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PrefixBasis:
    """A prefix that serves the places; with `is_least` there may be more free ones."""

    pk: int
    name: str
    kind: str
    free: int
    is_least: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """All of it.

    Attributes:
        resources: what was checked.
        scope: the site, location, applicant and agency that the question was about (primary keys).
        servers: what each server needs, by its primary key as text.
        racks: those of the places, and those that the findings name.
        placements: what was proposed.
    """

    resources: tuple[str, ...]
    scope: Mapping[str, int | None]
    servers: Mapping[str, Mapping[str, Any]]
    racks: tuple[RackBasis, ...] = ()
    placements: tuple[Placement, ...] = ()
    pools: tuple[PoolBasis, ...] = ()
    prefixes: tuple[PrefixBasis, ...] = ()

    @classmethod
    def of(
        cls,
        estate: Estate,
        demand: Demand,
        *,
        scope: Mapping[str, int | None],
        resources: Collection[str],
        racks: Sequence[RackState],
        placements: Sequence[Placement],
    ) -> 'Basis':
        """Take what the verdict rests on from an estate; `racks` are the ones that it is about."""
        placed = {server.pk: server for server in demand.servers}
        states = {rack.pk: rack for rack in racks}
        where = [
            (rack.locations, rack.power.panels)
            for pk in dict.fromkeys(place.rack for place in placements)
            if (rack := states.get(pk))
        ] or [(estate.locations, frozenset())]
        asked = {kind for server in demand.servers for kind, count in server.addresses.items() if count}
        return cls(
            resources=tuple(resources),
            scope=dict(scope),
            servers={str(server.pk): _plain(server) for server in demand.servers},
            racks=tuple(
                RackBasis.of(
                    rack,
                    [place for place in placements if place.rack == rack.pk],
                    _shared_groups(estate, rack, placements, placed),
                )
                for rack in racks
            ),
            placements=tuple(placements),
            pools=tuple(
                _pool(pool)
                for pool in estate.pools
                if pool.kind in resources
                and pool.kind in (UPS, BANDWIDTH)
                and any(pool.covers(locations, panels) for locations, panels in where)
            ),
            prefixes=tuple(
                PrefixBasis(space.pk, space.name, space.kind, space.free, space.is_least)
                for space in estate.prefixes
                if ADDRESSES in resources
                and space.kind in asked
                and not space.not_offered
                and any(space.serves(locations) for locations, _panels in where)
            ),
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            'version': VERSION,
            'resources': list(self.resources),
            'scope': dict(self.scope),
            'servers': {pk: dict(server) for pk, server in self.servers.items()},
            'racks': [rack.as_dict() for rack in self.racks],
            'placements': [place.as_dict() for place in self.placements],
            'pools': [asdict(pool) for pool in self.pools],
            'prefixes': [asdict(prefix) for prefix in self.prefixes],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'Basis':
        return cls(
            resources=tuple(data['resources']),
            scope=data['scope'],
            servers=data['servers'],
            racks=tuple(RackBasis.from_dict(rack) for rack in data['racks']),
            placements=tuple(Placement(**place) for place in data['placements']),
            pools=tuple(PoolBasis(**pool) for pool in data['pools']),
            prefixes=tuple(PrefixBasis(**prefix) for prefix in data['prefixes']),
        )


def _shared_groups(
    estate: Estate, rack: RackState, placements: Iterable[Placement], servers: Mapping[int, ServerNeed]
) -> set[str]:
    """Return the redundancy groups of the servers placed here of which another one stands here already."""
    groups = {servers[place.server].group for place in placements if place.rack == rack.pk and place.server in servers}
    return {group for group in groups if group and rack.pk in estate.group_racks.get(group, ())}


def _pool(pool: Pool) -> PoolBasis:
    return PoolBasis(pool.pk, pool.name, pool.kind, pool.capacity, pool.reserve_percent, pool.used, pool.unknown)


def _plain(server: ServerNeed) -> dict[str, Any]:
    """Return the need as JSON gives it back."""
    data = {field.name: getattr(server, field.name) for field in fields(server)}
    plain: dict[str, Any] = json.loads(json.dumps({**data, 'addresses': dict(server.addresses)}))
    return plain
