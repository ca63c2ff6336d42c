"""The feed that Prometheus discovers targets from, and the feed of their changes."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request

from ...choices import MonitoringKindChoices
from ...models import MonitoringTarget
from ...monitoring.changes import Change, Page, read_changes, turn_to
from ...monitoring.prometheus import read_groups
from ..errors import ColocationErrorSerializer
from ..feeds import MUTED, FeedView, json_list
from ..serializers_.monitoring import ColocationPrometheusGroupSerializer
from ..serializers_.target_feeds import ColocationChangesQuerySerializer, ColocationChangesSerializer

__all__ = ('ChangesView', 'PrometheusView')

GROUP = {
    'targets': ['10.20.0.15:9100'],
    'labels': {
        '__meta_netbox_target_id': '12',
        '__meta_netbox_name': 'emr-1',
        '__meta_netbox_kind': 'exporter',
        '__meta_netbox_state': 'requested',
        '__meta_netbox_site': 'Pusat Data',
        '__meta_netbox_rack': 'A-01',
    },
}
CHANGES = {
    'cursor': 'MTAxLjhmM2E',
    'more': False,
    'changes': [
        {'id': 12, 'kind': 'exporter', 'removed': False, 'changed_at': '2026-11-21T14:00:00+00:00', **GROUP},
        {'id': 7, 'kind': '', 'removed': True, 'changed_at': '2026-11-21T14:02:00+00:00', 'targets': [], 'labels': {}},
    ],
}


class PrometheusView(FeedView):
    """The targets that the user may view, as Prometheus' `http_sd_configs` reads them: one plain JSON list.

    Any filter of monitoring targets may stand in the query string; without one of `kind`, exporters are listed. Targets
    that a maintenance window mutes carry `__meta_netbox_muted="true"`; with `?muted=omit` they are left out meanwhile.
    The answer carries an `ETag`: an unchanged feed is answered 304. It is compressed for who takes gzip.
    """

    serializer_class = ColocationPrometheusGroupSerializer

    @extend_schema(
        operation_id='plugins_colocation_monitoring_prometheus',
        parameters=[MUTED],
        responses=ColocationPrometheusGroupSerializer(many=True),
        examples=[OpenApiExample('one server', value=GROUP, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def write(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> Iterator[bytes]:
        kinds = () if 'kind' in self.request.query_params else (MonitoringKindChoices.EXPORTER,)
        return json_list(read_groups(targets, when_muted=self.when_muted, kinds=kinds))


class ChangesView(FeedView):
    """What became of the targets since a cursor: each that changed, once, as it is now, in the order of the changes.

    Without `since` everything is listed. Read all pages (`more`), keep the last `cursor`, and ask with it for what
    changed afterwards. A target that is retired, that you may not view any more, or that the filters leave out by now
    is told as `removed`: forget it if you have it. Of targets that you may never view you are told in the same way: the
    number and that something changed, never a name or anything else. Filters have to stay the same from call to call.
    A cursor that leads nowhere any more is answered 410: read everything anew, without one.
    """

    serializer_class = ColocationChangesSerializer
    page: Page

    @extend_schema(
        operation_id='plugins_colocation_monitoring_changes',
        filters=True,
        parameters=[ColocationChangesQuerySerializer, MUTED],
        responses={
            200: ColocationChangesSerializer,
            400: OpenApiResponse(ColocationErrorSerializer, 'This is no cursor.'),
            410: OpenApiResponse(ColocationErrorSerializer, 'Read everything anew, without a cursor.'),
        },
        examples=[OpenApiExample('one changed, one retired', value=CHANGES, response_only=True, status_codes=['200'])],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def state(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> str:
        query = ColocationChangesQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        self.page = turn_to(asked.get('since'), targets, when_muted=self.when_muted, most=asked.get('limit'))
        return self.page.cursor

    def write(self, targets: QuerySet[MonitoringTarget], now: datetime.datetime) -> Iterator[bytes]:
        head = {'cursor': self.page.cursor, 'more': self.page.has_more}
        yield f'{json.dumps(head)[:-1]}, "changes": '.encode()
        yield from json_list(map(_write, read_changes(self.page, targets, when_muted=self.when_muted)))
        yield b'}\n'


def _write(change: Change) -> str:
    known = {
        'id': change.target_id,
        'kind': change.kind,
        'removed': not change.content,
        'changed_at': change.changed_at.isoformat(timespec='microseconds'),
    }
    return f'{json.dumps(known)[:-1]}, {change.content[1:] or '"labels": {}, "targets": []}'}'
