"""Document registers and their lines: numbers taken by hand and cancelled, the agenda as a file."""

import datetime

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ...documents import registering
from ...documents.agenda import list_entries
from ...filtersets import DocumentRegisterFilterSet, RegisterEntryFilterSet
from ...models import DocumentRegister, RegisterEntry
from ...ui.registers import serve_agenda, serve_card
from ...ui.spreadsheets import XLSX
from ..base import ColocationModelViewSet, ColocationReadOnlyModelViewSet
from ..errors import ColocationErrorSerializer
from ..negotiation import AnyMediaType
from ..permissions import ActionRights
from ..serializers import DocumentRegisterSerializer, RegisterEntrySerializer
from ..serializers_.registers import (
    ColocationAgendaQuerySerializer,
    ColocationCancelNumberSerializer,
    ColocationTakeNumberSerializer,
)

__all__ = ('DocumentRegisterViewSet', 'RegisterEntryViewSet')

REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)


class DocumentRegisterViewSet(ColocationModelViewSet):
    queryset = DocumentRegister.objects.all()
    serializer_class = DocumentRegisterSerializer
    filterset_class = DocumentRegisterFilterSet
    action_rights = {
        'take_number': ActionRights('netbox_colocation.take_number_documentregister', rows='take_number'),
    }

    @extend_schema(request=ColocationTakeNumberSerializer, responses={201: RegisterEntrySerializer, **REFUSALS})
    @action(
        detail=True, methods=['post'], url_path='take-number', parser_classes=[JSONParser, MultiPartParser, FormParser]
    )
    def take_number(self, request: Request, pk: int | None = None) -> Response:
        """Take a number by hand: the next one, one of one's choice, a back-dated one, or one of the e-office."""
        body = ColocationTakeNumberSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        entry = registering.enter_letter(self.get_object(), actor=request.user, now=timezone.now(), **body.taking)
        answer = RegisterEntrySerializer(entry, context=self.get_serializer_context()).data
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[ColocationAgendaQuerySerializer],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in ('application/pdf', XLSX)},
    )
    # The search is one in the book, not for a book.
    @action(
        detail=True,
        methods=['get'],
        filter_backends=[],
        renderer_classes=[JSONRenderer],
        content_negotiation_class=AnyMediaType,
    )
    def agenda(self, request: Request, pk: int | None = None) -> HttpResponse:
        """The agenda of the book as a file: `format` is `pdf` or `xlsx`, `month` and `q` narrow it."""
        register = self.get_object()
        if not request.user.has_perm('netbox_colocation.view_registerentry'):
            raise PermissionDenied
        query = ColocationAgendaQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        agenda = list_entries(
            register,
            entries=RegisterEntry.objects.restrict(request.user, 'view'),
            month=datetime.date(register.year, asked['month'], 1) if 'month' in asked else None,
            search=asked['q'],
        )
        return serve_agenda(agenda, kind=asked['format'])


class RegisterEntryViewSet(ColocationReadOnlyModelViewSet):
    queryset = RegisterEntry.objects.all()
    serializer_class = RegisterEntrySerializer
    filterset_class = RegisterEntryFilterSet
    action_rights = {'cancel': ActionRights('netbox_colocation.cancel_registerentry', rows='cancel')}

    @extend_schema(request=ColocationCancelNumberSerializer, responses={200: RegisterEntrySerializer, **REFUSALS})
    @action(detail=True, methods=['post'])
    def cancel(self, request: Request, pk: int | None = None) -> Response:
        """Cancel a number: it stays in the book and is never given again."""
        body = ColocationCancelNumberSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        entry = registering.cancel(self.get_object(), actor=request.user, now=timezone.now(), **body.validated_data)
        return Response(RegisterEntrySerializer(entry, context=self.get_serializer_context()).data)

    @extend_schema(responses={(200, 'application/pdf'): OpenApiTypes.BINARY})
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def card(self, request: Request, pk: int | None = None) -> HttpResponse:
        """The control card of the letter, to print in three copies."""
        return serve_card(self.get_object())
