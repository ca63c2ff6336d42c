"""Panels of calendars, opening hours and holidays."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels
from netbox.ui.panels import ObjectPanel

from ..calendars.business_time import OfficeHours, Span, Week
from ..calendars.office import hours_for
from ..calendars.ready_made import has_hours
from ..choices import WeekdayChoices
from ..models import Calendar

__all__ = ('CalendarHoursPanel', 'CalendarPanel', 'HolidayPanel', 'WeeksPanel', 'build_weeks', 'find_gaps')

# From this month on, the decree on next year's holidays can be expected.
DECREE_MONTH = 10


@dataclass(frozen=True)
class ShownWeek:
    """One column of the hours table: the usual week, or a season's.

    Attributes:
        title: what the week is called.
        days: for each weekday from Monday on, the spans as text; empty when closed.
        total: hours of work in the week, as text.
    """

    title: str
    days: tuple[str, ...]
    total: str


def build_weeks(hours: OfficeHours, *, today: datetime.date, is_borrowed: bool = False) -> list[ShownWeek]:
    """Return the weeks to show: the usual one, then the seasons that are not over.

    Args:
        hours: the working time.
        today: the day in the office's time zone.
        is_borrowed: whether the usual week is that of the plugin's settings.
    """
    usual = gettext('Usual (from the plugin’s settings)') if is_borrowed else gettext('Usual')
    weeks = [_build_week(usual, hours.week)]
    for season in hours.seasons:
        if season.last >= today:
            days = f'{format_date(season.first, "j M Y")} – {format_date(season.last, "j M Y")}'
            weeks.append(_build_week(f'{season.name}, {days}' if season.name else days, season.week))
    return weeks


def find_gaps(hours: OfficeHours, *, today: datetime.date) -> list[int]:
    """Return the years, among this one and from October on the next, for which no holiday is entered."""
    years = [today.year, today.year + 1] if today.month >= DECREE_MONTH else [today.year]
    return [year for year in years if not any(day.year == year for day in hours.closed_days)]


def _build_week(title: str, week: Week) -> ShownWeek:
    days = tuple(', '.join(_text(span) for span in week.get(day, ())) for day, _label in WeekdayChoices)
    return ShownWeek(title, days, _describe_total(week))


def _text(span: Span) -> str:
    end = '24:00' if span.end == datetime.time.max else f'{span.end:%H:%M}'
    return f'{span.start:%H:%M}–{end}'


def _describe_total(week: Mapping[int, tuple[Span, ...]]) -> str:
    minutes = round(sum(_length(span) for spans in week.values() for span in spans))
    hours = minutes // 60 if minutes % 60 == 0 else round(minutes / 60, 2)
    return ngettext('{hours} hour', '{hours} hours', minutes // 60).format(hours=localize(hours))


def _length(span: Span) -> float:
    day = datetime.date.min
    return (datetime.datetime.combine(day, span.end) - datetime.datetime.combine(day, span.start)).total_seconds() / 60


class CalendarPanel(panels.ObjectAttributesPanel):
    title = _('Calendar')

    name = attrs.TextAttr('name', label=_('Name'))
    time_zone = attrs.TextAttr('time_zone', label=_('Time zone'))
    days_count = attrs.ChoiceAttr('days_count', label=_('A limit of days counts'))
    description = attrs.TextAttr('description', label=_('Description'))


class CalendarHoursPanel(panels.ObjectAttributesPanel):
    title = _('Opening hours')

    calendar = attrs.RelatedObjectAttr('calendar', label=_('Calendar'), linkify=True)
    weekday = attrs.ChoiceAttr('weekday', label=_('Weekday'))
    opens = attrs.TextAttr('opens', label=_('Opens'))
    closes = attrs.TextAttr('closes', label=_('Closes'))
    season = attrs.TextAttr('season', label=_('Season'))
    valid_from = attrs.DateTimeAttr('valid_from', spec='date', label=_('Valid from'))
    valid_until = attrs.DateTimeAttr('valid_until', spec='date', label=_('Valid until'))


class HolidayPanel(panels.ObjectAttributesPanel):
    title = _('Holiday')

    calendar = attrs.RelatedObjectAttr('calendar', label=_('Calendar'), linkify=True)
    date = attrs.DateTimeAttr('date', spec='date', label=_('Date'))
    name = attrs.TextAttr('name', label=_('Name'))
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    decree = attrs.TextAttr('decree', label=_('Decree'))


class WeeksPanel(ObjectPanel):
    """The hours of a calendar as a table of weekdays, and the years whose holidays are missing; three queries."""

    template_name = 'netbox_colocation/panels/weeks.html'
    title = _('Working time')

    def get_context(self, context):
        prepared = super().get_context(context)
        calendar: Calendar = prepared['object']
        hours = hours_for(calendar, timezone.now())
        today = timezone.now().astimezone(hours.zone).date()
        weeks = build_weeks(hours, today=today, is_borrowed=not has_hours(calendar))
        return {
            **prepared,
            'weeks': weeks,
            'weekdays': [
                (label, [week.days[index] for week in weeks]) for index, (_day, label) in enumerate(WeekdayChoices)
            ],
            'gaps': find_gaps(hours, today=today),
        }
