"""The guest book (buku tamu) of server rooms: who was there, when, for what, with which badge, and who was with them.

Papers of a visit have its lines; the book is printed for an agency, a room or all, and a range of days. No number of a
proof of identity is in it: none is kept. Both cost a constant number of queries.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dcim.models import Location, Site
from tenancy.models import Tenant

from ..choices import AccessLogKindChoices, TaskStateChoices
from ..models import AccessLogEntry, AccessVisit, CarriedItem, Task, Visitor
from .agency_head import freeze_agency
from .indonesian import date_block, format_date, mask_identity_numbers
from .rendering import compile_template
from .stationery import freeze_style
from .subject_parts import place_of

__all__ = ('LIMIT', 'Book', 'freeze_guest_book', 'freeze_guests', 'open_book', 'render_guest_book')

# Lines on one print: a year of a busy room.
LIMIT = 5_000
DIRECTIONS = {'in': 'dibawa masuk', 'out': 'dibawa keluar', 'both': 'dibawa masuk dan keluar'}


@dataclass(frozen=True)
class Book:
    """Some days of an agency's book: a line for each person who was inside, and one for each who was turned away.

    Attributes:
        guests: [{date, visitors [name], organisation, applicant, purpose, room, racks [], badge, entered, left, escort,
            remark}]
        refused: [{date, at, person, organisation, room, reason}]
        count: of both, also of those beyond `LIMIT`.
    """

    agency: Tenant
    since: datetime.date
    until: datetime.date
    place: str
    guests: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.guests) + len(self.refused)

    @property
    def period(self) -> str:
        if self.since == self.until:
            return format_date(self.since)
        return f'{format_date(self.since)} s.d. {format_date(self.until)}'


def open_book(
    agency: Tenant,
    since: datetime.date,
    until: datetime.date,
    *,
    site: Site | None = None,
    location: Location | None = None,
    visits: QuerySet[AccessVisit] | None = None,
    entries: QuerySet[AccessLogEntry] | None = None,
) -> Book:
    """Return the book of some days, both included.

    Args:
        site, location: only there; a location with those inside it.
        visits, entries: those that the reader may see; all, when not given.
    """
    first, last = _span(since, until)
    there = Q(site=site) if site else Q()
    if location:
        there &= Q(location__in=location.get_descendants(include_self=True))
    found = visits if visits is not None else AccessVisit.objects.all()
    came = Q(entered_at__gte=first, entered_at__lt=last)
    came |= Q(visitors__admitted_at__gte=first, visitors__admitted_at__lt=last)
    found = found.filter(came, there, procedure__agency=agency).distinct().order_by('entered_at', 'pk')
    log = entries if entries is not None else AccessLogEntry.objects.all()
    log = log.filter(there, agency=agency, kind=AccessLogKindChoices.REFUSED, at__gte=first, at__lt=last)
    guests = _rows(list(_fetch(found)[: LIMIT + 1]), between=(first, last))
    refused = [_refused(entry) for entry in log.select_related('site', 'location').order_by('at', 'pk')[: LIMIT + 1]]
    return Book(
        agency=agency,
        since=since,
        until=until,
        place=str(location or site or ''),
        guests=guests[:LIMIT],
        refused=refused[:LIMIT],
        count=len(guests) + len(refused),
    )


def freeze_guest_book(
    agency: Tenant,
    since: datetime.date,
    until: datetime.date,
    *,
    now: datetime.datetime,
    **where: Any,
) -> dict[str, Any]:
    """Return the data of the book's pages, for `rendering.compile_template('guest-book.typ', …)`; see `open_book`."""
    return _freeze(open_book(agency, since, until, **where), now=now)


def render_guest_book(book: Book, *, now: datetime.datetime) -> bytes:
    """Return the book as PDF.

    Raises:
        typst.TypstError: the template does not fit the data.
    """
    return compile_template('guest-book.typ', _freeze(book, now=now), day=timezone.localtime(now).date())


def freeze_guests(visit: AccessVisit) -> list[dict[str, Any]]:
    """Return the visit's own lines of the book."""
    return _rows(list(_fetch(AccessVisit.objects.filter(pk=visit.pk))))


def _freeze(book: Book, *, now: datetime.datetime) -> dict[str, Any]:
    today = timezone.localtime(now).date()
    return {
        'kind': 'guest-book',
        'title': 'Buku tamu ruang server',
        'status': 'filed',
        'outgoing': False,
        'code': '',
        'number': '',
        'dated': date_block(today),
        'printed': format_date(today),
        'agency': freeze_agency(book.agency),
        'style': freeze_style(book.agency, 'guest-book', None),
        'period': f'{book.period} · {book.place}' if book.place else book.period,
        'guests': book.guests,
        'refused': book.refused,
        'text': {'note': ''},
        'drafters': [],
        'signer': None,
    }


