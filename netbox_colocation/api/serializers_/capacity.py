"""Serializers of capacity pools and checks, and the question and answer of `check-capacity/`."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from circuits.api.serializers import CircuitSerializer
from circuits.models import Circuit
from dcim.api.serializers import DeviceSerializer, LocationSerializer, SiteSerializer
from dcim.models import Device
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from users.api.serializers import UserSerializer

from ...choices import CapacityResourceChoices, CapacityVerdictChoices, PoolKindChoices
from ...models import CapacityCheck, CapacityPool
from .requests import ColocationRequestSerializer

__all__ = (
    'ColocationCapacityAnswerSerializer',
    'ColocationCapacityCheckSerializer',
    'ColocationCapacityPoolSerializer',
    'ColocationCapacityQuestionSerializer',
)


class ColocationCapacityPoolSerializer(PrimaryModelSerializer):
    kind = ChoiceField(choices=PoolKindChoices)
    site = SiteSerializer(nested=True)
    location = LocationSerializer(nested=True, required=False, allow_null=True, default=None)
    devices = SerializedPKRelatedField(
        queryset=Device.objects.all(), serializer=DeviceSerializer, nested=True, required=False, many=True
    )
    circuits = SerializedPKRelatedField(
        queryset=Circuit.objects.all(), serializer=CircuitSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = CapacityPool
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent',
            'devices', 'circuits', 'owner', 'description', 'comments', 'tags', 'custom_fields', 'created',
            'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'name', 'kind', 'description')


class ColocationEvidenceSerializer(serializers.Serializer):
    """A NetBox object behind a finding."""

    label = serializers.CharField()
    model = serializers.CharField(help_text='E.g. dcim.rack')
    pk = serializers.IntegerField()


class ColocationCapacityFindingSerializer(serializers.Serializer):
    """One sentence of a capacity check, as it was found."""

    resource = serializers.ChoiceField(choices=CapacityResourceChoices)
    verdict = serializers.ChoiceField(choices=CapacityVerdictChoices)
    need = serializers.FloatField(allow_null=True)
    have = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    code = serializers.CharField(help_text='Stable, for programs')
    facts = serializers.DictField(help_text='What the sentence is made from')
    reason = serializers.CharField()
    evidence = ColocationEvidenceSerializer(many=True)


class ColocationPlacementSerializer(serializers.Serializer):
    """The place that is proposed for one server; position and height in U."""

    server = serializers.IntegerField()
    server_name = serializers.CharField()
    rack = serializers.IntegerField()
    rack_name = serializers.CharField()
    position = serializers.FloatField()
    height = serializers.FloatField()
    face = serializers.CharField()
    is_full_depth = serializers.BooleanField()


# What was found is answered as it was stored: only the API's description of it is typed.
@extend_schema_field(ColocationCapacityFindingSerializer(many=True))
class FindingsField(serializers.JSONField):
    pass


@extend_schema_field(ColocationPlacementSerializer(many=True))
class PlacementsField(serializers.JSONField):
    pass


class ColocationCapacityCheckSerializer(NetBoxModelSerializer):
    request = ColocationRequestSerializer(nested=True, read_only=True)
    checked_by = UserSerializer(nested=True, read_only=True, allow_null=True)
    verdict = ChoiceField(choices=CapacityVerdictChoices, read_only=True)
    findings = FindingsField(read_only=True)
    placements = PlacementsField(read_only=True)

    class Meta:
        model = CapacityCheck
        fields = (
            'id', 'url', 'display_url', 'display', 'request', 'checked_at', 'checked_by', 'verdict', 'findings',
            'placements', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        read_only_fields = fields
        brief_fields = ('id', 'url', 'display', 'request', 'checked_at', 'verdict')


class ColocationCapacityQuestionSerializer(serializers.Serializer):
    """The body of `check-capacity/`."""

    dry_run = serializers.BooleanField(default=False, help_text='Answer without storing a capacity check')
    resources = serializers.ListField(
        child=serializers.ChoiceField(choices=CapacityResourceChoices),
        allow_empty=False,
        required=False,
        help_text='What to check; everything when left out',
    )


class ColocationCapacityAnswerSerializer(serializers.Serializer):
    """What a dry run found; nothing was stored."""

    verdict = ChoiceField(choices=CapacityVerdictChoices)
    findings = FindingsField()
    placements = PlacementsField()
