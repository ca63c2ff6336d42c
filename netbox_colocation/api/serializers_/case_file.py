"""Serializer of a case with its file: events, tasks and documents. For one case at a time, never for a list."""

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import BaseModelSerializer

from ...choices import TaskStateChoices
from ...models import CaseEvent, Task
from .cases import ColocationCaseSerializer
from .documents import ColocationDocumentSerializer
from .roles import ColocationProcedureRoleSerializer

__all__ = ('ColocationCaseDetailSerializer', 'ColocationCaseEventSerializer', 'ColocationCaseTaskSerializer')


class ColocationCaseEventSerializer(serializers.ModelSerializer):
    """What happened, in the order in which it happened."""

    class Meta:
        model = CaseEvent
        fields = ('sequence', 'kind', 'at', 'actor_name', 'data')
        read_only_fields = fields


class ColocationCaseTaskSerializer(BaseModelSerializer):
    """A task as its own case shows it: who it waits or waited for, and how it ended."""

    role = ColocationProcedureRoleSerializer(nested=True, read_only=True, allow_null=True)
    state = ChoiceField(choices=TaskStateChoices, read_only=True)

    class Meta:
        model = Task
        fields = (
            'id', 'url', 'display', 'step', 'row', 'round', 'role_key', 'role', 'state', 'opened_at', 'due_at',
            'closed_at', 'closed_by_name', 'outcome', 'comment',
        )  # fmt: skip
        read_only_fields = fields


class ColocationCaseDetailSerializer(ColocationCaseSerializer):
    """A case with its file; tasks and documents are those that the user may view (see the viewset)."""

    events = ColocationCaseEventSerializer(many=True, read_only=True)
    tasks = ColocationCaseTaskSerializer(many=True, read_only=True)
    documents = ColocationDocumentSerializer(nested=True, many=True, read_only=True)

    class Meta(ColocationCaseSerializer.Meta):
        fields = (*ColocationCaseSerializer.Meta.fields, 'events', 'tasks', 'documents')
        read_only_fields = fields
