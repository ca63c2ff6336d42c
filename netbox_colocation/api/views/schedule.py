"""The calendar of visits and maintenance windows over REST: what its page shows."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from netbox.api.authentication import TokenPermissions

from ...ui.schedule import head_of
from ...workflows.schedule import MOST, Scope, read_schedule
from ..base import ColocationAPIView
from ..serializers_.schedule import ColocationScheduleQuerySerializer, ColocationScheduleSerializer

__all__ = ('ScheduleView',)

RIGHTS = ('netbox_colocation.view_accessvisit', 'netbox_colocation.view_maintenancewindow')


class SeesVisitsOrWindows(TokenPermissions):
    """Whoever may view visits or windows; which of them, the rows are restricted by."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return bool(user and user.is_authenticated and any(user.has_perm(right) for right in RIGHTS))


class ScheduleView(ColocationAPIView):
    """Visits and maintenance windows between two moments, as far as the user may view them; no visitor is named."""

    permission_classes: list[type[BasePermission]] = [SeesVisitsOrWindows]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id='plugins_colocation_schedule',
        parameters=[ColocationScheduleQuerySerializer],
        responses=ColocationScheduleSerializer,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        context = {'user': request.user, 'now': timezone.now()}
        query = ColocationScheduleQuerySerializer(data=request.query_params, context=context)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        scope = Scope(
            site=asked.get('site_id'),
            location=asked.get('location_id'),
            tenant=asked.get('tenant_id'),
            mine=request.user if asked['mine'] else None,
            content=asked['content'],
        )
        entries = read_schedule(scope, since=asked['since'], until=asked['until'], user=request.user)
        answer = {
            'since': asked['since'],
            'until': asked['until'],
            'is_cut': len(entries) >= MOST,
            'count': len(entries),
            'results': [
                {'entry': entry, 'model': entry.model, 'pk': entry.pk, 'head': head_of(entry)} for entry in entries
            ],
        }
        return Response(ColocationScheduleSerializer(answer, context={'request': request}).data)
