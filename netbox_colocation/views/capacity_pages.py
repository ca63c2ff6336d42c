"""Pages of capacity: all sites, and a tab on NetBox's sites, locations, racks, prefixes and tenants."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import django_tables2 as tables
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from dcim.models import Location, Rack, RackGroup, Site
from ipam.models import Prefix
from netbox.views import generic
from tenancy.models import Tenant
from utilities.views import ConditionalLoginRequiredMixin, ViewTab, register_model_view

from ..capacity.rack_reading import read_racks
from ..capacity.sampling import read_series
from ..capacity.supply_usage import read_prefix_usage
from ..capacity.usage import Figure, Usage
from ..capacity.usage_scopes import (
    all_sites,
    locations_of,
    usage_of_location,
    usage_of_racks,
    usage_of_site,
    usage_of_tenant,
)
from ..tables.capacity_usage import LocationUsageTable, RackUsageTable, SiteUsageTable, row_of
from ..ui.capacity_pages import (
    build_cells,
    build_feeds,
    build_figures,
    build_pools,
    build_prefixes,
    build_trends,
    list_usage,
)
from ..ui.capacity_words import describe, list_warnings
from ..ui.spreadsheets import Listing, serve_csv, serve_xlsx

__all__ = (
    'CapacityOverviewView',
    'LocationCapacityView',
    'PrefixCapacityView',
    'RackCapacityView',
    'SiteCapacityView',
    'TenantCapacityView',
)

RIGHT = 'netbox_colocation.view_capacitypool'
TAB = 'colocation_capacity'
SHOWN_DAYS = 365  # of samples
MOST_CELLS = 1_000  # of a heat map


class CapacityOverviewView(ConditionalLoginRequiredMixin, PermissionRequiredMixin, View):
    """All sites that the user may view; `?export=csv|xlsx` has their locations as well."""

    permission_required = RIGHT
    http_method_names: ClassVar[list[str]] = ['get', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        usages = all_sites(request.user)
        sites = Site.objects.in_bulk(usages)
        if request.GET.get('export') in ('csv', 'xlsx'):
            return _export(request, list_usage(_all_places(request, usages, sites)), 'capacity')
        rows = [row_of(site.name, address_of(site), usages[pk]) for pk, site in _by_name(sites)]
        table = SiteUsageTable(rows)
        table.configure(request)
        warnings = [
            f'{site.name}: {warning}' for pk, site in _by_name(sites) for warning in list_warnings(usages[pk].sums)
        ]
        context = {'table': table, 'warnings': warnings, 'may_export': bool(rows)}
        return render(request, 'netbox_colocation/capacity.html', context)


class _CapacityTab(generic.ObjectView):
    """A tab on an object of NetBox: asks for the right to see the object, and that to see capacity."""

    additional_permissions: ClassVar[list[str]] = [RIGHT]
    template_name = 'netbox_colocation/capacity_tab.html'
    actions = ()
    tab = ViewTab(label=gettext_lazy('Capacity'), permission=RIGHT, weight=2150)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        instance = self.get_object(**kwargs)
        if request.GET.get('export') in ('csv', 'xlsx'):
            name = f'capacity-{instance._meta.model_name}-{instance.pk}'
            return _export(request, list_usage(self.list_places(request, instance)), name)
        context = {'object': instance, 'tab': self.tab, 'actions': (), 'may_export': True}
        return render(request, self.template_name, context | self.get_extra_context(request, instance))

    def list_places(self, request: HttpRequest, instance: Any) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        """Return what a file of this tab has: site, location, rack and figures of each place."""
        raise NotImplementedError


@register_model_view(Site, TAB, path='capacity')
class SiteCapacityView(_CapacityTab):
    queryset = Site.objects.all()

    def get_extra_context(self, request: HttpRequest, instance: Site) -> dict[str, Any]:
        found = usage_of_site(instance.pk, request.user)
        racks = _visible_racks(request).filter(site=instance)
        usages = usage_of_racks(racks, site=instance.pk)
        table, cells, left_out = _show_racks(request, racks, usages)
        places = _location_table(request, instance, found.locations)
        parts = [_part('locations', _('Locations'), places, _('A location counts those below it.'))]
        if groups := _group_table(request, racks, instance.pk):
            parts.append(_part('groups', _('Rack groups'), groups))
        parts.append(_part('racks', _('Racks'), table))
        return {
            'figures': build_figures(found.site.figures),
            'warnings': list_warnings(found.site.sums),
            'note': _PENDING_NOTE,
            'what_if': f'{reverse("plugins:netbox_colocation:what_if")}?site={instance.pk}',
            'cells': cells,
            'left_out': left_out,
            'parts': parts,
            'pools': build_pools(found.pools),
            'prefixes': build_prefixes(found.prefixes),
            'trends': _trends(site=instance.pk),
        }

    def list_places(self, request: HttpRequest, instance: Site) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        found = usage_of_site(instance.pk, request.user)
        yield instance.name, '', '', found.site.figures
        names = _location_names(Location.objects.filter(pk__in=found.locations))
        for pk, name in names.items():
            yield instance.name, name, '', found.locations[pk].figures
        yield from _list_racks(_visible_racks(request).filter(site=instance), instance.pk)


@register_model_view(Location, TAB, path='capacity')
class LocationCapacityView(_CapacityTab):
    queryset = Location.objects.all()

    def get_extra_context(self, request: HttpRequest, instance: Location) -> dict[str, Any]:
        usage, pools = usage_of_location(instance, request.user)
        racks = _racks_in(request, instance)
        table, cells, left_out = _show_racks(request, racks, usage_of_racks(racks, site=instance.site_id))
        parts = []
        if groups := _group_table(request, racks, instance.site_id):
            parts.append(_part('groups', _('Rack groups'), groups))
        parts.append(_part('racks', _('Racks'), table))
        page = reverse('plugins:netbox_colocation:what_if')
        return {
            'figures': build_figures(usage.figures),
            'warnings': list_warnings(usage.sums),
            'note': _PENDING_NOTE,
            'what_if': f'{page}?site={instance.site_id}&location={instance.pk}',
            'cells': cells,
            'left_out': left_out,
            'parts': parts,
            'pools': build_pools(pools),
            'trends': _trends(site=instance.site_id, location=instance.pk),
        }

    def list_places(
        self, request: HttpRequest, instance: Location
    ) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        usage, _pools = usage_of_location(instance, request.user)
        yield instance.site.name, str(instance), '', usage.figures
        yield from _list_racks(_racks_in(request, instance), instance.site_id)


@register_model_view(Rack, TAB, path='capacity')
class RackCapacityView(_CapacityTab):
    queryset = Rack.objects.select_related('site', 'location')

    def get_extra_context(self, request: HttpRequest, instance: Rack) -> dict[str, Any]:
        power = read_racks([instance.pk])[instance.pk].power
        usage = self._usage(instance)
        loose = ''
        if power.loose:
            loose = _('{watts} of it hang on cables that nobody recorded, and count on every feed.').format(
                watts=describe(power.loose, 'W')
            )
        return {
            'figures': build_figures(usage.figures),
            'warnings': list_warnings(usage.sums),
            'feeds': build_feeds(power),
            'loose': loose,
        }

    def list_places(self, request: HttpRequest, instance: Rack) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        yield instance.site.name, str(instance.location or ''), instance.name, self._usage(instance).figures

    def _usage(self, rack: Rack) -> Usage:
        return usage_of_racks(Rack.objects.filter(pk=rack.pk), site=rack.site_id)[rack.pk]


@register_model_view(Prefix, TAB, path='capacity')
class PrefixCapacityView(_CapacityTab):
    queryset = Prefix.objects.all()

    def get_extra_context(self, request: HttpRequest, instance: Prefix) -> dict[str, Any]:
        found = read_prefix_usage(Prefix.objects.filter(pk=instance.pk), of_any_site=True)
        why_not = _(
            'No addresses are given from this prefix: it is not active, or its role is none of those that the plugin’s '
            'settings name.'
        )
        return {
            'figures': None,
            'prefixes': build_prefixes(found),
            'remark': '' if found else why_not,
            'may_export': bool(found),
        }

    def list_places(
        self, request: HttpRequest, instance: Prefix
    ) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        for prefix in read_prefix_usage(Prefix.objects.filter(pk=instance.pk), of_any_site=True):
            yield '', prefix.name, '', {prefix.kind: prefix.figure}


@register_model_view(Tenant, TAB, path='capacity')
class TenantCapacityView(_CapacityTab):
    queryset = Tenant.objects.all()

    def get_extra_context(self, request: HttpRequest, instance: Tenant) -> dict[str, Any]:
        found = usage_of_tenant(instance, request.user)
        sites = Site.objects.restrict(request.user, 'view').in_bulk([pk for pk in found if pk])
        by_site = [(site, address_of(site), build_figures(found[pk])) for pk, site in _by_name(sites)]
        return {'figures': build_figures(found.get(None, {})), 'by_site': by_site}

    def list_places(
        self, request: HttpRequest, instance: Tenant
    ) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
        found = usage_of_tenant(instance, request.user)
        sites = Site.objects.restrict(request.user, 'view').in_bulk([pk for pk in found if pk])
        yield '', '', '', found.get(None, {})
        for pk, site in _by_name(sites):
            yield site.name, '', '', found[pk]


_PENDING_NOTE = gettext_lazy(
    '“Asked for” is what open requests want that hold nothing yet. A location counts those that wish it, or one below.'
)


def address_of(instance: Site | Location | Rack) -> str:
    """Return the address of an object's capacity tab."""
    return f'{instance.get_absolute_url()}capacity/'


