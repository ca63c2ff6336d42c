"""Pages of maintenance windows and of the notices about them; the acts are in `window_acts`."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport, CloneObject
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..choices import WindowStateChoices
from ..models import MaintenanceWindow, WindowNotice
from ..ui.windows import (
    CollisionsPanel,
    NoticePanel,
    NoticesPanel,
    NoticeTextPanel,
    WindowPanel,
    WindowRunPanel,
)
from .window_acts import NOTICE_BUTTONS, WINDOW_BUTTONS, DeleteProposed, EditProposed

__all__ = (
    'MaintenanceWindowBulkDeleteView',
    'MaintenanceWindowBulkEditView',
    'MaintenanceWindowBulkImportView',
    'MaintenanceWindowDeleteView',
    'MaintenanceWindowEditView',
    'MaintenanceWindowListView',
    'MaintenanceWindowView',
    'WindowNoticeListView',
    'WindowNoticeView',
)

WINDOWS = MaintenanceWindow.objects.select_related(
    'ticket__applicant', 'ticket__site', 'ticket__case', 'ticket__procedure__agency', 'agreed_role'
)
NOTICES = WindowNotice.objects.select_related('window__ticket', 'tenant', 'document', 'drafted_by').defer(
    'document__data', 'document__content'
)
LIST = 'plugins:netbox_colocation:maintenancewindow_list'


class ProposedMixin:
    """An edit or delete page that turns the user back from a window that somebody agreed to."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._turn_back(request, **kwargs) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._turn_back(request, **kwargs) or super().post(request, *args, **kwargs)

    def alter_object(self, obj: Any, request: HttpRequest, args: Any, kwargs: Any) -> Any:
        obj.acting_user = request.user
        return obj

    def _turn_back(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | None:
        window = self.get_object(**kwargs) if kwargs else None
        if window is None or window.is_editable:
            return None
        messages.error(request, _('This window was agreed to: change its time, or cancel it, by its buttons.'))
        return redirect(window.get_absolute_url())


class BulkOfProposedMixin:
    """A bulk page of windows that are still proposed, and of no others."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(state=WindowStateChoices.PROPOSED)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = set(request.POST.getlist('pk'))
        proposed = self.queryset.filter(pk__in=chosen, state=WindowStateChoices.PROPOSED).count()
        if proposed != len(chosen) and '_all' not in request.POST:
            messages.error(request, _('Nothing was changed: choose windows only that nobody agreed to yet.'))
            return redirect(self.get_return_url(request))
        return super().post(request, **kwargs)


@register_model_view(MaintenanceWindow, 'list', path='', detail=False)
class MaintenanceWindowListView(generic.ObjectListView):
    queryset = WINDOWS
    table = tables.MaintenanceWindowTable
    filterset = filtersets.MaintenanceWindowFilterSet
    filterset_form = forms.MaintenanceWindowFilterForm
    actions = (AddObject, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(MaintenanceWindow)
class MaintenanceWindowView(generic.ObjectView):
    queryset = WINDOWS
    actions = (*WINDOW_BUTTONS, CloneObject, EditProposed, DeleteProposed)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('ticket', url=filtered_list_url(LIST, 'ticket_id'))],
        left_panels=[WindowPanel(), CollisionsPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[WindowRunPanel()],
        bottom_panels=[NoticesPanel()],
    )


@register_model_view(MaintenanceWindow, 'add', detail=False)
@register_model_view(MaintenanceWindow, 'edit')
class MaintenanceWindowEditView(ProposedMixin, generic.ObjectEditView):
    queryset = MaintenanceWindow.objects.all()
    form = forms.MaintenanceWindowForm


@register_model_view(MaintenanceWindow, 'delete')
class MaintenanceWindowDeleteView(ProposedMixin, generic.ObjectDeleteView):
    queryset = MaintenanceWindow.objects.all()


@register_model_view(MaintenanceWindow, 'bulk_import', path='import', detail=False)
class MaintenanceWindowBulkImportView(generic.BulkImportView):
    queryset = MaintenanceWindow.objects.all()
    model_form = forms.MaintenanceWindowImportForm

    def save_object(self, object_form: Any, request: HttpRequest) -> MaintenanceWindow:
        object_form.instance.acting_user = request.user
        return super().save_object(object_form, request)


@register_model_view(MaintenanceWindow, 'bulk_edit', path='edit', detail=False)
class MaintenanceWindowBulkEditView(BulkOfProposedMixin, generic.BulkEditView):
    queryset = WINDOWS
    filterset = filtersets.MaintenanceWindowFilterSet
    table = tables.MaintenanceWindowTable
    form = forms.MaintenanceWindowBulkEditForm


@register_model_view(MaintenanceWindow, 'bulk_delete', path='delete', detail=False)
class MaintenanceWindowBulkDeleteView(BulkOfProposedMixin, generic.BulkDeleteView):
    queryset = WINDOWS
    filterset = filtersets.MaintenanceWindowFilterSet
    table = tables.MaintenanceWindowTable


@register_model_view(WindowNotice, 'list', path='', detail=False)
class WindowNoticeListView(generic.ObjectListView):
    queryset = NOTICES
    table = tables.WindowNoticeTable
    filterset = filtersets.WindowNoticeFilterSet
    filterset_form = forms.WindowNoticeFilterForm
    actions = (BulkExport,)


@register_model_view(WindowNotice)
class WindowNoticeView(generic.ObjectView):
    queryset = WindowNotice.objects.select_related(
        'window__ticket__case', 'window__ticket__procedure__agency', 'tenant', 'document', 'drafted_by'
    )
    actions = NOTICE_BUTTONS
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('window', url=filtered_list_url('plugins:netbox_colocation:windownotice_list', 'window_id'))
        ],
        left_panels=[NoticePanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[NoticeTextPanel()],
    )
