"""Colocation requests and their servers; what can be done with every subject is in `subjects`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from dcim.models import Rack

from ...capacity import checks
from ...capacity.rules import Assessment
from ...filtersets import ColocationRequestFilterSet, RequestedServerFilterSet
from ...models import CapacityCheck, ColocationRequest, RequestedServer
from ...workflows import moving_servers
from ..base import ColocationModelViewSet
from ..errors import ColocationErrorSerializer
from ..holding import HOLD_RIGHTS, HoldMixin
from ..permissions import ActionRights
from ..serializers import (
    CapacityCheckDetailSerializer,
    ColocationRequestSerializer,
    RequestedServerSerializer,
)
from ..serializers_.capacity import ColocationCapacityAnswerSerializer, ColocationCapacityQuestionSerializer
from ..serializers_.moving import ColocationMoveAnswerSerializer, ColocationMoveSerializer
from .places import FindPlacesMixin
from .subjects import SubjectViewSet, rights_on

__all__ = ('ColocationRequestViewSet', 'RequestedServerViewSet')


class ColocationRequestViewSet(FindPlacesMixin, HoldMixin, SubjectViewSet):
    queryset = ColocationRequest.objects.all()
    serializer_class = ColocationRequestSerializer
    filterset_class = ColocationRequestFilterSet
    action_rights = {
        **rights_on('colocationrequest'),
        **HOLD_RIGHTS,
        'find_places': ActionRights('netbox_colocation.view_capacitycheck', rows='view'),
        'check_capacity': ActionRights('netbox_colocation.add_capacitycheck', rows='view'),
    }
    rehearsed_by_body = frozenset({'hold', 'renew', 'release', 'check_capacity'})

    @extend_schema(
        request=ColocationCapacityQuestionSerializer,
        responses={
            200: OpenApiResponse(ColocationCapacityAnswerSerializer, description='Of a dry run: nothing was stored.'),
            201: CapacityCheckDetailSerializer,
        },
    )
    @action(detail=True, methods=['post'], url_path='check-capacity', parser_classes=[JSONParser])
    def check_capacity(self, request: Request, pk: int | None = None) -> Response:
        """Say resource by resource whether what the request asks for fits; stored unless it is a dry run."""
        colocation_request = self.get_object()
        body = ColocationCapacityQuestionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        question = {'now': timezone.now()}
        if resources := body.validated_data.get('resources'):
            question['resources'] = tuple(dict.fromkeys(resources))
        if self.terms.is_rehearsal:
            assessment = checks.assess(colocation_request, **question)
            return Response(self._render(ColocationCapacityAnswerSerializer, _describe(assessment)))
        with transaction.atomic():
            check = checks.verify_capacity(colocation_request, actor=request.user, **question)
            # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
            if not CapacityCheck.objects.restrict(request.user, 'add').filter(pk=check.pk).exists():
                raise PermissionDenied
        return Response(self._render(CapacityCheckDetailSerializer, check), status=status.HTTP_201_CREATED)


def _describe(assessment: Assessment) -> dict[str, Any]:
    return {
        'verdict': assessment.verdict,
        'findings': [finding.as_dict() for finding in assessment.findings],
        'placements': [placement.as_dict() for placement in assessment.placements],
    }


class RequestedServerViewSet(ColocationModelViewSet):
    queryset = RequestedServer.objects.all()
    serializer_class = RequestedServerSerializer
    filterset_class = RequestedServerFilterSet
    # Besides, the hold or the device asks for the right to change it.
    action_rights = {'move': ActionRights('netbox_colocation.view_requestedserver', rows='view')}
    rehearsed_by_body = frozenset({'move'})

    @extend_schema(
        request=ColocationMoveSerializer,
        responses={200: ColocationMoveAnswerSerializer, **dict.fromkeys((400, 403, 409), ColocationErrorSerializer)},
    )
    @action(detail=True, methods=['post'], parser_classes=[JSONParser])
    def move(self, request: Request, pk: int | None = None) -> Response:
        """Give a held or installed server another place; refused with every finding that stands against it."""
        server = self.get_object()
        body = ColocationMoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wish, is_rehearsal = body.validated_data, self.terms.is_rehearsal
        if not Rack.objects.restrict(request.user, 'view').filter(pk=wish['rack'].pk).exists():
            raise ValidationError({'rack': [_('There is no such rack.')]})
        moved = moving_servers.move_server(server, actor=request.user, now=timezone.now(), dry_run=is_rehearsal, **wish)
        return Response(ColocationMoveAnswerSerializer.describe(moved, dry_run=is_rehearsal))
