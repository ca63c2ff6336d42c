"""Acting on a task: the page that shows all that the act rests on, and the act itself; `acts` has the others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.object_actions import ObjectAction
from netbox.ui import layout
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..exceptions import ColocationError
from ..models import Task
from ..ui.acting import (
    ActsPanel,
    OutcomesPanel,
    RefusalPanel,
    build_outcome_forms,
    read_answers,
    status_of_refusal,
)
from ..ui.cases import AskedPanel, TaskPanel
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel, RemarksPanel, describe_events
from ..ui.place import PlacePanel
from ..ui.sheet import SheetPanel
from ..ui.subjects import SubjectPanel
from ..ui.verdicts import FindingsPanel
from ..ui.versions import DraftPanel
from ..ui.visit_findings import VisitFindingsPanel
from ..workflows import engine
from ..workflows.acts import acts_on_task
from ..workflows.disclosure import reads_as_applicant
from ..workflows.signatures import find_paper_to_sign
from .act_forms import task_act_forms, task_act_links

__all__ = ('TaskPerformView', 'TaskView')

TASKS = Task.objects.select_related(
    'role__superior',
    'parent',
    'claimed_by',
    'case__version__procedure__calendar',
    'case__applicant',
    'case__agency',
    'case__colocation_request',
    'case__access_visit',
    'case__maintenance_ticket',
)


@register_model_view(Task)
class TaskView(generic.ObjectView):
    """A task with everything that whoever must act rests on, and its outcomes as forms."""

    queryset = TASKS
    actions: tuple[ObjectAction, ...] = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[
            RefusalPanel(),
            AskedPanel(),
            OutcomesPanel(),
            ActsPanel(),
            RemarksPanel(accessor='object.case'),
            TaskPanel(),
        ],
        right_panels=[
            DraftPanel(),
            DocumentsPanel(accessor='object.case.subject'),
            SubjectPanel(accessor='object.case.subject'),
            FindingsPanel(accessor='object.case.subject'),
            VisitFindingsPanel(accessor='object.case.subject'),
            PlacePanel(accessor='object.case.subject'),
        ],
        bottom_panels=[
            SheetPanel(accessor='object.case'),
            EventsPanel(accessor='object.case'),
        ],
    )

    def get_extra_context(self, request: HttpRequest, instance: Task) -> dict:
        return task_context(request, instance)


@register_model_view(Task, 'perform')
class TaskPerformView(generic.base.BaseObjectView):
    """Close the task with the posted outcome; a refusal shows the page again, with the reasons and what was typed."""

    queryset = TASKS
    http_method_names = ['post', 'options']

    def get_required_permission(self) -> str:
        return get_permission_for_model(Task, 'perform')

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.get_object(pk=pk)
        outcome = request.POST.get('outcome', '')
        comment, answers = read_answers(outcome, request.POST)
        try:
            performed = engine.perform(
                task,
                outcome,
                actor=request.user,
                now=timezone.now(),
                comment=comment,
                data=answers,
            )
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            return show_task(request, task, refusal, tried=outcome)
        messages.success(request, _('Step {step} is done.').format(step=performed.task.step))
        return redirect(performed.case.subject.get_absolute_url())


def show_task(
    request: HttpRequest, task: Task, refusal: ColocationError, *, tried: str = '', act: str = ''
) -> HttpResponse:
    """Show the page of a task again after a refusal; `tried` is the outcome, `act` the other act, that was sent."""
    task = TASKS.get(pk=task.pk)
    context = {
        'object': task,
        'actions': (),
        'layout': TaskView.layout,
        'refusal': refusal,
        **task_context(request, task, tried=tried, act=act),
    }
    return render(request, TaskView.template_name, context, status=status_of_refusal(refusal))


def task_context(request: HttpRequest, task: Task, *, tried: str = '', act: str = '') -> dict[str, Any]:
    """What the panels of the page read from its context."""
    user, now = request.user, timezone.now()
    acts = acts_on_task(task, actor=user, now=now)
    forms = []
    if acts.is_holder:
        posted, shown = request.POST if tried else None, request.GET.get('outcome', '')
        forms = build_outcome_forms(task, actor=user, now=now, tried=tried, posted=posted, shown=shown)
    return {
        'now': now,
        'is_holder': acts.is_holder,
        'is_applicant': reads_as_applicant(user, task.case, now=now),
        'outcome_forms': forms,
        'paper_to_sign': find_paper_to_sign(task) if any(entry.signs for entry in forms) else None,
        'act_forms': task_act_forms(task, acts, posted=request.POST if act else None, tried=act),
        'act_links': task_act_links(task, acts),
        'event_lines': describe_events(task.case, reader=user, now=now),
    }
