"""Filters of colocation requests and the servers that they ask for."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.choices import CoolingMethodChoices, InterfaceTypeChoices, PowerPortTypeChoices
from dcim.models import Device, DeviceType, Location, Site
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import GroupingChoices, RequestStatusChoices, SubjectKindChoices
from ..models import Case, ColocationRequest, Procedure, RequestedServer
from ..models.mac_addresses import in_one_notation
from .fields import id_and_key, only_id, tree_id_and_slug

__all__ = ('ColocationRequestFilterSet', 'RequestedServerFilterSet')


@register_filterset
class ColocationRequestFilterSet(PrimaryModelFilterSet):
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    device_id, device = id_and_key(
        'returned_devices', Device.objects.all(), _('Device to return'), key='name', distinct=True
    )
    subject_kind = django_filters.MultipleChoiceFilter(
        field_name='procedure__subject_kind',
        choices=SubjectKindChoices,
        distinct=False,
        null_value=None,
        label=_('Kind'),
    )
    status = django_filters.MultipleChoiceFilter(choices=RequestStatusChoices, distinct=False, null_value=None)
    grouping = django_filters.MultipleChoiceFilter(choices=GroupingChoices, distinct=False, null_value=None)

    class Meta:
        model = ColocationRequest
        fields = (
            'id', 'name', 'purpose', 'letter_number', 'letter_date', 'letter_subject', 'administrative_name',
            'administrative_position', 'administrative_email', 'administrative_phone', 'technical_name',
            'technical_organisation', 'technical_email', 'technical_phone', 'valid_until', 'description',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(letter_number__icontains=value)
            | Q(letter_subject__icontains=value)
            | Q(applicant__name__icontains=value)
            | Q(case__number__icontains=value)
            | Q(purpose__icontains=value)
            | Q(description__icontains=value)
        )


@register_filterset
class RequestedServerFilterSet(NetBoxModelFilterSet):
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    applicant_id, applicant = id_and_key('request__applicant', Tenant.objects.all(), _('Applicant'))
    device_type_id, device_type = id_and_key('device_type', DeviceType.objects.all(), _('Device type'))
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    cooling_method = django_filters.MultipleChoiceFilter(choices=CoolingMethodChoices, distinct=False, null_value=None)
    power_connector = django_filters.MultipleChoiceFilter(choices=PowerPortTypeChoices, distinct=False, null_value=None)
    network_connector = django_filters.MultipleChoiceFilter(
        choices=InterfaceTypeChoices, distinct=False, null_value=None
    )
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

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(request__name__icontains=value)
            | Q(serial__icontains=value)
            | Q(manufacturer__icontains=value)
            | Q(model__icontains=value)
        )

    def filter_listed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Servers whose list `name` has exactly that entry."""
        return queryset.filter(**{f'{name}__contains': [value]})

    def filter_mac(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Servers with that MAC address, in whichever notation."""
        return queryset.filter(mac_addresses__contains=in_one_notation([value]))
