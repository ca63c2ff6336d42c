"""Filters of colocation requests and the servers that they ask for."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.choices import CoolingMethodChoices, InterfaceTypeChoices, PowerPortTypeChoices
from dcim.models import Device, DeviceType, Location, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import GroupingChoices, RequestStatusChoices, SubjectKindChoices
from ..models import Case, ColocationRequest, Procedure, RequestedServer
from ..models.mac_addresses import in_one_notation
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('ColocationRequestFilterSet', 'RequestedServerFilterSet')


@register_filterset
class ColocationRequestFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'letter_number', 'letter_subject', 'applicant__name', 'case__number', 'purpose', 'description')
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    device_id, device = id_and_key(
        'returned_devices', Device.objects.all(), _('Device to return'), key='name', distinct=True
    )
    subject_kind = any_of(SubjectKindChoices, field_name='procedure__subject_kind', label=_('Kind'))
    status = any_of(RequestStatusChoices)
    grouping = any_of(GroupingChoices)

    class Meta:
        model = ColocationRequest
        fields = (
            'id', 'name', 'purpose', 'letter_number', 'letter_date', 'letter_subject', 'administrative_name',
            'administrative_position', 'administrative_email', 'administrative_phone', 'technical_name',
            'technical_organisation', 'technical_email', 'technical_phone', 'valid_until', 'description',
        )  # fmt: skip


@register_filterset
class RequestedServerFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('name', 'request__name', 'serial', 'manufacturer', 'model')
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    device_type_id, device_type = id_and_key('device_type', DeviceType.objects.all(), _('Device type'))
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    cooling_method = any_of(CoolingMethodChoices)
    power_connector = any_of(PowerPortTypeChoices)
    network_connector = any_of(InterfaceTypeChoices)
    mac_address = django_filters.CharFilter(method='filter_mac', label=_('MAC address'))
    domain_name = django_filters.CharFilter(method='filter_listed', field_name='domain_names', label=_('Domain name'))
    service = django_filters.CharFilter(method='filter_listed', field_name='services', label=_('Service'))

    class Meta:
        model = RequestedServer
        fields = (
            'id', 'name', 'manufacturer', 'model', 'serial', 'u_height', 'is_full_depth', 'is_rack_mountable',
            'depth_mm', 'weight_kg', 'redundancy_group', 'power_draw', 'power_supplies', 'network_interfaces',
            'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth', 'operating_system',
        )  # fmt: skip

    def filter_listed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Servers whose list `name` has exactly that entry."""
        return queryset.filter(**{f'{name}__contains': [value]})

    def filter_mac(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Servers with that MAC address, in whichever notation."""
        return queryset.filter(mac_addresses__contains=in_one_notation([value]))
