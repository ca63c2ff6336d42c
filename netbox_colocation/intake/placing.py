"""Puts one server that stands already into NetBox: its device, components, addresses, services, persons and target."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from dcim.models import Device
from ipam.models import IPAddress
from tenancy.models import Contact

from ..allocation import components
from ..allocation.installation import create_services, set_primary
from ..allocation.storing import store
from ..compat import events_of_success
from ..exceptions import Evidence, OutcomeRefused, Refusal
from ..models import MonitoringTarget
from . import addresses, contacts
from .estate import Estate
from .once import Kind, no_right
from .standing import Standing

__all__ = ('Placed', 'place_server')


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


def place_server(standing: Standing, estate: Estate, *, actor: AbstractUser, now: datetime.datetime) -> Placed:
    """Make the device and all that belongs to it; the racks, pools and addresses of the file are locked.

    What is refused is undone for this server alone.

    Raises:
        OutcomeRefused: its serial number, units, MAC addresses or addresses are somebody else's, or the actor may not
            add what it needs.
        ValidationError, AbortRequest, IntegrityError: NetBox, or the guard of what is held, refuses it.
    """
    macs = estate.macs_of(standing.server)
    against = [*estate.against(standing), *components.refuse_macs(standing.server, macs)]
    against += _missing_rights(standing, actor)
    if against:
        raise OutcomeRefused(against)
    # Before the savepoint: other lines count on them.
    kind = estate.shared.kind(standing.server, standing.message)
    people = [estate.shared.contact(person, standing.message) for person in standing.persons]
    with events_of_success(Exception), transaction.atomic():
        placed = _place(standing, kind, people, estate, macs, actor)
        if standing.monitoring_port:
            placed.targets = [_watch(standing, placed, people, now)]
    placed.notes += estate.shared.note_on(kind.device_type)
    return placed


def _place(
    standing: Standing,
    kind: Kind,
    people: Sequence[Contact],
    estate: Estate,
    macs: components.KnownMACs,
    actor: AbstractUser,
) -> Placed:
    server, message = standing.server, standing.message
    device = _create_device(standing, kind)
    interfaces = components.complete_interfaces(device, server, message)
    components.complete_power_ports(device, server, message)
    components.set_macs(server, interfaces, macs, message)
    assigned = addresses.assign(
        interfaces[0],
        standing.addresses,
        hosts=estate.hosts,
        tenant=standing.agency,
        dns_name=server.domain_names[0] if server.domain_names else '',
        actor=actor,
        message=message,
    )
    set_primary(device, assigned.primary, message)
    create_services(device, server, message)
    for number, (person, contact) in enumerate(zip(standing.persons, people, strict=True)):
        role = estate.shared.contact_role(person.role)
        contacts.assign(device, contact, role, is_first=not number, message=message)
    return Placed(device, assigned.new, assigned.rows)


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
            yield no_right(right, key)


def _create_device(standing: Standing, kind: Kind) -> Device:
    device = Device(
        name=standing.name,
        device_type=kind.device_type,
        role=kind.role,
        platform=kind.platform,
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
    return store(device, standing.message)


def _watch(standing: Standing, placed: Placed, people: Sequence[Contact], now: datetime.datetime) -> MonitoringTarget:
    """Ask monitoring to watch the server's exporter, as an installation does."""
    target = MonitoringTarget(
        device=placed.device,
        address=placed.device.primary_ip4 or placed.device.primary_ip6,
        port=standing.monitoring_port,
        contact=people[0] if people else None,
        registered_at=now,
    )
    return store(target, standing.message, is_unique=True)
