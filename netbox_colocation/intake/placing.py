"""Puts one server that stands already into NetBox: its device, components, addresses, services, persons and target."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.db.models import Max
from django.utils.translation import gettext as _

from dcim.models import Device, DeviceType, Rack, RackReservation, Site
from ipam.models import IPAddress
from tenancy.models import Contact, Tenant

from ..allocation import catalogue, components
from ..allocation.installation import create_services, set_primary
from ..choices import RequestStatusChoices
from ..exceptions import Evidence, OutcomeRefused, Refusal
from ..models import MonitoringTarget, RequestedServer
from . import addresses, contacts

__all__ = ('Placed', 'Standing', 'place_server')

WAITING = (
    RequestStatusChoices.DRAFT,
    RequestStatusChoices.RETURNED,
    RequestStatusChoices.OPEN,
    RequestStatusChoices.ACCEPTED,
)


@dataclass(frozen=True)
class Standing:
    """A server as its line says it. `server` describes the machine and is never stored; without `monitoring_port` it
    is not watched; a `position` (U) that nobody knows is None.
    """

    line: int
    name: str
    site: Site
    agency: Tenant
    rack: Rack
    position: Decimal | None
    face: str
    server: RequestedServer
    asset_tag: str | None
    status: str
    addresses: Sequence[addresses.Wanted]
    persons: Sequence[contacts.Person]
    comments: str
    monitoring_port: int | None
    notes: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """For the change log."""
        return _('Imported from an inventory sheet, line {line}').format(line=self.line)


@dataclass
class Placed:
    """What was made of it."""

    device: Device
    new_addresses: list[IPAddress] = field(default_factory=list)
    addresses: list[IPAddress] = field(default_factory=list)
    targets: list[MonitoringTarget] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(Evidence.of(row) for row in (self.device, *self.addresses, *self.targets))


def place_server(standing: Standing, *, actor: AbstractUser, now: datetime.datetime) -> Placed:
    """Make the device and all that belongs to it; the racks, pools and addresses of the file are locked.

    Raises:
        OutcomeRefused: its serial number, units, MAC addresses or addresses are somebody else's, or the actor may not
            add what it needs.
        ValidationError, AbortRequest, IntegrityError: NetBox, or the guard of what is held, refuses it.
    """
    server = standing.server
    macs = components.known_macs([server])
    against = [*_against_serial(standing), *_against_reservations(standing), *components.refuse_macs(server, macs)]
    against += _missing_rights(standing, actor)
    if against:
        raise OutcomeRefused(against)
    device_type, notes = _device_type(standing, actor)
    device = _create_device(standing, device_type, actor)
    placed = Placed(device, notes=notes)
    interfaces = components.complete_interfaces(device, server, standing.message)
    components.complete_power_ports(device, server, standing.message)
    components.set_macs(server, interfaces, macs, standing.message)
    domain = server.domain_names[0] if server.domain_names else ''
    assigned = addresses.assign(
        interfaces[0],
        standing.addresses,
        tenant=standing.agency,
        dns_name=domain,
        actor=actor,
        message=standing.message,
    )
    placed.addresses, placed.new_addresses = assigned.rows, assigned.new
    set_primary(device, assigned.primary, standing.message)
    create_services(device, server, standing.message)
    people = [contacts.assign(device, person, actor=actor, message=standing.message) for person in standing.persons]
    if standing.monitoring_port:
        placed.targets = [_watch(standing, device, assigned.primary, people, now)]
    return placed


def _against_serial(standing: Standing) -> Iterator[Refusal]:
    """Say whose serial number it is already: a device's, or that of a server which is still to be installed."""
    serial = standing.server.serial
    if not serial:
        return
    known = Device.objects.filter(serial__iexact=serial).select_related('rack').order_by('pk').first()
    if known:
        text = _('{device} has this serial number in NetBox already: leave the line out, or correct one of them.')
        yield Refusal('serial-taken', text.format(device=known), 'serial', {'device': known.pk})
    waiting = RequestedServer.objects.filter(serial__iexact=serial, device=None, request__status__in=WAITING)
    if waiting.exists():
        text = _('a colocation request asks for the server with this serial number: its procedure installs it.')
        yield Refusal('serial-asked-for', text, 'serial')


