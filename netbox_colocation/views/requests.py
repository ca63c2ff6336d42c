"""Pages of colocation requests and their servers; the tabs of a site, a location, a rack, a device and a tenant."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dcim.models import Device, Location, Rack, Site
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport, CloneObject
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from tenancy.models import Tenant
from utilities.views import ViewTab, register_model_view

from .. import filtersets, forms, tables
from ..models import ColocationRequest, RequestedServer
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel
from ..ui.place import PlacePanel
from ..ui.requests import (
    AdministrativePersonPanel,
    LetterPanel,
    RequestedServerPanel,
    RequestPanel,
    ServerElectricityPanel,
    ServerHardwarePanel,
    ServerNetworkPanel,
    ServersPanel,
    TechnicalPersonPanel,
)
from ..ui.sheet import SheetPanel
from ..ui.subjects import TasksPanel
from ..ui.terms import ExtensionsPanel
from ..ui.verdicts import FindingsPanel
from .drafts import BulkOfDraftsMixin, DeleteDraft, DraftMixin, EditDraft, SubmitDraft
from .extending import AskExtension
from .holding import HoldPlaces
from .moving_servers import MoveServer
from .places import FindPlaces

__all__ = (
    'ColocationRequestBulkDeleteView',
    'ColocationRequestBulkEditView',
    'ColocationRequestBulkImportView',
    'ColocationRequestDeleteView',
    'ColocationRequestEditView',
    'ColocationRequestListView',
    'ColocationRequestView',
    'DeviceRequestsView',
    'LocationRequestsView',
    'RackRequestsView',
    'RequestedServerBulkDeleteView',
    'RequestedServerBulkEditView',
    'RequestedServerBulkImportView',
    'RequestedServerDeleteView',
    'RequestedServerEditView',
    'RequestedServerListView',
    'RequestedServerView',
    'SiteRequestsView',
    'TenantRequestsView',
)

REQUESTS = ColocationRequest.objects.select_related('applicant', 'procedure', 'case', 'site', 'location')
SERVERS = RequestedServer.objects.select_related('request__applicant', 'device_type__manufacturer', 'device')


@register_model_view(ColocationRequest, 'list', path='', detail=False)
class ColocationRequestListView(generic.ObjectListView):
    queryset = REQUESTS
    table = tables.ColocationRequestTable
    filterset = filtersets.ColocationRequestFilterSet
    filterset_form = forms.ColocationRequestFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(ColocationRequest)
class ColocationRequestView(generic.ObjectView):
    queryset = REQUESTS
    actions = (SubmitDraft, FindPlaces, HoldPlaces, AskExtension, CloneObject, EditDraft, DeleteDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb(
                'applicant', url=filtered_list_url('plugins:netbox_colocation:colocationrequest_list', 'applicant_id')
            )
        ],
        left_panels=[
            RequestPanel(),
            LetterPanel(),
            ServersPanel(),
            AdministrativePersonPanel(),
            TechnicalPersonPanel(),
            CustomFieldsPanel(),
            TagsPanel(),
            panels.CommentsPanel(),
        ],
        right_panels=[
            DocumentsPanel(),
            FindingsPanel(),
            PlacePanel(),
            TasksPanel(),
            ExtensionsPanel(),
            panels.ObjectsTablePanel(
                'netbox_colocation.capacitycheck',
                filters={'request_id': lambda context: context['object'].pk},
                exclude_columns=['request', 'applicant'],
            ),
            panels.ObjectsTablePanel(
                'netbox_colocation.hold',
                filters={'request_id': lambda context: context['object'].pk},
                exclude_columns=['request', 'applicant'],
            ),
        ],
        bottom_panels=[SheetPanel(), EventsPanel()],
    )


@register_model_view(ColocationRequest, 'add', detail=False)
@register_model_view(ColocationRequest, 'edit')
class ColocationRequestEditView(DraftMixin, generic.ObjectEditView):
    queryset = ColocationRequest.objects.all()
    form = forms.ColocationRequestForm


@register_model_view(ColocationRequest, 'delete')
class ColocationRequestDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = ColocationRequest.objects.all()
    deletes = True


@register_model_view(ColocationRequest, 'bulk_import', path='import', detail=False)
class ColocationRequestBulkImportView(generic.BulkImportView):
    queryset = ColocationRequest.objects.all()
    model_form = forms.ColocationRequestImportForm


@register_model_view(ColocationRequest, 'bulk_edit', path='edit', detail=False)
class ColocationRequestBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = REQUESTS
    filterset = filtersets.ColocationRequestFilterSet
    table = tables.ColocationRequestTable
    form = forms.ColocationRequestBulkEditForm


@register_model_view(ColocationRequest, 'bulk_delete', path='delete', detail=False)
class ColocationRequestBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = REQUESTS
    filterset = filtersets.ColocationRequestFilterSet
    table = tables.ColocationRequestTable


@register_model_view(RequestedServer, 'list', path='', detail=False)
class RequestedServerListView(generic.ObjectListView):
    queryset = SERVERS
    table = tables.RequestedServerTable
    filterset = filtersets.RequestedServerFilterSet
    filterset_form = forms.RequestedServerFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(RequestedServer)
class RequestedServerView(generic.ObjectView):
    queryset = SERVERS
    actions = (MoveServer, CloneObject, EditDraft, DeleteDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('request', url=filtered_list_url('plugins:netbox_colocation:requestedserver_list', 'request_id'))
        ],
        left_panels=[RequestedServerPanel(), ServerHardwarePanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[ServerElectricityPanel(), ServerNetworkPanel()],
    )


@register_model_view(RequestedServer, 'add', detail=False)
@register_model_view(RequestedServer, 'edit')
class RequestedServerEditView(DraftMixin, generic.ObjectEditView):
    queryset = RequestedServer.objects.all()
    form = forms.RequestedServerForm


@register_model_view(RequestedServer, 'delete')
class RequestedServerDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = RequestedServer.objects.all()
    deletes = True


@register_model_view(RequestedServer, 'bulk_import', path='import', detail=False)
class RequestedServerBulkImportView(generic.BulkImportView):
    queryset = RequestedServer.objects.all()
    model_form = forms.RequestedServerImportForm


@register_model_view(RequestedServer, 'bulk_edit', path='edit', detail=False)
class RequestedServerBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = SERVERS
    filterset = filtersets.RequestedServerFilterSet
    table = tables.RequestedServerTable
    form = forms.RequestedServerBulkEditForm
    draft_path = 'request__status'


@register_model_view(RequestedServer, 'bulk_delete', path='delete', detail=False)
class RequestedServerBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = SERVERS
    filterset = filtersets.RequestedServerFilterSet
    table = tables.RequestedServerTable
    draft_path = 'request__status'


# On pages where the tab *Colocation* shows holds or targets.
REQUESTS_TAB = ViewTab(label=_('Requests'), permission='netbox_colocation.view_colocationrequest', weight=2105)


class RequestsTabView(generic.ObjectChildrenView):
    """The requests of a NetBox object's page; without a badge, for NetBox gives it no user to restrict the count to."""

    child_model = ColocationRequest
    table = tables.ColocationRequestTable
    filterset = filtersets.ColocationRequestFilterSet
    filterset_form = forms.ColocationRequestFilterForm
    actions = (BulkExport,)
    tab = ViewTab(label=_('Colocation'), permission='netbox_colocation.view_colocationrequest', weight=2100)


