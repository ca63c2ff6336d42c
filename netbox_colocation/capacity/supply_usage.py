"""What pools and prefixes have, and what of it is taken: the figures of UPS, bandwidth and addresses.

In a constant number of queries, however many pools, prefixes and sites there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet, Sum

from circuits.choices import CircuitStatusChoices
from circuits.models import Circuit
from dcim.models import Location, Site
from ipam.choices import PrefixStatusChoices
from ipam.models import Prefix

from ..choices import PoolKindChoices
from ..conf import get_setting
from ..models import CapacityPool, HeldUnits, RequestedServer
from . import address_space
from .locations import labels_of, paths_of
from .usage import Figure
from .usage_reading import summary_rows

__all__ = ('PoolUsage', 'PrefixUsage', 'figures_by_site', 'read_pool_usage', 'read_prefix_usage')


@dataclass(frozen=True, slots=True)
class PoolUsage:
    """A pool; `figure.total` is what may be promised of it, without the share kept free."""

    pk: int
    name: str
    kind: str
    site: int
    location: int | None
    capacity: int | None
    reserve_percent: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class PrefixUsage:
    """A prefix from which addresses of a kind are given, and the sites that it serves.

    `least_free` is set where it is too large to be counted: at least so many are free, and the figure has no total.
    """

    pk: int
    name: str
    kind: str
    location: int | None
    sites: tuple[int, ...]
    figure: Figure
    least_free: int | None = None


def figures_by_site(pools: Iterable[PoolUsage], prefixes: Iterable[PrefixUsage]) -> dict[int, dict[str, Figure]]:
    """Return the sums of each site's pools and prefixes; what several sites share counts at each of them."""
    found: dict[int, dict[str, Figure]] = defaultdict(dict)
    entries = [(pool.site, pool.figure) for pool in pools]
    entries += [(site, prefix.figure) for prefix in prefixes for site in prefix.sites]
    for site, figure in entries:
        known = found[site].get(figure.resource)
        found[site][figure.resource] = figure if known is None else known + figure
    return found


# -- Pools ------------------------------------------------------------------------------------------------------------

_DRAWS = """
WITH {summary}
SELECT pool.id, sum(s.load), sum(s.held), sum(s.unknown_count)
FROM netbox_colocation_capacitypool pool
JOIN dcim_rack rack ON CASE
    WHEN EXISTS (SELECT FROM netbox_colocation_capacitypool_power_panels p WHERE p.capacitypool_id = pool.id)
    THEN EXISTS (
        SELECT FROM dcim_powerfeed feed
        JOIN netbox_colocation_capacitypool_power_panels p ON p.powerpanel_id = feed.power_panel_id
        WHERE feed.rack_id = rack.id AND p.capacitypool_id = pool.id)
    ELSE rack.site_id = pool.site_id AND (pool.location_id IS NULL OR rack.location_id IN (
        SELECT below.id FROM dcim_location below JOIN dcim_location above ON above.id = pool.location_id
        WHERE below.path <@ above.path))
    END
JOIN summary s ON s.rack_id = rack.id
WHERE pool.id = ANY(%s)
GROUP BY pool.id
"""


def read_pool_usage(pools: QuerySet[CapacityPool]) -> list[PoolUsage]:
    """Return these pools in the order of their names; a pool counts all racks and promises that it covers."""
    rows = list(pools.order_by('name', 'pk').select_related(None).prefetch_related(None))
    if not rows:
        return []
    draws = _draws([pool.pk for pool in rows if pool.kind == PoolKindChoices.UPS])
    uplinks = [pool for pool in rows if pool.kind == PoolKindChoices.BANDWIDTH]
    promises, rates = (_promises(uplinks), _rates(uplinks)) if uplinks else ({}, {})
    found = []
    for pool in rows:
        if pool.kind == PoolKindChoices.UPS:
            capacity, (used, held, unknown) = pool.capacity, draws.get(pool.pk, (0, 0, 0))
        else:
            rate, without_rate = rates.get(pool.pk, (None, 0))
            capacity = rate if pool.capacity is None else pool.capacity
            used, held = promises[pool.pk]
            unknown = without_rate if pool.capacity is None else 0
        promisable = None if capacity is None else capacity * (100 - pool.reserve_percent) // 100
        figure = Figure(pool.kind, promisable, used, held, unknown=unknown, uncounted=int(capacity is None))
        found.append(
            PoolUsage(
                pool.pk, pool.name, pool.kind, pool.site_id, pool.location_id, capacity, pool.reserve_percent, figure
            )
        )
    return found


def _draws(pools: list[int]) -> dict[int, tuple[int, int, int]]:
    """Return the W of each UPS: drawn and held in the racks that it carries, and how many draws nobody knows."""
    if not pools:
        return {}
    summary, live = summary_rows()
    with connection.cursor() as cursor:
        cursor.execute(_DRAWS.format(summary=summary), [*live, pools])
        return {pk: (int(load), int(held), int(unknown)) for pk, load, held, unknown in cursor.fetchall()}


def _rates(pools: Iterable[CapacityPool]) -> dict[int, tuple[int, int]]:
    """Return the sum of each pool's active circuits' commit rates, and how many of them have none."""
    active = Circuit.objects.filter(capacity_pools__in=pools, status=CircuitStatusChoices.STATUS_ACTIVE).order_by()
    rates: dict[int, tuple[int, int]] = {}
    for pool, rate in active.values_list('capacity_pools', 'commit_rate'):
        total, unknown = rates.get(pool, (0, 0))
        rates[pool] = (total + (rate or 0), unknown + (rate is None))
    return rates


