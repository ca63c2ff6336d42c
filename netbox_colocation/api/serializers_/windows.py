"""Serializers of maintenance windows and notices, and of the acts on both."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import TenantSerializer
from users.api.serializers import UserSerializer

from ...choices import (
    DispatchMethodChoices,
    ImpactGradeChoices,
    NoticeKindChoices,
    NoticeStateChoices,
    WindowStateChoices,
)
from ...models import MaintenanceTicket, MaintenanceWindow, WindowNotice
from ...workflows.windows import proposer_of
from .documents import ColocationDocumentSerializer
from .maintenance import ColocationMaintenanceTicketSerializer
from .roles import ColocationProcedureRoleSerializer

__all__ = (
    'ColocationMaintenanceWindowSerializer',
    'ColocationNoticeApprovalSerializer',
    'ColocationNoticeSendingSerializer',
    'ColocationWindowChangeSerializer',
    'ColocationWindowEndSerializer',
    'ColocationWindowExtensionSerializer',
    'ColocationWindowFindingSerializer',
    'ColocationWindowNoticeSerializer',
    'ColocationWindowReasonSerializer',
)


class ColocationMaintenanceWindowSerializer(PrimaryModelSerializer):
    ticket = ColocationMaintenanceTicketSerializer(nested=True)
    state = ChoiceField(choices=WindowStateChoices, read_only=True)
    proposed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    agreed_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    agreed_role = ColocationProcedureRoleSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = MaintenanceWindow
        fields = (
            'id', 'url', 'display_url', 'display', 'ticket', 'purpose', 'starts_at', 'ends_at', 'mutes_monitoring',
            'state', 'revision', 'extended_until', 'begun_at', 'ended_at', 'outcome', 'proposed_by', 'proposed_by_name',
            'agreed_by', 'agreed_by_name', 'agreed_role', 'agreed_at', 'impact', 'assessed_at', 'owner', 'description',
            'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = (
            'state', 'revision', 'extended_until', 'begun_at', 'ended_at', 'outcome', 'proposed_by_name',
            'agreed_by_name', 'agreed_at', 'impact', 'assessed_at',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'starts_at', 'ends_at', 'state', 'description')

    def create(self, validated_data: dict[str, Any]) -> MaintenanceWindow:
        return super().create(validated_data | self._proposer(validated_data['ticket']))

    def update(self, instance: MaintenanceWindow, validated_data: dict[str, Any]) -> MaintenanceWindow:
        return super().update(instance, validated_data | self._proposer(instance.ticket))

    def _proposer(self, ticket: MaintenanceTicket) -> dict[str, Any]:
        """Whoever writes a window last is its proposer; see `workflows.windows.propose`."""
        return proposer_of(ticket, actor=self.context['request'].user, now=timezone.now())


class ColocationWindowNoticeSerializer(NetBoxModelSerializer):
    window = ColocationMaintenanceWindowSerializer(nested=True, read_only=True)
    tenant = TenantSerializer(nested=True, read_only=True)
    kind = ChoiceField(choices=NoticeKindChoices, read_only=True)
    state = ChoiceField(choices=NoticeStateChoices, read_only=True)
    grade = ChoiceField(choices=ImpactGradeChoices, read_only=True)
    document = ColocationDocumentSerializer(nested=True, read_only=True, allow_null=True)
    drafted_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    approved_by = UserSerializer(nested=True, read_only=True, allow_null=True)

    class Meta:
        model = WindowNotice
        fields = (
            'id', 'url', 'display_url', 'display', 'window', 'tenant', 'kind', 'revision', 'state', 'grade', 'subject',
            'body', 'document', 'recipients', 'drafted_by', 'drafted_at', 'approved_by', 'approved_by_name',
            'approved_at', 'sent_at', 'error', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'kind', 'state', 'subject')


def _text(**options: object) -> serializers.CharField:
    # What must not be empty, the act says, with its own code.
    return serializers.CharField(required=False, allow_blank=True, default='', max_length=5000, **options)


class ColocationWindowReasonSerializer(serializers.Serializer):
    reason = _text()


class ColocationWindowChangeSerializer(ColocationWindowReasonSerializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ColocationWindowExtensionSerializer(ColocationWindowReasonSerializer):
    until = serializers.DateTimeField()


class ColocationWindowEndSerializer(serializers.Serializer):
    outcome = _text()


class ColocationNoticeApprovalSerializer(serializers.Serializer):
    signature = serializers.CharField(
        required=False,
        allow_blank=True,
        default='',
        max_length=50,
        help_text='Of a letter: ID of a prepared signature, or “application”',
    )


class ColocationNoticeSendingSerializer(serializers.Serializer):
    """How a letter goes out; an e-mail that failed needs nothing."""

    method = serializers.ChoiceField(choices=DispatchMethodChoices, required=False)
    address = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    sent_on = serializers.DateField(required=False, help_text='Default: today')
    received_by = serializers.CharField(max_length=150, required=False, allow_blank=True)
    tracking_number = serializers.CharField(max_length=100, required=False, allow_blank=True)


class ColocationWindowEvidenceSerializer(serializers.Serializer):
    label = serializers.CharField()
    model = serializers.CharField()
    pk = serializers.IntegerField()


class ColocationWindowFindingSerializer(serializers.Serializer):
    """One thing to know before anybody agrees (`exceptions.Finding`); `stops` says whether it stands against it."""

    code = serializers.CharField()
    message = serializers.CharField()
    stops = serializers.BooleanField()
    field = serializers.CharField()
    data = serializers.DictField()
    links = ColocationWindowEvidenceSerializer(many=True)
