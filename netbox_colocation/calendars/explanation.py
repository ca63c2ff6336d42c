"""Why a deadline is when it is, as data. Pure: imports no Django, reads no clock. The sentences are in `wording`."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from .business_time import Limit, OfficeHours

__all__ = ('ClosedDay', 'Explanation', 'explain')


@dataclass(frozen=True)
class ClosedDay:
    """A day without work between the start and the deadline; `name` is that of a holiday, if it has one."""

    day: datetime.date
    is_holiday: bool
    name: str = ''


@dataclass(frozen=True)
class Explanation:
    """The reasons of a deadline; every moment is in the office's time zone.

    Attributes:
        start: when the work came in.
        begins: when the time began to run: the first open moment from `start` on.
        limit: how long, with plain days named as what they are here.
        due: when the limit runs out.
        closed: the days that moved it, in order. While working time is counted these are holidays on what would be
            workdays (a free Sunday surprises nobody); for calendar days, all closed days from the day counted to.
        seasons: names of the seasons whose hours counted, in order.
    """

    start: datetime.datetime
    begins: datetime.datetime
    limit: Limit
    due: datetime.datetime
    closed: tuple[ClosedDay, ...] = ()
    seasons: tuple[str, ...] = ()


def explain(hours: OfficeHours, start: datetime.datetime, limit: Limit) -> Explanation:
    """Return the deadline of work that came in at `start` (aware), with its reasons.

    Raises:
        ValueError: the office is not open in the next year and a half.
    """
    start, begins, due = start.astimezone(hours.zone), hours.first_open(start), hours.deadline(start, limit)
    limit = Limit(limit.amount, hours.counted_unit(limit))
    if limit.unit == 'calendar days':
        # Holidays in between are counted like any other day: what matters is where the count begins and ends.
        counted_to = begins.date() + datetime.timedelta(days=limit.amount)
        closed = _holidays(hours, start.date(), begins.date())
        closed += [_describe(hours, day) for day in _days(counted_to, due.date()) if not hours.is_workday(day)]
    else:
        closed = _holidays(hours, start.date(), due.date())
    seasons = (hours.season_of(day) for day in _days(begins.date(), due.date()))
    return Explanation(
        start=start,
        begins=begins,
        limit=limit,
        due=due,
        closed=tuple(closed),
        seasons=tuple(dict.fromkeys(season.name for season in seasons if season and season.name)),
    )


def _holidays(hours: OfficeHours, first: datetime.date, last: datetime.date) -> list[ClosedDay]:
    """The holidays of a time on which the office would work otherwise."""
    return [
        _describe(hours, day)
        for day in _days(first, last)
        if day in hours.closed_days and hours.week_of(day).get(day.isoweekday())
    ]


def _describe(hours: OfficeHours, day: datetime.date) -> ClosedDay:
    return ClosedDay(day, is_holiday=day in hours.closed_days, name=hours.names.get(day, ''))


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    while first <= last:
        yield first
        first += datetime.timedelta(days=1)
