"""Document registers, and documents to read and download."""

import logging
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from ...filtersets import DocumentFilterSet, DocumentRegisterFilterSet
from ...models import Document, DocumentRegister
from ..serializers import DocumentRegisterSerializer, DocumentSerializer

__all__ = ('DocumentRegisterViewSet', 'DocumentViewSet')

logger = logging.getLogger('netbox.plugins.netbox_colocation.api')

# What a document's file may be; its name ends accordingly.
_SUFFIXES = {'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg'}


class _AnyMediaType(BaseContentNegotiation):
    """Serves whatever the client says it accepts: the file is what it is, and an error about it is JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class DocumentRegisterViewSet(NetBoxModelViewSet):
    queryset = DocumentRegister.objects.all()
    serializer_class = DocumentRegisterSerializer
    filterset_class = DocumentRegisterFilterSet


class DocumentViewSet(NetBoxReadOnlyModelViewSet):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilterSet

    @extend_schema(responses={(200, media_type): OpenApiTypes.BINARY for media_type in _SUFFIXES})
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=_AnyMediaType)
    def download(self, request: Request, pk: int | None = None) -> FileResponse:
        """The document's file, for whoever may view the document."""
        document = self.get_object()
        return serve_file(document)


def serve_file(document: Document) -> FileResponse:
    """Return the file as a download that no cache keeps and no browser takes for anything else.

    Raises:
        NotFound: the document is not rendered yet, or its file is gone.
    """
    if not document.file:
        raise NotFound(_('This document has no file yet: it is rendered in the background.'))
    try:
        content = document.file.open('rb')
    except FileNotFoundError as error:
        logger.exception('The file of document %s is missing from the storage', document.pk)
        raise NotFound(_('The file of this document is missing from the storage.')) from error
    known = document.media_type in _SUFFIXES
    response = FileResponse(
        content,
        as_attachment=True,
        filename=f'{document.kind}-{document.pk}.{_SUFFIXES.get(document.media_type, "bin")}',
        content_type=document.media_type if known else 'application/octet-stream',
    )
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    response['Content-Security-Policy'] = "sandbox; default-src 'none'"
    return response
