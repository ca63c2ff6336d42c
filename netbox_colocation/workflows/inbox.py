"""What waits for somebody, what they wait for, and what they did: the queries behind the inbox.

They are meant for many rows: who asks is turned into a few keys first (`standing_of`), every count stops at `MOST`, and
closed tasks are never counted. `count_waiting` is what the menu asks on every page: one query.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from ..choices import CaseStateChoices, SubjectKindChoices, TaskStateChoices
from ..constants import APPLICANT
from ..models import Appointment, Case, ProcedureRole, Representative, Task

__all__ = (
    'MOST',
    'MOST_IN_MENU',
    'Filters',
    'Standing',
    'Waiting',
    'count_by_role',
    'count_waiting',
    'fetch',
    'find_done',
    'find_mine',
    'find_waiting',
    'standing_of',
)

# Where counting stops: what is more reads “999+”; in the menu, on every page, “99+”.
MOST, MOST_IN_MENU = 1000, 100
OPEN = Q(state=TaskStateChoices.OPEN)
# What a page shows of a task, whatever its kind; a version's document is long, and many tasks share one.
SHOWN = (
    'case__version__procedure',
    'case__applicant',
    *dict.fromkeys(f'case__{relation}' for relation in SubjectKindChoices.RELATIONS.values()),
)


@dataclass(frozen=True)
class Standing:
    """For whom a user may act today: the roles held, and the agencies represented, by key; `agencies` run the roles."""

    user: AbstractUser
    roles: tuple[ProcedureRole, ...]
    tenants: tuple[int, ...]

    @property
    def role_ids(self) -> list[int]:
        return [role.pk for role in self.roles]

    @property
    def agencies(self) -> set[int]:
        return {role.agency_id for role in self.roles}


@dataclass(frozen=True)
class Waiting:
    """How many tasks wait, and how many of these are late, as far as was counted."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to. `due` is `late`, `today` or `week`; `claim` is `mine` or `free`."""

    text: str = ''
    procedure: int | None = None
    due: str = ''
    claim: str = ''
    acted: bool = False

    def __bool__(self) -> bool:
        return any((self.text, self.procedure, self.due, self.claim, self.acted))


def standing_of(user: AbstractUser, *, now: datetime.datetime) -> Standing:
    """Return for whom the user may act today; two queries."""
    day = timezone.localtime(now).date()
    held = Appointment.objects.on(day).filter(user=user).select_related('role__agency').order_by('role', 'pk')
    roles = {appointment.role_id: appointment.role for appointment in held}
    tenants = Representative.objects.on(day).filter(user=user).values_list('tenant', flat=True)
    return Standing(user=user, roles=tuple(roles.values()), tenants=tuple(sorted(tenants)))


def count_waiting(user: AbstractUser, *, now: datetime.datetime) -> Waiting:
    """Return how many tasks wait for the user today, at most `MOST_IN_MENU`; one query.

    Everything that waits for the user's roles counts: that a permission hides one of them is a mistake in the
    permission.
    """
    day = timezone.localtime(now).date()
    roles = Appointment.objects.on(day).filter(user=user).values('role')
    tenants = Representative.objects.on(day).filter(user=user).values('tenant')
    parts = [_open().filter(role__in=roles), _for_applicants(Case.objects.filter(applicant__in=tenants))]
    counted = _any_of(parts, MOST_IN_MENU).aggregate(open=Count('pk'), late=Count('pk', filter=_late(now)))
    return Waiting(open=min(counted['open'], MOST_IN_MENU), late=min(counted['late'], MOST_IN_MENU))


def count_by_role(standing: Standing, *, now: datetime.datetime) -> Mapping[int | None, Waiting]:
    """Return how many tasks wait in each role, and, by None, for the agencies represented; one query."""
    parts = [_open().filter(role=role) for role in standing.role_ids]
    if standing.tenants:
        parts.append(_for_applicants(Case.objects.filter(applicant__in=standing.tenants)))
    if not parts:
        return {}
    counted = (
        _any_of(parts, MOST)
        .order_by()
        .values('role')
        .annotate(open=Count('pk'), late=Count('pk', filter=_late(now)))
        .values_list('role', 'open', 'late')
    )
    return {role: Waiting(open=min(tasks, MOST), late=min(late, MOST)) for role, tasks, late in counted}


def find_mine(
    standing: Standing, filters: Filters, *, now: datetime.datetime, role: int | None = None
) -> QuerySet[Any]:
    """Return the open tasks that wait for the user, soonest due first; of one role, or (0) as representative."""
    parts = []
    roles = [role] if role in standing.role_ids else ([] if role is not None else standing.role_ids)
    if roles:
        parts.append(_open().filter(role__in=roles))
    if standing.tenants and role in (None, 0):
        parts.append(_for_applicants(Case.objects.filter(applicant__in=standing.tenants)))
    if not parts:
        return Task.objects.none()
    # One part alone keeps its index: the rows come in order, and only those of the page are read.
    tasks = parts[0] if len(parts) == 1 else _open().filter(pk__in=parts[0].values('pk').union(parts[1].values('pk')))
    return _by_due(_narrow(tasks, filters, standing, now))


