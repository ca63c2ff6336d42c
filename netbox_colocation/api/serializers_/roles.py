"""Serializers of roles, appointments and representatives."""

from netbox.api.fields import ChoiceField
from netbox.api.serializers import PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import HolderCapacityChoices
from ...models import Appointment, ProcedureRole, Representative
from .nested import NestedColocationAppointmentSerializer, NestedColocationProcedureRoleSerializer

__all__ = (
    'ColocationAppointmentSerializer',
    'ColocationProcedureRoleSerializer',
    'ColocationRepresentativeSerializer',
)


class ColocationProcedureRoleSerializer(PrimaryModelSerializer):
    agency = TenantSerializer(nested=True)
    superior = NestedColocationProcedureRoleSerializer(required=False, allow_null=True)

    class Meta:
        model = ProcedureRole
        fields = (
            'id', 'url', 'display_url', 'display', 'agency', 'key', 'name', 'superior', 'owner', 'description',
            'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'key', 'name', 'description')


class ColocationAppointmentSerializer(PrimaryModelSerializer):
    role = ColocationProcedureRoleSerializer(nested=True)
    user = UserSerializer(nested=True, required=False, allow_null=True, default=None)
    capacity = ChoiceField(choices=HolderCapacityChoices, required=False)
    delegated_by = NestedColocationAppointmentSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Appointment
        fields = (
            'id', 'url', 'display_url', 'display', 'role', 'user', 'holder_name', 'employee_number', 'rank',
            'capacity', 'decree', 'valid_from', 'valid_until', 'is_current', 'delegated_by', 'owner', 'description',
            'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('is_current',)
        brief_fields = ('id', 'url', 'display', 'role', 'holder_name', 'capacity', 'description')


class ColocationRepresentativeSerializer(PrimaryModelSerializer):
    tenant = TenantSerializer(nested=True)
    user = UserSerializer(nested=True)

    class Meta:
        model = Representative
        fields = (
            'id', 'url', 'display_url', 'display', 'tenant', 'user', 'position', 'valid_from', 'valid_until',
            'is_current', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = ('is_current',)
        brief_fields = ('id', 'url', 'display', 'tenant', 'user', 'position', 'description')
