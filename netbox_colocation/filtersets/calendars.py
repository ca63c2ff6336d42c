"""Filters of calendars, opening hours and holidays."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from netbox.filtersets import NetBoxModelFilterSet, PrimaryModelFilterSet
from utilities.filtersets import register_filterset

from ..choices import DayCountChoices, HolidayKindChoices, WeekdayChoices
from ..models import Calendar, CalendarHours, Holiday
from .fields import id_and_key

__all__ = ('CalendarFilterSet', 'CalendarHoursFilterSet', 'HolidayFilterSet')


@register_filterset
class CalendarFilterSet(PrimaryModelFilterSet):
    days_count = django_filters.MultipleChoiceFilter(choices=DayCountChoices, distinct=False, null_value=None)

    class Meta:
        model = Calendar
        fields = ('id', 'name', 'time_zone', 'description')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(name__icontains=value) | Q(description__icontains=value))


@register_filterset
class CalendarHoursFilterSet(NetBoxModelFilterSet):
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    weekday = django_filters.MultipleChoiceFilter(choices=WeekdayChoices, distinct=False, null_value=None)

    class Meta:
        model = CalendarHours
        fields = ('id', 'opens', 'closes', 'valid_from', 'valid_until', 'season')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(calendar__name__icontains=value) | Q(season__icontains=value))


@register_filterset
class HolidayFilterSet(NetBoxModelFilterSet):
    calendar_id, calendar = id_and_key('calendar', Calendar.objects.all(), _('Calendar'), key='name')
    kind = django_filters.MultipleChoiceFilter(choices=HolidayKindChoices, distinct=False, null_value=None)
    year = django_filters.NumberFilter(
        field_name='date', lookup_expr='year', min_value=1, max_value=9999, label=_('Year')
    )

    class Meta:
        model = Holiday
        fields = ('id', 'date', 'name', 'decree')

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if not value.strip():
            return queryset
        return queryset.filter(Q(name__icontains=value) | Q(decree__icontains=value))
