"""Filters of calendars, opening hours and holidays."""

import django_filters
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from utilities.filtersets import register_filterset

from ..choices import DayCountChoices, HolidayKindChoices, WeekdayChoices
from ..models import Calendar, CalendarHours, Holiday
from .fields import any_of, id_and_key
from .searching import SearchedMixin

__all__ = ('CalendarFilterSet', 'CalendarHoursFilterSet', 'HolidayFilterSet')


@register_filterset
class CalendarFilterSet(SearchedMixin, PrimaryModelFilterSet):
    searched = ('name', 'description')
    days_count = any_of(DayCountChoices)

    class Meta:
        model = Calendar
        fields = ('id', 'name', 'time_zone', 'description')


@register_filterset
class CalendarHoursFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('calendar__name', 'season')
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    weekday = any_of(WeekdayChoices)

    class Meta:
        model = CalendarHours
        fields = ('id', 'opens', 'closes', 'valid_from', 'valid_until', 'season')


@register_filterset
class HolidayFilterSet(SearchedMixin, NetBoxModelFilterSet):
    searched = ('name', 'decree')
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    kind = any_of(HolidayKindChoices)
    year = django_filters.NumberFilter(
        field_name='date', lookup_expr='year', min_value=1, max_value=9999, label=_('Year')
    )

    class Meta:
        model = Holiday
        fields = ('id', 'date', 'name', 'decree')
