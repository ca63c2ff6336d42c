"""The components of an installed server: those of its type, and those that the request names and the type lacks."""

from collections.abc import Iterator

from dcim.choices import InterfaceTypeChoices
from dcim.models import Device, Interface, PowerPort

__all__ = ('complete_interfaces', 'complete_power_ports')


def complete_interfaces(device: Device, count: int, message: str) -> Interface:
    """Add the interfaces that are missing up to `count`; return the first one that carries traffic."""
    present = list(Interface.objects.filter(device=device, mgmt_only=False).order_by('name', 'pk'))
    taken = set(Interface.objects.filter(device=device).values_list('name', flat=True))
    for name in _names('eth', 0, taken, count - len(present)):
        # What kind of port it is, the request does not say.
        present.append(_added(Interface(device=device, name=name, type=InterfaceTypeChoices.TYPE_OTHER), message))
    return present[0]


def complete_power_ports(device: Device, count: int, draw: int | None, message: str) -> None:
    """Add the power ports that are missing up to `count`, and share the draw (W) among all of them.

    An unknown draw stays unknown: the ports keep what their templates say.
    """
    present = list(PowerPort.objects.filter(device=device).order_by('name', 'pk'))
    missing = list(_names('PSU', 1, {port.name for port in present}, count - len(present)))
    ports = [*present, *(PowerPort(device=device, name=name) for name in missing)]
    for port, share in zip(ports, _shares(draw, len(ports)), strict=True):
        if port.pk:
            port.snapshot()
        if share is not None:
            port.allocated_draw = share or None  # NetBox knows no draw of 0
            port.maximum_draw = max(port.maximum_draw or 0, share) or None
        _added(port, message)


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


def _added[Component: (Interface, PowerPort)](component: Component, message: str) -> Component:
    component._changelog_message = message
    component.full_clean()
    component.save()
    return component
