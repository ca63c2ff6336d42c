"""Tables of calendars, opening hours and holidays."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import Calendar, CalendarHours, Holiday

__all__ = ('CalendarHoursTable', 'CalendarTable', 'HolidayTable')

NARROW = {'td': {'class': 'text-nowrap'}}


class CalendarTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    days_count = columns.ChoiceFieldColumn(verbose_name=_('Days count'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:calendar_list')

    class Meta(PrimaryModelTable.Meta):
        model = Calendar
        fields = (
            'pk', 'id', 'name', 'time_zone', 'days_count', 'owner', 'owner_group', 'description', 'comments', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'time_zone', 'days_count', 'description')


class CalendarHoursTable(NetBoxTable):
    weekday = columns.ChoiceFieldColumn(verbose_name=_('Weekday'), linkify=True)
    calendar = tables.Column(verbose_name=_('Calendar'), linkify=True)
    opens = tables.TimeColumn(verbose_name=_('Opens'), format='H:i')
    closes = tables.TimeColumn(verbose_name=_('Closes'), format='H:i')
    valid_from = columns.DateColumn(verbose_name=_('Valid from'), attrs=NARROW)
    valid_until = columns.DateColumn(verbose_name=_('Valid until'), attrs=NARROW)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:calendarhours_list')

    class Meta(NetBoxTable.Meta):
        model = CalendarHours
        fields = (
            'pk', 'id', 'weekday', 'opens', 'closes', 'calendar', 'season', 'valid_from', 'valid_until', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'weekday', 'opens', 'closes', 'calendar', 'season', 'valid_from', 'valid_until')


class HolidayTable(NetBoxTable):
    date = columns.DateColumn(verbose_name=_('Date'), linkify=True, attrs=NARROW)
    calendar = tables.Column(verbose_name=_('Calendar'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:holiday_list')

    class Meta(NetBoxTable.Meta):
        model = Holiday
        fields = (
            'pk', 'id', 'date', 'name', 'kind', 'decree', 'calendar', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'date', 'name', 'kind', 'decree', 'calendar')
