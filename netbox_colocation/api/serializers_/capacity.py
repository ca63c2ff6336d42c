"""Serializers of capacity pools and checks, and the question and answer of `check-capacity/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from circuits.api.serializers import CircuitSerializer
from circuits.models import Circuit
from dcim.api.serializers import DeviceSerializer, LocationSerializer, PowerPanelSerializer, SiteSerializer
from dcim.models import Device, PowerPanel
from netbox.api.fields import ChoiceField, SerializedPKRelatedField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer
from users.api.serializers import UserSerializer

from ...choices import CapacityResourceChoices, CapacityVerdictChoices, PoolKindChoices
from ...models import CapacityCheck, CapacityPool
from ...workflows.verdicts import Verdict, read_verdict
from ..repeating import ColocationRehearsableSerializer
from .requests import ColocationRequestSerializer

__all__ = (
    'ColocationCapacityAnswerSerializer',
    'ColocationCapacityCheckDetailSerializer',
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
    power_panels = SerializedPKRelatedField(
        queryset=PowerPanel.objects.all(), serializer=PowerPanelSerializer, nested=True, required=False, many=True
    )
    circuits = SerializedPKRelatedField(
        queryset=Circuit.objects.all(), serializer=CircuitSerializer, nested=True, required=False, many=True
    )

    class Meta:
        model = CapacityPool
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent',
            'devices', 'power_panels', 'circuits', 'owner', 'description', 'comments', 'tags', 'custom_fields',
            'created', 'last_updated',
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
    is_blocking = serializers.BooleanField(help_text='Whether it stands against acceptance')


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


class ColocationRackThingSerializer(serializers.Serializer):
    """What stands, is reserved, is held or is proposed in a rack; positions in half units from its starting unit."""

    kind = serializers.ChoiceField(
        choices=['device', 'reservation', 'hold', 'own', 'place', 'occupied'],
        help_text='`own` is held for this request; of what is `occupied` the name is not for you',
    )
    label = serializers.CharField()
    start = serializers.IntegerField()
    length = serializers.IntegerField()
    face = serializers.CharField(help_text='`front`, `rear`, or empty for both alike')
    is_full_depth = serializers.BooleanField(help_text='Takes the other face as well')
    detail = serializers.CharField(help_text='Its role, or whom it is for')
    colour = serializers.CharField(help_text='Of its role')
    tenant = serializers.IntegerField(allow_null=True)
    model = serializers.CharField()
    pk = serializers.IntegerField()


class ColocationElevationSerializer(serializers.Serializer):
    """A rack as it stood at the check; heights in half units."""

    rack = serializers.IntegerField()
    name = serializers.CharField()
    half_units = serializers.IntegerField()
    starting_unit = serializers.IntegerField()
    is_descending = serializers.BooleanField()
    things = ColocationRackThingSerializer(many=True)


class ColocationCapacityChangeSerializer(serializers.Serializer):
    """One thing that changed since the check."""

    code = serializers.CharField(help_text='Stable, for programs')
    sentence = serializers.CharField()
    evidence = ColocationEvidenceSerializer(many=True)


class ColocationStalenessSerializer(serializers.Serializer):
    """How the check stands now: of `soft`, a new one would find enough; of `hard`, it would not."""

    state = serializers.ChoiceField(choices=['fresh', 'soft', 'hard'])
    changes = ColocationCapacityChangeSerializer(many=True)
    findings = ColocationCapacityFindingSerializer(many=True, help_text='Of `hard`: what stands against it now')


class ColocationCompetitorSerializer(serializers.Serializer):
    """Another open request that asks for the same; without a name when you may not view it."""

    request = serializers.IntegerField()
    name = serializers.CharField()
    case = serializers.CharField()
    applicant = serializers.CharField()
    is_older = serializers.BooleanField()
    asks = serializers.DictField(child=serializers.FloatField())


class ColocationCompetingAmountSerializer(serializers.Serializer):
    """What this request, those before it and all others ask for of one thing, against what was left of it."""

    resource = serializers.CharField()
    unit = serializers.CharField()
    own = serializers.FloatField()
    older = serializers.FloatField()
    others = serializers.FloatField()
    left = serializers.FloatField(allow_null=True)
    after_older = serializers.FloatField(allow_null=True)
    after_all = serializers.FloatField(allow_null=True)
    is_short = serializers.BooleanField(help_text='Not everybody can be served')


class ColocationCompetitionSerializer(serializers.Serializer):
    competitors = ColocationCompetitorSerializer(many=True)
    amounts = ColocationCompetingAmountSerializer(many=True)


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


class ColocationCapacityCheckDetailSerializer(ColocationCapacityCheckSerializer):
    """One check with the racks as they stood, who else asked, and how it stands now.

    Names of what the client may not view are left out, and for the applicant those of all other tenants' things.
    """

    findings = serializers.SerializerMethodField()
    elevations = serializers.SerializerMethodField()
    competing = serializers.SerializerMethodField()
    staleness = serializers.SerializerMethodField()

    class Meta(ColocationCapacityCheckSerializer.Meta):
        fields = (*ColocationCapacityCheckSerializer.Meta.fields, 'elevations', 'competing', 'staleness')
        read_only_fields = fields

    @extend_schema_field(ColocationCapacityFindingSerializer(many=True))
    def get_findings(self, check: CapacityCheck) -> list[dict[str, Any]]:
        return [finding.as_dict() for finding in self._verdict(check).findings]

    @extend_schema_field(ColocationElevationSerializer(many=True))
    def get_elevations(self, check: CapacityCheck) -> list[dict[str, Any]]:
        return [picture.as_dict() for picture in self._verdict(check).pictures]

    @extend_schema_field(ColocationCompetitionSerializer)
    def get_competing(self, check: CapacityCheck) -> dict[str, Any]:
        return self._verdict(check).competition.as_dict()

    @extend_schema_field(ColocationStalenessSerializer)
    def get_staleness(self, check: CapacityCheck) -> dict[str, Any]:
        return self._verdict(check).staleness.as_dict()

    def _verdict(self, check: CapacityCheck) -> Verdict:
        """Read it once for all fields."""
        if getattr(self, '_read', None) is None or self._read.check is not check:
            self._read = read_verdict(check, reader=self.context['request'].user, now=timezone.now())
        return self._read


class ColocationCapacityQuestionSerializer(ColocationRehearsableSerializer):
    """The body of `check-capacity/`."""

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
