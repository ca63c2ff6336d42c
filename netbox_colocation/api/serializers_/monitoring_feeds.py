"""What the feeds of monitoring say, for the API's schema: the feeds write it themselves."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from ...choices import MonitoringKindChoices, MonitoringStateChoices
from ...workflows.calendar_feeds import DAYS_AHEAD, DAYS_BACK

__all__ = (
    'ColocationMuteQuerySerializer',
    'ColocationMuteSerializer',
    'ColocationPlainTargetSerializer',
    'ColocationProbeGroupSerializer',
    'ColocationZabbixHostSerializer',
)

JSON, ICAL = 'json', 'ics'
MOST_DAYS = 366


class ColocationProbeGroupSerializer(serializers.Serializer):
    """One target group for a blackbox exporter: what it is to probe, and `__param_module`."""

    targets = serializers.ListField(
        child=serializers.CharField(), help_text='An address for HTTP modules, host:port, or the host for a ping'
    )
    labels = serializers.DictField(child=serializers.CharField())


class ColocationPlainDeviceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(allow_null=True)


class ColocationPlainTargetSerializer(serializers.Serializer):
    """One target, plainly."""

    id = serializers.IntegerField()
    device = ColocationPlainDeviceSerializer()
    kind = serializers.ChoiceField(choices=MonitoringKindChoices.values())
    address = serializers.CharField()
    port = serializers.IntegerField(allow_null=True)
    scheme = serializers.CharField(allow_null=True)
    path = serializers.CharField(allow_null=True)
    module = serializers.CharField(allow_null=True, help_text='Of a probe')
    state = serializers.ChoiceField(choices=MonitoringStateChoices.values())
    severity = serializers.CharField(allow_null=True)
    is_muted = serializers.BooleanField()
    maintenance_window = serializers.IntegerField(allow_null=True, help_text='The one that mutes it now')
    services = serializers.ListField(child=serializers.CharField(), help_text='Like tcp/443')
    labels = serializers.DictField(child=serializers.CharField(), help_text='Written on the target')
    facts = serializers.DictField(
        child=serializers.CharField(), help_text='What NetBox knows of it, named like the labels of the Prometheus feed'
    )


class ColocationZabbixInterfaceSerializer(serializers.Serializer):
    type = serializers.IntegerField(help_text='1: agent')
    main = serializers.IntegerField()
    useip = serializers.IntegerField()
    ip = serializers.CharField()
    dns = serializers.CharField(allow_blank=True)
    port = serializers.CharField()


class ColocationZabbixMacroSerializer(serializers.Serializer):
    macro = serializers.CharField()
    value = serializers.CharField()


class ColocationZabbixTagSerializer(serializers.Serializer):
    tag = serializers.CharField()
    value = serializers.CharField()


class ColocationZabbixCheckSerializer(serializers.Serializer):
    """A simple check: an item that is 1 when the probe answers, and a trigger of that priority."""

    targets = serializers.ListField(child=serializers.IntegerField())
    name = serializers.CharField()
    key = serializers.CharField()
    priority = serializers.IntegerField()


class ColocationZabbixTargetSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=MonitoringKindChoices.values())
    instance = serializers.CharField(help_text='host:port')
    state = serializers.ChoiceField(choices=MonitoringStateChoices.values())
    maintenance_window = serializers.IntegerField(allow_null=True)


class ColocationZabbixHostSerializer(serializers.Serializer):
    """A host as `host.create` of Zabbix' API takes it, with groups and templates by their names."""

    host = serializers.CharField()
    name = serializers.CharField()
    status = serializers.IntegerField(help_text='0: monitored, 1: not monitored')
    interfaces = ColocationZabbixInterfaceSerializer(many=True)
    groups = serializers.ListField(child=serializers.CharField())
    templates = serializers.ListField(child=serializers.CharField())
    macros = ColocationZabbixMacroSerializer(many=True)
    tags = ColocationZabbixTagSerializer(many=True)
    inventory_mode = serializers.IntegerField()
    inventory = serializers.DictField(child=serializers.CharField())
    checks = ColocationZabbixCheckSerializer(many=True)
    device_id = serializers.IntegerField()
    targets = ColocationZabbixTargetSerializer(many=True)


class ColocationMuteQuerySerializer(serializers.Serializer):
    """The query of `monitoring/mutes/`, besides the filters of monitoring targets."""

    since = serializers.DateTimeField(
        required=False,
        help_text='First moment; now, or a month ago for a calendar. A past one brings those that are over',
    )
    until = serializers.DateTimeField(required=False, help_text='Last moment; a year from now')
    format = serializers.ChoiceField(choices=(JSON, ICAL), default=JSON, help_text='`ics`: a calendar (iCal)')

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        now = self.context['now']
        # Whole days: a calendar is the same at every hour as long as nothing changes.
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        usual = midnight - datetime.timedelta(days=DAYS_BACK) if attrs['format'] == ICAL else now
        since = attrs.get('since') or usual
        until = attrs.get('until') or midnight + datetime.timedelta(days=DAYS_AHEAD)
        if until <= since:
            raise serializers.ValidationError({'until': _('The last moment comes after the first one.')})
        return {**attrs, 'since': since, 'until': until}


class ColocationMutedTargetSerializer(serializers.Serializer):
    id = serializers.IntegerField(source='pk')
    device_id = serializers.IntegerField()
    device = serializers.CharField()


class ColocationMuteSerializer(serializers.Serializer):
    """A maintenance window as monitoring needs it; what it is about is null for those who may not view it."""

    window = serializers.IntegerField(source='window.pk')
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(help_text='With extensions; of one that lasts too long: this moment')
    standing = serializers.ChoiceField(choices=('planned', 'now', 'over', 'cancelled'))
    ticket = serializers.SerializerMethodField()
    work = serializers.SerializerMethodField()
    display_url = serializers.SerializerMethodField()
    targets = ColocationMutedTargetSerializer(many=True)

    def get_ticket(self, mute: Any) -> str | None:
        return mute.window.ticket.name if mute.is_disclosed else None

    def get_work(self, mute: Any) -> str | None:
        return mute.window.purpose if mute.is_disclosed else None

    def get_display_url(self, mute: Any) -> str | None:
        return self.context['request'].build_absolute_uri(mute.window.get_absolute_url()) if mute.is_disclosed else None
