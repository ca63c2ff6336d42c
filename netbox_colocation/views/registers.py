"""Pages of document registers and of the agenda that their lines are."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
from utilities.permissions import get_permission_for_model
from utilities.views import ViewTab, register_model_view

from .. import filtersets, forms, tables
from ..documents.agenda import list_entries
from ..exceptions import OutcomeRefused
from ..forms.registers import AgendaForm
from ..models import DocumentRegister, RegisterEntry
from ..ui.registers import (
    FORMATS,
    DocumentRegisterPanel,
    EntryCancelledPanel,
    EntryLetterPanel,
    EntryPanel,
    serve_agenda,
    serve_card,
)
from .numbers import CancelNumber, EnterLetter, PrintCard, TakeNumber

__all__ = (
    'DocumentRegisterAgendaView',
    'DocumentRegisterBulkDeleteView',
    'DocumentRegisterBulkEditView',
    'DocumentRegisterBulkImportView',
    'DocumentRegisterDeleteView',
    'DocumentRegisterEditView',
    'DocumentRegisterListView',
    'DocumentRegisterView',
    'RegisterEntryCardView',
    'RegisterEntryListView',
    'RegisterEntryView',
)

REGISTERS = DocumentRegister.objects.select_related('agency')
ENTRIES = RegisterEntry.objects.select_related('register__agency', 'document', 'taken_by', 'cancelled_by')


@register_model_view(DocumentRegister, 'list', path='', detail=False)
class DocumentRegisterListView(generic.ObjectListView):
    queryset = REGISTERS
    table = tables.DocumentRegisterTable
    filterset = filtersets.DocumentRegisterFilterSet
    filterset_form = forms.DocumentRegisterFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(DocumentRegister)
class DocumentRegisterView(generic.ObjectView):
    queryset = REGISTERS
    actions = (TakeNumber, EnterLetter, CloneObject, EditObject, DeleteObject)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:documentregister_list', 'agency_id'))
        ],
        left_panels=[DocumentRegisterPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            panels.ObjectsTablePanel(
                'netbox_colocation.registerentry',
                filters={'register_id': lambda context: context['object'].pk},
            ),
        ],
    )


@register_model_view(DocumentRegister, 'agenda')
class DocumentRegisterAgendaView(generic.ObjectView):
    """The lines of a book in the order of their numbers; `?month=`, `?q=`, and `?export=pdf` or `xlsx` for a file."""

    queryset = REGISTERS
    actions = (TakeNumber, EnterLetter)
    template_name = 'netbox_colocation/agenda.html'
    tab = ViewTab(label=_('Agenda'), permission='netbox_colocation.view_registerentry', weight=500)

    def has_permission(self) -> bool:
        return super().has_permission() and self.request.user.has_perm('netbox_colocation.view_registerentry')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        register, form = self.get_object(pk=pk), AgendaForm(request.GET)
        if not form.is_valid():
            return self._show(request, register, form, status=400)
        lines = RegisterEntry.objects.restrict(request.user, 'view')
        month = form.month_of(register.year)
        try:
            agenda = list_entries(register, entries=lines, month=month, search=form.cleaned_data['q'])
        except OutcomeRefused as refusal:
            form.add_error('month', refusal.refusals[0].message)
            return self._show(request, register, form, status=409)
        if (kind := request.GET.get('export')) in FORMATS:
            return serve_agenda(agenda, kind=kind)
        return self._show(request, register, form, agenda=agenda)

    def _show(self, request: HttpRequest, register: DocumentRegister, form: AgendaForm, *, status=200, agenda=None):
        query = request.GET.copy()
        query.pop('export', None)
        context = {
            'object': register, 'actions': self.actions, 'tab': self.tab, 'form': form, 'agenda': agenda,
            'rows': agenda and _rows(agenda), 'query': query.urlencode(),
        }  # fmt: skip
        return render(request, self.template_name, context, status=status)


def _rows(agenda: Any) -> list[dict[str, Any]]:
    return [
        {'entry': entry, 'cells': [column.value(entry) for column in agenda.columns[1:]]} for entry in agenda.entries
    ]


@register_model_view(DocumentRegister, 'add', detail=False)
@register_model_view(DocumentRegister, 'edit')
class DocumentRegisterEditView(generic.ObjectEditView):
    queryset = DocumentRegister.objects.all()
    form = forms.DocumentRegisterForm


@register_model_view(DocumentRegister, 'delete')
class DocumentRegisterDeleteView(generic.ObjectDeleteView):
    queryset = DocumentRegister.objects.all()


@register_model_view(DocumentRegister, 'bulk_import', path='import', detail=False)
class DocumentRegisterBulkImportView(generic.BulkImportView):
    queryset = DocumentRegister.objects.all()
    model_form = forms.DocumentRegisterImportForm


@register_model_view(DocumentRegister, 'bulk_edit', path='edit', detail=False)
class DocumentRegisterBulkEditView(generic.BulkEditView):
    queryset = REGISTERS
    filterset = filtersets.DocumentRegisterFilterSet
    table = tables.DocumentRegisterTable
    form = forms.DocumentRegisterBulkEditForm


@register_model_view(DocumentRegister, 'bulk_delete', path='delete', detail=False)
class DocumentRegisterBulkDeleteView(generic.BulkDeleteView):
    queryset = REGISTERS
    filterset = filtersets.DocumentRegisterFilterSet
    table = tables.DocumentRegisterTable


@register_model_view(RegisterEntry, 'list', path='', detail=False)
class RegisterEntryListView(generic.ObjectListView):
    queryset = ENTRIES
    table = tables.RegisterEntryTable
    filterset = filtersets.RegisterEntryFilterSet
    filterset_form = forms.RegisterEntryFilterForm
    actions = (BulkExport,)


@register_model_view(RegisterEntry)
class RegisterEntryView(generic.ObjectView):
    queryset = ENTRIES
    actions = (PrintCard, CancelNumber)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('register', url=filtered_list_url('plugins:netbox_colocation:registerentry_list', 'register_id'))
        ],
        left_panels=[EntryPanel(), EntryCancelledPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[EntryLetterPanel()],
    )


@register_model_view(RegisterEntry, 'card')
class RegisterEntryCardView(generic.base.BaseObjectView):
    """The control card of a letter, to print in three copies."""

    queryset = RegisterEntry.objects.select_related('register__agency')
    http_method_names = ('get', 'head', 'options')

    def get_required_permission(self) -> str:
        return get_permission_for_model(RegisterEntry, 'view')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return serve_card(self.get_object(pk=pk))
