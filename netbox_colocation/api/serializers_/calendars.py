"""Serializers of calendars, opening hours and holidays."""

from rest_framework import serializers

from netbox.api.fields import ChoiceField
from netbox.api.serializers import NetBoxModelSerializer, PrimaryModelSerializer

from ...choices import DayCountChoices, HolidayKindChoices, WeekdayChoices
from ...models import Calendar, CalendarHours, Holiday
from ..repeating import ColocationRehearsableSerializer

__all__ = (
    'ColocationCalendarHoursSerializer',
    'ColocationCalendarSerializer',
    'ColocationHolidayProposalSerializer',
    'ColocationHolidayQuestionSerializer',
    'ColocationHolidaySerializer',
)


class ColocationCalendarSerializer(PrimaryModelSerializer):
    days_count = ChoiceField(choices=DayCountChoices, required=False)

    class Meta:
        model = Calendar
        fields = (
            'id', 'url', 'display_url', 'display', 'name', 'time_zone', 'days_count', 'owner', 'description',
            'comments', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'name', 'description')


class ColocationCalendarHoursSerializer(NetBoxModelSerializer):
    calendar = ColocationCalendarSerializer(nested=True)
    weekday = ChoiceField(choices=WeekdayChoices)

    class Meta:
        model = CalendarHours
        fields = (
            'id', 'url', 'display_url', 'display', 'calendar', 'weekday', 'opens', 'closes', 'valid_from',
            'valid_until', 'season', 'tags', 'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'calendar', 'weekday', 'opens', 'closes')


class ColocationHolidaySerializer(NetBoxModelSerializer):
    calendar = ColocationCalendarSerializer(nested=True)
    kind = ChoiceField(choices=HolidayKindChoices, required=False)

    class Meta:
        model = Holiday
        fields = (
            'id', 'url', 'display_url', 'display', 'calendar', 'date', 'name', 'kind', 'decree', 'tags',
            'custom_fields', 'created', 'last_updated',
        )  # fmt: skip
        brief_fields = ('id', 'url', 'display', 'calendar', 'date', 'name')


class ColocationHolidayQuestionSerializer(ColocationRehearsableSerializer):
    """Which proposed holidays to enter. Without `dates`, all that the calendar does not have."""

    year = serializers.IntegerField(min_value=2020, max_value=2099)
    dates = serializers.ListField(child=serializers.DateField(), required=False)
    decree = serializers.CharField(required=False, allow_blank=True, max_length=200, default='')


class ColocationHolidayProposalSerializer(serializers.Serializer):
    """A day that the `holidays` package proposes."""

    date = serializers.DateField()
    name = serializers.CharField()
    kind = ChoiceField(choices=HolidayKindChoices)
    is_estimated = serializers.BooleanField(help_text='Follows the moon; not announced yet')
    is_entered = serializers.BooleanField(help_text='The calendar has a holiday on that day')
