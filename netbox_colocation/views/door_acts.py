"""The acts at the door, each a page with one form; a refusal shows the form again, each reason beside its field."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..exceptions import ColocationError
from ..forms.door import (
    ItemForm,
    check_in_form,
    check_out_form,
    dress_for_touch,
)
from ..models import AccessVisit, CarriedItem, Task, Visitor
from ..ui.acting import COMMENT, read_answers, status_of_refusal
from ..ui.door import group_fields, item_state, primary_of, show_refusals
from ..visits import door
from ..visits.policies import policy_of
from ..workflows import attending, engine
from ..workflows.engine import step_of
from ..workflows.fields import build_form
from ..workflows.outcomes import OfferedOutcome, offered
from .door_form import DoorFormPage

__all__ = (
    'DoorBadgeView',
    'DoorCheckInView',
    'DoorCheckOutView',
    'DoorItemsView',
    'DoorLeaveView',
    'DoorTaskView',
)


class DoorTaskView(DoorFormPage):
    """The visit's open step, performed by the engine with the step's own questions; `?outcome=` chooses which way."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        task, outcome = self._find(visit, request.GET.get('outcome', ''))
        return self._show(visit, task, outcome, self._form(outcome))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        key = request.POST.get('outcome', '')
        task, outcome = self._find(visit, key)
        comment, answers = read_answers(key, request.POST)
        refusal = self.try_act(
            lambda: engine.perform(task, key, actor=request.user, now=self.now, comment=comment, data=answers)
        )
        if refusal is None:
            return self.done(_('Done: {outcome}').format(outcome=outcome.label), visit)
        form = self._form(outcome, request.POST)
        return self._show(self.get_visit(pk), task, outcome, form, refusal)

    def _find(self, visit: AccessVisit, key: str) -> tuple[Task, OfferedOutcome]:
        stand = attending.stand_of(visit, user=self.request.user, now=self.now)
        tasks = Task.objects.restrict(self.request.user, 'perform')
        task = tasks.filter(pk=stand.task.pk).first() if stand.task and stand.is_holder else None
        if task is None or stand.stage not in (attending.CHECK_IN, attending.ENTER, attending.LEAVE):
            raise Http404
        outcomes = offered(task, actor=self.request.user, now=self.now)
        chosen = next((outcome for outcome in outcomes if outcome.key == key), None)
        return task, chosen or outcomes[0]

    def _form(self, outcome: OfferedOutcome, posted: Any = None) -> forms.Form:
        form_class = build_form(outcome.fields)
        if outcome.comment_required:
            form_class.base_fields[COMMENT] = forms.CharField(
                label=_('Say why'), widget=forms.Textarea(attrs={'rows': 2})
            )
        return dress_for_touch(form_class(data=posted, prefix=outcome.key))

    def _show(
        self,
        visit: AccessVisit,
        task: Task,
        outcome: OfferedOutcome,
        form: forms.Form,
        refusal: ColocationError | None = None,
    ) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else outcome.refusals
        stage = attending.stand_of(visit, user=self.request.user, now=self.now).stage
        plain = primary_of(stage) if outcome.key == step_of(task).outcomes[0].key else ''
        return self.show_form(
            form,
            title=plain or outcome.label,
            button=plain or outcome.label,
            official=outcome.label if plain else '',
            groups=group_fields(form, visit.visitors.all()),
            refusal=refusal,
            others=others,
            visit=visit,
            outcome=outcome.key,
            is_blocked=not refusal and bool(outcome.refusals),
            rules=_rules_of(visit) if any('_rules' in name for name in form.fields) else [],
        )


