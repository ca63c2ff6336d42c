"""Filters of capacity pools and capacity checks."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from circuits.models import Circuit
from dcim.models import Device, Location, PowerPanel, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import CapacityVerdictChoices, PoolKindChoices
from ..models import CapacityCheck, CapacityPool, ColocationRequest
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('CapacityCheckFilterSet', 'CapacityPoolFilterSet')


@register_filterset
class CapacityPoolFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'description', 'comments')
    kind = any_of(PoolKindChoices)
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    device_id, device = id_and_key('devices', Device.objects.all(), _('Device'), key='name', distinct=True)
    power_panel_id, power_panel = id_and_key(
        'power_panels', PowerPanel.objects.all(), _('Power panel'), key='name', distinct=True
    )
    circuit_id, circuit = id_and_key('circuits', Circuit.objects.all(), _('Circuit'), key='cid', distinct=True)

    class Meta:
        model = CapacityPool
        fields = ('id', 'name', 'capacity', 'reserve_percent', 'description')


@register_filterset
class CapacityCheckFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('request__name', 'request__applicant__name')
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    checked_by_id, checked_by = id_and_key(
        'checked_by', get_user_model().objects.all(), _('Checked by'), key='username'
    )
    verdict = any_of(CapacityVerdictChoices)

    class Meta:
        model = CapacityCheck
        fields = ('id', 'checked_at')
