"""Read what hangs on the feeds of some racks, and which outlets of their PDUs are free.

A consumer is a device with power ports and without outlets; what has outlets (a PDU, a UPS) passes on (see
`power_tree`). What stands in rack Y and hangs on a feed of rack X loads that feed. A consumer that hangs on two feeds
counts in full on each.

A consumer none of whose supplies leads to a feed is *loose*. One of which some do, and another is connected to
something that leads nowhere (a PDU whose inlet nobody cabled), may hang there on any other feed of its rack, and counts
on each of them. The same holds for a server that is held, by the outlets held for it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dcim.choices import PowerFeedPhaseChoices, PowerFeedStatusChoices, PowerFeedTypeChoices
from dcim.models import PowerFeed

from ..models import HeldUnits
from . import power_tree
from .electricity import LEGS
from .findings import Evidence
from .outlets import Group
from .power import Feed, OutletGroup, RackPower
from .power_tree import Tree, Way, query

__all__ = ('free_outlets', 'read')

MOST_NAMED = 20

# The supplies of the consumers in the racks, and of those elsewhere that were found on the racks' feeds.
_SUPPLIES = """
SELECT port.id, device.id, device.name, device.rack_id, port.allocated_draw,
       port.cable_id IS NOT NULL OR port.mark_connected, feed.id, outlet.power_port_id, COALESCE(outlet.feed_leg, '')
FROM dcim_device device
JOIN dcim_powerport port ON port.device_id = device.id
LEFT JOIN dcim_poweroutlet outlet ON outlet.cable_id = port.cable_id
LEFT JOIN dcim_powerfeed feed ON feed.cable_id = port.cable_id
WHERE (device.rack_id = ANY(%(racks)s::bigint[]) OR device.id = ANY(%(devices)s::bigint[]))
  AND NOT EXISTS (SELECT FROM dcim_poweroutlet WHERE device_id = device.id)
"""

# The outlets held for servers that get units in the racks, or on PDUs that hang on the racks' feeds.
_HELD_OUTLETS = """
SELECT server.id, server.name, server.power_draw, outlet.power_port_id, COALESCE(outlet.feed_leg, '')
FROM netbox_colocation_heldoutlet held
JOIN netbox_colocation_hold hold ON hold.id = held.hold_id
JOIN netbox_colocation_requestedserver server ON server.id = held.server_id
LEFT JOIN dcim_poweroutlet outlet ON outlet.id = held.outlet_id
WHERE held.is_active AND hold.request_id IS DISTINCT FROM %(own)s::bigint
  AND (server.id = ANY(%(servers)s::bigint[]) OR outlet.power_port_id = ANY(%(inlets)s::bigint[]))
