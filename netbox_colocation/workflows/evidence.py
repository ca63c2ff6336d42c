"""What an agency shows once a year about its data centre service (SPBE, indicator 16): who uses it, how much is asked
for, how long it takes against the sheet's limits, how capacity develops, and what a review found.

It reads what is recorded and invents nothing: months that have not begun have no levels, and servers that came before
the plugin are not there. Restricted to what the user may view, in a constant number of queries.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from extras.models import JournalEntry
from tenancy.models import Tenant

from ..choices import CapacityVerdictChoices, CaseStateChoices, HoldStateChoices, VersionStateChoices
from ..constants import HALF_UNITS_PER_UNIT
from ..models import CapacityCheck, Case, HeldUnits, Hold, Procedure, ProcedureVersion, Representative, RequestedServer
from .statistics import CaseGroup, Scope, TaskGroup, count_cases, count_tasks

__all__ = ('AgencyUse', 'Evidence', 'MonthCapacity', 'ReviewNote', 'VersionInForce', 'gather_evidence', 'year_scope')


@dataclass(frozen=True)
class AgencyUse:
    """An applicant agency and what it has of the service: its cases of the year, and its servers in racks today."""

    tenant: int
    name: str
    group: str
    requests: int
    completed: int
    refused: int
    servers: int
    last_request: datetime.date | None

    @property
    def is_using(self) -> bool:
        return bool(self.requests or self.servers)


@dataclass(frozen=True)
class MonthCapacity:
    """One month: what the newest check of each request said, and the rack units (U) that are taken at its end.

    Levels are None in a month that has not begun; this month's are those of now.
    """

    month: datetime.date
    enough: int = 0
    short: int = 0
    unknown: int = 0
    held: float | None = None
    installed: float | None = None


@dataclass(frozen=True)
class VersionInForce:
    """A published version of a procedure: that it exists, since when, and what a review changed."""

    procedure: str
    number: int
    sheet_number: str
    published: datetime.date
    published_by: str
    note: str


@dataclass(frozen=True)
class ReviewNote:
    """What an officer wrote into the journal of a procedure in the year."""

    day: datetime.date
    procedure: str
    author: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """All sections for one agency and year."""

    agency: Tenant
    year: int
    use: list[AgencyUse]
    cases: list[CaseGroup]
    rows: list[TaskGroup]
    capacity: list[MonthCapacity]
    versions: list[VersionInForce]
    notes: list[ReviewNote]


def year_scope(agency: Tenant, year: int) -> Scope:
    """Return the year's days, for one agency."""
    return Scope(since=datetime.date(year, 1, 1), until=datetime.date(year, 12, 31), agency=agency.pk)


def gather_evidence(agency: Tenant, year: int, *, user: AbstractUser, now: datetime.datetime) -> Evidence:
    """Return everything that is recorded for the year; a dozen queries, whatever the year had."""
    scope = year_scope(agency, year)
    return Evidence(
        agency=agency,
        year=year,
        use=_agency_use(scope, user),
        cases=count_cases(scope, user=user),
        rows=[group for group in count_tasks(scope, group='row', user=user, now=now) if group.tasks],
        capacity=_capacity(scope, user, now),
        versions=_versions(scope, user),
        notes=_notes(scope, user),
    )


def _agency_use(scope: Scope, user: AbstractUser) -> list[AgencyUse]:
    """Every agency that could use the service in the year (it had a representative), or asked for it until then."""
    cases = Case.objects.restrict(user, 'view').filter(
        agency=scope.agency, applicant=OuterRef('pk'), opened_at__lt=scope.end
    )
    in_year = cases.filter(opened_at__gte=scope.start).order_by().values('applicant')
    # That an agency which the user may see has a representative is no secret; who that is does not stand here.
    able = Representative.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=scope.since),
        tenant=OuterRef('pk'),
        valid_from__lte=scope.until,
    )
    servers = RequestedServer.objects.restrict(user, 'view').filter(
        request__procedure__agency=scope.agency, device__tenant=OuterRef('pk'), device__rack__isnull=False
    )
    found = (
        Tenant.objects.restrict(user, 'view')
        .filter(Exists(able) | Exists(cases))
        .annotate(
            requests=_number(in_year.annotate(count=Count('pk'))),
            completed=_number(in_year.filter(state=CaseStateChoices.COMPLETED).annotate(count=Count('pk'))),
            refused=_number(in_year.filter(state=CaseStateChoices.REFUSED).annotate(count=Count('pk'))),
            servers=_number(servers.order_by().values('device__tenant').annotate(count=Count('pk'))),
            last=Subquery(cases.order_by().values('applicant').annotate(last=Max('opened_at')).values('last')),
        )
        .order_by('name', 'pk')
    )
    columns = ('pk', 'name', 'group__name', 'requests', 'completed', 'refused', 'servers', 'last')
    return [
        AgencyUse(pk, name, group or '', requests, completed, refused, servers, _day(last) if last else None)
        for pk, name, group, requests, completed, refused, servers, last in found.values_list(*columns)
    ]


def _number(counted: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values('count'), output_field=IntegerField()), 0)


