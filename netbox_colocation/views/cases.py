"""Pages of cases and the list of tasks; acting on a task has its own module."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from extras.ui.panels import CustomFieldsPanel, TagsPanel
from netbox.object_actions import BulkExport
from netbox.ui import layout, panels
from netbox.ui.breadcrumbs import Breadcrumb, filtered_list_url
from netbox.views import generic
from utilities.views import register_model_view

from .. import filtersets, forms, tables
from ..models import Case, Task
from ..ui.acting import ActsPanel, RefusalPanel
from ..ui.cases import CasePanel
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel
from ..ui.sheet import SheetPanel
from ..workflows.acts import acts_on_case
from .act_forms import case_act_forms
from .moving import MoveCase
from .sheets import PrintSheet

__all__ = (
    'CaseListView',
    'CaseView',
    'TaskListView',
)

CASES = Case.objects.select_related(
    'applicant', 'agency', 'version__procedure', 'colocation_request', 'access_visit', 'maintenance_ticket'
)
# The version is prefetched, not joined: a document is long, and many tasks share one.
TASKS = Task.objects.select_related('role').prefetch_related(
    'case__version',
    'case__applicant',
    'case__colocation_request',
    'case__access_visit',
    'case__maintenance_ticket',
    'parent',
)


@register_model_view(Case, 'list', path='', detail=False)
class CaseListView(generic.ObjectListView):
    queryset = CASES
    table = tables.CaseTable
    filterset = filtersets.CaseFilterSet
    filterset_form = forms.CaseFilterForm
    actions = (BulkExport,)


@register_model_view(Case)
class CaseView(generic.ObjectView):
    queryset = CASES
    actions = (PrintSheet, MoveCase)
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        breadcrumbs=[Breadcrumb('agency', url=filtered_list_url('plugins:netbox_colocation:case_list', 'agency_id'))],
        left_panels=[RefusalPanel(), CasePanel(), ActsPanel(), CustomFieldsPanel(), TagsPanel()],
        right_panels=[
            DocumentsPanel(accessor='object.subject'),
            panels.ObjectsTablePanel(
                'netbox_colocation.task',
                filters={'case_id': lambda context: context['object'].pk},
                exclude_columns=['case', 'applicant', 'subject', 'activity', 'opened_at'],
            ),
        ],
        bottom_panels=[SheetPanel(), EventsPanel()],
    )

    def get_extra_context(self, request: HttpRequest, instance: Case) -> dict[str, Any]:
        acts = acts_on_case(instance, actor=request.user, now=timezone.now())
        return {'act_forms': case_act_forms(instance, acts)}


@register_model_view(Task, 'list', path='', detail=False)
class TaskListView(generic.ObjectListView):
    queryset = TASKS
    table = tables.TaskTable
    filterset = filtersets.TaskFilterSet
    filterset_form = forms.TaskFilterForm
    actions = (BulkExport,)
