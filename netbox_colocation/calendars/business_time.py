"""Arithmetic of working time. Pure: imports no Django, reads no clock.

A limit is a whole number of minutes, hours, working days or calendar days. Time runs from the first open moment on.

- Minutes and hours count open time only.
- A working day from Friday 15:00 is Monday 15:00, or, when the office is not open then, the last open moment before it.
- A calendar day is the same time on the next day, or, when the office is not open then, the next open moment.
- Plain days are working or calendar days, as the office counts them.

Nothing is ever due while the office is closed.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ('DayCount', 'Limit', 'OfficeHours', 'Season', 'Span', 'Unit', 'Week', 'merge_spans', 'parse_limit')

Unit = Literal['minutes', 'hours', 'days', 'working days', 'calendar days']
DayCount = Literal['working', 'calendar']

# A year and a half without an open minute is not an office: a search that goes further is a mistake in the hours.
_SEARCH_DAYS = 550
_LIMIT = re.compile(r'^([1-9]\d{0,3}) (minute|hour|day|working day|calendar day)s?$')
_UNITS: dict[str, Unit] = {
    'minute': 'minutes',
    'hour': 'hours',
    'day': 'days',
    'working day': 'working days',
    'calendar day': 'calendar days',
}


@dataclass(frozen=True)
class Limit:
    """So much time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f'{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}'


@dataclass(frozen=True, order=True)
class Span:
    """Open from `start` until `end` on one day, in local time; `end` is not included."""

    start: datetime.time
    end: datetime.time


# ISO weekday (1 = Monday) -> the spans of that day, in order and apart from each other.
Week = Mapping[int, tuple[Span, ...]]


@dataclass(frozen=True)
class Season:
    """A whole week of its own (Ramadan), in the place of the usual one, from the `first` day until the `last`."""

    first: datetime.date
    last: datetime.date
    week: Week
    name: str = ''


