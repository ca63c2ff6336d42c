"""The acts of the engine beside a task's outcomes. Each is one POST; a refusal shows the page again with reasons."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.signals import clear_events
from netbox.views import generic
from utilities.permissions import get_permission_for_model
from utilities.views import register_model_view

from ..exceptions import ColocationError, DataInvalid, Refusal
from ..forms.acts import CheckForm, HandOverForm, NoteForm, PlainForm, QuestionForm, ReasonForm, ReturnForm
from ..models import Case, Task
from ..ui.acting import status_of_refusal
from ..workflows import engine
from ..workflows.acts import acts_on_case
from .act_forms import case_act_forms
from .cases import CASES, CaseView
from .tasks import TASKS, show_task

__all__ = (
    'CaseAskStepBackView',
    'CaseCancelView',
    'CaseReportCheckView',
    'CaseStepBackView',
    'CaseWithdrawView',
    'TaskAskView',
    'TaskClaimView',
    'TaskHandOverView',
    'TaskNoteView',
    'TaskReleaseView',
    'TaskReturnView',
    'TaskTakeOverView',
)


def clean(form: forms.Form) -> dict[str, Any]:
    """Return what a form was sent with.

    Raises:
        DataInvalid: with one refusal for each field that is missing or wrong.
    """
    if form.is_valid():
        return form.cleaned_data
    refusals = [
        Refusal('field-invalid', f'{form.fields[name].label}: {message}', field=name)
        for name, messages_ in form.errors.items()
        for message in messages_
    ]
    raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)


class EngineActView(generic.base.BaseObjectView):
    """One act; `act` is its key, `right` the permission whose rows it may be tried on."""

    http_method_names: ClassVar[list[str]] = ['post', 'options']
    model: type[Model]
    act = ''
    right = 'view'
    form_class: type[PlainForm] = PlainForm
    done: str | Promise = ''

    def get_required_permission(self) -> str:
        return get_permission_for_model(self.model, self.right)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = self.get_object(pk=pk)
        try:
            sent = clean(self.form_class(request.POST, prefix=self.act))
            performed = self.run(obj, request, sent)
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            return self.show_again(request, obj, refusal)
        messages.success(request, self.done)
        return redirect(self.next_page(obj, performed))

    def run(self, obj: Any, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        raise NotImplementedError

    def show_again(self, request: HttpRequest, obj: Any, refusal: ColocationError) -> HttpResponse:
        raise NotImplementedError

    def next_page(self, obj: Any, performed: engine.Performed) -> str:
        return obj.get_absolute_url()


class TaskActView(EngineActView):
    model = Task
    queryset = TASKS
    right = 'perform'

    def show_again(self, request: HttpRequest, obj: Task, refusal: ColocationError) -> HttpResponse:
        return show_task(request, obj, refusal, act=self.act)


class CaseActView(EngineActView):
    model = Case
    queryset = CASES

    def show_again(self, request: HttpRequest, obj: Case, refusal: ColocationError) -> HttpResponse:
        case = CASES.get(pk=obj.pk)
        acts = acts_on_case(case, actor=request.user, now=timezone.now())
        context = {
            'object': case,
            'actions': (),
            'layout': CaseView.layout,
            'refusal': refusal,
            'act_forms': case_act_forms(case, acts, posted=request.POST, tried=self.act),
        }
        return render(request, CaseView.template_name, context, status=status_of_refusal(refusal))


@register_model_view(Task, 'claim')
class TaskClaimView(TaskActView):
    act, done = 'claim', _('You have claimed this task.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.claim(obj, actor=request.user, now=timezone.now())


@register_model_view(Task, 'take_over', path='take-over')
class TaskTakeOverView(TaskActView):
    act, done = 'take_over', _('You have taken this task over.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.claim(obj, actor=request.user, now=timezone.now(), take_over=True)


@register_model_view(Task, 'release')
class TaskReleaseView(TaskActView):
    act, done = 'release', _('The task is everybody’s of its role again.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.release_claim(obj, actor=request.user, now=timezone.now())


@register_model_view(Task, 'hand_over', path='hand-over')
class TaskHandOverView(TaskActView):
    act, form_class, done = 'hand_over', HandOverForm, _('The task was handed over.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.hand_over(obj, sent['to'], actor=request.user, now=timezone.now(), comment=sent['comment'])


@register_model_view(Task, 'ask')
class TaskAskView(TaskActView):
    act, form_class, done = 'ask', QuestionForm, _('The applicant was asked; the time stands still until the answer.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.ask(obj, sent['question'], actor=request.user, now=timezone.now())


@register_model_view(Task, 'note')
class TaskNoteView(TaskActView):
    act, form_class, done = 'note', NoteForm, _('The note was added.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.note(obj, sent['text'], actor=request.user, now=timezone.now())


@register_model_view(Task, 'return')
class TaskReturnView(TaskActView):
    act, form_class, done = 'return', ReturnForm, _('The case was returned.')

    def run(self, obj: Task, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.return_to(obj, sent['step'], actor=request.user, now=timezone.now(), comment=sent['comment'])

    def next_page(self, obj: Task, performed: engine.Performed) -> str:
        return performed.case.get_absolute_url()


@register_model_view(Case, 'withdraw')
class CaseWithdrawView(CaseActView):
    act, form_class, done = 'withdraw', ReasonForm, _('The case was withdrawn.')

    def run(self, obj: Case, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.withdraw(obj, actor=request.user, now=timezone.now(), comment=sent['comment'])


@register_model_view(Case, 'cancel')
class CaseCancelView(CaseActView):
    act, right, form_class, done = 'cancel', 'cancel', ReasonForm, _('The case was cancelled.')

    def run(self, obj: Case, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.cancel(obj, actor=request.user, now=timezone.now(), comment=sent['comment'])


@register_model_view(Case, 'step_back', path='step-back')
class CaseStepBackView(CaseActView):
    act, form_class, done = 'step_back', ReasonForm, _('The last step was taken back.')

    def run(self, obj: Case, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.step_back(obj, actor=request.user, now=timezone.now(), comment=sent['comment'])


@register_model_view(Case, 'ask_step_back', path='ask-step-back')
class CaseAskStepBackView(CaseActView):
    act, form_class, done = 'ask_step_back', ReasonForm, _('Your superior was asked.')

    def run(self, obj: Case, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.ask_step_back(obj, actor=request.user, now=timezone.now(), comment=sent['comment'])


@register_model_view(Case, 'report_check', path='report-check')
class CaseReportCheckView(CaseActView):
    act, right, form_class, done = 'report_check', 'report_check', CheckForm, _('The check was recorded.')

    def run(self, obj: Case, request: HttpRequest, sent: dict[str, Any]) -> engine.Performed:
        return engine.report_check(
            obj,
            sent['check'],
            passed=sent['passed'],
            actor=request.user,
            now=timezone.now(),
            detail=sent['detail'],
            url=sent['url'],
        )
