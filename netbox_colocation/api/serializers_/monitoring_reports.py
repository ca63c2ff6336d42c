"""What monitoring systems post back, and what they are answered."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from ...monitoring.acknowledging import STATES

__all__ = (
    'MOST_REPORTS',
    'MOST_WATCHED',
    'ColocationAcknowledgeSerializer',
    'ColocationAcknowledgedSerializer',
    'ColocationCompareSerializer',
    'ColocationEventKindSerializer',
    'ColocationReportSerializer',
    'ColocationWatchedSerializer',
)

# In one call; whoever has more calls again.
MOST_REPORTS = 10_000
MOST_WATCHED = 200_000
LARGEST_KEY = 2**63 - 1
OLDEST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class SourceField(serializers.CharField):
    """How a monitoring system is called: one name for each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=50, help_text='How your monitoring system is called, e.g. prometheus-1', **kwargs)


class ColocationReportSerializer(serializers.Serializer):
    """What monitoring says of one target. Up and down mean that it was seen, too."""

    target = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, help_text='Its `target_id` in every feed')
    state = serializers.ChoiceField(choices=[(state, state) for state in STATES])
    since = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text='Since when; left out, from now on'
    )

    def validate_since(self, value: datetime.datetime | None) -> datetime.datetime | None:
        if value is not None and value < OLDEST:
            raise serializers.ValidationError(_('Name a moment after the year 2000.'))
        return value


class ColocationAcknowledgeSerializer(serializers.Serializer):
    source = SourceField()
    reports = serializers.ListField(child=ColocationReportSerializer(), max_length=MOST_REPORTS, allow_empty=False)


class ColocationAnswerSerializer(serializers.Serializer):
    """What became of one report, at its place among them."""

    target = serializers.IntegerField()
    result = serializers.ChoiceField(choices=['applied', 'unchanged', 'refused'])
    code = serializers.CharField(
        allow_blank=True,
        help_text='Why it was refused: target-unknown, target-retired, since-in-future, report-outdated',
    )
    message = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True, help_text='The state of the target now')
    health = serializers.CharField(allow_blank=True)


class ColocationAcknowledgedSerializer(serializers.Serializer):
    applied = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    answers = ColocationAnswerSerializer(many=True, help_text='One for each report, in their order')


class ColocationWatchedSerializer(serializers.Serializer):
    """One thing that a monitoring system watches."""

    instance = serializers.CharField(max_length=500, help_text='host:port, a URL, or a host')
    target = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_KEY,
        help_text='Its `target_id`, where it came from a feed',
    )  # fmt: skip
    labels = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True, trim_whitespace=False),
        required=False,
        default=dict,
    )


class ColocationCompareSerializer(serializers.Serializer):
    """What is watched; or a Prometheus of the setting `prometheus_servers`, which is asked then."""

    source = SourceField(required=False, default='')
    watched = serializers.ListField(child=ColocationWatchedSerializer(), required=False, max_length=MOST_WATCHED)
    server = serializers.CharField(
        required=False, max_length=50, help_text='A name in the setting prometheus_servers, instead of `watched`'
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ('watched' in attrs) == ('server' in attrs):
            raise serializers.ValidationError({'watched': [_('Give either what is watched, or a server to ask.')]})
        if not attrs['source'] and 'server' not in attrs:
            raise serializers.ValidationError({'source': [_('Say how your monitoring system is called.')]})
        return attrs


class ColocationEventKindSerializer(serializers.Serializer):
    """One kind of event: its name among NetBox's event types, and what its payload looks like."""

    kind = serializers.CharField()
    event_type = serializers.CharField()
    text = serializers.CharField()
    severity = serializers.CharField()
    object_types = serializers.ListField(child=serializers.CharField())
    schema = serializers.DictField(help_text='JSON schema (2020-12) of the whole payload')
