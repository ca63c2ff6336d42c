"""The guided application for a placement: steps that are each saved at once, and a review that names what is missing.

A step stores whatever can be stored, also when something is still missing: nothing is lost by leaving. Going on asks
for what the procedure demands of that step; handing in is `engine.submit`, with the same reasons.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from core.signals import clear_events
from utilities.exceptions import AbortRequest, PermissionsViolation

from ..choices import DocumentKindChoices, SubjectKindChoices
from ..exceptions import ColocationError, Refusal
from ..forms.application import (
    SERVERS_PREFIX,
    LetterStepForm,
    PersonsStepForm,
    PurposeStepForm,
    ServersStepFormSet,
    copy_server,
    list_device_types,
)
from ..models import ColocationRequest, Document, RequestedServer
from ..ui.portal import build_steps, sort_by_step
from ..workflows import engine
from ..workflows.portal import demands_of, find_agencies, find_missing, find_procedures, own_task

__all__ = (
    'ApplicationLetterView',
    'ApplicationPersonsView',
    'ApplicationPurposeView',
    'ApplicationReviewView',
    'ApplicationServersView',
    'ApplicationStartView',
)

APP = 'plugins:netbox_colocation'
PLACEMENT = SubjectKindChoices.COLOCATION_REQUEST
FOLLOWING = {'purpose': 'servers', 'servers': 'persons', 'persons': 'letter', 'letter': 'review'}
ABOUT_SERVER = re.compile(r'(copy|remove):([1-9][0-9]{0,9})')


class StepView(LoginRequiredMixin, View):
    """A step of an application that the user may change: of an agency represented today, and not handed in."""

    http_method_names = ['get', 'post', 'head', 'options']
    step = ''
    template_name = ''

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.find(pk)
        return self.show(draft) if draft.is_editable else self.turn_back(draft)

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # Locked as `engine.submit` locks it: what is being handed in does not change meanwhile.
        draft = self.find(pk, lock=True)
        return self.act(draft) if draft.is_editable else self.turn_back(draft)

    def act(self, draft: ColocationRequest) -> HttpResponse:
        raise NotImplementedError

    def context(self, draft: ColocationRequest) -> dict[str, Any]:
        return {}

    def find(self, pk: int, *, lock: bool = False) -> ColocationRequest:
        """Return the application with who acts; another agency's is not there."""
        self.agencies = find_agencies(self.request.user, now=timezone.now())
        rows = ColocationRequest.objects.restrict(self.request.user, 'change').filter(
            applicant__in=self.agencies, procedure__subject_kind=PLACEMENT
        )
        if lock:
            rows = rows.select_for_update(of=('self',))
        draft = rows.select_related('procedure__agency', 'applicant', 'case').filter(pk=pk).first()
        if draft is None:
            raise Http404(_('There is no such application of your agency.'))
        draft.acting_user = self.request.user
        draft.snapshot()
        return draft

    def turn_back(self, draft: ColocationRequest) -> HttpResponse:
        messages.error(self.request, _('This request was submitted: what it asks for no longer changes here.'))
        return redirect(draft.get_absolute_url())

    def go_on(self, draft: ColocationRequest) -> HttpResponse:
        """After saving: leave, or go to the next step unless something that it demands is missing."""
        messages.success(self.request, _('Saved.'))
        if 'leave' in self.request.POST:
            return redirect('plugins:netbox_colocation:my_agency')
        if self.missing(draft)[self.step]:
            return redirect(f'{step_url(draft, self.step)}?missing=1')
        return redirect(step_url(draft, FOLLOWING[self.step]))

    def missing(self, draft: ColocationRequest) -> dict[str, list[Refusal]]:
        return sort_by_step(find_missing(draft, actor=self.request.user, now=timezone.now()))

    def show(self, draft: ColocationRequest, *, status: int = 200, **further: Any) -> HttpResponse:
        missing, demands = self.missing(draft), demands_of(draft)
        context = {
            'draft': draft,
            'step': self.step,
            'steps': build_steps(draft, self.step, missing, demands),
            'missing': missing,
            'demands': demands,
            'reasons': missing[self.step] if 'missing' in self.request.GET else [],
            **self.context(draft),
            **further,
        }
        return render(self.request, self.template_name, context, status=status)


