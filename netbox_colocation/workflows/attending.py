"""Keeping the door: whose door it is, what a visit waits for there, and the acts that need no task.

An office keeps the door that a visit's procedure gives the guest book (`visit.record`) or the escort (`visit.escort`)
to. Those steps themselves are closed by the engine; late comers, early leavers, badges, items and emergencies are acts
of `visits.door`, for whoever holds such an office today.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import AccessLogKindChoices, RequestStatusChoices, SubjectKindChoices, TaskStateChoices
from ..documents.verification import find_code
from ..exceptions import OutcomeRefused, Refusal, RoleNotHeld
from ..models import AccessLogEntry, AccessVisit, Appointment, Procedure, Task, Visitor, name_of_user
from ..visits import door
from ..visits.door_checks import find_obstacles
from ..visits.escorts import Candidate, find_escorts
from .actors import find_holders
from .engine import step_of
from .visit_offices import ESCORT, RECORD, roles_doing

__all__ = (
    'CHECK_IN',
    'ENTER',
    'LEAVE',
    'MOST_CHARACTERS',
    'OVER',
    'WAITING',
    'Stand',
    'attend',
    'begin_emergency',
    'find_any_escorts',
    'find_by_codes',
    'find_code',
    'find_kept_procedures',
    'find_reasons',
    'find_todays',
    'find_visits',
    'is_exact',
    'is_keeper',
    'is_missed',
    'read_code',
    'require_keeper',
    'search',
    'stand_of',
)

# What a visit waits for at the door: `WAITING` for somebody elsewhere, and `OVER` when nobody is to come any more.
CHECK_IN, ENTER, LEAVE, WAITING, OVER = 'check-in', 'enter', 'leave', 'waiting', 'over'
MOST_NAMES = 5
# Of what is searched for.
MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Stand:
    """Where a visit stands at the door; `task` is the open one that says so, and `waits_for` names who may do it."""

    stage: str
    task: Task | None = None
    is_holder: bool = False
    waits_for: tuple[str, ...] = ()


def find_kept_procedures(user: AbstractUser, *, now: datetime.datetime) -> list[Procedure]:
    """Return the procedures for visits whose door this user keeps today."""
    held = set(_held_offices(user, now))
    agencies = {agency for agency, _key in held}
    procedures = Procedure.objects.filter(subject_kind=SubjectKindChoices.ACCESS_VISIT, agency__in=agencies)
    return [
        procedure
        for procedure in procedures.select_related('agency').order_by('name', 'pk')
        if held & _offices_of(AccessVisit(procedure=procedure))
    ]


def find_visits(user: AbstractUser, *, now: datetime.datetime) -> QuerySet[AccessVisit]:
    """Return the visits to whose door this user may attend: by permission, and by the office that they hold today."""
    kept = find_kept_procedures(user, now=now)
    visits = AccessVisit.objects.restrict(user, 'attend').filter(procedure__in=kept)
    last = AccessLogEntry.objects.filter(visit=OuterRef('pk')).order_by('-pk').values('kind')
    rows = visits.select_related('applicant', 'procedure__agency', 'case__version', 'site', 'location', 'escort')
    return rows.annotate(last_kind=Subquery(last[:1]))


def find_todays(user: AbstractUser, *, now: datetime.datetime) -> QuerySet[AccessVisit]:
    """Return whose visits the door has to do with today: inside, expected, gone today, or not approved in time."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + datetime.timedelta(days=1)
    expected = Q(
        Q(ends_at__gte=start) | Q(extended_until__gte=start),
        status__in=(RequestStatusChoices.ACCEPTED, RequestStatusChoices.OPEN),
        starts_at__lt=end,
        left_at__isnull=True,
    )
    inside = AccessVisit.INSIDE
    gone = Q(left_at__gte=start)
    return find_visits(user, now=now).filter(expected | inside | gone).order_by('starts_at', 'pk')