def _capacity(scope: Scope, user: AbstractUser, now: datetime.datetime) -> list[MonthCapacity]:
    months = [datetime.date(scope.since.year, month, 1) for month in range(1, 13)]
    checks, levels = _verdicts(scope, user), _levels(months, scope, user, now)
    found = []
    for month in months:
        held, installed = levels.get(month, (None, None))
        found.append(MonthCapacity(month=month, held=held, installed=installed, **checks.get(month, {})))
    return found


def _verdicts(scope: Scope, user: AbstractUser) -> dict[datetime.date, dict[str, int]]:
    """How many requests were found to have enough, too little or something unknown, by the month's last check."""
    checks = (
        CapacityCheck.objects.restrict(user, 'view')
        .filter(request__procedure__agency=scope.agency, checked_at__gte=scope.start, checked_at__lt=scope.end)
        .annotate(month=TruncMonth('checked_at'))
    )
    newer = CapacityCheck.objects.annotate(month=TruncMonth('checked_at')).filter(
        Q(checked_at__gt=OuterRef('checked_at')) | Q(checked_at=OuterRef('checked_at'), pk__gt=OuterRef('pk')),
        request=OuterRef('request'),
        month=OuterRef('month'),
    )
    verdicts = {key: Count('pk', filter=Q(verdict=key)) for key in CapacityVerdictChoices.values()}
    found = checks.filter(~Exists(newer)).order_by().values('month').annotate(**verdicts)
    return {_day(entry.pop('month')): entry for entry in found}


def _levels(
    months: list[datetime.date], scope: Scope, user: AbstractUser, now: datetime.datetime
) -> dict[datetime.date, tuple[float, float]]:
    """Rack units that holds took at each month's end, and those of them in which devices stood; one query.

    A hold takes its units from the day it is made until it ends; an installed one until its devices are returned
    (`ended_at` is then the return; of one that still stands it is the installation).
    """
    ends = {}
    for month in months:
        start = Scope(since=month, until=month).start
        following = (month + datetime.timedelta(days=31)).replace(day=1)
        if start <= now:
            ends[month] = min(Scope(since=following, until=following).start, now)
    if not ends:
        return {}
    twin = HeldUnits.objects.filter(
        hold=OuterRef('hold'), server=OuterRef('server'), half_units=OuterRef('half_units'), pk__lt=OuterRef('pk')
    )
    # A server of full depth holds both faces of its units: they count once.
    units = HeldUnits.objects.filter(
        ~Exists(twin),
        hold__in=Hold.objects.restrict(user, 'view').filter(request__procedure__agency=scope.agency).values('pk'),
    )
    height = F('half_units__endswith') - F('half_units__startswith')
    sums = {}
    for month, end in ends.items():
        standing = Q(hold__state__in=(HoldStateChoices.ACTIVE, HoldStateChoices.CONVERTED))
        taken = Q(hold__held_at__lt=end) & (standing | Q(hold__ended_at__gte=end))
        sums[f'taken_{month.month}'] = Sum(height, filter=taken, default=0)
        sums[f'installed_{month.month}'] = Sum(height, filter=taken & Q(server__device__created__lt=end), default=0)
    found = units.aggregate(**sums)
    return {month: _level(found, month) for month in ends}


def _level(found: Mapping[str, int], month: datetime.date) -> tuple[float, float]:
    """Units that are held, and units in which devices stand."""
    taken, installed = found[f'taken_{month.month}'], found[f'installed_{month.month}']
    return (taken - installed) / HALF_UNITS_PER_UNIT, installed / HALF_UNITS_PER_UNIT


def _versions(scope: Scope, user: AbstractUser) -> list[VersionInForce]:
    """Every version published until the end of the year, newest first within its procedure."""
    versions = (
        ProcedureVersion.objects.restrict(user, 'view')
        .filter(procedure__agency=scope.agency, state=VersionStateChoices.PUBLISHED, published_at__lt=scope.end)
        .annotate(sheet_number=KT('document__sheet__number'))
        .order_by('procedure__name', 'procedure_id', '-number')
    )
    columns = ('procedure__name', 'number', 'sheet_number', 'published_at', 'published_by__username', 'note')
    return [
        VersionInForce(name, number, sheet_number or '', _day(at), by or '', note)
        for name, number, sheet_number, at, by, note in versions.values_list(*columns)
    ]


def _notes(scope: Scope, user: AbstractUser) -> list[ReviewNote]:
    """What the journals of the agency's procedures got in the year: where a review is written down."""
    procedures = Procedure.objects.restrict(user, 'view').filter(agency=scope.agency)
    names = dict(procedures.values_list('pk', 'name'))
    entries = JournalEntry.objects.restrict(user, 'view').filter(
        assigned_object_type=ContentType.objects.get_for_model(Procedure),
        assigned_object_id__in=list(names),
        created__gte=scope.start,
        created__lt=scope.end,
    )
    columns = ('created', 'assigned_object_id', 'created_by__username', 'comments')
    return [
        ReviewNote(_day(created), names[procedure], author or '', text)
        for created, procedure, author, text in entries.order_by('created', 'pk').values_list(*columns)
    ]


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()
