"""Pages of holds, with the acts on an active one; the tab of a rack."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dcim.models import Rack
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import ViewTab, register_model_view

from .. import filtersets, forms, tables
from ..models import Hold
from ..ui.allocation import ConflictsPanel, HoldPanel, HoldPowerPanel
from .holding import ReleaseHold, RenewHold

__all__ = (
    'HoldListView',
    'HoldView',
    'RackHoldsView',
)

HOLDS = Hold.objects.select_related('request__applicant', 'request__case').prefetch_related('units__rack')


@register_model_view(Hold, 'list', path='', detail=False)
class HoldListView(generic.ObjectListView):
    queryset = HOLDS
    table = tables.HoldTable
    filterset = filtersets.HoldFilterSet
    filterset_form = forms.HoldFilterForm
    actions = (BulkExport,)


@register_model_view(Hold)
class HoldView(generic.ObjectView):
    queryset = HOLDS
    actions = (RenewHold, ReleaseHold)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('request', url=filtered_list_url('plugins:netbox_colocation:hold_list', 'request_id'))],
        left_panels=[HoldPanel(), ConflictsPanel(), HoldPowerPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[
            panels.ContextTablePanel('units_table', title=_('Held units')),
            panels.ContextTablePanel('addresses_table', title=_('Held addresses')),
            panels.ContextTablePanel('outlets_table', title=_('Held outlets')),
            panels.ContextTablePanel('ports_table', title=_('Held switch ports')),
        ],
    )

    def get_extra_context(self, request: HttpRequest, instance: Hold) -> dict[str, Any]:
        units = instance.units.select_related('server', 'rack', 'reservation__rack')
        return {
            'units_table': tables.HeldUnitsTable(units),
            'addresses_table': tables.HeldAddressTable(instance.addresses.select_related('server', 'address')),
            'outlets_table': tables.HeldOutletTable(instance.outlets.select_related('server', 'outlet__device')),
            'ports_table': tables.HeldPortTable(instance.ports.select_related('server', 'port__device')),
        }


@register_model_view(Rack, 'colocation', path='colocation')
class RackHoldsView(generic.ObjectChildrenView):
    """Which requests hold units of a rack, or held some."""

    queryset = Rack.objects.all()
    child_model = Hold
    table = tables.HoldTable
    filterset = filtersets.HoldFilterSet
    filterset_form = forms.HoldFilterForm
    actions = (BulkExport,)
    # No badge: NetBox gives it no user, so it would count what the reader may not see.
    tab = ViewTab(label=_('Colocation'), permission='netbox_colocation.view_hold', weight=2100)

    def get_children(self, request: HttpRequest, parent: Rack) -> QuerySet:
        return HOLDS.restrict(request.user, 'view').filter(units__rack=parent).distinct()