@dataclass(frozen=True)
class OfficeHours:
    """When an office is open.

    Attributes:
        week: the usual hours.
        zone: the office's time zone.
        closed_days: holidays.
        seasons: dated hours; where two overlap, the later in this tuple counts.
        names: what the closed days are called.
        days_count: what plain days in a limit are.
    """

    week: Week
    zone: ZoneInfo
    closed_days: frozenset[datetime.date] = field(default_factory=frozenset)
    seasons: tuple[Season, ...] = ()
    names: Mapping[datetime.date, str] = field(default_factory=dict)
    days_count: DayCount = 'working'

    def is_open(self, moment: datetime.datetime) -> bool:
        """Whether work goes on at that moment; the closing minute counts as open, so that it can be a deadline."""
        return any(start <= moment <= end for start, end in self._day_spans(moment.astimezone(self.zone).date()))

    def is_workday(self, day: datetime.date) -> bool:
        """Whether the office works on that day, holidays taken into account."""
        return day not in self.closed_days and bool(self.week_of(day).get(day.isoweekday()))

    def first_open(self, start: datetime.datetime) -> datetime.datetime:
        """Return the first moment from `start` (aware) on at which work goes on, as an aware local time.

        Raises:
            ValueError: the office is not open in the next year and a half.
        """
        for opens, _ in self._spans_from(start):
            return opens.astimezone(self.zone)
        raise ValueError('the office is never open')

    def deadline(self, start: datetime.datetime, limit: Limit) -> datetime.datetime:
        """Return when the limit runs out for work that came in at `start` (aware), as an aware local time.

        Raises:
            ValueError: the office is not open in the next year and a half.
        """
        unit = self.counted_unit(limit)
        if unit == 'working days':
            return self._add_days(self.first_open(start), limit.amount)
        if unit == 'calendar days':
            return self._add_calendar_days(self.first_open(start), limit.amount)
        return self.add_working_minutes(start, limit.amount * (60 if unit == 'hours' else 1))

    def counted_unit(self, limit: Limit) -> Unit:
        """Return the unit of the limit, with plain days as this office counts them."""
        if limit.unit != 'days':
            return limit.unit
        return 'calendar days' if self.days_count == 'calendar' else 'working days'

    def working_time(self, start: datetime.datetime, end: datetime.datetime) -> datetime.timedelta:
        """Return how much open time lies between two aware moments; zero when `end` is not after `start`."""
        total = datetime.timedelta()
        start, end = start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self._day_spans(day):
                total += max(datetime.timedelta(), min(closes, end) - max(opens, start))
            day += datetime.timedelta(days=1)
        return total

    def working_minutes(self, start: datetime.datetime, end: datetime.datetime) -> int:
        """Return the working time between two aware moments in minutes, rounded to whole ones."""
        return round(self.working_time(start, end) / datetime.timedelta(minutes=1))

    def add_working_minutes(self, start: datetime.datetime, minutes: int) -> datetime.datetime:
        """Return when so many minutes (0 or more) of open time have passed since `start` (aware), as a local time.

        Raises:
            ValueError: the office is not open in the next year and a half.
        """
        return self._add_time(start, datetime.timedelta(minutes=minutes))

    def resumed_deadline(
        self, due: datetime.datetime, paused_at: datetime.datetime, resumed_at: datetime.datetime
    ) -> datetime.datetime:
        """Return the deadline after a pause: the working time that was left begins anew at `resumed_at`.

        What was overdue when the pause began stays due when it was: waiting for somebody does not make it punctual.

        Raises:
            ValueError: the office is not open in the next year and a half.
        """
        if due <= paused_at:
            return due.astimezone(self.zone)
        return max(due.astimezone(self.zone), self._add_time(resumed_at, self.working_time(paused_at, due)))

    def week_of(self, day: datetime.date) -> Week:
        """Return the weekly hours that count on that day: a season's, or the usual ones."""
        season = self.season_of(day)
        return season.week if season else self.week

    def season_of(self, day: datetime.date) -> Season | None:
        """Return the season that the day belongs to, if any."""
        return next((season for season in reversed(self.seasons) if season.first <= day <= season.last), None)

    def _add_time(self, start: datetime.datetime, left: datetime.timedelta) -> datetime.datetime:
        for opens, closes in self._spans_from(start):
            available = closes - opens
            if left <= available:
                return (opens + left).astimezone(self.zone)
            left -= available
        raise ValueError('the office is never open')

    def _add_days(self, start: datetime.datetime, amount: int) -> datetime.datetime:
        local = start.astimezone(self.zone)
        day = local.date()
        while amount:
            day += datetime.timedelta(days=1)
            if (day - local.date()).days > _SEARCH_DAYS + 2 * amount:
                raise ValueError('the office is never open')
            if self._day_spans(day):
                amount -= 1
        return self._last_open(day, local.time())

    def _add_calendar_days(self, start: datetime.datetime, amount: int) -> datetime.datetime:
        local = start.astimezone(self.zone)
        day = local.date() + datetime.timedelta(days=amount)
        target = datetime.datetime.combine(day, local.time(), self.zone).astimezone(datetime.UTC)
        return target.astimezone(self.zone) if self.is_open(target) else self.first_open(target)

    def _last_open(self, day: datetime.date, wanted: datetime.time) -> datetime.datetime:
        """The wanted time on that open day, or the closest open moment before it, or the opening of the day."""
        target = datetime.datetime.combine(day, wanted, self.zone)
        spans = self._day_spans(day)
        best = spans[0][0]
        for opens, closes in spans:
            if opens <= target:
                best = min(target, closes)
        return best.astimezone(self.zone)

    def _spans_from(self, start: datetime.datetime) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
        quiet_days, day = 0, start.astimezone(self.zone).date()
        start = start.astimezone(datetime.UTC)  # local times subtract and add as wall clocks do
        while quiet_days <= _SEARCH_DAYS:
            quiet_days += 1
            for opens, closes in self._day_spans(day):
                if closes > start:
                    quiet_days = 0
                    yield max(opens, start), closes
            day += datetime.timedelta(days=1)

    def _day_spans(self, day: datetime.date) -> list[tuple[datetime.datetime, datetime.datetime]]:
        """The open spans of a day as instants in UTC, so that subtraction counts real minutes over a clock change."""
        if day in self.closed_days:
            return []
        return [
            (
                datetime.datetime.combine(day, span.start, self.zone).astimezone(datetime.UTC),
                datetime.datetime.combine(day, span.end, self.zone).astimezone(datetime.UTC),
            )
            for span in self.week_of(day).get(day.isoweekday(), ())
        ]


def parse_limit(text: str) -> Limit:
    """Read a limit as procedures write it: `30 minutes`, `1 hour`, `2 days`, `2 working days`, `5 calendar days`.

    Raises:
        ValueError: it is not of that form.
    """
    match = _LIMIT.match(text)
    if not match:
        raise ValueError(
            f'“{text}” is not a limit like “30 minutes”, “1 hour”, “2 days”, “2 working days” or “2 calendar days”'
        )
    return Limit(int(match[1]), _UNITS[match[2]])


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans of one day in order, with those that overlap or touch made one: no minute may count twice."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
