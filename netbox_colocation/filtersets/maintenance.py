"""Filters of maintenance tickets."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Location, Site
from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import RequestStatusChoices, TicketKindChoices, TicketPriorityChoices, WorkStatusChoices
from ..models import Case, MaintenanceTicket, Procedure
from .fields import id_and_key, tree_id_and_slug

__all__ = ('MaintenanceTicketFilterSet',)


@register_filterset
class MaintenanceTicketFilterSet(PrimaryModelFilterSet):
    procedure_id, procedure = id_and_key('procedure', Procedure.objects.all(), _('Procedure'), key='key')
    applicant_id, applicant = id_and_key('applicant', Tenant.objects.all(), _('Applicant'))
    case_id, case = id_and_key('case', Case.objects.all(), _('Case'), key='number')
    site_id, site = id_and_key('site', Site.objects.all(), _('Site'))
    location_id, location = tree_id_and_slug('location', Location.objects.all(), _('Location'))
    device_id, device = id_and_key('devices', Device.objects.all(), _('Device'), key='name', distinct=True)
    status = django_filters.MultipleChoiceFilter(choices=RequestStatusChoices, distinct=False, null_value=None)
    kind = django_filters.MultipleChoiceFilter(choices=TicketKindChoices, distinct=False, null_value=None)
    priority = django_filters.MultipleChoiceFilter(choices=TicketPriorityChoices, distinct=False, null_value=None)
    work_status = django_filters.MultipleChoiceFilter(choices=WorkStatusChoices, distinct=False, null_value=None)

    class Meta:
        model = MaintenanceTicket
        fields = (
            'id', 'name', 'problem', 'analysis', 'solution', 'letter_number', 'letter_date', 'letter_subject',
            'administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone',
            'technical_name', 'technical_organisation', 'technical_email', 'technical_phone', 'description',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(name__icontains=value)
            | Q(problem__icontains=value)
            | Q(letter_number__icontains=value)
            | Q(letter_subject__icontains=value)
            | Q(applicant__name__icontains=value)
            | Q(case__number__icontains=value)
            | Q(description__icontains=value)
        )
