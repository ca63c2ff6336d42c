"""Filters of access visits."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Location, Rack, Site
from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import RequestStatusChoices, VisitActivityChoices
from ..models import AccessVisit, Appointment, Case, ColocationRequest, MaintenanceTicket, Procedure, Visitor
from .fields import any_of, id_and_key, only_id, tree_id_and_slug
from .searching import SearchedMixin

__all__ = ('AccessVisitFilterSet',)


@register_filterset
class AccessVisitFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'letter_number', 'letter_subject', 'applicant__name', 'case__number', 'purpose', 'description')
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    rack_id, rack = id_and_key('racks', Rack.objects.all(), _('Rack'), key='name', distinct=True)
    device_id, device = id_and_key('devices', Device.objects.all(), _('Device'), key='name', distinct=True)
    request_id = only_id('request', ColocationRequest.objects.all(), _('Colocation request'))
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    escort_id = only_id('escort', Appointment.objects.all(), _('Escort'))
    activity = django_filters.MultipleChoiceFilter(
        method='filter_activity', choices=VisitActivityChoices, label=_('Activity')
    )
    status = any_of(RequestStatusChoices)
    visitor = django_filters.CharFilter(
        field_name='visitors__name', lookup_expr='icontains', distinct=True, label=_('Visitor')
    )
    is_inside = django_filters.BooleanFilter(method='filter_inside', label=_('Entered, and has not left'))

    class Meta:
        model = AccessVisit
        fields = (
            'id', 'name', 'purpose', 'starts_at', 'ends_at', 'entered_at', 'left_at', 'escort_name', 'extended_until',
            'wants_photos', 'accepts_rules', 'photos_allowed', 'is_emergency', 'word_given', 'letter_number',
            'letter_date', 'letter_subject', 'administrative_name', 'administrative_position', 'administrative_email',
            'administrative_phone', 'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
            'description',
        )  # fmt: skip

    def where_found(self, value: str) -> Q:
        # By key: the join would otherwise list a visit once for each visitor that fits.
        return super().where_found(value) | Q(pk__in=Visitor.objects.filter(name__icontains=value).values('visit'))

    def filter_activity(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Visits with at least one of these activities."""
        return queryset.filter(activities__overlap=value) if value else queryset

    def filter_inside(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        inside = AccessVisit.INSIDE
        return queryset.filter(inside) if value else queryset.exclude(inside)
