"""Filters of monitoring targets, which are those of the feeds too, and of drift reports."""

import django_filters
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.choices import DeviceStatusChoices
from dcim.models import Device, DeviceRole, DeviceType, Location, Manufacturer, Platform, Rack, Region, Site, SiteGroup
from extras.filters import TagFilter
from ipam.models import IPAddress, Service
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Contact, Tenant, TenantGroup
from utilities.filtersets import register_filterset
from virtualization.models import Cluster

from ..choices import (
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringSchemeChoices,
    MonitoringSeverityChoices,
    MonitoringStateChoices,
)
from ..models import Case, ColocationRequest, DriftReport, MonitoringTarget
from ..monitoring.muting import muted
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('DriftReportFilterSet', 'MonitoringTargetFilterSet')


@register_filterset
class MonitoringTargetFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('device_name', 'device__name', 'address__address__istartswith', 'request__name', 'description')
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    device_status = any_of(DeviceStatusChoices, field_name='device__status', label=_('Status of the device'))
    device_tag = TagFilter(field_name='device__tags__slug', label=_('Tag of the device'))
    region_id, region = tree_id_and_slug('device__site__region', Region.objects.all(), _('Region'))
    site_group_id, site_group = tree_id_and_slug('device__site__group', SiteGroup.objects.all(), _('Site group'))
    site_id, site = id_and_key('device__site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('device__location', Location.objects.all(), _('Location'))
    rack_id = only_id('device__rack', Rack.objects.all(), _('Rack'))
    cluster_id = only_id('device__cluster', Cluster.objects.all(), _('Cluster'))
    role_id, role = tree_id_and_slug('device__role', DeviceRole.objects.all(), _('Role of the device'))
    platform_id, platform = tree_id_and_slug('device__platform', Platform.objects.all(), _('Platform'))
    manufacturer_id, manufacturer = id_and_key(
        'device__device_type__manufacturer', Manufacturer.objects.all(), _('Manufacturer')
    )
    device_type_id, device_type = id_and_key('device__device_type', DeviceType.objects.all(), _('Device type'))
    tenant_group_id, tenant_group = tree_id_and_slug(
        'device__tenant__group', TenantGroup.objects.all(), _('Tenant group')
    )
    tenant_id, tenant = id_and_key('device__tenant', Tenant.objects.all(), _('Tenant'))
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    case_id = only_id('request__case', Case.objects.all(), _('Case'))
    address_id = only_id('address', IPAddress.objects.all(), _('IP address'))
    service_id = only_id('service', Service.objects.all(), _('Service'))
    contact_id = only_id('contact', Contact.objects.all(), _('Contact'))
    accepted_by_id, accepted_by = id_and_key(
        'accepted_by', get_user_model().objects.all(), _('Accepted by'), key='username'
    )
    kind = any_of(MonitoringKindChoices)
    scheme = any_of(MonitoringSchemeChoices)
    severity = any_of(MonitoringSeverityChoices)
    state = any_of(MonitoringStateChoices)
    health = any_of(MonitoringHealthChoices)
    label = django_filters.CharFilter(
        method='filter_label', label=_('Label of its own'), help_text=_('name, or name=text')
    )
    is_muted = django_filters.BooleanFilter(method='filter_is_muted', label=_('Muted by a maintenance window'))

    class Meta:
        model = MonitoringTarget
        fields = (
            'id', 'device_name', 'port', 'module', 'metrics_path', 'registered_at', 'seen_at', 'accepted_at',
            'accepted_by_name', 'retired_at', 'source', 'reported_at', 'health_since', 'unseen_told_at',
            'down_told_since', 'description',
        )  # fmt: skip

    def filter_label(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Targets with this label, and with this text where one is given."""
        label, has_text, text = value.partition('=')
        return queryset.filter(labels__contains={label: text}) if has_text else queryset.filter(labels__has_key=label)

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return the filters, made once: NetBox makes them at each call, which takes longer than an unchanged feed."""
        if not apps.ready:  # lookups may come yet
            return super().get_filters()
        if '_made_filters' not in cls.__dict__:
            cls._made_filters = super().get_filters()
        return cls._made_filters

    def filter_is_muted(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return muted(queryset, now=timezone.now()).filter(is_muted=value)


@register_filterset
class DriftReportFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('source', 'made_by_name')
    made_by_id, made_by = id_and_key('made_by', get_user_model().objects.all(), _('Made by'), key='username')
    is_clean = django_filters.BooleanFilter(method='filter_is_clean', label=_('No difference'))

    class Meta:
        model = DriftReport
        fields = (
            'id', 'source', 'made_at', 'made_by_name', 'wanted_count', 'watched_count', 'missing_count',
            'unknown_count', 'different_count',
        )  # fmt: skip

    def filter_is_clean(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        clean = Q(missing_count=0, unknown_count=0, different_count=0)
        return queryset.filter(clean) if value else queryset.exclude(clean)
