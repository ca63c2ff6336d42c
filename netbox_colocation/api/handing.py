"""Handing a paper out over REST, and the paper as DOCX."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ..documents.dispatch import Way
from ..documents.docx import DOCX
from ..ui.docx_files import serve_docx
from ..workflows import handing
from .errors import ColocationErrorSerializer
from .negotiation import AnyMediaType
from .permissions import ActionRights
from .serializers import DispatchSerializer
from .serializers_.dispatches import ColocationHandOutSerializer

__all__ = ('HANDING_RIGHTS', 'HandingMixin')

HANDING_RIGHTS = {'dispatch_paper': ActionRights('netbox_colocation.dispatch_document', rows='dispatch')}
REFUSALS = dict.fromkeys((400, 403, 409), ColocationErrorSerializer)


class HandingMixin:
    """Adds `dispatch/` and `docx/` to the viewset of documents, which takes `HANDING_RIGHTS`."""

    @extend_schema(
        operation_id='plugins_colocation_documents_dispatch_create',
        request=ColocationHandOutSerializer,
        responses={201: DispatchSerializer(many=True), **REFUSALS},
    )
    @action(detail=True, methods=['post'], url_path='dispatch', filter_backends=[], pagination_class=None)
    def dispatch_paper(self, request: Request, pk: int | None = None) -> Response:
        """Hand a signed paper out: one row for each receiver. E-mail goes out in the background."""
        body = ColocationHandOutSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        way = Way(**body.validated_data)
        rows: Any = handing.hand_out(self.get_object(), way, actor=request.user, now=timezone.now())
        context = self.get_serializer_context()
        return Response(DispatchSerializer(rows, many=True, context=context).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter('placeholders', OpenApiTypes.BOOL, description='1: with those of the e-office')],
        responses={(200, DOCX): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def docx(self, request: Request, pk: int | None = None) -> HttpResponse:
        """The paper as DOCX, for those who see drafts."""
        wanted = request.query_params.get('placeholders') in ('1', 'true')
        return serve_docx(self.get_object(), request.user, placeholders=wanted)
