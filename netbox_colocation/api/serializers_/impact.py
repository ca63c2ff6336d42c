"""Serializers of an impact: what may be asked, and what is answered."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import serializers

from circuits.models import Circuit
from dcim.models import Device, Location, PowerFeed, PowerPanel, Rack
from ipam.models import Prefix

from ...choices import ImpactGradeChoices
from ...maintenance.impact import Touched
from ...models import MaintenanceTicket, MaintenanceWindow
from ...ui.impact_words import MODELS

__all__ = ('ColocationImpactQuerySerializer', 'ColocationImpactSerializer')

MOST_LINES = 1_000
# Parameter, the model it names, and its set of what is touched.
TOUCHED = (
    ('device_id', Device, 'devices'),
    ('rack_id', Rack, 'racks'),
    ('location_id', Location, 'rooms'),
    ('power_panel_id', PowerPanel, 'power_panels'),
    ('power_feed_id', PowerFeed, 'power_feeds'),
    ('circuit_id', Circuit, 'circuits'),
    ('prefix_id', Prefix, 'prefixes'),
)


class ColocationImpactQuerySerializer(serializers.Serializer):
    """The query of `impact/`: objects that go at the same time, or a ticket, or a window as it was assessed last."""

    device_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    rack_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    location_id = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text='With the locations inside'
    )
    power_panel_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    power_feed_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    circuit_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    prefix_id = serializers.ListField(child=serializers.IntegerField(), required=False)
    ticket_id = serializers.IntegerField(required=False, help_text='All that this ticket touches')
    window_id = serializers.IntegerField(required=False, help_text='As the window was assessed last')
    grade = serializers.ChoiceField(choices=ImpactGradeChoices, required=False, help_text='Only lines of this grade')
    model = serializers.ChoiceField(choices=list(MODELS.items()), required=False, help_text='Only lines of this kind')
    limit = serializers.IntegerField(min_value=1, max_value=MOST_LINES, default=50)
    offset = serializers.IntegerField(min_value=0, default=0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name, *_rest in TOUCHED if attrs.get(name)]
        asked = [bool(named), 'ticket_id' in attrs, 'window_id' in attrs]
        if sum(asked) != 1:
            raise serializers.ValidationError(
                _('Ask for objects ({names}), for a ticket (ticket_id) or for a window (window_id).').format(
                    names=', '.join(name for name, *_rest in TOUCHED)
                )
            )
        if 'window_id' in attrs:
            attrs['window'] = self._one('window_id', MaintenanceWindow, attrs)
        elif 'ticket_id' in attrs:
            attrs['touched'] = Touched.of(self._one('ticket_id', MaintenanceTicket, attrs))
        else:
            attrs['touched'] = Touched(
                **{to: self._several(name, model, attrs[name]) for name, model, to in TOUCHED if attrs.get(name)}
            )
        return attrs

    def _one(self, name: str, model: type[Model], attrs: dict[str, Any]) -> Any:
        row = model.objects.restrict(self.context['request'].user, 'view').filter(pk=attrs[name]).first()
        if row is None:
            raise serializers.ValidationError({name: _('There is no such object, or you may not view it.')})
        return row

    def _several(self, name: str, model: type[Model], keys: list[int]) -> frozenset[int]:
        rows = model.objects.restrict(self.context['request'].user, 'view').filter(pk__in=keys)
        found = frozenset(rows.order_by().values_list('pk', flat=True))
        if found != set(keys):
            raise serializers.ValidationError({name: _('There is no such object, or you may not view it.')})
        return found


class ColocationImpactStepSerializer(serializers.Serializer):
    """One object of a path; `…` in place of the name of what the user may not view."""

    joined = serializers.CharField(help_text='How it hangs on the object before it; `touched` for the first')
    model = serializers.CharField(help_text='`app.model`')
    pk = serializers.IntegerField()
    label = serializers.CharField()


class ColocationImpactLineSerializer(serializers.Serializer):
    model = serializers.ChoiceField(choices=list(MODELS.items()))
    id = serializers.IntegerField(source='pk')
    display = serializers.CharField(source='label')
    device_id = serializers.IntegerField(source='device', allow_null=True)
    tenant_id = serializers.IntegerField(source='tenant', allow_null=True)
    grade = serializers.ChoiceField(choices=ImpactGradeChoices)
    reason = serializers.CharField(help_text='The code of the reason')
    message = serializers.CharField(help_text='The reason as a sentence')
    facts = serializers.DictField(help_text='The figures of the reason')
    path = ColocationImpactStepSerializer(many=True)


class ColocationImpactCountSerializer(serializers.Serializer):
    model = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text='Lines by grade')


class ColocationImpactUnknownSerializer(serializers.Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField()
    message = serializers.CharField()
    examples = ColocationImpactStepSerializer(many=True)


class ColocationImpactSerializer(serializers.Serializer):
    """What is hit, the worst first, as far as the user may view it."""

    count = serializers.IntegerField(help_text='Lines that were asked for, on all pages')
    hidden = serializers.IntegerField(help_text='Objects hit that the user may not view')
    counts = ColocationImpactCountSerializer(many=True)
    unknown = ColocationImpactUnknownSerializer(many=True, help_text='What NetBox does not know')
    results = ColocationImpactLineSerializer(many=True)
