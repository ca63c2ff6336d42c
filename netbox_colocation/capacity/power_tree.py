"""How power feeds reach outlets: over cables and whatever passes on (PDUs and UPSes: devices with outlets), hop by hop.

The chain is followed with one query for each hop and not with a recursive one: PostgreSQL cannot know how many rows a
recursive statement gives, and reads whole tables for one rack. OFFSET 0 makes it look up each row by its index, which
is faster for few racks and for many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

__all__ = ('MOST_HOPS', 'Tree', 'Way', 'fed', 'query', 'read')

MOST_HOPS = 5

# What is cabled to the feeds of the racks, and to the outlets behind some inlets: what passes on, and the consumers in
# other racks.
_ON_FEEDS = """
SELECT feed.id, port.id, device.id, port.maximum_draw, passing.is_on
FROM dcim_powerfeed feed
JOIN dcim_powerport port ON port.cable_id = feed.cable_id
JOIN dcim_device device ON device.id = port.device_id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM dcim_poweroutlet WHERE device_id = device.id) AS is_on OFFSET 0) passing
WHERE feed.rack_id = ANY(%(racks)s::bigint[])
  AND ((device.rack_id = ANY(%(racks)s::bigint[])) IS NOT TRUE OR passing.is_on)
"""
_BEHIND_INLETS = """
SELECT outlet.power_port_id, COALESCE(outlet.feed_leg, ''), port.id, device.id, passing.is_on
FROM dcim_poweroutlet outlet
CROSS JOIN LATERAL (SELECT id, device_id FROM dcim_powerport WHERE cable_id = outlet.cable_id OFFSET 0) port
CROSS JOIN LATERAL (SELECT id, rack_id FROM dcim_device WHERE id = port.device_id OFFSET 0) device
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM dcim_poweroutlet WHERE device_id = device.id) AS is_on OFFSET 0) passing
WHERE outlet.power_port_id = ANY(%(inlets)s::bigint[])
  AND ((device.rack_id = ANY(%(racks)s::bigint[])) IS NOT TRUE OR passing.is_on)
"""

# To what some inlets are cabled: whether to a feed, and behind which inlet the outlet is that they are cabled to.
_ABOVE_INLETS = """
SELECT inlet.id, feed.id IS NOT NULL, outlet.power_port_id
FROM dcim_powerport inlet
LEFT JOIN dcim_powerfeed feed ON feed.cable_id = inlet.cable_id
LEFT JOIN dcim_poweroutlet outlet ON outlet.cable_id = inlet.cable_id
WHERE inlet.id = ANY(%(inlets)s::bigint[])
"""


class Way(NamedTuple):
    """A feed and a leg of it ('' when nobody knows) on which something hangs."""

    feed: int
    leg: str


@dataclass
class Tree:
    """How the feeds of some racks pass on.

    Attributes:
        ways: from each inlet (a power port of what passes on) to the feeds.
        limits: W that the inlets cabled to each feed may draw at most (None: nobody knows).
        guests: the consumers in other racks that hang on these feeds.
    """

    ways: dict[int, set[Way]] = field(default_factory=lambda: defaultdict(set))
    limits: dict[int, dict[int, int | None]] = field(default_factory=lambda: defaultdict(dict))
    guests: set[int] = field(default_factory=set)

    def ways_to(self, inlet: int | None, leg: str) -> set[Way]:
        """Return the ways to an outlet behind this inlet; of several legs, the one nearest to the feed counts."""
        return {Way(way.feed, way.leg or leg) for way in self.ways.get(inlet, ())} if inlet else set()


def read(racks: list[int]) -> Tree:
    """Return how the feeds of the racks pass on, over at most MOST_HOPS devices."""
    tree = Tree()
    new: dict[int, set[Way]] = defaultdict(set)
    for feed, port, device, most, passes_on in query(_ON_FEEDS, racks=racks):
        if passes_on:
            new[port].add(Way(feed, ''))
            tree.limits[feed][port] = most
        else:
            tree.guests.add(device)
    for _hop in range(MOST_HOPS):
        if not new:
            break
        for inlet, ways in new.items():
            tree.ways[inlet] |= ways
        found: dict[int, set[Way]] = defaultdict(set)
        for inlet, leg, port, device, passes_on in query(_BEHIND_INLETS, inlets=sorted(new), racks=racks):
            if passes_on:
                found[port] |= {Way(way.feed, way.leg or leg) for way in new[inlet]} - tree.ways[port]
            else:
                tree.guests.add(device)
        new = {port: ways for port, ways in found.items() if ways}
    return tree


def fed(inlets: Iterable[int]) -> set[int]:
    """Return those of the inlets that lead to any feed, over at most MOST_HOPS devices."""
    asked = set(inlets)
    above: dict[int, set[int]] = {}
    at_feed = set()
    new = asked
    for _hop in range(MOST_HOPS):
        if not new:
            break
        for inlet, is_at_feed, upper in query(_ABOVE_INLETS, inlets=sorted(new)):
            uppers = above.setdefault(inlet, set())
            if is_at_feed:
                at_feed.add(inlet)
            if upper:
                uppers.add(upper)
        new = {upper for inlet in new for upper in above.get(inlet, ())} - above.keys()
    return {inlet for inlet in asked if _leads_to(at_feed, above, inlet, MOST_HOPS)}


def query(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a statement with named values."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _leads_to(at_feed: set[int], above: Mapping[int, set[int]], inlet: int, hops: int) -> bool:
    if inlet in at_feed:
        return True
    return hops > 1 and any(_leads_to(at_feed, above, upper, hops - 1) for upper in above.get(inlet, ()))
