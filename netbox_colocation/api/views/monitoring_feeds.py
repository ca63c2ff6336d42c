"""The feeds of monitoring besides Prometheus': for a blackbox exporter, for Zabbix, for anybody, and of mutes."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer

from ...choices import MonitoringKindChoices
from ...models import MaintenanceWindow, MonitoringTarget
from ...monitoring.blackbox import read_probes
from ...monitoring.mutes import read_mutes
from ...monitoring.plain import describe_all
from ...monitoring.prometheus import OMIT, Published, read_published
from ...monitoring.zabbix import find_namesakes, read_hosts
from ...ui.ical import CONTENT_TYPE, write_ical
from ...workflows.calendar_feeds import FeedContents
from ...workflows.mute_calendar import entry_of
from ...workflows.schedule import zone_of
from ..feeds import MUTED, FeedView, json_list
from ..serializers_.monitoring_feeds import (
    ICAL,
    ColocationMuteQuerySerializer,
    ColocationMuteSerializer,
    ColocationPlainTargetSerializer,
    ColocationProbeGroupSerializer,
    ColocationZabbixHostSerializer,
)

__all__ = ('BlackboxView', 'MutesView', 'PlainTargetsView', 'ZabbixView')


class _ObjectsView(FeedView):
    """A feed that is a JSON list of objects, each made of published targets."""

    def published(self, targets: QuerySet[MonitoringTarget], *kinds: str) -> Iterator[Published]:
        return read_published(targets, when_muted=self.when_muted, kinds=kinds)

    def objects(self, targets: QuerySet[MonitoringTarget]) -> Iterable[dict[str, Any]]:
        raise NotImplementedError

    def write(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> Iterator[bytes]:
        return json_list(json.dumps(each, ensure_ascii=False) for each in self.objects(targets))


@extend_schema_view(
    get=extend_schema(
        operation_id='plugins_colocation_monitoring_blackbox',
        parameters=[MUTED],
        responses=ColocationProbeGroupSerializer(many=True),
    )
)
class BlackboxView(_ObjectsView):
    """What a blackbox exporter is to probe, as Prometheus' `http_sd_configs` reads it: the targets that are probes."""

    serializer_class = ColocationProbeGroupSerializer

    def objects(self, targets: QuerySet[MonitoringTarget]) -> Iterable[dict[str, Any]]:
        return read_probes(self.published(targets, MonitoringKindChoices.PROBE))


@extend_schema_view(
    get=extend_schema(
        operation_id='plugins_colocation_monitoring_json',
        parameters=[MUTED],
        responses=ColocationPlainTargetSerializer(many=True),
    )
)
class PlainTargetsView(_ObjectsView):
    """What is to be watched, one plain object for each target."""

    serializer_class = ColocationPlainTargetSerializer

    def objects(self, targets: QuerySet[MonitoringTarget]) -> Iterable[dict[str, Any]]:
        return describe_all(self.published(targets))


@extend_schema_view(
    get=extend_schema(
        operation_id='plugins_colocation_monitoring_zabbix', responses=ColocationZabbixHostSerializer(many=True)
    )
)
class ZabbixView(_ObjectsView):
    """The hosts that Zabbix is to have, one for each device with targets, in the words of its API.

    What a maintenance window mutes stays in the list, with the window's number: a host that were missing would be
    disabled. The windows themselves are in `monitoring/mutes/`.
    """

    serializer_class = ColocationZabbixHostSerializer
    namesakes: dict[str, int]

    def state(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> str:
        if self.when_muted == OMIT:
            message = _('A host that is left out would be disabled: leave “muted” away and read maintenance_window.')
            raise ValidationError({'muted': [message]})
        self.namesakes = find_namesakes()
        return f'{super().state(targets, now)} {sorted(self.namesakes.items())}'

    def objects(self, targets: QuerySet[MonitoringTarget]) -> Iterable[dict[str, Any]]:
        return read_hosts(self.published(targets), namesakes=self.namesakes)


@extend_schema_view(
    get=extend_schema(
        operation_id='plugins_colocation_monitoring_mutes',
        parameters=[ColocationMuteQuerySerializer],
        responses={
            (200, 'application/json'): ColocationMuteSerializer(many=True),
            (200, 'text/calendar'): OpenApiResponse(OpenApiTypes.STR, description='With `format=ics`'),
        },
    )
)
class MutesView(FeedView):
    """When monitoring is silent: maintenance windows that mute, with the targets that the user may view.

    A window that the user may not view is told by its number and its times, without what it is about.
    """

    serializer_class = ColocationMuteSerializer
    content: bytes = b''

    def state(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> str:
        """Return the digest of the content itself: it rests on windows, and on the clock."""
        query = ColocationMuteQuerySerializer(data=self.request.query_params, context={'now': now})
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        mutes = read_mutes(
            targets,
            MaintenanceWindow.objects.restrict(self.request.user, 'view'),
            since=asked['since'],
            until=asked['until'],
            now=now,
            with_past=asked['since'] < now,
        )
        if asked['format'] == ICAL:
            self.content_type = CONTENT_TYPE
            contents = FeedContents(
                name=_('Monitoring muted'), zone=zone_of(None), entries=[entry_of(mute) for mute in mutes]
            )
            self.content = write_ical(contents, address_of=self.request.build_absolute_uri)
        else:
            rows = ColocationMuteSerializer(mutes, many=True, context={'request': self.request}).data
            self.content = JSONRenderer().render(rows)
        return hashlib.sha256(self.content).hexdigest()

    def write(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> Iterator[bytes]:
        yield self.content
