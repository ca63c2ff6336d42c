"""Documents, to read and download."""

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from ...filtersets import DocumentFilterSet
from ...models import Document
from ...ui.downloads import SHOWN_INLINE, serve_document
from ...ui.file_copies import serve_file_copy
from ...workflows import handing
from ..base import ColocationReadOnlyModelViewSet
from ..classing import CLASSING_RIGHTS, ClassingMixin
from ..handing import HANDING_RIGHTS, HandingMixin
from ..negotiation import AnyMediaType
from ..serializers import DocumentSerializer
from ..signing import SIGNING_RIGHTS, SigningMixin
from ..versions import VERSION_RIGHTS, VersionsMixin

__all__ = ('DocumentViewSet',)


class DocumentViewSet(SigningMixin, VersionsMixin, HandingMixin, ClassingMixin, ColocationReadOnlyModelViewSet):
    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilterSet
    action_rights = {**SIGNING_RIGHTS, **VERSION_RIGHTS, **HANDING_RIGHTS, **CLASSING_RIGHTS}
    beyond_database = frozenset({'sign'})

    @extend_schema(
        parameters=[OpenApiParameter('copy', str, enum=['file'], description='The copy with initials, for officers')],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in sorted(SHOWN_INLINE)},
    )
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def download(self, request: Request, pk: int | None = None) -> FileResponse:
        """The document's file, for whoever may view it; `?copy=file` is the copy with initials, for officers."""
        document = self.get_object()
        if request.query_params.get('copy') == 'file':
            return serve_file_copy(document, request.user)
        response = serve_document(document)
        handing.note_read(document, reader=request.user, now=timezone.now())
        return response
