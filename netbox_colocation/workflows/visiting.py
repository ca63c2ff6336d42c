"""Visits to the server room up to the door: planned, verified, allowed, and somebody named who escorts them.

`visiting_door` has what follows: the guest book, entering and leaving. What is known about a visit before anybody
decides are the findings of `visits.findings`; the guards here say which of them stand against which step.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from .. import identity_numbers
from ..choices import AccessLogKindChoices
from ..exceptions import DataInvalid, Finding, OutcomeRefused, Refusal
from ..models import AccessVisit, Appointment
from ..visits.escorts import Candidate, find_escorts, say_busy
from ..visits.findings import find, find_in_application, judge_bans, judge_escort
from ..visits.log import write_about
from ..visits.racks import find_shared_racks
from .fields import Field
from .registry import Change, Situation, activity, effect, guard
from .visit_notices import TELL_ESCORT
from .visit_offices import NAME_ESCORT, escort_roles

__all__ = ('choose_escort', 'escort_field', 'refuse_numbers', 'save_visit', 'yes_no')

# What the coordinator, not the applicant, answers.
_FOR_COORDINATOR = frozenset({'rack-not-own'})


@guard('visit.planned')
def visit_planned(situation: Situation) -> Iterator[Refusal]:
    """The window lies ahead, whoever comes is named and may come, and the racks are nobody else's."""
    for finding in find_in_application(situation.subject, now=situation.now):
        if finding.stops and finding.code not in _FOR_COORDINATOR:
            yield finding.as_refusal()


@guard('visit.allowed')
def visit_allowed(situation: Situation) -> list[Refusal]:
    """No finding stands against the visit: racks, visitors, room, escort and time."""
    visit: AccessVisit = situation.subject
    return _stopping(find(visit, now=situation.acted_at, roles=escort_roles(visit)))


@guard('visit.escort-free')
def visit_escort_free(situation: Situation) -> list[Refusal]:
    """Somebody of the office that escorts is free in the visit's time."""
    visit: AccessVisit = situation.subject
    is_escorted = visit.entered_at is not None and visit.escort is not None
    if is_escorted or any(candidate.is_free for candidate in _candidates(situation)):
        return []
    return _stopping(judge_escort(_without_escort(visit), escort_roles(visit), now=situation.acted_at))


@guard('visit.not-barred')
def visit_not_barred(situation: Situation) -> list[Refusal]:
    """Nobody who comes is on the no-entry list; whoever is inside already, after an emergency, stays recorded."""
    return [] if situation.subject.is_emergency else _stopping(judge_bans(situation.subject))


@guard('visit.escorted')
def visit_escorted(situation: Situation) -> Iterator[Refusal]:
    """An escort is named, holds the office, and is not with somebody else; or a colleague is free to go instead."""
    visit: AccessVisit = situation.subject
    if visit.entered_at is not None or any(candidate.is_free for candidate in _candidates(situation)):
        if visit.escort is None and visit.entered_at is None:
            yield Refusal('escort-missing', _('No escort is named: nobody enters without one.'), field='escort')
        return
    yield from _stopping(judge_escort(visit, escort_roles(visit), now=situation.acted_at))


def _verify(situation: Situation) -> list[Change]:
    """A *no* says why; the coordinator's word about racks, and about pictures, is kept with the visit."""
    refuse_numbers(situation)
    answers = situation.answers
    if answers['conforms'] == 'no' and not (answers.get('remark') or '').strip():
        message = _('The request does not conform: say what is wrong with it.')
        raise DataInvalid(message, refusals=[Refusal('remark-missing', message, field='remark')])
    photos = {'yes': True, 'no': False}.get(answers.get('photos_allowed') or '')
    save_visit(situation, word_given=(answers.get('word') or '').strip(), photos_allowed=photos)
    return []


@activity('visit.verify', effect=_verify)
def visit_verification(situation: Situation) -> list[Field]:
    """Whether the request conforms; the word for racks that hold nothing of theirs, and for pictures."""
    visit: AccessVisit = situation.subject
    fields = [
        Field(
            'conforms',
            'choice',
            _('The request conforms'),
            choices=yes_no(),
            help=_('Purpose, visitors, racks and time are right, and somebody can escort them'),
        )
    ]
    if racks := find_shared_racks(visit):
        text = _('{racks} hold nothing of the applicant’s. Say why they may go there; left empty, they may not.')
        names = ', '.join(str(rack) for rack in racks)
        word = visit.word_given
        fields.append(Field('word', 'long-text', _('Your word'), False, help=text.format(racks=names), initial=word))
    if visit.wants_photos:
        fields.append(Field('photos_allowed', 'choice', _('They may take pictures'), choices=yes_no()))
    return [*fields, Field('remark', 'long-text', _('Remark'), required=False)]