def _by_name(objects: Mapping[int, Any]) -> list[tuple[int, Any]]:
    return sorted(objects.items(), key=lambda item: (item[1].name, item[0]))


def _visible_racks(request: HttpRequest) -> Any:
    return Rack.objects.restrict(request.user, 'view')


def _racks_in(request: HttpRequest, location: Location) -> Any:
    below = location.get_descendants(include_self=True).order_by().values('pk')
    return _visible_racks(request).filter(site=location.site_id, location__in=below)


def _part(key: str, title: str, table: Any, note: str = '') -> dict[str, Any]:
    return {'key': key, 'title': title, 'table': table, 'note': note}


def _location_names(locations: Any) -> dict[int, str]:
    """Return the names of locations with those above them, in the order of the tree."""
    rows = list(locations.order_by('path', 'pk').values_list('pk', 'path', 'name'))
    known = {pk: name for pk, _path, name in rows}
    names = {
        pk: ' / '.join(known[int(label)] for label in str(path).split('.') if int(label) in known)
        for pk, path, _name in rows
    }
    return dict(sorted(names.items(), key=lambda item: item[1]))


def _location_table(request: HttpRequest, site: Site, usages: Mapping[int, Usage]) -> LocationUsageTable:
    locations = Location.objects.filter(pk__in=usages)
    of_key = locations.in_bulk()
    rows = []
    for pk, name in _location_names(locations).items():
        depth = name.count(' / ')
        rows.append(row_of(of_key[pk].name, address_of(of_key[pk]), usages[pk], depth=depth))
    return _whole(request, LocationUsageTable(rows, prefix='locations-'))


