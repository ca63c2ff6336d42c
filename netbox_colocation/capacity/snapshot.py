"""Read the estate of a request's site, and its demand, in a constant number of queries.

What belongs to the request itself (its own active hold: units, reservation, addresses, draw) is left out, so that a
hold never blocks its own request. Reservations of every status block, because NetBox refuses a second one over any.

A rack is offered when its status is *active* or *available*: the others are not there yet (planned), set aside for
something else (reserved), or on their way out (deprecated). A rack of another tenant than the applicant and the agency
that runs the procedure is not offered.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Sum

from circuits.choices import CircuitStatusChoices
from circuits.models import Circuit
from dcim.choices import DeviceFaceChoices, PowerFeedStatusChoices, PowerFeedTypeChoices, RackStatusChoices
from dcim.models import Device, Location, PowerFeed, PowerOutlet, PowerPort, Rack, RackReservation

from ..choices import AddressKindChoices, PoolKindChoices
from ..constants import HALF_UNITS_PER_UNIT
from ..models import CapacityPool, ColocationRequest, HeldUnits, RequestedServer
from . import address_space
from .bitmaps import span
from .estate import Demand, Estate, Feed, Pool, Promise, RackState, ServerNeed
from .findings import Evidence

__all__ = ('read_demand', 'read_estate')

OFFERED_STATUSES = frozenset({RackStatusChoices.STATUS_ACTIVE, RackStatusChoices.STATUS_AVAILABLE})
MILLIMETRES = {'mm': 1.0, 'in': 25.4, None: 1.0}
FACES = (DeviceFaceChoices.FACE_FRONT, DeviceFaceChoices.FACE_REAR)


@dataclass
class _Contents:
    """What is gathered about one rack before it is frozen."""

    front: int = 0
    rear: int = 0
    feeds: list[Feed] = field(default_factory=list)
    load: int = 0
    held: int = 0
    unknown: list[Evidence] = field(default_factory=list)

    def take(self, bits: int, *, front: bool = True, rear: bool = True) -> None:
        self.front |= bits if front else 0
        self.rear |= bits if rear else 0


def read_demand(request: ColocationRequest) -> Demand:
    """Return what the request's servers need, in the order of their names."""
    servers = RequestedServer.objects.filter(request=request).select_related('device_type').order_by('name', 'pk')
    return Demand(tuple(_need(server) for server in servers))


def read_estate(request: ColocationRequest, *, now: datetime.datetime) -> Estate:
    """Return the request's site as it is: racks, power, pools, promises and prefixes.

    A hold counts until it is released or expired by `allocation.holds`, whatever `now` is: until then NetBox shows
    its reservation, and the database refuses another one. `now` is there for what will depend on the time.
    """
    paths = _location_paths(request.site_id)
    held = _held_by_others(request)
    racks = _racks(request, paths, held)
    wished = paths[request.location_id] if request.location_id else ()
    scope = request.location or request.site
    return Estate(
        scope=Evidence(str(scope), 'dcim.location' if request.location_id else 'dcim.site', scope.pk),
        locations=frozenset(wished),
        racks=racks,
        pools=_pools(request),
        promises=_promises(request, paths, held),
        prefixes=address_space.read(request, paths),
    )


def _location_paths(site: int) -> dict[int, tuple[int, ...]]:
    """Return every location of the site with its path: the locations above it and itself."""
    rows = Location.objects.filter(site=site).order_by().values_list('pk', 'path')
    return {pk: tuple(int(label) for label in str(path).split('.')) for pk, path in rows}


def _held_by_others(request: ColocationRequest) -> list[dict[str, Any]]:
    rows = HeldUnits.objects.filter(is_active=True, rack__site=request.site_id).exclude(hold__request=request)
    columns = ('rack_id', 'face', 'half_units', 'server_id', 'server__name', 'server__power_draw', 'server__bandwidth')
    return list(rows.order_by('pk').values(*columns, 'rack__location_id'))