class FormStepView(StepView):
    """A step that is one form on the application itself."""

    template_name = 'netbox_colocation/application_form.html'
    form: type[django_forms.ModelForm]

    def form_options(self) -> dict[str, Any]:
        return {}

    def context(self, draft: ColocationRequest) -> dict[str, Any]:
        return {'form': self.form(instance=draft, **self.form_options())}

    def act(self, draft: ColocationRequest) -> HttpResponse:
        request = self.request
        form = self.form(request.POST, request.FILES, instance=draft, **self.form_options())
        if form.is_valid() and save(form, user=request.user, action='change'):
            return self.go_on(draft)
        # What was typed is in the form; the rest of the page shows what is stored.
        stored = ColocationRequest.objects.select_related('procedure__agency', 'applicant', 'case').get(pk=draft.pk)
        return self.show(stored, form=form)


class ApplicationPurposeView(FormStepView):
    step = 'purpose'
    form = PurposeStepForm

    def form_options(self) -> dict[str, Any]:
        user = self.request.user
        return {'user': user, 'agencies': self.agencies, 'procedures': find_procedures(user)}


class ApplicationPersonsView(FormStepView):
    step = 'persons'
    form = PersonsStepForm


class ApplicationLetterView(FormStepView):
    step = 'letter'
    form = LetterStepForm

    def context(self, draft: ColocationRequest) -> dict[str, Any]:
        return {**super().context(draft), 'letters': find_own_letters(self.request, draft)}


class ApplicationServersView(StepView):
    """All servers on one page. Every button saves them; `copy:ID` and `remove:ID` are about one of them."""

    step = 'servers'
    template_name = 'netbox_colocation/application_servers.html'

    def context(self, draft: ColocationRequest) -> dict[str, Any]:
        return {
            'formset': self.build(draft, extra='extra' in self.request.GET),
            'device_types': list_device_types(self.request.user),
        }

    def act(self, draft: ColocationRequest) -> HttpResponse:
        button = self.request.POST.get('button', '')
        about = ABOUT_SERVER.fullmatch(button)
        doomed = int(about[2]) if about and about[1] == 'remove' else None
        formset = self.build(draft, data=self.request.POST)
        # What a colleague removed meanwhile stays removed.
        kept = [form for form in formset.forms if form.instance.pk or form not in formset.initial_forms]
        if doomed is not None or button == 'drop':
            # What is about to go need not be right; what is dropped was never stored.
            kept = [form for form in kept if form.instance.pk != doomed]
        is_whole = formset.is_valid() or (len(kept) < len(formset.forms) and not any(form.errors for form in kept))
        if not is_whole or not self.store(kept):
            return self.show(draft, formset=formset)
        if doomed is not None:
            return self.remove(draft, doomed)
        if about:
            return self.copy(draft, int(about[2]))
        if button == 'add':
            return redirect(f'{step_url(draft, self.step)}?extra=1#new')
        return redirect(step_url(draft, self.step)) if button == 'drop' else self.go_on(draft)

    def build(self, draft: ColocationRequest, *, data: Any = None, extra: bool = False) -> Any:
        formset = ServersStepFormSet(
            data, instance=draft, prefix=SERVERS_PREFIX, form_kwargs={'user': self.request.user}
        )
        # An application without servers begins with an empty form.
        formset.extra = 1 if extra or not draft.servers.exists() else 0
        for form in formset.initial_forms if formset.is_bound else ():
            if form.instance.pk:
                form.instance.snapshot()
        return formset

    def store(self, forms: Iterable[Any]) -> bool:
        """Store every form that says something; True when all of them were."""
        with transaction.atomic():
            for form in forms:
                if form.has_changed():
                    action = 'change' if form.instance.pk else 'add'
                    if not save(form, user=self.request.user, action=action):
                        transaction.set_rollback(True)
                        return False
        return True

    def copy(self, draft: ColocationRequest, pk: int) -> HttpResponse:
        server = self.find_server(draft, pk, 'add')
        try:
            copy = copy_server(server, into=draft, name=next_name(server.name, draft))
        except AbortRequest as refusal:
            messages.error(self.request, refusal.message)
            return redirect(step_url(draft, self.step))
        if not is_permitted(copy, self.request.user, 'add'):
            raise PermissionDenied
        return redirect(f'{step_url(draft, self.step)}#server-{copy.pk}')

    def remove(self, draft: ColocationRequest, pk: int) -> HttpResponse:
        server = self.find_server(draft, pk, 'delete')
        server.delete()
        messages.success(self.request, _('{server} was removed.').format(server=server.name))
        return redirect(step_url(draft, self.step))

    def find_server(self, draft: ColocationRequest, pk: int, action: str) -> RequestedServer:
        rows = RequestedServer.objects.restrict(self.request.user, 'view' if action == 'add' else action)
        server = rows.filter(request=draft, pk=pk).first()
        if server is None:
            raise Http404(_('There is no such server in this application.'))
        return server


