"""Serializers of cases and tasks. Read-only: only `workflows.engine` moves a case."""

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import CaseStateChoices, TaskStateChoices
from ...models import Case, Task
from .nested import (
    NestedColocationAccessVisitSerializer,
    NestedColocationMaintenanceTicketSerializer,
    NestedColocationRequestSerializer,
    NestedColocationTaskSerializer,
)
from .procedures import ColocationProcedureVersionSerializer
from .roles import ColocationProcedureRoleSerializer

__all__ = ('ColocationCaseSerializer', 'ColocationTaskSerializer')


class ColocationCaseSerializer(NetBoxModelSerializer):
    version = ColocationProcedureVersionSerializer(nested=True, read_only=True)
    agency = TenantSerializer(nested=True, read_only=True)
    applicant = TenantSerializer(nested=True, read_only=True)
    colocation_request = NestedColocationRequestSerializer(read_only=True, allow_null=True)
    access_visit = NestedColocationAccessVisitSerializer(read_only=True, allow_null=True)
    maintenance_ticket = NestedColocationMaintenanceTicketSerializer(read_only=True, allow_null=True)
    state = ChoiceField(choices=CaseStateChoices, read_only=True)

    class Meta:
        model = Case
        fields = (
            'id', 'url', 'display_url', 'display', 'number', 'version', 'agency', 'applicant', 'colocation_request',
            'access_visit', 'maintenance_ticket', 'state', 'opened_at', 'closed_at', 'tags', 'custom_fields',
            'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'number', 'state')


class ColocationTaskSerializer(NetBoxModelSerializer):
    case = ColocationCaseSerializer(nested=True, read_only=True)
    role = ColocationProcedureRoleSerializer(nested=True, read_only=True, allow_null=True)
    state = ChoiceField(choices=TaskStateChoices, read_only=True)
    parent = NestedColocationTaskSerializer(read_only=True, allow_null=True)
    claimed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    closed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    recorded_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = Task
        fields = (
            'id', 'url', 'display_url', 'display', 'case', 'step', 'row', 'round', 'seat', 'parent', 'role_key',
            'role', 'state', 'opened_at', 'target_at', 'due_at', 'paused_at', 'paused_minutes', 'claimed_by',
            'claimed_at', 'reminded_at', 'escalated_at', 'closed_at', 'closed_by', 'closed_by_name', 'worked_minutes',
            'acted_at', 'on_paper', 'recorded_by', 'recorded_by_name', 'outcome', 'comment', 'data', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'case', 'step', 'state')
