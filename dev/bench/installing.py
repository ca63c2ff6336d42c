"""Installing one server from its hold, beside NetBox's own saves of the same objects, one after the other.

Both run in a transaction that is undone afterwards, with NetBox's change log and event queue as in a request.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from dcim.models import (
    Cable,
    Device,
    DeviceType,
    Interface,
    InterfaceTemplate,
    MACAddress,
    PowerPort,
    PowerPortTemplate,
    Site,
)
from ipam.models import IPAddress, Service
from netbox.context_managers import event_tracking
from utilities.request import NetBoxFakeRequest

from netbox_colocation.allocation import catalogue, holds, installation
from netbox_colocation.allocation.guarding import acting_for
from netbox_colocation.models import ColocationRequest, Hold
from tests import factories

from .asking import Differs, ask
from .measuring import Verdict, at_most_times
from .racks_estate import SITE

__all__ = ('run',)

TIMES = 1.2
MACS = ['00:16:3E:00:00:01', '00:16:3E:00:00:02']


@dataclass(frozen=True)
class Installed:
    """A device as an installation left it, so that NetBox's own saves can make an equal one."""

    fields: dict[str, Any]
    ports: tuple[tuple[str, int | None], ...]  # names of the power ports with their draw
    interfaces: tuple[tuple[str, str], ...]  # names with their MAC addresses
    cables: tuple[tuple[str, str, Any, str], ...]  # model and name of the port, its peer, the cable's type
    addresses: tuple[tuple[int, str], ...]  # address, interface
    services: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        return (
            f'{len(self.ports)} supplies, {len(self.interfaces)} interfaces, {len(self.cables)} cables, '
            f'{len(self.addresses)} addresses, {len(self.services)} services'
        )


def run(size: str) -> list[Verdict]:
    """Hold a place for one server, then install it again and again."""
    user = factories.make_user(is_superuser=True)
    request = _request()
    with transaction.atomic():
        row = holds.hold(request, actor=user, now=timezone.now())
        catalogue.server_role('Benchmark')  # made once in the life of a NetBox, not with every server

    def install() -> Device:
        return installation.install(request, actor=user, now=timezone.now())[0]

    installed: Installed = _undone(user, lambda: _look_at(install()))
    saved: Installed = _undone(user, lambda: _look_at(_save_one_by_one(row, installed)))
    if saved != installed:
        raise Differs(f'what is installed: {installed!r}; what is saved beside it: {saved!r}')
    ours, _ = ask('install a server', lambda: _undone(user, install), note=str(installed))
    peer, _ = ask("NetBox's own saves", lambda: _undone(user, lambda: _save_one_by_one(row, installed)))
    return [Verdict(ours, peer, targets=(at_most_times(ours, peer, TIMES),))]


def _undone(user: Any, call: Callable[[], Any]) -> Any:
    """Call as a request of this user would, and undo what it did."""
    with event_tracking(NetBoxFakeRequest({'id': uuid.uuid4(), 'user': user})), transaction.atomic():
        answer = call()
        transaction.set_rollback(True)
    return answer


def _request() -> ColocationRequest:
    """A server of a known type: two supplies, two interfaces, three addresses, two services."""
    site = Site.objects.get(slug=SITE)
    factories.make_prefix('203.0.113.0/24', kind='public', site=site)
    factories.make_pool(site=site, capacity=10**9)
    kind = factories.make_device_type(u_height=Decimal(1), weight=Decimal(12), weight_unit='kg')
    _add_templates(kind)
    server = {
        'device_type': kind,
        'power_draw': 200,
        'power_supplies': 2,
        'network_interfaces': 2,
        'private_ipv4': 1,
        'public_ipv4': 1,
        'private_ipv6': 1,
        'mac_addresses': MACS,
        'services': ['tcp/22', 'tcp/443'],
    }
    return factories.make_request(site=site, servers=1, server=server)


