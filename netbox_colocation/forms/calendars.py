"""Forms of calendars, opening hours and holidays; of ready-made weeks and proposed holidays."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from netbox.forms import (
    NetBoxModelBulkEditForm,
    NetBoxModelFilterSetForm,
    NetBoxModelForm,
    NetBoxModelImportForm,
    PrimaryModelBulkEditForm,
    PrimaryModelFilterSetForm,
    PrimaryModelForm,
    PrimaryModelImportForm,
)
from utilities.forms import add_blank_choice
from utilities.forms.fields import CSVChoiceField, CSVTypedChoiceField, DynamicModelChoiceField, TagFilterField
from utilities.forms.rendering import FieldSet
from utilities.forms.widgets import DatePicker, TimePicker

from ..calendars.proposals import Proposal
from ..calendars.ready_made import READY_MADE, ZONES, fill_hours, has_hours
from ..choices import DayCountChoices, HolidayKindChoices, WeekdayChoices
from ..models import Calendar, CalendarHours, Holiday
from .fields import KeepDefaultsMixin, csv_choice, filter_choices

__all__ = (
    'CalendarBulkEditForm',
    'CalendarFilterForm',
    'CalendarForm',
    'CalendarHoursBulkEditForm',
    'CalendarHoursFilterForm',
    'CalendarHoursForm',
    'CalendarHoursImportForm',
    'CalendarImportForm',
    'HolidayBulkEditForm',
    'HolidayFilterForm',
    'HolidayForm',
    'HolidayImportForm',
    'HolidayProposalsForm',
    'ReadyMadeHoursForm',
)

# Years for which holidays are proposed: what is further away nobody has decided, and what is older no limit needs.
FIRST_YEAR, LAST_YEAR = 2020, 2099


def zone_choices() -> list[tuple[str, Any]]:
    """Return the time zones, those of Indonesia first."""
    others = sorted(name for name in available_timezones() if '/' in name and name not in ZONES)
    return [(str(_('Indonesia')), list(ZONES.items())), (str(_('Others')), [(name, name) for name in others])]


def calendar_choice(*, required: bool = True) -> DynamicModelChoiceField:
    return DynamicModelChoiceField(label=_('Calendar'), queryset=Calendar.objects.all(), required=required)


class CalendarForm(PrimaryModelForm):
    time_zone = forms.ChoiceField(label=_('Time zone'), choices=zone_choices, initial='Asia/Jakarta')
    ready_made = forms.ChoiceField(
        label=_('Opening hours'),
        choices=lambda: [
            ('', _('Entered by hand')),
            *((key, week.label) for key, week in READY_MADE.items() if not week.is_season),
        ],
        required=False,
        help_text=_('To begin with; they can be changed afterwards'),
    )

    fieldsets = (FieldSet('name', 'time_zone', 'days_count', 'ready_made', 'description', 'tags', name=_('Calendar')),)

    class Meta:
        model = Calendar
        fields = ('name', 'time_zone', 'days_count', 'description', 'owner', 'comments', 'tags')

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # The page says whether the user may add hours (`CalendarEditView`).
        if self.instance.pk or not getattr(self.instance, '_may_fill', False):
            del self.fields['ready_made']

    def save(self, *args, **kwargs) -> Calendar:
        calendar = super().save(*args, **kwargs)
        if week := self.cleaned_data.get('ready_made'):
            fill_hours(calendar, week=week)
        return calendar


class CalendarImportForm(KeepDefaultsMixin, PrimaryModelImportForm):
    days_count = CSVChoiceField(
        label=_('Days count'), choices=DayCountChoices, required=False, help_text=_('What a limit of days counts')
    )

    class Meta:
        model = Calendar
        fields = ('name', 'time_zone', 'days_count', 'description', 'owner', 'comments', 'tags')


class CalendarBulkEditForm(PrimaryModelBulkEditForm):
    time_zone = forms.ChoiceField(
        label=_('Time zone'), choices=lambda: add_blank_choice(zone_choices()), required=False
    )
    days_count = forms.ChoiceField(
        label=_('A limit of days counts'), choices=add_blank_choice(DayCountChoices), required=False
    )

    model = Calendar
    fieldsets = (FieldSet('time_zone', 'days_count', 'description'),)
    nullable_fields = ('description', 'comments')


class CalendarFilterForm(PrimaryModelFilterSetForm):
    model = Calendar
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('days_count', 'time_zone', name=_('Calendar')),
        FieldSet('owner_group_id', 'owner_id', name=_('Ownership')),
    )
    days_count = forms.MultipleChoiceField(label=_('A limit of days counts'), choices=DayCountChoices, required=False)
    time_zone = forms.MultipleChoiceField(label=_('Time zone'), choices=zone_choices, required=False)
    tag = TagFilterField(model)


class CalendarHoursForm(NetBoxModelForm):
    calendar = calendar_choice()

    fieldsets = (
        FieldSet('calendar', 'weekday', 'opens', 'closes', 'tags', name=_('Opening hours')),
        FieldSet('season', 'valid_from', 'valid_until', name=_('Only in a season')),
    )

    class Meta:
        model = CalendarHours
        fields = ('calendar', 'weekday', 'opens', 'closes', 'season', 'valid_from', 'valid_until', 'tags')
        widgets = {
            'opens': TimePicker(),
            'closes': TimePicker(),
            'valid_from': DatePicker(),
            'valid_until': DatePicker(),
        }


class CalendarHoursImportForm(NetBoxModelImportForm):
    calendar = csv_choice(_('Calendar'), Calendar.objects.all(), _('Name of the calendar'), by='name')
    weekday = CSVTypedChoiceField(
        label=_('Weekday'), choices=WeekdayChoices, coerce=int, help_text=_('1 (Monday) to 7 (Sunday)')
    )

    class Meta:
        model = CalendarHours
        fields = ('calendar', 'weekday', 'opens', 'closes', 'season', 'valid_from', 'valid_until', 'tags')


class CalendarHoursBulkEditForm(NetBoxModelBulkEditForm):
    weekday = forms.TypedChoiceField(
        label=_('Weekday'), choices=add_blank_choice(WeekdayChoices), coerce=int, empty_value=None, required=False
    )
    opens = forms.TimeField(label=_('Opens'), required=False, widget=TimePicker())
    closes = forms.TimeField(label=_('Closes'), required=False, widget=TimePicker())
    season = forms.CharField(label=_('Season'), max_length=50, required=False)
    valid_from = forms.DateField(label=_('Valid from'), required=False, widget=DatePicker())
    valid_until = forms.DateField(label=_('Valid until'), required=False, widget=DatePicker())

    model = CalendarHours
    fieldsets = (FieldSet('weekday', 'opens', 'closes', 'season', 'valid_from', 'valid_until'),)
    nullable_fields = ('season', 'valid_from', 'valid_until')


class CalendarHoursFilterForm(NetBoxModelFilterSetForm):
    model = CalendarHours
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('calendar_id', 'weekday', 'season', name=_('Opening hours')),
    )
    calendar_id = filter_choices(_('Calendar'), Calendar.objects.all())
    weekday = forms.MultipleChoiceField(label=_('Weekday'), choices=WeekdayChoices, required=False)
    season = forms.CharField(label=_('Season'), required=False)
    tag = TagFilterField(model)


class HolidayForm(NetBoxModelForm):
    calendar = calendar_choice()

    fieldsets = (FieldSet('calendar', 'date', 'name', 'kind', 'decree', 'tags', name=_('Holiday')),)

    class Meta:
        model = Holiday
        fields = ('calendar', 'date', 'name', 'kind', 'decree', 'tags')
        widgets = {'date': DatePicker()}


class HolidayImportForm(KeepDefaultsMixin, NetBoxModelImportForm):
    calendar = csv_choice(_('Calendar'), Calendar.objects.all(), _('Name of the calendar'), by='name')
    kind = CSVChoiceField(
        label=_('Kind'), choices=HolidayKindChoices, required=False, help_text=_('Who made it a holiday')
    )

    class Meta:
        model = Holiday
        fields = ('calendar', 'date', 'name', 'kind', 'decree', 'tags')


class HolidayBulkEditForm(NetBoxModelBulkEditForm):
    kind = forms.ChoiceField(label=_('Kind'), choices=add_blank_choice(HolidayKindChoices), required=False)
    decree = forms.CharField(label=_('Decree'), max_length=200, required=False)

    model = Holiday
    fieldsets = (FieldSet('kind', 'decree'),)
    nullable_fields = ('decree',)


class HolidayFilterForm(NetBoxModelFilterSetForm):
    model = Holiday
    fieldsets = (
        FieldSet('q', 'filter_id', 'tag'),
        FieldSet('calendar_id', 'year', 'kind', name=_('Holiday')),
    )
    calendar_id = filter_choices(_('Calendar'), Calendar.objects.all())
    year = forms.IntegerField(label=_('Year'), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    kind = forms.MultipleChoiceField(label=_('Kind'), choices=HolidayKindChoices, required=False)
    tag = TagFilterField(model)


class HolidayProposalsForm(forms.Form):
    """Which of the proposed days become holidays, by which decree."""

    days = forms.MultipleChoiceField(
        label=_('Days'), widget=forms.CheckboxSelectMultiple, error_messages={'required': _('Tick at least one day.')}
    )
    decree = forms.CharField(
        label=_('Decree'), max_length=200, required=False, help_text=_('Number of the decree (SKB)')
    )

    def __init__(self, *args, proposals: list[Proposal], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        self.fields['days'].choices = [
            (item.date.isoformat(), item.name) for item in proposals if item.existing is None
        ]
        self.fields['decree'].widget.attrs['class'] = 'form-control'

    @property
    def ticked(self) -> set[str]:
        """The days that are ticked when the form is shown: all of them at first, then as they were sent."""
        field = self['days']
        return set(field.value() or ()) if self.is_bound else {key for key, _name in self.fields['days'].choices}

    def chosen(self) -> list[Proposal]:
        """Return the proposals that were ticked; call it on a valid form."""
        return [item for item in self.proposals if item.date.isoformat() in self.cleaned_data['days']]


class ReadyMadeHoursForm(forms.Form):
    """A ready-made week for a calendar: the usual one, or one for a season with its days."""

    week = forms.ChoiceField(label=_('Hours'), choices=lambda: [(key, week.label) for key, week in READY_MADE.items()])
    first = forms.DateField(label=_('First day'), required=False, widget=DatePicker(), help_text=_('Of the season'))
    last = forms.DateField(label=_('Last day'), required=False, widget=DatePicker(), help_text=_('Of the season'))
    season = forms.CharField(
        label=_('Season'), max_length=50, required=False, help_text=_('What it is called, e.g. Ramadan 1448 H')
    )

    fieldsets = (FieldSet('week'), FieldSet('first', 'last', 'season', name=_('Season')))

    def __init__(self, *args, calendar: Calendar, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        week = READY_MADE.get(data.get('week', ''))
        if week is None or self.errors:
            return data
        first, last = data['first'], data['last']
        if not week.is_season:
            data |= {'first': None, 'last': None, 'season': ''}
            if has_hours(self.calendar):
                self.add_error('week', _('This calendar has usual hours already: delete them first, or change them.'))
        elif first is None or last is None:
            self.add_error('first', _('A season has a first and a last day: give both.'))
        elif last < first:
            self.add_error('last', _('The last day cannot be before the first one.'))
        elif has_hours(self.calendar, first, last):
            self.add_error('first', _('This calendar has a season in those days already: delete it first.'))
        return data
