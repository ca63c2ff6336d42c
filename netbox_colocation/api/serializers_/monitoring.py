"""Serializers of monitoring targets and of the Prometheus feed."""

from rest_framework import serializers

from dcim.api.serializers import DeviceSerializer
from ipam.api.serializers import IPAddressSerializer
from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer

from ...choices import MonitoringStateChoices
from ...models import MonitoringTarget
from .requests import ColocationRequestSerializer

__all__ = ('ColocationMonitoringTargetSerializer', 'ColocationPrometheusGroupSerializer')


class ColocationMonitoringTargetSerializer(NetBoxModelSerializer):
    device = DeviceSerializer(nested=True, read_only=True)
    request = ColocationRequestSerializer(nested=True, read_only=True, allow_null=True)
    address = IPAddressSerializer(nested=True, read_only=True)
    state = ChoiceField(choices=MonitoringStateChoices, read_only=True)

    class Meta:
        model = MonitoringTarget
        fields = (
            'id', 'url', 'display_url', 'display', 'device', 'request', 'address', 'port', 'state', 'registered_at',
            'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'device', 'port', 'state')


class ColocationPrometheusGroupSerializer(serializers.Serializer):
    """One target group of Prometheus' HTTP service discovery."""

    targets = serializers.ListField(child=serializers.CharField(), help_text='host:port')
    labels = serializers.DictField(child=serializers.CharField())
