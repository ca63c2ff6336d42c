"""When an office works: weekly hours, seasons with hours of their own, and holidays."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from netbox.models import NetBoxModel, PrimaryModel

from ..choices import DayCountChoices, HolidayKindChoices, WeekdayChoices

__all__ = ('Calendar', 'CalendarHours', 'Holiday')


class Calendar(PrimaryModel):
    """The working time by which an agency's limits run. A procedure without one follows the plugin's settings."""

    name = models.CharField(_('name'), max_length=100, unique=True)
    time_zone = models.CharField(
        _('time zone'), max_length=50, default='Asia/Jakarta', help_text=_('Asia/Jakarta (WIB), Asia/Makassar (WITA) …')
    )
    days_count = models.CharField(
        _('a limit of days counts'), max_length=20, choices=DayCountChoices, default=DayCountChoices.WORKING
    )

    clone_fields = ('time_zone', 'days_count')

    class Meta:
        ordering = ('name', 'pk')
        verbose_name = _('calendar')
        verbose_name_plural = _('calendars')

    def __str__(self) -> str:
        return self.name

    def get_days_count_color(self) -> str:
        return DayCountChoices.colors.get(self.days_count)

    def clean(self) -> None:
        super().clean()
        try:
            ZoneInfo(self.time_zone)
        except (ValueError, KeyError, OSError) as error:
            raise ValidationError({'time_zone': _('There is no such time zone, e.g. Asia/Jakarta.')}) from error


class CalendarHours(NetBoxModel):
    """Open hours on one weekday; with days of validity (Ramadan), they take the place of the usual ones."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name='hours')
    weekday = models.PositiveSmallIntegerField(
        _('weekday'), choices=WeekdayChoices, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    opens = models.TimeField(_('opens'))
    closes = models.TimeField(_('closes'))
    valid_from = models.DateField(_('valid from'), blank=True, null=True)
    valid_until = models.DateField(_('valid until'), blank=True, null=True)
    season = models.CharField(_('season'), max_length=50, blank=True, help_text=_('E.g. Ramadan 1448 H'))

    clone_fields = ('calendar', 'weekday', 'opens', 'closes', 'valid_from', 'valid_until', 'season')
    prerequisite_models = ('netbox_colocation.Calendar',)

    class Meta:
        ordering = ('calendar', 'valid_from', 'weekday', 'opens', 'pk')
        verbose_name = _('opening hours')
        verbose_name_plural = _('opening hours')
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F('opens')), name='%(app_label)s_%(class)s_closes_after_opening'
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True, valid_until__isnull=True)
                | Q(valid_from__isnull=False, valid_until__isnull=False, valid_until__gte=F('valid_from')),
                name='%(app_label)s_%(class)s_both_days_or_none',
            ),
        ]

    def __str__(self) -> str:
        return f'{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}'

    def get_weekday_color(self) -> str:
        return WeekdayChoices.colors.get(self.weekday)

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.opens and self.closes and self.closes <= self.opens:
            errors['closes'] = _('The office closes after it opens: correct the times.')
        if bool(self.valid_from) != bool(self.valid_until):
            errors['valid_until'] = _('A season has a first and a last day: give both, or none.')
        elif self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            errors['valid_until'] = _('The last day cannot be before the first one.')
        if errors:
            raise ValidationError(errors)


class Holiday(NetBoxModel):
    """A day on which the office is closed, with the decree that says so."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name='holidays')
    date = models.DateField(_('date'))
    name = models.CharField(_('name'), max_length=200)
    kind = models.CharField(_('kind'), max_length=20, choices=HolidayKindChoices, default=HolidayKindChoices.NATIONAL)
    decree = models.CharField(_('decree'), max_length=200, blank=True, help_text=_('Number of the decree (SKB)'))

    clone_fields = ('calendar', 'kind', 'decree')
    prerequisite_models = ('netbox_colocation.Calendar',)

    class Meta:
        ordering = ('calendar', 'date', 'pk')
        verbose_name = _('holiday')
        verbose_name_plural = _('holidays')
        constraints = [
            models.UniqueConstraint(fields=('calendar', 'date'), name='%(app_label)s_%(class)s_unique_calendar_date'),
        ]

    def __str__(self) -> str:
        return f'{self.date:%Y-%m-%d} {self.name}'

    def get_kind_color(self) -> str:
        return HolidayKindChoices.colors.get(self.kind)
