"""Pages of visitors and carried items."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport, CloneObject
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import CarriedItem, Visitor
from ..ui.visitors import CarriedItemPanel, ItemAtDoorPanel, VisitorAtDoorPanel, VisitorPanel
from .drafts import BulkOfDraftsMixin, DeleteDraft, DraftMixin, EditDraft

__all__ = (
    'CarriedItemBulkDeleteView',
    'CarriedItemBulkEditView',
    'CarriedItemBulkImportView',
    'CarriedItemDeleteView',
    'CarriedItemEditView',
    'CarriedItemListView',
    'CarriedItemView',
    'VisitorBulkDeleteView',
    'VisitorBulkEditView',
    'VisitorBulkImportView',
    'VisitorDeleteView',
    'VisitorEditView',
    'VisitorListView',
    'VisitorView',
)

VISITORS = Visitor.objects.select_related('visit__applicant', 'badge_site')
ITEMS = CarriedItem.objects.select_related('visit__applicant', 'device')


@register_model_view(Visitor, 'list', path='', detail=False)
class VisitorListView(generic.ObjectListView):
    queryset = VISITORS
    table = tables.VisitorTable
    filterset = filtersets.VisitorFilterSet
    filterset_form = forms.VisitorFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Visitor)
class VisitorView(generic.ObjectView):
    queryset = VISITORS
    actions = (CloneObject, EditDraft, DeleteDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('visit', url=filtered_list_url('plugins:netbox_colocation:visitor_list', 'visit_id'))],
        left_panels=[VisitorPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[VisitorAtDoorPanel()],
    )


@register_model_view(Visitor, 'add', detail=False)
@register_model_view(Visitor, 'edit')
class VisitorEditView(DraftMixin, generic.ObjectEditView):
    queryset = Visitor.objects.all()
    form = forms.VisitorForm


@register_model_view(Visitor, 'delete')
class VisitorDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = Visitor.objects.all()
    deletes = True


@register_model_view(Visitor, 'bulk_import', path='import', detail=False)
class VisitorBulkImportView(generic.BulkImportView):
    queryset = Visitor.objects.all()
    model_form = forms.VisitorImportForm


@register_model_view(Visitor, 'bulk_edit', path='edit', detail=False)
class VisitorBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = VISITORS
    filterset = filtersets.VisitorFilterSet
    table = tables.VisitorTable
    form = forms.VisitorBulkEditForm
    draft_path = 'visit__status'


@register_model_view(Visitor, 'bulk_delete', path='delete', detail=False)
class VisitorBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = VISITORS
    filterset = filtersets.VisitorFilterSet
    table = tables.VisitorTable
    draft_path = 'visit__status'


@register_model_view(CarriedItem, 'list', path='', detail=False)
class CarriedItemListView(generic.ObjectListView):
    queryset = ITEMS
    table = tables.CarriedItemTable
    filterset = filtersets.CarriedItemFilterSet
    filterset_form = forms.CarriedItemFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(CarriedItem)
class CarriedItemView(generic.ObjectView):
    queryset = ITEMS
    actions = (CloneObject, EditDraft, DeleteDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('visit', url=filtered_list_url('plugins:netbox_colocation:carrieditem_list', 'visit_id'))
        ],
        left_panels=[CarriedItemPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[ItemAtDoorPanel()],
    )


@register_model_view(CarriedItem, 'add', detail=False)
@register_model_view(CarriedItem, 'edit')
class CarriedItemEditView(DraftMixin, generic.ObjectEditView):
    queryset = CarriedItem.objects.all()
    form = forms.CarriedItemForm


@register_model_view(CarriedItem, 'delete')
class CarriedItemDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = CarriedItem.objects.all()
    deletes = True


@register_model_view(CarriedItem, 'bulk_import', path='import', detail=False)
class CarriedItemBulkImportView(generic.BulkImportView):
    queryset = CarriedItem.objects.all()
    model_form = forms.CarriedItemImportForm


@register_model_view(CarriedItem, 'bulk_edit', path='edit', detail=False)
class CarriedItemBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = ITEMS
    filterset = filtersets.CarriedItemFilterSet
    table = tables.CarriedItemTable
    form = forms.CarriedItemBulkEditForm
    draft_path = 'visit__status'


@register_model_view(CarriedItem, 'bulk_delete', path='delete', detail=False)
class CarriedItemBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = ITEMS
    filterset = filtersets.CarriedItemFilterSet
    table = tables.CarriedItemTable
    draft_path = 'visit__status'
