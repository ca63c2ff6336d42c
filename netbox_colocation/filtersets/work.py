"""Filters of the work log and of equipment loans."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Device
from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import WorkStatusChoices
from ..models import EquipmentLoan, MaintenanceTicket, WorkLogEntry
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('EquipmentLoanFilterSet', 'WorkLogEntryFilterSet')


@register_filterset
class WorkLogEntryFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('text', 'author_name', 'ticket__name', 'ticket__case__number')
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    applicant_id, applicant = id_and_key('ticket__applicant', Tenant.objects.all(), _('Applicant'))
    author_id = only_id('author', get_user_model().objects.all(), _('Author'))
    author = django_filters.ModelMultipleChoiceFilter(
        field_name='author__username',
        queryset=get_user_model().objects.all(),
        to_field_name='username',
        label=_('Author (name)'),
    )
    work_status = any_of(WorkStatusChoices)

    class Meta:
        model = WorkLogEntry
        fields = ('id', 'at', 'author_name', 'text', 'minutes')


@register_filterset
class EquipmentLoanFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('item', 'serial', 'person', 'borrower__name', 'description', 'comments')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    borrower_id, borrower = id_and_key('borrower', Tenant.objects.all(), _('Borrower'))
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    device_id, device = id_and_key('device', Device.objects.all(), _('Device'), key='name')
    is_open = django_filters.BooleanFilter(field_name='returned_on', lookup_expr='isnull', label=_('Still lent'))
    is_overdue = django_filters.BooleanFilter(method='filter_overdue', label=_('Overdue'))

    class Meta:
        model = EquipmentLoan
        fields = (
            'id', 'item', 'serial', 'person', 'condition', 'lent_on', 'due_on', 'returned_on', 'returned_condition',
            'returned_to', 'overdue_told_at', 'description',
        )  # fmt: skip

    def filter_overdue(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        late = Q(returned_on__isnull=True, due_on__lt=timezone.localdate())
        return queryset.filter(late) if value else queryset.exclude(late)
