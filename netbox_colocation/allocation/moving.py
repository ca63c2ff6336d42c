"""Moving: a held place, or an installed server, goes to another place of the site; all of it or nothing.

The locks are those of every allocation, on the racks of both places. What the server had where it was is let go of
first: a new place is never refused because of its own old one. Outlets and switch ports are chosen anew in another
rack; within one rack everything stays plugged in.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices
from dcim.models import Device, Interface, PowerOutlet, PowerPort, Rack, RackReservation
from ipam.models import IPAddress

from ..capacity import snapshot
from ..capacity.estate import ServerNeed
from ..compat import events_of_success
from ..conf import get_setting
from ..constants import HALF_UNITS_PER_UNIT
from ..exceptions import AllocationRefused, Refusal
from ..models import ColocationRequest, HeldUnits, Hold, RequestedServer
from . import cabling, components, destinations, holding, holds, locks
from .destinations import Destination
from .guarding import acting_for
from .labels import case_label, message_of
from .removal import refuse_entangled

__all__ = ('Destination', 'Moved', 'Spot', 'move_device', 'move_hold')

type Sockets = dict[int, list[int]]  # server -> primary keys, in the order of its supplies or interfaces


@dataclass(frozen=True)
class Spot:
    """Where a server is: rack, lowest-numbered unit (U) and face."""

    rack: Rack
    position: Decimal
    face: str

    def __str__(self) -> str:
        return f'{self.rack} U{self.position.normalize():f} {self.face}'


@dataclass(frozen=True)
class Moved:
    """What a move did; `device` is None of a held place. `removed` and `made` count cables."""

    server: RequestedServer
    device: Device | None
    before: Spot
    after: Spot
    removed: int = 0
    made: int = 0


def move_hold(
    request: ColocationRequest, places: Sequence[Destination], *, actor: AbstractBaseUser, now: datetime.datetime
) -> list[Moved]:
    """Hold other places for servers of the request; their addresses, and the hold's end, stay as they are.

    A server that is held there already is left alone.

    Raises:
        AllocationRefused: with every finding that stands against it; nothing was changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    row = holds.active_hold(request)
    if row is None:
        text = _('Nothing is held for this request: hold its places again.')
        raise AllocationRefused([Refusal('nothing-held', text)])
    spots = _held_spots(row)
    _refuse_wrong_servers(places, spots)
    needs = {need.pk: need for need in snapshot.read_demand(request).servers}
    places = [_mounted_as_held(place, needs[place.server.pk]) for place in places]
    going = [place for place in places if spots[place.server.pk] != _spot_of(place)]
    if not going:
        return []
    racks = {spots[place.server.pk].rack.pk for place in going} | {place.rack.pk for place in going}
    locks.lock_estate(site=request.site_id, racks=racks)
    _in_one_go(request, lambda: _hold_elsewhere(row, going, spots, needs, actor=actor))
    return [Moved(place.server, None, spots[place.server.pk], _spot_of(place)) for place in going]


