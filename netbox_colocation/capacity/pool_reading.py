"""Read a site's capacity pools with what is used of each, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from circuits.choices import CircuitStatusChoices
from circuits.models import Circuit
from dcim.models import PowerFeed, Rack

from ..choices import PoolKindChoices
from ..models import CapacityPool, HeldUnits, RackSummary, RequestedServer
from .estate import Pool, RackState
from .findings import Evidence
from .questions import Question

__all__ = ('read_pools',)

MOST_NAMED = 20

type Paths = Mapping[int, tuple[int, ...]]


@dataclass
class _Usage:
    """What some racks or promises use, and what of them nobody knows."""

    used: int = 0
    unknown: int = 0
    named: tuple[Evidence, ...] = ()

    def add(self, used: int, unknown: int = 0, named: Iterable[Evidence] = ()) -> None:
        self.used += used
        self.unknown += unknown
        self.named = (*self.named, *named)[:MOST_NAMED]


def read_pools(question: Question, paths: Paths, live: Mapping[int, RackState]) -> tuple[Pool, ...]:
    """Return the pools of the site in the order of their names; `live` are racks whose summary does not count."""
    pools = list(CapacityPool.objects.filter(site=question.site).order_by('name', 'pk'))
    if not pools:
        return ()
    panels = _panels(question.site)
    circuits = _circuits(question.site)
    usage = {pool.pk: _Usage() for pool in pools}
    supplies = [pool for pool in pools if pool.kind == PoolKindChoices.UPS]
    if supplies:
        _add_draws(usage, supplies, panels, question, paths, live)
    uplinks = [pool for pool in pools if pool.kind == PoolKindChoices.BANDWIDTH]
    if uplinks:
        _add_promises(usage, uplinks, question, paths)
    return tuple(_pool(pool, usage[pool.pk], panels.get(pool.pk, []), circuits[pool.pk]) for pool in pools)


def _panels(site: int) -> dict[int, list[Evidence]]:
    rows = CapacityPool.power_panels.through.objects.filter(capacitypool__site=site)
    panels: dict[int, list[Evidence]] = {}
    for pool, pk, name in rows.order_by('powerpanel__name', 'powerpanel').values_list(
        'capacitypool_id', 'powerpanel_id', 'powerpanel__name'
    ):
        panels.setdefault(pool, []).append(Evidence(name, 'dcim.powerpanel', pk))
    return panels


def _circuits(site: int) -> dict[int, list[tuple[Evidence, int | None]]]:
    circuits = defaultdict(list)
    active = Circuit.objects.filter(capacity_pools__site=site, status=CircuitStatusChoices.STATUS_ACTIVE)
    for pool, pk, cid, rate in active.order_by('cid', 'pk').values_list('capacity_pools', 'pk', 'cid', 'commit_rate'):
        circuits[pool].append((Evidence(cid, 'circuits.circuit', pk), rate))
    return circuits


# -- UPS ----------------------------------------------------------------------------------------------------------


def _add_draws(
    usage: dict[int, _Usage],
    pools: list[CapacityPool],
    panels: dict[int, list[Evidence]],
    question: Question,
    paths: Paths,
    live: Mapping[int, RackState],
) -> None:
    by_location = [pool for pool in pools if pool.pk not in panels]
    by_panel = [pool for pool in pools if pool.pk in panels]
    where = dict(Rack.objects.filter(pk__in=live, site=question.site).values_list('pk', 'location_id')) if live else {}
    summaries = RackSummary.objects.filter(site_id=question.site).exclude(rack_id__in=live)
    if by_location:
        for location, used, unknown, named in _draws_by_location(summaries):
            _add(usage, by_location, paths.get(location, ()) if location else (), used, unknown, named)
        for pk, location in where.items():
            power = live[pk].power
            path = paths.get(location, ()) if location else ()
            _add(usage, by_location, path, power.load + power.held, power.unknown_count, power.unknown)
    if by_panel:
        _add_draws_by_panel(usage, by_panel, panels, summaries, {pk: live[pk] for pk in where})


def _draws_by_location(summaries: QuerySet[RackSummary]) -> Iterable[tuple[int | None, int, int, list[Evidence]]]:
    rack = Rack.objects.filter(pk=OuterRef('rack_id')).values('location_id')[:1]
    rows = summaries.annotate(location=rack)
    named: dict[int | None, list[Evidence]] = defaultdict(list)
    for location, state in rows.filter(unknown_count__gt=0).values_list('location', 'state__power__unknown')[
        :MOST_NAMED
    ]:
        named[location] += [Evidence(**item) for item in state]
    sums = rows.order_by().values_list('location').annotate(Sum('load'), Sum('held'), Sum('unknown_count'))
    for location, load, held, unknown in sums:
        yield location, load + held, unknown, named[location]


def _add(
    usage: dict[int, _Usage],
    pools: list[CapacityPool],
    path: tuple[int, ...],
    used: int,
    unknown: int = 0,
    named: Iterable[Evidence] = (),
) -> None:
    for pool in pools:
        if pool.location_id is None or pool.location_id in path:
            usage[pool.pk].add(used, unknown, named)


def _add_draws_by_panel(
    usage: dict[int, _Usage],
    pools: list[CapacityPool],
    panels: dict[int, list[Evidence]],
    summaries: QuerySet[RackSummary],
    live: Mapping[int, RackState],
) -> None:
    for pool in pools:
        wanted = [panel.pk for panel in panels[pool.pk]]
        fed = Exists(PowerFeed.objects.filter(rack=OuterRef('rack_id'), power_panel__in=wanted))
        rows = summaries.filter(fed)
        sums = rows.aggregate(load=Sum('load'), held=Sum('held'), unknown=Sum('unknown_count'))
        usage[pool.pk].add((sums['load'] or 0) + (sums['held'] or 0), sums['unknown'] or 0)
        for state in rows.filter(unknown_count__gt=0).values_list('state__power__unknown', flat=True)[:MOST_NAMED]:
            usage[pool.pk].add(0, 0, [Evidence(**item) for item in state])
        for rack in live.values():
            if rack.power.panels & set(wanted):
                power = rack.power
                usage[pool.pk].add(power.load + power.held, power.unknown_count, power.unknown)


# -- Bandwidth ----------------------------------------------------------------------------------------------------


def _add_promises(usage: dict[int, _Usage], pools: list[CapacityPool], question: Question, paths: Paths) -> None:
    """Add what servers were promised: installed ones, and those for which others hold units; each once."""
    installed = RequestedServer.objects.filter(device__rack__site=question.site, bandwidth__gt=0).order_by()
    promises = list(installed.values_list('device__location_id').annotate(Sum('bandwidth')))
    held = HeldUnits.objects.filter(is_active=True, rack__site=question.site, server__bandwidth__gt=0)
    if question.request is not None:
        held = held.exclude(hold__request=question.request)
    rows = held.order_by().values_list('server_id', 'rack__location_id', 'server__bandwidth').distinct()
    promises += [(location, bandwidth) for _server, location, bandwidth in rows]
    for location, bandwidth in promises:
        _add(usage, pools, paths.get(location, ()) if location else (), bandwidth)


def _pool(
    row: CapacityPool, usage: _Usage, panels: list[Evidence], circuits: list[tuple[Evidence, int | None]]
) -> Pool:
    """Return a pool; a bandwidth pool without a capacity has the sum of its active circuits' commit rates."""
    found: dict[str, Any] = {'capacity': row.capacity, 'unknown': usage.unknown, 'unknown_sources': usage.named}
    if row.kind == PoolKindChoices.BANDWIDTH and row.capacity is None and circuits:
        unknown = tuple(evidence for evidence, rate in circuits if rate is None)
        found = {
            'capacity': sum(rate or 0 for _evidence, rate in circuits),
            'unknown': len(unknown),
            'unknown_sources': unknown,
        }
    return Pool(
        pk=row.pk,
        name=row.name,
        kind=row.kind,
        location=row.location_id,
        reserve_percent=row.reserve_percent,
        panels=frozenset(panel.pk for panel in panels),
        used=usage.used,
        sources=(*panels, *(evidence for evidence, _rate in circuits)),
        **found,
    )