def _promises(pools: list[CapacityPool]) -> dict[int, tuple[int, int]]:
    """Return the kbit/s of each pool that installed servers, and those with units held, were promised."""
    sites = {pool.site_id for pool in pools}
    above = _locations_above(sites)
    installed = RequestedServer.objects.filter(device__rack__site__in=sites, bandwidth__gt=0).order_by()
    used = installed.values_list('device__rack__site', 'device__location_id').annotate(Sum('bandwidth'))
    holding = HeldUnits.objects.filter(is_active=True, rack__site__in=sites, server__bandwidth__gt=0).order_by()
    held = holding.values_list('server', 'rack__site', 'rack__location_id', 'server__bandwidth').distinct()
    entries = [(site, location, amount, 0) for site, location, amount in used]
    entries += [(site, location, 0, amount) for _server, site, location, amount in held]
    sums = {pool.pk: (0, 0) for pool in pools}
    for site, location, amount_used, amount_held in entries:
        path = above.get(location, ()) if location else ()
        for pool in pools:
            if pool.site_id == site and (pool.location_id is None or pool.location_id in path):
                before = sums[pool.pk]
                sums[pool.pk] = (before[0] + amount_used, before[1] + amount_held)
    return sums


def _locations_above(sites: Collection[int]) -> dict[int, tuple[int, ...]]:
    return paths_of(Location.objects.filter(site__in=sites))


# -- Addresses --------------------------------------------------------------------------------------------------------

_HELD = """
SELECT prefix.id, count(*) FROM ipam_prefix prefix
JOIN ipam_ipaddress address ON address.vrf_id IS NOT DISTINCT FROM prefix.vrf_id
    AND host(address.address)::inet <<= prefix.prefix::inet
JOIN netbox_colocation_heldaddress held ON held.address_id = address.id AND held.is_active
WHERE prefix.id = ANY(%s)
    AND NOT EXISTS (
        SELECT FROM ipam_prefix child WHERE child.prefix << prefix.prefix
        AND child.prefix::inet >>= host(address.address)::inet AND child.vrf_id IS NOT DISTINCT FROM prefix.vrf_id)
GROUP BY prefix.id
"""


def read_prefix_usage(
    prefixes: QuerySet[Prefix], site: int | None = None, *, of_any_site: bool = False
) -> list[PrefixUsage]:
    """Return those of the prefixes from which addresses are given (at the site), in NetBox's order.

    One that serves no site is left out, unless `of_any_site`. Of a prefix larger than a /16 only a piece is looked at.
    The area of a child prefix belongs to the child.
    """
    roles = {get_setting('public_prefix_role'), get_setting('private_prefix_role')}
    active = prefixes.filter(role__slug__in=roles, status=PrefixStatusChoices.STATUS_ACTIVE)
    rows = list(active.order_by('prefix', 'pk').select_related('role', 'vrf', 'vlan__group__scope_type', 'scope_type'))
    if not rows:
        return []
    scopes = _Scopes.read()
    served = {row.pk: scopes.sites_of(row) for row in rows}
    if site is not None:
        rows = [row for row in rows if site in served[row.pk]]
    elif not of_any_site:
        rows = [row for row in rows if served[row.pk]]
    counted = address_space.count_free(rows)
    held = _held([row.pk for row in rows])
    return [_prefix_usage(row, served[row.pk], counted[row.pk], held.get(row.pk, 0)) for row in rows]


def _prefix_usage(row: Prefix, sites: tuple[int, ...], counted: address_space.Counted, held: int) -> PrefixUsage:
    kind = _kind(row)
    free = 0 if row.mark_utilized else counted.free
    if counted.is_all:
        held = min(held, counted.usable - free)
        figure = Figure(kind, counted.usable, counted.usable - free - held, held)
    else:
        figure = Figure(kind, None, 0, held, uncounted=1)
    location = row._location_id
    return PrefixUsage(row.pk, str(row.prefix), kind, location, sites, figure, None if counted.is_all else free)


def _kind(row: Prefix) -> str:
    is_public = row.role.slug == get_setting('public_prefix_role')
    return f'{"public" if is_public else "private"}-ipv{row.family}'


def _held(prefixes: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [prefixes])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class _Scopes:
    """Which sites there are in each region, site group and location."""

    by_scope: Mapping[tuple[str, int], tuple[int, ...]]

    @classmethod
    def read(cls) -> '_Scopes':
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for pk, region, group in Site.objects.order_by().values_list('pk', 'region__path', 'group__path'):
            found['site', pk].append(pk)
            for model, path in (('region', region), ('sitegroup', group)):
                for label in labels_of(path):
                    found[model, label].append(pk)
        return cls({scope: tuple(sites) for scope, sites in found.items()})

    def sites_of(self, row: Prefix) -> tuple[int, ...]:
        """Return the sites that a prefix serves: by its own scope, or without one by its VLAN's."""
        if row._site_id:
            return (row._site_id,)
        if row.scope_id is not None:
            return self.by_scope.get((row.scope_type.model, row.scope_id), ())
        if row.vlan is None:
            return ()
        if row.vlan.site_id:
            return (row.vlan.site_id,)
        group = row.vlan.group
        if group is None or group.scope_id is None:
            return ()
        if group.scope_type.model == 'location':
            return (group.scope.site_id,)
        return self.by_scope.get((group.scope_type.model, group.scope_id), ())