def _racks(
    request: ColocationRequest, paths: dict[int, tuple[int, ...]], held: list[dict[str, Any]]
) -> tuple[RackState, ...]:
    racks = list(Rack.objects.filter(site=request.site_id).order_by('location', 'name', 'pk').only(*_RACK_FIELDS))
    contents = {rack.pk: _Contents() for rack in racks}
    origin = {rack.pk: rack.starting_unit for rack in racks}
    _add_devices(contents, origin, request.site_id)
    _add_reservations(contents, origin, request)
    _add_holds(contents, held)
    _add_feeds(contents, request.site_id)
    _add_loads(contents, request.site_id)
    tenants = {None, request.applicant_id, request.procedure.agency_id}
    return tuple(_freeze(rack, contents[rack.pk], paths, tenants, request.location_id) for rack in racks)


_RACK_FIELDS = (
    'pk', 'name', 'facility_id', 'site_id', 'location_id', 'tenant_id', 'status', 'u_height', 'starting_unit',
    'desc_units', 'outer_depth', 'outer_unit', 'mounting_depth',
)  # fmt: skip


def _freeze(
    rack: Rack, contents: _Contents, paths: dict[int, tuple[int, ...]], tenants: set[int | None], wished: int | None
) -> RackState:
    locations = frozenset(paths[rack.location_id] if rack.location_id else ())
    if wished and wished not in locations:
        not_offered = 'scope'
    elif rack.status not in OFFERED_STATUSES:
        not_offered = 'status'
    else:
        not_offered = '' if rack.tenant_id in tenants else 'tenant'
    return RackState(
        pk=rack.pk,
        name=str(rack),
        locations=locations,
        half_units=rack.u_height * HALF_UNITS_PER_UNIT,
        starting_unit=rack.starting_unit,
        is_descending=rack.desc_units,
        front=contents.front,
        rear=contents.rear,
        depth_mm=_depth(rack),
        not_offered=not_offered,
        feeds=tuple(contents.feeds),
        load=contents.load,
        held=contents.held,
        unknown_draws=tuple(contents.unknown),
    )


def _depth(rack: Rack) -> int | None:
    """Return the depth in mm that a device may have: between the rails when known, else the rack's outer depth."""
    if rack.mounting_depth:
        return rack.mounting_depth
    return int(rack.outer_depth * MILLIMETRES[rack.outer_unit]) if rack.outer_depth else None


def _add_devices(contents: dict[int, _Contents], origin: dict[int, int], site: int) -> None:
    rows = (
        Device.objects.filter(rack__site=site, position__isnull=False)
        .order_by()
        .values_list('rack_id', 'position', 'face', 'device_type__u_height', 'device_type__is_full_depth')
    )
    for rack, position, face, height, is_full_depth in rows:
        start = math.floor((position - origin[rack]) * HALF_UNITS_PER_UNIT)
        bits = span(start, math.ceil(height * HALF_UNITS_PER_UNIT))
        both = is_full_depth or face not in FACES
        contents[rack].take(bits, front=both or face == FACES[0], rear=both or face == FACES[1])


def _add_reservations(contents: dict[int, _Contents], origin: dict[int, int], request: ColocationRequest) -> None:
    own = HeldUnits.objects.filter(hold__request=request, is_active=True, reservation__isnull=False)
    rows = RackReservation.objects.filter(rack__site=request.site_id).exclude(pk__in=own.values('reservation'))
    for rack, units in rows.order_by().values_list('rack_id', 'units'):
        for unit in units:
            contents[rack].take(span((unit - origin[rack]) * HALF_UNITS_PER_UNIT, HALF_UNITS_PER_UNIT))


def _add_holds(contents: dict[int, _Contents], held: list[dict[str, Any]]) -> None:
    for row in held:
        bits = span(row['half_units'].lower, row['half_units'].upper - row['half_units'].lower)
        contents[row['rack_id']].take(bits, front=row['face'] == FACES[0], rear=row['face'] == FACES[1])
    for row in _one_per_server(held):
        if row['server__power_draw'] is None:
            server = Evidence(row['server__name'], 'netbox_colocation.requestedserver', row['server_id'])
            contents[row['rack_id']].unknown.append(server)
        contents[row['rack_id']].held += row['server__power_draw'] or 0


