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
from .fields import id_and_key, only_id

__all__ = ('EquipmentLoanFilterSet', 'WorkLogEntryFilterSet')


@register_filterset
class WorkLogEntryFilterSet(NetBoxModelFilterSet):
    ticket_id = only_id('ticket', MaintenanceTicket.objects.all(), _('Maintenance ticket'))
    applicant_id, applicant = id_and_key('ticket__applicant', Tenant.objects.all(), _('Applicant'))
    author_id = only_id('author', get_user_model().objects.all(), _('Author'))
    author = django_filters.ModelMultipleChoiceFilter(
        field_name='author__username',
        queryset=get_user_model().objects.all(),
        to_field_name='username',
        label=_('Author (name)'),
    )
    work_status = django_filters.MultipleChoiceFilter(choices=WorkStatusChoices, distinct=False, null_value=None)

    class Meta:
        model = WorkLogEntry
        fields = ('id', 'at', 'author_name', 'text', 'minutes')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(text__icontains=value)
            | Q(author_name__icontains=value)
            | Q(ticket__name__icontains=value)
            | Q(ticket__case__number__icontains=value)
        )


@register_filterset
class EquipmentLoanFilterSet(PrimaryModelFilterSet):
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

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(item__icontains=value)
            | Q(serial__icontains=value)
            | Q(person__icontains=value)
            | Q(borrower__name__icontains=value)
            | Q(description__icontains=value)
            | Q(comments__icontains=value)
        )
