"""Serializers of capacity usage and of what-if: what may be asked, and what is answered."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from dcim.models import Location, PowerFeed, PowerPanel, Site
from tenancy.models import Tenant

from ...capacity.questions import Question
from ...capacity.searching import only_agency, wanted_demand
from ...capacity.usage import FIGURES
from ...capacity.whatif import MOST_SERVERS
from ...capacity.whatif_asking import Scenario
from ...choices import CapacityResourceChoices, PoolKindChoices
from ...models import CapacityPool
from .places import ColocationWantedServerSerializer

__all__ = (
    'ColocationCapacityUsageQuerySerializer',
    'ColocationCapacityUsageSerializer',
    'ColocationWhatIfAnswerSerializer',
    'ColocationWhatIfSerializer',
)

PLACES = (('site_id', Site), ('location_id', Location), ('tenant_id', Tenant))


class ColocationCapacityUsageQuerySerializer(serializers.Serializer):
    """The query of `capacity/usage/`: nothing for all sites, or one of these."""

    site_id = serializers.IntegerField(required=False, help_text='This site and its locations')
    location_id = serializers.IntegerField(required=False, help_text='This location and its racks')
    tenant_id = serializers.IntegerField(required=False, help_text='This tenant, by site')

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) > 1:
            raise serializers.ValidationError(_('Ask for a site, a location or a tenant, not for several at once.'))
        found: dict[str, Model] = {}
        for name, model in PLACES:
            if name in attrs:
                row = model.objects.restrict(self.context['request'].user, 'view').filter(pk=attrs[name]).first()
                if row is None:
                    raise serializers.ValidationError({name: _('There is no such object, or you may not view it.')})
                found[name.removesuffix('_id')] = row
        return found


class ColocationCapacityForecastSerializer(serializers.Serializer):
    """When a resource is full, by the trend of its daily samples."""

    state = serializers.ChoiceField(
        choices=['growing', 'far', 'no-growth', 'full', 'no-total', 'too-few'],
        help_text='`growing` has a day; `far`: not within ten years; `too-few`: less than 14 days of samples',
    )
    samples = serializers.IntegerField()
    per_day = serializers.FloatField(allow_null=True, help_text='Growth a day, in the unit of the resource')
    day = serializers.DateField(allow_null=True)
    earliest = serializers.DateField(allow_null=True, help_text='Of the interval that holds nine of ten days')
    latest = serializers.DateField(allow_null=True, help_text='null: perhaps never')


class ColocationCapacityFigureSerializer(serializers.Serializer):
    """One resource: total = used + held + free; null where nobody knows."""

    resource = serializers.ChoiceField(choices=list(FIGURES))
    unit = serializers.ChoiceField(choices=['U', 'W', 'kg', 'kbit/s', 'addresses'])
    total = serializers.FloatField(allow_null=True)
    used = serializers.FloatField()
    held = serializers.FloatField()
    pending = serializers.FloatField(allow_null=True, help_text='What open requests want that hold nothing')
    free = serializers.FloatField(allow_null=True)
    share = serializers.FloatField(allow_null=True, help_text='Used and held, of the total')
    unknown = serializers.IntegerField(help_text='How many amounts nobody recorded; they are in no sum')
    uncounted = serializers.IntegerField(
        help_text='How many racks, pools or prefixes are left out, for want of a total'
    )
    forecast = ColocationCapacityForecastSerializer(allow_null=True, help_text='null where there are no samples')


class ColocationCapacityPlaceSerializer(serializers.Serializer):
    """A site, location, rack or tenant with its figures."""

    kind = serializers.ChoiceField(choices=['site', 'location', 'rack', 'tenant'])
    id = serializers.IntegerField()
    name = serializers.CharField()
    racks = serializers.IntegerField(allow_null=True)
    overloaded_racks = serializers.IntegerField(
        allow_null=True, help_text='Racks of which one side alone does not carry everything'
    )
    worst_rack_watts = serializers.IntegerField(
        allow_null=True, help_text='The least W left in a rack that is fed twice'
    )
    figures = ColocationCapacityFigureSerializer(many=True)


class ColocationCapacityUsageSerializer(serializers.Serializer):
    """The answer of `capacity/usage/`: the place asked for first, then what it consists of."""

    results = ColocationCapacityPlaceSerializer(many=True)


class ColocationWhatIfSerializer(serializers.Serializer):
    """The body of `capacity/what-if/`: what is lost, how many servers come, or both."""

    site_id = serializers.IntegerField()
    location_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text='Where the servers come; the whole site otherwise'
    )
    lost_feed_ids = serializers.ListField(child=serializers.IntegerField(), default=list)
    lost_panel_ids = serializers.ListField(child=serializers.IntegerField(), default=list)
    lost_pool_ids = serializers.ListField(child=serializers.IntegerField(), default=list, help_text='UPS pools')
    servers = serializers.IntegerField(default=0, min_value=0, max_value=MOST_SERVERS, help_text='How many come')
    server = ColocationWantedServerSerializer(required=False, help_text='Of which kind; its `count` says nothing here')

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        errors = {}
        site = self._visible(Site, [attrs['site_id']], 'site_id', errors)
        if attrs['location_id'] is not None:
            self._visible(Location.objects.filter(site__in=site), [attrs['location_id']], 'location_id', errors)
        self._visible(PowerFeed, attrs['lost_feed_ids'], 'lost_feed_ids', errors)
        self._visible(PowerPanel, attrs['lost_panel_ids'], 'lost_panel_ids', errors)
        pools = CapacityPool.objects.filter(kind=PoolKindChoices.UPS)
        self._visible(pools, attrs['lost_pool_ids'], 'lost_pool_ids', errors)
        if attrs['servers'] and 'server' not in attrs:
            errors['server'] = _('Say what kind of server comes.')
        lost = attrs['lost_feed_ids'] or attrs['lost_panel_ids'] or attrs['lost_pool_ids']
        if not errors and not lost and not attrs['servers']:
            raise serializers.ValidationError(_('Say what is lost, or how many servers come.'))
        if errors:
            raise serializers.ValidationError(errors)
        return {**attrs, 'question': self._question(attrs), 'scenario': self._scenario(attrs)}

    def _visible(self, rows: Any, pks: list[int], field: str, errors: dict[str, str]) -> list[int]:
        """Return the keys, and note an error when one is not there for the user."""
        manager = rows.objects if isinstance(rows, type) else rows
        seen = set(
            manager.restrict(self.context['request'].user, 'view').filter(pk__in=pks).values_list('pk', flat=True)
        )
        if set(pks) - seen:
            errors[field] = _('There is no such object, or you may not view it.')
        return list(seen)

    def _question(self, attrs: dict[str, Any]) -> Question:
        return Question(site=attrs['site_id'], location=attrs['location_id'], agency=only_agency())

    def _scenario(self, attrs: dict[str, Any]) -> Scenario:
        need = None
        if attrs['servers']:
            (need,) = wanted_demand([(attrs['server']['server'], 1)], grouping='any').servers
        return Scenario(
            feeds=attrs['lost_feed_ids'],
            panels=attrs['lost_panel_ids'],
            pools=attrs['lost_pool_ids'],
            server=need,
            count=attrs['servers'],
        )


class ColocationOverloadSerializer(serializers.Serializer):
    """A feed that would carry more than it may; W."""

    rack = serializers.IntegerField()
    rack_name = serializers.CharField()
    feed = serializers.CharField()
    load = serializers.IntegerField()
    limit = serializers.IntegerField()


class ColocationAffectedDeviceSerializer(serializers.Serializer):
    """A device that a loss leaves, or may leave, without supply."""

    id = serializers.IntegerField(source='pk')
    name = serializers.CharField()
    tenant = serializers.CharField()
    rack = serializers.IntegerField(allow_null=True)


class ColocationNamedRackSerializer(serializers.Serializer):
    """A rack; `count` says how many of the servers go into it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    count = serializers.IntegerField(required=False)


