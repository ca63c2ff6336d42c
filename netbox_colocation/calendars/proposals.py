"""Holidays that the `holidays` package proposes for a year, to be compared with the decree and entered into a calendar.

`propose_holidays` reads, `add_holidays` writes. Nothing enters a calendar by itself: the decree (SKB) decides.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import holidays
from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import HolidayKindChoices
from ..conf import get_setting
from ..models import Calendar, Holiday

__all__ = ('Proposal', 'add_holidays', 'propose_holidays')


@dataclass(frozen=True)
class Proposal:
    """A day that may be a holiday.

    Attributes:
        date: the day.
        name: what it is called.
        kind: national holiday or collective leave.
        is_estimated: the day follows the moon, and nobody has announced it yet.
        existing: the calendar's holiday on that day, if it has one.
    """

    date: datetime.date
    name: str
    kind: str
    is_estimated: bool
    existing: Holiday | None = None

    @property
    def is_entered(self) -> bool:
        return self.existing is not None


def propose_holidays(calendar: Calendar, year: int) -> list[Proposal]:
    """Return what the country of the settings celebrates in a year, in order; nothing without a country.

    A day that is both a national holiday and collective leave is the former. Takes one query.
    """
    country = get_setting('holidays_country')
    if not country:
        return []
    existing = {holiday.date: holiday for holiday in calendar.holidays.filter(date__year=year)}
    found = {date: (name, is_estimated, kind) for date, name, is_estimated, kind in _read(country, year)}
    return [
        Proposal(date, name, kind, is_estimated, existing.get(date))
        for date, (name, is_estimated, kind) in sorted(found.items())
    ]


@transaction.atomic
def add_holidays(calendar: Calendar, proposals: Iterable[Proposal], *, decree: str = '') -> list[Holiday]:
    """Enter proposals into a calendar with the number of their decree, and return the new holidays.

    A day that the calendar has already stays as it is.
    """
    proposals = list(proposals)
    taken = set(calendar.holidays.filter(date__in=[item.date for item in proposals]).values_list('date', flat=True))
    added = []
    for proposal in proposals:
        if proposal.date in taken:
            continue
        holiday = Holiday(calendar=calendar, date=proposal.date, name=proposal.name, kind=proposal.kind, decree=decree)
        holiday._changelog_message = _('As proposed by the holidays package')
        holiday.full_clean()
        holiday.save()
        added.append(holiday)
    return added


def _read(country: str, year: int) -> Iterator[tuple[datetime.date, str, bool, str]]:
    """Days of the package with name, whether it is an estimate, and kind; national holidays last, so that they win."""
    public = holidays.country_holidays(country, years=year)
    if holidays.GOVERNMENT in public.supported_categories:
        leave = holidays.country_holidays(country, years=year, categories=[holidays.GOVERNMENT])
        for date, name in leave.items():
            yield date, *_without_mark(leave, name), HolidayKindChoices.COLLECTIVE_LEAVE
    for date, name in public.items():
        yield date, *_without_mark(public, name), HolidayKindChoices.NATIONAL


def _without_mark(calendar: holidays.HolidayBase, name: str) -> tuple[str, bool]:
    """Return the name without the mark of an estimate (“(perkiraan)”), and whether it had one."""
    label = getattr(calendar, 'estimated_label', None)
    mark = calendar.tr(label).replace('%s', '') if label else ''
    if not mark or mark not in name:
        return name, False
    return name.replace(mark, ''), True
