"""Removal: the reverse of an installation, in two steps, each in one transaction and each able to run again.

`dismount` takes a retrieval's devices out of their racks, with their cables. `vacate` then frees what they had:
IP and MAC addresses, DNS records, services, and what the placements that brought them still hold or promise. The
devices stay in NetBox as history: offline, in no rack, and linked to the server that was requested once.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from dcim.choices import DeviceStatusChoices
from dcim.models import CableTermination, Device, Interface, MACAddress
from ipam.models import IPAddress, Service

from ..choices import HoldStateChoices, MonitoringStateChoices
from ..exceptions import AllocationRefused, Refusal
from ..models import ColocationRequest, Hold, MonitoringTarget, RequestedServer
from . import domain_records, holds, locks
from .cabling import cables_of
from .labels import case_label

__all__ = ('Dismounted', 'Vacated', 'dismount', 'refuse_entangled', 'vacate')

type Named = tuple[int, str]  # primary key and label of what is gone


@dataclass(frozen=True)
class Dismounted:
    """Devices that left their racks just now, and the cables that are gone."""

    devices: tuple[Device, ...] = ()
    cables: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Vacated:
    """Devices that became history just now, the IP and MAC addresses that are free again, and the holds that ended."""

    devices: tuple[Device, ...] = ()
    addresses: tuple[Named, ...] = ()
    macs: tuple[Named, ...] = ()
    holds: tuple[Hold, ...] = ()


def dismount(request: ColocationRequest) -> Dismounted:
    """Take the request's returned devices out of their racks, and remove the cables of their ports.

    A device that stands in no rack and has no cable any more is left alone.

    Raises:
        AllocationRefused: a device is not as the request says, or a cable also serves somebody else; nothing was
            changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    racks = set(request.returned_devices.filter(rack__isnull=False).values_list('rack', flat=True))
    locks.lock_estate(site=request.site_id, racks=racks)
    devices = _lock_devices(request)
    if against := [*_misplaced(request, devices), *refuse_entangled(devices)]:
        raise AllocationRefused(against)
    message = _message(request, _('dismounted'))
    return _in_one_go(
        lambda: Dismounted(
            cables=tuple(_delete(cables_of(device.pk for device in devices), message)),
            devices=tuple(_take_out(device, message) for device in devices if device.rack_id is not None),
        )
    )


def vacate(request: ColocationRequest, *, now: datetime.datetime) -> Vacated:
    """Free what the request's dismounted devices had; a placement of which nothing is left holds nothing any more.

    Raises:
        AllocationRefused: a device still stands in a rack, is still watched, or is not the applicant's any more;
            nothing was changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    placements = _lock_placements(request)
    locks.lock_estate(site=request.site_id, racks=())
    devices = _lock_devices(request)
    if against := [*_misplaced(request, devices), *_in_use(devices)]:
        raise AllocationRefused(against)
    message = _message(request, _('returned'))
    return _in_one_go(
        lambda: Vacated(
            devices=tuple(_retire(device, message) for device in devices if _is_kept(device)),
            addresses=tuple(_free(devices, message)),
            macs=tuple(_free_macs(devices, message)),
            holds=tuple(hold for placement in placements for hold in _end_holds(placement, now=now)),
        )
    )


def _in_one_go[Done](work: Callable[[], Done]) -> Done:
    """Do it all or nothing, and say a refusal of NetBox's models or of the database in the plugin's words."""
    try:
        with transaction.atomic():
            return work()
    except ProtectedError as error:
        kept = ', '.join(sorted(str(row) for row in error.protected_objects))
        message = _('Something else still refers to it: {things}. Remove that first.').format(things=kept)
        raise AllocationRefused([Refusal('still-referred-to', message)]) from error
    except holds.NETBOX_REFUSES as error:
        raise AllocationRefused(holds.refusals_of(error)) from error


def _lock_devices(request: ColocationRequest) -> list[Device]:
    """Lock the devices in the order of their keys; people who edit one in NetBox wait, or are waited for."""
    wanted = request.returned_devices.order_by('pk').values_list('pk', flat=True)
    rows = Device.objects.filter(pk__in=list(wanted)).select_related('device_type', 'site', 'rack')
    return list(rows.order_by('pk').select_for_update(of=('self',), no_key=True))


def _lock_placements(request: ColocationRequest) -> list[ColocationRequest]:
    """Lock the requests that once brought the devices."""
    servers = RequestedServer.objects.filter(device__in=request.returned_devices.all())
    rows = ColocationRequest.objects.filter(pk__in=servers.values('request')).order_by('pk')
    return list(rows.select_for_update(of=('self',), no_key=True))


def _misplaced(request: ColocationRequest, devices: list[Device]) -> Iterator[Refusal]:
    """What was changed behind the request's back."""
    if not devices:
        yield Refusal('devices-missing', _('Name the devices that are to be returned.'), 'returned_devices')
    for device in devices:
        data = {'device': device.pk}
        if device.tenant_id != request.applicant_id:
            message = _('{device} does not belong to {applicant}.').format(device=device, applicant=request.applicant)
            yield Refusal('device-not-theirs', message, data=data)
        if device.site_id != request.site_id:
            message = _('{device} is at {site}, not at the site of this request.').format(
                device=device, site=device.site
            )
            yield Refusal('device-elsewhere', message, data=data)