class ColocationLossSerializer(serializers.Serializer):
    """What a loss does."""

    feeds = serializers.IntegerField(help_text='Active feeds that are lost')
    racks = serializers.IntegerField(help_text='Racks that lose one')
    overloaded = ColocationOverloadSerializer(many=True)
    dark = ColocationNamedRackSerializer(many=True, help_text='Racks without any active feed left')
    lost = ColocationAffectedDeviceSerializer(many=True, help_text='Devices without any supply left')
    unsure = ColocationAffectedDeviceSerializer(many=True, help_text='Devices whose recorded cables do not say')
    hidden = serializers.IntegerField(help_text='Further affected devices, which the user may not view')


class ColocationFitLimitSerializer(serializers.Serializer):
    """What stops one more server."""

    resource = serializers.ChoiceField(choices=CapacityResourceChoices)
    racks = serializers.IntegerField()
    example = serializers.CharField(help_text='One of these racks')


class ColocationFitSerializer(serializers.Serializer):
    """How many of the servers fit."""

    asked = serializers.IntegerField()
    count = serializers.IntegerField()
    unsure = serializers.IntegerField(help_text='How many of them stand where something is not recorded')
    racks = ColocationNamedRackSerializer(many=True)
    limits = ColocationFitLimitSerializer(many=True)


class ColocationWhatIfAnswerSerializer(serializers.Serializer):
    """The answer of `capacity/what-if/`; null what was not asked."""

    loss = ColocationLossSerializer(allow_null=True)
    fit = ColocationFitSerializer(allow_null=True)
