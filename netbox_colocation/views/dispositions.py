"""Pages of disposition instructions."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import DispositionInstruction
from ..ui.dispositions import DispositionInstructionPanel

__all__ = (
    'DispositionInstructionBulkDeleteView',
    'DispositionInstructionBulkEditView',
    'DispositionInstructionBulkImportView',
    'DispositionInstructionDeleteView',
    'DispositionInstructionEditView',
    'DispositionInstructionListView',
    'DispositionInstructionView',
)

INSTRUCTIONS = DispositionInstruction.objects.select_related('agency')


@register_model_view(DispositionInstruction, 'list', path='', detail=False)
class DispositionInstructionListView(generic.ObjectListView):
    queryset = INSTRUCTIONS
    table = tables.DispositionInstructionTable
    filterset = filtersets.DispositionInstructionFilterSet
    filterset_form = forms.DispositionInstructionFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(DispositionInstruction)
class DispositionInstructionView(generic.ObjectView):
    queryset = INSTRUCTIONS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb(
                'agency', url=filtered_list_url('plugins:netbox_colocation:dispositioninstruction_list', 'agency_id')
            )
        ],
        left_panels=[DispositionInstructionPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel()],
    )


@register_model_view(DispositionInstruction, 'add', detail=False)
@register_model_view(DispositionInstruction, 'edit')
class DispositionInstructionEditView(generic.ObjectEditView):
    queryset = DispositionInstruction.objects.all()
    form = forms.DispositionInstructionForm


@register_model_view(DispositionInstruction, 'delete')
class DispositionInstructionDeleteView(generic.ObjectDeleteView):
    queryset = DispositionInstruction.objects.all()


@register_model_view(DispositionInstruction, 'bulk_import', path='import', detail=False)
class DispositionInstructionBulkImportView(generic.BulkImportView):
    queryset = DispositionInstruction.objects.all()
    model_form = forms.DispositionInstructionImportForm


@register_model_view(DispositionInstruction, 'bulk_edit', path='edit', detail=False)
class DispositionInstructionBulkEditView(generic.BulkEditView):
    queryset = INSTRUCTIONS
    filterset = filtersets.DispositionInstructionFilterSet
    table = tables.DispositionInstructionTable
    form = forms.DispositionInstructionBulkEditForm


@register_model_view(DispositionInstruction, 'bulk_delete', path='delete', detail=False)
class DispositionInstructionBulkDeleteView(generic.BulkDeleteView):
    queryset = INSTRUCTIONS
    filterset = filtersets.DispositionInstructionFilterSet
    table = tables.DispositionInstructionTable
