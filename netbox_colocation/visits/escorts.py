"""Who can escort a visit: holders of the office that escorts, and whether they are free in its time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..calendars.moments import shown
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, Appointment, MaintenanceWindow, ProcedureRole
from .overlaps import Span, find_visits, find_windows

__all__ = ('Candidate', 'busy_with', 'find_escorts', 'say_busy', 'span_of')


@dataclass(frozen=True)
class Candidate:
    """Somebody who may escort a visit; `reasons` are findings that say why they are not free."""

    appointment: Appointment
    is_free: bool
    reasons: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        return self.appointment.holder_name


def find_escorts(
    visit: AccessVisit,
    roles: Iterable[ProcedureRole],
    *,
    now: datetime.datetime,
    span: Span | None = None,
) -> list[Candidate]:
    """Return everybody who holds one of these offices today and on the visit's day, those who are free first.

    Somebody with two appointments is one candidate. `span` is another time than the visit's own.
    """
    start, end = span or span_of(visit, now)
    day, visit_day = (timezone.localtime(moment).date() for moment in (now, max(start, now)))
    held = Appointment.objects.on(day).on(visit_day).filter(role__in=list(roles))
    people = {_person(row): row for row in held.select_related('role', 'user').order_by('-holder_name', '-pk')}
    reasons = busy_with(list(people.values()), (start, end), now=now, besides=visit)
    candidates = [
        Candidate(row, is_free=not reasons[row.pk], reasons=tuple(reasons[row.pk]))
        for row in sorted(people.values(), key=lambda row: (row.holder_name, row.pk))
    ]
    return sorted(candidates, key=lambda candidate: not candidate.is_free)


def span_of(visit: AccessVisit, now: datetime.datetime) -> Span:
    """Return the time in which a visit needs its escort: of one that is under way, from now on."""
    return (max(visit.starts_at, now) if visit.is_inside else visit.starts_at), visit.allowed_until


def busy_with(
    appointments: list[Appointment], span: Span, *, now: datetime.datetime, besides: AccessVisit
) -> dict[int, list[Finding]]:
    """Return what keeps each of these people from escorting in that time, by the appointment; three queries."""
    found: dict[int, list[Finding]] = defaultdict(list)
    wanted = {_person(row): row for row in appointments}
    users = [row.user_id for row in appointments if row.user_id]
    theirs = Q(escort__in=appointments) | Q(escort__user__in=users)
    visits = find_visits(*span, now=now).filter(theirs).exclude(pk=besides.pk).select_related('escort', 'case')
    for visit in visits:
        row = wanted.get(_person(visit.escort)) if visit.escort else None
        if row:
            found[row.pk].append(_at_visit(row, visit, now))
    technicians = Q(ticket__technicians__in=appointments) | Q(ticket__technicians__user__in=users)
    windows = find_windows(*span).filter(technicians).exclude(ticket=besides.ticket_id).distinct()
    for window in windows.select_related('ticket').prefetch_related('ticket__technicians'):
        for technician in window.ticket.technicians.all():
            row = wanted.get(_person(technician))
            if row:
                found[row.pk].append(_at_work(row, window))
    return found


def say_busy(candidates: Iterable[Candidate]) -> str:
    """Return one line for everybody who is not free, and why."""
    return ' '.join(reason.message for candidate in candidates for reason in candidate.reasons)


def _person(appointment: Appointment) -> tuple[str, int]:
    """The same for all appointments of one user; an official without an account is one person in each."""
    return ('user', appointment.user_id) if appointment.user_id else ('appointment', appointment.pk)


def _at_visit(row: Appointment, visit: AccessVisit, now: datetime.datetime) -> Finding:
    if visit.is_inside and visit.starts_at <= now:
        code, text = 'escort-elsewhere', _('{name} is inside with {visit}, until {until}.')
    else:
        code, text = 'escort-busy', _('{name} escorts {visit}, from {start} until {until}.')
    message = text.format(
        name=row.holder_name,
        visit=visit.case or visit,
        start=shown(visit.starts_at),
        until=shown(visit.allowed_until),
    )
    return Finding(code, message, data={'visit': visit.pk}, links=(Evidence.of(visit),))


def _at_work(row: Appointment, window: MaintenanceWindow) -> Finding:
    text = _('{name} works in {window}, from {start} until {until}.')
    message = text.format(
        name=row.holder_name,
        window=window,
        start=shown(window.starts_at),
        until=shown(window.lasts_until),
    )
    return Finding('escort-busy', message, data={'window': window.pk}, links=(Evidence.of(window),))