ORDER BY held.id
"""

_OUTLETS = """
SELECT device.rack_id, COALESCE(outlet.type, ''), outlet.power_port_id, COALESCE(outlet.feed_leg, ''), {columns}
FROM dcim_device device
CROSS JOIN LATERAL (
    SELECT id, name, type, power_port_id, feed_leg, cable_id, mark_connected, status FROM dcim_poweroutlet
    WHERE device_id = device.id OFFSET 0
) outlet
LEFT JOIN (
    SELECT held.outlet_id FROM netbox_colocation_heldoutlet held
    JOIN netbox_colocation_hold hold ON hold.id = held.hold_id
    WHERE held.is_active AND held.outlet_id IS NOT NULL AND hold.request_id IS DISTINCT FROM %(own)s::bigint
) held ON held.outlet_id = outlet.id
WHERE device.rack_id = ANY(%(racks)s::bigint[])
GROUP BY 1, 2, 3, 4
"""
_IS_FREE = (
    "outlet.cable_id IS NULL AND NOT outlet.mark_connected AND outlet.status = 'enabled' AND held.outlet_id IS NULL"
)
_COUNTED = f'COUNT(*) FILTER (WHERE {_IS_FREE})'
_LISTED = f'ARRAY_AGG(outlet.id ORDER BY outlet.name, outlet.id) FILTER (WHERE {_IS_FREE})'


@dataclass
class _Consumer:
    """A device, or a server that is held: what it draws (W; None: nobody knows) and on what it hangs.

    `rack` is None when it is none of those asked for; `pending` are inlets behind which it hangs and that lead to none
    of their feeds. `is_open` says that it is connected to something that leads to no feed at all, `is_elsewhere` that
    it hangs on a feed of no rack asked for.
    """

    evidence: Evidence
    rack: int | None
    draw: int | None = None
    ways: set[Way] = field(default_factory=set)
    pending: set[int] = field(default_factory=set)
    is_open: bool = False
    is_elsewhere: bool = False
    is_held: bool = False

    @property
    def watts(self) -> int:
        return self.draw or 0

    def hang(self, tree: Tree, inlet: int | None, leg: str) -> None:
        """Hang it on an outlet behind this inlet."""
        if ways := tree.ways_to(inlet, leg):
            self.ways |= ways
        elif inlet:
            self.pending.add(inlet)
        else:
            self.is_open = True


@dataclass
class _FeedLoad:
    load: int = 0
    unlegged: int = 0
    legs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEGS, 0))

    def add(self, watts: int, legs: set[str]) -> None:
        """Add what may hang on several legs to each of them."""
        self.load += watts
        if legs and legs <= set(LEGS):
            for leg in legs:
                self.legs[leg] += watts
        else:
            self.unlegged += watts


@dataclass
class _RackLoad:
    load: int = 0
    held: int = 0
    loose: int = 0
    unknown: set[Evidence] = field(default_factory=set)


def read(racks: Collection[int], *, own: int | None) -> dict[int, RackPower]:
    """Return the electricity of the racks, without what the request `own` holds (None: nobody's is left out)."""
    pks = sorted(set(racks))
    tree = power_tree.read(pks)
    feeds = _read_feeds(pks, tree)
    consumers = [*_read_devices(pks, tree, feeds), *_read_held(pks, own, tree)]
    _follow(consumers)
    loads = {rack: {feed.pk: _FeedLoad() for feed in of_rack} for rack, of_rack in feeds.items()}
    found = {pk: _RackLoad() for pk in pks}
    _add_up(consumers, found, loads)
    outlets, recorded = _read_free(pks, own, tree, feeds)
    return {
        pk: _freeze(found[pk], [_load(feed, loads[pk][feed.pk]) for feed in feeds[pk]], outlets[pk], pk in recorded)
        for pk in pks
    }


def free_outlets(racks: Collection[int], *, own: int | None) -> dict[int, dict[Group, list[int]]]:
    """Return the primary keys of the free outlets in the racks, by the groups of `RackPower.outlets`."""
    pks = sorted(set(racks))
    tree = power_tree.read(pks)
    feeds = _read_feeds(pks, tree)
    found: dict[int, dict[Group, list[int]]] = {pk: defaultdict(list) for pk in pks}
    rows = query(_OUTLETS.format(columns=_LISTED), racks=pks, own=own)
    for rack, kind, inlet, leg, outlets in sorted(rows, key=lambda row: (row[0], row[1], row[2] or 0, row[3])):
        found[rack][kind, *_way(tree, feeds[rack], inlet, leg)] += outlets or []
    return {rack: {group: outlets for group, outlets in groups.items() if outlets} for rack, groups in found.items()}


# -- Reading ------------------------------------------------------------------------------------------------------


def _read_feeds(racks: list[int], tree: Tree) -> dict[int, list[Feed]]:
    """Return the feeds of each rack, without their loads; a PDU's inlets limit the feed when all have a limit."""
    feeds: dict[int, list[Feed]] = {rack: [] for rack in racks}
    rows = PowerFeed.objects.filter(rack__in=racks).order_by('rack_id', 'type', 'name', 'pk')
    for rack, pk, name, kind, status, phase, watts, panel, panel_name in rows.values_list(
        'rack_id', 'pk', 'name', 'type', 'status', 'phase', 'available_power', 'power_panel_id', 'power_panel__name'
    ):
        limits = list(tree.limits[pk].values())
        known = [most for most in limits if most is not None]
        feeds[rack].append(
            Feed(
                pk=pk,
                name=name,
                is_redundant=kind == PowerFeedTypeChoices.TYPE_REDUNDANT,
                is_active=status == PowerFeedStatusChoices.STATUS_ACTIVE,
                watts=min(watts, sum(known)) if known and len(known) == len(limits) else watts,
                panel=panel,
                panel_name=panel_name,
                phases=3 if phase == PowerFeedPhaseChoices.PHASE_3PHASE else 1,
            )
        )
    return feeds


def _read_devices(racks: list[int], tree: Tree, feeds: Mapping[int, list[Feed]]) -> list[_Consumer]:
    """Return the consumers in the racks and on their feeds; one whose supplies all say nothing has no known draw."""
    asked = set(racks)
    own_feeds = {feed.pk for of_rack in feeds.values() for feed in of_rack}
    consumers: dict[int, _Consumer] = {}
    counted = set()
    for port, pk, name, rack, draw, is_connected, feed, inlet, leg in query(
        _SUPPLIES, racks=racks, devices=sorted(tree.guests)
    ):
        consumer = consumers.get(pk)
        if consumer is None:
            evidence = Evidence(name or f'#{pk}', 'dcim.device', pk)
            consumer = consumers[pk] = _Consumer(evidence, rack if rack in asked else None)
        if draw is not None and port not in counted:  # once, though its cable may have several ends
            consumer.draw = consumer.watts + draw
            counted.add(port)
        if feed in own_feeds:
            consumer.ways.add(Way(feed, ''))
        elif feed is not None:
            consumer.is_elsewhere = True
        elif is_connected:
            consumer.hang(tree, inlet, leg)
    return list(consumers.values())


def _read_held(racks: list[int], own: int | None, tree: Tree) -> list[_Consumer]:
    """Return the servers for which others hold units in the racks or outlets on their feeds."""
    rows = HeldUnits.objects.filter(is_active=True, rack__in=racks)
    if own is not None:
        rows = rows.exclude(hold__request=own)
    columns = ('server_id', 'server__name', 'server__power_draw', 'server__power_supplies', 'rack_id')
    consumers: dict[int, _Consumer] = {}
    without_outlet: dict[int, int] = {}
    for pk, name, draw, supplies, rack in rows.order_by('server_id').values_list(*columns).distinct():
        consumers[pk] = _Consumer(_server(pk, name), rack, draw, is_held=True)
        without_outlet[pk] = supplies
    values = {'servers': list(consumers), 'inlets': sorted(tree.ways), 'own': own}
    for pk, name, draw, inlet, leg in query(_HELD_OUTLETS, **values):
        consumer = consumers.setdefault(pk, _Consumer(_server(pk, name), None, draw, is_held=True))
        without_outlet[pk] = without_outlet.get(pk, 0) - 1
        consumer.hang(tree, inlet, leg)
    for pk, left in without_outlet.items():
        consumers[pk].is_open |= left > 0
    return list(consumers.values())


def _server(pk: int, name: str) -> Evidence:
    return Evidence(name, 'netbox_colocation.requestedserver', pk)


def _follow(consumers: Iterable[_Consumer]) -> None:
    """Find out which of the pending inlets lead to a feed of no rack asked for, and which to none."""
    pending = {inlet for consumer in consumers for inlet in consumer.pending}
    fed = power_tree.fed(pending)
    for consumer in consumers:
        consumer.is_elsewhere |= bool(consumer.pending & fed)
        consumer.is_open |= bool(consumer.pending - fed)


# -- Adding up ----------------------------------------------------------------------------------------------------


def _add_up(
    consumers: Iterable[_Consumer], found: Mapping[int, _RackLoad], loads: Mapping[int, Mapping[int, _FeedLoad]]
) -> None:
    rack_of = {feed: rack for rack, of_rack in loads.items() for feed in of_rack}
    for consumer in consumers:
        legs = defaultdict(set)
        for way in consumer.ways:
            legs[way.feed].add(way.leg)
        if consumer.rack is not None:
            _add_to_rack(consumer, found[consumer.rack])
            if consumer.is_open and (legs or consumer.is_elsewhere):
                for feed in loads[consumer.rack]:
                    legs.setdefault(feed, {''})
        for feed, of_feed in legs.items():
            loads[rack_of[feed]][feed].add(consumer.watts, of_feed)
            if consumer.draw is None:
                found[rack_of[feed]].unknown.add(consumer.evidence)


def _add_to_rack(consumer: _Consumer, rack: _RackLoad) -> None:
    if consumer.is_held:
        rack.held += consumer.watts
    else:
        rack.load += consumer.watts
    if not consumer.ways and not consumer.is_elsewhere:
        rack.loose += consumer.watts
    if consumer.draw is None:
        rack.unknown.add(consumer.evidence)


def _load(feed: Feed, found: _FeedLoad) -> Feed:
    if feed.phases != 3:
        return replace(feed, load=found.load)
    legs = (found.legs['A'], found.legs['B'], found.legs['C'])
    return replace(feed, load=found.load, legs=legs, unlegged=found.unlegged)


def _read_free(
    racks: list[int], own: int | None, tree: Tree, feeds: Mapping[int, list[Feed]]
) -> tuple[dict[int, Counter[Group]], set[int]]:
    """Return the free outlets of each rack by group, and the racks in which any outlet is recorded."""
    free: dict[int, Counter[Group]] = {rack: Counter() for rack in racks}
    recorded = set()
    for rack, kind, inlet, leg, count in query(_OUTLETS.format(columns=_COUNTED), racks=racks, own=own):
        recorded.add(rack)
        free[rack][kind, *_way(tree, feeds[rack], inlet, leg)] += count
    return free, recorded


def _way(tree: Tree, feeds: Iterable[Feed], inlet: int | None, leg: str) -> Way:
    """Return the feed of this rack behind an outlet (0: none that is known), with the leg when it has three."""
    phases = {feed.pk: feed.phases for feed in feeds}
    ways = sorted(way for way in tree.ways_to(inlet, leg) if way.feed in phases)
    if not ways:
        return Way(0, '')
    return ways[0] if phases[ways[0].feed] == 3 else Way(ways[0].feed, '')


def _freeze(found: _RackLoad, feeds: Iterable[Feed], free: Mapping[Group, int], has_outlets: bool) -> RackPower:
    unknown = sorted(found.unknown, key=lambda item: (item.model, item.label, item.pk))
    return RackPower(
        feeds=tuple(feeds),
        load=found.load,
        held=found.held,
        loose=found.loose,
        unknown=tuple(unknown[:MOST_NAMED]),
        unknown_count=len(unknown),
        outlets=tuple(OutletGroup(*group, count) for group, count in sorted(free.items()) if count),
        has_outlets=has_outlets,
    )
