"""Statistics and the yearly evidence over REST: the same figures as on the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.models import Tenant

from ...models import Procedure, Task
from ...ui.statistics import case_records, task_records
from ...workflows.evidence import gather_evidence
from ...workflows.statistics import Scope, count_cases, count_tasks, default_scope, fetch_names
from ..base import ColocationGenericView
from ..serializers_.statistics import (
    ColocationStatisticsQuerySerializer,
    ColocationStatisticsSerializer,
    ColocationYearlyEvidenceQuerySerializer,
    ColocationYearlyEvidenceSerializer,
)

__all__ = ('EvidenceStatisticsView', 'TaskStatisticsView')


class _StatisticsView(ColocationGenericView):
    """For whoever may view tasks; only those are counted that they may view."""

    # NetBox reads the permission that a GET needs from here.
    queryset = Task.objects.all()
    renderer_classes = [JSONRenderer]
    filter_backends = []
    pagination_class = None

    def get_queryset(self) -> QuerySet[Task]:
        return super().get_queryset().restrict(self.request.user, 'view')

    def read_query(self, kind: type, **context: Any) -> dict[str, Any]:
        query = kind(data=self.request.query_params, context=context)
        query.is_valid(raise_exception=True)
        return query.validated_data


class TaskStatisticsView(_StatisticsView):
    """Tasks by row of the sheet, role, month or procedure, and cases by procedure and month."""

    serializer_class = ColocationStatisticsSerializer

    @extend_schema(
        operation_id='plugins_colocation_statistics_tasks',
        parameters=[ColocationStatisticsQuerySerializer],
        responses=ColocationStatisticsSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        now = timezone.now()
        asked = self.read_query(ColocationStatisticsQuerySerializer, default=default_scope(now=now))
        scope = Scope(
            since=asked['since'],
            until=asked['until'],
            agency=asked.get('agency_id'),
            procedure=asked.get('procedure_id'),
        )
        tasks = count_tasks(scope, group=asked['group'], user=request.user, now=now)
        cases = count_cases(scope, user=request.user)
        names = fetch_names([*tasks, *cases])
        answer = {**asked, 'tasks': task_records(tasks, names), 'cases': case_records(cases, names)}
        return Response(ColocationStatisticsSerializer(answer).data)


class EvidenceStatisticsView(_StatisticsView):
    """What an agency shows once a year: who uses the service, requests, times, capacity, procedures, review notes."""

    serializer_class = ColocationYearlyEvidenceSerializer

    @extend_schema(
        operation_id='plugins_colocation_statistics_evidence',
        parameters=[ColocationYearlyEvidenceQuerySerializer],
        responses=ColocationYearlyEvidenceSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not request.user.has_perm('netbox_colocation.view_case'):
            self.permission_denied(request)
        now = timezone.now()
        asked = self.read_query(ColocationYearlyEvidenceQuerySerializer)
        procedures = Procedure.objects.restrict(request.user, 'view')
        agencies = Tenant.objects.filter(pk__in=procedures.order_by().values('agency'))
        agency = get_object_or_404(agencies, pk=asked['agency_id'])
        year = asked.get('year') or timezone.localtime(now).year
        evidence = gather_evidence(agency, year, user=request.user, now=now)
        names = fetch_names([*evidence.rows, *evidence.cases])
        answer = {
            **vars(evidence),
            'agency_id': agency.pk,
            'rows': task_records(evidence.rows, names),
            'cases': case_records(evidence.cases, names),
        }
        return Response(ColocationYearlyEvidenceSerializer(answer).data)
