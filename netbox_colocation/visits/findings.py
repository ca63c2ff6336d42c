"""What there is to know about a visit before anybody decides: who comes, where to, with whom, and what else is there.

What stands against the visit *stops*; the rest warns. A visit that took place already, because it was an emergency, has
nothing that stops it: what happened can't be refused any more, but it is said.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..calendars.moments import shown
from ..calendars.office import hours_of
from ..choices import RequestStatusChoices
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, ProcedureRole
from . import overlaps
from .bans import find_bans
from .escorts import busy_with, find_escorts, say_busy, span_of
from .goods import judge_items
from .policies import policy_of, rules_of
from .racks import judge_racks

__all__ = ('find', 'find_in_application', 'judge_bans', 'judge_escort', 'judge_room')


def find(visit: AccessVisit, *, now: datetime.datetime, roles: Iterable[ProcedureRole] = ()) -> list[Finding]:
    """Return all findings, those that stop first; `roles` are the offices that escort.

    Without roles nothing is said about escorts. Takes a constant number of queries.
    """
    roles = list(roles)
    judges: list[Callable[[], Iterable[Finding]]] = [
        lambda: find_in_application(visit, now=now),
        lambda: judge_escort(visit, roles, now=now) if roles else (),
        lambda: judge_room(visit, now=now),
        lambda: _judge_hours(visit),
    ]
    return _soften(visit, [finding for judge in judges for finding in judge()])


def find_in_application(visit: AccessVisit, *, now: datetime.datetime) -> list[Finding]:
    """Return the findings that the applicant can mend: time, visitors, racks, rules, and what they carry."""
    found = [
        *_judge_time(visit, now),
        *_judge_visitors(visit),
        *judge_bans(visit),
        *judge_racks(visit),
        *_judge_rules(visit),
        *judge_items(visit),
    ]
    return _soften(visit, found)


def judge_bans(visit: AccessVisit) -> Iterator[Finding]:
    """Who is on the agency's no-entry list on the visit's day; not why, as the applicant reads it, too."""
    visitors = list(visit.visitors.all())
    bans = find_bans(visit.procedure.agency, visitors, timezone.localtime(visit.starts_at).date())
    for visitor in visitors:
        if visitor.pk in bans:
            text = _('{name} is on the no-entry list of {agency}: the visit takes place without them only.')
            yield Finding(
                'visitor-barred',
                text.format(name=visitor.name, agency=visit.procedure.agency),
                field='visitors',
                data={'visitor': visitor.pk},
                links=(Evidence('', 'netbox_colocation.entryban', bans[visitor.pk].pk),),
            )


def judge_escort(visit: AccessVisit, roles: Iterable[ProcedureRole], *, now: datetime.datetime) -> Iterator[Finding]:
    """Whether somebody escorts, holds the office on that day, and is nowhere else then."""
    if visit.left_at is not None:
        return
    if visit.escort is None:
        yield from _judge_candidates(visit, roles, now)
        return
    day = timezone.localtime(max(visit.starts_at, min(now, visit.allowed_until))).date()
    if not visit.escort.is_valid_on(day):
        text = _('{name} does not hold the office of an escort on the day of the visit: name somebody else.')
        yield Finding('escort-missing', text.format(name=visit.escort_name), field='escort')
    for reason in busy_with([visit.escort], span_of(visit, now), now=now, besides=visit)[visit.escort.pk]:
        text = _('{reason} Name another escort.')
        yield dataclasses.replace(reason, message=text.format(reason=reason.message), field='escort')


def judge_room(visit: AccessVisit, *, now: datetime.datetime, span: overlaps.Span | None = None) -> Iterator[Finding]:
    """Who and what else is in the room in the visit's time, or in another span."""
    if visit.left_at is not None:
        return
    start, end = span or span_of(visit, now)
    here = overlaps.in_room(visit.site, visit.location)
    rows = overlaps.find_visits(start, end, now=now).filter(here).exclude(pk=visit.pk)
    others = list(rows.select_related('case').prefetch_related('visitors').order_by('starts_at', 'pk'))
    yield from _judge_fullness(visit, (start, end), others, now)
    for other in others:
        text = _('{visit} is in the room as well, from {start} until {until}.')
        message = text.format(visit=other.case or other, start=shown(other.starts_at), until=shown(other.allowed_until))
        yield Finding('visits-overlap', message, stops=False, data={'visit': other.pk}, links=(Evidence.of(other),))
    yield from _judge_windows(visit, start, end)


def _soften(visit: AccessVisit, found: list[Finding]) -> list[Finding]:
    if visit.is_emergency:
        found = [dataclasses.replace(finding, stops=finding.code == 'visitors-missing') for finding in found]
    return sorted(found, key=lambda finding: not finding.stops)


