"""Document registers, and documents to read and download."""

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from netbox.api.viewsets import NetBoxModelViewSet, NetBoxReadOnlyModelViewSet

from ...filtersets import DocumentFilterSet, DocumentRegisterFilterSet
from ...models import Document, DocumentRegister
from ...ui.downloads import SHOWN_INLINE, serve_document
from ..negotiation import AnyMediaType
from ..serializers import DocumentRegisterSerializer, DocumentSerializer

__all__ = ('DocumentRegisterViewSet', 'DocumentViewSet')


class DocumentRegisterViewSet(NetBoxModelViewSet):
    queryset = DocumentRegister.objects.all()
    serializer_class = DocumentRegisterSerializer
    filterset_class = DocumentRegisterFilterSet


class DocumentViewSet(NetBoxReadOnlyModelViewSet):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilterSet

    @extend_schema(responses={(200, media_type): OpenApiTypes.BINARY for media_type in sorted(SHOWN_INLINE)})
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def download(self, request: Request, pk: int | None = None) -> FileResponse:
        """The document's file, for whoever may view the document."""
        return serve_document(self.get_object())
