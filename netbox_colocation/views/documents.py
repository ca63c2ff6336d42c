"""Pages of documents, to look at and download."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Document
from ..ui.dispatches import DispatchesPanel
from ..ui.disposals import RetentionPanel
from ..ui.documents import DocumentFilePanel, DocumentPanel, DocumentSignaturePanel
from ..ui.downloads import SHOWN_INLINE, serve_document
from ..ui.file_copies import serve_file_copy
from ..ui.signatures import DocumentSignaturesPanel
from ..ui.versions import CorrectionsPanel, VersionsPanel
from ..workflows import handing
from .classing import Classify
from .handing import DocxForEOffice, DownloadDocx, HandOut

__all__ = (
    'DocumentDownloadView',
    'DocumentListView',
    'DocumentView',
)

DOCUMENTS = Document.objects.select_related(
    'request', 'visit', 'ticket', 'case', 'drafted_by', 'signed_by', 'classification', 'disposal'
)


@register_model_view(Document, 'list', path='', detail=False)
class DocumentListView(generic.ObjectListView):
    queryset = DOCUMENTS
    table = tables.DocumentTable
    filterset = filtersets.DocumentFilterSet
    filterset_form = forms.DocumentFilterForm
    actions = (BulkExport,)


@register_model_view(Document)
class DocumentView(generic.ObjectView):
    queryset = DOCUMENTS
    actions = (HandOut, Classify, DownloadDocx, DocxForEOffice)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('case', url=filtered_list_url('plugins:netbox_colocation:document_list', 'case_id'))],
        left_panels=[DocumentPanel(), RetentionPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[
            DocumentFilePanel(),
            DispatchesPanel(),
            DocumentSignaturesPanel(),
            DocumentSignaturePanel(),
            CorrectionsPanel(),
            VersionsPanel(),
        ],
    )

    def get_extra_context(self, request: HttpRequest, instance: Document) -> dict[str, Any]:
        return {'can_show': instance.media_type in SHOWN_INLINE}


@register_model_view(Document, 'download')
class DocumentDownloadView(generic.base.BaseObjectView):
    """The file itself, to whoever may view its document: private files have no other address.

    `?inline=1` lets a browser show a PDF or a picture. `?copy=file` is the copy with everybody's initials, for
    officers only.
    """

    queryset = Document.objects.all()
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(Document, 'view')

    def get(self, request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
        document, inline = self.get_object(pk=pk), 'inline' in request.GET
        if request.GET.get('copy') == 'file':
            return serve_file_copy(document, request.user, inline=inline)
        response = serve_document(document, inline=inline)
        if request.method == 'GET':
            handing.note_read(document, reader=request.user, now=timezone.now())
        return response
