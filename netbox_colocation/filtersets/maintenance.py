"""Filters of maintenance tickets."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from netaddr import AddrFormatError, IPNetwork

from circuits.models import Circuit
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack, Site
from ipam.models import Prefix
from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import (
    RequestStatusChoices,
    TicketCategoryChoices,
    TicketKindChoices,
    TicketPriorityChoices,
    TicketTimingChoices,
    WorkStatusChoices,
)
from ..models import Appointment, Case, MaintenanceTicket, Procedure
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('MaintenanceTicketFilterSet',)


@register_filterset
class MaintenanceTicketFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'problem', 'letter_number', 'letter_subject', 'applicant__name', 'case__number', 'description')
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    device_id, device = id_and_key('devices', Device.objects.all(), _('Device'), key='name', distinct=True)
    rack_id, rack = id_and_key('racks', Rack.objects.all(), _('Rack'), key='name', distinct=True)
    power_panel_id, power_panel = id_and_key(
        'power_panels', PowerPanel.objects.all(), _('Power panel'), key='name', distinct=True
    )
    power_feed_id, power_feed = id_and_key(
        'power_feeds', PowerFeed.objects.all(), _('Power feed'), key='name', distinct=True
    )
    circuit_id, circuit = id_and_key('circuits', Circuit.objects.all(), _('Circuit'), key='cid', distinct=True)
    prefix_id = only_id('prefixes', Prefix.objects.all(), _('Prefix'), distinct=True)
    prefix = django_filters.CharFilter(method='filter_prefix', label=_('Prefix'))
    room_id, room = tree_id_and_slug('rooms', Location.objects.all(), _('Room'))
    appointment_id = only_id('technicians', Appointment.objects.all(), _('Technician'), distinct=True)
    technician = django_filters.CharFilter(
        field_name='technicians__holder_name', lookup_expr='icontains', distinct=True, label=_('Technician')
    )
    register_agency_id, register_agency = id_and_key('register_agency', Tenant.objects.all(), _('Register of agency'))
    status = any_of(RequestStatusChoices)
    kind = any_of(TicketKindChoices)
    priority = any_of(TicketPriorityChoices)
    timing = any_of(TicketTimingChoices)
    category = any_of(TicketCategoryChoices)
    work_status = any_of(WorkStatusChoices)

    class Meta:
        model = MaintenanceTicket
        fields = (
            'id', 'name', 'problem', 'analysis', 'solution', 'letter_number', 'letter_date', 'letter_subject',
            'administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone',
            'technical_name', 'technical_organisation', 'technical_email', 'technical_phone', 'description',
            'begun_at', 'finished_at', 'register_year', 'register_sequence',
        )  # fmt: skip

    def filter_prefix(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        try:
            network = IPNetwork(value).cidr
        except (AddrFormatError, ValueError):
            return queryset.none()
        return queryset.filter(prefixes__prefix=str(network)).distinct()
