"""The components of an installed server: those of its type, and those that the request names and the type lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from dcim.choices import InterfaceTypeChoices
from dcim.constants import NONCONNECTABLE_IFACE_TYPES
from dcim.models import Device, Interface, MACAddress, PowerPort

from ..exceptions import Refusal
from ..models import RequestedServer
from .storing import store

__all__ = (
    'complete_interfaces',
    'complete_power_ports',
    'known_macs',
    'list_components',
    'list_ports',
    'refuse_macs',
    'set_macs',
)

type KnownMACs = Mapping[str, Sequence[MACAddress]]


def complete_interfaces(device: Device, server: RequestedServer, message: str) -> list[Interface]:
    """Add the interfaces that are missing; return those that carry traffic, in the order of their names."""
    present = list_components(device, Interface)
    taken = {interface.name for interface in present}
    ports = _carrying_traffic(present)
    # What kind of port it is, the request may not say.
    kind = server.network_connector or InterfaceTypeChoices.TYPE_OTHER
    for name in _names('eth', 0, taken, max(1, server.network_interfaces) - len(ports)):
        ports.append(_saved(Interface(device=device, name=name, type=kind), message))
    return ports


def complete_power_ports(device: Device, server: RequestedServer, message: str) -> list[PowerPort]:
    """Add the power ports that are missing, and share the draw (W) among all; return them in the order of their names.

    An unknown draw stays unknown: the ports keep what their templates say.
    """
    ports = list_components(device, PowerPort)
    missing = _names('PSU', 1, {port.name for port in ports}, server.power_supplies - len(ports))
    ports += [PowerPort(device=device, name=name) for name in missing]
    for port, share in zip(ports, _shares(server.power_draw, len(ports)), strict=True):
        if port.pk:
            port.snapshot()
        before = port.allocated_draw, port.maximum_draw, port.type
        if share is not None:
            port.allocated_draw = share or None  # NetBox knows no draw of 0
            port.maximum_draw = max(port.maximum_draw or 0, share) or None
        port.type = port.type or server.power_connector or None
        if port.pk is None or before != (port.allocated_draw, port.maximum_draw, port.type):
            _saved(port, message)
    return ports


def list_components[Component: (Interface, PowerPort)](device: Device, model: type[Component]) -> list[Component]:
    """Return the device's components in the order of their names."""
    components = list(model.objects.filter(device=device).order_by('name', 'pk'))
    for component in components:
        component.device = device  # with its rack and site: NetBox asks for them at every cable
    return components


def list_ports(device: Device) -> list[Interface]:
    """Return the device's interfaces that carry traffic over a cable, in the order of their names."""
    return _carrying_traffic(list_components(device, Interface))


def known_macs(servers: Iterable[RequestedServer]) -> dict[str, list[MACAddress]]:
    """Return what NetBox knows of the servers' MAC addresses; unassigned ones come first."""
    wanted = [mac for server in servers for mac in server.mac_addresses]
    known: dict[str, list[MACAddress]] = {}
    if wanted:
        for row in MACAddress.objects.filter(mac_address__in=wanted).order_by('assigned_object_id', 'pk').reverse():
            known.setdefault(str(row.mac_address).upper(), []).append(row)
    return known


def refuse_macs(server: RequestedServer, known: KnownMACs) -> Iterator[Refusal]:
    """Say which MAC addresses another interface has."""
    for mac in server.mac_addresses:
        for row in known.get(mac, []):
            if row.assigned_object_id is None:
                continue
            owner = getattr(row.assigned_object, 'parent_object', None) or row.assigned_object
            text = _('{mac} of {server} is on {interface} of {owner} in NetBox: take it off there, or correct it here.')
            message = text.format(mac=mac, server=server, interface=row.assigned_object, owner=owner)
            yield Refusal('mac-taken', message, 'mac_addresses', {'server': server.name, 'mac': mac})
            break


def set_macs(server: RequestedServer, interfaces: Sequence[Interface], known: KnownMACs, message: str) -> None:
    """Give the interfaces the server's MAC addresses, in their order, each as the primary one."""
    for mac, interface in zip(server.mac_addresses, interfaces, strict=False):
        row = next(iter(known.get(mac, [])), None) or MACAddress(mac_address=mac)
        if row.pk:
            row.snapshot()
        row.assigned_object = interface
        _saved(row, message)
        interface.snapshot()
        interface.primary_mac_address = row
        _saved(interface, message)


def _carrying_traffic(interfaces: Iterable[Interface]) -> list[Interface]:
    return [port for port in interfaces if not port.mgmt_only and port.type not in NONCONNECTABLE_IFACE_TYPES]


def _shares(draw: int | None, count: int) -> list[int | None]:
    """Share the draw so that the sum is exact."""
    if draw is None:
        return [None] * count
    return [draw // count + (number < draw % count) for number in range(count)]


def _names(stem: str, first: int, taken: set[str], count: int) -> Iterator[str]:
    number = first
    while count > 0:
        if (name := f'{stem}{number}') not in taken:
            count -= 1
            yield name
        number += 1


def _saved[Component: (Interface, PowerPort, MACAddress)](component: Component, message: str) -> Component:
    # The names of new ones are free: they were chosen so.
    return store(component, message, is_unique=component.pk is None)
