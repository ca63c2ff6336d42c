"""The calendar page: entries put into the days of a month, a week or a day, in one time zone."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..workflows.schedule import CANCELLED, TENTATIVE, Entry
from .schedule import facts_of, head_of, name_zone, people_of, standing_of, time_there, times_of

__all__ = ('Day', 'Line', 'Page', 'Period', 'lay_out', 'period_of')

Span = Literal['month', 'week', 'day']
# How many entries a day of the month shows; the rest is on the day's own page.
MOST_PER_DAY = 4
WEEK = 7
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole days from `first` up to and without `end`, and the days by which the one before and after are asked for."""

    span: Span
    first: datetime.date
    end: datetime.date
    anchor: datetime.date
    previous: datetime.date
    next: datetime.date

    def bounds(self, zone: datetime.tzinfo) -> tuple[datetime.datetime, datetime.datetime]:
        midnight = datetime.time.min
        return tuple(datetime.datetime.combine(day, midnight, tzinfo=zone) for day in (self.first, self.end))


@dataclass(frozen=True)
class Line:
    """An entry on one day."""

    entry: Entry
    times: str
    head: str
    people: str
    standing: str
    details: tuple[str, ...]

    @property
    def look(self) -> str:
        """Its classes: what colours say, the words say as well."""
        kind = 'visit' if self.entry.is_visit else 'window'
        further = {CANCELLED: ' colo-cancelled', TENTATIVE: ' colo-tentative'}.get(self.entry.standing, '')
        return f'colo-{kind}{further}{" colo-now" if self.entry.now else ""}'


@dataclass(frozen=True)
class Day:
    date: datetime.date
    is_today: bool
    is_outside: bool
    lines: tuple[Line, ...] = ()

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.lines if len(self.lines) <= MOST_PER_DAY else self.lines[: MOST_PER_DAY - 1]

    @property
    def hidden(self) -> int:
        return len(self.lines) - len(self.shown)

    @property
    def title(self) -> str:
        return date_format(self.date, 'l, j F Y')


@dataclass(frozen=True)
class Page:
    title: str
    zone_name: str
    days: tuple[Day, ...]
    count: int
    weekdays: tuple[str, ...] = field(default=())

    @property
    def weeks(self) -> list[tuple[Day, ...]]:
        return [self.days[start : start + WEEK] for start in range(0, len(self.days), WEEK)]

    @property
    def busy_days(self) -> list[Day]:
        return [day for day in self.days if day.lines]


def period_of(span: Span, day: datetime.date) -> Period:
    """Return the month (with the days that fill its weeks, Monday first), the week or the day that a day lies in."""
    if span == 'day':
        return Period(span, day, day + ONE_DAY, day, day - ONE_DAY, day + ONE_DAY)
    if span == 'week':
        monday = day - ONE_DAY * day.weekday()
        return Period(span, monday, monday + ONE_DAY * WEEK, day, day - ONE_DAY * WEEK, day + ONE_DAY * WEEK)
    first = day.replace(day=1)
    following = (first + ONE_DAY * 31).replace(day=1)
    last = following - ONE_DAY
    monday, sunday = first - ONE_DAY * first.weekday(), last + ONE_DAY * (WEEK - 1 - last.weekday())
    return Period(span, monday, sunday + ONE_DAY, day, (first - ONE_DAY).replace(day=1), following)


def lay_out(entries: Iterable[Entry], period: Period, *, zone: datetime.tzinfo, today: datetime.date) -> Page:
    """Put entries into the days of a period; one that lasts over midnight stands on each of its days."""
    entries = list(entries)
    by_day: dict[datetime.date, list[Line]] = {}
    for entry in entries:
        for day in _days_of(entry, period, zone):
            by_day.setdefault(day, []).append(_line(entry, day, zone))
    days = []
    for number in range((period.end - period.first).days):
        day = period.first + ONE_DAY * number
        is_outside = period.span == 'month' and day.month != period.anchor.month
        days.append(Day(day, day == today, is_outside, tuple(by_day.get(day, ()))))
    noon = datetime.datetime.combine(period.anchor, datetime.time(12), tzinfo=zone)
    weekdays = tuple(date_format(day.date, 'l') for day in days[:WEEK])
    return Page(_title(period), name_zone(zone, noon), tuple(days), len(entries), weekdays)


def _days_of(entry: Entry, period: Period, zone: datetime.tzinfo) -> Iterator[datetime.date]:
    day = max(entry.starts_at.astimezone(zone).date(), period.first)
    # An end at midnight is the end of the day before.
    instant = entry.ends_at.astimezone(zone) - datetime.timedelta(microseconds=1)
    last = min(instant.date(), period.end - ONE_DAY)
    while day <= last:
        yield day
        day += ONE_DAY


def _line(entry: Entry, day: datetime.date, zone: datetime.tzinfo) -> Line:
    # The same clock, or one that shows the same at that moment.
    is_here = entry.starts_at.astimezone(zone).utcoffset() == entry.starts_at.astimezone(entry.zone).utcoffset()
    return Line(
        entry=entry,
        times=times_of(entry, zone, day=day),
        head=head_of(entry),
        people=people_of(entry),
        standing=standing_of(entry),
        details=tuple(facts_of(entry) if is_here else [time_there(entry), *facts_of(entry)]),
    )


def _title(period: Period) -> str:
    if period.span == 'month':
        return date_format(period.anchor, 'F Y')
    if period.span == 'day':
        return date_format(period.first, 'l, j F Y')
    last = period.end - ONE_DAY
    return _('{first} to {last}').format(first=date_format(period.first, 'j F'), last=date_format(last, 'j F Y'))
