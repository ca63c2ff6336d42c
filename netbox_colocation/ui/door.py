"""What the page of the door shows: visits as cards in the order of their urgency, people, and what is in the way."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..calendars.moments import shown_briefly
from ..choices import CarryDirectionChoices, RequestStatusChoices
from ..exceptions import ColocationError, Refusal
from ..models import AccessVisit, CarriedItem, Visitor
from ..workflows.attending import CHECK_IN, ENTER, LEAVE, Stand, is_missed

__all__ = (
    'Card',
    'Group',
    'Section',
    'build_card',
    'build_sections',
    'group_fields',
    'item_state',
    'keeps_badge',
    'person_state',
    'primary_of',
    'show_refusals',
    'steps_of',
)

OVERSTAYED, INSIDE, ARRIVING, LATER, NO_ENTRY, GONE = 'overstayed', 'inside', 'arriving', 'later', 'no-entry', 'gone'
_TITLES: dict[str, Promise] = {
    OVERSTAYED: gettext_lazy('Should have left'),
    INSIDE: gettext_lazy('In the room'),
    ARRIVING: gettext_lazy('Expected now'),
    LATER: gettext_lazy('Later today'),
    NO_ENTRY: gettext_lazy('Not to be let in'),
    GONE: gettext_lazy('Gone'),
}
_TONES = {OVERSTAYED: 'red', INSIDE: 'green', ARRIVING: 'blue', LATER: 'gray', NO_ENTRY: 'orange', GONE: 'gray'}


@dataclass(frozen=True)
class Card:
    """A visit as the helpdesk recognizes it: who, from where, when, in which room, and how it stands."""

    visit: AccessVisit
    section: str
    names: str
    when: str
    state: str
    url: str

    @property
    def tone(self) -> str:
        return _TONES[self.section]


@dataclass(frozen=True)
class Section:
    key: str
    title: str | Promise
    cards: Sequence[Card]

    @property
    def is_folded(self) -> bool:
        """What nobody waits for stays closed."""
        return self.key == GONE


@dataclass
class Group:
    """Fields that belong together: about one visitor, or about the whole."""

    key: str
    title: str
    tick: Any = None
    fields: list[Any] = field(default_factory=list)
    asides: list[Any] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(entry.errors for entry in [self.tick, *self.fields, *self.asides] if entry is not None)


def build_sections(visits: Iterable[AccessVisit], *, now: datetime.datetime, early: dict[int, int]) -> list[Section]:
    """Sort visits into sections, the most urgent first; `early` are minutes by visit, see `RoomPolicy`."""
    cards = [build_card(visit, now=now, early=early.get(visit.pk, 0)) for visit in visits]
    return [
        Section(key, title, found)
        for key, title in _TITLES.items()
        if (found := [card for card in cards if card.section == key])
    ]


def build_card(visit: AccessVisit, *, now: datetime.datetime, early: int) -> Card:
    section, state = _section_of(visit, now, datetime.timedelta(minutes=early))
    visitors = list(visit.visitors.all())
    names = ', '.join(visitor.name for visitor in visitors) or visit.name
    return Card(
        visit=visit,
        section=section,
        names=names,
        when=_('{start} – {end}').format(
            start=shown_briefly(visit.starts_at, now=now), end=shown_briefly(visit.allowed_until, now=now)
        ),
        state=state,
        url=reverse('plugins:netbox_colocation:door_visit', args=[visit.pk]),
    )


def steps_of(visit: AccessVisit, stand: Stand) -> list[dict[str, Any]]:
    """The three things that happen at the door, with which of them is done, and which is next."""
    done = {
        CHECK_IN: visit.entered_at is not None or any(visitor.admitted_at for visitor in visit.visitors.all()),
        ENTER: visit.entered_at is not None,
        LEAVE: visit.left_at is not None,
    }
    titles = {CHECK_IN: _('Check in'), ENTER: _('Into the room'), LEAVE: _('Out again')}
    return [
        {'key': key, 'title': title, 'is_done': done[key], 'is_next': key == stand.stage and not done[LEAVE]}
        for key, title in titles.items()
    ]


def primary_of(stage: str) -> str:
    """Return in plain words what the first outcome of a visit's step does at the door; '' elsewhere."""
    return {CHECK_IN: _('Check in'), ENTER: _('They go in now'), LEAVE: _('Everybody leaves')}.get(stage, '')


