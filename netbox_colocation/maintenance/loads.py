"""What power feeds, their legs and the inlets of PDUs carry, in W. Pure.

A feed of three phases gives a third of its power on each leg. Something hangs on the leg that the outlet nearest to the
feed names, as in NetBox and in `capacity`; what hangs on no recorded leg may hang on any of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..capacity.electricity import LEGS
from .impact_shapes import Reference

__all__ = ('FEED', 'INLET', 'Carrier', 'Draw', 'Loads', 'PowerLimit', 'limits_of', 'on_leg')

FEED = 'dcim.powerfeed'
INLET = 'dcim.powerport'


class Draw(NamedTuple):
    """W at the least and at the most; infinite where nobody knows."""

    low: float
    high: float


class Carrier(NamedTuple):
    """A feed or an inlet; with a `leg`, that leg of a feed of three phases."""

    model: str
    pk: int
    leg: str = ''

    @property
    def reference(self) -> Reference:
        return self.model, self.pk


class PowerLimit(NamedTuple):
    """What NetBox says that a feed may carry: VA, its highest utilization counted in, all phases together."""

    feed: int
    volt_amperes: int | None
    is_three_phase: bool
    is_direct_current: bool


class Loads:
    """What each carrier has to carry, at the least and at the most.

    Attributes:
        unlegged: of a feed of three phases, the W at the most of what hangs on no recorded leg.
    """

    def __init__(self, three_phase: Collection[int]) -> None:
        self._three_phase = three_phase
        self.low: dict[Carrier, float] = defaultdict(float)
        self.high: dict[Carrier, float] = defaultdict(float)
        self.unlegged: dict[int, float] = defaultdict(float)

    def add(self, carriers: Iterable[Carrier], draw: Draw) -> None:
        """Add a port's draw; of several feeds, or several legs, on one port each is taken to carry its part."""
        ways: dict[int, set[str]] = defaultdict(set)
        for carrier in carriers:
            if carrier.model == FEED:
                ways[carrier.pk].add(carrier.leg)
            else:
                self._put(carrier, draw, 1)
        for feed, legs in ways.items():
            self._put(Carrier(FEED, feed), draw, len(ways))
            if feed not in self._three_phase:
                continue
            if legs <= set(LEGS):
                for leg in legs:
                    self._put(Carrier(FEED, feed, leg), draw, len(ways) * len(legs))
            else:
                self.unlegged[feed] += draw.high / len(ways)

    def _put(self, carrier: Carrier, draw: Draw, parts: int) -> None:
        self.low[carrier] += draw.low / parts
        self.high[carrier] += draw.high / parts


def limits_of(feeds: Iterable[PowerLimit], *, power_factor_percent: int) -> dict[Carrier, int]:
    """Return the W that each feed, and each leg of one of three phases, may carry; none where NetBox says none."""
    limits: dict[Carrier, int] = {}
    for feed in feeds:
        if not feed.volt_amperes:
            continue
        watts = feed.volt_amperes if feed.is_direct_current else feed.volt_amperes * power_factor_percent // 100
        limits[Carrier(FEED, feed.feed)] = watts
        if feed.is_three_phase:
            limits |= {Carrier(FEED, feed.feed, leg): watts // 3 for leg in LEGS}
    return limits


def on_leg(carriers: set[Carrier], leg: str, three_phase: Collection[int]) -> set[Carrier]:
    """Return the carriers of what hangs on an outlet; the leg nearest to a feed counts."""
    if not leg or not three_phase:
        return carriers
    return {
        carrier._replace(leg=carrier.leg or leg) if carrier.model == FEED and carrier.pk in three_phase else carrier
        for carrier in carriers
    }