class DoorCheckInView(DoorFormPage):
    """Late comers, and whoever went out and comes back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        return self._show(visit, self._form(visit))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        form = self._form(visit, request.POST)
        refusal = self.try_act(lambda: self._admit(visit, form))
        if refusal is None:
            return self.done(_('Checked in.'), visit)
        return self._show(self.get_visit(pk), form, refusal)

    def _admit(self, visit: AccessVisit, form: forms.Form) -> None:
        self.require_valid(form)
        sent = form.cleaned_data
        admissions = [
            door.Admission(
                visitor=visitor.pk,
                badge_number=sent[f'visitor_{visitor.pk}_badge'],
                identity_checked=sent[f'visitor_{visitor.pk}_identity'],
                rules_accepted=sent[f'visitor_{visitor.pk}_rules'],
                remark=sent[f'visitor_{visitor.pk}_remark'],
            )
            for visitor in _outside(visit)
            if sent[f'visitor_{visitor.pk}_came']
        ]
        attending.attend(door.admit, visit, admissions, actor=self.request.user, now=self.now)

    def _form(self, visit: AccessVisit, posted: Any = None) -> forms.Form:
        return dress_for_touch(check_in_form(_outside(visit))(data=posted))

    def _show(self, visit: AccessVisit, form: forms.Form, refusal: ColocationError | None = None) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else []
        return self.show_form(
            form,
            title=_('Somebody comes later'),
            button=_('Check in'),
            groups=group_fields(form, _outside(visit)),
            refusal=refusal,
            others=others,
            visit=visit,
            rules=_rules_of(visit),
        )


class DoorCheckOutView(DoorFormPage):
    """Whoever goes before the others."""

    everybody = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        return self._show(visit, self._form(visit))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        form = self._form(visit, request.POST)
        refusal = self.try_act(lambda: self._check_out(visit, form))
        if refusal is None:
            return self.done(self._said(), visit)
        return self._show(self.get_visit(pk), form, refusal)

    def _said(self) -> str:
        return _('Checked out.')

    def _check_out(self, visit: AccessVisit, form: forms.Form) -> None:
        self.require_valid(form)
        sent, user = form.cleaned_data, self.request.user
        departures = [
            door.Departure(
                visitor=visitor.pk,
                badge_returned=sent[f'visitor_{visitor.pk}_badge_returned'],
                remark=sent[f'visitor_{visitor.pk}_remark'],
            )
            for visitor in _inside(visit)
            if self.everybody or sent[f'visitor_{visitor.pk}_went']
        ]
        if departures or not self.everybody:
            attending.attend(door.check_out, visit, departures, at=self.now, actor=user, now=self.now)

    def _form(self, visit: AccessVisit, posted: Any = None) -> forms.Form:
        return dress_for_touch(check_out_form(_inside(visit), everybody=self.everybody)(data=posted))

    def _show(self, visit: AccessVisit, form: forms.Form, refusal: ColocationError | None = None) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else []
        return self.show_form(
            form,
            title=self._title(),
            button=self._button(),
            groups=group_fields(form, _inside(visit)),
            refusal=refusal,
            others=others,
            visit=visit,
        )

    def _title(self) -> str:
        return _('Somebody goes')

    def _button(self) -> str:
        return _('Check out')


class DoorLeaveView(DoorCheckOutView):
    """Everybody leaves after an emergency, whose procedure may not have begun."""

    everybody = True

    def _check_out(self, visit: AccessVisit, form: forms.Form) -> None:
        super()._check_out(visit, form)
        attending.attend(door.leave, visit, at=self.now, actor=self.request.user, now=self.now)

    def _said(self) -> str:
        return _('Everybody left. The letter and the procedure of this emergency still have to follow.')

    def _title(self) -> str:
        return _('Everybody leaves')

    def _button(self) -> str:
        return _('Everybody left')


class DoorBadgeView(DoorFormPage):
    """A badge that was missing came back."""

    http_method_names = ['post', 'options']

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self.get_visit(pk)
        visitor = request.POST.get('visitor', '')
        key = int(visitor) if visitor.isdecimal() else 0
        refusal = self.try_act(
            lambda: attending.attend(door.return_badge, visit, key, actor=request.user, now=self.now)
        )
        if refusal is not None:
            messages.error(request, str(refusal.message))
            return redirect('plugins:netbox_colocation:door_visit', pk=visit.pk)
        return self.done(_('The badge is back.'), visit)


class DoorItemsView(DoorFormPage):
    """What visitors carry: ticked in or out one by one, and what nobody announced."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self.get_visit(pk), dress_for_touch(ItemForm()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit, way = self.get_visit(pk), request.POST.get('way', '')
        form = dress_for_touch(ItemForm(request.POST if way == 'add' else None))
        refusal = self.try_act(lambda: self._carry(visit, way, form))
        if refusal is None:
            messages.success(request, _('Recorded.'))
            return redirect('plugins:netbox_colocation:door_items', pk=visit.pk)
        return self._show(self.get_visit(pk), form, refusal)

    def _carry(self, visit: AccessVisit, way: str, form: forms.Form) -> None:
        who: dict[str, Any] = {'actor': self.request.user, 'now': self.now}
        if way == 'add':
            self.require_valid(form)
            attending.attend(door.add_item, visit, **form.cleaned_data, **who)
            return
        pk = self.request.POST.get('item', '')
        item = CarriedItem(pk=int(pk) if pk.isdecimal() else 0)
        act = door.carry_out if way == 'out' else door.carry_in
        remark = self.request.POST.get(f'remark-{pk}', '')[:300]
        attending.attend(act, visit, item, remark=remark, **who)

    def _show(self, visit: AccessVisit, form: forms.Form, refusal: ColocationError | None = None) -> HttpResponse:
        is_adding = form.is_bound
        others = list(refusal.refusals) if refusal else []
        if refusal and is_adding:
            others = show_refusals(form, refusal)
        context = {
            'visit': visit,
            'form': form,
            'refusal': refusal,
            'others': others,
            'wrong': [(bound.id_for_label, error) for bound in form for error in bound.errors] if is_adding else [],
            'items': [item_state(item, now=self.now) for item in visit.items.all()],
            'typed': {'item': self.request.POST.get('item', ''), 'way': self.request.POST.get('way', '')},
        }
        return self.show('door_items.html', context, status=status_of_refusal(refusal) if refusal else 200)


def _rules_of(visit: AccessVisit) -> list[str]:
    return [line.strip() for line in policy_of(visit.site, visit.location).rules.splitlines() if line.strip()]


def _inside(visit: AccessVisit) -> list[Visitor]:
    return [visitor for visitor in visit.visitors.all() if visitor.is_inside]


def _outside(visit: AccessVisit) -> list[Visitor]:
    return [visitor for visitor in visit.visitors.all() if not visitor.is_inside]
