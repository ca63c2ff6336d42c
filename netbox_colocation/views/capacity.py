"""Pages of capacity pools; a capacity check can only be looked at."""

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import CapacityCheck, CapacityPool
from ..ui.capacity import CapacityCheckPanel, CapacityPoolPanel
from ..ui.verdicts import FindingsPanel

__all__ = (
    'CapacityCheckListView',
    'CapacityCheckView',
    'CapacityPoolBulkDeleteView',
    'CapacityPoolBulkEditView',
    'CapacityPoolBulkImportView',
    'CapacityPoolDeleteView',
    'CapacityPoolEditView',
    'CapacityPoolListView',
    'CapacityPoolView',
)

POOLS = CapacityPool.objects.select_related('site', 'location')
CHECKS = CapacityCheck.objects.select_related('request__applicant', 'checked_by')


def _ids(related: Manager) -> list[int]:
    # None at all would list everything: 0 is nobody's ID.
    return list(related.values_list('pk', flat=True)) or [0]


@register_model_view(CapacityPool, 'list', path='', detail=False)
class CapacityPoolListView(generic.ObjectListView):
    queryset = POOLS
    table = tables.CapacityPoolTable
    filterset = filtersets.CapacityPoolFilterSet
    filterset_form = forms.CapacityPoolFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(CapacityPool)
class CapacityPoolView(generic.ObjectView):
    queryset = POOLS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('site', url=filtered_list_url('plugins:netbox_colocation:capacitypool_list', 'site_id'))
        ],
        left_panels=[CapacityPoolPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'dcim.device', filters={'id': lambda context: _ids(context['object'].devices)}, title=_('Devices')
            ),
            panels.ObjectsTablePanel(
                'dcim.powerpanel',
                filters={'id': lambda context: _ids(context['object'].power_panels)},
                title=_('Power panels'),
            ),
            panels.ObjectsTablePanel(
                'circuits.circuit',
                filters={'id': lambda context: _ids(context['object'].circuits)},
                title=_('Circuits'),
            ),
        ],
    )


@register_model_view(CapacityPool, 'add', detail=False)
@register_model_view(CapacityPool, 'edit')
class CapacityPoolEditView(generic.ObjectEditView):
    queryset = CapacityPool.objects.all()
    form = forms.CapacityPoolForm


@register_model_view(CapacityPool, 'delete')
class CapacityPoolDeleteView(generic.ObjectDeleteView):
    queryset = CapacityPool.objects.all()


@register_model_view(CapacityPool, 'bulk_import', path='import', detail=False)
class CapacityPoolBulkImportView(generic.BulkImportView):
    queryset = CapacityPool.objects.all()
    model_form = forms.CapacityPoolImportForm


@register_model_view(CapacityPool, 'bulk_edit', path='edit', detail=False)
class CapacityPoolBulkEditView(generic.BulkEditView):
    queryset = POOLS
    filterset = filtersets.CapacityPoolFilterSet
    table = tables.CapacityPoolTable
    form = forms.CapacityPoolBulkEditForm


@register_model_view(CapacityPool, 'bulk_delete', path='delete', detail=False)
class CapacityPoolBulkDeleteView(generic.BulkDeleteView):
    queryset = POOLS
    filterset = filtersets.CapacityPoolFilterSet
    table = tables.CapacityPoolTable


@register_model_view(CapacityCheck, 'list', path='', detail=False)
class CapacityCheckListView(generic.ObjectListView):
    queryset = CHECKS
    table = tables.CapacityCheckTable
    filterset = filtersets.CapacityCheckFilterSet
    filterset_form = forms.CapacityCheckFilterForm
    actions = (BulkExport,)


@register_model_view(CapacityCheck)
class CapacityCheckView(generic.ObjectView):
    queryset = CHECKS
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('request', url=filtered_list_url('plugins:netbox_colocation:capacitycheck_list', 'request_id'))
        ],
        left_panels=[CapacityCheckPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel()],
        bottom_panels=[FindingsPanel(title=_('Findings'))],
    )
