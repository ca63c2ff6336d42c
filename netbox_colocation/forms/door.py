"""What the door asks for: who comes later or goes earlier, what is carried, who is turned away, an emergency.

Of identities, never more than that one was shown. Selects stay the browser's own: a tablet opens them large.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from dcim.models import Location, Site
from tenancy.models import Tenant

from ..choices import CarryDirectionChoices
from ..models import Procedure, Visitor
from ..visits.escorts import Candidate
from ..visits.unplanned import Newcomer
from ..workflows.fields import Field, build_form
from ..workflows.visiting_door import ask_admission

__all__ = (
    'EmergencyForm',
    'ItemForm',
    'TurnAwayForm',
    'WalkInForm',
    'check_in_form',
    'check_out_form',
    'dress_for_touch',
)

# In one emergency, as over REST.
MOST_PEOPLE = 50
HOURS = (1, 2, 4, 8)
NAME_OF_PERSON = re.compile(r'person_([1-9][0-9]?)_name')


def check_in_form(visitors: Iterable[Visitor]) -> type[forms.Form]:
    """Return a form that checks in whoever comes later; the keys are those of the step that checks in the others."""
    return build_form([field for visitor in visitors for field in ask_admission(visitor)])


def check_out_form(visitors: Iterable[Visitor], *, everybody: bool) -> type[forms.Form]:
    """Return a form that checks visitors out: those who are ticked, or `everybody`."""
    fields = []
    for visitor in visitors:
        key, name = f'visitor_{visitor.pk}', visitor.name
        if not everybody:
            fields.append(Field(f'{key}_went', 'boolean', _('{name} goes now').format(name=name), False))
        fields += [
            Field(f'{key}_badge_returned', 'boolean', _('{name} gave the badge back').format(name=name), False),
            Field(f'{key}_remark', 'text', _('Remark about {name}').format(name=name), False),
        ]
    return build_form(fields)


class ItemForm(forms.Form):
    """Something that nobody announced."""

    name = forms.CharField(label=_('What is it?'), max_length=100)
    serial = forms.CharField(label=_('Serial number'), max_length=100, required=False)
    quantity = forms.IntegerField(label=_('How many?'), min_value=1, max_value=9999, initial=1)
    direction = forms.ChoiceField(label=_('Which way?'), choices=(), initial=CarryDirectionChoices.BOTH)
    remark = forms.CharField(label=_('Remark'), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields['direction'].choices = [(choice[0], choice[1]) for choice in CarryDirectionChoices.CHOICES]


class RoomForm(forms.Form):
    """Asks for the procedure, where there are several, and for the room."""

    procedure = forms.ModelChoiceField(label=_('Procedure'), queryset=Procedure.objects.none())
    room = forms.ChoiceField(label=_('Which room?'), choices=())

    def __init__(self, *args: Any, user: AbstractUser, procedures: Sequence[Procedure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedure = self.fields['procedure']
        procedure.queryset = Procedure.objects.filter(pk__in=[row.pk for row in procedures])
        if len(procedures) == 1:
            procedure.initial, procedure.widget = procedures[0].pk, forms.HiddenInput()
        self.fields['room'].choices = [('', '—'), *_rooms(user)]
        dress_for_touch(self)

    def clean_room(self) -> tuple[Site, Location | None]:
        kind, pk = self.cleaned_data['room'].split('-')
        if kind == 'site':
            return Site.objects.get(pk=pk), None
        location = Location.objects.select_related('site').get(pk=pk)
        return location.site, location


class TurnAwayForm(RoomForm):
    """Somebody who came, and was not let in."""

    person = forms.CharField(label=_('Who came?'), max_length=100)
    organisation = forms.CharField(label=_('From where?'), max_length=100, required=False)
    reason = forms.CharField(
        label=_('Why were they turned away?'), max_length=300, widget=forms.Textarea(attrs={'rows': 2})
    )
    field_order = ('person', 'organisation', 'reason', 'procedure', 'room')


class WalkInForm(RoomForm):
    """Somebody who came without an appointment, and for whom a request is begun."""

    person = forms.CharField(label=_('Who came?'), max_length=100)
    organisation = forms.CharField(label=_('From where?'), max_length=100, required=False)
    applicant = forms.ModelChoiceField(label=_('For which agency do they come?'), queryset=Tenant.objects.none())
    purpose = forms.CharField(label=_('What for?'), max_length=1000, widget=forms.Textarea(attrs={'rows': 2}))
    starts_at = forms.DateTimeField(label=_('From'), widget=forms.DateTimeInput(attrs={'type': 'datetime-local'}))
    ends_at = forms.DateTimeField(label=_('Until'), widget=forms.DateTimeInput(attrs={'type': 'datetime-local'}))
    field_order = ('person', 'organisation', 'applicant', 'purpose', 'starts_at', 'ends_at', 'procedure', 'room')

    def __init__(self, *args: Any, user: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields['applicant'].queryset = Tenant.objects.restrict(user, 'view')
        for name in ('starts_at', 'ends_at'):
            self.fields[name].widget.format = '%Y-%m-%dT%H:%M'


class EmergencyForm(RoomForm):
    """Who goes in at once, why, with whom, and for how long."""

    reason = forms.CharField(
        label=_('What is the emergency?'), max_length=300, widget=forms.Textarea(attrs={'rows': 2})
    )
    applicant = forms.ModelChoiceField(label=_('Whose equipment is it about?'), queryset=Tenant.objects.none())
    escort = forms.ChoiceField(label=_('Who goes in with them?'), choices=())
    hours = forms.TypedChoiceField(label=_('For how long at most?'), coerce=int, choices=(), initial=HOURS[1])
    field_order = ('reason', 'applicant', 'procedure', 'room', 'escort', 'hours')

    def __init__(
        self, *args: Any, user: AbstractUser, escorts: Iterable[Candidate], people: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.numbers = range(1, min(max(people, 1), MOST_PEOPLE) + 1)
        escorts = list(escorts)
        self.fields['applicant'].queryset = Tenant.objects.restrict(user, 'view')
        free = [(str(row.appointment.pk), row.name) for row in escorts if row.is_free]
        self.fields['escort'].choices = [('', '—'), *free]
        # One reason for each who is busy: here somebody waits.
        busy = [str(row.reasons[0].message) for row in escorts if row.reasons]
        self.fields['escort'].help_text = ' '.join(busy)
        self.fields['hours'].choices = [(hours, _('{hours} h').format(hours=hours)) for hours in HOURS]
        for number in self.numbers:
            self._add_person(number)
        dress_for_touch(self)

    @staticmethod
    def count_people(posted: Mapping[str, Any]) -> int:
        """Return how many people the form that was sent asked for."""
        return max((int(found[1]) for name in posted if (found := NAME_OF_PERSON.fullmatch(name))), default=1)

    @property
    def takes_more(self) -> bool:
        return len(self.numbers) < MOST_PEOPLE

    def _add_person(self, number: int) -> None:
        key = f'person_{number}'
        self.fields[f'{key}_name'] = forms.CharField(label=_('Name'), max_length=100, required=False)
        self.fields[f'{key}_organisation'] = forms.CharField(label=_('From where?'), max_length=100, required=False)
        self.fields[f'{key}_badge'] = forms.CharField(label=_('Badge'), max_length=50, required=False)
        self.fields[f'{key}_identity'] = forms.BooleanField(
            label=_('Showed a proof of identity'),
            required=False,
            help_text=_('Do not write down any number of it'),
        )

    def clean(self) -> None:
        """Say with the rest what the door would refuse next: nobody named, or somebody without name, badge or proof."""
        super().clean()
        sent = self.cleaned_data
        for number in self.numbers:
            key = f'person_{number}'
            if number > 1 and not any(
                sent.get(f'{key}_{part}') for part in ('name', 'organisation', 'badge', 'identity')
            ):
                continue
            if not sent.get(f'{key}_name') and f'{key}_name' not in self.errors:
                self.add_error(f'{key}_name', _('Who goes in? Write the name.'))
            if not sent.get(f'{key}_badge') and f'{key}_badge' not in self.errors:
                self.add_error(f'{key}_badge', _('Hand out a badge, and type its number.'))
            if not sent.get(f'{key}_identity'):
                self.add_error(f'{key}_identity', _('Ask for a proof of identity, and tick it.'))

    def people(self) -> list[Newcomer]:
        """Whoever has anything written; a row left empty is nobody."""
        sent = self.cleaned_data
        people = [
            Newcomer(
                name=sent.get(f'person_{number}_name') or '',
                organisation=sent.get(f'person_{number}_organisation') or '',
                badge_number=sent.get(f'person_{number}_badge') or '',
                identity_checked=bool(sent.get(f'person_{number}_identity')),
            )
            for number in self.numbers
        ]
        return [person for person in people if person != Newcomer(name='')]

    def until(self, now: datetime.datetime) -> datetime.datetime:
        return now + datetime.timedelta(hours=self.cleaned_data['hours'])


def dress_for_touch(form: forms.Form) -> forms.Form:
    """Give a form's fields NetBox's look, large, and the browser's own pickers."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput):
            look = 'form-check-input'
        elif isinstance(widget, forms.Select):
            look = 'form-select form-select-lg no-ts'
        else:
            look = 'form-control form-control-lg'
            widget.attrs.setdefault('autocomplete', 'off')
        widget.attrs['class'] = look
        if isinstance(field, forms.DateTimeField):
            field.widget = forms.DateTimeInput(attrs={'class': look, 'type': 'datetime-local'}, format='%Y-%m-%dT%H:%M')
        elif isinstance(widget, forms.Textarea):
            widget.attrs['rows'] = 2
    return form


def _rooms(user: AbstractUser) -> list[tuple[Any, Any]]:
    """Sites with their rooms, as far as the user sees them, for one select."""
    rooms: dict[int, list[tuple[str, str]]] = {}
    sites = list(Site.objects.restrict(user, 'view').order_by('name'))
    for location in Location.objects.restrict(user, 'view').order_by('name').only('pk', 'name', 'site'):
        rooms.setdefault(location.site_id, []).append((f'room-{location.pk}', location.name))
    return [
        (site.name, [*rooms.get(site.pk, []), (f'site-{site.pk}', _('All of {site}').format(site=site))])
        for site in sites
    ]