def find_waiting(standing: Standing, filters: Filters, *, now: datetime.datetime) -> QuerySet[Any]:
    """Return the open tasks that wait for somebody else, in cases of the user's agency or of agencies represented.

    Who holds nothing today sees those of the cases that they acted in.
    """
    # Paused tasks wait for an answer, and the question is there itself.
    tasks = _open().exclude(role__in=standing.role_ids)
    cases = Case.objects.filter(state=CaseStateChoices.OPEN)
    if standing.roles or standing.tenants:
        cases = cases.filter(Q(agency__in=standing.agencies) | Q(applicant__in=standing.tenants))
        tasks = tasks.exclude(role_key=APPLICANT, case__applicant__in=standing.tenants)
    else:
        tasks = tasks.filter(_acted(standing.user))
    return _by_due(_narrow(tasks.filter(case__in=cases), filters, standing, now))


def find_done(standing: Standing, filters: Filters, *, now: datetime.datetime) -> QuerySet[Any]:
    """Return what the user did, newest first."""
    tasks = Task.objects.filter(state=TaskStateChoices.CLOSED, closed_by=standing.user)
    narrowed = Filters(text=filters.text, procedure=filters.procedure)
    return _narrow(tasks, narrowed, standing, now).order_by('-closed_at', '-pk')


def fetch(tasks: QuerySet[Any], *, offset: int, size: int, visible: QuerySet[Any]) -> tuple[list[Task], bool]:
    """Return one page of tasks with all that a row shows, and whether more follow; a constant number of queries.

    `visible` are the tasks that the user may see: it is applied to the page only, or the database would look for them
    among all that ever were.
    """
    found = list(tasks.values_list('pk', flat=True)[offset : offset + size + 1])
    order = {pk: place for place, pk in enumerate(found[:size])}
    rows = visible.filter(pk__in=order).select_related('role__agency', 'claimed_by', 'parent').prefetch_related(*SHOWN)
    return sorted(rows, key=lambda task: order[task.pk]), len(found) > size


def _open() -> QuerySet[Any]:
    """What waits: open, and not paused until an answer comes."""
    return Task.objects.filter(OPEN, paused_at__isnull=True)


def _for_applicants(cases: QuerySet[Any]) -> QuerySet[Any]:
    return _open().filter(role_key=APPLICANT, case__in=cases.filter(state=CaseStateChoices.OPEN).values('pk'))


def _any_of(parts: Iterable[QuerySet[Any]], most: int) -> QuerySet[Any]:
    """The tasks of any of the parts, of each so many at most: whatever there is, so much is read and no more."""
    first, *rest = [part.order_by().values('pk')[:most] for part in parts]
    return Task.objects.order_by().filter(pk__in=first.union(*rest, all=True) if rest else first)


def _late(now: datetime.datetime) -> Q:
    return Q(due_at__lt=now)


def _by_due(tasks: QuerySet[Any]) -> QuerySet[Any]:
    return tasks.order_by(F('due_at').asc(nulls_last=True), 'pk')


def _acted(user: AbstractUser) -> Exists:
    return Exists(Task.objects.filter(case=OuterRef('case'), closed_by=user))


def _narrow(tasks: QuerySet[Any], filters: Filters, standing: Standing, now: datetime.datetime) -> QuerySet[Any]:
    if filters.procedure:
        tasks = tasks.filter(case__version__procedure=filters.procedure)
    if filters.due:
        tasks = tasks.filter(_due(filters.due, now))
    if filters.claim == 'mine':
        tasks = tasks.filter(claimed_by=standing.user)
    elif filters.claim == 'free':
        tasks = tasks.filter(claimed_by__isnull=True)
    if filters.acted:
        tasks = tasks.filter(_acted(standing.user))
    if filters.text:
        found = Q(case__number__icontains=filters.text) | Q(case__applicant__name__icontains=filters.text)
        for relation in dict.fromkeys(SubjectKindChoices.RELATIONS.values()):
            found |= Q(**{f'case__{relation}__name__icontains': filters.text})
        tasks = tasks.filter(found)
    return tasks


def _due(which: str, now: datetime.datetime) -> Q:
    """Late now; due until the end of today, or of this week (Sunday), and not late yet."""
    if which == 'late':
        return _late(now)
    local = timezone.localtime(now)
    days = 0 if which == 'today' else 7 - local.isoweekday()
    last = (local + datetime.timedelta(days=days)).replace(hour=23, minute=59, second=59, microsecond=999999)
    return Q(due_at__gte=now, due_at__lte=last)
