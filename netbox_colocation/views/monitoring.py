"""Pages of monitoring targets, which can only be looked at; the tab of a device."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dcim.models import Device
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import ViewTab, register_model_view

from .. import filtersets, forms, tables
from ..models import MonitoringTarget
from ..ui.monitoring import MonitoringTargetPanel

__all__ = (
    'DeviceTargetsView',
    'MonitoringTargetListView',
    'MonitoringTargetView',
)

TARGETS = MonitoringTarget.objects.select_related('device__tenant', 'address', 'request')


@register_model_view(MonitoringTarget, 'list', path='', detail=False)
class MonitoringTargetListView(generic.ObjectListView):
    queryset = TARGETS
    table = tables.MonitoringTargetTable
    filterset = filtersets.MonitoringTargetFilterSet
    filterset_form = forms.MonitoringTargetFilterForm
    actions = (BulkExport,)


@register_model_view(MonitoringTarget)
class MonitoringTargetView(generic.ObjectView):
    queryset = TARGETS
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('device', url=filtered_list_url('plugins:netbox_colocation:monitoringtarget_list', 'device_id'))
        ],
        left_panels=[MonitoringTargetPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel()],
    )


@register_model_view(Device, 'colocation', path='colocation')
class DeviceTargetsView(generic.ObjectChildrenView):
    """What the monitoring system is asked to watch on a device."""

    queryset = Device.objects.all()
    child_model = MonitoringTarget
    table = tables.MonitoringTargetTable
    filterset = filtersets.MonitoringTargetFilterSet
    filterset_form = forms.MonitoringTargetFilterForm
    actions = (BulkExport,)
    tab = ViewTab(label=_('Colocation'), permission='netbox_colocation.view_monitoringtarget', weight=2100)

    def get_children(self, request: HttpRequest, parent: Device) -> QuerySet:
        return TARGETS.restrict(request.user, 'view').filter(device=parent)
