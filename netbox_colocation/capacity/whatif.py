"""What if: a feed, a panel or a UPS is lost, so many servers of one kind come, or both. Pure, over an `Estate`.

Nothing is planned or held by asking. A loss is looked at as it would be at this moment: what hung on a lost feed hangs
on those that are left, which count it in full already (`power.Feed.load`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .estate import Estate, Pool, RackState, ServerNeed
from .findings import ADDRESSES, BANDWIDTH, ELECTRICITY, PLACE, SHORT, UNKNOWN, UPS
from .placement import JUDGES, fill, in_fill_order

__all__ = ('MOST_SERVERS', 'Fit', 'Limit', 'Loss', 'Overload', 'Supplied', 'add', 'lose', 'lost_feeds', 'without')

MOST_SERVERS = 1000


@dataclass(frozen=True, slots=True)
class Supplied:
    """A device that draws power. `feeds`: the active ones it is known to hang on; `is_open`: perhaps on others too."""

    pk: int
    name: str
    rack: int | None
    tenant: str = ''
    feeds: frozenset[int] = frozenset()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Overload:
    """A feed that would carry more than it may; W."""

    rack: int
    rack_name: str
    feed: str
    load: int
    limit: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What a loss does.

    Attributes:
        feeds: how many feeds are lost; `racks` how many racks lose one.
        overloaded: the feeds that are left and would carry too much; those that carry too much today are among them.
        dark: the racks that are left without any active feed, by their names.
        lost: devices that lose all supply; `unsure` those of which the cables do not say.
    """

    feeds: int
    racks: int
    overloaded: tuple[Overload, ...] = ()
    dark: tuple[tuple[int, str], ...] = ()
    lost: tuple[Supplied, ...] = ()
    unsure: tuple[Supplied, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """What stops one more server: in so many racks it is this resource, for instance in `example`."""

    resource: str
    racks: int
    example: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of the asked servers fit.

    Attributes:
        racks: how many go into which rack (key, name, count).
        unsure: how many of them stand where something that matters is not recorded.
        limits: why one more would not fit, the commonest reason first; empty when all fit.
    """

    asked: int
    count: int
    racks: tuple[tuple[int, str, int], ...] = ()
    unsure: int = 0
    limits: tuple[Limit, ...] = ()


# -- Losing -----------------------------------------------------------------------------------------------------------


def lost_feeds(
    estate: Estate, *, feeds: Collection[int] = (), panels: Collection[int] = (), pools: Collection[int] = ()
) -> frozenset[int]:
    """Return the active feeds that go with these feeds, panels and UPS pools.

    A UPS that names its panels takes their feeds with it; one that names none, all feeds of the racks that it covers.
    """
    gone = [pool for pool in estate.pools if pool.pk in set(pools) and pool.kind == UPS]
    all_panels = set(panels).union(*(pool.panels for pool in gone))
    by_place = [pool for pool in gone if not pool.panels]
    lost = set()
    for rack in estate.racks:
        is_covered = any(pool.covers(rack.locations) for pool in by_place)
        for feed in rack.power.feeds:
            if feed.is_active and (is_covered or feed.pk in feeds or feed.panel in all_panels):
                lost.add(feed.pk)
    return frozenset(lost)


def without(estate: Estate, lost: Collection[int]) -> Estate:
    """Return the estate in which these feeds carry nothing any more."""
    return replace(estate, racks=tuple(_without(rack, lost) for rack in estate.racks))


def lose(estate: Estate, lost: Collection[int], supplied: Iterable[Supplied] = ()) -> Loss:
    """Say what the loss of these feeds does; `supplied` are the devices on them and in the racks that they feed."""
    hit = [rack for rack in estate.racks if any(feed.pk in lost for feed in rack.power.feeds)]
    left = [_without(rack, lost) for rack in hit]
    dark = {rack.pk: rack.name for rack in left if not any(feed.is_active for feed in rack.power.feeds)}
    verdicts = [(device, _verdict(device, lost, dark, {rack.pk for rack in hit})) for device in supplied]
    return Loss(
        feeds=len(set(lost)),
        racks=len(hit),
        overloaded=tuple(overload for rack in left for overload in _overloads(rack)),
        dark=tuple(dark.items()),
        lost=tuple(device for device, verdict in verdicts if verdict == 'lost'),
        unsure=tuple(device for device, verdict in verdicts if verdict == 'unsure'),
    )


def _without(rack: RackState, lost: Collection[int]) -> RackState:
    if not any(feed.pk in lost for feed in rack.power.feeds):
        return rack
    feeds = tuple(replace(feed, is_active=feed.is_active and feed.pk not in lost) for feed in rack.power.feeds)
    return replace(rack, power=replace(rack.power, feeds=feeds))


def _overloads(rack: RackState) -> Iterable[Overload]:
    for feed in rack.power.feeds:
        load = feed.load + rack.power.loose
        if feed.is_active and load > feed.watts:
            yield Overload(rack.pk, rack.name, feed.name, load, feed.watts)


def _verdict(device: Supplied, lost: Collection[int], dark: Mapping[int, str], hit: Collection[int]) -> str:
    if device.feeds:
        if not device.feeds <= set(lost):
            return ''
        return 'unsure' if device.is_open and device.rack not in dark else 'lost'
    # Nobody recorded what it hangs on: surely dark only where no feed is left.
    if device.rack in dark:
        return 'lost'
    return 'unsure' if device.rack in hit else ''


# -- Adding -----------------------------------------------------------------------------------------------------------


@dataclass
class _Supplies:
    """What is left of pools (W, kbit/s) and prefixes (addresses) while servers come."""

    pools: list[Pool]
    left: dict[int, int]
    estate: Estate
    addresses: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, estate: Estate, lost_pools: Collection[int]) -> '_Supplies':
        pools = [pool for pool in estate.pools if pool.capacity is not None or pool.pk in lost_pools]
        left = {
            pool.pk: 0
            if pool.pk in lost_pools
            else (pool.capacity or 0) * (100 - pool.reserve_percent) // 100 - pool.used
            for pool in pools
        }
        return cls(pools, left, estate, {prefix.pk: prefix.free for prefix in estate.prefixes})

    def take(self, rack: RackState, server: ServerNeed) -> str:
        """Take what the server needs; return '' or the resource that is missing, and take nothing."""
        needs = {UPS: server.power_draw or 0, BANDWIDTH: server.bandwidth}
        covering = [pool for pool in self.pools if pool.covers(rack.locations, rack.power.panels)]
        for pool in covering:
            if needs[pool.kind] > self.left[pool.pk]:
                return pool.kind
        chosen = self._prefixes(rack, server)
        if chosen is None:
            return ADDRESSES
        for pool in covering:
            self.left[pool.pk] -= needs[pool.kind]
        for pk, count in chosen:
            self.addresses[pk] -= count
        return ''

    def _prefixes(self, rack: RackState, server: ServerNeed) -> list[tuple[int, int]] | None:
        """Return how many addresses come from which prefix, None when there are not enough."""
        chosen = []
        for kind, count in server.addresses.items():
            missing = count
            for prefix in self.estate.prefixes:
                if prefix.kind == kind and not prefix.not_offered and prefix.serves(rack.locations):
                    taken = min(missing, self.addresses[prefix.pk])
                    missing -= taken
                    chosen.append((prefix.pk, taken))
            if missing:
                return None
        return chosen


def add(estate: Estate, server: ServerNeed, count: int, *, lost_pools: Collection[int] = ()) -> Fit:
    """Say how many servers of this kind fit, at most `count` (and `MOST_SERVERS`), and what stops one more."""
    asked = max(0, min(count, MOST_SERVERS))
    supplies = _Supplies.of(estate, lost_pools)
    offered = [rack for rack in estate.racks if not rack.not_offered]
    racks = {rack.pk: rack for rack in sorted(offered, key=in_fill_order)}
    placed: Counter[int] = Counter()
    sure = 0
    limits: dict[int, str] = {}
    # Racks in which all is known go first; looked at are only as many as are needed.
    for is_sure in (True, False):
        for pk, rack in racks.items():
            left = asked - placed.total()
            if not left:
                break
            racks[pk], here, limits[pk] = _fill_up(rack, server, left, supplies, is_sure=is_sure)
            if here:
                placed[pk] += here
        if is_sure:
            sure = placed.total()
    done = placed.total()
    return Fit(
        asked,
        done,
        tuple((pk, racks[pk].name, count) for pk, count in placed.items()),
        unsure=done - sure,
        limits=() if done >= asked else tuple(_limits(racks, limits)),
    )


def _limits(racks: Mapping[int, RackState], limits: Mapping[int, str]) -> Iterable[Limit]:
    if not racks:
        yield Limit(PLACE, 0, '')
    examples: dict[str, str] = {}
    for pk, resource in limits.items():
        examples.setdefault(resource, racks[pk].name)
    for resource, count in Counter(limits.values()).most_common():
        yield Limit(resource, count, examples[resource])


def _fill_up(
    rack: RackState, server: ServerNeed, most: int, supplies: _Supplies, *, is_sure: bool
) -> tuple[RackState, int, str]:
    """Return the rack with what goes into it, how many that are, and the resource that stops one more.

    With `is_sure`, no further server comes where something that matters is not recorded.
    """
    for count in range(most):
        filled = fill(rack, [replace(server, pk=-len(rack.planned) - 1)], {})
        if filled is None:
            return rack, count, PLACE
        limit = _stopped(filled[1], is_sure=is_sure) or supplies.take(rack, server)
        if limit:
            return rack, count, limit
        rack = filled[1]
    return rack, most, ''


def _stopped(rack: RackState, *, is_sure: bool) -> str:
    """Return the first resource that is short, or with `is_sure` unknown where that matters; '' for none."""
    verdicts = {resource: judge(rack).verdict for resource, judge in JUDGES.items()}
    for resource, verdict in verdicts.items():
        if verdict == SHORT:
            return resource
    for resource, verdict in verdicts.items():
        matters = resource == ELECTRICITY or resource in rack.rules.unknown_blocks
        if is_sure and verdict == UNKNOWN and matters:
            return resource
    return ''
