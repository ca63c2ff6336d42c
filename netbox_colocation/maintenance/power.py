"""Loss of power: which ports it cuts, hop by hop, and what that means for each device.

A device is out when none of its power ports in use is fed any more. It has less redundancy when some still are. A port
that leads to nothing NetBox knows may be fed or not: then nobody knows. A feed that is not active, an outlet that is
switched off and a cable that is only planned feed nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from ..choices import ImpactGradeChoices as Grade
from . import power_reading as reading
from .feeding import UNKNOWN, Reach, read_reaches
from .impact_shapes import Trail
from .ledger import DEVICE, MOST_HOPS, Ledger
from .power_reading import Cut, Feed, Supply
from .removal import Start, follow_bays

__all__ = ('PowerLoss', 'follow')

OUTLET = 'dcim.poweroutlet'


@dataclass
class PowerLoss:
    """What the power walk found.

    Attributes:
        feeds: the lost feeds, with the trail to each.
        racks: the racks that NetBox says are fed by them.
        cut: power ports without power, with the trail to each.
        reaches: what still feeds each other power port of the devices concerned.
        supplies: the power ports in use of every device that lost a supply and still has one.
    """

    feeds: dict[int, Trail] = field(default_factory=dict)
    racks: dict[int, Trail] = field(default_factory=dict)
    cut: dict[int, Trail] = field(default_factory=dict)
    reaches: dict[int, Reach] = field(default_factory=dict)
    supplies: dict[int, list[Supply]] = field(default_factory=dict)


def follow(start: Start, ledger: Ledger) -> PowerLoss:
    """Follow the lost panels and feeds, and the outlets of dead devices; mark every device that loses a supply."""
    loss = PowerLoss()
    if start.feeds or start.panels:
        _lose_feeds(start, ledger, loss)
    devices = _cut_down(ledger, loss)
    if devices or loss.racks:
        _grade(ledger, loss, devices)
    return loss


def _lose_feeds(start: Start, ledger: Ledger, loss: PowerLoss) -> None:
    feeds: list[Feed] = reading.read_feeds(start.feeds, start.panels)
    for feed in feeds:
        trail = start.feeds.get(feed.pk) or start.panels[feed.panel].to('feed', 'dcim.powerfeed', feed.pk)
        loss.feeds[feed.pk] = trail
        if feed.rack is not None:
            loss.racks.setdefault(feed.rack, trail.to('feed-of-rack', 'dcim.rack', feed.rack))
        if not feed.is_cabled:
            ledger.say_unknown('feed-not-cabled', trail)
    for panel in start.panels.keys() - {feed.panel for feed in feeds}:
        ledger.say_unknown('panel-without-feeds', start.panels[panel])


def _cut_down(ledger: Ledger, loss: PowerLoss) -> set[int]:
    """Cut ports hop by hop; returns the devices that have one and are not dead already."""
    lost: dict[int, set[int]] = defaultdict(set)
    new = _cut(reading.below_feeds(loss.feeds) if loss.feeds else (), loss, lost, loss.feeds)
    dark = {device: mark.trail for device in sorted(ledger.dead) if (mark := ledger.device(device))}
    done = set(dark)
    devices: set[int] = set()
    for _hop in range(MOST_HOPS):
        devices |= {cut.device for cut in new}
        dark |= _find_dark(new, done, ledger, loss)
        done |= dark.keys()
        if not new and not dark:
            break
        new = _cut_below(new, dark, loss, lost)
        dark = {}
    for cut in new:
        ledger.say_unknown('too-many-hops', loss.cut[cut.port].to('of', DEVICE, cut.device))
    return devices - ledger.dead


def _cut_below(new: list[Cut], dark: dict[int, Trail], loss: PowerLoss, lost: dict[int, set[int]]) -> list[Cut]:
    """Cut what hangs on outlets behind inlets that were just cut, and on every outlet of dark devices."""
    devices = {cut.port: cut.device for cut in new}
    behind = reading.below_inlets(devices) if devices else []
    behind_dark = reading.below_devices(dark) if dark else []
    above = {inlet: loss.cut[inlet].to('of', DEVICE, devices[inlet]) for inlet in {row.above for row in behind}}
    outlets = {row.source: dark[row.above].to('outlet', OUTLET, row.source) for row in behind_dark}
    outlets |= {row.source: above[row.above].to('outlet', OUTLET, row.source) for row in behind}
    return _cut([*behind, *behind_dark], loss, lost, outlets)


def _cut(rows: Iterable[Cut], loss: PowerLoss, lost: dict[int, set[int]], sources: Mapping[int, Trail]) -> list[Cut]:
    """Cut the ports all of whose sources are lost; returns one row for each port that was not cut before.

    A cable joins a port to feeds or to outlets, never to both: `lost` counts the one kind or the other.
    """
    new = []
    for cut in rows:
        lost[cut.port].add(cut.source)
        if cut.port in loss.cut or len(lost[cut.port]) < cut.sources:
            continue
        wire = sources[cut.source].to('cable', 'dcim.cable', cut.cable)
        loss.cut[cut.port] = wire.to('plugged', 'dcim.powerport', cut.port)
        new.append(cut)
    return new


def _find_dark(new: list[Cut], done: set[int], ledger: Ledger, loss: PowerLoss) -> dict[int, Trail]:
    """Return the devices that pass on through outlets of which nobody recorded the inlet, and have no inlet left."""
    inlets = {cut.device: cut.port for cut in new if cut.device not in done}
    dark = {}
    for device, is_dark in reading.read_dark(inlets, loss.cut) if inlets else ():
        trail = loss.cut[inlets[device]].to('of', DEVICE, device)
        if is_dark:
            dark[device] = trail
        else:
            ledger.say_unknown('outlet-without-inlet', trail)
    return dark


def _grade(ledger: Ledger, loss: PowerLoss, devices: set[int]) -> None:
    """Mark the devices that lost a supply, and in the racks of lost feeds those of which nobody knows."""
    rows = [row for row in reading.read_supplies(devices, loss.racks) if row.device not in ledger.dead]
    others = {row.port for row in rows if row.port is not None and row.cable is not None and row.port not in loss.cut}
    loss.reaches = read_reaches(others, cut=loss.cut, lost_feeds=loss.feeds, dead=ledger.dead)
    died = set()
    for device, group in groupby(rows, attrgetter('device')):
        supplies = list(group)
        if any(row.port in loss.cut for row in supplies):
            if _grade_device(device, supplies, ledger, loss):
                died.add(device)
        else:
            _grade_neighbour(device, supplies, ledger, loss)
    if died:
        follow_bays(ledger, died)


def _grade_device(device: int, supplies: list[Supply], ledger: Ledger, loss: PowerLoss) -> bool:
    """Mark a device that lost a supply; returns whether it is out."""
    cut = [row.port for row in supplies if row.port in loss.cut]
    reaches = [loss.reaches.get(row.port or 0, UNKNOWN) for row in supplies if row.port not in loss.cut]
    left = sum(1 for reach in reaches if reach.feeds)
    unsure = sum(1 for reach in reaches if not reach.feeds and not reach.is_known)
    trail = loss.cut[cut[0]].to('of', DEVICE, device)
    facts = {'lost': len(cut), 'left': left, 'off': len(reaches) - left - unsure, 'unknown': unsure}
    if left:
        loss.supplies[device] = supplies
        feeds = sorted({feed for reach in reaches for feed in reach.feeds})
        on = [('dcim.powerfeed', feed) for feed in feeds]
        ledger.note((DEVICE, device), Grade.REDUCED_REDUNDANCY, 'supply-lost', trail, **facts, on=on)
    elif unsure:
        ledger.note((DEVICE, device), Grade.UNKNOWN, 'other-supply-unknown', trail, **facts)
    else:
        ledger.note_dead(device, 'power-lost', trail, **facts)
        return True
    return False


def _grade_neighbour(device: int, supplies: list[Supply], ledger: Ledger, loss: PowerLoss) -> None:
    """Mark a device in the rack of a lost feed that NetBox does not connect to it, if it does not say to what."""
    first = supplies[0]
    if first.rack not in loss.racks or first.is_in_bay:
        return
    trail = loss.racks[first.rack].to('in-rack', DEVICE, device)
    if first.port is None:
        if first.port_count:
            ledger.note((DEVICE, device), Grade.UNKNOWN, 'power-not-cabled', trail)
        elif first.interface_count:
            ledger.note((DEVICE, device), Grade.UNKNOWN, 'no-power-port', trail)
        return
    reaches = [loss.reaches.get(row.port or 0, UNKNOWN) for row in supplies]
    if unsure := sum(1 for reach in reaches if not reach.feeds and not reach.is_known):
        left = sum(1 for reach in reaches if reach.feeds)
        ledger.note((DEVICE, device), Grade.UNKNOWN, 'supply-unknown', trail, left=left, unknown=unsure)
