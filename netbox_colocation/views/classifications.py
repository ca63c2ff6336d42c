"""Pages of the archive's classes, and the button that fills the table in."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.signals import clear_events
from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import AddObject, BulkDelete, BulkEdit, BulkExport, BulkImport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.exceptions import PermissionsViolation
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..documents.classifications import add_ready_made, read_ready_made
from ..models import Classification
from ..ui.classifications import ClassificationPanel, RetentionPanel
from .buttons import ListButton

__all__ = (
    'ClassificationBulkDeleteView',
    'ClassificationBulkEditView',
    'ClassificationBulkImportView',
    'ClassificationDeleteView',
    'ClassificationEditView',
    'ClassificationListView',
    'ClassificationReadyMadeView',
    'ClassificationView',
)

CLASSES = Classification.objects.select_related('agency', 'parent')


class AddReadyMade(ListButton):
    """The button above the list that leads to the ready-made classes."""

    name, label, icon = 'ready_made', gettext_lazy('Ready-made classifications'), 'mdi-playlist-plus'

    @classmethod
    def get_url(cls, obj: Any) -> str:
        return reverse('plugins:netbox_colocation:classification_ready_made')


@register_model_view(Classification, 'list', path='', detail=False)
class ClassificationListView(generic.ObjectListView):
    queryset = CLASSES
    table = tables.ClassificationTable
    filterset = filtersets.ClassificationFilterSet
    filterset_form = forms.ClassificationFilterForm
    actions = (AddObject, AddReadyMade, BulkImport, BulkExport, BulkEdit, BulkDelete)


@register_model_view(Classification, 'ready_made', path='ready-made', detail=False)
class ClassificationReadyMadeView(generic.base.BaseMultiObjectView):
    """The shipped classes; one POST adds those that are missing, for everybody or for one agency."""

    queryset = Classification.objects.all()
    template_name = 'netbox_colocation/ready_made_classifications.html'

    def get_required_permission(self) -> str:
        return get_permission_for_model(Classification, 'add')

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, forms.ReadyMadeClassificationsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = forms.ReadyMadeClassificationsForm(request.POST)
        if not form.is_valid():
            return self._show(request, form)
        try:
            with transaction.atomic():
                added = add_ready_made(form.cleaned_data['agency'])
                # A constrained `add` permission is checked on the stored rows, as NetBox does after a create.
                ids = [row.pk for row in added]
                if Classification.objects.restrict(request.user, 'add').filter(pk__in=ids).count() != len(ids):
                    raise PermissionsViolation
        except PermissionsViolation as violation:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            messages.error(request, str(violation.message))
            return self._show(request, form, status=403)
        done = ngettext('Added {count} class.', 'Added {count} classes.', len(added)) if added else _('All are there.')
        messages.success(request, done.format(count=len(added)))
        return redirect('plugins:netbox_colocation:classification_list')

    def _show(self, request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
        context = {'form': form, 'classes': read_ready_made(), 'title': _('Ready-made classifications')}
        return render(request, self.template_name, context, status=status)


@register_model_view(Classification)
class ClassificationView(generic.ObjectView):
    queryset = CLASSES
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[
            Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:classification_list', 'agency_id'))
        ],
        left_panels=[ClassificationPanel(), CustomFieldsPanel(), TagsPanel(), panels.CommentsPanel()],
        right_panels=[
            RetentionPanel(),
            panels.ObjectsTablePanel(
                'netbox_colocation.classification',
                filters={'parent_id': lambda context: context['object'].pk},
                title=gettext_lazy('Classes below'),
            ),
        ],
    )


@register_model_view(Classification, 'add', detail=False)
@register_model_view(Classification, 'edit')
class ClassificationEditView(generic.ObjectEditView):
    queryset = Classification.objects.all()
    form = forms.ClassificationForm


@register_model_view(Classification, 'delete')
class ClassificationDeleteView(generic.ObjectDeleteView):
    queryset = Classification.objects.all()


@register_model_view(Classification, 'bulk_import', path='import', detail=False)
class ClassificationBulkImportView(generic.BulkImportView):
    queryset = Classification.objects.all()
    model_form = forms.ClassificationImportForm


@register_model_view(Classification, 'bulk_edit', path='edit', detail=False)
class ClassificationBulkEditView(generic.BulkEditView):
    queryset = CLASSES
    filterset = filtersets.ClassificationFilterSet
    table = tables.ClassificationTable
    form = forms.ClassificationBulkEditForm


@register_model_view(Classification, 'bulk_delete', path='delete', detail=False)
class ClassificationBulkDeleteView(generic.BulkDeleteView):
    queryset = CLASSES
    filterset = filtersets.ClassificationFilterSet
    table = tables.ClassificationTable
