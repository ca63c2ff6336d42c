"""Pages of document registers; a document can only be looked at and downloaded."""

from typing import Any

from django.http import FileResponse, HttpRequest

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Document, DocumentRegister
from ..ui.documents import DocumentFilePanel, DocumentPanel, DocumentRegisterPanel, DocumentSignaturePanel
from ..ui.downloads import SHOWN_INLINE, serve_document

__all__ = (
    'DocumentDownloadView',
    'DocumentListView',
    'DocumentRegisterBulkDeleteView',
    'DocumentRegisterBulkEditView',
    'DocumentRegisterBulkImportView',
    'DocumentRegisterDeleteView',
    'DocumentRegisterEditView',
    'DocumentRegisterListView',
    'DocumentRegisterView',
    'DocumentView',
)

REGISTERS = DocumentRegister.objects.select_related('agency')
DOCUMENTS = Document.objects.select_related('request', 'visit', 'ticket', 'case', 'drafted_by', 'signed_by')


@register_model_view(DocumentRegister, 'list', path='', detail=False)
class DocumentRegisterListView(generic.ObjectListView):
    queryset = REGISTERS
    table = tables.DocumentRegisterTable
    filterset = filtersets.DocumentRegisterFilterSet
    filterset_form = forms.DocumentRegisterFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(DocumentRegister)
class DocumentRegisterView(generic.ObjectView):
    queryset = REGISTERS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:documentregister_list', 'agency_id'))
        ],
        left_panels=[DocumentRegisterPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.document',
                filters={'register_id': lambda context: context['object'].pk},
            ),
        ],
    )


@register_model_view(DocumentRegister, 'add', detail=False)
@register_model_view(DocumentRegister, 'edit')
class DocumentRegisterEditView(generic.ObjectEditView):
    queryset = DocumentRegister.objects.all()
    form = forms.DocumentRegisterForm


@register_model_view(DocumentRegister, 'delete')
class DocumentRegisterDeleteView(generic.ObjectDeleteView):
    queryset = DocumentRegister.objects.all()


@register_model_view(DocumentRegister, 'bulk_import', path='import', detail=False)
class DocumentRegisterBulkImportView(generic.BulkImportView):
    queryset = DocumentRegister.objects.all()
    model_form = forms.DocumentRegisterImportForm


@register_model_view(DocumentRegister, 'bulk_edit', path='edit', detail=False)
class DocumentRegisterBulkEditView(generic.BulkEditView):
    queryset = REGISTERS
    filterset = filtersets.DocumentRegisterFilterSet
    table = tables.DocumentRegisterTable
    form = forms.DocumentRegisterBulkEditForm


@register_model_view(DocumentRegister, 'bulk_delete', path='delete', detail=False)
class DocumentRegisterBulkDeleteView(generic.BulkDeleteView):
    queryset = REGISTERS
    filterset = filtersets.DocumentRegisterFilterSet
    table = tables.DocumentRegisterTable


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
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('case', url=filtered_list_url('plugins:netbox_colocation:document_list', 'case_id'))],
        left_panels=[DocumentPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[DocumentFilePanel(), DocumentSignaturePanel()],
    )

    def get_extra_context(self, request: HttpRequest, instance: Document) -> dict[str, Any]:
        return {'can_show': instance.media_type in SHOWN_INLINE}


@register_model_view(Document, 'download')
class DocumentDownloadView(generic.base.BaseObjectView):
    """The file itself, to whoever may view its document: private files have no other address.

    `?inline=1` lets a browser show a PDF or a picture.
    """

    queryset = Document.objects.all()
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(Document, 'view')

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return serve_document(self.get_object(pk=pk), inline='inline' in request.GET)