@register_model_view(Site, 'colocation', path='colocation')
class SiteRequestsView(RequestsTabView):
    queryset = Site.objects.all()

    def get_children(self, request: HttpRequest, parent: Site) -> QuerySet:
        return REQUESTS.restrict(request.user, 'view').filter(site=parent)


@register_model_view(Location, 'colocation', path='colocation')
class LocationRequestsView(RequestsTabView):
    """With the requests for the locations inside."""

    queryset = Location.objects.all()

    def get_children(self, request: HttpRequest, parent: Location) -> QuerySet:
        inside = parent.get_descendants(include_self=True).order_by()
        return REQUESTS.restrict(request.user, 'view').filter(location__in=inside)


@register_model_view(Rack, 'colocation_requests', path='colocation-requests')
class RackRequestsView(RequestsTabView):
    """The requests that hold units of the rack, or have devices in it."""

    queryset = Rack.objects.all()
    tab = REQUESTS_TAB

    def get_children(self, request: HttpRequest, parent: Rack) -> QuerySet:
        found = (
            Q(holds__units__rack=parent, holds__units__is_active=True)
            | Q(servers__device__rack=parent)
            | Q(returned_devices__rack=parent)
        )
        # By key: the joins would otherwise list a request once for each of its units.
        keys = ColocationRequest.objects.filter(found).values('pk')
        return REQUESTS.restrict(request.user, 'view').filter(pk__in=keys)


@register_model_view(Device, 'colocation_requests', path='colocation-requests')
class DeviceRequestsView(RequestsTabView):
    """The request that placed the device, and those that take it back."""

    queryset = Device.objects.all()
    tab = REQUESTS_TAB

    def get_children(self, request: HttpRequest, parent: Device) -> QuerySet:
        keys = ColocationRequest.objects.filter(Q(servers__device=parent) | Q(returned_devices=parent)).values('pk')
        return REQUESTS.restrict(request.user, 'view').filter(pk__in=keys)


@register_model_view(Tenant, 'colocation', path='colocation')
class TenantRequestsView(RequestsTabView):
    """With the tenant as the applicant."""

    queryset = Tenant.objects.all()

    def get_children(self, request: HttpRequest, parent: Tenant) -> QuerySet:
        return REQUESTS.restrict(request.user, 'view').filter(applicant=parent)
