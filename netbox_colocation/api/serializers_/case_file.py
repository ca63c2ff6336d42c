"""Serializer of a case with its file: events, tasks and documents. For one case at a time, never for a list."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import BaseModelSerializer

from ...choices import TaskStateChoices
from ...constants import APPLICANT
from ...models import Case, Task
from ...workflows.disclosure import disclose, reads_as_applicant
from .cases import ColocationCaseSerializer
from .documents import ColocationDocumentSerializer
from .roles import ColocationProcedureRoleSerializer

__all__ = ('ColocationCaseDetailSerializer', 'ColocationCaseEventSerializer', 'ColocationCaseTaskSerializer')


class ColocationCaseEventSerializer(serializers.Serializer):
    """What happened, in the order in which it happened, as the reader may know it (`workflows.disclosure`)."""

    sequence = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    actor_name = serializers.CharField()
    data = serializers.DictField()


class ColocationCaseTaskSerializer(BaseModelSerializer):
    """A task as its own case shows it: who it waits or waited for, and how it ended."""

    role = ColocationProcedureRoleSerializer(nested=True, read_only=True, allow_null=True)
    state = ChoiceField(choices=TaskStateChoices, read_only=True)

    class Meta:
        model = Task
        fields = (
            'id', 'url', 'display', 'step', 'row', 'round', 'seat', 'parent', 'role_key', 'role', 'state', 'opened_at',
            'target_at', 'due_at', 'paused_at', 'claimed_at', 'closed_at', 'closed_by_name', 'worked_minutes',
            'acted_at', 'on_paper', 'recorded_by_name', 'outcome', 'comment',
        )  # fmt: skip
        read_only_fields = fields


class ColocationCaseDetailSerializer(ColocationCaseSerializer):
    """A case with its file; tasks and documents are those that the user may view (see the viewset)."""

    events = serializers.SerializerMethodField()
    tasks = ColocationCaseTaskSerializer(many=True, read_only=True)
    documents = ColocationDocumentSerializer(nested=True, many=True, read_only=True)

    class Meta(ColocationCaseSerializer.Meta):
        fields = (*ColocationCaseSerializer.Meta.fields, 'events', 'tasks', 'documents')
        read_only_fields = fields

    @extend_schema_field(ColocationCaseEventSerializer(many=True))
    def get_events(self, case: Case) -> list[dict[str, Any]]:
        shown = disclose(case, case.events.all(), to_applicant=self._is_for_applicant(case))
        return ColocationCaseEventSerializer(shown, many=True).data

    def to_representation(self, instance: Case) -> dict[str, Any]:
        """What officers wrote stays theirs, whatever the reader's permission on tasks says."""
        shown = super().to_representation(instance)
        if self._is_for_applicant(instance):
            for task in shown.get('tasks', ()):
                if task['role_key'] != APPLICANT:
                    task['comment'] = ''
        return shown

    def _is_for_applicant(self, case: Case) -> bool:
        """Asked once for a case: a whole file is one case."""
        if not hasattr(self, '_for_applicant'):
            user = self.context['request'].user
            self._for_applicant = reads_as_applicant(user, case, now=timezone.now())
        return self._for_applicant
