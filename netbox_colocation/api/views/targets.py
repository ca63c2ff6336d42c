"""Monitoring targets, which are retired and never deleted, and drift reports to read."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ...filtersets import DriftReportFilterSet, MonitoringTargetFilterSet
from ...models import DriftReport, MonitoringTarget
from ...workflows import monitoring_acts
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import DriftReportSerializer, MonitoringTargetSerializer
from ..serializers_.monitoring import ColocationAcceptTargetSerializer, ColocationRetireTargetSerializer

__all__ = ('DriftReportViewSet', 'MonitoringTargetViewSet')

ANSWERS = {200: MonitoringTargetSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)}


class MonitoringTargetViewSet(ColocationModelViewSet):
    queryset = MonitoringTarget.objects.all()
    serializer_class = MonitoringTargetSerializer
    filterset_class = MonitoringTargetFilterSet
    field_prefetches = {('display',): ('device',)}
    # A target outlives what it watched: it is retired instead.
    http_method_names = ['get', 'post', 'put', 'patch', 'head', 'options']
    action_rights = {
        'accept': ActionRights('netbox_colocation.acknowledge_monitoringtarget', rows='acknowledge'),
        'retire': ActionRights('netbox_colocation.retire_monitoringtarget', rows='retire'),
    }

    @extend_schema(request=ColocationAcceptTargetSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def accept(self, request: Request, pk: int | None = None) -> Response:
        """Accept the target by hand; one that monitoring has not seen asks for a comment (`target-unseen`)."""
        sent = _read(ColocationAcceptTargetSerializer, request)
        return self._answer(monitoring_acts.accept(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationRetireTargetSerializer, responses=ANSWERS)
    @action(detail=True, methods=['post'])
    def retire(self, request: Request, pk: int | None = None) -> Response:
        """Stop watching the target for good: it leaves every feed and stays as history."""
        sent = _read(ColocationRetireTargetSerializer, request)
        return self._answer(monitoring_acts.retire(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    def _answer(self, target: MonitoringTarget) -> Response:
        target.refresh_from_db()
        return Response(self.get_serializer(target).data)


class DriftReportViewSet(ColocationReadOnlyModelViewSet):
    queryset = DriftReport.objects.all()
    serializer_class = DriftReportSerializer
    filterset_class = DriftReportFilterSet


def _read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