def refuse_entangled(devices: list[Device]) -> Iterator[Refusal]:
    """What else would be torn out with the devices."""
    returned = {device.pk for device in devices}
    for device in devices:
        data = {'device': device.pk}
        if hasattr(device, 'parent_bay'):
            message = _('{device} sits in {bay}: take it out there first.').format(
                device=device, bay=device.parent_bay.device
            )
            yield Refusal('device-in-bay', message, data=data)
        for bay in device.devicebays.filter(installed_device__isnull=False).exclude(installed_device__in=returned):
            message = _('{device} houses {other}: take that out first.').format(
                device=device, other=bay.installed_device
            )
            yield Refusal('device-houses-another', message, data=data)
    ends = CableTermination.objects.filter(_device__in=returned).values_list('cable', 'cable_end')
    shared = CableTermination.objects.filter(cable__in=cables_of(returned)).exclude(_device__in=returned)
    for end in shared.select_related('cable', '_device').order_by('cable', 'pk'):
        if (end.cable_id, end.cable_end) in set(ends):
            message = _('{cable} also serves {other} at the same end: give that a cable of its own first.').format(
                cable=end.cable, other=end._device or end.termination
            )
            yield Refusal('cable-shared', message, data={'cable': end.cable_id})


def _in_use(devices: list[Device]) -> Iterator[Refusal]:
    for device in devices:
        if device.rack_id is not None:
            message = _('{device} still stands in {rack}: dismount it first.').format(device=device, rack=device.rack)
            yield Refusal('device-in-rack', message, data={'device': device.pk})
    watched = MonitoringTarget.objects.filter(device__in=devices).exclude(state=MonitoringStateChoices.RETIRED)
    for target in watched.select_related('device').order_by('pk'):
        message = _('{device} is still watched: retire it from monitoring first.').format(device=target.device)
        yield Refusal('device-watched', message, data={'device': target.device_id})


def _take_out(device: Device, message: str) -> Device:
    return _change(
        device,
        message,
        rack=None,
        position=None,
        face='',
        status=DeviceStatusChoices.STATUS_DECOMMISSIONING,
    )


def _is_kept(device: Device) -> bool:
    """Whether there is anything to do about the device itself: a second run changes nothing and records nothing."""
    return device.status != DeviceStatusChoices.STATUS_OFFLINE or any(
        (device.primary_ip4_id, device.primary_ip6_id, device.oob_ip_id)
    )


def _retire(device: Device, message: str) -> Device:
    return _change(
        device,
        message,
        primary_ip4=None,
        primary_ip6=None,
        oob_ip=None,
        status=DeviceStatusChoices.STATUS_OFFLINE,
    )


def _free(devices: list[Device], message: str) -> list[Named]:
    """Remove the devices' services, DNS records and addresses; the addresses are the next ones to be given out."""
    pks = [device.pk for device in devices]
    kind = ContentType.objects.get_for_model(Device)
    _delete(Service.objects.filter(parent_object_type=kind, parent_object_id__in=pks), message)
    for server in RequestedServer.objects.filter(device__in=pks).select_related('request').order_by('pk'):
        domain_records.remove_records(server, _on_ports_of(IPAddress, [server.device_id]), message=message)
    return _delete(_on_ports_of(IPAddress, pks), message)


def _free_macs(devices: list[Device], message: str) -> list[Named]:
    """Remove the MAC addresses: the hardware takes them along, and may come back as another device."""
    pks = [device.pk for device in devices]
    for interface in Interface.objects.filter(device__in=pks, primary_mac_address__isnull=False).order_by('pk'):
        interface.snapshot()
        interface._changelog_message = message
        interface.primary_mac_address = None
        interface.save()
    return _delete(_on_ports_of(MACAddress, pks), message)


def _on_ports_of(model: type[IPAddress | MACAddress], devices: list[int]) -> QuerySet[Any]:
    """Return the addresses on the devices' interfaces: one in use elsewhere under the same number is another row."""
    port = ContentType.objects.get_for_model(Interface)
    interfaces = Interface.objects.filter(device__in=devices)
    return model.objects.filter(assigned_object_type=port, assigned_object_id__in=interfaces.values('pk'))


def _end_holds(placement: ColocationRequest, *, now: datetime.datetime) -> list[Hold]:
    """End what the placement took, once none of its servers stands in a rack any more."""
    if placement.servers.filter(device__rack__isnull=False).exists():
        return []
    taken = Hold.objects.filter(request=placement, state__in=(HoldStateChoices.ACTIVE, HoldStateChoices.CONVERTED))
    rows = list(taken.order_by('pk'))
    holds.release(placement, now=now)
    for row in rows:
        row.refresh_from_db()
        if row.state != HoldStateChoices.RELEASED:
            holds.end(row, HoldStateChoices.RELEASED, now=now)
    return rows


def _delete(rows: QuerySet[Any], message: str) -> list[Named]:
    """Delete one by one, with the case in each entry of the change log, and return what is gone."""
    gone = []
    for row in rows.order_by('pk'):
        gone.append((row.pk, str(row)))
        row.snapshot()
        row._changelog_message = message
        row.delete()
    return gone


def _change(device: Device, message: str, **values: Any) -> Device:
    device.refresh_from_db()  # cables and components that are gone changed it meanwhile
    device.snapshot()
    device._changelog_message = message
    for name, value in values.items():
        setattr(device, name, value)
    device.full_clean()
    device.save()
    return device


def _message(request: ColocationRequest, what: str) -> str:
    return _('Colocation {case}: {what}').format(case=case_label(request), what=what)[:200]