def _ask_escort(situation: Situation) -> list[Field]:
    """Who is free, and who is not and why; nothing where somebody went in with them already."""
    visit: AccessVisit = situation.subject
    if visit.entered_at is not None and visit.escort is not None:
        return []
    return [escort_field(_candidates(situation), visit)]


@effect(NAME_ESCORT, undo='visit.dismiss-escort', fields=_ask_escort)
def name_escort(situation: Situation) -> list[Change]:
    """Name who escorts the visitors, and tell them; whoever was taken by another visit meanwhile is refused."""
    visit: AccessVisit = situation.subject
    if visit.entered_at is not None and visit.escort is not None:
        return []
    escort = choose_escort(visit, situation.answers.get('escort'), now=situation.acted_at)
    before = visit.escort_name
    save_visit(situation, escort=escort, escort_name=escort.holder_name)
    situation.tell('escort-named', escort=escort.holder_name, before=before, reason=situation.comment)
    write_about(
        visit,
        AccessLogKindChoices.ESCORT_CHANGED,
        text=escort.holder_name,
        actor=situation.actor.account,
        now=situation.acted_at,
    )
    situation.after_commit(TELL_ESCORT, visit=visit.pk, appointment=escort.pk)
    return [Change.of('named-escort', visit)]


@effect('visit.dismiss-escort')
def dismiss_escort(situation: Situation) -> list[Change]:
    """Nobody escorts any more: it is decided again."""
    if situation.subject.entered_at is not None:
        return []
    save_visit(situation, escort=None, escort_name='')
    return []


def escort_field(candidates: Iterable[Candidate], visit: AccessVisit) -> Field:
    """Return the question for an escort: those who are free first, the others marked, with what they do then."""
    candidates = list(candidates)
    choices = [
        (str(entry.appointment.pk), entry.name if entry.is_free else _('{name} – not free').format(name=entry.name))
        for entry in candidates
    ]
    free = [entry.appointment.pk for entry in candidates if entry.is_free]
    initial = str(visit.escort_id) if visit.escort_id in free else None
    # Where nobody holds the office there is nothing to choose: the guard says it.
    return Field('escort', 'choice', _('Escort'), bool(choices), say_busy(candidates), choices, initial)


def choose_escort(
    visit: AccessVisit,
    chosen: Any,
    *,
    now: datetime.datetime,
    roles: Iterable[Any] | None = None,
    span: tuple[datetime.datetime, datetime.datetime] | None = None,
) -> Appointment:
    """Return the chosen appointment when its holder is free; their appointments stay locked until the end.

    Raises:
        OutcomeRefused: escort-missing, escort-busy
    """
    row = Appointment.objects.filter(pk=chosen or 0).select_related('role').first()
    if row is not None:
        same = Appointment.objects.filter(user=row.user_id) if row.user_id else Appointment.objects.filter(pk=row.pk)
        # Two coordinators who name one person for the same hour: the second waits, and sees the first's visit.
        list(same.order_by('pk').select_for_update(of=('self',), no_key=True).values_list('pk', flat=True))
    candidates = find_escorts(visit, roles if roles is not None else escort_roles(visit), now=now, span=span)
    found = next((entry for entry in candidates if row is not None and _is_same(entry.appointment, row)), None)
    if found is None:
        message = _('Choose somebody who holds the office of an escort, today and on the day of the visit.')
        raise OutcomeRefused([Refusal('escort-missing', message, field='escort')])
    if not found.is_free:
        raise OutcomeRefused([replace(reason, field='escort').as_refusal() for reason in found.reasons])
    return found.appointment


def refuse_numbers(situation: Situation) -> None:
    """Refuse the number of an identity card in any text that was typed with the act.

    Raises:
        DataInvalid: identity-number
    """
    identity_numbers.refuse_in({**situation.answers, 'comment': situation.comment})


def save_visit(situation: Situation, **facts: Any) -> None:
    """Save what the procedure found out about the visit."""
    visit: AccessVisit = situation.subject
    visit.snapshot()
    visit._changelog_message = situation.case.number
    for name, value in facts.items():
        setattr(visit, name, value)
    visit.save_state(*facts)


def yes_no() -> list[tuple[str, str]]:
    return [('yes', _('Yes')), ('no', _('No'))]


def _candidates(situation: Situation) -> list[Candidate]:
    visit: AccessVisit = situation.subject
    return find_escorts(visit, escort_roles(visit), now=situation.acted_at)


def _is_same(one: Appointment, other: Appointment) -> bool:
    return one.pk == other.pk or (one.user_id is not None and one.user_id == other.user_id)


def _stopping(findings: Iterable[Finding]) -> list[Refusal]:
    return [finding.as_refusal() for finding in findings if finding.stops]


def _without_escort(visit: AccessVisit) -> AccessVisit:
    """The same visit as if nobody was named, to look for somebody."""
    bare = AccessVisit.objects.get(pk=visit.pk)
    bare.escort = None
    return bare