def _span(since: datetime.date, until: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    zone = timezone.get_current_timezone()
    first = datetime.datetime.combine(since, datetime.time.min, zone)
    return first, datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time.min, zone)


def _fetch(visits: QuerySet[AccessVisit]) -> QuerySet[AccessVisit]:
    return visits.select_related('applicant', 'location', 'site').prefetch_related('racks', 'visitors', 'items')


def _rows(
    visits: list[AccessVisit], *, between: tuple[datetime.datetime, datetime.datetime] | None = None
) -> list[dict[str, Any]]:
    """Return a line for each person; with a span, of those who came in then. What was carried is with the first."""
    remarks = _remarks(visits)
    rows: list[tuple[Any, dict[str, Any]]] = []
    for visit in visits:
        people = [person for person in _people(visit) if between is None or _came_between(person, visit, *between)]
        for index, person in enumerate(people):
            said = [] if index else [*map(_carried, visit.items.all()), remarks.get(visit.case_id, '')]
            rows.append((person.admitted_at or visit.entered_at, _row(visit, person, said)))
    if between is not None:
        rows.sort(key=lambda found: found[0])
    return [row for _moment, row in rows]


def _people(visit: AccessVisit) -> list[Visitor]:
    """Who was let in; of a visit whose door named nobody, everybody."""
    everybody = list(visit.visitors.all())
    return [person for person in everybody if person.admitted_at] or everybody


def _came_between(person: Visitor, visit: AccessVisit, first: datetime.datetime, last: datetime.datetime) -> bool:
    moment = person.admitted_at or visit.entered_at
    return moment is not None and first <= moment < last


def _row(visit: AccessVisit, person: Visitor, said: Iterable[str]) -> dict[str, Any]:
    entered = person.admitted_at or visit.entered_at
    return {
        'date': format_date(timezone.localtime(entered or visit.starts_at).date()),
        'visitors': [mask_identity_numbers(person.name)],
        'organisation': mask_identity_numbers(person.organisation),
        'applicant': visit.applicant.name,
        'purpose': mask_identity_numbers(visit.purpose),
        'room': place_of(visit),
        'racks': sorted(rack.name for rack in visit.racks.all()),
        'badge': person.badge_number,
        'entered': _clock(entered),
        'left': _clock(person.checked_out_at or visit.left_at, day=entered),
        'escort': visit.escort_name,
        'remark': '\n'.join(dict.fromkeys(filter(None, (mask_identity_numbers(person.door_remark), *said)))),
    }


def _carried(item: CarriedItem) -> str:
    name = f'{item.name} ({item.serial})' if item.serial else item.name
    count = f'{item.quantity} × ' if item.quantity != 1 else ''
    return mask_identity_numbers(f'{count}{name}, {DIRECTIONS.get(item.direction, item.direction)}')


def _refused(entry: AccessLogEntry) -> dict[str, Any]:
    at = timezone.localtime(entry.at)
    return {
        'date': format_date(at.date()),
        'at': f'{at:%H.%M}',
        'person': mask_identity_numbers(entry.person),
        'organisation': mask_identity_numbers(entry.organisation),
        'room': f'{entry.location.name}, {entry.site.name}' if entry.location else entry.site.name,
        'reason': mask_identity_numbers(entry.text),
    }


def _clock(moment: datetime.datetime | None, *, day: datetime.datetime | None = None) -> str:
    """Return the time of day, with its date where that is not the day on which they entered."""
    if moment is None:
        return ''
    moment = timezone.localtime(moment)
    is_other_day = day is not None and timezone.localtime(day).date() != moment.date()
    return f'{moment:%H.%M}' + (f' ({format_date(moment.date())})' if is_other_day else '')


def _remarks(visits: Iterable[AccessVisit]) -> Mapping[int | None, str]:
    """Return what was remarked in the steps of each visit's case, by the case."""
    cases = [visit.case_id for visit in visits if visit.case_id]
    tasks = Task.objects.filter(case__in=cases, state=TaskStateChoices.CLOSED, data__has_key='remark')
    found: dict[int | None, list[str]] = {}
    for case, data in tasks.order_by('closed_at', 'pk').values_list('case_id', 'data'):
        if remark := str(data.get('remark') or '').strip():
            found.setdefault(case, []).append(mask_identity_numbers(remark))
    return {case: '\n'.join(dict.fromkeys(lines)) for case, lines in found.items()}
