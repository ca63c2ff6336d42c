"""Cable paths as they are read on the way: whose they are, what lies beyond, and which of them are lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from . import network_reading as reading
from .impact_shapes import Reference, Trail
from .ledger import DEVICE, Ledger
from .network_reading import Link, Nodes

__all__ = ('Loss', 'Net', 'find_loss', 'trail_to')


@dataclass
class Net:
    """What was read so far.

    Attributes:
        links: the paths of each device that was read.
        owners: the device of each interface at which a path ends.
        blocked: front and rear ports of lost devices, and ends of lost circuits, with the trail to each.
    """

    nodes: Nodes
    ledger: Ledger
    links: dict[int, list[Link]] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    blocked: dict[Reference, Trail] = field(default_factory=dict)

    def is_lost(self, device: int | None) -> bool:
        return device in self.ledger.dead or device in self.ledger.isolated

    def read(self, devices: Iterable[int]) -> None:
        """Read the paths of devices that were not read yet, and whose interfaces they end at."""
        new = sorted(set(devices) - self.links.keys())
        if not new:
            return
        self.links.update({device: [] for device in new})
        seen: set[tuple[int, int]] = set()
        for link in reading.read_links(new, self.nodes):
            if link.device is not None and (link.device, link.path) not in seen:  # a path has several interfaces
                seen.add((link.device, link.path))
                self.links[link.device].append(link)
        self.own(link for device in new for link in self.links[device])

    def own(self, links: Iterable[Link]) -> None:
        new = {pk for link in links for pk in link.far_interfaces} - self.owners.keys()
        if new:
            self.owners |= reading.read_owners(new)

    def far_devices(self, link: Link) -> set[int]:
        return {self.owners[pk] for pk in link.far_interfaces if pk in self.owners}

    def neighbours(self, device: int) -> set[int]:
        return {far for link in self.links[device] for far in self.far_devices(link)} - {device}


class Loss(NamedTuple):
    """Why a path is lost: over a blocked object, or because of the device at its end."""

    link: Link
    over: Reference | None
    device: int | None


def find_loss(link: Link, net: Net) -> Loss | None:
    """Return why a path is lost; None when it is not."""
    for step in link.nodes[1:] if net.blocked else ():
        for reference in step:
            if reference in net.blocked:
                return Loss(link, reference, None)
    far = net.far_devices(link)
    if far and all(net.is_lost(device) for device in far):
        return Loss(link, None, min(far))
    return None


def trail_to(device: int, loss: Loss, net: Net) -> Trail:
    """Return the way from what is lost back along the path to the device."""
    steps = [step[0] for step in reversed(loss.link.nodes) if step]
    if loss.over is not None:
        trail = net.blocked[loss.over]
        places = [place for place, step in enumerate(reversed(loss.link.nodes)) if loss.over in step]
        steps = steps[places[-1] + 1 :]
    else:
        trail = net.ledger.marks[DEVICE, loss.device or 0].trail
    for model, pk in steps:
        trail = trail.to('path', model, pk)
    return trail.to('of', DEVICE, device)