def _judge_time(visit: AccessVisit, now: datetime.datetime) -> Iterator[Finding]:
    """An application looks ahead; once it is submitted, there has to be some time left of it."""
    if visit.entered_at is not None:
        return
    if visit.is_editable and visit.starts_at <= now:
        message = _('The visit would start in the past: choose a later time.')
        yield Finding('visit-in-past', message, field='starts_at', data={'starts_at': visit.starts_at.isoformat()})
    elif visit.allowed_until <= now:
        message = _('The visit’s time is over, since {moment}: a new one has to be applied for.')
        yield Finding(
            'visit-in-past',
            message.format(moment=shown(visit.allowed_until)),
            field='ends_at',
            data={'ends_at': visit.allowed_until.isoformat()},
        )


def _judge_visitors(visit: AccessVisit) -> Iterator[Finding]:
    if not visit.visitors.all():
        yield Finding('visitors-missing', _('Name everybody who is to enter.'), field='visitors')


def _judge_rules(visit: AccessVisit) -> Iterator[Finding]:
    if not visit.accepts_rules and rules_of(visit.site, visit.location):
        message = _('The house rules of the room are not accepted yet: read them, and accept them for everybody.')
        yield Finding('rules-not-accepted', message, field='accepts_rules')


def _judge_candidates(visit: AccessVisit, roles: Iterable[ProcedureRole], now: datetime.datetime) -> Iterator[Finding]:
    roles = list(roles)
    candidates = find_escorts(visit, roles, now=now)
    offices = ', '.join(str(role) for role in roles)
    if not candidates:
        text = _('Nobody can escort: no one is appointed as {offices} on that day. Appoint somebody first.')
        yield Finding('escort-missing', text.format(offices=offices), field='escort')
    elif not candidates[0].is_free:
        text = _('Nobody of {offices} is free to escort: {reasons} Choose another time, or free somebody.')
        message = text.format(offices=offices, reasons=say_busy(candidates))
        links = tuple(link for candidate in candidates for reason in candidate.reasons for link in reason.links)
        yield Finding('escort-busy', message, field='escort', links=tuple(dict.fromkeys(links)))
    elif visit.status == RequestStatusChoices.ACCEPTED:
        message = _('No escort is named yet: nobody enters without one.')
        yield Finding('escort-missing', message, field='escort')


def _judge_fullness(
    visit: AccessVisit, span: overlaps.Span, others: list[AccessVisit], now: datetime.datetime
) -> Iterator[Finding]:
    policy = policy_of(visit.site, visit.location)
    if policy.most_people is None:
        return
    busy = [
        ((other.starts_at, max(other.allowed_until, now) if other.is_inside else other.allowed_until), count)
        for other in others
        for count in [overlaps.people_of(other)]
    ]
    most = overlaps.most_at_once(span, overlaps.people_of(visit), busy)
    if most > policy.most_people:
        text = ngettext(
            '{people} people would be in {room} at once, and {most} may: choose another time, or come with fewer.',
            '{people} people would be in {room} at once, and {most} may: choose another time, or come with fewer.',
            policy.most_people,
        )
        message = text.format(people=most, room=visit.location or visit.site, most=policy.most_people)
        links = (Evidence.of(policy), *(Evidence.of(other) for other in others))
        yield Finding(
            'room-full', message, field='visitors', data={'people': most, 'most': policy.most_people}, links=links
        )


def _judge_windows(visit: AccessVisit, start: datetime.datetime, end: datetime.datetime) -> Iterator[Finding]:
    """Maintenance in the room; work that the visit itself serves is no surprise, but being there at another time is."""
    in_room = overlaps.in_room(visit.site, visit.location, prefix='ticket__')
    for window in overlaps.find_windows(start, end).filter(in_room).select_related('ticket').order_by('starts_at'):
        if window.ticket_id != visit.ticket_id:
            text = _('Maintenance takes place in the room: {window}, from {start} until {until}.')
            message = text.format(window=window, start=shown(window.starts_at), until=shown(window.lasts_until))
            yield Finding(
                'window-in-room', message, stops=False, data={'window': window.pk}, links=(Evidence.of(window),)
            )


def _judge_hours(visit: AccessVisit) -> Iterator[Finding]:
    hours = hours_of(visit.procedure, visit.starts_at)
    closed = [moment for moment in (visit.starts_at, visit.ends_at) if not hours.is_open(moment)]
    if closed and visit.left_at is None:
        text = _('The office is closed at {moment}: make sure that somebody keeps the door.')
        message = text.format(moment=' / '.join(shown(moment) for moment in closed))
        yield Finding('office-closed', message, stops=False, field='starts_at')
