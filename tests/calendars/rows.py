"""Rows of calendars for tests; every function takes overrides."""

import datetime
from typing import Any

from netbox_colocation.models import Calendar, CalendarHours, Holiday
from tests.factories import number

__all__ = ('make_calendar', 'make_holiday', 'make_hours')


def make_calendar(**overrides: Any) -> Calendar:
    """Make a calendar without hours in Jakarta's time."""
    fields = {'name': f'Calendar {number()}', **overrides}
    return Calendar.objects.create(**fields)


def make_hours(calendar: Calendar | None = None, **overrides: Any) -> CalendarHours:
    """Make the hours of Monday, 08:00 to 16:00."""
    fields = {
        'calendar': calendar or make_calendar(),
        'weekday': 1,
        'opens': datetime.time(8),
        'closes': datetime.time(16),
        **overrides,
    }
    return CalendarHours.objects.create(**fields)


def make_holiday(calendar: Calendar | None = None, **overrides: Any) -> Holiday:
    """Make a holiday on Tuesday, 24 November 2026."""
    fields = {
        'calendar': calendar or make_calendar(),
        'date': datetime.date(2026, 11, 24),
        'name': f'Holiday {number()}',
        **overrides,
    }
    return Holiday.objects.create(**fields)
