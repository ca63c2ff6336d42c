"""The usage of sites, locations, rack groups, racks and tenants, of what somebody may view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Q, QuerySet, Sum

from dcim.models import Device, Location, PowerPort, Rack, Site
from ipam.models import IPAddress, Prefix
from tenancy.models import Tenant

from ..constants import HALF_UNITS_PER_UNIT
from ..models import CapacityPool, HeldAddress, HeldUnits, RequestedServer
from .locations import paths_of
from .supply_usage import PoolUsage, PrefixUsage, figures_by_site, read_pool_usage, read_prefix_usage
from .usage import GRAMS, Figure, Pending, RackSums, Usage, add_up, figures_of
from .usage_reading import read_pending, read_sums, roll_up

__all__ = (
    'SiteUsage', 'all_sites', 'locations_of', 'usage_of_location', 'usage_of_racks', 'usage_of_site', 'usage_of_tenant',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SiteUsage:
    """A site with its pools and prefixes, and its locations, each with those below it."""

    site: Usage
    locations: Mapping[int, Usage]
    pools: list[PoolUsage]
    prefixes: list[PrefixUsage]


def all_sites(user: AbstractUser | None) -> dict[int, Usage]:
    """Return the usage of every site with racks, pools or prefixes that the user may view; None may view all."""
    sums = read_sums(_visible(Rack.objects, user), by='site_id')
    pending = read_pending(Q())
    asked: dict[int, Pending] = {}
    for (site, _location), part in pending.items():
        asked[site] = asked.get(site, Pending()) + part
    supplies = figures_by_site(
        read_pool_usage(_visible(CapacityPool.objects, user)), read_prefix_usage(_visible(Prefix.objects, user))
    )
    visible = set(_visible(Site.objects, user).order_by().values_list('pk', flat=True))
    found = {}
    for site in sorted(pk for pk in {*sums, *supplies} if pk is not None and pk in visible):
        racks, wanted = sums.get(site, RackSums()), asked.get(site, Pending())
        found[site] = Usage(racks, wanted, figures_of(racks, wanted, supplies.get(site)))
    return found


def locations_of(user: AbstractUser | None) -> dict[int, Usage]:
    """Return the usage of every location of every site, each with those below it."""
    sums = read_sums(_visible(Rack.objects, user), by='location_id')
    asked: dict[int | None, Pending] = {}
    for (_site, location), part in read_pending(Q(request__location__isnull=False)).items():
        asked[location] = part
    pools = read_pool_usage(_visible(CapacityPool.objects, user).filter(location__isnull=False))
    prefixes = read_prefix_usage(_visible(Prefix.objects, user).filter(_location__isnull=False))
    return _locations(sums, asked, paths_of(_visible(Location.objects, user)), pools, prefixes)


def usage_of_site(site: int, user: AbstractUser | None) -> SiteUsage:
    """Return the usage of a site and of its locations."""
    racks = _visible(Rack.objects, user).filter(site=site)
    sums = read_sums(racks, by='location_id', site=site)
    asked = {location: part for (_site, location), part in read_pending(Q(request__site=site)).items()}
    paths = paths_of(_visible(Location.objects, user).filter(site=site))
    pools = read_pool_usage(_visible(CapacityPool.objects, user).filter(site=site))
    prefixes = read_prefix_usage(_visible(Prefix.objects, user), site)
    whole, wanted = add_up(sums.values()), sum(asked.values(), Pending())
    supplies = figures_by_site(pools, prefixes).get(site)
    return SiteUsage(
        site=Usage(whole, wanted, figures_of(whole, wanted, supplies)),
        locations=_locations(sums, asked, paths, pools, prefixes),
        pools=pools,
        prefixes=prefixes,
    )


def usage_of_location(location: Location, user: AbstractUser | None) -> tuple[Usage, list[PoolUsage]]:
    """Return the usage of a location with those below it, and the pools that cover some of it."""
    site = usage_of_site(location.site_id, user)
    paths = paths_of(Location.objects.filter(site=location.site_id))
    mine = set(paths.get(location.pk, ()))
    below = {pk for pk, path in paths.items() if location.pk in path}
    pools = [pool for pool in site.pools if pool.location is None or pool.location in mine | below]
    nothing = Usage(RackSums(), Pending(), figures_of(RackSums(), Pending()))
    return site.locations.get(location.pk, nothing), pools


def usage_of_racks(racks: QuerySet[Rack], *, by: str = 'id', site: int | None = None) -> dict[int | None, Usage]:
    """Return the usage of racks, or (`by` 'group_id') of their groups; the caller restricts the queryset."""
    sums = read_sums(racks, by=by, site=site)
    return {key: Usage(part, None, figures_of(part)) for key, part in sums.items()}


def usage_of_tenant(tenant: Tenant, user: AbstractUser | None) -> dict[int | None, dict[str, Figure]]:
    """Return what a tenant has in racks by site, and under None in all; it has no total, for racks are not its own.

    Weight and draws count where NetBox knows them; `unknown` says how often it does not.
    """
    devices = _visible(Device.objects, user).filter(tenant=tenant, rack__isnull=False)
    held = _held_of(tenant)
    draws = _draws_of(devices)
    found: dict[int | None, dict[str, Figure]] = {}
    rows = devices.order_by().values('site').annotate(
        units=Sum('device_type__u_height', filter=Q(position__isnull=False)),
        grams=Sum('device_type___abs_weight'),
        unweighed=Count('pk', filter=Q(device_type___abs_weight=None)),
    )  # fmt: skip
    used = {row['site']: row for row in rows}
    bandwidth = dict(
        RequestedServer.objects.filter(request__applicant=tenant, device__rack__isnull=False)
        .order_by()
        .values_list('device__site')
        .annotate(Sum('bandwidth'))
    )
    asked: dict[int, Pending] = {}
    for (site, _location), part in read_pending(Q(request__applicant=tenant)).items():
        asked[site] = asked.get(site, Pending()) + part
    for site in sorted({*used, *held, *asked}):
        row, keeps, wants = used.get(site, {}), held.get(site, Pending()), asked.get(site, Pending())
        watts, unknown = draws.get(site, (0, 0))
        found[site] = {
            'place': Figure(
                'place', None, float(row.get('units') or 0), keeps.half_units / HALF_UNITS_PER_UNIT,
                wants.half_units / HALF_UNITS_PER_UNIT,
            ),
            'electricity': Figure('electricity', None, watts, keeps.draw, wants.draw, unknown + keeps.unknown_draws),
            'weight': Figure(
                'weight', None, float(row.get('grams') or 0) / GRAMS, keeps.weight / GRAMS, wants.weight / GRAMS,
                row.get('unweighed', 0) + keeps.unknown_weights,
            ),
            'bandwidth': Figure('bandwidth', None, bandwidth.get(site, 0), keeps.bandwidth, wants.bandwidth),
        }  # fmt: skip
    if found:
        found[None] = _sum(found.values()) | _addresses_of(tenant, user, asked.values())
    return found


def _visible(manager: Any, user: AbstractUser | None) -> QuerySet[Any]:
    return manager.all() if user is None else manager.restrict(user, 'view')


def _locations(
    sums: Mapping[int | None, RackSums],
    asked: Mapping[int | None, Pending],
    paths: Mapping[int, tuple[int, ...]],
    pools: Iterable[PoolUsage],
    prefixes: Iterable[PrefixUsage],
) -> dict[int, Usage]:
    """Return each location with those below it; of pools and prefixes, those that are in it."""
    racks, pending = roll_up(sums, paths, RackSums()), roll_up(asked, paths, Pending())
    supplies: dict[int, dict[str, Figure]] = {pk: {} for pk in paths}
    entries: list[PoolUsage | PrefixUsage] = [*pools, *prefixes]
    for entry in entries:
        for above in paths.get(entry.location, ()) if entry.location else ():
            if above in supplies:
                known = supplies[above].get(entry.figure.resource)
                supplies[above][entry.figure.resource] = entry.figure if known is None else known + entry.figure
    return {pk: Usage(racks[pk], pending[pk], figures_of(racks[pk], pending[pk], supplies[pk])) for pk in paths}


def _held_of(tenant: Tenant) -> dict[int, Pending]:
    """Return what holds keep for a tenant's requests, by the site of the held racks."""
    rows = HeldUnits.objects.filter(is_active=True, hold__request__applicant=tenant).order_by()
    rows = rows.values_list('rack__site', 'server', 'rack').distinct()
    servers = RequestedServer.objects.select_related('device_type').in_bulk([server for _site, server, _rack in rows])
    held: dict[int, Pending] = {}
    for site, pk, _rack in rows:
        server = servers[pk]
        grams = server.device_type._abs_weight if server.device_type else None
        if server.weight_kg is not None:
            grams = int(server.weight_kg * GRAMS)
        held[site] = held.get(site, Pending()) + Pending(
            servers=1,
            half_units=server.half_units,
            draw=server.power_draw or 0,
            unknown_draws=int(server.power_draw is None),
            weight=grams or 0,
            unknown_weights=int(grams is None),
            bandwidth=server.bandwidth,
        )
    return held


