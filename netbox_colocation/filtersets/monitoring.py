"""Filters of monitoring targets."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Site
from ipam.models import IPAddress
from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import MonitoringStateChoices
from ..models import ColocationRequest, MonitoringTarget
from .fields import id_and_key, only_id

__all__ = ('MonitoringTargetFilterSet',)


@register_filterset
class MonitoringTargetFilterSet(NetBoxModelFilterSet):
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    site_id, site = id_and_key('device__site', Site.objects.all(), _('Site'))
    tenant_id, tenant = id_and_key('device__tenant', Tenant.objects.all(), _('Tenant'))
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    address_id = only_id('address', IPAddress.objects.all(), _('IP address'))
    state = django_filters.MultipleChoiceFilter(choices=MonitoringStateChoices, distinct=False, null_value=None)

    class Meta:
        model = MonitoringTarget
        fields = ('id', 'port', 'registered_at')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(device__name__icontains=value)
            | Q(address__address__istartswith=value)
            | Q(request__name__icontains=value)
        )
