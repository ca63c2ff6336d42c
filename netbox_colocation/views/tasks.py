"""Acting on a task: the page that shows all that the act rests on, and the act itself."""

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

from ..exceptions import ColocationError, RoleNotHeld
from ..models import Task
from ..ui.acting import OutcomesPanel, build_outcome_forms, read_answers
from ..ui.cases import TaskPanel
from ..ui.documents import DocumentsPanel
from ..ui.events import EventsPanel
from ..ui.findings import FindingsPanel
from ..ui.place import PlacePanel
from ..ui.requests import RequestPanel
from ..ui.sheet import SheetPanel
from ..workflows import engine

__all__ = ('TaskPerformView', 'TaskView')

TASKS = Task.objects.select_related(
    'role',
    'case__version__procedure',
    'case__applicant',
    'case__agency',
    'case__colocation_request',
)


@register_model_view(Task)
class TaskView(generic.ObjectView):
    """A task with everything that whoever must act rests on, and its outcomes as forms."""

    queryset = TASKS
    actions: tuple[ObjectAction, ...] = ()
    template_name = 'generic/object.html'
    layout = layout.SimpleLayout(
        left_panels=[
            TaskPanel(),
            OutcomesPanel(),
            RequestPanel(accessor='object.case.subject'),
            DocumentsPanel(accessor='object.case.subject'),
        ],
        right_panels=[
            FindingsPanel(accessor='object.case.subject'),
            PlacePanel(accessor='object.case.subject'),
        ],
        bottom_panels=[
            SheetPanel(accessor='object.case'),
            EventsPanel(accessor='object.case'),
        ],
    )

    def get_extra_context(self, request: HttpRequest, instance: Task) -> dict:
        forms = build_outcome_forms(instance, actor=request.user, now=timezone.now())
        return {'outcome_forms': forms}


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
            return self._show_again(request, task, outcome, refusal)
        messages.success(request, _('Step {step} is done.').format(step=performed.task.step))
        return redirect(performed.case.subject.get_absolute_url())

    def _show_again(self, request: HttpRequest, task: Task, outcome: str, refusal: ColocationError) -> HttpResponse:
        task = TASKS.get(pk=task.pk)
        forms = build_outcome_forms(
            task,
            actor=request.user,
            now=timezone.now(),
            tried=outcome,
            posted=request.POST,
        )
        context = {
            'object': task,
            'actions': (),
            'layout': TaskView.layout,
            'outcome_forms': forms,
            'refusal': refusal,
        }
        return render(request, TaskView.template_name, context, status=403 if isinstance(refusal, RoleNotHeld) else 409)
