"""Whether the feeds that are left carry what moves to them when others are lost.

A device with several supplies draws what it drew before, over the supplies that are left, in equal parts. Draws are
NetBox's allocated ones in W, available power is taken for W (power factor 1). Where a draw is not recorded, the port's
maximum bounds it; a feed of which neither says whether it is enough is said to be unknown. A PDU's inlet with a maximum
draw is a limit of its own.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..choices import ImpactGradeChoices as Grade
from . import power_reading as reading
from .impact_shapes import Reference, Trail
from .ledger import DEVICE, MOST_HOPS, Ledger
from .power import PowerLoss
from .power_reading import Hanging, Supply

__all__ = ('follow',)

FEED = 'dcim.powerfeed'
INLET = 'dcim.powerport'


class _Draw(NamedTuple):
    """W at the least and at the most; infinite where nobody knows."""

    low: float
    high: float


class _Loads:
    """What each feed and inlet carries, at the least and at the most."""

    def __init__(self) -> None:
        self.low: dict[Reference, float] = defaultdict(float)
        self.high: dict[Reference, float] = defaultdict(float)

    def add(self, carriers: Iterable[Reference], draw: _Draw, feeds: int) -> None:
        """Add a port's draw; of several feeds on one port each is taken to carry its part."""
        for key in carriers:
            parts = feeds if key[0] == FEED else 1
            self.low[key] += draw.low / parts
            self.high[key] += draw.high / parts


@dataclass
class _Tree:
    """What hangs below the feeds that are left.

    Attributes:
        carriers: the feeds and inlets above each consuming port.
        consumers: the consuming ports of each device.
        limits: W that a feed or an inlet may carry.
    """

    carriers: dict[int, set[Reference]] = field(default_factory=lambda: defaultdict(set))
    consumers: dict[int, dict[int, Hanging]] = field(default_factory=lambda: defaultdict(dict))
    limits: dict[Reference, int] = field(default_factory=dict)


def follow(ledger: Ledger, loss: PowerLoss) -> None:
    """Mark the devices on feeds and inlets that are overloaded by what moves to them."""
    feeds = {feed for reach in loss.reaches.values() for feed in reach.feeds} if loss.supplies else set()
    if not feeds:
        return
    tree = _read(feeds, loss)
    before, after = _loads(tree, ledger, loss)
    overloaded = {key for key, limit in tree.limits.items() if after.low[key] > limit}
    for key, limit in sorted(tree.limits.items()):
        if after.low[key] <= limit < after.high[key] and key[0] == FEED:
            ledger.say_unknown('draw-unknown', Trail(None, 'left', *key))
    for feed in sorted(feeds):
        if (FEED, feed) not in tree.limits:
            ledger.say_unknown('limit-unknown', Trail(None, 'left', FEED, feed))
    for device in sorted(tree.consumers):
        _mark(device, tree, overloaded, before, after, ledger, loss)


def _read(feeds: set[int], loss: PowerLoss) -> _Tree:
    """Read what hangs on the feeds, hop by hop, and how much they and the inlets may carry."""
    tree = _Tree()
    tree.limits = {(FEED, feed): watts for feed, watts in reading.read_limits(feeds).items() if watts}
    above: dict[int, set[Reference]] = {}
    rows: Iterable[tuple[set[Reference], Hanging]]
    rows = [({(FEED, row.carrier)}, row) for row in reading.read_hanging_on_feeds(feeds)]
    for _hop in range(MOST_HOPS):
        new: dict[int, set[Reference]] = defaultdict(set)
        for carriers, row in rows:
            if row.port in loss.cut:
                continue
            if not row.passes_on:
                tree.carriers[row.port] |= carriers
                tree.consumers[row.device][row.port] = row
                continue
            if row.maximum:
                tree.limits[(INLET, row.port)] = row.maximum
            new[row.port] |= carriers | {(INLET, row.port)}
        new = defaultdict(set, {port: carriers for port, carriers in new.items() if port not in above})
        if not new:
            break
        above |= new
        rows = [(new[row.carrier], row) for row in reading.read_hanging_on_inlets(new)]
    return tree


def _loads(tree: _Tree, ledger: Ledger, loss: PowerLoss) -> tuple[_Loads, _Loads]:
    """Return what each feed and inlet carries before and after the loss."""
    before, after = _Loads(), _Loads()
    for device, ports in tree.consumers.items():
        share = _share(loss.supplies[device], loss) if device in loss.supplies else None
        for port, row in ports.items():
            own, carriers = _draw(row), tree.carriers[port]
            feeds = sum(1 for model, _pk in carriers if model == FEED) or 1
            before.add(carriers, own, feeds)
            if device not in ledger.dead:
                after.add(carriers, share or own, feeds)
    return before, after


def _share(supplies: list[Supply], loss: PowerLoss) -> _Draw:
    """Return what each supply that is left carries of all that the device draws."""
    draws = [_draw(row) for row in supplies]
    left = sum(1 for row in supplies if row.port in loss.reaches and loss.reaches[row.port].feeds) or 1
    return _Draw(sum(draw.low for draw in draws) / left, sum(draw.high for draw in draws) / left)


def _draw(row: Supply | Hanging) -> _Draw:
    if row.allocated is not None:
        return _Draw(row.allocated, row.allocated)
    return _Draw(0, math.inf if row.maximum is None else row.maximum)


def _mark(
    device: int,
    tree: _Tree,
    overloaded: set[Reference],
    before: _Loads,
    after: _Loads,
    ledger: Ledger,
    loss: PowerLoss,
) -> None:
    """Mark a device on something overloaded; one that lost nothing itself only where this loss is what overloads it."""
    for port in sorted(tree.consumers[device]):
        hit = sorted(tree.carriers[port] & overloaded)
        if device not in loss.supplies:
            hit = [key for key in hit if before.low[key] <= tree.limits[key]]
        if not hit or device in ledger.dead:
            continue
        key = hit[0]
        mark = ledger.device(device) if device in loss.supplies else None
        if mark is None:
            trail = Trail(None, 'left', *key).to('plugged', INLET, port).to('of', DEVICE, device)
        else:
            trail = mark.trail.to('overloads', *key)
        facts = {'load': round(after.low[key]), 'limit': tree.limits[key], 'on': [key], **_supply_facts(mark)}
        ledger.note((DEVICE, device), Grade.DEGRADED, 'feed-overloaded', trail, **facts)
        return


def _supply_facts(mark: object) -> dict[str, object]:
    facts = getattr(mark, 'facts', {})
    return {name: facts[name] for name in ('lost', 'left') if name in facts}
