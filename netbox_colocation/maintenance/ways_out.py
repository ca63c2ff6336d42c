"""Parts of the network that are left without a way out.

A way out is a path over a circuit. A device that lost all circuits of its part, and what is cabled to it, still reach
each other but nothing else: degraded. Whatever else the loss separates from every circuit that it was connected to is
unknown: NetBox does not say which devices pass traffic on, so that another way may have been theirs. Parts that never
led to a recorded circuit are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..choices import ImpactGradeChoices as Grade
from . import network_reading as reading
from .impact_shapes import Trail
from .ledger import DEVICE, MOST_HOPS
from .network_reading import CIRCUIT_END
from .paths import Net, find_loss, trail_to
from .removal import Start

__all__ = ('follow_ways_out',)

MOST_DEVICES = 5_000


@dataclass
class _Parts:
    """Devices joined into parts (`root` finds the part of one).

    Attributes:
        members: the devices that were followed, with the one each was found from (itself for the first ones).
        open: parts with a way out left. unsure: with a path of which nobody knows where it leads.
    """

    parent: dict[int, int] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)

    def root(self, device: int) -> int:
        while (above := self.parent.setdefault(device, device)) != device:
            self.parent[device] = self.parent.setdefault(above, above)
            device = above
        return device

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first

    def has(self, marked: Iterable[int], device: int) -> bool:
        root = self.root(device)
        return any(self.root(each) == root for each in marked)


def follow_ways_out(start: Start, net: Net) -> None:
    """Mark the devices of parts that lost their last way out; a fixed number of queries for each hop."""
    first = {
        device: loss
        for device in sorted(net.links)
        if not net.is_lost(device)
        for link in net.links[device]
        if (loss := find_loss(link, net)) is not None
    }
    if not first or not reading.has_ways_out():
        return
    parts = _Parts(members={device: device for device in first})
    if not _grow(parts, net):
        for device in first:
            net.ledger.say_unknown('way-out-not-followed', Trail(None, 'left', DEVICE, device))
        return
    before = _join_before(parts, start, net)
    trails = {device: trail_to(device, loss, net) for device, loss in first.items()}
    _mark(parts, before, trails, net)


def _grow(parts: _Parts, net: Net) -> bool:
    """Follow the paths that are left, hop by hop, until every part has a way out or has no more devices."""
    new = sorted(parts.members)
    for _hop in range(MOST_HOPS):
        net.read(new)
        for device in new:
            _look(device, parts, net)
        closed = _closed(parts)
        grown: dict[int, int] = {}
        for device in new:
            if parts.root(device) in closed:
                for far in sorted(_reached(device, net) - parts.members.keys()):
                    grown.setdefault(far, device)
        if not grown:
            return True
        if len(parts.members) + len(grown) > MOST_DEVICES:
            return False
        parts.members |= grown
        new = sorted(grown)
    return False


def _look(device: int, parts: _Parts, net: Net) -> None:
    """Join a device to what it still reaches, and see whether a way out is left from it."""
    for link in net.links[device]:
        if find_loss(link, net) is not None or not link.is_active:
            continue
        if link.has_end and link.has(CIRCUIT_END):
            parts.open.add(device)
        elif not link.has_end:
            parts.unsure.add(device)
    for far in _reached(device, net):
        parts.join(device, far)


def _reached(device: int, net: Net) -> set[int]:
    """Return the devices that are still reached over paths in use."""
    return {
        far
        for link in net.links[device]
        if link.is_active and find_loss(link, net) is None
        for far in net.far_devices(link)
        if not net.is_lost(far)
    } - {device}


def _closed(parts: _Parts) -> set[int]:
    opened = {parts.root(device) for device in parts.open}
    return {parts.root(device) for device in parts.members} - opened


def _join_before(parts: _Parts, start: Start, net: Net) -> _Parts:
    """Return how the parts hung together before the loss, and which of these wholes had a way out."""
    before = _Parts(parent=dict(parts.parent), open=set(parts.open))
    for device in sorted(net.links):
        for link in net.links[device]:
            if link.has(CIRCUIT_END) and link.has_end:
                before.open.add(device)
            for far in net.far_devices(link):
                before.join(device, far)
    return before


def _mark(parts: _Parts, before: _Parts, trails: dict[int, Trail], net: Net) -> None:
    closed = _closed(parts)
    had = {before.root(device) for device in before.open}
    unsure = {parts.root(device) for device in parts.unsure}
    members: dict[int, list[int]] = defaultdict(list)
    for device in sorted(parts.members):
        root = parts.root(device)
        if root in closed and before.root(device) in had and not net.is_lost(device):
            members[root].append(device)
    certain = _served_by_gateways(parts, net)
    for root, devices in members.items():
        for device in devices:
            grade = Grade.DEGRADED if device in certain and root not in unsure else Grade.UNKNOWN
            trail = _from_first(device, parts, trails)
            net.ledger.note((DEVICE, device), grade, 'cut-off', trail, **{'with': len(devices) - 1})


def _served_by_gateways(parts: _Parts, net: Net) -> set[int]:
    """Return the devices that lost circuits of their own, which therefore pass traffic on, and their neighbours."""
    gateways = {
        device
        for device in parts.members
        for link in net.links[device]
        if link.has(CIRCUIT_END) and find_loss(link, net) is not None
    }
    return gateways.union(*(_reached(device, net) for device in gateways))


def _from_first(device: int, parts: _Parts, trails: dict[int, Trail]) -> Trail:
    """Return the trail to a device of a part, over those it was found from."""
    way = []
    while device not in trails:
        way.append(device)
        device = parts.members[device]
    trail = trails[device]
    for each in reversed(way):
        trail = trail.to('cut-off-with', DEVICE, each)
    return trail
