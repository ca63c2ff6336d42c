"""How long work takes, how much of it is on time, and how often it is done again: the queries behind the statistics.

Everything is counted by the database: closed tasks of the sheet (questions to the applicant are none), restricted to
what the user may view, in a constant number of queries; what comes back is one entry for each group. A task counts in
the month in which it happened: on paper that may be earlier than it was recorded.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from tenancy.models import Tenant

from ..choices import CaseStateChoices, TaskStateChoices, VersionStateChoices
from ..models import Case, Procedure, ProcedureRole, ProcedureVersion, Task
from .document import ProcedureDocument
from .publishing import document_of
from .visibility import visible_tasks

__all__ = (
    'GROUPS',
    'CaseGroup',
    'Names',
    'Percentile',
    'Scope',
    'TaskGroup',
    'count_cases',
    'count_tasks',
    'default_scope',
    'fetch_names',
)

# What tasks can be grouped by, and the columns that make a group; primary keys, so that the database sorts numbers.
GROUPS: Mapping[str, tuple[str, ...]] = {
    'row': ('case__version__procedure', 'row'),
    'role': ('case__agency', 'role'),
    'month': ('month',),
    'procedure': ('case__version__procedure',),
}
HAPPENED = Coalesce('acted_at', 'closed_at')
# Cases that the procedure ended; withdrawn and cancelled ones say nothing about how long it takes.
DECIDED = Q(state__in=(CaseStateChoices.COMPLETED, CaseStateChoices.REFUSED))


class Percentile(Aggregate):
    """The value below which a fraction (0-1) of the values lies, between two values where it has to; None of none."""

    function = 'percentile_cont'
    template = '%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s'

    def __init__(self, expression: Any, *, fraction: float, **options: Any) -> None:
        super().__init__(expression, fraction=float(fraction), **options)


@dataclass(frozen=True)
class Scope:
    """What is counted: from the first day to the last, both included; of one agency or procedure (keys), or of all."""

    since: datetime.date
    until: datetime.date
    agency: int | None = None
    procedure: int | None = None

    @property
    def start(self) -> datetime.datetime:
        """The first moment that counts, in the site's time zone."""
        return _midnight(self.since)

    @property
    def end(self) -> datetime.datetime:
        """The first moment that does not count any more."""
        return _midnight(self.until + datetime.timedelta(days=1))


@dataclass(frozen=True)
class TaskGroup:
    """The tasks of one group.

    Attributes:
        procedure, row, agency, role, month: what makes the group; a role of None is the applicant.
        average, median, most: working minutes, `most` being what nine of ten tasks stay below; None where no task
            has its time recorded.
        returns: how often a step was done again because the case came back to it.
        open, open_late: what waits now, whatever the days asked for.
    """

    procedure: int | None = None
    row: str = ''
    agency: int | None = None
    role: int | None = None
    month: datetime.date | None = None
    tasks: int = 0
    on_time: int = 0
    late: int = 0
    without_limit: int = 0
    average: float | None = None
    median: float | None = None
    most: float | None = None
    returns: int = 0
    on_paper: int = 0
    open: int = 0
    open_late: int = 0

    @property
    def on_time_share(self) -> float | None:
        """The part (0-1) of the tasks with a limit that kept it; None where none has a limit."""
        limited = self.on_time + self.late
        return self.on_time / limited if limited else None


@dataclass(frozen=True)
class CaseGroup:
    """The cases of one procedure in one month: what began in it, and what ended in it.

    `median_days` (calendar) and `median_minutes` (working, its tasks added up) are of cases completed or refused.
    """

    procedure: int
    month: datetime.date
    opened: int = 0
    completed: int = 0
    refused: int = 0
    withdrawn: int = 0
    cancelled: int = 0
    median_days: float | None = None
    median_minutes: float | None = None


@dataclass(frozen=True)
class Names:
    """What groups are called: procedures with their newest published document, roles, and agencies."""

    agencies: Mapping[int, Tenant] = field(default_factory=dict)
    procedures: Mapping[int, Procedure] = field(default_factory=dict)
    roles: Mapping[int, ProcedureRole] = field(default_factory=dict)
    documents: Mapping[int, ProcedureDocument] = field(default_factory=dict)


def default_scope(*, now: datetime.datetime) -> Scope:
    """Return this month and the eleven before it."""
    today = timezone.localtime(now).date()
    first = today.replace(day=1)
    since = first.replace(month=first.month + 1, year=first.year - 1) if first.month < 12 else first.replace(month=1)
    return Scope(since=since, until=today)


def count_tasks(scope: Scope, *, group: str, user: AbstractUser, now: datetime.datetime) -> list[TaskGroup]:
    """Return every group with tasks closed in the scope, or (but by month) open now; at most three queries.

    Raises:
        KeyError: tasks can't be grouped by that.
    """
    keys = GROUPS[group]
    visible = _narrow(visible_tasks(user).filter(parent__isnull=True), scope, 'case__')
    found = {
        tuple(entry[key] for key in keys): _group_of(entry) for entry in _closed(visible, scope, keys).order_by(*keys)
    }
    if group != 'month':
        waiting = visible.filter(state=TaskStateChoices.OPEN).order_by().values(*keys)
        late = Q(due_at__lt=now, paused_at__isnull=True)
        for entry in waiting.annotate(open=Count('pk'), open_late=Count('pk', filter=late)):
            place = tuple(entry[key] for key in keys)
            known = found.get(place) or _group_of(entry)
            found[place] = replace(known, open=entry['open'], open_late=entry['open_late'])
    return list(found.values())


