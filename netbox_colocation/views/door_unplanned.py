"""The acts at the door for which there is no visit yet: turned away, a request begun, an emergency let in."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ..exceptions import ColocationError
from ..forms.door import EmergencyForm, TurnAwayForm, WalkInForm
from ..models import Appointment
from ..ui.door import Group, group_fields, show_refusals
from ..visits import door
from ..workflows import attending
from .door_form import DoorFormPage

__all__ = ('DoorEmergencyView', 'DoorTurnAwayView', 'DoorWalkInView')


class RoomFormPage(DoorFormPage):
    """An act for which there is no visit yet: it asks for the procedure and the room."""

    form_class: ClassVar[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission():
            self.procedures = attending.find_kept_procedures(request.user, now=self.now)
            if not self.procedures:
                return redirect('plugins:netbox_colocation:door')
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_page(self.make_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        made: list[Any] = []
        refusal = self.try_act(lambda: made.append(self.act(form)))
        if refusal is None:
            return self.finish(made[0])
        return self.show_page(form, refusal)

    def make_form(self, posted: Any = None) -> forms.Form:
        initial = {name: value for name, value in self.request.GET.items() if name in ('person', 'room')}
        return self.form_class(data=posted, user=self.request.user, procedures=self.procedures, initial=initial)

    def act(self, form: forms.Form) -> Any:
        raise NotImplementedError

    def finish(self, made: Any) -> HttpResponse:
        raise NotImplementedError

    def show_page(self, form: Any, refusal: ColocationError | None = None) -> HttpResponse:
        raise NotImplementedError


class DoorTurnAwayView(RoomFormPage):
    """Somebody who came is sent away, and the log says why; with `?visit=`, somebody of that visit."""

    form_class = TurnAwayForm

    def act(self, form: forms.Form) -> Any:
        self.require_valid(form)
        sent = form.cleaned_data
        site, location = sent['room']
        return door.turn_away(
            agency=sent['procedure'].agency,
            site=site,
            location=location,
            person=sent['person'],
            organisation=sent['organisation'],
            reason=sent['reason'],
            actor=self.request.user,
            now=self.now,
        )

    def finish(self, made: Any) -> HttpResponse:
        return self.done(_('Recorded: {person} was turned away.').format(person=made.person))

    def show_page(self, form: Any, refusal: ColocationError | None = None) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else []
        return self.show_form(
            form,
            title=_('Turned away at the door'),
            button=_('Record that they were turned away'),
            groups=group_fields(form, ()),
            refusal=refusal,
            others=others,
            intro=_('Nobody enters without an approved visit. Write down who came, and why they did not get in.'),
        )


class DoorWalkInView(RoomFormPage):
    """A request is begun for somebody without an appointment; the applicant completes and submits it."""

    form_class = WalkInForm

    def make_form(self, posted: Any = None) -> forms.Form:
        start = timezone.localtime(self.now + datetime.timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
        form = super().make_form(posted)
        form.initial.update(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
        return form

    def act(self, form: forms.Form) -> Any:
        self.require_valid(form)
        sent = dict(form.cleaned_data)
        site, location = sent.pop('room')
        return door.begin_request(site=site, location=location, actor=self.request.user, now=self.now, **sent)

    def finish(self, made: Any) -> HttpResponse:
        text = _('A request was begun for {applicant}: they have to add their letter and submit it.')
        return self.done(text.format(applicant=made.applicant))

    def show_page(self, form: Any, refusal: ColocationError | None = None) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else []
        return self.show_form(
            form,
            title=_('Begin a request'),
            button=_('Begin the request'),
            groups=group_fields(form, ()),
            refusal=refusal,
            others=others,
            intro=_('They do not enter now. Their agency finds the request under “My agency”, and submits it.'),
        )


class DoorEmergencyView(RoomFormPage):
    """People are let in at once: the letter and the procedure come after."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let them in; with `more`, ask for one person more: what was typed stays, and nothing is checked yet."""
        if 'more' not in request.POST:
            return super().post(request)
        number = EmergencyForm.count_people(request.POST) + 1
        form = self._build(people=number, initial=request.POST.dict())
        if name := form.fields.get(f'person_{number}_name'):
            name.widget.attrs['autofocus'] = True
        return self.show_page(form)

    def make_form(self, posted: Any = None) -> EmergencyForm:
        return self._build(people=EmergencyForm.count_people(posted or {}), data=posted)

    def _build(self, **options: Any) -> EmergencyForm:
        escorts = attending.find_any_escorts(self.procedures, now=self.now)
        return EmergencyForm(user=self.request.user, procedures=self.procedures, escorts=escorts, **options)

    def act(self, form: forms.Form) -> Any:
        self.require_valid(form)
        sent = form.cleaned_data
        site, location = sent['room']
        return attending.begin_emergency(
            procedure=sent['procedure'],
            applicant=sent['applicant'],
            site=site,
            location=location,
            reason=sent['reason'],
            people=form.people(),
            until=form.until(self.now),
            escort=Appointment.objects.filter(pk=sent['escort'] or 0).first(),
            actor=self.request.user,
            now=self.now,
        )

    def finish(self, made: Any) -> HttpResponse:
        return self.done(_('They are in the room. The letter and the procedure have to follow.'), made)

    def show_page(self, form: Any, refusal: ColocationError | None = None) -> HttpResponse:
        others = show_refusals(form, refusal) if refusal else []
        return self.show_form(
            form,
            title=_('Emergency'),
            button=_('Let them in now'),
            groups=_people_groups(form),
            refusal=refusal,
            others=others,
            is_emergency=True,
            more=_('One more person') if form.takes_more else '',
            intro=_(
                'For what cannot wait for an approval: fire, water, a failed cooling. It is marked as an emergency.'
            ),
        )


def _people_groups(form: forms.Form) -> list[Group]:
    """The whole first, then a group for each person."""
    rest = Group('rest', '')
    people: dict[str, Group] = {}
    for bound in form.visible_fields():
        if not bound.name.startswith('person_'):
            rest.fields.append(bound)
            continue
        number = bound.name.split('_')[1]
        group = people.setdefault(number, Group(f'person-{number}', _('Person {number}').format(number=number)))
        group.fields.append(bound)
    return [rest, *people.values()]
