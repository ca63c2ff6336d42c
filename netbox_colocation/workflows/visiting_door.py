"""Visits at the door: the guest book, entering, leaving, and nobody having come.

What is recorded is the work of `visits.door`; here are the questions of the steps, and the effects that hand the
answers over. What an emergency recorded before its procedure is not asked again, and stays.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..choices import AccessLogKindChoices
from ..exceptions import Refusal
from ..models import AccessVisit, Visitor
from ..visits import door
from ..visits.door_checks import find_obstacles
from ..visits.escorts import find_escorts
from ..visits.log import write_about
from .fields import Field
from .registry import IRREVERSIBLE, WORDS, Change, Situation, activity, effect, guard
from .visit_offices import ESCORT, RECORD, escort_roles
from .visiting import choose_escort, escort_field, refuse_numbers

__all__ = ('ask_admission', 'read_moment')

ENTER, LEAVE = 'enter', 'leave'
MISS = 'visit.miss'
WORDS['moment'] = frozenset({ENTER, LEAVE})


def read_moment(situation: Situation, key: str) -> datetime.datetime:
    """Return the moment that was answered, or that of the act where none was."""
    answer = (situation.data or {}).get(key)
    moment = datetime.datetime.fromisoformat(answer) if answer else situation.acted_at
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@guard('visit.in-window')
def visit_in_window(situation: Situation) -> list[Refusal]:
    """The visit is approved and its time is now, and so is the moment of entering that was answered."""
    visit: AccessVisit = situation.subject
    if visit.entered_at is not None:
        return []
    for moment in dict.fromkeys((situation.acted_at, read_moment(situation, 'entered_at'))):
        if refusals := find_obstacles(visit, now=moment):
            return refusals  # once is enough, whichever of the two moments it is about
    return []


@guard('visit.not-come')
def visit_not_come(situation: Situation) -> Iterator[Refusal]:
    """Nobody came: the visit has begun, and nobody entered or is checked in."""
    visit: AccessVisit = situation.subject
    if visit.entered_at is not None:
        message = _('They entered at {moment}: they did come.').format(moment=shown(visit.entered_at))
        yield Refusal('visit-entered', message)
    elif inside := [visitor.pk for visitor in visit.visitors.all() if visitor.is_inside]:
        message = _('Somebody is checked in: let them in, or check them out first.')
        yield Refusal('somebody-inside', message, data={'visitors': inside})
    elif situation.acted_at < visit.starts_at:
        message = _('The visit starts at {moment}: wait until then; a visit that is called off is withdrawn.')
        yield Refusal('visit-not-begun', message.format(moment=shown(visit.starts_at)))


@activity(RECORD)
def visit_record(situation: Situation) -> list[Field]:
    """Who is here, with which badge; the desk says that it saw a proof of identity, and writes down no number of it."""
    fields: list[Field] = []
    for visitor in [] if _says_missed(situation) else _expected(situation.subject):
        fields += ask_admission(visitor, is_here=True)
    return [*fields, Field('remark', 'long-text', _('Remark'), required=False)]


def ask_admission(visitor: Visitor, *, is_here: bool = False) -> list[Field]:
    """Return what the desk says of one visitor; `is_here` is what is ticked before."""
    key, name = f'visitor_{visitor.pk}', visitor.name
    return [
        Field(f'{key}_came', 'boolean', _('{name} is here').format(name=name), False, initial=is_here),
        Field(f'{key}_badge', 'text', _('Badge of {name}').format(name=name), False),
        Field(
            f'{key}_identity',
            'boolean',
            _('{name} showed a proof of identity').format(name=name),
            False,
            help=_('Do not write down any number of it'),
        ),
        Field(f'{key}_rules', 'boolean', _('{name} accepts the house rules').format(name=name), False),
        Field(f'{key}_remark', 'text', _('Remark about {name}').format(name=name), False),
    ]


@effect('visit.admit', undo=IRREVERSIBLE)
def admit(situation: Situation) -> list[Change]:
    """Check in whoever is here; those who come later are checked in at the door."""
    visit: AccessVisit = situation.subject
    refuse_numbers(situation)
    expected = _expected(visit)
    if not expected:
        return []
    answers = situation.answers
    admissions = [
        door.Admission(
            visitor=visitor.pk,
            badge_number=answers.get(f'visitor_{visitor.pk}_badge') or '',
            identity_checked=bool(answers.get(f'visitor_{visitor.pk}_identity')),
            rules_accepted=bool(answers.get(f'visitor_{visitor.pk}_rules')),
            remark=answers.get(f'visitor_{visitor.pk}_remark') or '',
        )
        for visitor in expected
        if answers.get(f'visitor_{visitor.pk}_came')
    ]
    _note_case(situation)
    door.admit(visit, admissions, actor=situation.actor.account, now=situation.acted_at)
    return [Change.of('admitted', visit)]


@effect(MISS)
def miss(situation: Situation) -> list[Change]:
    """The log says that nobody came."""
    visit: AccessVisit = situation.subject
    refuse_numbers(situation)
    write_about(visit, AccessLogKindChoices.MISSED, actor=situation.actor.account, now=situation.acted_at)
    if visit.missed_told_at is None:
        situation.tell('visit-missed', until=visit.allowed_until.isoformat())
    return [Change.of('missed', visit)]


@activity(ESCORT)
def visit_escort(situation: Situation) -> list[Field]:
    """Who escorts, and when the visitors enter or leave; both where the document does not say which moment it is."""
    visit: AccessVisit = situation.subject
    moment = situation.params.get('moment')
    if _says_missed(situation):
        return [Field('remark', 'long-text', _('Remark'), required=False)]
    initial = timezone.localtime(situation.acted_at)
    fields: list[Field] = []
    if moment != LEAVE and visit.entered_at is None:
        fields += [
            escort_field(find_escorts(visit, escort_roles(visit), now=situation.acted_at), visit),
            Field('entered_at', 'datetime', _('Entered at'), initial=initial),
        ]
    if moment != ENTER and visit.left_at is None:
        fields.append(Field('left_at', 'datetime', _('Left at'), initial=initial))
        fields += _departures(visit)
    return [*fields, Field('remark', 'long-text', _('Remark'), required=False)]


@effect('visit.enter', undo=IRREVERSIBLE)
def enter(situation: Situation) -> list[Change]:
    """Whoever is checked in goes in, with the escort that was named or a colleague who is free."""
    visit: AccessVisit = situation.subject
    refuse_numbers(situation)
    if visit.entered_at is not None:
        return []
    moment = read_moment(situation, 'entered_at')
    escort = choose_escort(visit, situation.answers.get('escort'), now=situation.acted_at)
    if visit.escort_id != escort.pk:
        actor = situation.actor.account
        write_about(visit, AccessLogKindChoices.ESCORT_CHANGED, text=escort.holder_name, actor=actor, now=moment)
        before, reason = visit.escort_name, situation.comment
        situation.tell('escort-named', escort=escort.holder_name, before=before, reason=reason)
    _note_case(situation)
    door.enter(
        visit,
        escort=escort,
        escort_name=escort.holder_name,
        at=moment,
        actor=situation.actor.account,
        now=situation.now,
    )
    return [Change.of('entered', visit)]


@effect('visit.leave', undo=IRREVERSIBLE)
def leave(situation: Situation) -> list[Change]:
    """Whoever is still inside is checked out, and everybody has left."""
    visit: AccessVisit = situation.subject
    refuse_numbers(situation)
    if visit.left_at is not None:
        return []
    moment, answers = read_moment(situation, 'left_at'), situation.answers
    departures = [
        door.Departure(
            visitor=visitor.pk,
            badge_returned=bool(answers.get(f'visitor_{visitor.pk}_badge_returned')),
            remark=answers.get(f'visitor_{visitor.pk}_remark') or '',
        )
        for visitor in visit.visitors.all()
        if visitor.is_inside
    ]
    actor = situation.actor.account
    _note_case(situation)
    if departures and visit.entered_at is not None:
        door.check_out(visit, departures, at=moment, actor=actor, now=situation.now)
    door.leave(visit, at=moment, actor=actor, now=situation.now)
    return [Change.of('left', visit)]


def _note_case(situation: Situation) -> None:
    """Let the change log say by which case the visit was changed."""
    visit: Any = situation.subject
    visit._changelog_message = situation.case.number


def _says_missed(situation: Situation) -> bool:
    """Whether the outcome says that nobody came: there is nobody to ask about."""
    return MISS in situation.outcome.effects


def _expected(visit: AccessVisit) -> list[Visitor]:
    """Who was not checked in yet; nobody where everybody has left already."""
    if visit.left_at is not None:
        return []
    return [visitor for visitor in visit.visitors.all() if visitor.admitted_at is None]


def _departures(visit: AccessVisit) -> list[Field]:
    fields: list[Field] = []
    for visitor in visit.visitors.all():
        if visitor.is_inside:
            key, name = f'visitor_{visitor.pk}', visitor.name
            fields += [
                Field(f'{key}_badge_returned', 'boolean', _('{name} gave the badge back').format(name=name), False),
                Field(f'{key}_remark', 'text', _('Remark about {name}').format(name=name), False),
            ]
    return fields
