"""Serializers of monitoring targets, drift reports and the Prometheus feed."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from dcim.api.serializers import DeviceSerializer
from ipam.api.serializers import IPAddressSerializer, ServiceSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from tenancy.api.serializers import ContactSerializer
from users.api.serializers import UserSerializer

from ...choices import (
    MonitoringHealthChoices,
    MonitoringKindChoices,
    MonitoringSchemeChoices,
    MonitoringSeverityChoices,
    MonitoringStateChoices,
)
from ...models import DriftReport, MonitoringTarget
from ...models.monitoring import validate_labels
from .requests import ColocationRequestSerializer

__all__ = (
    'ColocationAcceptTargetSerializer',
    'ColocationDriftReportSerializer',
    'ColocationMonitoringTargetSerializer',
    'ColocationPrometheusGroupSerializer',
    'ColocationRetireTargetSerializer',
)

# What may still be said of a target that is retired.
ABOUT_RETIRED = frozenset({'owner', 'description', 'comments', 'tags', 'custom_field_data'})


@extend_schema_field({'type': 'object', 'additionalProperties': {'type': 'string'}, 'example': {'team': 'network'}})
class ColocationLabelsField(serializers.JSONField):
    """Names that Prometheus takes as labels, each with a text."""


class ColocationMonitoringTargetSerializer(PrimaryModelSerializer):
    """What to watch is written by whoever may; its state, and what monitoring said of it, by acts only."""

    device = DeviceSerializer(nested=True, allow_null=True, help_text='Null only where the target is retired')
    request = ColocationRequestSerializer(nested=True, read_only=True, allow_null=True)
    address = IPAddressSerializer(
        nested=True, required=False, allow_null=True, default=None,
        help_text='Left out: the primary address of the device',
    )  # fmt: skip
    kind = ChoiceField(choices=MonitoringKindChoices, required=False)
    service = ServiceSerializer(nested=True, required=False, allow_null=True, default=None)
    scheme = ChoiceField(choices=MonitoringSchemeChoices, required=False)
    labels = ColocationLabelsField(required=False, validators=[validate_labels])
    severity = ChoiceField(choices=MonitoringSeverityChoices, required=False)
    contact = ContactSerializer(nested=True, required=False, allow_null=True, default=None)
    state = ChoiceField(choices=MonitoringStateChoices, read_only=True)
    accepted_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    health = ChoiceField(choices=MonitoringHealthChoices, read_only=True)

    class Meta:
        model = MonitoringTarget
        fields = (
            'id', 'url', 'display_url', 'display', 'device', 'device_name', 'request', 'address', 'kind', 'port',
            'service', 'module', 'scheme', 'metrics_path', 'labels', 'severity', 'contact', 'state', 'registered_at',
            'seen_at', 'accepted_at', 'accepted_by', 'accepted_by_name', 'retired_at', 'source', 'reported_at',
            'health', 'health_since', 'unseen_told_at', 'down_told_since', 'owner', 'description', 'comments', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = (
            'device_name', 'registered_at', 'seen_at', 'accepted_at', 'accepted_by_name', 'retired_at', 'source',
            'reported_at', 'health_since', 'unseen_told_at', 'down_told_since',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'device', 'kind', 'port', 'state', 'description')

    def validate(self, data: Any) -> Any:
        if self.nested:
            return super().validate(data)
        if self.instance is not None and self.instance.is_retired:
            self._refuse_changes(data)
        else:
            self._fill_in(data)
        return super().validate(data)

    def _fill_in(self, data: dict[str, Any]) -> None:
        """Take the primary address of the device where none is named, as forms do."""
        if 'device' in data and not data['device']:
            raise serializers.ValidationError({'device': [_('Name the device that is watched.')]})
        device = data.get('device') or getattr(self.instance, 'device', None)
        is_other = self.instance is not None and device != self.instance.device
        known = None if is_other else getattr(self.instance, 'address', None)
        if device and not data.get('address', known):
            data['address'] = device.primary_ip4 or device.primary_ip6

    def _refuse_changes(self, data: dict[str, Any]) -> None:
        message = _('This target is retired: what was watched stays as it was.')
        changed = [
            name for name in data if name not in ABOUT_RETIRED and data[name] != getattr(self.instance, name, None)
        ]
        if changed:
            raise serializers.ValidationError({name: [message] for name in changed})


class ColocationAcceptTargetSerializer(serializers.Serializer):
    # What must not be empty, the service says, with its own code.
    comment = serializers.CharField(
        required=False, allow_blank=True, default='', max_length=2000,
        help_text='Needed where monitoring has not seen the target: how you know that it is watched',
    )  # fmt: skip


class ColocationRetireTargetSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, default='', max_length=2000)


class ColocationDriftReportSerializer(NetBoxModelSerializer):
    made_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    missing = serializers.ListField(child=serializers.DictField(), read_only=True)
    unknown = serializers.ListField(child=serializers.DictField(), read_only=True)
    different = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = DriftReport
        fields = (
            'id', 'url', 'display_url', 'display', 'source', 'made_at', 'made_by', 'made_by_name', 'is_clean',
            'wanted_count', 'watched_count', 'missing_count', 'unknown_count', 'different_count', 'missing',
            'unknown', 'different', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'source', 'made_at', 'is_clean')


class ColocationPrometheusGroupSerializer(serializers.Serializer):
    """One target group of Prometheus' HTTP service discovery."""

    targets = serializers.ListField(child=serializers.CharField(), help_text='host:port')
    labels = serializers.DictField(child=serializers.CharField())
