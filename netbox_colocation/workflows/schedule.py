"""The calendar of the rooms: visits and maintenance windows between two moments, as one list.

Of visitors it knows how many there are, and whose they are: no names.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..choices import FeedContentChoices, ImpactGradeChoices, RequestStatusChoices, WindowStateChoices
from ..models import AccessVisit, CalendarFeed, ImpactLine, MaintenanceTicket, MaintenanceWindow, Visitor

__all__ = ('CANCELLED', 'CONFIRMED', 'MOST', 'TENTATIVE', 'Entry', 'Scope', 'read_schedule', 'windows_of', 'zone_of')

# How many visits, and how many windows, one question is answered with.
MOST = 1000
TENTATIVE, CONFIRMED, CANCELLED = 'tentative', 'confirmed', 'cancelled'

_CALLED_OFF = (RequestStatusChoices.REFUSED, RequestStatusChoices.WITHDRAWN, RequestStatusChoices.CANCELLED)
_GRANTED = (RequestStatusChoices.ACCEPTED, RequestStatusChoices.COMPLETED)
_HARMLESS = (ImpactGradeChoices.NONE, ImpactGradeChoices.UNKNOWN)


@dataclass(frozen=True)
class Scope:
    """Which visits and windows: what is not named is not asked for.

    Attributes:
        site, location: where; a location with what is inside it.
        tenant: whose: the applicant's, the agency's that runs the procedure, or whom a window hits.
        mine: only what this user escorts, works on, decided about, or applied for.
    """

    site: Any = None
    location: Any = None
    tenant: Any = None
    mine: Any = None
    content: str = FeedContentChoices.ALL

    @classmethod
    def of(cls, feed: CalendarFeed) -> 'Scope':
        """What a feed asks for."""
        whose = {
            'mine': {'mine': feed.user},
            'room': {'site': feed.site, 'location': feed.location},
            'agency': {'tenant': feed.tenant},
        }
        return cls(content=feed.content, **whose[feed.scope])

    @property
    def has_visits(self) -> bool:
        return self.content in (FeedContentChoices.ALL, FeedContentChoices.VISITS)

    @property
    def has_windows(self) -> bool:
        return self.content in (FeedContentChoices.ALL, FeedContentChoices.WINDOWS)


@dataclass(frozen=True)
class Entry:
    """A visit or a window in the calendar.

    Attributes:
        model: `accessvisit`, `maintenancewindow` or `mute`: a window as monitoring needs it (`mute_calendar`).
        standing: `tentative`, `confirmed` or `cancelled`, as iCal has it.
        agency: the name of the agency that comes, or that asked for the work.
        people: how many visitors; None for a window.
        affected: how many objects a window hits, by grade; empty for a visit.
        muted: the servers that are not watched meanwhile; None for all but a mute.
        now: whether people are inside, or the window is under way.
    """

    model: str
    pk: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    standing: str
    agency: str
    site: str
    location: str
    zone: datetime.tzinfo
    case_number: str
    url: str
    created: datetime.datetime | None
    last_updated: datetime.datetime | None
    state_label: str
    state_color: str
    people: int | None = None
    is_emergency: bool = False
    now: bool = False
    title: str = ''
    racks: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    affected: dict[str, int] = field(default_factory=dict)
    muted: tuple[str, ...] | None = None

    @property
    def is_visit(self) -> bool:
        return self.model == 'accessvisit'

    @property
    def place(self) -> str:
        return ', '.join(filter(None, (self.location, self.site)))


def read_schedule(
    scope: Scope, *, since: datetime.datetime, until: datetime.datetime, user: Any, most: int = MOST
) -> list[Entry]:
    """Return what lies between two moments and the user may view, the earliest first; at most six queries."""
    entries: list[Entry] = []
    if scope.has_visits:
        entries += map(_visit_entry, _visits(scope, since, until, user)[:most])
    if scope.has_windows:
        entries += map(_window_entry, _windows(scope, since, until, user)[:most])
    return sorted(entries, key=lambda entry: (entry.starts_at, entry.ends_at, entry.model, entry.pk))


def zone_of(site: Any) -> datetime.tzinfo:
    """Return the time zone of a site: its own, or the one that is set for NetBox."""
    zone = getattr(site, 'time_zone', None)
    if not zone:
        return timezone.get_default_timezone()
    return zone if isinstance(zone, datetime.tzinfo) else ZoneInfo(str(zone))


def _visits(scope: Scope, since: datetime.datetime, until: datetime.datetime, user: Any) -> QuerySet[AccessVisit]:
    people = Visitor.objects.filter(visit=OuterRef('pk')).order_by().values('visit').annotate(count=Count('pk'))
    visits = AccessVisit.objects.restrict(user, 'view')
    # What was never submitted is nobody's plan yet; an emergency is one before its letter comes.
    visits = visits.exclude(Q(status=RequestStatusChoices.DRAFT) & Q(is_emergency=False))
    visits = visits.filter(starts_at__lt=until).filter(Q(ends_at__gt=since) | Q(extended_until__gt=since))
    if scope.site:
        visits = visits.filter(site=scope.site)
    if scope.location:
        inside = scope.location.get_descendants(include_self=True).order_by().values('pk')
        reached = AccessVisit.racks.through.objects.filter(rack__location__in=inside).values('accessvisit')
        visits = visits.filter(Q(location__in=inside) | Q(pk__in=reached))
    if scope.tenant:
        visits = visits.filter(Q(applicant=scope.tenant) | Q(procedure__agency=scope.tenant))
    if scope.mine:
        visits = visits.filter(Q(escort__user=scope.mine) | Q(applicant__in=_represented(scope.mine)))
    return (
        visits.annotate(people=Coalesce(Subquery(people.values('count')), 0))
        .select_related('site', 'location', 'applicant', 'case')
        .prefetch_related('racks')
        .order_by('starts_at', 'pk')
    )


def windows_of(scope: Scope, user: Any) -> QuerySet[MaintenanceWindow]:
    """Return the windows of a scope that the user may view, whenever they are."""
    windows = MaintenanceWindow.objects.restrict(user, 'view')
    if scope.site:
        windows = windows.filter(ticket__site=scope.site)
    if scope.location:
        windows = windows.filter(ticket__in=_tickets_at(scope.location).values('pk'))
    if scope.tenant:
        hit = ImpactLine.objects.filter(tenant=scope.tenant).exclude(grade__in=_HARMLESS).values('window')
        windows = windows.filter(
            Q(ticket__applicant=scope.tenant) | Q(ticket__procedure__agency=scope.tenant) | Q(pk__in=hit)
        )
    if scope.mine:
        mine = scope.mine
        worked_on = MaintenanceTicket.technicians.through.objects.filter(appointment__user=mine)
        windows = windows.filter(
            Q(ticket__in=worked_on.values('maintenanceticket'))
            | Q(ticket__applicant__in=_represented(mine))
            | Q(proposed_by=mine)
            | Q(agreed_by=mine)
        )
    return windows


def _windows(
    scope: Scope, since: datetime.datetime, until: datetime.datetime, user: Any
) -> QuerySet[MaintenanceWindow]:
    windows = windows_of(scope, user)
    windows = windows.filter(starts_at__lt=until).filter(Q(ends_at__gt=since) | Q(extended_until__gt=since))
    return windows.select_related('ticket__site', 'ticket__location', 'ticket__applicant', 'ticket__case').order_by(
        'starts_at', 'pk'
    )


def _represented(user: Any) -> QuerySet[Any]:
    """The tenants that a user represents today."""
    return user.colocation_representations.filter(is_current=True).order_by().values('tenant')


def _tickets_at(location: Any) -> QuerySet[MaintenanceTicket]:
    """Tickets whose work touches a location, something inside it, or the room around it as a whole."""
    inside = location.get_descendants(include_self=True).order_by().values('pk')
    around = location.get_ancestors(include_self=True).order_by().values('pk')
    through = MaintenanceTicket.racks.through.objects, MaintenanceTicket.devices.through.objects
    return MaintenanceTicket.objects.order_by().filter(
        Q(location__in=inside)
        | Q(pk__in=MaintenanceTicket.rooms.through.objects.filter(location__in=inside).values('maintenanceticket'))
        | Q(pk__in=MaintenanceTicket.rooms.through.objects.filter(location__in=around).values('maintenanceticket'))
        | Q(pk__in=through[0].filter(rack__location__in=inside).values('maintenanceticket'))
        | Q(pk__in=through[1].filter(device__location__in=inside).values('maintenanceticket'))
    )


def _visit_entry(visit: Any) -> Entry:
    if visit.status in _CALLED_OFF and not visit.entered_at:
        standing = CANCELLED
    else:
        is_certain = visit.status in _GRANTED or visit.escort_id or visit.entered_at
        standing = CONFIRMED if is_certain else TENTATIVE
    return Entry(
        **_common(visit, visit),
        model='accessvisit',
        ends_at=visit.allowed_until,
        standing=standing,
        state_label=str(visit.get_status_display()),
        state_color=visit.get_status_color() or 'gray',
        people=visit.people,
        is_emergency=visit.is_emergency,
        now=visit.is_inside,
        racks=tuple(rack.name for rack in visit.racks.all()),
        activities=tuple(visit.activities),
    )


def _window_entry(window: MaintenanceWindow) -> Entry:
    standings = {WindowStateChoices.CANCELLED: CANCELLED, WindowStateChoices.PROPOSED: TENTATIVE}
    return Entry(
        **_common(window, window.ticket),
        model='maintenancewindow',
        ends_at=window.lasts_until,
        standing=standings.get(window.state, CONFIRMED),
        state_label=str(window.get_state_display()),
        state_color=window.get_state_color() or 'gray',
        now=window.state == WindowStateChoices.UNDER_WAY,
        title=window.ticket.name,
        affected=_count_affected(window.impact),
    )


def _common(row: Any, subject: Any) -> dict[str, Any]:
    return {
        'pk': row.pk,
        'starts_at': row.starts_at,
        'agency': subject.applicant.name,
        'site': subject.site.name,
        'location': subject.location.name if subject.location else '',
        'zone': zone_of(subject.site),
        'case_number': subject.case.number if subject.case else '',
        'url': row.get_absolute_url(),
        'created': row.created,
        'last_updated': row.last_updated,
    }


def _count_affected(impact: Any) -> dict[str, int]:
    """Return how many objects are hit, by grade, the worst first; `impact` as `maintenance.assessing` stores it."""
    models = (impact or {}).get('counts', {}).values()
    grades: Iterable[str] = (key for key, *_rest in ImpactGradeChoices.CHOICES if key not in _HARMLESS)
    sums = {grade: sum(counts.get(grade, 0) for counts in models) for grade in grades}
    return {grade: count for grade, count in sums.items() if count}