def _against_reservations(standing: Standing) -> Iterator[Refusal]:
    """Say which of its units others have reserved in NetBox; what is held for requests, the guard says."""
    if standing.position is None:
        return
    top = standing.position + standing.server.height
    for row in RackReservation.objects.filter(rack=standing.rack, held_units=None).exclude(tenant=standing.agency):
        if units := [unit for unit in row.units if standing.position - 1 < unit < top]:
            text = _('units {units} of {rack} are reserved in NetBox (“{why}”): remove the reservation, or correct it.')
            text = text.format(units=', '.join(map(str, units)), rack=standing.rack, why=row.description[:50])
            yield Refusal('units-reserved', text, 'unit', {'reservation': row.pk})


def _missing_rights(standing: Standing, actor: AbstractUser) -> Iterator[Refusal]:
    """Say what the actor would need to add what stands in the line; rows are asked about once they are made."""
    needed = {
        'dcim.add_device': ('name', True),
        'ipam.add_ipaddress': ('private_address', standing.addresses),
        'ipam.add_service': ('services', standing.server.services),
        'dcim.add_macaddress': ('mac_addresses', standing.server.mac_addresses),
        'tenancy.add_contactassignment': ('technical_name', standing.persons),
        'netbox_colocation.add_monitoringtarget': ('monitoring', standing.monitoring_port),
    }
    for right, (key, is_needed) in needed.items():
        if is_needed and not actor.has_perm(right):
            yield _no_right(right, key)


def _no_right(right: str, key: str) -> Refusal:
    text = _('you need the permission {right} for this: ask for it, or leave the cell empty.')
    return Refusal('permission-missing', text.format(right=right), key, {'permission': right})


def _device_type(standing: Standing, actor: AbstractUser) -> tuple[DeviceType, list[str]]:
    """Return the device type, made new where NetBox has none of that name and size, and what is to be known about it.

    Raises:
        OutcomeRefused: it would have to be made, and the actor may not.
    """
    if standing.server.device_type is not None:
        return standing.server.device_type, []
    newest = DeviceType.objects.aggregate(newest=Max('pk'))['newest'] or 0
    found = catalogue.device_type(standing.server, standing.message)
    if found.pk <= newest:
        return found, []
    if not actor.has_perm('dcim.add_devicetype'):
        raise OutcomeRefused([_no_right('dcim.add_devicetype', 'make_model')])
    return found, [
        _('NetBox did not have the device type {type}: it was made.').format(type=f'{found.manufacturer} {found}')
    ]


def _create_device(standing: Standing, device_type: DeviceType, actor: AbstractUser) -> Device:
    device = Device(
        name=standing.name,
        device_type=device_type,
        role=catalogue.server_role(standing.message),
        platform=catalogue.platform(standing.server, device_type.manufacturer, standing.message),
        tenant=standing.agency,
        serial=standing.server.serial,
        asset_tag=standing.asset_tag,
        site=standing.site,
        location=standing.rack.location,
        rack=standing.rack,
        position=standing.position,
        face=standing.face,
        status=standing.status,
        comments=standing.comments,
    )
    device._changelog_message = standing.message
    device.full_clean()
    device.save()
    return device


def _watch(
    standing: Standing,
    device: Device,
    primary: dict[int, IPAddress],
    people: Sequence[Contact],
    now: datetime.datetime,
) -> MonitoringTarget:
    """Ask monitoring to watch the server's exporter, as an installation does."""
    target = MonitoringTarget(
        device=device,
        address=primary.get(4) or primary.get(6),
        port=standing.monitoring_port,
        contact=people[0] if people else None,
        registered_at=now,
    )
    target._changelog_message = standing.message
    target.full_clean()
    target.save()
    return target
