"""What a maintenance window runs into, found before anybody agrees to it: other windows, visits, installations, people.

Findings that stop stand against agreeing; the others are told. Each has its evidence. The number of queries grows with
the windows at the same time, not with what they touch.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dcim.models import Location, Rack

from ..choices import ImpactGradeChoices, RequestStatusChoices, TicketTimingChoices, WindowStateChoices
from ..conf import get_setting
from ..exceptions import Evidence, Finding
from ..models import AccessVisit, HeldUnits, MaintenanceTicket, MaintenanceWindow
from .impact import Touched, assess, worse_together

__all__ = ('LIVE_STATES', 'find_collisions', 'overlapping', 'say_span')

# A window that was agreed to takes its time; a proposed one only says that somebody else wants it.
TAKEN = (WindowStateChoices.AGREED, WindowStateChoices.UNDER_WAY)
LIVE_STATES = (WindowStateChoices.PROPOSED, *TAKEN)
MOST_NAMED = 5
MOST_LINKS = 10


@dataclass
class _Case:
    """A window, its time, and what its ticket touches."""

    window: MaintenanceWindow
    now: datetime.datetime

    @property
    def ticket(self) -> MaintenanceTicket:
        return self.window.ticket

    @cached_property
    def touched(self) -> Touched:
        return Touched.of(self.ticket)

    @cached_property
    def racks(self) -> frozenset[int]:
        return racks_of(self.touched)

    @cached_property
    def rooms(self) -> frozenset[int]:
        """The touched rooms and everything inside them."""
        return _inside(self.touched.rooms)

    @cached_property
    def others(self) -> list[MaintenanceWindow]:
        windows = overlapping(self.window.starts_at, self.window.lasts_until).exclude(pk=self.window.pk)
        return list(windows.select_related('ticket__case').order_by('starts_at', 'pk'))


def find_collisions(window: MaintenanceWindow, *, now: datetime.datetime) -> list[Finding]:
    """Return what is to be known before anybody agrees to this window, what stops first."""
    case = _Case(window, now)
    found = [
        *_find_time(case),
        *_find_nothing_touched(case),
        *_find_windows(case),
        *_find_partners(case),
        *_find_technicians(case),
        *_find_visits(case),
        *_find_installations(case),
        *_find_unknown(case),
    ]
    return sorted(found, key=lambda finding: not finding.stops)


def overlapping(start: datetime.datetime, end: datetime.datetime) -> QuerySet[MaintenanceWindow]:
    """Return the windows, proposed or agreed or under way, that share time with this span."""
    windows = MaintenanceWindow.objects.annotate(window_ends=MaintenanceWindow.LASTS_UNTIL)
    return windows.filter(state__in=LIVE_STATES, starts_at__lt=end, window_ends__gt=start)


def say_span(window: MaintenanceWindow) -> str:
    """Return the time of a window for a sentence, in the reader's language."""
    start, end = timezone.localtime(window.starts_at), timezone.localtime(window.lasts_until)
    until = date_format(end, 'TIME_FORMAT') if start.date() == end.date() else date_format(end, 'DATETIME_FORMAT')
    return f'{date_format(start, "DATETIME_FORMAT")} – {until}'


def racks_of(touched: Touched) -> frozenset[int]:
    """Return the racks at which work stands: touched, of touched devices, in touched rooms, on touched feeds."""
    condition = (
        Q(pk__in=touched.racks)
        | Q(devices__in=touched.devices)
        | Q(location__in=_inside(touched.rooms))
        | Q(powerfeeds__in=touched.power_feeds)
        | Q(powerfeeds__power_panel__in=touched.power_panels)
    )
    return frozenset(Rack.objects.filter(condition).order_by().values_list('pk', flat=True).distinct())


def _find_time(case: _Case) -> Iterator[Finding]:
    window = case.window
    if window.lasts_until <= case.now:
        message = _('This time is over: propose a later one.')
        yield Finding('window-in-past', message, field='ends_at')
    elif window.starts_at < case.now and window.state == WindowStateChoices.PROPOSED:
        yield Finding('window-began', _('This time has begun already.'), stops=False, field='starts_at')
    days = get_setting('notice_days')
    is_late = window.starts_at - case.now < datetime.timedelta(days=days)
    is_planned = case.ticket.timing == TicketTimingChoices.PLANNED
    if is_late and is_planned and window.lasts_until > case.now and window.state == WindowStateChoices.PROPOSED:
        message = _('Whoever is affected should be told {days} days ahead: this begins sooner.')
        yield Finding('notice-late', message.format(days=days), stops=False, field='starts_at', data={'days': days})


def _find_nothing_touched(case: _Case) -> Iterator[Finding]:
    if not case.touched:
        message = _('The ticket names nothing that the work touches: add it, or nobody can be told.')
        yield Finding('nothing-touched', message, stops=False, links=(Evidence.of(case.ticket),))


