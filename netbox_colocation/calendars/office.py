"""When an office works: as a calendar in the database says, and without one, as the plugin's settings do.

`hours_of(procedure, moment)` is what the engine asks; `hours_for(calendar, moment)` is the same for one calendar.
Both read the database anew each time, in a constant number of queries: a holiday entered a second ago counts.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from ..choices import DayCountChoices
from ..conf import get_setting
from ..models import Calendar, CalendarHours, Procedure
from .business_time import OfficeHours, Season, Span, Week, merge_spans

__all__ = ('hours_for', 'hours_of', 'office_hours')


def hours_of(procedure: Procedure, moment: datetime.datetime) -> OfficeHours:
    """Return the working time by which the limits of a procedure run around that moment (aware).

    Takes two queries when `procedure.calendar` is loaded, none when the procedure has no calendar.
    """
    return hours_for(procedure.calendar, moment)


def hours_for(calendar: Calendar | None, moment: datetime.datetime) -> OfficeHours:
    """Return the working time of a calendar, or of the settings when there is none, around that moment (aware).

    A calendar without usual hours has those of the settings: an office that never opens could meet no limit.
    """
    if calendar is None:
        return office_hours(moment.astimezone(ZoneInfo(settings.TIME_ZONE)).year)
    usual: list[CalendarHours] = []
    dated: dict[tuple[datetime.date, datetime.date], list[CalendarHours]] = defaultdict(list)
    for row in calendar.hours.all():
        if row.valid_from is None:
            usual.append(row)
        else:
            dated[row.valid_from, row.valid_until].append(row)
    names = dict(calendar.holidays.values_list('date', 'name'))
    return OfficeHours(
        week=_week(usual) if usual else _settings_week(),
        zone=ZoneInfo(calendar.time_zone),
        closed_days=frozenset(names),
        seasons=tuple(
            # A season that ends earlier was meant for a part of the one that goes on.
            Season(first, last, _week(rows), name=next((row.season for row in rows if row.season), ''))
            for (first, last), rows in sorted(dated.items(), key=lambda item: (item[0][0], -item[0][1].toordinal()))
        ),
        names=names,
        days_count='calendar' if calendar.days_count == DayCountChoices.CALENDAR else 'working',
    )


def office_hours(year: int) -> OfficeHours:
    """Return the working time of the settings, with the holidays of that year, the one before and the two after it.

    Holidays are the public ones and the government's collective leave of the country in the settings.
    """
    return _build(
        year,
        tuple(sorted((day, tuple(spans)) for day, spans in get_setting('office_hours').items())),
        get_setting('holidays_country'),
        tuple(get_setting('extra_holidays')),
        settings.TIME_ZONE,
    )


@lru_cache(maxsize=32)
def _build(
    year: int, week: tuple[tuple[int, tuple[str, ...]], ...], country: str | None, extra: tuple[str, ...], zone: str
) -> OfficeHours:
    names = {datetime.date.fromisoformat(day): '' for day in extra}
    if country:
        years = range(year - 1, year + 3)
        public = holidays.country_holidays(country, years=years)
        if holidays.GOVERNMENT in public.supported_categories:
            names |= holidays.country_holidays(country, years=years, categories=[holidays.GOVERNMENT])
        names |= public
    return OfficeHours(week=_parsed(dict(week)), zone=ZoneInfo(zone), closed_days=frozenset(names), names=names)


def _settings_week() -> Week:
    return _parsed(get_setting('office_hours'))


def _parsed(week: Mapping[int, tuple[str, ...] | list[str]]) -> Week:
    return {day: merge_spans(_span(text) for text in spans) for day, spans in week.items()}


def _span(text: str) -> Span:
    start, end = text.split('-')
    closing = datetime.time.max if end == '24:00' else datetime.time.fromisoformat(end)
    return Span(datetime.time.fromisoformat(start), closing)


def _week(rows: list[CalendarHours]) -> Week:
    days: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        days[row.weekday].append(Span(row.opens, row.closes))
    return {day: merge_spans(spans) for day, spans in days.items()}
