"""Serializers of the calendar: what may be asked, and what is answered; of visitors only how many."""

import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from dcim.models import Location, Site
from tenancy.models import Tenant

from ...choices import FeedContentChoices

__all__ = ('ColocationScheduleQuerySerializer', 'ColocationScheduleSerializer')

MOST_DAYS = 366
DEFAULT_DAYS = 31


class ColocationScheduleQuerySerializer(serializers.Serializer):
    """The query of `schedule/`; without moments, today and the month after it."""

    since = serializers.DateTimeField(required=False, help_text='First moment')
    until = serializers.DateTimeField(required=False, help_text=f'Last moment; at most {MOST_DAYS} days later')
    site_id = serializers.PrimaryKeyRelatedField(queryset=Site.objects.none(), required=False)
    location_id = serializers.PrimaryKeyRelatedField(
        queryset=Location.objects.none(), required=False, help_text='With what is inside'
    )
    tenant_id = serializers.PrimaryKeyRelatedField(
        queryset=Tenant.objects.none(),
        required=False,
        help_text='What it applied for, what its procedures are about, and what hits it',
    )
    # Mutes have an address of their own: `monitoring/mutes/`.
    content = serializers.ChoiceField(
        choices=[value for value in FeedContentChoices.values() if value != FeedContentChoices.MUTES],
        default=FeedContentChoices.ALL,
    )
    mine = serializers.BooleanField(
        default=False, help_text='Only what the user escorts, works on, decided about or applied for'
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.context.get('user')
        for name, model in (('site_id', Site), ('location_id', Location), ('tenant_id', Tenant)):
            self.fields[name].queryset = model.objects.restrict(user, 'view') if user else model.objects.none()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        midnight = timezone.localtime(self.context['now']).replace(hour=0, minute=0, second=0, microsecond=0)
        since = attrs.get('since') or midnight
        try:
            until = attrs.get('until') or since + datetime.timedelta(days=DEFAULT_DAYS)
            is_long = until - since > datetime.timedelta(days=MOST_DAYS)
        except OverflowError:
            raise serializers.ValidationError({'since': 'Out of range.'}) from None
        if until <= since:
            raise serializers.ValidationError({'until': 'The last moment comes after the first one.'})
        if is_long:
            raise serializers.ValidationError({'until': f'Ask for at most {MOST_DAYS} days at once.'})
        return {**attrs, 'since': since, 'until': until}


class ColocationScheduleEntrySerializer(serializers.Serializer):
    """A visit or a maintenance window."""

    model = serializers.CharField(help_text='`accessvisit` or `maintenancewindow`')
    id = serializers.IntegerField(source='pk')
    display_url = serializers.SerializerMethodField()
    title = serializers.CharField(source='head')
    starts_at = serializers.DateTimeField(source='entry.starts_at')
    ends_at = serializers.DateTimeField(source='entry.ends_at', help_text='With extensions')
    time_zone = serializers.CharField(source='entry.zone', help_text='Of the site')
    standing = serializers.CharField(source='entry.standing', help_text='`tentative`, `confirmed` or `cancelled`')
    is_under_way = serializers.BooleanField(source='entry.now', help_text='Visitors are inside, or the work goes on')
    is_emergency = serializers.BooleanField(source='entry.is_emergency')
    agency = serializers.CharField(source='entry.agency')
    people = serializers.IntegerField(source='entry.people', allow_null=True, help_text='Visitors; null for a window')
    site = serializers.CharField(source='entry.site')
    location = serializers.CharField(source='entry.location', allow_blank=True)
    racks = serializers.ListField(source='entry.racks', child=serializers.CharField())
    affected = serializers.DictField(
        source='entry.affected', child=serializers.IntegerField(), help_text='What a window hits: objects by grade'
    )
    case = serializers.CharField(source='entry.case_number', allow_blank=True)

    def get_display_url(self, row: Any) -> str:
        return self.context['request'].build_absolute_uri(row['entry'].url)


class ColocationScheduleSerializer(serializers.Serializer):
    """Entries between two moments, the earliest first; `is_cut` where there are more than one answer holds."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    is_cut = serializers.BooleanField()
    count = serializers.IntegerField()
    results = ColocationScheduleEntrySerializer(many=True)
