"""Installing: a request's active hold becomes devices, in one transaction.

Each device stands where its units are held, with the addresses that are held for it, and is cabled to the outlets and
switch ports that are held for it; afterwards the reservation is gone, the hold is converted, and NetBox alone says what
is where. A device type, manufacturer, platform or role that NetBox does not have yet is created from what the request
says.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.models import ObjectType
from dcim.choices import DeviceStatusChoices
from dcim.models import Device, DeviceRole, Interface, PowerOutlet
from extras.models import Tag
from ipam.choices import IPAddressStatusChoices
from ipam.models import IPAddress, Service
from tenancy.models import Tenant
from utilities.fields import CounterCacheField

from ..choices import AddressKindChoices, HoldStateChoices
from ..conf import get_setting
from ..exceptions import AllocationRefused, Refusal
from ..models import ColocationRequest, HeldAddress, HeldUnits, Hold, RequestedServer
from . import cabling, catalogue, components, domain_records, holds, locks
from .guarding import acting_for
from .labels import case_label
from .naming import name_devices

__all__ = ('PRIMARY_KINDS', 'create_services', 'install', 'set_primary')

# The first kind that a server has is its primary address of that family: monitoring reaches servers from inside.
PRIMARY_KINDS = (
    AddressKindChoices.PRIVATE_IPV4,
    AddressKindChoices.PUBLIC_IPV4,
    AddressKindChoices.PRIVATE_IPV6,
    AddressKindChoices.PUBLIC_IPV6,
)
PUBLIC_KINDS = frozenset({AddressKindChoices.PUBLIC_IPV4, AddressKindChoices.PUBLIC_IPV6})
COUNTERS = [field.name for field in Device._meta.concrete_fields if isinstance(field, CounterCacheField)]
# Names by which people know the services; any other is called by its protocol and port.
SERVICE_NAMES = {22: 'SSH', 25: 'SMTP', 53: 'DNS', 80: 'HTTP', 443: 'HTTPS', 3306: 'MySQL', 5432: 'PostgreSQL'}


@dataclass
class _Held:
    """What is held for one server, in the order in which it was chosen; no sockets where nothing is to be cabled."""

    place: HeldUnits | None = None
    addresses: list[HeldAddress] = field(default_factory=list)
    outlets: list[PowerOutlet | None] = field(default_factory=list)
    ports: list[Interface | None] = field(default_factory=list)

    @property
    def sockets(self) -> cabling.Sockets:
        return cabling.Sockets(self.outlets, self.ports)


@dataclass(frozen=True)
class _Common:
    """What all servers of one installation share."""

    request: ColocationRequest
    role: DeviceRole
    tags: Sequence[Tag]
    macs: components.KnownMACs


def install(request: ColocationRequest, *, actor: AbstractBaseUser, now: datetime.datetime) -> list[Device]:
    """Turn the request's active hold into one device for each of its servers; return them in the servers' order.

    Raises:
        AllocationRefused: nothing is held, what was held was taken behind our back, or a name or a MAC address is
            taken; nothing was changed.
        TransactionManagementError: there is no transaction.
    """
    locks.require_transaction()
    request = locks.lock_request(request)
    row = Hold.objects.filter(request=request, state=HoldStateChoices.ACTIVE).first()
    if row is None:
        text = _('Nothing is held for this request: hold its places again.')
        raise AllocationRefused([Refusal('nothing-held', text)])
    locks.lock_estate(site=request.site_id, racks=set(row.units.values_list('rack', flat=True)))
    servers = list(request.servers.select_related('device_type__manufacturer', 'request').order_by('name', 'pk'))
    held = _read_held(row, servers)
    macs = components.known_macs(servers)
    places = {pk: (entry.place.rack, entry.place.position) for pk, entry in held.items() if entry.place}
    names, against = name_devices(request, servers, places)
    against = [*(refusal for server in servers for refusal in _refusals(server, held[server.pk], macs)), *against]
    if against:
        raise AllocationRefused(against)
    try:
        with transaction.atomic(), acting_for(request):
            role = catalogue.server_role(_message(request, _('installation')))
            common = _Common(request, role, _tags_for_devices(request, request.applicant), macs)
            devices = [
                _install(common, server, held[server.pk], place, names[server.pk])
                for server in servers
                if (place := held[server.pk].place)
            ]
            holds.end(row, HoldStateChoices.CONVERTED, now=now)
    except holds.NETBOX_REFUSES as error:
        raise AllocationRefused(holds.refusals_of(error)) from error
    return devices


def _read_held(row: Hold, servers: Sequence[RequestedServer]) -> dict[int, _Held]:
    """Return for each server what is held for it; of units on both faces, those on the front."""
    held = {server.pk: _Held() for server in servers}
    units = row.units.filter(is_active=True).select_related('rack__site', 'rack__location')
    for entry in units.order_by('-face'):  # rear before front
        held[entry.server_id].place = entry
    for address in row.addresses.filter(is_active=True).select_related('address').order_by('pk'):
        held[address.server_id].addresses.append(address)
    if get_setting('connect_cables'):
        for outlet in row.outlets.filter(is_active=True).select_related(*_around('outlet')).order_by('pk'):
            held[outlet.server_id].outlets.append(outlet.outlet)
        for port in row.ports.filter(is_active=True).select_related(*_around('port')).order_by('pk'):
            held[port.server_id].ports.append(port.port)
    return held


def _around(socket: str) -> tuple[str, ...]:
    """What NetBox asks of a socket's device when a cable is saved."""
    return tuple(f'{socket}__device__{name}' for name in ('rack', 'location', 'site'))


