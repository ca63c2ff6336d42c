"""Visits to the server room: planned, checked, recorded in the guest book, escorted in and out of the room."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from ..exceptions import DataInvalid, OutcomeRefused, Refusal
from ..models import AccessVisit
from .fields import Field
from .registry import IRREVERSIBLE, WORDS, Change, Situation, activity, effect, guard

__all__ = ('EARLY', 'read_moment')

# How long before its window a visit may begin: people come early, and the door is opened before the hour.
EARLY = datetime.timedelta(minutes=15)
ENTER, LEAVE = 'enter', 'leave'
WORDS['moment'] = frozenset({ENTER, LEAVE})


def read_moment(situation: Situation, key: str) -> datetime.datetime:
    """Return the moment that was answered, or that of the act where none was."""
    answer = (situation.data or {}).get(key)
    moment = datetime.datetime.fromisoformat(answer) if answer else situation.acted_at
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@guard('visit.planned')
def visit_planned(situation: Situation) -> Iterator[Refusal]:
    """The window lies ahead, and whoever comes is named."""
    visit: AccessVisit = situation.subject
    if visit.starts_at <= situation.now:
        yield Refusal(
            'visit-not-ahead', _('The visit would start in the past: choose a later time.'), field='starts_at'
        )
    if not visit.visitors.exists():
        yield Refusal('visitors-missing', _('Name everybody who is to enter.'), field='visitors')


@guard('visit.in-window')
def visit_in_window(situation: Situation) -> Iterator[Refusal]:
    """The visit's approved time is now, and the moment of entering that was answered lies in it."""
    visit: AccessVisit = situation.subject
    for moment in dict.fromkeys((situation.acted_at, read_moment(situation, 'entered_at'))):
        if moment < visit.starts_at - EARLY:
            message = _('The visit starts at {moment}: nobody enters before.').format(moment=_shown(visit.starts_at))
            yield Refusal('visit-early', message, data={'starts_at': visit.starts_at.isoformat()})
        elif moment > visit.ends_at:
            message = _('The visit was to end at {moment}: a new visit has to be applied for.').format(
                moment=_shown(visit.ends_at)
            )
            yield Refusal('visit-over', message, data={'ends_at': visit.ends_at.isoformat()})
        else:
            continue
        return  # one reason is enough, whichever of the two moments it is about


def _require_reason(situation: Situation) -> list[Change]:
    """A *no* says why."""
    if situation.answers['conforms'] == 'no' and not (situation.answers.get('remark') or '').strip():
        message = _('The request does not conform: say what is wrong with it.')
        raise DataInvalid(message, refusals=[Refusal('remark-missing', message, field='remark')])
    return []


@activity('visit.verify', effect=_require_reason)
def visit_verification(situation: Situation) -> list[Field]:
    return [
        Field(
            'conforms',
            'choice',
            _('The request conforms'),
            choices=_yes_no(),
            help=_('Purpose, visitors, racks and time are right, and somebody can escort them'),
        ),
        Field('remark', 'long-text', _('Remark'), required=False),
    ]


@activity('visit.record')
def visit_record(situation: Situation) -> list[Field]:
    """The guest book says that somebody looked at a proof of identity; no number of it is kept, nor a copy."""
    return [
        Field(
            'identity_shown',
            'choice',
            _('Proof of identity shown'),
            choices=_yes_no(),
            help=_('Do not write down any number of it'),
        ),
        Field('remark', 'long-text', _('Remark'), required=False),
    ]


@activity('visit.escort')
def visit_escort(situation: Situation) -> list[Field]:
    """Who escorts, and when the visitors enter or leave; both where the document does not say which moment it is."""
    visit: AccessVisit = situation.subject
    moment = situation.params.get('moment')
    initial = timezone.localtime(situation.acted_at)
    fields = [Field('escort', 'text', _('Escort'), initial=visit.escort_name or situation.actor.name)]
    if moment != LEAVE:
        fields.append(Field('entered_at', 'datetime', _('Entered at'), initial=initial))
    if moment != ENTER:
        fields.append(Field('left_at', 'datetime', _('Left at'), initial=initial))
    fields.append(Field('remark', 'long-text', _('Remark'), required=False))
    return fields


@effect('visit.enter', undo=IRREVERSIBLE)
def enter(situation: Situation) -> list[Change]:
    visit: AccessVisit = situation.subject
    moment = read_moment(situation, 'entered_at')
    _refuse_future(situation, moment, 'entered_at')
    _save(situation, entered_at=moment, escort_name=(situation.answers.get('escort') or situation.actor.name)[:150])
    return [Change.of('entered', visit)]


@effect('visit.leave', undo=IRREVERSIBLE)
def leave(situation: Situation) -> list[Change]:
    visit: AccessVisit = situation.subject
    moment = read_moment(situation, 'left_at')
    _refuse_future(situation, moment, 'left_at')
    if visit.entered_at is None:
        raise OutcomeRefused([Refusal('visit-not-entered', _('Nobody entered yet: record that first.'))])
    if moment < visit.entered_at:
        message = _('They entered at {moment}: they cannot have left before.').format(moment=_shown(visit.entered_at))
        raise OutcomeRefused([Refusal('left-before-entering', message, field='left_at')])
    _save(situation, left_at=moment)
    return [Change.of('left', visit)]


def _refuse_future(situation: Situation, moment: datetime.datetime, field: str) -> None:
    if moment > situation.now:
        message = _('{moment} has not come yet: correct the time.').format(moment=_shown(moment))
        raise OutcomeRefused([Refusal('moment-in-future', message, field=field)])


def _save(situation: Situation, **facts: object) -> None:
    visit: AccessVisit = situation.subject
    visit.snapshot()
    visit._changelog_message = situation.case.number
    for name, value in facts.items():
        setattr(visit, name, value)
    visit.save_state(*facts)


def _shown(moment: datetime.datetime) -> str:
    return f'{timezone.localtime(moment):%Y-%m-%d %H:%M}'


def _yes_no() -> list[tuple[str, str]]:
    return [('yes', _('Yes')), ('no', _('No'))]
