"""Filters of roles, appointments and representatives."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import PrimaryModelFilterSet
from tenancy.models import Tenant
from utilities.filtersets import register_filterset

from ..choices import HolderCapacityChoices
from ..models import Appointment, MaintenanceTicket, ProcedureRole, Representative
from .fields import any_of, id_and_key, only_id
from .searching import SearchedMixin

__all__ = ('AppointmentFilterSet', 'ProcedureRoleFilterSet', 'RepresentativeFilterSet')


@register_filterset
class ProcedureRoleFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('key', 'name', 'description')
    agency_id, agency = id_and_key('agency', Tenant.objects.all(), _('Agency'))
    superior_id, superior = id_and_key('superior', ProcedureRole.objects.all(), _('Superior'), key='key')

    class Meta:
        model = ProcedureRole
        fields = ('id', 'key', 'name', 'description')


@register_filterset
class AppointmentFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('holder_name', 'role__name', 'decree', 'employee_number', 'description')
    role_id, role = id_and_key('role', ProcedureRole.objects.all(), _('Role'), key='key')
    agency_id, agency = id_and_key('role__agency', Tenant.objects.all(), _('Agency'))
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')
    capacity = any_of(HolderCapacityChoices)
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


@register_filterset
class RepresentativeFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('user__username', 'tenant__name', 'position', 'description')
    tenant_id, tenant = id_and_key('tenant', Tenant.objects.all(), _('Tenant'))
    user_id, user = id_and_key('user', get_user_model().objects.all(), _('User'), key='username')

    class Meta:
        model = Representative
        fields = ('id', 'position', 'valid_from', 'valid_until', 'is_current', 'description')
