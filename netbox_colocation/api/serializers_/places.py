"""Serializers of the search for places: what is asked, and what is answered."""

from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from dcim.models import DeviceType, Location, Site
from tenancy.models import Tenant

from ...capacity.estate import Demand
from ...capacity.questions import Question
from ...capacity.searching import MOST_PLACES, MOST_SERVERS, only_agency, wanted_demand
from ...choices import CapacityResourceChoices, CapacityVerdictChoices, GroupingChoices
from ...models import RequestedServer
from .capacity import ColocationCapacityFindingSerializer, ColocationPlacementSerializer

__all__ = (
    'ColocationPlacesAnswerSerializer',
    'ColocationPlacesOfRequestSerializer',
    'ColocationPlacesQuerySerializer',
    'ColocationPlacesQuestionSerializer',
)


class ColocationPlacesOfRequestSerializer(serializers.Serializer):
    """The body of `colocation-requests/{id}/find-places/`: where and what, the request says."""

    limit = serializers.IntegerField(
        default=10, min_value=1, max_value=MOST_PLACES, help_text='How many places to name at most'
    )
    explain = serializers.BooleanField(default=False, help_text='Say of every rack that does not fit why')


class ColocationPlacesScopeSerializer(ColocationPlacesOfRequestSerializer):
    """Where and for whom; every object is one that the user may view."""

    site_id = serializers.IntegerField(help_text='Site whose racks are asked')
    location_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text='Only racks in this location, or inside it'
    )
    applicant_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text='Tenant whose racks are offered as well'
    )
    agency_id = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text='Tenant that runs the data centre, its racks are offered as well; the one with procedures by default',
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        errors: dict[str, str] = {}
        found: dict[str, Model] = {}
        for name, model in (('site', Site), ('location', Location), ('applicant', Tenant), ('agency', Tenant)):
            pk = attrs.get(f'{name}_id')
            if pk is None:
                continue
            row = model.objects.restrict(self.context['request'].user, 'view').filter(pk=pk).first()
            if row is None:
                errors[f'{name}_id'] = _('There is no such object, or you may not view it.')
            else:
                found[name] = row
        if {'site', 'location'} <= found.keys() and found['location'].site_id != found['site'].pk:
            errors['location_id'] = _('This location belongs to another site.')
        if errors:
            raise serializers.ValidationError(errors)
        return {**attrs, 'question': self._question(attrs)}

    def _question(self, attrs: dict[str, Any]) -> Question:
        return Question(
            site=attrs['site_id'],
            location=attrs['location_id'],
            applicant=attrs['applicant_id'],
            agency=attrs['agency_id'] or only_agency(),
        )


