"""Pages of placement policies."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import layout, panels
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import PlacementPolicy
from ..ui.policies import PolicyPanel, PolicyRulesPanel, PolicyScopePanel

__all__ = (
    'PlacementPolicyBulkDeleteView',
    'PlacementPolicyBulkEditView',
    'PlacementPolicyBulkImportView',
    'PlacementPolicyDeleteView',
    'PlacementPolicyEditView',
    'PlacementPolicyListView',
    'PlacementPolicyView',
)

POLICIES = PlacementPolicy.objects.select_related('site', 'location', 'rack_role', 'tenant_group')


@register_model_view(PlacementPolicy, 'list', path='', detail=False)
class PlacementPolicyListView(generic.ObjectListView):
    queryset = POLICIES
    table = tables.PlacementPolicyTable
    filterset = filtersets.PlacementPolicyFilterSet
    filterset_form = forms.PlacementPolicyFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(PlacementPolicy)
class PlacementPolicyView(generic.ObjectView):
    queryset = POLICIES
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[PolicyPanel(), PolicyScopePanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[PolicyRulesPanel()],
    )


@register_model_view(PlacementPolicy, 'add', detail=False)
@register_model_view(PlacementPolicy, 'edit')
class PlacementPolicyEditView(generic.ObjectEditView):
    queryset = PlacementPolicy.objects.all()
    form = forms.PlacementPolicyForm


@register_model_view(PlacementPolicy, 'delete')
class PlacementPolicyDeleteView(generic.ObjectDeleteView):
    queryset = PlacementPolicy.objects.all()


@register_model_view(PlacementPolicy, 'bulk_import', path='import', detail=False)
class PlacementPolicyBulkImportView(generic.BulkImportView):
    queryset = PlacementPolicy.objects.all()
    model_form = forms.PlacementPolicyImportForm


@register_model_view(PlacementPolicy, 'bulk_edit', path='edit', detail=False)
class PlacementPolicyBulkEditView(generic.BulkEditView):
    queryset = POLICIES
    filterset = filtersets.PlacementPolicyFilterSet
    table = tables.PlacementPolicyTable
    form = forms.PlacementPolicyBulkEditForm


@register_model_view(PlacementPolicy, 'bulk_delete', path='delete', detail=False)
class PlacementPolicyBulkDeleteView(generic.BulkDeleteView):
    queryset = POLICIES
    filterset = filtersets.PlacementPolicyFilterSet
    table = tables.PlacementPolicyTable
