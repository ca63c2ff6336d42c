"""What monitoring systems post back: reports of many targets at once, and what they watch."""

from typing import Any

from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from netbox.api.authentication import TokenPermissions

from ...filtersets import MonitoringTargetFilterSet
from ...models import MonitoringTarget
from ...monitoring.acknowledging import APPLIED, REFUSED, UNCHANGED, Answer, Report
from ...monitoring.drift import Watched, address_of_server, compare, read_prometheus
from ...workflows import monitoring_acts
from ..base import ColocationGenericView
from ..bodies import LargeBodyMixin
from ..errors import ColocationErrorSerializer
from ..serializers import DriftReportSerializer
from ..serializers_.monitoring_reports import (
    ColocationAcknowledgedSerializer,
    ColocationAcknowledgeSerializer,
    ColocationCompareSerializer,
)

__all__ = ('AcknowledgeView', 'DriftView')

REFUSALS = dict.fromkeys((400, 403, 413), ColocationErrorSerializer)
REPORTS = OpenApiExample(
    'seen and up, down since, accepted',
    value={
        'source': 'prometheus-1',
        'reports': [
            {'target': 12, 'state': 'up'},
            {'target': 13, 'state': 'down', 'since': '2026-11-23T02:00:00Z'},
            {'target': 14, 'state': 'accepted'},
        ],
    },
    request_only=True,
)
ANSWERS = OpenApiExample(
    'two applied, one unknown',
    value={
        'applied': 2,
        'unchanged': 0,
        'refused': 1,
        'answers': [
            {'target': 12, 'result': 'applied', 'code': '', 'message': '', 'state': 'seen', 'health': 'up'},
            {'target': 13, 'result': 'applied', 'code': '', 'message': '', 'state': 'seen', 'health': 'down'},
            {
                'target': 14,
                'result': 'refused',
                'code': 'target-unknown',
                'message': 'There is no target 14 of which you may report: take its number from a feed.',
                'state': '',
                'health': '',
            },
        ],
    },
    response_only=True,
    status_codes=['200'],
)
WATCHED = OpenApiExample(
    'a list',
    value={
        'source': 'prometheus-1',
        'watched': [
            {'instance': '10.20.0.11:9100', 'target': 12, 'labels': {'job': 'node'}},
            {'instance': '10.20.0.99:9100'},
        ],
    },
    request_only=True,
)


class _AcknowledgePermission(TokenPermissions):
    perms_map = {**TokenPermissions.perms_map, 'POST': ['netbox_colocation.acknowledge_monitoringtarget']}


class _ComparePermission(TokenPermissions):
    perms_map = {
        **TokenPermissions.perms_map,
        'POST': ['netbox_colocation.add_driftreport', 'netbox_colocation.view_monitoringtarget'],
    }


class AcknowledgeView(LargeBodyMixin, ColocationGenericView):
    """Report what monitoring sees, accepts, and finds up or down."""

    body_path = 'monitoring/acknowledge/'
    queryset = MonitoringTarget.objects.all()
    filter_backends = []
    pagination_class = None

    def get_permissions(self) -> list[BasePermission]:
        return [_AcknowledgePermission()]

    @extend_schema(
        operation_id='plugins_colocation_monitoring_acknowledge',
        request=ColocationAcknowledgeSerializer,
        responses={200: ColocationAcknowledgedSerializer, **REFUSALS},
        examples=[REPORTS, ANSWERS],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say of many targets at once that they are seen, accepted, or up or down since when.

        The same reports again change nothing. Each is answered at its place; one that is refused stops no other. A row
        of a procedure that waits for monitoring closes when all targets of its case are seen and accepted.

        The body may be 8 MiB large, and packed with gzip (`Content-Encoding: gzip`).
        """
        body = ColocationAcknowledgeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        reports = [Report(**report) for report in sent['reports']]
        answers = monitoring_acts.acknowledge(reports, source=sent['source'], actor=request.user, now=timezone.now())
        results = [answer.result for answer in answers]
        counts = {result: results.count(result) for result in (APPLIED, UNCHANGED, REFUSED)}
        return Response({**counts, 'answers': [_told(answer) for answer in answers]})


class DriftView(LargeBodyMixin, ColocationGenericView):
    """Compare what a monitoring system watches with what NetBox asks for.

    Any filter of monitoring targets may stand in the query string, like `?kind=exporter`.
    """

    body_path = 'monitoring/drift/'
    queryset = MonitoringTarget.objects.all()
    filterset_class = MonitoringTargetFilterSet
    filter_backends = [DjangoFilterBackend]
    pagination_class = None

    def get_permissions(self) -> list[BasePermission]:
        return [_ComparePermission()]

    @extend_schema(
        operation_id='plugins_colocation_monitoring_drift',
        filters=True,
        request=ColocationCompareSerializer,
        responses={201: DriftReportSerializer, **REFUSALS, 409: ColocationErrorSerializer},
        examples=[WATCHED],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what NetBox asks for and nobody watches, what is watched and NetBox does not know, and what differs.

        The answer is the drift report, which is kept; with `?dry_run=true` it is not.

        The body may be 64 MiB large, and packed with gzip (`Content-Encoding: gzip`).
        """
        body = ColocationCompareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        report = compare(
            _watched(sent),
            source=sent['source'] or sent.get('server', ''),
            targets=self.filter_queryset(self.get_queryset().restrict(request.user, 'view')),
            actor=request.user,
            now=timezone.now(),
        )
        answer = dict(DriftReportSerializer(report, context=self.get_serializer_context()).data)
        if self.terms.is_rehearsal:
            # Nothing of it is stored, so there is nothing to ask for later.
            answer |= dict.fromkeys(('id', 'url', 'display_url'))
        return Response(answer, status=200 if self.terms.is_rehearsal else 201)


def _watched(sent: dict[str, Any]) -> list[Watched]:
    if 'server' in sent:
        return read_prometheus(address_of_server(sent['server']))
    return [Watched(**each) for each in sent['watched']]


def _told(answer: Answer) -> dict[str, Any]:
    return {
        'target': answer.report.target,
        'result': answer.result,
        'code': answer.code,
        'message': answer.message,
        'state': answer.row.state if answer.row else '',
        'health': answer.row.health if answer.row else '',
    }
