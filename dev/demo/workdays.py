"""When the demo's agencies work: a five-day week, Ramadan's hours, national holidays and collective leave."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone

from netbox_colocation.calendars.proposals import add_holidays, propose_holidays
from netbox_colocation.calendars.ready_made import fill_hours, has_hours
from netbox_colocation.models import Calendar

from .book import Book
from .cast import OPERATOR, SECOND_OPERATOR, THIRD_OPERATOR

__all__ = ('WORKDAYS', 'build')


@dataclass(frozen=True)
class Workdays:
    """A calendar, and the agencies whose procedures follow it."""

    name: str
    zone: str
    agencies: tuple[str, ...]


WORKDAYS = (
    Workdays('Lima hari kerja, WIB', 'Asia/Jakarta', (OPERATOR, THIRD_OPERATOR)),
    Workdays('Lima hari kerja, WITA', 'Asia/Makassar', (SECOND_OPERATOR,)),
)
WEEK, RAMADAN_WEEK = 'five-days', 'ramadan-five-days'
# First and last day by calculation; an agency enters what is decreed.
RAMADANS = (
    ('Ramadan 1446 H', datetime.date(2025, 3, 1), datetime.date(2025, 3, 30)),
    ('Ramadan 1447 H', datetime.date(2026, 2, 19), datetime.date(2026, 3, 20)),
    ('Ramadan 1448 H', datetime.date(2027, 2, 8), datetime.date(2027, 3, 9)),
    ('Ramadan 1449 H', datetime.date(2028, 1, 28), datetime.date(2028, 2, 26)),
    ('Ramadan 1450 H', datetime.date(2029, 1, 16), datetime.date(2029, 2, 14)),
    ('Ramadan 1451 H', datetime.date(2030, 1, 6), datetime.date(2030, 2, 4)),
)
# Years whose days are those of the joint decree of three ministers; its number is left to be entered.
DECREED = {2026: 'SKB (see decree)'}


def build(book: Book, *, now: datetime.datetime) -> None:
    """Make the calendars, with the holidays of last year (the history goes back so far), this one and the next."""
    this_year = timezone.localtime(now).year
    for plan in WORKDAYS:
        calendar = book.ensure(Calendar, key={'name': plan.name}, time_zone=plan.zone)
        if not has_hours(calendar):
            _count(book, fill_hours(calendar, week=WEEK))
        for year in range(this_year - 1, this_year + 2):
            _year(book, calendar, year)


def _year(book: Book, calendar: Calendar, year: int) -> None:
    """Enter a year's days, and Ramadan; what somebody corrected or took out stays so."""
    if calendar.holidays.filter(date__year=year).exists():
        return
    _count(book, add_holidays(calendar, propose_holidays(calendar, year), decree=DECREED.get(year, '')))
    for name, first, last in RAMADANS:
        if first.year == year and not has_hours(calendar, first, last):
            _count(book, fill_hours(calendar, week=RAMADAN_WEEK, first=first, last=last, season=name))


def _count(book: Book, rows: Sequence[Model]) -> None:
    for row in rows:
        book.count(type(row))
