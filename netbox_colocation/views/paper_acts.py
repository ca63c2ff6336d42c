"""Paper first: the page on which an act that happened on paper is recorded, with its date, its holder and the scan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..exceptions import ColocationError
from ..forms.acts import PaperForm
from ..models import Task
from ..ui.acting import dress, read_answers, status_of_refusal
from ..workflows.engine import step_of
from ..workflows.fields import build_form
from ..workflows.paper_first import fields_on_paper, find_holders_ever, record_on_paper
from .acts import clean
from .tasks import TASKS

__all__ = ('TaskRecordPaperView',)

# What every outcome needs is asked beside what the step asks: the names must not meet.
PAPER = 'paper'


@register_model_view(Task, 'record_paper', path='record-paper')
class TaskRecordPaperView(generic.base.BaseObjectView):
    """For each outcome a form; whoever holds `record_paper` need not hold the role."""

    queryset = TASKS
    template_name = 'netbox_colocation/task_paper.html'
    http_method_names = ['get', 'post', 'options']

    def get_required_permission(self) -> str:
        return get_permission_for_model(Task, 'record_paper')

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.get_object(pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = self.get_object(pk=pk)
        outcome = request.POST.get('outcome', '')
        _comment, answers = read_answers(outcome, request.POST)
        form = PaperForm(request.POST, request.FILES, prefix=f'{PAPER}-{outcome}', holders=_choices(task))
        try:
            sent = clean(form)
            performed = record_on_paper(
                task,
                outcome,
                actor=request.user,
                now=timezone.now(),
                acted_at=sent['acted_at'],
                holder=sent['holder'],
                proof=sent['proof'],
                comment=sent['comment'],
                data=answers,
            )
        except ColocationError as refusal:
            clear_events.send(sender=self)
            return self._show(request, TASKS.get(pk=task.pk), refusal=refusal, tried=outcome)
        messages.success(request, _('Step {step} is recorded.').format(step=performed.task.step))
        return redirect(performed.case.get_absolute_url())

    def _show(
        self, request: HttpRequest, task: Task, *, refusal: ColocationError | None = None, tried: str = ''
    ) -> HttpResponse:
        holders = _choices(task)
        entries = []
        for outcome in step_of(task).outcomes if task.is_open else ():
            posted = request.POST if outcome.key == tried else None
            asked = build_form(fields_on_paper(task, outcome, recorder=request.user, now=timezone.now()))
            entries.append(
                {
                    'key': outcome.key,
                    'label': outcome.label.in_language(get_language() or 'en'),
                    'is_shown': outcome.key == tried,
                    'paper': PaperForm(posted, prefix=f'{PAPER}-{outcome.key}', holders=holders),
                    'form': dress(asked(posted, prefix=outcome.key)),
                }
            )
        context: dict[str, Any] = {'object': task, 'entries': entries, 'refusal': refusal}
        status = status_of_refusal(refusal) if refusal else 200
        return render(request, self.template_name, context, status=status)


def _choices(task: Task) -> list[tuple[int, str]]:
    return [(holder.pk, str(holder)) for holder in find_holders_ever(task)]
