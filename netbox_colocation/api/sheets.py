"""The printed sheet over REST: of a procedure's version, and of a case with its state."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from ..documents.sheet_pdf import PAPERS
from ..ui.sheet_download import serve_case_sheet, serve_version_sheet
from .negotiation import AnyMediaType

__all__ = ('CaseSheetMixin', 'VersionSheetMixin')


_ANSWERS_WITH_PDF = extend_schema(
    parameters=[OpenApiParameter('paper', enum=PAPERS, description='The size of the paper: A4, or F4 (folio).')],
    responses={(200, 'application/pdf'): OpenApiTypes.BINARY},
)


class VersionSheetMixin:
    @_ANSWERS_WITH_PDF
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def sheet(self, request: Request, pk: int | None = None) -> HttpResponse:
        """The procedure as its agency prints it, for whoever may view the version."""
        return serve_version_sheet(self.get_object(), paper=request.query_params.get('paper', ''))


class CaseSheetMixin:
    @_ANSWERS_WITH_PDF
    @action(detail=True, methods=['get'], renderer_classes=[JSONRenderer], content_negotiation_class=AnyMediaType)
    def sheet(self, request: Request, pk: int | None = None) -> HttpResponse:
        """The procedure of a case with what is done, open and late on it, for whoever may view the case."""
        return serve_case_sheet(self.get_object(), paper=request.query_params.get('paper', ''))
