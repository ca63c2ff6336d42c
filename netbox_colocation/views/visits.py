"""Pages of access visits; the tabs of a site, a location, a rack and a tenant."""

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
from ..models import AccessVisit
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel
from ..ui.requests import AdministrativePersonPanel, LetterPanel, TechnicalPersonPanel
from ..ui.sheet import SheetPanel
from ..ui.subjects import TasksPanel
from ..ui.visit_findings import VisitFindingsPanel
from ..ui.visitors import CarriedItemsPanel, VisitorsPanel
from ..ui.visits import GuestBookPanel, VisitPanel
from .drafts import BulkOfDraftsMixin, DeleteDraft, DraftMixin, EditDraft, SubmitDraft
from .visit_acts import ChangeEscort, ExtendVisit

__all__ = (
    'AccessVisitBulkDeleteView',
    'AccessVisitBulkEditView',
    'AccessVisitBulkImportView',
    'AccessVisitDeleteView',
    'AccessVisitEditView',
    'AccessVisitListView',
    'AccessVisitView',
    'DeviceVisitsView',
    'LocationVisitsView',
    'RackVisitsView',
    'SiteVisitsView',
    'TenantVisitsView',
)

VISITS = AccessVisit.objects.select_related('applicant', 'procedure', 'case', 'site', 'location', 'request', 'ticket')


@register_model_view(AccessVisit, 'list', path='', detail=False)
class AccessVisitListView(generic.ObjectListView):
    queryset = VISITS
    table = tables.AccessVisitTable
    filterset = filtersets.AccessVisitFilterSet
    filterset_form = forms.AccessVisitFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(AccessVisit)
class AccessVisitView(generic.ObjectView):
    queryset = VISITS
    actions = (ExtendVisit, ChangeEscort, SubmitDraft, CloneObject, EditDraft, DeleteDraft)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('applicant', url=filtered_list_url('plugins:netbox_colocation:accessvisit_list', 'applicant_id'))
        ],
        left_panels=[
            VisitPanel(),
            VisitFindingsPanel(),
            GuestBookPanel(),
            VisitorsPanel(),
            CarriedItemsPanel(),
            LetterPanel(),
            AdministrativePersonPanel(),
            TechnicalPersonPanel(),
            CustomFieldsPanel(),
            TagsPanel(),
            panels.CommentsPanel(),
        ],
        right_panels=[DocumentsPanel(), TasksPanel()],
        bottom_panels=[SheetPanel(), EventsPanel()],
    )


@register_model_view(AccessVisit, 'add', detail=False)
@register_model_view(AccessVisit, 'edit')
class AccessVisitEditView(DraftMixin, generic.ObjectEditView):
    queryset = AccessVisit.objects.all()
    form = forms.AccessVisitForm
    template_name = 'netbox_colocation/visit_edit.html'


@register_model_view(AccessVisit, 'delete')
class AccessVisitDeleteView(DraftMixin, generic.ObjectDeleteView):
    queryset = AccessVisit.objects.all()
    deletes = True


@register_model_view(AccessVisit, 'bulk_import', path='import', detail=False)
class AccessVisitBulkImportView(generic.BulkImportView):
    queryset = AccessVisit.objects.all()
    model_form = forms.AccessVisitImportForm


@register_model_view(AccessVisit, 'bulk_edit', path='edit', detail=False)
class AccessVisitBulkEditView(BulkOfDraftsMixin, generic.BulkEditView):
    queryset = VISITS
    filterset = filtersets.AccessVisitFilterSet
    table = tables.AccessVisitTable
    form = forms.AccessVisitBulkEditForm


@register_model_view(AccessVisit, 'bulk_delete', path='delete', detail=False)
class AccessVisitBulkDeleteView(BulkOfDraftsMixin, generic.BulkDeleteView):
    queryset = VISITS
    filterset = filtersets.AccessVisitFilterSet
    table = tables.AccessVisitTable


class VisitTabView(generic.ObjectChildrenView):
    """The access visits of a NetBox object's page; without a badge, which would count what the user may not see."""

    child_model = AccessVisit
    table = tables.AccessVisitTable
    filterset = filtersets.AccessVisitFilterSet
    filterset_form = forms.AccessVisitFilterForm
    actions = (BulkExport,)
    tab = ViewTab(label=_('Visits'), permission='netbox_colocation.view_accessvisit', weight=2110)


@register_model_view(Site, 'colocation_visits', path='colocation-visits')
class SiteVisitsView(VisitTabView):
    queryset = Site.objects.all()

    def get_children(self, request: HttpRequest, parent: Site) -> QuerySet:
        return VISITS.restrict(request.user, 'view').filter(site=parent)


@register_model_view(Location, 'colocation_visits', path='colocation-visits')
class LocationVisitsView(VisitTabView):
    """With the access visits for the locations inside."""

    queryset = Location.objects.all()

    def get_children(self, request: HttpRequest, parent: Location) -> QuerySet:
        inside = parent.get_descendants(include_self=True).order_by()
        return VISITS.restrict(request.user, 'view').filter(location__in=inside)


@register_model_view(Rack, 'colocation_visits', path='colocation-visits')
class RackVisitsView(VisitTabView):
    """The visits to this rack."""

    queryset = Rack.objects.all()

    def get_children(self, request: HttpRequest, parent: Rack) -> QuerySet:
        return VISITS.restrict(request.user, 'view').filter(racks=parent)


@register_model_view(Device, 'colocation_visits', path='colocation-visits')
class DeviceVisitsView(VisitTabView):
    """The visits that name the device, or carry it through the door."""

    queryset = Device.objects.all()

    def get_children(self, request: HttpRequest, parent: Device) -> QuerySet:
        # By key: the joins would otherwise list a visit once for each of its items.
        keys = AccessVisit.objects.filter(Q(devices=parent) | Q(items__device=parent)).values('pk')
        return VISITS.restrict(request.user, 'view').filter(pk__in=keys)


@register_model_view(Tenant, 'colocation_visits', path='colocation-visits')
class TenantVisitsView(VisitTabView):
    """With the tenant as the applicant."""

    queryset = Tenant.objects.all()

    def get_children(self, request: HttpRequest, parent: Tenant) -> QuerySet:
        return VISITS.restrict(request.user, 'view').filter(applicant=parent)
