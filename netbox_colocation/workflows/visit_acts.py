"""Acts on a visit beside the steps of its procedure: it may last longer, or somebody else escorts it.

Both need the permission to *extend* the visit, and are recorded in its case and in the access log.
"""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from .. import identity_numbers
from ..calendars.moments import shown
from ..choices import AccessLogKindChoices, RequestStatusChoices, TaskStateChoices
from ..exceptions import DataInvalid, Finding, OutcomeRefused, Refusal, RoleNotHeld
from ..models import AccessVisit, Appointment, Case
from ..visits.escorts import Candidate, busy_with, find_escorts
from ..visits.findings import judge_room
from ..visits.log import write_about
from . import events, outbox
from .actors import Actor, by_permission
from .engine import moving
from .visit_notices import TELL_ESCORT, TELL_EXTENDED
from .visit_offices import escort_roles
from .visiting import choose_escort

__all__ = ('change_escort', 'escorts_of', 'extend_visit', 'may_change')

# How far beyond the end that was asked for: whoever needs more applies for another visit.
MOST_HOURS = 24


def may_change(visit: AccessVisit) -> bool:
    """Whether a visit is one that may be extended, or get another escort: allowed and not over, or inside."""
    return visit.left_at is None and (visit.status == RequestStatusChoices.ACCEPTED or visit.is_inside)


def escorts_of(visit: AccessVisit, *, now: datetime.datetime) -> list[Candidate]:
    """Return who could escort the visit, by its procedure."""
    return find_escorts(visit, escort_roles(visit), now=now)


def extend_visit(
    visit: AccessVisit, *, until: datetime.datetime, reason: str, actor: AbstractUser, now: datetime.datetime
) -> AccessVisit:
    """Let the visitors of an allowed visit stay longer; what alarms about the earlier end is forgotten.

    Raises:
        RoleNotHeld: the actor may not extend this visit.
        DataInvalid: there is no reason, or it holds the number of an identity card.
        OutcomeRefused: visit-not-allowed, visit-left, until-not-later, until-past, until-too-late, escort-busy,
            room-full
    """
    with transaction.atomic():
        visit = _lock(visit, actor)
        reason, person = _checked(reason), by_permission(actor)
        before = visit.allowed_until
        refusals = [*_against(visit), *_against_until(visit, until, now)]
        if not refusals:
            span = (max(before, now), until)
            refusals = [finding.as_refusal() for finding in _in_time(visit, span, now) if finding.stops]
        if refusals:
            raise OutcomeRefused(refusals)
        _save(visit, extended_until=until, overstay_told_at=None, missed_told_at=None)
        text = ' · '.join((shown(until), reason))
        write_about(visit, AccessLogKindChoices.EXTENDED, text=text, actor=actor, now=now)
        facts = {'until': until.isoformat(), 'before': before.isoformat(), 'reason': reason, 'due': _move_limits(visit)}
        _record(visit, 'visit-extended', person, facts, now=now)
        if visit.case:
            outbox.put(visit.case, TELL_EXTENDED, {'visit': visit.pk}, now=now)
        return visit


def change_escort(
    visit: AccessVisit, *, escort: int, reason: str, actor: AbstractUser, now: datetime.datetime
) -> AccessVisit:
    """Give an allowed visit another escort, who is free; both people are told.

    Args:
        escort: the key of the appointment of whoever escorts from now on.

    Raises:
        RoleNotHeld: the actor may not change this visit.
        DataInvalid: there is no reason, or it holds the number of an identity card.
        OutcomeRefused: visit-not-allowed, visit-left, escort-same, escort-missing, escort-busy
    """
    with transaction.atomic():
        visit = _lock(visit, actor)
        reason, person = _checked(reason), by_permission(actor)
        if refusals := _against(visit):
            raise OutcomeRefused(refusals)
        found = choose_escort(visit, escort, now=now)
        if visit.escort and _is_one_person(visit.escort, found):
            message = _('{name} escorts this visit already: choose somebody else.').format(name=found.holder_name)
            raise OutcomeRefused([Refusal('escort-same', message, field='escort')])
        before, before_name = visit.escort_id, visit.escort_name
        _save(visit, escort=found, escort_name=found.holder_name)
        text = ' · '.join((found.holder_name, reason))
        write_about(visit, AccessLogKindChoices.ESCORT_CHANGED, text=text, actor=actor, now=now)
        facts = {'escort': found.holder_name, 'before': before_name, 'reason': reason}
        _record(visit, 'escort-named', person, facts, now=now)
        for pk in (found.pk, before):
            if pk and visit.case:
                outbox.put(visit.case, TELL_ESCORT, {'visit': visit.pk, 'appointment': pk}, now=now)
        return visit


