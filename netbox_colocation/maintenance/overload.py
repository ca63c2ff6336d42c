"""Whether the feeds that are left carry what moves to them when others are lost.

A device with several supplies draws what it drew before, over the supplies that are left, in equal parts. Draws are
NetBox's allocated ones, in W. NetBox knows what a feed gives in VA; how many W that is says the setting
`power_factor_percent` (of direct current: as many). Of a feed of three phases each leg is looked at besides, by the
legs that outlets name (see `loads`). Where a draw is not recorded, the port's maximum bounds it; a feed of which
neither says whether it is enough is said to be unknown, and so is one of which the legs do not say it. A PDU's inlet
with a maximum draw is a limit of its own; a draw that is recorded on the inlet itself is not added to what hangs
behind it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..capacity.electricity import LEGS
from ..choices import ImpactGradeChoices as Grade
from ..conf import get_setting
from . import power_reading as reading
from .impact_shapes import Mark, Trail
from .ledger import DEVICE, MOST_HOPS, Ledger
from .loads import FEED, INLET, Carrier, Draw, Loads, limits_of, on_leg
from .power import PowerLoss
from .power_reading import Hanging, Supply

__all__ = ('follow',)


@dataclass
class _Tree:
    """What hangs below the feeds that are left.

    Attributes:
        carriers: the feeds (with the leg, where it is known) and inlets above each consuming port.
        consumers: the consuming ports of each device.
        limits: W that a feed, a leg or an inlet may carry.
        three_phase: the feeds of three phases.
    """

    carriers: dict[int, set[Carrier]] = field(default_factory=lambda: defaultdict(set))
    consumers: dict[int, dict[int, Hanging]] = field(default_factory=lambda: defaultdict(dict))
    limits: dict[Carrier, int] = field(default_factory=dict)
    three_phase: frozenset[int] = frozenset()


@dataclass
class _Carried:
    """What was carried before the loss and is carried after it, and what cannot carry it."""

    before: Loads
    after: Loads
    overloaded: set[Carrier]


def follow(ledger: Ledger, loss: PowerLoss) -> None:
    """Mark the devices on feeds, legs and inlets that are overloaded by what moves to them."""
    feeds = {feed for reach in loss.reaches.values() for feed in reach.feeds} if loss.supplies else set()
    if not feeds:
        return
    tree = _read(feeds, loss)
    before, after = _loads(tree, ledger, loss)
    overloaded = {carrier for carrier, limit in tree.limits.items() if after.low[carrier] > limit}
    for feed in sorted(feeds):
        _say_unknown(feed, tree, after, overloaded, ledger)
    for device in sorted(tree.consumers) if overloaded else ():
        _mark(device, tree, _Carried(before, after, overloaded), ledger, loss)


def _read(feeds: set[int], loss: PowerLoss) -> _Tree:
    """Read what hangs on the feeds, hop by hop, and how much they and the inlets may carry."""
    tree = _Tree()
    known = reading.read_limits(feeds)
    tree.limits = limits_of(known, power_factor_percent=get_setting('power_factor_percent'))
    tree.three_phase = frozenset(row.feed for row in known if row.is_three_phase)
    above: dict[int, set[Carrier]] = {}
    rows: Iterable[tuple[set[Carrier], Hanging]]
    rows = [({Carrier(FEED, row.carrier)}, row) for row in reading.read_hanging_on_feeds(feeds)]
    for _hop in range(MOST_HOPS):
        new: dict[int, set[Carrier]] = defaultdict(set)
        for carriers, row in rows:
            if row.port in loss.cut:
                continue
            if not row.passes_on:
                tree.carriers[row.port] |= carriers
                tree.consumers[row.device][row.port] = row
                continue
            if row.maximum:
                tree.limits[Carrier(INLET, row.port)] = row.maximum
            new[row.port] |= carriers | {Carrier(INLET, row.port)}
        new = defaultdict(set, {port: carriers for port, carriers in new.items() if port not in above})
        if not new:
            break
        above |= new
        rows = [
            (on_leg(new[row.carrier], row.leg, tree.three_phase), row) for row in reading.read_hanging_on_inlets(new)
        ]
    return tree


def _loads(tree: _Tree, ledger: Ledger, loss: PowerLoss) -> tuple[Loads, Loads]:
    """Return what each feed, leg and inlet carries before and after the loss."""
    before, after = Loads(tree.three_phase), Loads(tree.three_phase)
    for device, ports in tree.consumers.items():
        share = _share(loss.supplies[device], loss) if device in loss.supplies else None
        for port, row in ports.items():
            own, carriers = _draw(row), tree.carriers[port]
            before.add(carriers, own)
            if device not in ledger.dead:
                after.add(carriers, share or own)
    return before, after


def _share(supplies: list[Supply], loss: PowerLoss) -> Draw:
    """Return what each supply that is left carries of all that the device draws."""
    draws = [_draw(row) for row in supplies]
    left = sum(1 for row in supplies if row.port in loss.reaches and loss.reaches[row.port].feeds) or 1
    return Draw(sum(draw.low for draw in draws) / left, sum(draw.high for draw in draws) / left)


def _draw(row: Supply | Hanging) -> Draw:
    if row.allocated is not None:
        return Draw(row.allocated, row.allocated)
    return Draw(0, math.inf if row.maximum is None else row.maximum)


def _say_unknown(feed: int, tree: _Tree, after: Loads, overloaded: set[Carrier], ledger: Ledger) -> None:
    """Say of a feed what NetBox does not know: its limit, draws on it, or on which legs they are."""
    whole, trail = Carrier(FEED, feed), Trail(None, 'left', FEED, feed)
    if whole not in tree.limits:
        ledger.say_unknown('limit-unknown', trail)
        return
    limits = {carrier: tree.limits[carrier] for carrier in _parts(whole, tree)}
    open_ = {carrier: limit for carrier, limit in limits.items() if carrier not in overloaded}
    if any(after.high[carrier] > limit for carrier, limit in open_.items()):
        ledger.say_unknown('draw-unknown', trail)
    unlegged = after.unlegged[feed]
    may_be_full = any(after.high[carrier] + unlegged > limit for carrier, limit in limits.items() if carrier.leg)
    if unlegged and may_be_full and whole not in overloaded:
        ledger.say_unknown('leg-unknown', trail)


def _parts(whole: Carrier, tree: _Tree) -> list[Carrier]:
    """Return the feed, and its legs if it has three."""
    legs = (whole._replace(leg=leg) for leg in LEGS) if whole.pk in tree.three_phase else ()
    return [whole, *legs]


def _mark(device: int, tree: _Tree, carried: _Carried, ledger: Ledger, loss: PowerLoss) -> None:
    """Mark a device on something overloaded; one that lost nothing itself only where this loss is what overloads it."""
    for port in sorted(tree.consumers[device]):
        carriers = tree.carriers[port]
        hit = sorted({each for one in carriers for each in (one, one._replace(leg=''))} & carried.overloaded)
        if device not in loss.supplies:
            hit = [carrier for carrier in hit if carried.before.low[carrier] <= tree.limits[carrier]]
        if not hit or device in ledger.dead:
            continue
        carrier = hit[0]
        mark = ledger.device(device) if device in loss.supplies else None
        if mark is None:
            trail = Trail(None, 'left', *carrier.reference).to('plugged', INLET, port).to('of', DEVICE, device)
        else:
            trail = mark.trail.to('overloads', *carrier.reference)
        figures = {'load': round(carried.after.low[carrier]), 'limit': tree.limits[carrier]}
        facts = {**figures, 'on': [carrier.reference], **_supply_facts(mark)}
        if carrier.leg:
            ledger.note((DEVICE, device), Grade.DEGRADED, 'leg-overloaded', trail, **facts, leg=carrier.leg)
        else:
            ledger.note((DEVICE, device), Grade.DEGRADED, 'feed-overloaded', trail, **facts)
        return


def _supply_facts(mark: Mark | None) -> dict[str, Any]:
    facts = mark.facts if mark else {}
    return {name: facts[name] for name in ('lost', 'left') if name in facts}
