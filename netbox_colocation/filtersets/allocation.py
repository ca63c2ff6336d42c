"""Filters of holds."""

from django.utils.translation import gettext_lazy as _

from dcim.models import Rack
from ipam.models import IPAddress
from netbox.filtersets import NetBoxModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import HoldStateChoices
from ..models import ColocationRequest, Hold
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('HoldFilterSet',)


@register_filterset
class HoldFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('request__name', 'request__applicant__name', 'request__case__number')
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    rack_id, rack = id_and_key('units__rack', Rack.objects.all(), _('Rack'), key='name', distinct=True)
    address_id = only_id('addresses__address', IPAddress.objects.all(), _('IP address'), distinct=True)
    state = any_of(HoldStateChoices)

    class Meta:
        model = Hold
        fields = ('id', 'held_at', 'expires_at', 'ended_at')