def search(text: str, *, user: AbstractUser, now: datetime.datetime) -> QuerySet[AccessVisit]:
    """Return the visits that a text is about: the QR code of a permit, a case number, a name; the latest first.

    A visit that was never submitted is the applicant's own business, and is not found.
    """
    text = read_code(text)
    visits = find_visits(user, now=now).exclude(status=RequestStatusChoices.DRAFT, is_emergency=False)
    if code := find_code(text):
        return visits.filter(documents__verification_code=code).distinct()
    about = Q(case__number__icontains=text) | Q(name__icontains=text) | Q(applicant__name__icontains=text)
    people = Visitor.objects.filter(Q(name__icontains=text) | Q(organisation__icontains=text))
    return visits.filter(about | Exists(people.filter(visit=OuterRef('pk')))).order_by('-starts_at', '-pk')


def read_code(text: str) -> str:
    """Return what a QR code asks for: of an address with `?q=`, as on permits, only that; all else as it is."""
    text = text.strip()
    if '://' not in text:
        return text
    asked = parse_qs(urlsplit(text).query).get('q', [])
    return asked[0].strip() if asked else text


def find_by_codes(codes: Iterable[str], *, user: AbstractUser, now: datetime.datetime) -> AccessVisit | None:
    """Return the one visit that one of these QR codes names, as far as the user attends to it; a name is no code."""
    for code in codes:
        text = read_code(code)[:MOST_CHARACTERS]
        found = list(search(text, user=user, now=now)[:2]) if text else []
        if len(found) == 1 and is_exact(text, found[0]):
            return found[0]
    return None


def is_exact(text: str, visit: AccessVisit) -> bool:
    """Whether the text names this visit and no other: a code of one of its papers, or its case number."""
    number = visit.case.number if visit.case else ''
    return bool(find_code(text)) or text.strip().casefold() == number.casefold()


def is_missed(visit: AccessVisit) -> bool:
    """Whether the desk recorded that nobody came, and nothing happened at the door since."""
    if visit.entered_at is not None:
        return False
    kinds = visit.log.order_by('-pk').values_list('kind', flat=True)
    last = visit.last_kind if hasattr(visit, 'last_kind') else kinds.first()
    return last == AccessLogKindChoices.MISSED


def is_keeper(visit: AccessVisit, *, user: AbstractUser, now: datetime.datetime) -> bool:
    """Whether the user holds an office today that keeps the door by this visit's procedure."""
    return bool(set(_held_offices(user, now)) & _offices_of(visit))


def attend(
    act: Callable[..., Any], visit: AccessVisit, *args: Any, actor: AbstractUser, now: datetime.datetime, **facts: Any
) -> Any:
    """Do one of the acts of `visits.door` that needs no task.

    Raises:
        RoleNotHeld: the user keeps no door of this visit.
        OutcomeRefused: it is the engine's (the first check-in, entering, the last one leaving), or the door refuses.
    """
    require_keeper(visit, user=actor, now=now)
    stage = stand_of(visit, user=actor, now=now).stage
    if act is door.admit and stage in (CHECK_IN, WAITING) and not visit.is_emergency:
        raise OutcomeRefused([_too_soon(visit, stage)])
    if act is door.enter or (act is door.leave and not visit.is_emergency):
        message = _('This closes a step of the procedure: perform its task.')
        raise OutcomeRefused([Refusal('task-open', message)])
    return act(visit, *args, actor=actor, now=now, **facts)


def stand_of(visit: AccessVisit, *, user: AbstractUser, now: datetime.datetime) -> Stand:
    """Return what the visit waits for at the door, and whether this user may do it."""
    tasks = visit.case.tasks.filter(state=TaskStateChoices.OPEN) if visit.case else Task.objects.none()
    tasks = list(tasks.select_related('case__version', 'role').order_by('pk'))
    found = next((task for task in tasks if not task.is_question and step_of(task).activity in (RECORD, ESCORT)), None)
    if found is None:
        if visit.left_at is not None or (visit.case_id and not tasks):
            return Stand(OVER)
        if visit.is_emergency and visit.entered_at is not None:
            return Stand(LEAVE, is_holder=True)
        return Stand(WAITING, tasks[0] if tasks else None, waits_for=_waits_for(tasks, now))
    holders = find_holders(found, now=now)
    return Stand(
        _stage_of(found, visit),
        found,
        is_holder=holders.filter(pk=user.pk).exists(),
        waits_for=_waits_for([found], now),
    )


