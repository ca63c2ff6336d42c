"""What is known of a rack's electricity: its feeds with what hangs on them, and its free outlets. Pure, frozen data.

A consumer counts in full on every feed that its supplies hang on: when the other feeds fail, that one carries it all.
One whose cables are not recorded (`loose`) may hang on any feed of its rack, so it counts on each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .findings import Evidence

__all__ = ('Feed', 'OutletGroup', 'RackPower')


@dataclass(frozen=True, slots=True)
class Feed:
    """A power feed of a rack.

    Attributes:
        watts: NetBox's available power (VA, derated by its maximum utilization), or the limit of the PDU's inlet
            behind it where that is less; all phases together.
        panel: primary key of its power panel; `panel_name` for people.
        phases: 1 or 3.
        load: W that hang on it, installed and held.
        legs: of a three-phase feed, the W of `load` on leg A, B and C; `unlegged` the W whose leg nobody knows.
    """

    pk: int
    name: str
    is_redundant: bool
    is_active: bool
    watts: int
    panel: int = 0
    panel_name: str = ''
    phases: int = 1
    load: int = 0
    legs: tuple[int, int, int] = (0, 0, 0)
    unlegged: int = 0


@dataclass(frozen=True, slots=True)
class OutletGroup:
    """Free outlets of one kind behind one feed (0: behind none that is known), on one leg ('' when unknown)."""

    type: str
    feed: int
    leg: str
    count: int


@dataclass(frozen=True, slots=True)
class RackPower:
    """A rack's electricity as it is without the request.

    Attributes:
        feeds: all feeds of the rack.
        load: W that the rack's devices draw, `held` W of the servers for which others hold units in it (heat, UPS).
        loose: W of those of both that hang on no known feed.
        unknown: the devices and held servers whose draw nobody knows; at most 20 of them, `unknown_count` is all.
        outlets: the free outlets of the PDUs in the rack; `has_outlets` False when no outlet at all is recorded there.
    """

    feeds: tuple[Feed, ...] = ()
    load: int = 0
    held: int = 0
    loose: int = 0
    unknown: tuple[Evidence, ...] = ()
    unknown_count: int = 0
    outlets: tuple[OutletGroup, ...] = ()
    has_outlets: bool = False

    @property
    def is_paired(self) -> bool:
        """Whether the rack has active feeds of both types."""
        return {feed.is_redundant for feed in self.feeds if feed.is_active} == {False, True}

    @property
    def most_left(self) -> int | None:
        """The most W that a server can still draw here, without any derating; None without feeds.

        Of each side its best feed counts, of two sides the weaker one.
        """
        if not self.feeds:
            return None
        left: dict[bool, int] = {}
        for feed in self.feeds:
            if feed.is_active:
                most = feed.watts - feed.load - self.loose
                left[feed.is_redundant] = max(left.get(feed.is_redundant, most), most)
        return min(left.values(), default=0)

    @property
    def panels(self) -> frozenset[int]:
        return frozenset(feed.panel for feed in self.feeds if feed.panel)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> 'RackPower':
        """Restore what `dataclasses.asdict` gave, also after JSON."""
        feeds = tuple(Feed(**{**feed, 'legs': tuple(feed['legs'])}) for feed in data['feeds'])
        unknown = tuple(Evidence(**item) for item in data['unknown'])
        outlets = tuple(OutletGroup(**group) for group in data['outlets'])
        return cls(**{**data, 'feeds': feeds, 'unknown': unknown, 'outlets': outlets})