class ColocationWantedServerSerializer(serializers.ModelSerializer):
    """A server that nobody has asked for yet, by device type or by measures; the rules of requested servers hold."""

    name = serializers.CharField(required=False, max_length=63, help_text='`server-1` and so on when left out')
    count = serializers.IntegerField(default=1, min_value=1, max_value=MOST_SERVERS, help_text='How many of it')
    device_type_id = serializers.IntegerField(required=False, allow_null=True, default=None)

    class Meta:
        model = RequestedServer
        fields = (
            'name', 'count', 'device_type_id', 'u_height', 'is_full_depth', 'is_rack_mountable', 'depth_mm',
            'weight_kg', 'cooling_method', 'power_draw', 'power_supplies', 'power_connector', 'network_interfaces',
            'network_connector', 'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth',
            'redundancy_group', 'domain_names',
        )  # fmt: skip
        validators = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Judge the server as if it were asked for, and keep it as `server`."""
        attrs = super().validate(attrs)
        known = {field.attname for field in RequestedServer._meta.concrete_fields}
        server = RequestedServer(**{'name': 'server', **{key: value for key, value in attrs.items() if key in known}})
        if server.device_type_id is not None:
            types = DeviceType.objects.restrict(self.context['request'].user, 'view')
            server.device_type = types.filter(pk=server.device_type_id).first()
            if server.device_type is None:
                message = _('There is no such object, or you may not view it.')
                raise serializers.ValidationError({'device_type_id': message})
        try:
            server.full_clean(exclude=['request', 'device_type'], validate_unique=False, validate_constraints=False)
        except ModelError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return {**attrs, 'server': server}


def _demand(servers: list[dict[str, Any]], grouping: str) -> Demand:
    for number, entry in enumerate(servers, start=1):
        if not entry.get('name'):
            entry['server'].name = f'server-{number}'
    return wanted_demand([(entry['server'], entry['count']) for entry in servers], grouping=grouping)


class ColocationPlacesQuerySerializer(ColocationPlacesScopeSerializer, ColocationWantedServerSerializer):
    """The query of `GET places/`: one kind of server."""

    grouping = serializers.ChoiceField(
        choices=GroupingChoices, default=GroupingChoices.ANY, help_text='How several of them stand to each other'
    )

    class Meta(ColocationWantedServerSerializer.Meta):
        fields = (
            'site_id', 'location_id', 'applicant_id', 'agency_id', 'grouping', 'limit', 'explain',
            *ColocationWantedServerSerializer.Meta.fields,
        )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        return {**attrs, 'demand': _demand([attrs], attrs['grouping'])}


class ColocationPlacesQuestionSerializer(ColocationPlacesScopeSerializer):
    """The body of `POST places/`: several servers, all of them or none."""

    grouping = serializers.ChoiceField(
        choices=GroupingChoices, default=GroupingChoices.ANY, help_text='How the servers stand to each other'
    )
    servers = ColocationWantedServerSerializer(
        many=True, allow_empty=False, help_text='All of them get a place, or none'
    )

    def validate_servers(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if sum(entry['count'] for entry in value) > MOST_SERVERS:
            raise serializers.ValidationError(_('At most {most} servers at once.').format(most=MOST_SERVERS))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        return {**attrs, 'demand': _demand(attrs['servers'], attrs['grouping'])}


class ColocationRankedPlaceSerializer(serializers.Serializer):
    """A rack, or for several servers a set of racks, that takes everything that is asked for."""

    number = serializers.IntegerField(help_text='Its rank; 1 is the best, what a capacity check would propose')
    score = serializers.IntegerField(help_text='0-100: how full the racks are then; where racks are spread, how empty')
    placements = ColocationPlacementSerializer(many=True)
    watts_left = serializers.IntegerField(
        allow_null=True, help_text='W that the weakest rack can still give, also with one of two feeds; null: unknown'
    )
    reasons = serializers.ListField(child=serializers.CharField(), help_text='Why it has this score, in sentences')


class ColocationRackAnswerSerializer(serializers.Serializer):
    """A rack that does not take what is asked for."""

    rack = serializers.IntegerField()
    name = serializers.CharField()
    verdict = serializers.ChoiceField(choices=CapacityVerdictChoices, help_text='`short`, or `unknown`')
    resource = serializers.ChoiceField(choices=CapacityResourceChoices)
    code = serializers.CharField(help_text='Stable, for programs')
    reason = serializers.CharField(help_text='One sentence, with what would help')


class ColocationPlacesAnswerSerializer(serializers.Serializer):
    """Where it fits. Nothing was held or stored."""

    places = ColocationRankedPlaceSerializer(many=True, help_text='Best first; none when it fits nowhere')
    findings = ColocationCapacityFindingSerializer(
        many=True, help_text='The whole check: of the best place, or what stands against any'
    )
    asked_alone = serializers.CharField(
        allow_null=True,
        help_text='Servers that may stand apart: the one that `refused` is about, the hardest to place; else null',
    )
    refused = ColocationRackAnswerSerializer(
        many=True, help_text='With `explain`: every other rack of the site that the user may view'
    )
