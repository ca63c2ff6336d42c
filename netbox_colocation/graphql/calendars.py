"""Calendars, opening hours and holidays in GraphQL."""

from typing import TYPE_CHECKING, Annotated

import strawberry
import strawberry_django
from strawberry import ID
from strawberry_django import BaseFilterLookup, DateFilterLookup, StrFilterLookup, TimeFilterLookup

from netbox.graphql.filters import NetBoxModelFilter, PrimaryModelFilter, register_filter
from netbox.graphql.types import NetBoxObjectType, PrimaryObjectType, register_type

from .. import models

if TYPE_CHECKING:
    from netbox.graphql.filter_lookups import IntegerLookup

    from .enums import DayCountEnum, HolidayKindEnum
    from .procedures import ProcedureType

__all__ = ('CalendarFilter', 'CalendarHoursFilter', 'CalendarHoursType', 'CalendarType', 'HolidayFilter', 'HolidayType')


@register_filter(models.Calendar, lookups=True, name='ColocationCalendarFilter')
class CalendarFilter(PrimaryModelFilter):
    name: StrFilterLookup | None = strawberry_django.filter_field()
    time_zone: StrFilterLookup | None = strawberry_django.filter_field()
    days_count: (
        BaseFilterLookup[Annotated['DayCountEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None
    ) = strawberry_django.filter_field()


@register_filter(models.CalendarHours, lookups=True, name='ColocationCalendarHoursFilter')
class CalendarHoursFilter(NetBoxModelFilter):
    calendar: Annotated['CalendarFilter', strawberry.lazy('netbox_colocation.graphql.calendars')] | None = (
        strawberry_django.filter_field()
    )
    calendar_id: ID | None = strawberry_django.filter_field()
    weekday: Annotated['IntegerLookup', strawberry.lazy('netbox.graphql.filter_lookups')] | None = (
        strawberry_django.filter_field()
    )
    opens: TimeFilterLookup | None = strawberry_django.filter_field()
    closes: TimeFilterLookup | None = strawberry_django.filter_field()
    valid_from: DateFilterLookup | None = strawberry_django.filter_field()
    valid_until: DateFilterLookup | None = strawberry_django.filter_field()
    season: StrFilterLookup | None = strawberry_django.filter_field()


@register_filter(models.Holiday, lookups=True, name='ColocationHolidayFilter')
class HolidayFilter(NetBoxModelFilter):
    calendar: Annotated['CalendarFilter', strawberry.lazy('netbox_colocation.graphql.calendars')] | None = (
        strawberry_django.filter_field()
    )
    calendar_id: ID | None = strawberry_django.filter_field()
    date: DateFilterLookup | None = strawberry_django.filter_field()
    name: StrFilterLookup | None = strawberry_django.filter_field()
    kind: BaseFilterLookup[Annotated['HolidayKindEnum', strawberry.lazy('netbox_colocation.graphql.enums')]] | None = (
        strawberry_django.filter_field()
    )
    decree: StrFilterLookup | None = strawberry_django.filter_field()


@register_type(
    models.Calendar,
    fields='__all__',
    filters=CalendarFilter,
    pagination=True,
    name='ColocationCalendarType',
)
class CalendarType(PrimaryObjectType):
    hours: list[Annotated['CalendarHoursType', strawberry.lazy('netbox_colocation.graphql.calendars')]]
    holidays: list[Annotated['HolidayType', strawberry.lazy('netbox_colocation.graphql.calendars')]]
    procedures: list[Annotated['ProcedureType', strawberry.lazy('netbox_colocation.graphql.procedures')]]


@register_type(
    models.CalendarHours,
    fields='__all__',
    filters=CalendarHoursFilter,
    pagination=True,
    name='ColocationCalendarHoursType',
)
class CalendarHoursType(NetBoxObjectType):
    calendar: Annotated['CalendarType', strawberry.lazy('netbox_colocation.graphql.calendars')] | None


@register_type(
    models.Holiday,
    fields='__all__',
    filters=HolidayFilter,
    pagination=True,
    name='ColocationHolidayType',
)
class HolidayType(NetBoxObjectType):
    calendar: Annotated['CalendarType', strawberry.lazy('netbox_colocation.graphql.calendars')] | None