def _add_templates(kind: DeviceType) -> None:
    for number in (1, 2):
        PowerPortTemplate.objects.create(
            device_type=kind, name=f'PSU{number}', type='iec-60320-c14', allocated_draw=100, maximum_draw=200
        )
        InterfaceTemplate.objects.create(device_type=kind, name=f'eth{number - 1}', type='1000base-t')


FIELDS = (
    'name', 'device_type', 'role', 'platform', 'tenant', 'serial', 'site', 'location', 'rack', 'position', 'face',
    'status', 'description', 'comments', 'airflow',
)  # fmt: skip


def _look_at(device: Device) -> Installed:
    device = Device.objects.get(pk=device.pk)
    supplies = list(PowerPort.objects.filter(device=device).order_by('name'))
    interfaces = list(Interface.objects.filter(device=device).order_by('name'))
    return Installed(
        fields={name: getattr(device, name) for name in FIELDS},
        ports=tuple((port.name, port.allocated_draw) for port in supplies),
        interfaces=tuple((port.name, str(port.mac_address or '')) for port in interfaces),
        cables=tuple(
            (type(port).__name__, port.name, port.link_peers[0], port.cable.type)
            for port in (*supplies, *interfaces)
            if port.cable
        ),
        addresses=tuple((row.pk, port.name) for port in interfaces for row in port.ip_addresses.order_by('pk')),
        services=tuple((row.name, tuple(row.port_mappings)) for row in device.services.order_by('name')),
    )


def _save_one_by_one(row: Hold, installed: Installed) -> Device:
    """Make an equal device as a script would that knows nothing but NetBox: check, save, the next one.

    On behalf of the request, because our guard would refuse anybody else the place that is held.
    """
    with acting_for(row.request):
        return _save_all(row, installed)


def _save_all(row: Hold, installed: Installed) -> Device:
    device = _save(Device(**installed.fields))
    supplies = {port.name: port for port in PowerPort.objects.filter(device=device)}
    interfaces = {port.name: port for port in Interface.objects.filter(device=device)}
    for name, draw in installed.ports:
        port = supplies.get(name)
        if port is None or port.allocated_draw != draw:
            port = port or PowerPort(device=device, name=name, type='iec-60320-c14')
            port.snapshot()
            port.allocated_draw = draw
            supplies[name] = _save(port)
    for name, mac in installed.interfaces:
        interface = interfaces.get(name) or _save(Interface(device=device, name=name, type='1000base-t'))
        interfaces[name] = interface
        if mac:
            interface.snapshot()
            interface.primary_mac_address = _save(MACAddress(mac_address=mac, assigned_object=interface))
            _save(interface)
    for model, name, peer, kind in installed.cables:
        port = (supplies if model == 'PowerPort' else interfaces)[name]
        fresh = type(peer).objects.get(pk=peer.pk)
        _save(Cable(a_terminations=[port], b_terminations=[fresh], type=kind))
    _give_addresses(device, interfaces, installed)
    for name, mappings in installed.services:
        _save(Service(parent=device, name=name, port_mappings=list(mappings)))
    for reservation in {held.reservation for held in row.units.select_related('reservation')}:
        reservation.delete()
    return device


def _give_addresses(device: Device, interfaces: dict[str, Interface], installed: Installed) -> None:
    rows = IPAddress.objects.in_bulk([pk for pk, _name in installed.addresses])
    for pk, name in installed.addresses:
        rows[pk].snapshot()
        rows[pk].status, rows[pk].assigned_object = 'active', interfaces[name]
        _save(rows[pk])
    device.snapshot()
    for row in rows.values():
        field = f'primary_ip{row.family}'
        if getattr(device, field) is None:
            setattr(device, field, row)
    _save(device)


def _save[Row](row: Row) -> Row:
    row.full_clean()  # type: ignore[attr-defined]
    row.save()  # type: ignore[attr-defined]
    return row
