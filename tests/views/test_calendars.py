"""Pages of calendars, opening hours and holidays."""

import datetime
from unittest import mock

from django.urls import reverse
from django.utils import timezone

from netbox_colocation.models import Calendar, CalendarHours, Holiday
from netbox_colocation.ui import calendars as panels
from tests import base
from tests.calendars.rows import make_calendar, make_holiday, make_hours


class CalendarViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Calendar

    @classmethod
    def make_rows(cls) -> None:
        rows = [make_calendar() for _ in range(3)]
        cls.form_data = {
            'name': 'Ambon',
            'time_zone': 'Asia/Jayapura',
            'days_count': 'calendar',
            'description': 'Office in Ambon',
        }
        cls.csv_data = (
            'name,time_zone,days_count',
            'Padang,Asia/Jakarta,working',
            'Denpasar,Asia/Makassar,calendar',
            'Jayapura,,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'time_zone': 'Asia/Makassar', 'days_count': 'calendar', 'description': 'In bulk'}


class CalendarHoursViewTests(base.EditableViewTestCase):
    __test__ = True
    model = CalendarHours

    @classmethod
    def make_rows(cls) -> None:
        calendar = make_calendar(name='Padang')
        rows = [make_hours(calendar, weekday=day) for day in (1, 2, 3)]
        cls.form_data = {
            'calendar': calendar.pk,
            'weekday': 5,
            'opens': '08:00:00',
            'closes': '11:30:00',
            'season': 'Ramadan 1448 H',
            'valid_from': '2027-02-08',
            'valid_until': '2027-03-09',
        }
        cls.validation_excluded_fields = ['opens', 'closes', 'valid_from', 'valid_until']
        cls.csv_data = (
            'calendar,weekday,opens,closes,season,valid_from,valid_until',
            'Padang,4,07:30,16:00,,,',
            'Padang,5,07:30,11:30,,,',
            'Padang,5,08:00,11:30,Ramadan,2027-02-08,2027-03-09',
        )
        cls.csv_update_data = ('id,season', *(f'{row.pk},Season {row.pk}' for row in rows))
        cls.bulk_edit_data = {'season': 'In bulk', 'weekday': 6}

    def test_season_without_its_days_is_refused(self) -> None:
        """Hours with a first day only are refused at the field that is missing, and not stored."""
        self.add_permissions('netbox_colocation.add_calendarhours', 'netbox_colocation.view_calendar')
        data = {**self.form_data, 'valid_until': ''}

        response = self.client.post(self._get_url('add'), data)

        self.assertContains(response, 'A season has a first and a last day: give both, or none.')
        self.assertEqual(CalendarHours.objects.count(), 3)


class HolidayViewTests(base.EditableViewTestCase):
    __test__ = True
    model = Holiday

    @classmethod
    def make_rows(cls) -> None:
        calendar = make_calendar(name='Denpasar')
        rows = [make_holiday(calendar, date=datetime.date(2026, 11, day)) for day in (2, 3, 4)]
        cls.form_data = {
            'calendar': calendar.pk,
            'date': '2026-09-09',
            'name': 'Galungan',
            'kind': 'local',
            'decree': '1/2026',
        }
        cls.validation_excluded_fields = ['date']
        cls.csv_data = (
            'calendar,date,name,kind',
            'Denpasar,2026-06-17,Galungan,local',
            'Denpasar,2026-06-27,Kuningan,local',
            'Denpasar,2026-12-25,Natal,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'kind': 'local', 'decree': '2/2026'}


class CalendarPageTests(base.PluginTestCase):
    """What a calendar's page says of it."""

    def test_page_shows_the_weeks(self) -> None:
        """The usual week and the season stand in one table, with the hours of a week."""
        calendar = make_calendar()
        make_hours(calendar, opens=datetime.time(7, 30), closes=datetime.time(12))
        make_hours(calendar, opens=datetime.time(13), closes=datetime.time(16))
        make_hours(
            calendar,
            season='Ramadan 1520 H',
            valid_from=datetime.date(2096, 9, 1),
            valid_until=datetime.date(2096, 9, 30),
        )
        self.add_permissions('netbox_colocation.view_calendar')

        response = self.client.get(calendar.get_absolute_url())

        self.assertContains(response, '<td>07:30–12:00, 13:00–16:00</td>', html=True)
        self.assertContains(response, '<td>7.5 hours</td>', html=True)
        self.assertContains(response, 'Ramadan 1520 H, 1 Sep 2096 – 30 Sep 2096')
        self.assertContains(response, '<td>8 hours</td>', html=True)

    def test_page_lists_holidays_from_this_year_on(self) -> None:
        """What is over for a year is in the list of holidays, not on the calendar's page; the filter is a real one."""
        calendar = make_calendar()
        year = timezone.localdate().year
        for back in (0, 1):
            make_holiday(calendar, date=datetime.date(year - back, 1, 1), name=f'New Year {year - back}')
        self.add_permissions('netbox_colocation.view_calendar', 'netbox_colocation.view_holiday')

        page = self.client.get(calendar.get_absolute_url())
        address = f'/plugins/colocation/holidays/?calendar_id={calendar.pk}&date__gte={year}-01-01'
        rows = self.client.get(address)

        self.assertContains(page, f'date__gte={year}-01-01')
        self.assertContains(rows, f'New Year {year}')
        self.assertNotContains(rows, f'New Year {year - 1}')

    def test_page_of_a_calendar_without_hours_shows_those_of_the_settings(self) -> None:
        """A calendar without hours says whose hours count."""
        self.add_permissions('netbox_colocation.view_calendar')

        response = self.client.get(make_calendar().get_absolute_url())

        self.assertContains(response, 'Usual (from the plugin’s settings)')

    def test_page_warns_of_years_without_holidays(self) -> None:
        """This year counts always, the next one from October on; entered years are not named."""
        calendar = make_calendar()
        make_holiday(calendar, date=datetime.date(2026, 5, 1))
        hours = panels.hours_for(calendar, datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))

        gaps = {
            day: panels.find_gaps(hours, today=datetime.date.fromisoformat(day))
            for day in ('2026-09-30', '2026-10-01', '2027-01-01')
        }

        self.assertEqual(gaps, {'2026-09-30': [], '2026-10-01': [2027], '2027-01-01': [2027]})

    def test_warning_leads_to_the_proposals_of_that_year(self) -> None:
        """A calendar without this year's holidays says so, with a link for who may enter them."""
        calendar = make_calendar()
        year = timezone.localdate().year
        url = reverse('plugins:netbox_colocation:calendar_propose_holidays', kwargs={'pk': calendar.pk})
        self.add_permissions('netbox_colocation.view_calendar')

        for may_enter in (False, True):
            with self.subTest(may_enter=may_enter):
                response = self.client.get(calendar.get_absolute_url())

                self.assertContains(response, f'No holidays are entered for {year}:')
                self.assertContains(response, f'{url}?year={year}"', count=int(may_enter))
            self.add_permissions('netbox_colocation.add_holiday')

    def test_new_calendar_begins_with_a_ready_made_week(self) -> None:
        """The form of a new calendar fills in the hours that were chosen; each is in the change log."""
        self.add_permissions(
            'netbox_colocation.add_calendar', 'netbox_colocation.view_calendar', 'netbox_colocation.add_calendarhours'
        )
        data = {'name': 'Padang', 'time_zone': 'Asia/Jakarta', 'days_count': 'working', 'ready_made': 'five-days'}

        response = self.client.post(reverse('plugins:netbox_colocation:calendar_add'), data)

        calendar = Calendar.objects.get(name='Padang')
        self.assertRedirects(response, calendar.get_absolute_url())
        self.assertEqual(calendar.hours.count(), 10)

    def test_who_may_not_add_hours_is_not_offered_any(self) -> None:
        """Without `add` on opening hours the form does not take a ready-made week, even when it is sent one."""
        self.add_permissions('netbox_colocation.add_calendar', 'netbox_colocation.view_calendar')
        data = {'name': 'Padang', 'time_zone': 'Asia/Jakarta', 'days_count': 'working', 'ready_made': 'five-days'}

        page = self.client.get(reverse('plugins:netbox_colocation:calendar_add'))
        self.client.post(reverse('plugins:netbox_colocation:calendar_add'), data)

        self.assertNotContains(page, 'ready_made')
        self.assertEqual(Calendar.objects.get(name='Padang').hours.count(), 0)


class ProposalsPageTests(base.PluginTestCase):
    """Ticking the holidays that are proposed for a year."""

    def setUp(self) -> None:
        super().setUp()
        self.calendar = make_calendar()
        self.url = reverse('plugins:netbox_colocation:calendar_propose_holidays', kwargs={'pk': self.calendar.pk})
        self.add_permissions('netbox_colocation.view_calendar')

    def test_page_marks_what_is_entered_and_what_is_estimated(self) -> None:
        """A day that the calendar has is named and cannot be ticked; estimated days are marked and ticked."""
        self.add_permissions('netbox_colocation.add_holiday')
        make_holiday(self.calendar, date=datetime.date(2027, 1, 1), name='New Year as printed')

        response = self.client.get(self.url, {'year': '2027'})

        self.assertContains(response, 'New Year as printed')
        self.assertNotContains(response, 'value="2027-01-01"')
        self.assertContains(response, 'value="2027-03-10"')
        self.assertContains(response, 'Hari Raya Idul Fitri</td>')
        # Idul Fitri has two days and Idul Adha one; collective leave around them is known.
        self.assertContains(response, 'estimated: the day is not announced yet', count=3)

    def test_ticked_days_become_holidays(self) -> None:
        """Only what was ticked is entered, with kind and decree; what the calendar has stays as it is."""
        self.add_permissions('netbox_colocation.add_holiday')
        data = {'days': ['2026-08-17', '2026-12-24'], 'decree': 'SKB 1497/2025'}

        response = self.client.post(f'{self.url}?year=2026', data)

        self.assertRedirects(response, self.calendar.get_absolute_url())
        self.assertEqual(
            list(self.calendar.holidays.values_list('date', 'name', 'kind', 'decree')),
            [
                (datetime.date(2026, 8, 17), 'Hari Kemerdekaan Republik Indonesia', 'national', 'SKB 1497/2025'),
                (datetime.date(2026, 12, 24), 'Cuti Bersama Hari Raya Natal', 'collective-leave', 'SKB 1497/2025'),
            ],
        )

    def test_nothing_ticked_and_days_that_were_not_proposed_are_refused(self) -> None:
        """The page comes back with the reason, and nothing is entered."""
        self.add_permissions('netbox_colocation.add_holiday')

        for days, reason in (([], 'Tick at least one day.'), (['2026-08-18'], '2026-08-18 is not one of the')):
            with self.subTest(days=days):
                response = self.client.post(f'{self.url}?year=2026', {'days': days})

                self.assertContains(response, reason)
                self.assertEqual(Holiday.objects.count(), 0)

    def test_permission_to_add_holidays_is_needed(self) -> None:
        """Who may only view the calendar can neither see nor use the page."""
        self.assertHttpStatus(self.client.get(self.url), 403)
        self.assertHttpStatus(self.client.post(f'{self.url}?year=2026', {'days': ['2026-08-17']}), 403)
        self.assertEqual(Holiday.objects.count(), 0)

    def test_constraint_of_the_permission_holds(self) -> None:
        """Who may add local holidays only enters no national one, and the page says so."""
        base.permit(self.user, Holiday, 'add', kind='local')

        response = self.client.post(f'{self.url}?year=2026', {'days': ['2026-08-17']})

        self.assertHttpStatus(response, 200)
        self.assertContains(response, 'Operation failed due to object-level permissions violation')
        self.assertEqual(Holiday.objects.count(), 0)

    def test_calendar_of_somebody_else_is_not_there(self) -> None:
        """A calendar that the user may not view is answered as one that does not exist."""
        self.user.object_permissions.all().delete()
        base.permit(self.user, Calendar, 'view', name='Another one')
        self.add_permissions('netbox_colocation.add_holiday')

        self.assertHttpStatus(self.client.get(self.url), 404)

    def test_default_year_is_the_next_one_from_october_on(self) -> None:
        """Decrees come out in autumn; a year that makes no sense is taken for none."""
        self.add_permissions('netbox_colocation.add_holiday')

        for today, year in ((datetime.date(2026, 9, 30), 2026), (datetime.date(2026, 10, 1), 2027)):
            for asked in ('', 'soon', '9999', '²'):
                with self.subTest(today=today, asked=asked):
                    with mock.patch('django.utils.timezone.localdate', return_value=today):
                        response = self.client.get(self.url, {'year': asked})

                    self.assertContains(response, f'max="2099" value="{year}"')


class ReadyMadePageTests(base.PluginTestCase):
    """Adding the hours of a ready-made week to a calendar."""

    ramadan = {
        'week': 'ramadan-five-days',
        'first': '2027-02-08',
        'last': '2027-03-09',
        'season': 'Ramadan 1448 H',
    }

    def setUp(self) -> None:
        super().setUp()
        self.calendar = make_calendar()
        self.url = reverse('plugins:netbox_colocation:calendar_ready_made', kwargs={'pk': self.calendar.pk})
        self.add_permissions('netbox_colocation.view_calendar')

    def test_season_is_added(self) -> None:
        """Ten spans with the season's days and name."""
        self.add_permissions('netbox_colocation.add_calendarhours')

        self.assertHttpStatus(self.client.get(self.url), 200)
        response = self.client.post(self.url, self.ramadan)

        self.assertRedirects(response, self.calendar.get_absolute_url())
        days = (datetime.date(2027, 2, 8), datetime.date(2027, 3, 9))
        self.assertEqual(
            list(self.calendar.hours.values_list('valid_from', 'valid_until', 'season')),
            [(*days, 'Ramadan 1448 H')] * 10,
        )

    def test_what_makes_no_sense_is_refused(self) -> None:
        """A season without days or backwards, and hours that are there already, add nothing."""
        self.add_permissions('netbox_colocation.add_calendarhours')
        self.client.post(self.url, self.ramadan)
        self.client.post(self.url, {'week': 'five-days'})

        for data, reason in (
            ({**self.ramadan, 'last': ''}, 'A season has a first and a last day: give both.'),
            ({**self.ramadan, 'last': '2027-02-01'}, 'The last day cannot be before the first one.'),
            ({**self.ramadan, 'first': '2027-03-09', 'last': '2027-04-01'}, 'a season in those days already'),
            ({'week': 'six-days'}, 'This calendar has usual hours already'),
            ({'week': 'two-days'}, 'Select a valid choice'),
        ):
            with self.subTest(reason=reason):
                response = self.client.post(self.url, data)

                self.assertContains(response, reason)
                self.assertEqual(self.calendar.hours.count(), 20)

    def test_permission_to_add_hours_is_needed(self) -> None:
        """Without it there is no page; with a constrained one nothing beyond the constraint is added."""
        self.assertHttpStatus(self.client.post(self.url, {'week': 'five-days'}), 403)

        base.permit(self.user, CalendarHours, 'add', weekday=1)
        self.assertHttpStatus(self.client.post(self.url, {'week': 'five-days'}), 200)

        self.assertEqual(CalendarHours.objects.count(), 0)