def find_reasons(visit: AccessVisit, stand: Stand, *, now: datetime.datetime) -> list[Refusal]:
    """Return why nobody of this visit is let in now, as the door says it, and what is still missing before."""
    reasons = find_obstacles(visit, now=now)
    approved = not any(reason.code == 'visit-not-approved' for reason in reasons)
    if approved and stand.stage == WAITING and visit.entered_at is None:
        reasons.append(_too_soon(visit, stand.stage))
    return reasons


def begin_emergency(*, procedure: Procedure, actor: AbstractUser, now: datetime.datetime, **facts: Any) -> AccessVisit:
    """Let people in at once, as `visits.door.begin_emergency` does, for whoever keeps the procedure's door.

    Raises:
        RoleNotHeld: the user keeps no door of the procedure.
        OutcomeRefused: the door refuses, all reasons at once.
    """
    require_keeper(AccessVisit(procedure=procedure), user=actor, now=now)
    return door.begin_emergency(procedure=procedure, actor=actor, now=now, **facts)


def find_any_escorts(procedures: Iterable[Procedure], *, now: datetime.datetime) -> list[Candidate]:
    """Return who may go in with somebody now, by any of the procedures; those who are free first."""
    found: dict[int, Candidate] = {}
    for procedure in procedures:
        visit = AccessVisit(procedure=procedure, starts_at=now, ends_at=now + datetime.timedelta(hours=1))
        for candidate in find_escorts(visit, roles_doing(visit, [ESCORT]), now=now):
            found.setdefault(candidate.appointment.pk, candidate)
    return sorted(found.values(), key=lambda candidate: (not candidate.is_free, candidate.name))


def require_keeper(visit: AccessVisit, *, user: AbstractUser, now: datetime.datetime) -> None:
    """Raises: RoleNotHeld, when the user holds no office today that keeps the visit's door."""
    if not is_keeper(visit, user=user, now=now):
        raise RoleNotHeld(_('You do not keep the door of this visit today: ask the helpdesk or the technical team.'))


def _held_offices(user: AbstractUser, now: datetime.datetime) -> list[tuple[int, str]]:
    day = timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(user=user.pk)
    return list(held.values_list('role__agency', 'role__key'))


def _offices_of(visit: AccessVisit) -> set[tuple[int, str]]:
    return {(role.agency_id, role.key) for role in roles_doing(visit, [RECORD, ESCORT])}


def _stage_of(task: Task, visit: AccessVisit) -> str:
    step = step_of(task)
    if step.activity == RECORD:
        return CHECK_IN
    moments = {outcome.params.get('moment') for outcome in step.outcomes}
    return LEAVE if LEAVE in moments or visit.entered_at is not None else ENTER


def _waits_for(tasks: list[Task], now: datetime.datetime) -> tuple[str, ...]:
    """The office of the open task and who holds it today; nobody's names where the applicant has to act."""
    if not tasks:
        return ()
    task = tasks[0]
    if task.role is None:
        return (_('the applicant'),)
    holders = find_holders(task, now=now).order_by('last_name', 'username')[:MOST_NAMES]
    return (task.role.name, *(name_of_user(user) for user in holders))


def _too_soon(visit: AccessVisit, stage: str) -> Refusal:
    if stage == CHECK_IN:
        return Refusal('task-open', _('The first check-in closes a step of the procedure: perform its task.'))
    if is_missed(visit):
        message = _('It was recorded that nobody came: have the case returned to the door, or apply for a new visit.')
        return Refusal('visit-over', message)
    message = _('The visit is approved, but nobody was told to let it in yet: the office before you has to act first.')
    return Refusal('visit-not-handed-over', message)
