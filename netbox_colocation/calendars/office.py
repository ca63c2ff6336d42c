"""The office's calendar, as the settings describe it."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from ..conf import get_setting
from .business_time import OfficeHours, Span

__all__ = ('office_hours',)


def office_hours(year: int) -> OfficeHours:
    """Return the opening hours with the holidays of that year and the two after it.

    Holidays are the public ones and the government's collective leave of the country in the settings.
    """
    spans = {day: tuple(values) for day, values in get_setting('office_hours').items()}
    return _build(
        year,
        tuple(sorted(spans.items())),
        get_setting('holidays_country'),
        tuple(get_setting('extra_holidays')),
        settings.TIME_ZONE,
    )


@lru_cache(maxsize=32)
def _build(
    year: int, week: tuple[tuple[int, tuple[str, ...]], ...], country: str | None, extra: tuple[str, ...], zone: str
) -> OfficeHours:
    closed = {datetime.date.fromisoformat(day) for day in extra}
    if country:
        calendar = holidays.country_holidays(country, years=range(year, year + 3))
        closed |= set(calendar)
        if holidays.GOVERNMENT in calendar.supported_categories:
            closed |= set(
                holidays.country_holidays(country, years=range(year, year + 3), categories=[holidays.GOVERNMENT])
            )
    return OfficeHours(
        week={day: tuple(_span(text) for text in spans) for day, spans in week},
        zone=ZoneInfo(zone),
        closed_days=frozenset(closed),
    )


def _span(text: str) -> Span:
    start, end = text.split('-')
    closing = datetime.time.max if end == '24:00' else datetime.time.fromisoformat(end)
    return Span(datetime.time.fromisoformat(start), closing)
