"""Arithmetic of working time. Pure: imports no Django, reads no clock.

A limit is a whole number of working minutes, hours or days. Minutes and hours count open time only. A day is a working
day: one day from Friday 15:00 is Monday 15:00, or, when the office is not open then, the last open moment before it.
Nothing is ever due while the office is closed.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ('Limit', 'OfficeHours', 'Span', 'parse_limit')

Unit = Literal['minutes', 'hours', 'days']

# A year and a half without an open minute is not an office: a search that goes further is a mistake in the hours.
_SEARCH_DAYS = 550
_LIMIT = re.compile(r'^([1-9]\d{0,3}) (minute|hour|day)s?$')


@dataclass(frozen=True)
class Limit:
    """So much working time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f'{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}'


@dataclass(frozen=True)
class Span:
    """Open from `start` until `end` on one day, in local time; `end` is not included."""

    start: datetime.time
    end: datetime.time


@dataclass(frozen=True)
class OfficeHours:
    """When an office is open.

    Attributes:
        week: ISO weekday (1 = Monday) -> the spans of that day, in order.
        zone: the office's time zone.
        closed_days: holidays.
    """

    week: Mapping[int, tuple[Span, ...]]
    zone: ZoneInfo
    closed_days: frozenset[datetime.date] = field(default_factory=frozenset)

    def is_open(self, moment: datetime.datetime) -> bool:
        """Whether work goes on at that moment; the closing minute counts as open, so that it can be a deadline."""
        return any(start <= moment <= end for start, end in self._day_spans(moment.astimezone(self.zone).date()))

    def deadline(self, start: datetime.datetime, limit: Limit) -> datetime.datetime:
        """Return when the limit runs out for work that came in at `start` (aware), as an aware local time.

        Raises:
            ValueError: the office is not open in the next year and a half.
        """
        if limit.unit == 'days':
            return self._add_days(self._first_open(start), limit.amount)
        minutes = limit.amount * (60 if limit.unit == 'hours' else 1)
        return self._add_minutes(start, datetime.timedelta(minutes=minutes))

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

    def _add_minutes(self, start: datetime.datetime, left: datetime.timedelta) -> datetime.datetime:
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

    def _last_open(self, day: datetime.date, wanted: datetime.time) -> datetime.datetime:
        """The wanted time on that open day, or the closest open moment before it, or the opening of the day."""
        target = datetime.datetime.combine(day, wanted, self.zone)
        spans = self._day_spans(day)
        best = spans[0][0]
        for opens, closes in spans:
            if opens <= target:
                best = min(target, closes)
        return best.astimezone(self.zone)

    def _first_open(self, start: datetime.datetime) -> datetime.datetime:
        for opens, _ in self._spans_from(start):
            return opens
        raise ValueError('the office is never open')

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
            for span in self.week.get(day.isoweekday(), ())
        ]


def parse_limit(text: str) -> Limit:
    """Read a limit as procedures write it: `30 minutes`, `1 hour`, `2 days`.

    Raises:
        ValueError: it is not of that form.
    """
    match = _LIMIT.match(text)
    if not match:
        raise ValueError(f'“{text}” is not a limit like “30 minutes”, “1 hour” or “2 days”')
    units: dict[str, Unit] = {'minute': 'minutes', 'hour': 'hours', 'day': 'days'}
    return Limit(int(match[1]), units[match[2]])
