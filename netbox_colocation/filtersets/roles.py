"""Filters of roles, appointments and representatives."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import HolderCapacityChoices
from ..models import Appointment, MaintenanceTicket, ProcedureRole, Representative
from .fields import id_and_key, only_id

__all__ = ('AppointmentFilterSet', 'ProcedureRoleFilterSet', 'RepresentativeFilterSet')


@register_filterset
class ProcedureRoleFilterSet(PrimaryModelFilterSet):
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    superior_id, superior = id_and_key('superior', ProcedureRole.objects.all(), _('Superior'), key='key')

    class Meta:
        model = ProcedureRole
        fields = ('id', 'key', 'name', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(key__icontains=value) | Q(name__icontains=value) | Q(description__icontains=value))


@register_filterset
class AppointmentFilterSet(PrimaryModelFilterSet):
    role_id, role = id_and_key('role', ProcedureRole.objects.all(), _('Role'), key='key')
    agency_id, agency = id_and_key('role__agency', Tenant.objects.all(), _('Agency'))
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')
    capacity = django_filters.MultipleChoiceFilter(choices=HolderCapacityChoices, distinct=False, null_value=None)
    delegated_by_id = only_id('delegated_by', Appointment.objects.all(), _('Appointment that was delegated'))
    maintenance_ticket_id = only_id(
        'maintenance_tickets', MaintenanceTicket.objects.all(), _('Works on the ticket'), distinct=True
    )

    class Meta:
        model = Appointment
        fields = (
            'id', 'holder_name', 'rank', 'employee_number', 'decree', 'valid_from', 'valid_until', 'is_current',
            'description',
        )  # fmt: skip

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(holder_name__icontains=value)
            | Q(role__name__icontains=value)
            | Q(decree__icontains=value)
            | Q(employee_number__icontains=value)
            | Q(description__icontains=value)
        )


@register_filterset
class RepresentativeFilterSet(PrimaryModelFilterSet):
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Tenant'))
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')

    class Meta:
        model = Representative
        fields = ('id', 'position', 'valid_from', 'valid_until', 'is_current', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(
            Q(user__username__icontains=value)
            | Q(tenant__name__icontains=value)
            | Q(position__icontains=value)
            | Q(description__icontains=value)
        )
