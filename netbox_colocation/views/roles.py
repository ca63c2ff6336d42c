"""Pages of roles, appointments and representatives."""

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import actions, layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Appointment, ProcedureRole, Representative
from ..ui.roles import AppointmentPanel, ProcedureRolePanel, RepresentativePanel

__all__ = (
    'AppointmentBulkDeleteView',
    'AppointmentBulkEditView',
    'AppointmentBulkImportView',
    'AppointmentDeleteView',
    'AppointmentEditView',
    'AppointmentListView',
    'AppointmentView',
    'ProcedureRoleBulkDeleteView',
    'ProcedureRoleBulkEditView',
    'ProcedureRoleBulkImportView',
    'ProcedureRoleDeleteView',
    'ProcedureRoleEditView',
    'ProcedureRoleListView',
    'ProcedureRoleView',
    'RepresentativeBulkDeleteView',
    'RepresentativeBulkEditView',
    'RepresentativeBulkImportView',
    'RepresentativeDeleteView',
    'RepresentativeEditView',
    'RepresentativeListView',
    'RepresentativeView',
)

ROLES = ProcedureRole.objects.select_related('agency')
APPOINTMENTS = Appointment.objects.select_related('role__agency', 'user')
REPRESENTATIVES = Representative.objects.select_related('tenant', 'user')


@register_model_view(ProcedureRole, 'list', path='', detail=False)
class ProcedureRoleListView(generic.ObjectListView):
    queryset = ROLES
    table = tables.ProcedureRoleTable
    filterset = filtersets.ProcedureRoleFilterSet
    filterset_form = forms.ProcedureRoleFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(ProcedureRole)
class ProcedureRoleView(generic.ObjectView):
    queryset = ROLES
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:procedurerole_list', 'agency_id'))
        ],
        left_panels=[ProcedureRolePanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.appointment',
                filters={'role_id': lambda context: context['object'].pk},
                exclude_columns=['role', 'agency'],
                actions=[
                    actions.AddObject(
                        'netbox_colocation.appointment', url_params={'role': lambda context: context['object'].pk}
                    )
                ],
            ),
            panels.ObjectsTablePanel(
                'netbox_colocation.task',
                filters={'role_id': lambda context: context['object'].pk},
                exclude_columns=['role'],
            ),
        ],
    )


@register_model_view(ProcedureRole, 'add', detail=False)
@register_model_view(ProcedureRole, 'edit')
class ProcedureRoleEditView(generic.ObjectEditView):
    queryset = ProcedureRole.objects.all()
    form = forms.ProcedureRoleForm


@register_model_view(ProcedureRole, 'delete')
class ProcedureRoleDeleteView(generic.ObjectDeleteView):
    queryset = ProcedureRole.objects.all()


@register_model_view(ProcedureRole, 'bulk_import', path='import', detail=False)
class ProcedureRoleBulkImportView(generic.BulkImportView):
    queryset = ProcedureRole.objects.all()
    model_form = forms.ProcedureRoleImportForm


@register_model_view(ProcedureRole, 'bulk_edit', path='edit', detail=False)
class ProcedureRoleBulkEditView(generic.BulkEditView):
    queryset = ROLES
    filterset = filtersets.ProcedureRoleFilterSet
    table = tables.ProcedureRoleTable
    form = forms.ProcedureRoleBulkEditForm


@register_model_view(ProcedureRole, 'bulk_delete', path='delete', detail=False)
class ProcedureRoleBulkDeleteView(generic.BulkDeleteView):
    queryset = ROLES
    filterset = filtersets.ProcedureRoleFilterSet
    table = tables.ProcedureRoleTable


@register_model_view(Appointment, 'list', path='', detail=False)
class AppointmentListView(generic.ObjectListView):
    queryset = APPOINTMENTS
    table = tables.AppointmentTable
    filterset = filtersets.AppointmentFilterSet
    filterset_form = forms.AppointmentFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Appointment)
class AppointmentView(generic.ObjectView):
    queryset = APPOINTMENTS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('role', url=filtered_list_url('plugins:netbox_colocation:appointment_list', 'role_id'))
        ],
        left_panels=[AppointmentPanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
    )


@register_model_view(Appointment, 'add', detail=False)
@register_model_view(Appointment, 'edit')
class AppointmentEditView(generic.ObjectEditView):
    queryset = Appointment.objects.all()
    form = forms.AppointmentForm


@register_model_view(Appointment, 'delete')
class AppointmentDeleteView(generic.ObjectDeleteView):
    queryset = Appointment.objects.all()


@register_model_view(Appointment, 'bulk_import', path='import', detail=False)
class AppointmentBulkImportView(generic.BulkImportView):
    queryset = Appointment.objects.all()
    model_form = forms.AppointmentImportForm


@register_model_view(Appointment, 'bulk_edit', path='edit', detail=False)
class AppointmentBulkEditView(generic.BulkEditView):
    queryset = APPOINTMENTS
    filterset = filtersets.AppointmentFilterSet
    table = tables.AppointmentTable
    form = forms.AppointmentBulkEditForm


@register_model_view(Appointment, 'bulk_delete', path='delete', detail=False)
class AppointmentBulkDeleteView(generic.BulkDeleteView):
    queryset = APPOINTMENTS
    filterset = filtersets.AppointmentFilterSet
    table = tables.AppointmentTable


@register_model_view(Representative, 'list', path='', detail=False)
class RepresentativeListView(generic.ObjectListView):
    queryset = REPRESENTATIVES
    table = tables.RepresentativeTable
    filterset = filtersets.RepresentativeFilterSet
    filterset_form = forms.RepresentativeFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Representative)
class RepresentativeView(generic.ObjectView):
    queryset = REPRESENTATIVES
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('tenant', url=filtered_list_url('plugins:netbox_colocation:representative_list', 'tenant_id'))
        ],
        left_panels=[RepresentativePanel()],
        right_panels=[CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
    )


@register_model_view(Representative, 'add', detail=False)
@register_model_view(Representative, 'edit')
class RepresentativeEditView(generic.ObjectEditView):
    queryset = Representative.objects.all()
    form = forms.RepresentativeForm


@register_model_view(Representative, 'delete')
class RepresentativeDeleteView(generic.ObjectDeleteView):
    queryset = Representative.objects.all()


@register_model_view(Representative, 'bulk_import', path='import', detail=False)
class RepresentativeBulkImportView(generic.BulkImportView):
    queryset = Representative.objects.all()
    model_form = forms.RepresentativeImportForm


@register_model_view(Representative, 'bulk_edit', path='edit', detail=False)
class RepresentativeBulkEditView(generic.BulkEditView):
    queryset = REPRESENTATIVES
    filterset = filtersets.RepresentativeFilterSet
    table = tables.RepresentativeTable
    form = forms.RepresentativeBulkEditForm


@register_model_view(Representative, 'bulk_delete', path='delete', detail=False)
class RepresentativeBulkDeleteView(generic.BulkDeleteView):
    queryset = REPRESENTATIVES
    filterset = filtersets.RepresentativeFilterSet
    table = tables.RepresentativeTable
