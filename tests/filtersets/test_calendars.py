"""NetBox's filterset suite for calendars, opening hours and holidays."""

import datetime

from django.test import TestCase

from netbox_colocation import filtersets, models
from tests.calendars.rows import make_calendar, make_holiday, make_hours
from tests.filtersets.test_suites import FilterSetMixin


class CalendarFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Calendar.objects.all()
    filterset = filtersets.CalendarFilterSet
    search = 'padang'

    @classmethod
    def setUpTestData(cls) -> None:
        for name in ('Padang', 'Denpasar', 'Jayapura'):
            make_calendar(name=name)

    def test_days_count(self) -> None:
        """Calendars are found by what a limit of days counts."""
        make_calendar(days_count='calendar')

        self.assertEqual(self.filterset({'days_count': ['calendar']}, self.queryset).qs.count(), 1)
        self.assertEqual(self.filterset({'days_count': ['working']}, self.queryset).qs.count(), 3)


class CalendarHoursFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.CalendarHours.objects.all()
    filterset = filtersets.CalendarHoursFilterSet
    search = 'padang'

    @classmethod
    def setUpTestData(cls) -> None:
        for weekday, name in enumerate(('Padang', 'Denpasar', 'Jayapura'), start=1):
            make_hours(make_calendar(name=name), weekday=weekday)

    def test_calendar_and_weekday(self) -> None:
        """Hours are found by calendar, by ID or name, and by weekday."""
        calendar = models.Calendar.objects.get(name='Denpasar')

        for params in ({'calendar_id': [calendar.pk]}, {'calendar': ['Denpasar']}, {'weekday': ['2']}):
            with self.subTest(**params):
                self.assertEqual(self.filterset(params, self.queryset).qs.get().calendar, calendar)


class HolidayFilterSetTests(FilterSetMixin, TestCase):
    queryset = models.Holiday.objects.all()
    filterset = filtersets.HolidayFilterSet
    search = 'galungan'

    @classmethod
    def setUpTestData(cls) -> None:
        for year, name, kind in ((2025, 'Natal', 'national'), (2026, 'Galungan', 'local'), (2027, 'Nyepi', 'national')):
            make_holiday(make_calendar(name=f'Year {year}'), date=datetime.date(year, 6, 1), name=name, kind=kind)

    def test_calendar_year_and_kind(self) -> None:
        """Holidays are found by calendar, year and kind."""
        for params in ({'calendar': ['Year 2026']}, {'year': 2026}, {'kind': ['local']}):
            with self.subTest(**params):
                self.assertEqual(self.filterset(params, self.queryset).qs.get().name, 'Galungan')
