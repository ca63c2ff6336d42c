"""REST and GraphQL of calendars, opening hours and holidays."""

import datetime

from netbox_colocation.models import Calendar, CalendarHours, Holiday
from tests.api import base
from tests.calendars.rows import make_calendar, make_holiday, make_hours


class CalendarAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Calendar
    brief_fields = ['description', 'display', 'id', 'name', 'url']
    bulk_update_data = {'time_zone': 'Asia/Makassar', 'days_count': 'calendar'}
    bulk_update_invalid_data = {'time_zone': 'Asia/Nowhere'}

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            make_calendar()
        cls.create_data = [{'name': f'Padang {row}', 'time_zone': 'Asia/Jakarta'} for row in range(3)]


class CalendarHoursAPITests(base.EditableAPITestCase):
    __test__ = True
    model = CalendarHours
    brief_fields = ['calendar', 'closes', 'display', 'id', 'opens', 'url', 'weekday']
    bulk_update_data = {'season': 'Every day', 'weekday': 6}
    bulk_update_invalid_data = {'closes': '01:00:00'}
    validation_excluded_fields = ['opens', 'closes']

    @classmethod
    def make_rows(cls) -> None:
        calendar = make_calendar()
        for weekday in (1, 2, 3):
            make_hours(calendar, weekday=weekday)
        cls.create_data = [
            {'calendar': calendar.pk, 'weekday': weekday, 'opens': '07:30:00', 'closes': '12:00:00'}
            for weekday in (4, 5, 6)
        ]

    def test_weekday_that_does_not_exist_is_refused(self) -> None:
        """There are seven weekdays."""
        self.add_permissions('netbox_colocation.add_calendarhours')
        data = {**self.create_data[0], 'weekday': 8}

        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['weekday'])


class HolidayAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Holiday
    brief_fields = ['calendar', 'date', 'display', 'id', 'name', 'url']
    bulk_update_data = {'kind': 'local', 'decree': '2/2026'}
    bulk_update_invalid_data = {'name': ''}

    @classmethod
    def make_rows(cls) -> None:
        calendar = make_calendar()
        for day in (2, 3, 4):
            make_holiday(calendar, date=datetime.date(2026, 11, day))
        cls.create_data = [
            {'calendar': calendar.pk, 'date': f'2026-12-{day}', 'name': f'Day {day}'} for day in (11, 12, 13)
        ]


class ProposalsTests(base.PluginAPITestCase):
    """`propose-holidays/`: what is proposed for a year, and entering it."""

    __test__ = True
    model = Calendar

    def setUp(self) -> None:
        super().setUp()
        self.calendar = make_calendar()
        self.url = f'{base.ROOT}calendars/{self.calendar.pk}/propose-holidays/'

    def ask(self, **data):
        return self.client.post(self.url, data, format='json')

    def test_dry_run_only_says_what_is_proposed(self) -> None:
        """17 national holidays and 8 days of collective leave in 2026, one of which is entered; nothing is stored."""
        self.add_permissions('netbox_colocation.view_calendar', 'netbox_colocation.add_holiday')
        make_holiday(self.calendar, date=datetime.date(2026, 8, 17))

        response = self.ask(year=2026, dry_run=True)

        self.assertHttpStatus(response, 200)
        days = response.json()
        kinds = [day['kind']['value'] for day in days]
        self.assertEqual((kinds.count('national'), kinds.count('collective-leave')), (17, 8))
        self.assertEqual([day['date'] for day in days if day['is_entered']], ['2026-08-17'])
        self.assertEqual(
            days[0],
            {
                'date': '2026-01-01',
                'name': 'Tahun Baru Masehi',
                'kind': {'value': 'national', 'label': 'National holiday'},
                'is_estimated': False,
                'is_entered': False,
            },
        )
        self.assertEqual(Holiday.objects.count(), 1)

    def test_all_that_is_missing_is_entered(self) -> None:
        """Without dates, every day that the calendar does not have yet; a second call adds nothing."""
        self.add_permissions('netbox_colocation.view_calendar', 'netbox_colocation.add_holiday')
        make_holiday(self.calendar, date=datetime.date(2026, 8, 17), name='As printed')

        first, second = self.ask(year=2026, decree='SKB 1/2025'), self.ask(year=2026)

        self.assertHttpStatus(first, 201)
        self.assertEqual(len(first.json()), 24)
        self.assertEqual(second.json(), [])
        self.assertEqual(self.calendar.holidays.filter(decree='SKB 1/2025').count(), 24)
        self.assertEqual(self.calendar.holidays.get(date='2026-08-17').name, 'As printed')

    def test_only_the_named_dates_are_entered(self) -> None:
        """`dates` chooses; a date that is not proposed is refused, and then none is entered."""
        self.add_permissions('netbox_colocation.view_calendar', 'netbox_colocation.add_holiday')

        refused = self.ask(year=2026, dates=['2026-12-25', '2026-12-26'])
        self.assertHttpStatus(refused, 400)
        self.assertEqual(refused.json(), {'dates': ['Not proposed for this year: 2026-12-26']})
        self.assertEqual(Holiday.objects.count(), 0)

        self.assertHttpStatus(self.ask(year=2026, dates=['2026-12-25']), 201)
        self.assertEqual(list(Holiday.objects.values_list('date', flat=True)), [datetime.date(2026, 12, 25)])

    def test_rights(self) -> None:
        """`add` on holidays is needed, `view` on the calendar, and a constraint holds for every new row."""
        self.assertHttpStatus(self.ask(year=2026), 403)

        base.permit(self.user, Holiday, 'add', kind='national')
        self.assertHttpStatus(self.ask(year=2026), 404)

        self.add_permissions('netbox_colocation.view_calendar')
        self.assertHttpStatus(self.ask(year=2026), 403)
        self.assertEqual(Holiday.objects.count(), 0)
        self.assertHttpStatus(self.ask(year=2026, dates=['2026-12-25']), 201)