def _lock(visit: AccessVisit, actor: AbstractUser) -> AccessVisit:
    """Lock the case, then the visit, in the order of the engine; the visit as it is now."""
    if visit.case_id:
        Case.objects.select_for_update(of=('self',), no_key=True).get(pk=visit.case_id)
    rows = AccessVisit.objects.select_related('case', 'applicant', 'procedure__agency', 'escort', 'site', 'location')
    fresh = rows.select_for_update(of=('self',), no_key=True).get(pk=visit.pk)
    if not AccessVisit.objects.restrict(actor, 'extend').filter(pk=fresh.pk).exists():
        raise RoleNotHeld(_('You have no permission to extend this visit or to change its escort.'))
    return fresh


def _checked(reason: str) -> str:
    if not reason.strip():
        message = _('Say why: this needs a reason.')
        raise DataInvalid(message, refusals=[Refusal('reason-missing', message, field='reason')])
    identity_numbers.refuse_in({'reason': reason})
    return reason.strip()


def _against(visit: AccessVisit) -> list[Refusal]:
    if visit.left_at is not None:
        message = _('Everybody left at {moment}: a new visit has to be applied for.')
        return [Refusal('visit-left', message.format(moment=shown(visit.left_at)))]
    if not may_change(visit):
        return [Refusal('visit-not-allowed', _('This visit is not approved: nothing of it can be changed yet.'))]
    return []


def _against_until(visit: AccessVisit, until: datetime.datetime, now: datetime.datetime) -> list[Refusal]:
    if until <= visit.allowed_until:
        message = _('They may stay until {moment} already: choose a later time.')
        return [Refusal('until-not-later', message.format(moment=shown(visit.allowed_until)), field='until')]
    if until <= now:
        message = _('{moment} is over already: choose a later time.')
        return [Refusal('until-past', message.format(moment=shown(until)), field='until')]
    if until - visit.ends_at > datetime.timedelta(hours=MOST_HOURS):
        message = _('A visit is extended by {hours} hours at most: let them apply for another one.')
        return [Refusal('until-too-late', message.format(hours=MOST_HOURS), field='until')]
    return []


def _in_time(
    visit: AccessVisit, span: tuple[datetime.datetime, datetime.datetime], now: datetime.datetime
) -> list[Finding]:
    """What is in the way of staying for the longer time: the escort is needed elsewhere, or the room would be full."""
    found = list(judge_room(visit, now=now, span=span))
    if visit.escort:
        found += busy_with([visit.escort], span, now=now, besides=visit)[visit.escort.pk]
    return found


def _move_limits(visit: AccessVisit) -> dict[str, str | None]:
    """Let the open tasks whose time runs from the end of the visit be due later; return when, by their keys."""
    moved = {}
    for task in visit.case.tasks.filter(state=TaskStateChoices.OPEN, paused_at__isnull=True) if visit.case else ():
        task.case = visit.case
        task.case.subject = visit
        if moving.renew_limits(task):
            moved[str(task.pk)] = task.due_at.isoformat() if task.due_at else None
    return moved


def _record(visit: AccessVisit, kind: str, person: Actor, facts: dict[str, Any], *, now: datetime.datetime) -> None:
    """Record it in the case; a visit that was an emergency may have none yet."""
    if visit.case:
        events.record(visit.case, kind, now=now, actor=person, data=facts)


def _is_one_person(one: Appointment, other: Appointment) -> bool:
    return one.pk == other.pk or (one.user_id is not None and one.user_id == other.user_id)


def _save(visit: AccessVisit, **facts: Any) -> None:
    visit.snapshot()
    visit._changelog_message = visit.case.number if visit.case else ''
    for name, value in facts.items():
        setattr(visit, name, value)
    visit.save_state(*facts)
