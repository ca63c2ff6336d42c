"""Monitoring targets to read, and the feed that Prometheus discovers them from."""

import hashlib
import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from netbox.api.viewsets import NetBoxReadOnlyModelViewSet

from ...filtersets import MonitoringTargetFilterSet
from ...models import MonitoringTarget
from ...monitoring import prometheus
from ..serializers import MonitoringTargetSerializer
from ..serializers_.monitoring import ColocationPrometheusGroupSerializer

__all__ = ('MonitoringTargetViewSet', 'PrometheusView')


class MonitoringTargetViewSet(NetBoxReadOnlyModelViewSet):
    queryset = MonitoringTarget.objects.all()
    serializer_class = MonitoringTargetSerializer
    filterset_class = MonitoringTargetFilterSet
    field_prefetches = {('display',): ('device',)}


class PrometheusView(GenericAPIView):
    """The targets that the user may view, as Prometheus' `http_sd_configs` reads them: one plain JSON list.

    Any filter of monitoring targets may stand in the query string. Targets that a maintenance window mutes carry
    `__meta_netbox_muted="true"`; with `?muted=omit` they are left out meanwhile. The answer carries an `ETag`.
    """

    queryset = MonitoringTarget.objects.all()
    serializer_class = ColocationPrometheusGroupSerializer
    filterset_class = MonitoringTargetFilterSet
    filter_backends = [DjangoFilterBackend]
    renderer_classes = [JSONRenderer]
    pagination_class = None

    def get_queryset(self) -> QuerySet[MonitoringTarget]:
        return super().get_queryset().restrict(self.request.user, 'view')

    @extend_schema(
        operation_id='plugins_colocation_monitoring_prometheus',
        parameters=[
            OpenApiParameter(
                'muted', str, enum=['label', 'omit'], description='What becomes of targets that maintenance mutes'
            )
        ],
        responses=ColocationPrometheusGroupSerializer(many=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        when_muted = request.query_params.get('muted', prometheus.LABEL)
        if when_muted not in (prometheus.LABEL, prometheus.OMIT):
            raise ValidationError({'muted': [_('Write “label” or “omit”.')]})
        targets = self.filter_queryset(self.get_queryset())
        groups = prometheus.read_targets(targets, now=timezone.now(), when_muted=when_muted)
        content = json.dumps(groups, ensure_ascii=False, sort_keys=True).encode()
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        response = HttpResponse(content, content_type='application/json')
        response['ETag'] = etag
        response['Cache-Control'] = 'private, no-cache'
        return get_conditional_response(request, etag=etag, response=response)