def _group_table(request: HttpRequest, racks: Any, site: int) -> LocationUsageTable | None:
    """Return the rack groups (rows) of these racks; None when no rack is in one."""
    usages = {pk: usage for pk, usage in usage_of_racks(racks, by='group_id', site=site).items() if pk}
    if not usages:
        return None
    groups = RackGroup.objects.restrict(request.user, 'view').in_bulk(usages)
    rows = [row_of(group.name, group.get_absolute_url(), usages[pk]) for pk, group in _by_name(groups)]
    return _whole(request, LocationUsageTable(rows, prefix='groups-'))


def _whole(request: HttpRequest, table: Any) -> Any:
    """Return the table on one page, with its usual columns."""
    tables.RequestConfig(request, paginate=False).configure(table)
    for name in set(table.columns.names()) - set(table.Meta.default_columns):
        table.columns.hide(name)
    return table


def _show_racks(request: HttpRequest, racks: Any, usages: Mapping[Any, Usage]) -> tuple[Any, list[Any], int]:
    """Return the table of racks, a page of it, and the heat maps of the first ones."""
    rows = []
    columns = ('pk', 'name', 'location__name', 'group__name')
    for pk, name, location, group in racks.order_by('location__path', 'name', 'pk').values_list(*columns):
        if pk in usages:
            url = f'{reverse("dcim:rack", args=[pk])}capacity/'
            rows.append(row_of(name, url, usages[pk], location=location or '', group=group or ''))
    table = RackUsageTable(rows)
    table.configure(request)
    shown = [(f'{row["location"]} {row["name"]}'.strip(), row['url'], row['usage']) for row in rows[:MOST_CELLS]]
    cells = [
        {'label': _('Units'), 'cells': build_cells(shown)},
        {'label': _('Electricity, one side failed'), 'cells': build_cells(shown, resource='electricity')},
    ]
    return table, cells if rows else [], max(0, len(rows) - MOST_CELLS)


def _list_racks(racks: Any, site: int) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
    usages = usage_of_racks(racks, site=site)
    columns = ('pk', 'name', 'location__name', 'site__name')
    for pk, name, location, site_name in racks.order_by('location__path', 'name', 'pk').values_list(*columns):
        if pk in usages:
            yield site_name, location or '', name, usages[pk].figures


def _all_places(
    request: HttpRequest, usages: Mapping[int, Usage], sites: Mapping[int, Site]
) -> Iterable[tuple[str, str, str, Mapping[str, Figure]]]:
    below = locations_of(request.user)
    locations = Location.objects.filter(pk__in=below)
    of_site = dict(locations.order_by().values_list('pk', 'site_id'))
    names = _location_names(locations)
    for pk, site in _by_name(sites):
        yield site.name, '', '', usages[pk].figures
        for location, name in names.items():
            if of_site[location] == pk:
                yield site.name, name, '', below[location].figures


def _trends(*, site: int, location: int | None = None) -> list[Any]:
    today = timezone.localdate()
    since = today - datetime.timedelta(days=SHOWN_DAYS)
    return build_trends(read_series(site=site, location=location, since=since), today=today)


def _export(request: HttpRequest, listing: Listing, name: str) -> HttpResponse:
    name = f'{name}-{timezone.localdate():%Y%m%d}'
    if request.GET['export'] == 'xlsx':
        return serve_xlsx([listing], name=name)
    return serve_csv(listing, name=name)