def person_state(visitor: Visitor, visit: AccessVisit, *, now: datetime.datetime) -> tuple[str, str]:
    """Return where somebody is, and the colour of it."""
    if visitor.is_inside:
        place = _('In the room') if visit.entered_at else _('Checked in, waits at the desk')
        badge = _('badge {number}').format(number=visitor.badge_number)
        return f'{place} · {badge}', 'green' if visit.entered_at else 'blue'
    if visitor.checked_out_at:
        return _('Gone since {moment}').format(moment=shown_briefly(visitor.checked_out_at, now=now)), 'gray'
    return (_('Did not come'), 'gray') if visit.left_at or is_missed(visit) else (_('Not here yet'), 'gray')


def keeps_badge(visitor: Visitor) -> bool:
    """Whether somebody went and their badge did not come back."""
    return bool(visitor.badge_number) and visitor.checked_out_at is not None and visitor.badge_returned_at is None


def item_state(item: CarriedItem, *, now: datetime.datetime) -> dict[str, Any]:
    """Where an item is, and which way it may go now."""
    can_come = item.direction != CarryDirectionChoices.OUT and (item.came_in_at is None or item.went_out_at is not None)
    can_go = item.went_out_at is None and (item.direction == CarryDirectionChoices.OUT or item.came_in_at is not None)
    if item.went_out_at:
        text = _('Taken out at {moment}').format(moment=shown_briefly(item.went_out_at, now=now))
    elif item.came_in_at:
        text = _('Inside since {moment}').format(moment=shown_briefly(item.came_in_at, now=now))
    else:
        text = _('To be taken out') if item.direction == CarryDirectionChoices.OUT else _('Not brought in yet')
    return {'item': item, 'text': text, 'can_come': can_come and not item.went_out_at, 'can_go': can_go}


def group_fields(form: forms.Form, visitors: Iterable[Visitor]) -> list[Group]:
    """Put a form's fields under the visitor that each is about; remarks stand aside, the rest comes last."""
    groups = {f'visitor_{visitor.pk}_': Group(f'visitor-{visitor.pk}', visitor.name) for visitor in visitors}
    rest = Group('rest', '')
    for bound in form.visible_fields():
        prefix = next((prefix for prefix in groups if bound.name.startswith(prefix)), '')
        group = groups.get(prefix, rest)
        part = bound.name.removeprefix(prefix)
        if part in ('came', 'went'):
            group.tick = bound
        elif 'remark' in part:
            group.asides.append(bound)
        else:
            group.fields.append(bound)
    found = [group for group in groups.values() if group.tick or group.fields]
    return [*found, rest] if rest.fields or rest.asides else found


def show_refusals(form: forms.Form, refusal: ColocationError) -> list[Refusal]:
    """Put each reason beside the field that it is about; return those that are about no field."""
    form.full_clean()
    others = []
    for reason in refusal.refusals or (Refusal(refusal.code, str(refusal.message)),):
        if reason.field not in form.fields:
            others.append(reason)
        elif reason.code != 'field-invalid':  # which the form has found itself
            form.add_error(reason.field, str(reason.message))
    return others


def _section_of(visit: AccessVisit, now: datetime.datetime, early: datetime.timedelta) -> tuple[str, str]:
    """Return the section of a visit, and one sentence about how it stands."""
    if visit.left_at:
        return GONE, _('Left at {moment}').format(moment=shown_briefly(visit.left_at, now=now))
    if visit.is_inside and now > visit.allowed_until:
        late = int((now - visit.allowed_until).total_seconds() // 60)
        return OVERSTAYED, _('{minutes} minutes over their time').format(minutes=late)
    if visit.is_inside:
        return INSIDE, _('Inside since {moment}, until {end}').format(
            moment=shown_briefly(visit.entered_at, now=now), end=shown_briefly(visit.allowed_until, now=now)
        )
    if visit.status != RequestStatusChoices.ACCEPTED:
        return NO_ENTRY, _('No approval: {status}').format(status=visit.get_status_display())
    if is_missed(visit):
        return GONE, _('They did not come')
    if now > visit.allowed_until:
        return NO_ENTRY, _('Their time is over: they did not come')
    if any(visitor.is_inside for visitor in visit.visitors.all()):
        return ARRIVING, _('Checked in: waits for the escort')
    if now < visit.starts_at - early:
        return LATER, _('Not before {moment}').format(moment=shown_briefly(visit.starts_at - early, now=now))
    return ARRIVING, _('May be checked in now')
