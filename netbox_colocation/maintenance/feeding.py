"""Which feeds still reach a power port: upwards through cables, outlets and inlets, a hop a query."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from . import power_reading as reading
from .ledger import MOST_HOPS
from .power_reading import Source

__all__ = ('UNKNOWN', 'Reach', 'read_reaches')


class Reach(NamedTuple):
    """The live feeds that reach a port; `is_known` is false where a way up ends in something NetBox does not know."""

    feeds: frozenset[int]
    is_known: bool


UNKNOWN = Reach(frozenset(), is_known=False)
NOTHING = Reach(frozenset(), is_known=True)


def read_reaches(
    ports: Collection[int], *, cut: Collection[int], lost_feeds: Collection[int], dead: Collection[int]
) -> dict[int, Reach]:
    """Return what reaches each port; a port without a cable, or with one that leads nowhere, is unknown."""
    above: dict[int, list[Source]] = defaultdict(list)
    new = set(ports)
    seen: set[int] = set()
    for _hop in range(MOST_HOPS):
        if not new:
            break
        seen |= new
        for source in reading.read_sources(new):
            above[source.port].append(source)
        new = {source.inlet for port in new for source in above[port] if source.inlet is not None} - seen
    known: dict[int, Reach] = {}
    for port in sorted(ports):
        _climb(port, _Lost(above, cut, lost_feeds, dead), known, set())
    return {port: known[port] for port in ports}


class _Lost(NamedTuple):
    above: Mapping[int, list[Source]]
    cut: Collection[int]
    feeds: Collection[int]
    dead: Collection[int]


def _climb(port: int, lost: _Lost, known: dict[int, Reach], open_: set[int]) -> Reach:
    if port in known:
        return known[port]
    if port in open_:  # a ring of PDUs feeds nothing
        return NOTHING
    reaches = [_source(source, lost, known, open_ | {port}) for source in lost.above.get(port, ())]
    if not reaches:
        reach = UNKNOWN
    else:
        feeds = frozenset().union(*(each.feeds for each in reaches))
        reach = Reach(feeds, all(each.is_known for each in reaches))
    known[port] = reach
    return reach


def _source(source: Source, lost: _Lost, known: dict[int, Reach], open_: set[int]) -> Reach:
    if not source.gives:
        return NOTHING
    if source.feed is not None:
        return NOTHING if source.feed in lost.feeds else Reach(frozenset({source.feed}), is_known=True)
    if source.device in lost.dead or source.inlet in lost.cut:
        return NOTHING
    return UNKNOWN if source.inlet is None else _climb(source.inlet, lost, known, open_)
