"""Pages of monitoring targets, which are retired and never deleted; of drift reports; tabs of what is watched."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Rack, Site
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkEdit, BulkExport, BulkImport, CloneObject, EditObject
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from tenancy.models import Tenant
from utilities.views import ViewTab, register_model_view

from .. import filtersets, forms, tables
from ..choices import MonitoringStateChoices
from ..models import ColocationRequest, DriftReport, MonitoringTarget
from ..monitoring.muting import muted
from ..ui.monitoring import DriftLinesPanel, DriftReportPanel, TargetHandOverPanel, TargetPanel, TargetProbePanel
from ..workflows import monitoring_acts
from .act_pages import ActView
from .buttons import RowButton

__all__ = (
    'DeviceTargetsView',
    'DriftReportListView',
    'DriftReportView',
    'MonitoringTargetAcceptView',
    'MonitoringTargetBulkEditView',
    'MonitoringTargetBulkImportView',
    'MonitoringTargetEditView',
    'MonitoringTargetListView',
    'MonitoringTargetRetireView',
    'MonitoringTargetView',
    'RackTargetsView',
    'RequestTargetsView',
    'SiteTargetsView',
    'TenantTargetsView',
)

TARGETS = MonitoringTarget.objects.select_related(
    'device__tenant', 'device__site', 'device__location', 'device__rack', 'address', 'request', 'contact'
)
REPORTS = DriftReport.objects.defer('missing', 'unknown', 'different')


class AcceptTarget(RowButton):
    """The button on a target that is not accepted yet."""

    name, label, icon = 'accept', _('Accept'), 'mdi-check'

    @classmethod
    def is_offered(cls, obj: MonitoringTarget, user: Any) -> bool:
        is_open = obj.state in (MonitoringStateChoices.REQUESTED, MonitoringStateChoices.SEEN)
        return is_open and user.has_perm('netbox_colocation.acknowledge_monitoringtarget', obj)


class RetireTarget(RowButton):
    """The button on a target that is watched."""

    name, label, icon = 'retire', _('Retire'), 'mdi-eye-off'

    @classmethod
    def is_offered(cls, obj: MonitoringTarget, user: Any) -> bool:
        return not obj.is_retired and user.has_perm('netbox_colocation.retire_monitoringtarget', obj)


@register_model_view(MonitoringTarget, 'list', path='', detail=False)
class MonitoringTargetListView(generic.ObjectListView):
    queryset = TARGETS
    table = tables.MonitoringTargetTable
    filterset = filtersets.MonitoringTargetFilterSet
    filterset_form = forms.MonitoringTargetFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return muted(super().get_queryset(request), now=timezone.now())


@register_model_view(MonitoringTarget)
class MonitoringTargetView(generic.ObjectView):
    queryset = TARGETS
    actions = (AcceptTarget, RetireTarget, CloneObject, EditObject)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('device', url=filtered_list_url('plugins:netbox_colocation:monitoringtarget_list', 'device_id'))
        ],
        left_panels=[TargetPanel(), TargetProbePanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[TargetHandOverPanel(), panels.CommentsPanel()],
    )


@register_model_view(MonitoringTarget, 'add', detail=False)
@register_model_view(MonitoringTarget, 'edit')
class MonitoringTargetEditView(generic.ObjectEditView):
    queryset = MonitoringTarget.objects.all()
    form = forms.MonitoringTargetForm


@register_model_view(MonitoringTarget, 'accept')
class MonitoringTargetAcceptView(ActView):
    queryset = TARGETS
    form = forms.AcceptTargetForm
    asks_for = 'netbox_colocation.acknowledge_monitoringtarget'
    title = _('Accept into monitoring')
    done = _('The target was accepted.')

    def act(self, obj: MonitoringTarget, answers: dict[str, Any]) -> None:
        monitoring_acts.accept(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MonitoringTarget, 'retire')
class MonitoringTargetRetireView(ActView):
    queryset = TARGETS
    form = forms.RetireTargetForm
    asks_for = 'netbox_colocation.retire_monitoringtarget'
    title = _('Retire from monitoring: nothing of it is watched any more, and it does not come back')
    done = _('The target was retired.')

    def act(self, obj: MonitoringTarget, answers: dict[str, Any]) -> None:
        monitoring_acts.retire(obj, actor=self.request.user, now=timezone.now(), **answers)


@register_model_view(MonitoringTarget, 'bulk_import', path='import', detail=False)
class MonitoringTargetBulkImportView(generic.BulkImportView):
    queryset = MonitoringTarget.objects.all()
    model_form = forms.MonitoringTargetImportForm


@register_model_view(MonitoringTarget, 'bulk_edit', path='edit', detail=False)
class MonitoringTargetBulkEditView(generic.BulkEditView):
    """Retired targets stay as they were: they are left out of what was chosen."""

    queryset = TARGETS.exclude(state=MonitoringStateChoices.RETIRED)
    filterset = filtersets.MonitoringTargetFilterSet
    table = tables.MonitoringTargetTable
    form = forms.MonitoringTargetBulkEditForm


class TargetsTabView(generic.ObjectChildrenView):
    """What monitoring is asked to watch, on another object's page; without a badge, which would count what the user
    may not see.
    """

    child_model = MonitoringTarget
    table = tables.MonitoringTargetTable
    filterset = filtersets.MonitoringTargetFilterSet
    filterset_form = forms.MonitoringTargetFilterForm
    actions = (BulkExport, BulkEdit)
    tab = ViewTab(label=_('Monitoring'), permission='netbox_colocation.view_monitoringtarget', weight=2130)
    relation = ''

    def get_children(self, request: HttpRequest, parent: Any) -> QuerySet:
        targets = TARGETS.restrict(request.user, 'view').filter(**{self.relation: parent})
        return muted(targets, now=timezone.now())


@register_model_view(Device, 'colocation', path='colocation')
class DeviceTargetsView(TargetsTabView):
    queryset = Device.objects.all()
    relation = 'device'


@register_model_view(Rack, 'colocation_targets', path='colocation-targets')
class RackTargetsView(TargetsTabView):
    queryset = Rack.objects.all()
    relation = 'device__rack'


@register_model_view(Site, 'colocation_targets', path='colocation-targets')
class SiteTargetsView(TargetsTabView):
    queryset = Site.objects.all()
    relation = 'device__site'


@register_model_view(Tenant, 'colocation_targets', path='colocation-targets')
class TenantTargetsView(TargetsTabView):
    """With the tenant as the owner of the devices."""

    queryset = Tenant.objects.all()
    relation = 'device__tenant'


@register_model_view(ColocationRequest, 'targets')
class RequestTargetsView(TargetsTabView):
    queryset = ColocationRequest.objects.all()
    relation = 'request'


@register_model_view(DriftReport, 'list', path='', detail=False)
class DriftReportListView(generic.ObjectListView):
    queryset = REPORTS
    table = tables.DriftReportTable
    filterset = filtersets.DriftReportFilterSet
    filterset_form = forms.DriftReportFilterForm
    actions = (BulkExport,)


@register_model_view(DriftReport)
class DriftReportView(generic.ObjectView):
    queryset = DriftReport.objects.select_related('made_by')
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[DriftReportPanel(), CustomFieldsPanel(), TagsPanel()],
        bottom_panels=[
            DriftLinesPanel('missing', title=_('Asked for, and not watched')),
            DriftLinesPanel('different', title=_('Watched differently')),
            DriftLinesPanel('unknown', title=_('Watched, and unknown to NetBox')),
        ],
    )
