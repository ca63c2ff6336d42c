"""Ready-made opening hours: the weeks that most agencies have, by Perpres 21/2023, to correct afterwards.

A week is 37 h 30 m of work, and 32 h 30 m from 08:00 on in Ramadan. Breaks are 60 minutes, 90 on Fridays; in Ramadan 30
and 60.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Calendar, CalendarHours

__all__ = ('READY_MADE', 'ZONES', 'ReadyMadeWeek', 'fill_hours', 'has_hours')

ZONES = {
    'Asia/Jakarta': gettext_lazy('Asia/Jakarta (WIB)'),
    'Asia/Makassar': gettext_lazy('Asia/Makassar (WITA)'),
    'Asia/Jayapura': gettext_lazy('Asia/Jayapura (WIT)'),
}


@dataclass(frozen=True)
class ReadyMadeWeek:
    """A week to begin with.

    Attributes:
        label: what it is called.
        days: ISO weekday -> spans as 'HH:MM-HH:MM'.
        is_season: whether it is for a season, so that it needs a first and a last day.
    """

    label: str | Promise
    days: Mapping[int, tuple[str, ...]]
    is_season: bool = False


READY_MADE = {
    'five-days': ReadyMadeWeek(
        gettext_lazy('Five days, 37.5 hours'),
        {**dict.fromkeys(range(1, 5), ('07:30-12:00', '13:00-16:00')), 5: ('07:30-11:30', '13:00-16:30')},
    ),
    'six-days': ReadyMadeWeek(
        gettext_lazy('Six days, 37.5 hours'),
        {**dict.fromkeys((1, 2, 3, 4, 6), ('07:30-12:00', '13:00-15:00')), 5: ('07:30-11:30', '13:00-14:00')},
    ),
    'ramadan-five-days': ReadyMadeWeek(
        gettext_lazy('Ramadan, five days, 32.5 hours'),
        {**dict.fromkeys(range(1, 5), ('08:00-12:00', '12:30-15:00')), 5: ('08:00-11:30', '12:30-15:30')},
        is_season=True,
    ),
    'ramadan-six-days': ReadyMadeWeek(
        gettext_lazy('Ramadan, six days, 32.5 hours'),
        {**dict.fromkeys((1, 2, 3, 4, 6), ('08:00-12:00', '12:30-14:00')), 5: ('08:00-11:30', '12:30-14:00')},
        is_season=True,
    ),
}


def has_hours(calendar: Calendar, first: datetime.date | None = None, last: datetime.date | None = None) -> bool:
    """Whether the calendar has usual hours, or, with days given, a season that shares a day with them."""
    if first is None or last is None:
        return calendar.hours.filter(valid_from__isnull=True).exists()
    return calendar.hours.filter(valid_from__lte=last, valid_until__gte=first).exists()


@transaction.atomic
def fill_hours(
    calendar: Calendar,
    *,
    week: str,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    season: str = '',
) -> list[CalendarHours]:
    """Add the opening hours of a ready-made week to a calendar, and return them.

    Args:
        calendar: what gets them; hours that are there already stay.
        week: a key of `READY_MADE`.
        first: first day, for a season.
        last: last day, for a season.
        season: what the season is called.

    Raises:
        KeyError: there is no such week.
        ValueError: a season without its days, or a usual week with days.
    """
    ready = READY_MADE[week]
    if ready.is_season is not (first is not None and last is not None):
        raise ValueError('a season has a first and a last day, and only a season has')
    rows = []
    for weekday, spans in ready.days.items():
        for span in spans:
            opens, closes = (datetime.time.fromisoformat(text) for text in span.split('-'))
            row = CalendarHours(
                calendar=calendar,
                weekday=weekday,
                opens=opens,
                closes=closes,
                valid_from=first,
                valid_until=last,
                season=season if ready.is_season else '',
            )
            row._changelog_message = _('Ready-made week: {name}').format(name=ready.label)
            row.full_clean()
            row.save()
            rows.append(row)
    return rows