def _one_per_server(held: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Return one row for each server: a full-depth one holds two faces and draws its power once."""
    return {row['server_id']: row for row in held}.values()


def _add_feeds(contents: dict[int, _Contents], site: int) -> None:
    rows = PowerFeed.objects.filter(rack__site=site).order_by('rack_id', 'type', 'name', 'pk')
    for rack, pk, name, kind, status, watts in rows.values_list(
        'rack_id', 'pk', 'name', 'type', 'status', 'available_power'
    ):
        is_redundant = kind == PowerFeedTypeChoices.TYPE_REDUNDANT
        is_active = status == PowerFeedStatusChoices.STATUS_ACTIVE
        contents[rack].feeds.append(Feed(pk, name, is_redundant, is_active, watts))


def _loads(site: int) -> QuerySet[PowerPort]:
    """Return the power ports of the devices that draw; a PDU's own ports pass on what its outlets feed."""
    outlets = PowerOutlet.objects.filter(device=OuterRef('device'))
    return PowerPort.objects.filter(~Exists(outlets), device__rack__site=site).order_by()


def _add_loads(contents: dict[int, _Contents], site: int) -> None:
    """Add the allocated draws of the devices' power ports.

    A device without power ports draws nothing (a panel, a shelf); one whose ports all say nothing is unknown.
    """
    for rack, load in _loads(site).values_list('device__rack_id').annotate(load=Sum('allocated_draw')):
        contents[rack].load += load or 0
    silent = _loads(site).values('device__rack_id', 'device_id', 'device__name')
    for row in silent.annotate(most=Max('allocated_draw')).filter(most__isnull=True).order_by('device__name', 'device'):
        name = row['device__name'] or f'#{row["device_id"]}'
        contents[row['device__rack_id']].unknown.append(Evidence(name, 'dcim.device', row['device_id']))


def _promises(
    request: ColocationRequest, paths: dict[int, tuple[int, ...]], held: list[dict[str, Any]]
) -> tuple[Promise, ...]:
    installed = RequestedServer.objects.filter(device__rack__site=request.site_id, bandwidth__gt=0).order_by('pk')
    rows = list(installed.values_list('device__location_id', 'bandwidth'))
    rows += [(row['rack__location_id'], row['server__bandwidth']) for row in _one_per_server(held)]
    return tuple(
        Promise(frozenset(paths[location] if location else ()), bandwidth) for location, bandwidth in rows if bandwidth
    )


def _pools(request: ColocationRequest) -> tuple[Pool, ...]:
    rows = list(CapacityPool.objects.filter(site=request.site_id).order_by('name', 'pk'))
    circuits = defaultdict(list)
    active = Circuit.objects.filter(capacity_pools__site=request.site_id, status=CircuitStatusChoices.STATUS_ACTIVE)
    for pool, pk, cid, rate in active.order_by('cid', 'pk').values_list('capacity_pools', 'pk', 'cid', 'commit_rate'):
        circuits[pool].append((Evidence(cid, 'circuits.circuit', pk), rate))
    return tuple(_pool(row, circuits[row.pk]) for row in rows)


def _pool(row: CapacityPool, circuits: list[tuple[Evidence, int | None]]) -> Pool:
    """Return a pool; a bandwidth pool without a capacity has the sum of its active circuits' commit rates."""
    capacity = row.capacity
    unknown: tuple[Evidence, ...] = ()
    if row.kind == PoolKindChoices.BANDWIDTH and capacity is None and circuits:
        capacity = sum(rate or 0 for _, rate in circuits)
        unknown = tuple(evidence for evidence, rate in circuits if rate is None)
    return Pool(
        pk=row.pk,
        name=row.name,
        kind=row.kind,
        location=row.location_id,
        capacity=capacity,
        reserve_percent=row.reserve_percent,
        unknown_sources=unknown,
        sources=tuple(evidence for evidence, _ in circuits),
    )


def _need(server: RequestedServer) -> ServerNeed:
    addresses = {kind: getattr(server, kind.replace('-', '_')) for kind in AddressKindChoices.values()}
    return ServerNeed(
        pk=server.pk,
        name=server.name,
        half_units=server.half_units,
        is_full_depth=server.needs_both_faces,
        depth_mm=server.depth_mm,
        power_draw=server.power_draw,
        power_supplies=server.power_supplies,
        bandwidth=server.bandwidth,
        addresses={kind: count for kind, count in addresses.items() if count},
    )