def count_cases(scope: Scope, *, user: AbstractUser) -> list[CaseGroup]:
    """Return what began and ended in each month, by procedure; two queries."""
    visible = _narrow(Case.objects.restrict(user, 'view'), scope, '')
    place = ('version__procedure', 'month')
    opened = (
        visible.filter(opened_at__gte=scope.start, opened_at__lt=scope.end)
        .annotate(month=TruncMonth('opened_at'))
        .order_by()
        .values(*place)
        .annotate(opened=Count('pk'))
    )
    worked = Task.objects.filter(case=OuterRef('pk'), parent__isnull=True).order_by().values('case')
    closed = (
        visible.filter(closed_at__gte=scope.start, closed_at__lt=scope.end)
        .annotate(
            month=TruncMonth('closed_at'),
            took=ExpressionWrapper(F('closed_at') - F('opened_at'), output_field=DurationField()),
            worked=Subquery(worked.annotate(total=Sum('worked_minutes')).values('total')),
        )
        .order_by()
        .values(*place)
        .annotate(
            completed=Count('pk', filter=Q(state=CaseStateChoices.COMPLETED)),
            refused=Count('pk', filter=Q(state=CaseStateChoices.REFUSED)),
            withdrawn=Count('pk', filter=Q(state=CaseStateChoices.WITHDRAWN)),
            cancelled=Count('pk', filter=Q(state=CaseStateChoices.CANCELLED)),
            median_took=Percentile('took', fraction=0.5, filter=DECIDED, output_field=DurationField()),
            median_minutes=Percentile('worked', fraction=0.5, filter=DECIDED, output_field=FloatField()),
        )
    )
    found: dict[tuple[int, datetime.date], CaseGroup] = {}
    for entry in (*opened, *closed):
        procedure, month = entry.pop('version__procedure'), _day(entry.pop('month'))
        took = entry.pop('median_took', None)
        if took is not None:
            entry['median_days'] = took / datetime.timedelta(days=1)
        known = found.get((procedure, month)) or CaseGroup(procedure=procedure, month=month)
        found[procedure, month] = replace(known, **entry)
    return sorted(found.values(), key=lambda group: (group.procedure, group.month))


def fetch_names(groups: Iterable[TaskGroup | CaseGroup]) -> Names:
    """Return what the groups are called; at most four queries."""
    groups = list(groups)
    agencies = {group.agency for group in groups if isinstance(group, TaskGroup) and group.agency}
    procedures = {group.procedure for group in groups if group.procedure}
    roles = {group.role for group in groups if isinstance(group, TaskGroup) and group.role}
    rows = any(isinstance(group, TaskGroup) and group.row for group in groups)
    return Names(
        agencies=Tenant.objects.in_bulk(agencies),
        procedures=Procedure.objects.select_related('agency').in_bulk(procedures),
        roles=ProcedureRole.objects.in_bulk(roles),
        documents=_documents(procedures) if rows else {},
    )


def _documents(procedures: Iterable[int]) -> dict[int, ProcedureDocument]:
    """The newest published document of each procedure: the one that new cases follow."""
    published = ProcedureVersion.objects.filter(procedure__in=procedures, state=VersionStateChoices.PUBLISHED)
    newest = (
        published.order_by('procedure_id', '-number').distinct('procedure_id').only('procedure', 'document', 'digest')
    )
    return {version.procedure_id: document_of(version) for version in newest}


def _closed(visible: QuerySet[Task], scope: Scope, keys: tuple[str, ...]) -> QuerySet[Task, dict[str, Any]]:
    # What happened in the scope was closed in it or, from paper, after it: both halves are found by `closed_at`.
    inside = Q(acted_at__isnull=True, closed_at__gte=scope.start, closed_at__lt=scope.end) | Q(
        closed_at__gte=scope.start, acted_at__gte=scope.start, acted_at__lt=scope.end
    )
    tasks = visible.filter(inside, state=TaskStateChoices.CLOSED).order_by()
    if 'month' in keys:
        tasks = tasks.annotate(month=TruncMonth(HAPPENED))
    return tasks.values(*keys).annotate(
        tasks=Count('pk'),
        on_time=Count('pk', filter=Q(due_at__gte=HAPPENED)),
        late=Count('pk', filter=Q(due_at__lt=HAPPENED)),
        without_limit=Count('pk', filter=Q(due_at__isnull=True)),
        average=Avg('worked_minutes'),
        median=Percentile('worked_minutes', fraction=0.5, output_field=FloatField()),
        most=Percentile('worked_minutes', fraction=0.9, output_field=FloatField()),
        # One of the seats: a step that three people did again was done again once.
        returns=Count('pk', filter=Q(round__gt=1, seat=1)),
        on_paper=Count('pk', filter=Q(on_paper=True)),
    )


def _group_of(entry: Mapping[str, Any]) -> TaskGroup:
    names = {'case__version__procedure': 'procedure', 'case__agency': 'agency'}
    values = {names.get(key, key): value for key, value in entry.items()}
    if 'month' in values:
        values['month'] = _day(values['month'])
    if values.get('average') is not None:
        values['average'] = float(values['average'])
    return TaskGroup(**values)


def _narrow[Row: (Task, Case)](rows: QuerySet[Row], scope: Scope, path: str) -> QuerySet[Row]:
    if scope.agency:
        rows = rows.filter(**{f'{path}agency': scope.agency})
    if scope.procedure:
        rows = rows.filter(**{f'{path}version__procedure': scope.procedure})
    return rows


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
