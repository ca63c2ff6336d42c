"""The calendar page: days, filters, and what stands in them."""

import datetime
import re
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from netbox_colocation.models import AccessVisit
from tests import base, factories, subject_factories

JAKARTA, JAYAPURA = ZoneInfo('Asia/Jakarta'), ZoneInfo('Asia/Jayapura')


class ScheduleTests(base.PluginTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.user.is_superuser = True
        self.user.save()
        self.url = reverse('plugins:netbox_colocation:schedule')
        self.site = factories.make_site(time_zone=JAKARTA)

    def make_visit(self, start: datetime.datetime, hours: float = 2, **fields) -> AccessVisit:
        fields = {'site': self.site, 'status': 'accepted', **fields}
        return subject_factories.make_visit(starts_at=start, ends_at=start + datetime.timedelta(hours=hours), **fields)

    def get(self, **query):
        answer = self.client.get(self.url, {'site': self.site.pk, **query})
        self.assertHttpStatus(answer, 200)
        return answer

    def dates(self, answer) -> list[str]:
        """The days that show something, in order, one for each line."""
        return [day.date.isoformat() for day in answer.context['page'].days for _ in day.lines]

    def test_month_begins_on_monday_and_has_whole_weeks(self) -> None:
        page = self.get(date='2026-11-23').context['page']

        self.assertEqual((page.days[0].date.isoformat(), page.days[-1].date.isoformat()), ('2026-10-26', '2026-12-06'))
        self.assertEqual([day.is_outside for day in page.days].count(False), 30)
        self.assertEqual(page.weekdays[0], 'Monday')

    def test_day_is_that_of_the_sites_zone(self) -> None:
        """23:30 in Jakarta is the next day in Jayapura, and each site's calendar says so."""
        start = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=JAKARTA)
        self.make_visit(start, hours=0.25)
        east = factories.make_site(time_zone=JAYAPURA)
        self.make_visit(start, hours=0.25, site=east)

        self.assertEqual(self.dates(self.get(date='2026-11-23')), ['2026-11-23'])
        answer = self.get(date='2026-11-23', site=east.pk)
        self.assertEqual(self.dates(answer), ['2026-11-24'])
        self.assertContains(answer, '01:30–01:45')
        self.assertContains(answer, 'Asia/Jayapura (WIT)')

    def test_night_work_stands_on_both_days_and_an_end_at_midnight_on_one(self) -> None:
        start = datetime.datetime(2026, 11, 23, 22, 0, tzinfo=JAKARTA)
        self.make_visit(start, hours=4)
        self.make_visit(start, hours=2)

        answer = self.get(date='2026-11-23', span='week')

        self.assertEqual(self.dates(answer), ['2026-11-23', '2026-11-23', '2026-11-24'])
        self.assertContains(answer, '22:00–…')
        self.assertContains(answer, '…–02:00')

    def test_earlier_later_and_today_lead_there(self) -> None:
        """Also from the 31st into a shorter month, and over the year's end."""
        cases = {
            ('month', '2026-01-31'): ('2025-12-01', '2026-02-01'),
            ('week', '2026-12-30'): ('2026-12-23', '2027-01-06'),
            ('day', '2026-03-01'): ('2026-02-28', '2026-03-02'),
        }
        for (span, date), ways in cases.items():
            with self.subTest(span=span):
                period = self.get(span=span, date=date).context['period']
                self.assertEqual((period.previous.isoformat(), period.next.isoformat()), ways)
                answer = self.get(span=span, date=date)
                self.assertContains(answer, 'rel="prev"')
                self.assertContains(answer, f'date={ways[1]}')

    def test_full_day_shows_some_and_leads_to_the_rest(self) -> None:
        for minute in range(6):
            self.make_visit(datetime.datetime(2026, 11, 23, 9, minute, tzinfo=JAKARTA))

        answer = self.get(date='2026-11-23')

        self.assertContains(answer, '3 more')
        self.assertEqual(answer.content.decode().count('class="colo-entry'), 3)
        self.assertEqual(self.get(date='2026-11-23', span='day').content.decode().count('class="colo-entry'), 6)

    def test_filters_are_kept_from_page_to_page(self) -> None:
        location = factories.make_location(site=self.site)
        moment = datetime.datetime(2026, 11, 23, 9, tzinfo=JAKARTA)
        inside, outside = self.make_visit(moment, location=location), self.make_visit(moment)

        answer = self.get(date='2026-11-23', location=location.pk, content='visits', span='week')

        self.assertContains(answer, inside.get_absolute_url())
        self.assertNotContains(answer, outside.get_absolute_url())
        link = re.search(r'rel="next" href="([^"]*)"', answer.content.decode())[1]
        for kept in (f'location={location.pk}', 'content=visits', 'span=week'):
            self.assertIn(kept, link)
        self.assertEqual(self.dates(self.get(date='2026-11-23', content='windows')), [])

    def test_wrong_questions_are_said(self) -> None:
        """No guessing: a day that is none, a year too far, a room elsewhere."""
        elsewhere = factories.make_location()
        wrong = (
            {'date': 'yesterday'}, {'date': '1999-12-31'}, {'span': 'year'}, {'content': 'all-of-it'},
            {'site': '0'}, {'location': elsewhere.pk},
        )  # fmt: skip
        for query in wrong:
            with self.subTest(query=query):
                answer = self.client.get(self.url, {'site': self.site.pk, **query})
                self.assertHttpStatus(answer, 400)
                self.assertNotIn('page', answer.context)

    def test_nobody_is_named(self) -> None:
        moment = datetime.datetime(2026, 11, 23, 9, tzinfo=JAKARTA)
        self.make_visit(moment, visitors=['Siti Nurhaliza'])

        for span in ('month', 'week', 'day'):
            answer = self.get(date='2026-11-23', span=span)
            self.assertContains(answer, '1 person')
            self.assertNotContains(answer, 'Siti')

    def test_what_is_cancelled_or_not_certain_is_said_in_words(self) -> None:
        """Not by colours and lines alone."""
        moment = datetime.datetime(2026, 11, 23, 9, tzinfo=JAKARTA)
        self.make_visit(moment, status='cancelled')
        self.make_visit(moment, status='open')

        answer = self.get(date='2026-11-23')

        self.assertContains(answer, '<span class="colo-standing">Cancelled</span>')
        self.assertContains(answer, '<span class="colo-standing">Not certain yet</span>')

    def test_table_says_what_it_is(self) -> None:
        """A caption, a header for each weekday, the whole date of each day for whoever hears the page."""
        answer = self.get(date='2026-11-23')

        self.assertContains(answer, '<caption>', count=1)
        self.assertContains(answer, 'scope="col"', count=7)
        self.assertContains(answer, 'Monday, 23 November 2026')
        self.assertContains(self.get(date='2026-11-23', span='week'), 'scope="rowgroup"', count=7)

    def test_queries_do_not_grow(self) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.get(date='2026-11-23')
            return len(queries)

        def make(hour: int) -> None:
            racks = [factories.make_rack(site=self.site)]
            visit = self.make_visit(datetime.datetime(2026, 11, 23, hour, tzinfo=JAKARTA), racks=racks)
            subject_factories.open_case(visit)

        make(1)
        few = count()
        for hour in range(2, 8):
            make(hour)

        self.assertEqual(count(), few)

    def test_only_permitted_rows_and_nobody_without_permission(self) -> None:
        self.user.is_superuser = False
        self.user.save()
        moment = datetime.datetime(2026, 11, 23, 9, tzinfo=JAKARTA)
        own, other = self.make_visit(moment), self.make_visit(moment)
        self.assertHttpStatus(self.client.get(self.url), 403)

        base.permit(self.user, AccessVisit, 'view', applicant=own.applicant_id)
        answer = self.client.get(self.url, {'date': '2026-11-23'})

        self.assertContains(answer, own.get_absolute_url())
        self.assertNotContains(answer, other.get_absolute_url())
        # A site that they may not view cannot be asked for.
        self.assertHttpStatus(self.client.get(self.url, {'site': self.site.pk}), 400)
