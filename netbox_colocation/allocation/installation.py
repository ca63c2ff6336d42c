"""Installing: a request's active hold becomes devices, in one transaction.

Each device stands where its units are held, with the addresses that are held for it; afterwards the reservation is
gone, the hold is converted, and NetBox alone says what is where. A device type, manufacturer, platform or role that
NetBox does not have yet is created from what the request says.
"""

import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dcim.choices import DeviceFaceChoices, DeviceStatusChoices
from dcim.models import Device
from ipam.choices import IPAddressStatusChoices
from ipam.models import IPAddress, Service

from ..choices import AddressKindChoices, HoldStateChoices
from ..exceptions import AllocationRefused, Refusal
from ..models import ColocationRequest, HeldAddress, HeldUnits, Hold, RequestedServer
from . import catalogue, components, holds, locks

__all__ = ('install',)

# The first kind that a server has is its primary address of that family: monitoring reaches servers from inside.
PRIMARY_KINDS = (
    AddressKindChoices.PRIVATE_IPV4,
    AddressKindChoices.PUBLIC_IPV4,
    AddressKindChoices.PRIVATE_IPV6,
    AddressKindChoices.PUBLIC_IPV6,
)
PUBLIC_KINDS = frozenset({AddressKindChoices.PUBLIC_IPV4, AddressKindChoices.PUBLIC_IPV6})
# Names by which people know the services; any other is called by its protocol and port.
SERVICE_NAMES = {22: 'SSH', 25: 'SMTP', 53: 'DNS', 80: 'HTTP', 443: 'HTTPS', 3306: 'MySQL', 5432: 'PostgreSQL'}


def install(request: ColocationRequest, *, actor: AbstractBaseUser, now: datetime.datetime) -> list[Device]:
    """Turn the request's active hold into one device for each of its servers; return them in the servers' order.

    Raises:
        AllocationRefused: nothing is held, or what was held was taken behind our back; nothing was changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    row = Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE).first()
    if row is None:
        text = _('Nothing is held for this request: hold its places again.')
        raise AllocationRefused([Refusal('nothing-held', text)])
    locks.lock_estate(site=request.site_id, racks=set(row.units.values_list('rack', flat=True)))
    places, addresses = _places(row), _addresses(row)
    servers = list(request.servers.select_related('device_type__manufacturer').order_by('name', 'pk'))
    if against := [refusal for server in servers for refusal in _refusals(server, places, addresses)]:
        raise AllocationRefused(against)
    try:
        with transaction.atomic():
            devices = [_install(request, server, places[server.pk], addresses.get(server.pk, [])) for server in servers]
            holds.end(row, HoldStateChoices.CONVERTED, now=now)
    except (IntegrityError, ValidationError) as error:
        raise AllocationRefused(holds.refusals_of(error)) from error
    return devices


def _places(row: Hold) -> dict[int, HeldUnits]:
    """Return for each server the units on the face where it is mounted (a full-depth one holds both: the front)."""
    units = row.units.select_related('rack__site', 'rack__location').order_by('-face')  # rear before front
    return {held.server_id: held for held in units if held.is_active}


def _addresses(row: Hold) -> dict[int, list[HeldAddress]]:
    held: dict[int, list[HeldAddress]] = {}
    for entry in row.addresses.filter(is_active=True).select_related('address').order_by('pk'):
        held.setdefault(entry.server_id, []).append(entry)
    return held


def _refusals(
    server: RequestedServer, places: dict[int, HeldUnits], addresses: dict[int, list[HeldAddress]]
) -> list[Refusal]:
    """Return what happened to the hold behind our back; whether the units are free, NetBox itself says later."""
    refusals = []
    if server.pk not in places:
        text = _('No units are held for {server}: hold its place again.').format(server=server)
        refusals.append(Refusal('units-not-held', text, data={'server': server.name}))
    for entry in addresses.get(server.pk, []):
        if entry.address is None:
            text = _('An address held for {server} was deleted from NetBox: hold its addresses again.')
            refusals.append(Refusal('address-deleted', text.format(server=server), data={'server': server.name}))
        elif entry.address.assigned_object_id is not None:
            text = _('{address}, held for {server}, was given to something else: take it back, or hold another one.')
            data = {'server': server.name, 'address': str(entry.address)}
            refusals.append(Refusal('address-taken', text.format(server=server, address=entry.address), data=data))
    return refusals


def _install(
    request: ColocationRequest, server: RequestedServer, place: HeldUnits, addresses: list[HeldAddress]
) -> Device:
    message = _('Colocation {case}: {server} installed').format(case=holds.case_label(request), server=server)[:200]
    device = _create_device(request, server, place, message)
    interface = components.complete_interfaces(device, server.network_interfaces, message)
    components.complete_power_ports(device, server.power_supplies, server.power_draw, message)
    _assign_addresses(device, interface, server, addresses, message)
    _create_services(device, server, message)
    server.snapshot()
    server.device = device
    server._changelog_message = message
    server.save()  # no full_clean(): it refuses people's edits of a submitted request
    return device


def _create_device(request: ColocationRequest, server: RequestedServer, place: HeldUnits, message: str) -> Device:
    device_type = server.device_type or catalogue.device_type(server, message)
    device = Device(
        name=server.name,
        device_type=device_type,
        role=catalogue.server_role(message),
        platform=catalogue.platform(server, device_type.manufacturer, message),
        tenant=request.applicant,
        serial=server.serial,
        site=place.rack.site,
        location=place.rack.location,
        rack=place.rack,
        position=place.position,
        face=DeviceFaceChoices.FACE_FRONT,
        status=DeviceStatusChoices.STATUS_ACTIVE,
        description=_('Colocation {case}').format(case=holds.case_label(request))[:200],
    )
    device._changelog_message = message
    device.full_clean()
    device.save()
    return device


def _assign_addresses(
    device: Device, interface: object, server: RequestedServer, held: list[HeldAddress], message: str
) -> None:
    """Bring the held addresses into use, and make the first of each family primary."""
    if not held:
        return
    public = [entry for entry in held if entry.kind in PUBLIC_KINDS]
    named = {entry.pk for entry in public or held}
    addresses: dict[int, IPAddress] = {entry.pk: entry.address for entry in held if entry.address}
    for entry in held:
        address = addresses[entry.pk]
        address.snapshot()
        address.status = IPAddressStatusChoices.STATUS_ACTIVE
        address.assigned_object = interface
        if server.domain_names and entry.pk in named:
            address.dns_name = server.domain_names[0]
        address._changelog_message = message
        address.full_clean()
        address.save()
    device.refresh_from_db()  # its components were counted by the database since
    device.snapshot()
    for entry in sorted(held, key=lambda entry: PRIMARY_KINDS.index(entry.kind), reverse=True):
        setattr(device, f'primary_ip{addresses[entry.pk].family}', addresses[entry.pk])
    device._changelog_message = message
    device.full_clean()
    device.save()


def _create_services(device: Device, server: RequestedServer, message: str) -> None:
    by_name: dict[str, list[str]] = {}
    for mapping in server.services:
        by_name.setdefault(SERVICE_NAMES.get(int(mapping.split('/')[1]), mapping), []).append(mapping)
    for name, mappings in by_name.items():
        service = Service(parent=device, name=name, port_mappings=mappings)
        service._changelog_message = message
        service.full_clean()
        service.save()
