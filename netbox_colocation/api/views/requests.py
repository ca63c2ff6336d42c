"""Colocation requests and their servers, and what can be done with a request: attach its letter, check capacity.

`submit/` is in `api.acting`.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from netbox.api.viewsets import NetBoxModelViewSet

from ...capacity import checks
from ...capacity.rules import Assessment
from ...choices import DocumentKindChoices
from ...documents import files
from ...filtersets import ColocationRequestFilterSet, RequestedServerFilterSet
from ...models import CapacityCheck, ColocationRequest, RequestedServer
from ..acting import SubmitMixin
from ..errors import ColocationErrorSerializer, ColocationErrorsMixin
from ..permissions import ActionRights, ActionRightsMixin
from ..serializers import (
    CapacityCheckSerializer,
    ColocationRequestSerializer,
    DocumentSerializer,
    RequestedServerSerializer,
)
from ..serializers_.capacity import ColocationCapacityAnswerSerializer, ColocationCapacityQuestionSerializer
from ..serializers_.requests import ColocationLetterSerializer

__all__ = ('ColocationRequestViewSet', 'RequestedServerViewSet')


class ColocationRequestViewSet(ColocationErrorsMixin, ActionRightsMixin, SubmitMixin, NetBoxModelViewSet):
    queryset = ColocationRequest.objects.all()
    serializer_class = ColocationRequestSerializer
    filterset_class = ColocationRequestFilterSet
    action_rights = {
        'submit': ActionRights('netbox_colocation.submit_colocationrequest', rows='submit'),
        'letter': ActionRights('netbox_colocation.change_colocationrequest', rows='change'),
        'check_capacity': ActionRights('netbox_colocation.add_capacitycheck', rows='view'),
    }

    @extend_schema(
        request={'multipart/form-data': ColocationLetterSerializer},
        responses={201: DocumentSerializer, 400: ColocationErrorSerializer},
    )
    @action(detail=True, methods=['post'], parser_classes=[MultiPartParser])
    def letter(self, request: Request, pk: int | None = None) -> Response:
        """Attach the request letter, under the number, date and subject that the request names."""
        colocation_request = self.get_object()
        self._validate_etag(request, colocation_request)
        body = ColocationLetterSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            document = files.store_upload(
                colocation_request,
                body.validated_data['file'],
                kind=DocumentKindChoices.REQUEST_LETTER,
                actor=request.user,
                now=timezone.now(),
                number=colocation_request.letter_number,
                dated=colocation_request.letter_date,
                title=colocation_request.letter_subject,
            )
        return Response(self._render(DocumentSerializer, document), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=ColocationCapacityQuestionSerializer,
        responses={
            200: OpenApiResponse(ColocationCapacityAnswerSerializer, description='Of a dry run: nothing was stored.'),
            201: CapacityCheckSerializer,
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
        if body.validated_data['dry_run']:
            assessment = checks.assess(colocation_request, **question)
            return Response(self._render(ColocationCapacityAnswerSerializer, _describe(assessment)))
        with transaction.atomic():
            check = checks.verify_capacity(colocation_request, actor=request.user, **question)
            # A constrained `add` permission is checked on the stored row, as NetBox does after a create.
            if not CapacityCheck.objects.restrict(request.user, 'add').filter(pk=check.pk).exists():
                raise PermissionDenied
        return Response(self._render(CapacityCheckSerializer, check), status=status.HTTP_201_CREATED)

    def _render(self, serializer_class: type, instance: Any) -> dict[str, Any]:
        return serializer_class(instance, context=self.get_serializer_context()).data


def _describe(assessment: Assessment) -> dict[str, Any]:
    return {
        'verdict': assessment.verdict,
        'findings': [finding.as_dict() for finding in assessment.findings],
        'placements': [placement.as_dict() for placement in assessment.placements],
    }


class RequestedServerViewSet(NetBoxModelViewSet):
    queryset = RequestedServer.objects.all()
    serializer_class = RequestedServerSerializer
    filterset_class = RequestedServerFilterSet
