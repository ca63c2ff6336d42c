"""Pages of maintenance tickets; the tabs of a site, a location, a rack, a device and a tenant."""

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
from ..models import MaintenanceTicket
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel
from ..ui.maintenance import TicketPanel, TouchedPanel, WorkPanel
from ..ui.requests import AdministrativePersonPanel, LetterPanel, TechnicalPersonPanel
from ..ui.sheet import SheetPanel
from ..ui.subjects import TasksPanel
from ..ui.work import LoansPanel, PhotosPanel, VisitsPanel, WorkLogPanel
from .drafts import BulkOfDraftsMixin, DeleteDraft, DraftMixin, EditDraft, SubmitDraft
from .ticket_acts import AddPhotos, AddTouched, DraftOrder, LogWork, NameTechnicians

__all__ = (
    'DeviceTicketsView',
    'LocationTicketsView',
    'MaintenanceTicketBulkDeleteView',
    'MaintenanceTicketBulkEditView',
    'MaintenanceTicketBulkImportView',
    'MaintenanceTicketDeleteView',
    'MaintenanceTicketEditView',
    'MaintenanceTicketListView',
    'MaintenanceTicketView',
    'RackTicketsView',
    'SiteTicketsView',
    'TenantTicketsView',
)

TICKETS = MaintenanceTicket.objects.select_related('applicant', 'procedure', 'case', 'site', 'location')


@register_model_view(MaintenanceTicket, 'list', path='', detail=False)
class MaintenanceTicketListView(generic.ObjectListView):
    queryset = TICKETS
    table = tables.MaintenanceTicketTable
    filterset = filtersets.MaintenanceTicketFilterSet
    filterset_form = forms.MaintenanceTicketFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(MaintenanceTicket)
class MaintenanceTicketView(generic.ObjectView):
    queryset = TICKETS
    actions = (
        SubmitDraft, LogWork, AddPhotos, NameTechnicians, AddTouched, DraftOrder, CloneObject, EditDraft, DeleteDraft,
    )  # fmt: skip
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb(
                'applicant', url=filtered_list_url('plugins:netbox_colocation:maintenanceticket_list', 'applicant_id')
            )
        ],
        left_panels=[
            TicketPanel(),
            TouchedPanel(),
            WorkPanel(),
            WorkLogPanel(),
            PhotosPanel(),
            LetterPanel(),
            AdministrativePersonPanel(),
            TechnicalPersonPanel(),
            CustomFieldsPanel(),
            TagsPanel(),
            panels.CommentsPanel(),
        ],
        right_panels=[DocumentsPanel(), TasksPanel(), VisitsPanel(), LoansPanel()],
        bottom_panels=[SheetPanel(), EventsPanel()],
    )


@register_model_view(MaintenanceTicket, 'add', detail=False)
@register_model_view(MaintenanceTicket, 'edit')
class MaintenanceTicketEditView(DraftMixin, generic.ObjectEditView):
    queryset = MaintenanceTicket.objects.all()
    form = forms.MaintenanceTicketForm


@register_model_view(MaintenanceTicket, 'delete')
class MaintenanceTicketDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = MaintenanceTicket.objects.all()
    deletes = True


@register_model_view(MaintenanceTicket, 'bulk_import', path='import', detail=False)
class MaintenanceTicketBulkImportView(generic.BulkImportView):
    queryset = MaintenanceTicket.objects.all()
    model_form = forms.MaintenanceTicketImportForm


@register_model_view(MaintenanceTicket, 'bulk_edit', path='edit', detail=False)
class MaintenanceTicketBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = TICKETS
    filterset = filtersets.MaintenanceTicketFilterSet
    table = tables.MaintenanceTicketTable
    form = forms.MaintenanceTicketBulkEditForm


@register_model_view(MaintenanceTicket, 'bulk_delete', path='delete', detail=False)
class MaintenanceTicketBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = TICKETS
    filterset = filtersets.MaintenanceTicketFilterSet
    table = tables.MaintenanceTicketTable


class TicketTabView(generic.ObjectChildrenView):
    """The tickets of a NetBox object's page; without a badge, which would count what the user may not see."""

    child_model = MaintenanceTicket
    table = tables.MaintenanceTicketTable
    filterset = filtersets.MaintenanceTicketFilterSet
    filterset_form = forms.MaintenanceTicketFilterForm
    actions = (BulkExport,)
    tab = ViewTab(label=_('Tickets'), permission='netbox_colocation.view_maintenanceticket', weight=2120)


@register_model_view(Site, 'colocation_tickets', path='colocation-tickets')
class SiteTicketsView(TicketTabView):
    queryset = Site.objects.all()

    def get_children(self, request: HttpRequest, parent: Site) -> QuerySet:
        return TICKETS.restrict(request.user, 'view').filter(site=parent)


@register_model_view(Location, 'colocation_tickets', path='colocation-tickets')
class LocationTicketsView(TicketTabView):
    """With the tickets for the locations inside, and those that touch one of these rooms."""

    queryset = Location.objects.all()

    def get_children(self, request: HttpRequest, parent: Location) -> QuerySet:
        inside = parent.get_descendants(include_self=True).order_by()
        keys = MaintenanceTicket.objects.filter(rooms__in=inside).values('pk')
        return TICKETS.restrict(request.user, 'view').filter(Q(location__in=inside) | Q(pk__in=keys))


@register_model_view(Rack, 'colocation_tickets', path='colocation-tickets')
class RackTicketsView(TicketTabView):
    """The tickets that touch this rack or a device in it, each once."""

    queryset = Rack.objects.all()

    def get_children(self, request: HttpRequest, parent: Rack) -> QuerySet:
        keys = MaintenanceTicket.objects.filter(Q(devices__rack=parent) | Q(racks=parent)).values('pk')
        return TICKETS.restrict(request.user, 'view').filter(pk__in=keys)


@register_model_view(Device, 'colocation_tickets', path='colocation-tickets')
class DeviceTicketsView(TicketTabView):
    queryset = Device.objects.all()

    def get_children(self, request: HttpRequest, parent: Device) -> QuerySet:
        return TICKETS.restrict(request.user, 'view').filter(devices=parent)


@register_model_view(Tenant, 'colocation_tickets', path='colocation-tickets')
class TenantTicketsView(TicketTabView):
    """With the tenant as the applicant."""

    queryset = Tenant.objects.all()

    def get_children(self, request: HttpRequest, parent: Tenant) -> QuerySet:
        return TICKETS.restrict(request.user, 'view').filter(applicant=parent)
