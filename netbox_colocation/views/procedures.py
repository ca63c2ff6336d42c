"""Pages of procedures and their versions; a version changes in the editor, while it is a draft."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import (
    AddObject,
    BulkDelete,
    BulkEdit,
    BulkExport,
    BulkImport,
    CloneObject,
    DeleteObject,
    EditObject,
)
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Procedure, ProcedureVersion
from ..ui.procedures import (
    DraftProblemsPanel,
    DraftSheetPanel,
    ProcedurePanel,
    ProcedureVersionPanel,
    SourcePanel,
)
from ..ui.sheet import SheetPanel
from ..ui.sheet_identity import SheetIdentityPanel
from .procedure_drafts import AddProcedureText, CopyToDraft, DiscardDraft, EditDraftText, NewDraft, PublishDraft
from .sheets import PrintSheet

__all__ = (
    'ProcedureBulkDeleteView',
    'ProcedureBulkEditView',
    'ProcedureBulkImportView',
    'ProcedureDeleteView',
    'ProcedureEditView',
    'ProcedureListView',
    'ProcedureVersionListView',
    'ProcedureVersionView',
    'ProcedureView',
)

PROCEDURES = Procedure.objects.select_related('agency')
# A document is long and shown on its own page only.
VERSIONS = ProcedureVersion.objects.select_related('procedure__agency', 'published_by', 'based_on__procedure')


@register_model_view(Procedure, 'list', path='', detail=False)
class ProcedureListView(generic.ObjectListView):
    queryset = PROCEDURES
    table = tables.ProcedureTable
    filterset = filtersets.ProcedureFilterSet
    filterset_form = forms.ProcedureFilterForm
    actions = (AddObject, AddProcedureText, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Procedure)
class ProcedureView(generic.ObjectView):
    queryset = PROCEDURES
    actions = (NewDraft, CloneObject, EditObject, DeleteObject)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:procedure_list', 'agency_id'))
        ],
        left_panels=[ProcedurePanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.procedureversion',
                filters={'procedure_id': lambda context: context['object'].pk},
                exclude_columns=['procedure'],
            ),
            panels.ObjectsTablePanel(
                'netbox_colocation.case',
                filters={'procedure_id': lambda context: context['object'].pk},
                exclude_columns=['procedure', 'agency'],
            ),
        ],
    )


@register_model_view(Procedure, 'add', detail=False)
@register_model_view(Procedure, 'edit')
class ProcedureEditView(generic.ObjectEditView):
    queryset = Procedure.objects.all()
    form = forms.ProcedureForm


@register_model_view(Procedure, 'delete')
class ProcedureDeleteView(generic.ObjectDeleteView):
    queryset = Procedure.objects.all()


@register_model_view(Procedure, 'bulk_import', path='import', detail=False)
class ProcedureBulkImportView(generic.BulkImportView):
    queryset = Procedure.objects.all()
    model_form = forms.ProcedureImportForm


@register_model_view(Procedure, 'bulk_edit', path='edit', detail=False)
class ProcedureBulkEditView(generic.BulkEditView):
    queryset = PROCEDURES
    filterset = filtersets.ProcedureFilterSet
    table = tables.ProcedureTable
    form = forms.ProcedureBulkEditForm


@register_model_view(Procedure, 'bulk_delete', path='delete', detail=False)
class ProcedureBulkDeleteView(generic.BulkDeleteView):
    queryset = PROCEDURES
    filterset = filtersets.ProcedureFilterSet
    table = tables.ProcedureTable


@register_model_view(ProcedureVersion, 'list', path='', detail=False)
class ProcedureVersionListView(generic.ObjectListView):
    queryset = VERSIONS.defer('document', 'source')
    table = tables.ProcedureVersionTable
    filterset = filtersets.ProcedureVersionFilterSet
    filterset_form = forms.ProcedureVersionFilterForm
    actions = (BulkExport,)


@register_model_view(ProcedureVersion)
class ProcedureVersionView(generic.ObjectView):
    queryset = VERSIONS
    actions = (PrintSheet, EditDraftText, PublishDraft, CopyToDraft, DiscardDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb(
                'procedure', url=filtered_list_url('plugins:netbox_colocation:procedureversion_list', 'procedure_id')
            )
        ],
        left_panels=[ProcedureVersionPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.case',
                filters={'version_id': lambda context: context['object'].pk},
                exclude_columns=['procedure', 'version', 'agency'],
            ),
        ],
        bottom_panels=[DraftProblemsPanel(), SheetIdentityPanel(), SheetPanel(), DraftSheetPanel(), SourcePanel()],
    )