def _refusals(server: RequestedServer, held: _Held, macs: components.KnownMACs) -> Iterator[Refusal]:
    """Yield what happened to the hold behind our back; whether the units are free, NetBox itself says later."""
    if held.place is None:
        text = _('No units are held for {server}: hold its place again.').format(server=server)
        yield Refusal('units-not-held', text, data={'server': server.name})
    for entry in held.addresses:
        if entry.address is None:
            text = _('An address held for {server} was deleted from NetBox: hold its addresses again.')
            yield Refusal('address-deleted', text.format(server=server), data={'server': server.name})
        elif entry.address.assigned_object_id is not None:
            text = _('{address}, held for {server}, was given to something else: take it back, or hold another one.')
            data = {'server': server.name, 'address': str(entry.address)}
            yield Refusal('address-taken', text.format(server=server, address=entry.address), data=data)
    yield from cabling.refuse_sockets(server, held.sockets)
    yield from components.refuse_macs(server, macs)


def _install(common: _Common, server: RequestedServer, held: _Held, place: HeldUnits, name: str) -> Device:
    request = common.request
    message = _message(request, _('{server} installed').format(server=server))
    device = _create_device(common, server, place, name, message)
    if tags := {*common.tags, *_tags_for_devices(server)}:
        device.tags.add(*tags)
    interfaces = components.complete_interfaces(device, server, message)
    supplies = components.complete_power_ports(device, server, message)
    components.set_macs(server, interfaces, common.macs, message)
    primary = _assign_addresses(interfaces[0], server, held.addresses, message)
    set_primary(device, primary, message)
    create_services(device, server, message)
    cabling.connect(supplies, interfaces, held.sockets, tenant=request.applicant, message=message)
    server.snapshot()
    server.device = device
    server._changelog_message = message
    server.save()  # no full_clean(): it refuses people's edits of a submitted request
    return device


def _create_device(common: _Common, server: RequestedServer, place: HeldUnits, name: str, message: str) -> Device:
    request = common.request
    device_type = server.device_type or catalogue.device_type(server, message)
    device = Device(
        name=name,
        device_type=device_type,
        role=common.role,
        platform=catalogue.platform(server, device_type.manufacturer, message),
        tenant=request.applicant,
        serial=server.serial,
        site=place.rack.site,
        location=place.rack.location,
        rack=place.rack,
        position=place.position,
        face=place.face,
        cooling_method=server.cooling_method or None,  # NetBox then takes the type's
        status=DeviceStatusChoices.STATUS_ACTIVE,
        description=_('Colocation {case}').format(case=case_label(request))[:200],
    )
    device._changelog_message = message
    device.full_clean()
    device.save()
    return device


def _assign_addresses(
    interface: Interface, server: RequestedServer, held: Sequence[HeldAddress], message: str
) -> dict[int, IPAddress]:
    """Bring the held addresses into use; return the primary one of each family (4, 6)."""
    public = [entry for entry in held if entry.kind in PUBLIC_KINDS]
    named = public or held
    primary: dict[int, tuple[int, IPAddress]] = {}
    for entry in held:
        if (address := entry.address) is None:
            continue
        address.snapshot()
        address.status = IPAddressStatusChoices.STATUS_ACTIVE
        address.assigned_object = interface
        if server.domain_names and entry in named:
            address.dns_name = server.domain_names[0]
        address._changelog_message = message
        address.full_clean()
        address.save()
        rank = PRIMARY_KINDS.index(entry.kind)
        if address.family not in primary or rank < primary[address.family][0]:
            primary[address.family] = rank, address
    domain_records.create_records(server, [entry.address for entry in named if entry.address], message=message)
    return {family: address for family, (_rank, address) in primary.items()}


def set_primary(device: Device, primary: dict[int, IPAddress], message: str) -> None:
    """Make addresses primary, which a device can have once it has interfaces; the rest of it was validated before."""
    if not primary:
        return
    device.refresh_from_db(fields=COUNTERS)  # its components were counted by the database since
    device.snapshot()
    for family, address in primary.items():
        setattr(device, f'primary_ip{family}', address)
    device._changelog_message = message
    device.save()


def _tags_for_devices(*owners: ColocationRequest | RequestedServer | Tenant) -> list[Tag]:
    """Return the tags that a device may have: they choose its config context."""
    kind = ObjectType.objects.get_for_model(Device)
    wanted = {tag.pk for owner in owners for tag in owner.tags.all()}
    if not wanted:
        return []
    fitting = Tag.objects.filter(Q(object_types=None) | Q(object_types=kind), pk__in=wanted)
    return list(fitting.distinct())


def _message(request: ColocationRequest, what: str) -> str:
    return _('Colocation {case}: {what}').format(case=case_label(request), what=what)[:200]


def create_services(device: Device, server: RequestedServer, message: str) -> None:
    """Make NetBox's services of the ports that the server answers on."""
    by_name: dict[str, list[str]] = {}
    for mapping in server.services:
        by_name.setdefault(SERVICE_NAMES.get(int(mapping.split('/')[1]), mapping), []).append(mapping)
    for name, mappings in by_name.items():
        service = Service(parent=device, name=name, port_mappings=mappings)
        service._changelog_message = message
        service.full_clean()
        service.save()