def move_device(
    server: RequestedServer,
    *,
    rack: Rack,
    position: Decimal,
    face: str = DeviceFaceChoices.FACE_FRONT,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> Moved | None:
    """Put an installed server into another place; None when it stands there already.

    Its old cables are removed and new ones made, unless it stays in its rack.

    Raises:
        AllocationRefused: with every finding that stands against it; nothing was changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(server.request)
    server = RequestedServer.objects.select_related('device_type').get(pk=server.pk)
    before = Device.objects.filter(pk=server.device_id).values_list('rack', flat=True).first()
    locks.lock_estate(site=request.site_id, racks={pk for pk in (before, rack.pk) if pk})
    device = _locked_device(request, server, before)
    server.request, server.device = request, device
    spot = Spot(device.rack, device.position, device.face)
    place = Destination(server, rack, Decimal(position), face)
    if spot == _spot_of(place):
        return None
    if against := list(refuse_entangled([device])):
        raise AllocationRefused(against)
    removed, made = _in_one_go(request, lambda: _stand_elsewhere(device, place))
    return Moved(server, device, spot, _spot_of(place), removed, made)


def _in_one_go[Done](request: ColocationRequest, work: Callable[[], Done]) -> Done:
    """Do it all or nothing, and say whatever is refused in the plugin's words."""
    with events_of_success(AllocationRefused):
        try:
            with transaction.atomic(), acting_for(request):
                return work()
        except holds.NETBOX_REFUSES as error:
            raise AllocationRefused(holds.refusals_of(error)) from error
        except holding.NoLongerFree as error:
            raise AllocationRefused([_somebody_was_faster()]) from error


def _somebody_was_faster() -> Refusal:
    return Refusal('taken-meanwhile', _('Somebody else took what was free a moment ago: check again.'))


def _spot_of(place: Destination) -> Spot:
    return Spot(place.rack, place.position, place.face)


# -- Held places --------------------------------------------------------------------------------------------------


def _held_spots(row: Hold) -> dict[int, Spot]:
    """Return where each server is held; one that takes both faces is mounted on the front."""
    units = row.units.filter(is_active=True).select_related('rack').order_by('-face')
    return {entry.server_id: Spot(entry.rack, entry.position, entry.face) for entry in units}


def _refuse_wrong_servers(places: Sequence[Destination], spots: Mapping[int, Spot]) -> None:
    against = []
    named: set[int] = set()
    for place in places:
        data = {'server': place.server.name}
        if place.server.pk not in spots:
            text = _('No units are held for {server}: hold its place again.').format(server=place.server)
            against.append(Refusal('units-not-held', text, data=data))
        if place.server.pk in named:
            text = _('{server} is named twice: give it one place.').format(server=place.server)
            against.append(Refusal('server-twice', text, data=data))
        named.add(place.server.pk)
    if against:
        raise AllocationRefused(against)


def _hold_elsewhere(
    row: Hold,
    places: Sequence[Destination],
    spots: Mapping[int, Spot],
    needs: Mapping[int, ServerNeed],
    *,
    actor: AbstractBaseUser,
) -> None:
    against = list(destinations.refuse_grouping(row.request, places, is_held=True))
    kept = _let_go(row, [place.server.pk for place in places])
    for rack in sorted({place.rack for place in places}, key=lambda rack: rack.pk):
        there = [place for place in places if place.rack == rack]
        for place in there:
            against += _against_addresses(place, spots[place.server.pk], _held_addresses(row, place.server))
        answer = destinations.ask(row.request, there, needs)
        against += answer.refusals
        if not against:
            holding.take_units(row, answer.placements, actor=actor)
            chosen = destinations.sockets_for(answer, needs)
            stay = [place.server.pk for place in there if spots[place.server.pk].rack == rack]
            outlets, ports = ({**new, **{pk: old[pk] for pk in stay}} for new, old in zip(chosen, kept, strict=True))
            holding.take_outlets(row, outlets)
            holding.take_ports(row, ports)
    if against:
        raise AllocationRefused(against)


def _mounted_as_held(place: Destination, need: ServerNeed) -> Destination:
    return replace(place, face=DeviceFaceChoices.FACE_FRONT) if need.is_full_depth else place


def _let_go(row: Hold, servers: Sequence[int]) -> tuple[Sockets, Sockets]:
    """Give up the places of these servers; return the outlets and the switch ports that they had."""
    going = row.units.filter(server__in=servers, is_active=True)
    reservations = RackReservation.objects.filter(pk__in=list(going.values_list('reservation', flat=True)))
    going.delete()
    for reservation in reservations.order_by('pk'):
        _shrink(reservation, row)
    outlets = row.outlets.filter(server__in=servers, is_active=True)
    ports = row.ports.filter(server__in=servers, is_active=True)
    had = _by_server(servers, outlets, 'outlet'), _by_server(servers, ports, 'port')
    outlets.delete()
    ports.delete()
    return had


def _by_server(servers: Sequence[int], rows: QuerySet[Any], name: str) -> Sockets:
    found: Sockets = {pk: [] for pk in servers}
    for server, socket in rows.order_by('pk').values_list('server', name):
        if socket is not None:
            found[server].append(socket)
    return found


def _shrink(reservation: RackReservation, row: Hold) -> None:
    """Reserve only what is still held there; nothing: no reservation."""
    left = {
        entry.rack.starting_unit + half // HALF_UNITS_PER_UNIT
        for entry in HeldUnits.objects.filter(reservation=reservation, is_active=True).select_related('rack')
        for half in range(entry.half_units.lower, entry.half_units.upper)
    }
    reservation.snapshot()
    reservation._changelog_message = message_of(row.request)
    if not left:
        reservation.delete()
        return
    reservation.units = sorted(left)
    reservation.full_clean()
    reservation.save()


def _held_addresses(row: Hold, server: RequestedServer) -> list[IPAddress]:
    return list(IPAddress.objects.filter(held_addresses__hold=row, held_addresses__server=server))


def _against_addresses(place: Destination, before: Spot, addresses: Iterable[IPAddress]) -> list[Refusal]:
    if place.rack.location_id == before.rack.location_id:
        return []
    return list(destinations.refuse_addresses(place.server, addresses, place.rack))


# -- Installed servers --------------------------------------------------------------------------------------------


def _locked_device(request: ColocationRequest, server: RequestedServer, rack: int | None) -> Device:
    """Lock the server's device; `rack` is the one in which it was seen, and which is locked.

    Raises:
        AllocationRefused: it does not stand there.
    """
    rows = Device.objects.filter(pk=server.device_id).select_related('rack', 'device_type')
    device = rows.select_for_update(of=('self',), no_key=True).first()
    if device is None:
        text = _('{server} is not installed: install it first.').format(server=server)
        raise AllocationRefused([Refusal('not-installed', text, data={'server': server.name})])
    if device.rack_id is None or device.position is None:
        text = _('{device} stands in no rack: it was taken out.').format(device=device)
        raise AllocationRefused([Refusal('not-in-rack', text, data={'device': device.pk})])
    if device.rack_id != rack:
        raise AllocationRefused([_somebody_was_faster()])
    if device.site_id != request.site_id:
        text = _('{device} is at {site}, not at the site of this request.').format(device=device, site=device.site)
        raise AllocationRefused([Refusal('device-elsewhere', text, data={'device': device.pk})])
    return device


def _stand_elsewhere(device: Device, place: Destination) -> tuple[int, int]:
    """Move the device; return how many cables were removed and made."""
    request, server = place.server.request, place.server
    needs = {server.pk: _need_of(server, device)}
    addresses = IPAddress.objects.filter(interface__device=device)
    against = list(destinations.refuse_grouping(request, [place], is_held=False))
    against += _against_addresses(place, Spot(device.rack, device.position, device.face), addresses)
    answer, (outlets, ports) = _ask_without(device, place, needs)
    if against := [*against, *answer.refusals]:
        raise AllocationRefused(against)
    message = _('Colocation {case}: {server} moved').format(case=case_label(request), server=server)[:200]
    stays = device.rack_id == place.rack.pk
    removed = 0 if stays else _disconnect(device, message)
    device.refresh_from_db()  # cables that are gone changed it meanwhile
    device.snapshot()
    device.rack, device.location, device.site = place.rack, place.rack.location, place.rack.site
    device.position, device.face = place.position, place.face
    device._changelog_message = message
    device.full_clean()
    device.save()
    if stays or not get_setting('connect_cables'):
        return removed, 0
    sockets = cabling.Sockets(
        _in_order(PowerOutlet, outlets.get(server.pk, ())), _in_order(Interface, ports.get(server.pk, ()))
    )
    if against := list(cabling.refuse_sockets(server, sockets)):
        raise AllocationRefused(against)
    supplies, interfaces = components.list_components(device, PowerPort), components.list_ports(device)
    made = cabling.connect(supplies, interfaces, sockets, tenant=request.applicant, message=message)
    return removed, len(made)


def _need_of(server: RequestedServer, device: Device) -> ServerNeed:
    """Return what the server needs as it stands there; its draw (W) is what NetBox says, where NetBox knows it."""
    ports = list(PowerPort.objects.filter(device=device).values_list('allocated_draw', flat=True))
    known = sum(draw for draw in ports if draw is not None) if ports and None not in ports else None
    return replace(
        snapshot.need_of(server),
        half_units=int(device.device_type.u_height * HALF_UNITS_PER_UNIT),
        is_full_depth=device.device_type.is_full_depth,
        power_draw=known or server.power_draw,
        power_supplies=len(ports) or server.power_supplies,
    )


def _ask_without(
    device: Device, place: Destination, needs: Mapping[int, ServerNeed]
) -> tuple[destinations.Answer, tuple[Sockets, Sockets]]:
    """Ask the rack as if the device and its cables were gone; what is lifted for that is put back."""
    cables = list(cabling.cables_of([device.pk]).values_list('pk', flat=True))
    with transaction.atomic():
        for model in (PowerPort, PowerOutlet, Interface):
            model.objects.filter(cable__in=cables).update(cable=None)
        Device.objects.filter(pk=device.pk).update(rack=None, position=None, face='')
        answer = destinations.ask(place.server.request, [place], needs)
        sockets = ({}, {}) if answer.refusals else destinations.sockets_for(answer, needs)
        transaction.set_rollback(True)
    return answer, sockets


def _disconnect(device: Device, message: str) -> int:
    cables = list(cabling.cables_of([device.pk]))
    for cable in cables:
        cable.snapshot()
        cable._changelog_message = message
        cable.delete()
    return len(cables)


def _in_order(model: Any, pks: Sequence[int]) -> list[Any]:
    locks.lock_rows(model.objects.filter(pk__in=pks))
    rows = model.objects.select_related('device__rack', 'device__location', 'device__site').in_bulk(pks)
    return [rows.get(pk) for pk in pks]
