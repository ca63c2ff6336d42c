"""Every kind of event that event rules can wait for, with the JSON schema of what it carries."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from netbox.api.authentication import IsAuthenticatedOrLoginNotRequired

from ...models import Case
from ...workflows.event_schemas import events_described
from ..base import ColocationGenericView
from ..errors import ColocationErrorSerializer
from ..serializers_.monitoring_reports import ColocationEventKindSerializer

__all__ = ('EventKindsView',)

# Who looks after event rules, and who reads cases.
RIGHTS = ('extras.view_eventrule', 'netbox_colocation.view_case')


class _EventKindsPermission(IsAuthenticatedOrLoginNotRequired):
    def has_permission(self, request: Request, view: Any) -> bool:
        return super().has_permission(request, view) and any(request.user.has_perm(right) for right in RIGHTS)


class EventKindsView(ColocationGenericView):
    """What event rules can wait for."""

    queryset = Case.objects.none()
    serializer_class = ColocationEventKindSerializer
    filter_backends = []
    pagination_class = None

    def get_permissions(self) -> list[BasePermission]:
        return [_EventKindsPermission()]

    def get_queryset(self) -> QuerySet[Case]:
        return self.queryset

    @extend_schema(
        operation_id='plugins_colocation_event_kinds',
        responses={200: ColocationEventKindSerializer(many=True), 403: ColocationErrorSerializer},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List every kind of event: its event type, the object types a rule names, and the schema of its payload."""
        return Response(ColocationEventKindSerializer(events_described(), many=True).data)