class ApplicationReviewView(StepView):
    """Everything at a glance, with what is missing; handing in."""

    step = 'review'
    template_name = 'netbox_colocation/application_review.html'

    def context(self, draft: ColocationRequest) -> dict[str, Any]:
        return {
            'servers': draft.servers.restrict(self.request.user, 'view').select_related('device_type__manufacturer'),
            'letters': find_own_letters(self.request, draft),
            'task': None if draft.is_draft else own_task(draft),
        }

    def act(self, draft: ColocationRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                performed = engine.submit(draft, actor=self.request.user, now=timezone.now())
        except ColocationError as refusal:
            clear_events.send(sender=self)  # what was rolled back must not reach webhooks
            stored = ColocationRequest.objects.select_related('procedure__agency', 'applicant').get(pk=draft.pk)
            return self.show(stored, refusal=refusal, status=409)
        messages.success(self.request, _('Submitted as case {case}.').format(case=performed.case))
        return redirect('plugins:netbox_colocation:my_agency')


class ApplicationStartView(LoginRequiredMixin, View):
    """The first step of a new application; `?copy=ID` begins with what an earlier one asked for."""

    http_method_names = ['get', 'post', 'head', 'options']

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.build())

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.build(request.POST)
        if not (form.is_valid() and save(form, user=request.user, action='add')):
            return self.show(form)
        draft = form.instance
        if any(not is_permitted(server, request.user, 'add') for server in draft.servers.all()):
            raise PermissionDenied
        messages.success(request, _('Saved as a draft: you can go on with it at any time.'))
        if 'leave' in request.POST:
            return redirect('plugins:netbox_colocation:my_agency')
        return redirect(step_url(draft, FOLLOWING['purpose']))

    def build(self, data: Any = None) -> PurposeStepForm:
        user = self.request.user
        self.agencies = find_agencies(user, now=timezone.now())
        initial = {}
        source = self.request.GET.get('copy', '')
        if data is None and source.isdecimal() and len(source) < 10:
            rows = ColocationRequest.objects.restrict(user, 'view').filter(applicant__in=self.agencies, pk=source)
            found = rows.filter(procedure__subject_kind=PLACEMENT).first()
            if found is None:
                raise Http404(_('There is no such application of your agency.'))
            initial = {name: getattr(found, name) for name in ('applicant', 'procedure', 'purpose', 'site', 'location')}
            initial['copy_from'] = found
        return PurposeStepForm(
            data, initial=initial, user=user, agencies=self.agencies, procedures=find_procedures(user)
        )

    def show(self, form: PurposeStepForm) -> HttpResponse:
        may_apply = bool(self.agencies) and self.request.user.has_perm('netbox_colocation.add_colocationrequest')
        if not may_apply:
            messages.error(self.request, _('You represent no agency that may apply here.'))
            return redirect('plugins:netbox_colocation:my_agency')
        context = {'form': form, 'step': 'purpose', 'steps': build_steps(None, 'purpose', {}, None)}
        return render(self.request, 'netbox_colocation/application_form.html', context)


def step_url(draft: ColocationRequest, step: str) -> str:
    return reverse(f'{APP}:application_{step}', kwargs={'pk': draft.pk})


def save(form: Any, *, user: Any, action: str) -> bool:
    """Store a form if the user may; what is refused stands on the form, and nothing was stored."""
    try:
        with transaction.atomic():
            row = form.save()
            if not is_permitted(row, user, action):
                raise PermissionsViolation
    except (AbortRequest, PermissionsViolation) as refusal:
        clear_events.send(sender=form)  # what was rolled back must not reach webhooks
        if not form.errors:
            form.add_error(None, refusal.message)
        return False
    return True


def is_permitted(row: Model, user: Any, action: str) -> bool:
    """Whether a constrained permission covers the row as it is stored now."""
    return type(row).objects.restrict(user, action).filter(pk=row.pk).exists()


def find_own_letters(request: HttpRequest, draft: ColocationRequest) -> Iterable[Document]:
    letters = draft.documents.restrict(request.user, 'view').filter(kind=DocumentKindChoices.REQUEST_LETTER)
    return letters.order_by('-pk')


def next_name(name: str, draft: ColocationRequest) -> str:
    """Return the name of a copy: the first that the application has not, `db-2` after `db`, `db-3` after `db-2`."""
    taken = set(draft.servers.values_list('name', flat=True))
    stem, _dash, number = name.rpartition('-')
    stem, count = (stem, int(number) + 1) if stem and number.isdecimal() and len(number) < 5 else (name, 2)
    while (proposed := f'{stem[:57].rstrip("-")}-{count}') in taken:
        count += 1
    return proposed