def _find_windows(case: _Case) -> Iterator[Finding]:
    """Other work on the same objects at the same time, or beside it in the same room, rack or panel."""
    for other in case.others:
        theirs = Touched.of(other.ticket)
        same = case.touched & theirs
        is_taken = other.state in TAKEN
        if other.ticket_id == case.window.ticket_id or same:
            message = _('{window} ({span}) works on the same at that time: {names}. Choose another time.')
            if not is_taken:
                message = _('{window} ({span}) is proposed for the same at that time: {names}.')
            yield Finding(
                'window-same-object',
                message.format(window=other, span=say_span(other), names=_names(same) or other.ticket),
                stops=is_taken,
                field='starts_at',
                data={'window': other.pk, 'objects': [list(each) for each in list(same)[:MOST_LINKS]]},
                links=(Evidence.of(other), *_links(same)),
            )
        elif shared := case.racks & racks_of(theirs):
            racks = list(Rack.objects.filter(pk__in=shared).order_by('name', 'pk')[:MOST_LINKS])
            message = _('{window} ({span}) works at the same racks at that time: {names}.')
            yield Finding(
                'window-same-rack',
                message.format(window=other, span=say_span(other), names=_join(racks, len(shared))),
                stops=False,
                field='starts_at',
                data={'window': other.pk, 'racks': sorted(shared)[:MOST_LINKS]},
                links=(Evidence.of(other), *map(Evidence.of, racks)),
            )


def _find_partners(case: _Case) -> Iterator[Finding]:
    """Devices that only several windows together put out: each takes what the other leaves."""
    others = [other for other in case.others if other.ticket_id != case.window.ticket_id]
    if not others or not case.touched:
        return
    touched = {other.pk: Touched.of(other.ticket) for other in others}
    alone, told = assess(case.touched), set()
    for other in others:
        worse = worse_together(case.touched, touched[other.pk], alone=(alone, None))
        told |= {line.pk for line in worse}
        yield from _partner_finding([other], worse)
    taken = [other for other in others if other.state in TAKEN]
    if len(taken) > 1:
        together = Touched.together(*(touched[other.pk] for other in taken))
        worse = worse_together(case.touched, together, alone=(alone, None))
        yield from _partner_finding(taken, [line for line in worse if line.pk not in told])


def _partner_finding(others: list[MaintenanceWindow], worse: Iterable[Any]) -> Iterator[Finding]:
    lines = list(worse)
    out = [line for line in lines if line.grade == ImpactGradeChoices.OUTAGE]
    is_taken = all(other.state in TAKEN for other in others)
    for found, code in ((out, 'window-overlaps-partner'), ([each for each in lines if each not in out], 'less-left')):
        if not found:
            continue
        names = _join([line.label for line in found], len(found))
        if code == 'window-overlaps-partner':
            message = _(
                'Together with {windows} this puts out what each leaves running alone: {names}. Choose a time when the '
                'other is over.'
            )
        else:
            message = _('Together with {windows} this leaves less than each does alone: {names}.')
        yield Finding(
            code,
            message.format(windows=_join([f'{other} ({say_span(other)})' for other in others]), names=names),
            stops=code == 'window-overlaps-partner' and is_taken,
            field='starts_at',
            data={
                'windows': [other.pk for other in others],
                'devices': [line.pk for line in found[:MOST_LINKS]],
                'count': len(found),
            },
            links=(
                *map(Evidence.of, others),
                *(Evidence(line.label, line.model, line.pk) for line in found[:MOST_LINKS]),
            ),
        )


def _find_technicians(case: _Case) -> Iterator[Finding]:
    """A technician who works elsewhere, or escorts a visit of something else, at that time."""
    people = {row.user_id or -row.pk: row for row in case.ticket.technicians.all()}
    if not people:
        return
    taken = [other.pk for other in case.others if other.state in TAKEN and other.ticket_id != case.window.ticket_id]
    others = MaintenanceWindow.objects.filter(pk__in=taken).select_related('ticket')
    for other in others.prefetch_related('ticket__technicians'):
        for row in other.ticket.technicians.all():
            if (row.user_id or -row.pk) in people:
                message = _('{name} works in {window} ({span}) at that time: name another technician, or another time.')
                yield Finding(
                    'technician-busy',
                    message.format(name=row.holder_name, window=other, span=say_span(other)),
                    field='starts_at',
                    data={'window': other.pk, 'appointment': people[row.user_id or -row.pk].pk},
                    links=(Evidence.of(other), Evidence.of(people[row.user_id or -row.pk])),
                )
    theirs = Q(escort__in=[row.pk for row in people.values()]) | Q(escort__user__in=[pk for pk in people if pk > 0])
    for visit in _visits(case).filter(theirs).exclude(ticket=case.ticket.pk).select_related('escort'):
        message = _('{name} escorts {visit} at that time: have somebody else escort it, or name another technician.')
        yield Finding(
            'technician-escorts',
            message.format(name=visit.escort.holder_name if visit.escort else '', visit=visit),
            stops=False,
            data={'visit': visit.pk},
            links=(Evidence.of(visit),),
        )


