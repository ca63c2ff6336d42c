"""Maintenance windows and notices. Writing a window proposes it; everything else about one is an act."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from ...documents.dispatch import Way
from ...filtersets import MaintenanceWindowFilterSet, WindowNoticeFilterSet
from ...maintenance.collisions import find_collisions
from ...models import MaintenanceWindow, WindowNotice
from ...ui.windows import sees_findings
from ...workflows import window_notices, windows
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..permissions import ActionRights
from ..serializers import MaintenanceWindowSerializer, WindowNoticeSerializer
from ..serializers_.windows import (
    ColocationNoticeApprovalSerializer,
    ColocationNoticeSendingSerializer,
    ColocationWindowChangeSerializer,
    ColocationWindowEndSerializer,
    ColocationWindowExtensionSerializer,
    ColocationWindowFindingSerializer,
    ColocationWindowReasonSerializer,
)

__all__ = ('MaintenanceWindowViewSet', 'WindowNoticeViewSet')

APP = 'netbox_colocation'
RUN = ActionRights(f'{APP}.run_maintenancewindow', rows='run')
REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)
WINDOW = {200: MaintenanceWindowSerializer, **REFUSALS}
NOTICE = {200: WindowNoticeSerializer, **REFUSALS}


def _read(serializer: type[Serializer], request: Request) -> dict[str, Any]:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class MaintenanceWindowViewSet(ColocationModelViewSet):
    queryset = MaintenanceWindow.objects.all()
    serializer_class = MaintenanceWindowSerializer
    filterset_class = MaintenanceWindowFilterSet
    field_prefetches = {('display',): ('ticket',)}
    action_rights = {
        'agree': ActionRights(f'{APP}.agree_maintenancewindow', rows='agree'),
        **dict.fromkeys(('change_times', 'extend', 'begin', 'finish', 'cancel'), RUN),
    }

    def perform_create(self, serializer: BaseSerializer) -> None:
        with transaction.atomic():
            super().perform_create(serializer)
            self._propose(serializer)

    def perform_update(self, serializer: BaseSerializer) -> None:
        with transaction.atomic():
            super().perform_update(serializer)
            self._propose(serializer)

    @extend_schema(responses={200: ColocationWindowFindingSerializer(many=True)})
    @action(detail=True, methods=['get'], pagination_class=None, filterset_class=None)
    def findings(self, request: Request, pk: int | None = None) -> Response:
        """What the window runs into, what stops it first; not for applicants."""
        window = self.get_object()
        if not sees_findings(request.user, window):
            raise PermissionDenied
        found = find_collisions(window, now=timezone.now())
        return Response([finding.as_dict() for finding in found])

    @extend_schema(request=None, responses=WINDOW)
    @action(detail=True, methods=['post'])
    def agree(self, request: Request, pk: int | None = None) -> Response:
        """Agree to the window, for an office above the proposer's; drafts the notices."""
        return self._show(windows.agree(self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationWindowChangeSerializer, responses=WINDOW)
    @action(detail=True, methods=['post'], url_path='change-times')
    def change_times(self, request: Request, pk: int | None = None) -> Response:
        """Put a window that was agreed to at another time; it is proposed again."""
        sent = _read(ColocationWindowChangeSerializer, request)
        return self._show(windows.change(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationWindowExtensionSerializer, responses=WINDOW)
    @action(detail=True, methods=['post'])
    def extend(self, request: Request, pk: int | None = None) -> Response:
        """Let the window last longer."""
        sent = _read(ColocationWindowExtensionSerializer, request)
        return self._show(windows.extend(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=None, responses=WINDOW)
    @action(detail=True, methods=['post'])
    def begin(self, request: Request, pk: int | None = None) -> Response:
        """Record that the work begins."""
        return self._show(windows.begin(self.get_object(), actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationWindowEndSerializer, responses=WINDOW)
    @action(detail=True, methods=['post'])
    def finish(self, request: Request, pk: int | None = None) -> Response:
        """Record that the work is over, and what came of it."""
        sent = _read(ColocationWindowEndSerializer, request)
        return self._show(windows.finish(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationWindowReasonSerializer, responses=WINDOW)
    @action(detail=True, methods=['post'])
    def cancel(self, request: Request, pk: int | None = None) -> Response:
        """Cancel a window that has not begun."""
        sent = _read(ColocationWindowReasonSerializer, request)
        return self._show(windows.cancel(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    def _propose(self, serializer: BaseSerializer) -> None:
        written = serializer.instance if isinstance(serializer.instance, list) else [serializer.instance]
        for window in written:
            windows.propose(window, actor=self.request.user, now=timezone.now())

    def _show(self, window: MaintenanceWindow) -> Response:
        return Response(MaintenanceWindowSerializer(window, context=self.get_serializer_context()).data)


class WindowNoticeViewSet(ColocationReadOnlyModelViewSet):
    queryset = WindowNotice.objects.all()
    serializer_class = WindowNoticeSerializer
    filterset_class = WindowNoticeFilterSet
    field_prefetches = {('display',): ('tenant',)}
    action_rights = dict.fromkeys(
        ('approve', 'send', 'drop'), ActionRights(f'{APP}.approve_windownotice', rows='approve')
    )

    @extend_schema(request=ColocationNoticeApprovalSerializer, responses=NOTICE)
    @action(detail=True, methods=['post'])
    def approve(self, request: Request, pk: int | None = None) -> Response:
        """Approve the notice, for an office above the drafter's: a letter is signed by it, an e-mail sent."""
        sent = _read(ColocationNoticeApprovalSerializer, request)
        return self._show(window_notices.approve(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    @extend_schema(request=ColocationNoticeSendingSerializer, responses=NOTICE)
    @action(detail=True, methods=['post'])
    def send(self, request: Request, pk: int | None = None) -> Response:
        """Hand the letter of an approved notice out, or try its e-mail again."""
        sent = _read(ColocationNoticeSendingSerializer, request)
        way = Way(**sent) if 'method' in sent else None
        return self._show(window_notices.send(self.get_object(), way=way, actor=request.user, now=timezone.now()))

    @extend_schema(request=ColocationWindowReasonSerializer, responses=NOTICE)
    @action(detail=True, methods=['post'])
    def drop(self, request: Request, pk: int | None = None) -> Response:
        """Decide that the notice is not sent."""
        sent = _read(ColocationWindowReasonSerializer, request)
        return self._show(window_notices.drop(self.get_object(), actor=request.user, now=timezone.now(), **sent))

    def _show(self, notice: WindowNotice) -> Response:
        return Response(WindowNoticeSerializer(notice, context=self.get_serializer_context()).data)