def _draws_of(devices: QuerySet[Device]) -> dict[int, tuple[int, int]]:
    """Return by site the W of consumers (with supplies, without outlets), and how many draws are unknown."""
    ports = PowerPort.objects.filter(device__in=devices, device__poweroutlets__isnull=True).order_by()
    draws: dict[int, tuple[int, int]] = {}
    for site, _device, watts in ports.values_list('device__site', 'device').annotate(Sum('allocated_draw')):
        known, unknown = draws.get(site, (0, 0))
        draws[site] = (known + (watts or 0), unknown + (watts is None))
    return draws


def _sum(parts: Iterable[Mapping[str, Figure]]) -> dict[str, Figure]:
    whole: dict[str, Figure] = {}
    for part in parts:
        for resource, figure in part.items():
            whole[resource] = figure if resource not in whole else whole[resource] + figure
    return whole


def _addresses_of(tenant: Tenant, user: AbstractUser | None, asked: Iterable[Pending]) -> dict[str, Figure]:
    """Return a tenant's addresses of all kinds; NetBox's address does not say which kind it is."""
    mine = _visible(IPAddress.objects, user).filter(tenant=tenant)
    held = HeldAddress.objects.filter(is_active=True, hold__request__applicant=tenant, address__isnull=False)
    keeps = held.count()
    used = mine.exclude(pk__in=held.values('address')).count()
    wants = sum(sum(part.addresses.values()) for part in asked)
    return {'addresses': Figure('addresses', None, used, keeps, wants)}