def _find_visits(case: _Case) -> Iterator[Finding]:
    """People who stand in a touched room or at a touched rack; not those who come for this very ticket."""
    visits = _visits(case).exclude(ticket=case.ticket.pk)
    at_racks: defaultdict[int, list[Rack]] = defaultdict(list)
    through = AccessVisit.racks.through.objects.filter(rack__in=case.racks, accessvisit__in=visits.values('pk'))
    for row in through.select_related('rack').order_by('rack__name', 'pk'):
        at_racks[row.accessvisit_id].append(row.rack)
    in_rooms = Q(pk__in=at_racks) | Q(location__in=case.rooms) | Q(racks__location__in=case.rooms)
    for visit in visits.filter(in_rooms).distinct().select_related('location', 'site').order_by('starts_at', 'pk'):
        racks = at_racks[visit.pk]
        message = _('{visit} is in the room at that time: tell them, or choose another time.')
        if racks:
            message = _('{visit} is at {racks} at that time: tell them, or choose another time.')
        yield Finding(
            'visit-at-rack' if racks else 'visit-in-room',
            message.format(visit=visit, racks=_join(racks)),
            stops=False,
            field='starts_at',
            data={'visit': visit.pk, 'racks': [rack.pk for rack in racks[:MOST_LINKS]]},
            links=(Evidence.of(visit), *map(Evidence.of, racks[:MOST_LINKS])),
        )


def _find_installations(case: _Case) -> Iterator[Finding]:
    """Servers that are about to be put into a touched rack: nobody knows the hour, so it is told, not refused."""
    held = HeldUnits.objects.filter(is_active=True, rack__in=case.racks).select_related('hold__request__case', 'rack')
    racks: defaultdict[int, dict[int, Rack]] = defaultdict(dict)
    requests = {}
    for units in held.order_by('rack__name', 'pk'):
        requests[units.hold.request_id] = units.hold.request
        racks[units.hold.request_id][units.rack_id] = units.rack
    for pk, request in sorted(requests.items()):
        is_decided = request.status == RequestStatusChoices.ACCEPTED
        message = _('{request} holds places in {racks}: agree on the day of its installation with the applicant.')
        if is_decided:
            message = _('{request} is about to be installed in {racks}: agree on the day with the applicant.')
        rows = list(racks[pk].values())
        yield Finding(
            'installation-in-rack' if is_decided else 'hold-in-rack',
            message.format(request=request, racks=_join(rows)),
            stops=False,
            data={'request': pk, 'racks': [rack.pk for rack in rows[:MOST_LINKS]]},
            links=(Evidence.of(request), *map(Evidence.of, rows[:MOST_LINKS])),
        )


def _find_unknown(case: _Case) -> Iterator[Finding]:
    """What NetBox does not know of the impact, as it was found when the window was assessed last."""
    count = sum(each.get('count', 0) for each in case.window.impact.get('unknown', ()))
    if count:
        message = _('NetBox does not know everything about the impact ({count} gaps): look at it before you agree.')
        yield Finding('impact-unknown', message.format(count=count), stops=False, data={'count': count})


def _visits(case: _Case) -> QuerySet[AccessVisit]:
    """Visits of that time that were accepted, or are inside."""
    takes_place = Q(status=RequestStatusChoices.ACCEPTED) | Q(entered_at__isnull=False)
    visits = AccessVisit.objects.annotate(visit_ends=AccessVisit.LASTS_UNTIL)
    window = case.window
    return visits.filter(
        takes_place, left_at__isnull=True, starts_at__lt=window.lasts_until, visit_ends__gt=window.starts_at
    )


def _inside(rooms: Iterable[int]) -> frozenset[int]:
    """These locations and everything inside them; one query for each, and work names few."""
    found: set[int] = set()
    for room in Location.objects.filter(pk__in=rooms):
        found |= set(room.get_descendants(include_self=True).values_list('pk', flat=True))
    return frozenset(found)


def _objects(same: Touched) -> list[Any]:
    """The first touched objects that two tickets share."""
    fields = {name: sorted(getattr(same, name))[:MOST_LINKS] for name in MaintenanceTicket.TOUCHED}
    found = []
    for name, keys in fields.items():
        if keys:
            model: Any = MaintenanceTicket._meta.get_field(name).related_model
            found += list(model.objects.filter(pk__in=keys).order_by('pk'))
    return found[:MOST_LINKS]


def _names(same: Touched) -> str:
    return _join(_objects(same), sum(1 for _each in same))


def _links(same: Touched) -> tuple[Evidence, ...]:
    return tuple(Evidence.of(row) for row in _objects(same))


def _join(rows: Iterable[Any], count: int | None = None) -> str:
    names = [str(row) for row in rows]
    shown, total = names[:MOST_NAMED], len(names) if count is None else count
    text = ', '.join(shown)
    return _('{names} and {count} more').format(names=text, count=total - len(shown)) if total > len(shown) else text
