"""Pages of the work log and of equipment loans."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import (
    AddObject,
    BulkDelete,
    BulkEdit,
    BulkExport,
    BulkImport,
    CloneObject,
    DeleteObject,
    EditObject,
)
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..maintenance import loans
from ..models import EquipmentLoan, WorkLogEntry, name_of_user
from ..ui.work import LoanPanel, LoanReturnPanel, LogEntryPanel
from .act_pages import ActView
from .buttons import RowButton

__all__ = (
    'EquipmentLoanBulkDeleteView',
    'EquipmentLoanBulkEditView',
    'EquipmentLoanBulkImportView',
    'EquipmentLoanDeleteView',
    'EquipmentLoanEditView',
    'EquipmentLoanListView',
    'EquipmentLoanTakeBackView',
    'EquipmentLoanView',
    'WorkLogEntryListView',
    'WorkLogEntryView',
)

ENTRIES = WorkLogEntry.objects.select_related('ticket__applicant', 'ticket__case')
LOANS = EquipmentLoan.objects.select_related('agency', 'borrower', 'ticket', 'device')


@register_model_view(WorkLogEntry, 'list', path='', detail=False)
class WorkLogEntryListView(generic.ObjectListView):
    queryset = ENTRIES
    table = tables.WorkLogEntryTable
    filterset = filtersets.WorkLogEntryFilterSet
    filterset_form = forms.WorkLogEntryFilterForm
    actions = (BulkExport,)


@register_model_view(WorkLogEntry)
class WorkLogEntryView(generic.ObjectView):
    queryset = ENTRIES
    actions = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('ticket', url=filtered_list_url('plugins:netbox_colocation:worklogentry_list', 'ticket_id'))
        ],
        left_panels=[LogEntryPanel(), CustomFieldsPanel(), TagsPanel()],
    )


class TakeBack(RowButton):
    """The button on equipment that is out."""

    name, label, icon = 'take_back', _('Take back'), 'mdi-keyboard-return'

    @classmethod
    def is_offered(cls, obj: EquipmentLoan, user: Any) -> bool:
        return obj.is_open and user.has_perm('netbox_colocation.take_back_equipmentloan', obj)


@register_model_view(EquipmentLoan, 'list', path='', detail=False)
class EquipmentLoanListView(generic.ObjectListView):
    queryset = LOANS
    table = tables.EquipmentLoanTable
    filterset = filtersets.EquipmentLoanFilterSet
    filterset_form = forms.EquipmentLoanFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(EquipmentLoan)
class EquipmentLoanView(generic.ObjectView):
    queryset = LOANS
    actions = (TakeBack, CloneObject, EditObject, DeleteObject)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('borrower', url=filtered_list_url('plugins:netbox_colocation:equipmentloan_list', 'borrower_id'))
        ],
        left_panels=[LoanPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[LoanReturnPanel()],
    )


@register_model_view(EquipmentLoan, 'take_back', path='take-back')
class EquipmentLoanTakeBackView(ActView):
    queryset = LOANS
    form = forms.TakeBackForm
    asks_for = 'netbox_colocation.take_back_equipmentloan'
    title = _('Take the equipment back')
    done = _('The equipment is back.')

    def get_required_permission(self) -> str:
        return 'netbox_colocation.take_back_equipmentloan'

    def act(self, obj: EquipmentLoan, answers: dict[str, Any]) -> None:
        loans.take_back(obj, returned_to=name_of_user(self.request.user), now=timezone.now(), **answers)


@register_model_view(EquipmentLoan, 'add', detail=False)
@register_model_view(EquipmentLoan, 'edit')
class EquipmentLoanEditView(generic.ObjectEditView):
    queryset = EquipmentLoan.objects.all()
    form = forms.EquipmentLoanForm


@register_model_view(EquipmentLoan, 'delete')
class EquipmentLoanDeleteView(generic.ObjectDeleteView):
    queryset = EquipmentLoan.objects.all()


@register_model_view(EquipmentLoan, 'bulk_import', path='import', detail=False)
class EquipmentLoanBulkImportView(generic.BulkImportView):
    queryset = EquipmentLoan.objects.all()
    model_form = forms.EquipmentLoanImportForm


@register_model_view(EquipmentLoan, 'bulk_edit', path='edit', detail=False)
class EquipmentLoanBulkEditView(generic.BulkEditView):
    queryset = LOANS
    filterset = filtersets.EquipmentLoanFilterSet
    table = tables.EquipmentLoanTable
    form = forms.EquipmentLoanBulkEditForm


@register_model_view(EquipmentLoan, 'bulk_delete', path='delete', detail=False)
class EquipmentLoanBulkDeleteView(generic.BulkDeleteView):
    queryset = LOANS
    filterset = filtersets.EquipmentLoanFilterSet
    table = tables.EquipmentLoanTable
