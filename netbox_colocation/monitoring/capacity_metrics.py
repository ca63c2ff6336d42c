"""The capacity figures as Prometheus reads them: its text format 0.0.4, gauges of this moment, in base units.

See https://prometheus.io/docs/instrumenting/exposition_formats/ . Labels: `site` and `location` are slugs (a location
with those above it, `hall-1/row-2`; empty for the whole site). `state` is `total`, `used`, `held`, `pending` or `free`;
of an amount that nobody knows there is no line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db.models import Sum

from dcim.models import Device, Location, Site
from tenancy.models import Tenant

from ..capacity.supply_usage import read_pool_usage
from ..capacity.usage import ADDRESS_KINDS, Figure, Usage
from ..capacity.usage_scopes import all_sites, locations_of
from ..choices import PoolKindChoices
from ..models import CapacityPool

__all__ = ('CONTENT_TYPE', 'write_metrics')

CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
PREFIX = 'colocation_capacity_'
STATES = ('total', 'used', 'held', 'pending', 'free')
KILO = 1000  # kbit/s -> bit/s


@dataclass(frozen=True)
class _Metric:
    """A gauge: what its figure is called in `capacity.usage`, further labels, and what one unit of it counts."""

    name: str
    resource: str
    help: str
    labels: Mapping[str, str] = field(default_factory=dict)
    factor: int = 1


_SIDES = 'Electric load in W by side; "survivor": racks fed twice, when either side fails'
METRICS = (
    _Metric('units', 'place', 'Rack units'),
    _Metric('watts', 'primary', _SIDES, {'side': 'primary'}),
    _Metric('watts', 'redundant', _SIDES, {'side': 'redundant'}),
    _Metric('watts', 'electricity', _SIDES, {'side': 'survivor'}),
    _Metric('ups_watts', 'ups', 'What UPS pools may carry, in W'),
    _Metric('cooling_watts', 'cooling', 'Heat in W of the racks whose cooling is recorded'),
    _Metric('weight_kilograms', 'weight', 'Weight of the racks whose maximum is recorded'),
    _Metric('bandwidth_bits_per_second', 'bandwidth', 'Bandwidth that may be promised', factor=KILO),
    *(
        _Metric('addresses', kind, 'IP addresses of the prefixes that addresses are given from', {'kind': kind})
        for kind in ADDRESS_KINDS
    ),
)

type Labels = Mapping[str, str]


class _Writer:
    """Gathers lines by metric: all lines of one stand together under its HELP and TYPE."""

    def __init__(self) -> None:
        self.families: dict[str, tuple[str, list[str]]] = {}

    def add(self, name: str, explanation: str, labels: Labels, value: float) -> None:
        _help, lines = self.families.setdefault(f'{PREFIX}{name}', (explanation, []))
        inside = ','.join(f'{key}="{_escape(text)}"' for key, text in labels.items())
        number = int(value) if value == int(value) else value
        lines.append(f'{PREFIX}{name}{{{inside}}} {number}')

    def text(self) -> str:
        parts = []
        for name, (explanation, lines) in self.families.items():
            described = explanation.replace('\\', '\\\\').replace('\n', '\\n')
            parts += [f'# HELP {name} {described}', f'# TYPE {name} gauge', *lines]
        return '\n'.join(parts) + '\n' if parts else ''


def write_metrics(user: AbstractUser, *, with_tenants: bool = False) -> str:
    """Return the metrics of everything that the user may view; `with_tenants` adds what each tenant uses.

    Tenants are named to those who may view tenants only. The number of queries depends on nothing.
    """
    writer = _Writer()
    for labels, usage in _places(user):
        _write_usage(writer, labels, usage)
    _write_pools(writer, user)
    if with_tenants and user.has_perm('tenancy.view_tenant'):
        _write_tenants(writer, user)
    return writer.text()


def _places(user: AbstractUser) -> Iterator[tuple[dict[str, str], Usage]]:
    sites = all_sites(user)
    slugs = dict(Site.objects.filter(pk__in=sites).order_by().values_list('pk', 'slug'))
    for pk, usage in sites.items():
        yield {'site': slugs[pk], 'location': ''}, usage
    locations = locations_of(user)
    rows = list(Location.objects.order_by('path').values_list('pk', 'path', 'slug', 'site_id'))
    known = {pk: slug for pk, _path, slug, _site in rows}
    for pk, path, _slug, site in rows:
        if pk in locations and site in slugs:
            name = '/'.join(known[int(label)] for label in str(path).split('.'))
            yield {'site': slugs[site], 'location': name}, locations[pk]


def _write_usage(writer: _Writer, labels: dict[str, str], usage: Usage) -> None:
    for metric in METRICS:
        figure = usage.figures.get(metric.resource)
        if figure is not None:
            _write_figure(writer, metric.name, metric.help, {**labels, **metric.labels}, figure, metric.factor)
    for resource, figure in usage.figures.items():
        for name, explanation, count in (
            ('unknown', 'Devices, servers or circuits whose amount nobody recorded', figure.unknown),
            ('uncounted', 'Racks, pools or prefixes left out because nobody recorded what there is', figure.uncounted),
        ):
            writer.add(name, explanation, {**labels, 'resource': resource}, count)
    sums = usage.sums
    writer.add('racks', 'Racks', labels, sums.racks)
    writer.add('overloaded_racks', 'Racks of which one side alone does not carry everything', labels, sums.overloaded)
    writer.add('racks_fed_once', 'Racks with feeds of one side only', labels, sums.fed_once)


def _write_figure(
    writer: _Writer, name: str, explanation: str, labels: Labels, figure: Figure, factor: int = 1
) -> None:
    for state in STATES:
        amount = getattr(figure, state)
        if amount is not None:
            writer.add(name, explanation, {**labels, 'state': state}, amount * factor)


def _write_pools(writer: _Writer, user: AbstractUser) -> None:
    pools = read_pool_usage(CapacityPool.objects.restrict(user, 'view'))
    slugs = dict(Site.objects.restrict(user, 'view').order_by().values_list('pk', 'slug'))
    for pool in pools:
        is_ups = pool.kind == PoolKindChoices.UPS
        name = 'pool_watts' if is_ups else 'pool_bits_per_second'
        labels = {'site': slugs.get(pool.site, ''), 'pool': pool.name}
        _write_figure(writer, name, 'One capacity pool', labels, pool.figure, 1 if is_ups else KILO)


def _write_tenants(writer: _Writer, user: AbstractUser) -> None:
    tenants = Tenant.objects.restrict(user, 'view')
    devices = Device.objects.restrict(user, 'view').filter(
        tenant__in=tenants, position__isnull=False, site__in=Site.objects.restrict(user, 'view')
    )
    rows = devices.order_by('site__slug', 'tenant__slug').values_list('site__slug', 'tenant__slug')
    for site, tenant, units in rows.annotate(Sum('device_type__u_height')):
        writer.add('tenant_units', 'Rack units that devices of a tenant take', {'site': site, 'tenant': tenant}, units)


def _escape(text: str) -> str:
    return text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
