"""What a calendar program gets from the address of a feed: valid iCal, without a login, and nobody's name."""

import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from netbox_colocation.models import AccessVisit, CalendarFeed, ImpactLine, MaintenanceWindow, MonitoringTarget
from netbox_colocation.workflows.calendar_feeds import give_address, revoke_feed
from tests import base, factories, subject_factories

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


class FeedTests(base.PluginTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.logout()
        self.now = timezone.now().replace(microsecond=0)
        self.site = factories.make_site(name='Padang', time_zone=ZoneInfo('Asia/Jakarta'))
        self.user.is_superuser = True
        self.user.save()
        self.feed = factories.make_calendar_feed(user=self.user, scope='room', site=self.site, name='Ruang Server ☎')
        self.address = self.address_of(self.feed)

    def address_of(self, feed: CalendarFeed) -> str:
        token = give_address(feed)
        feed.save()
        return reverse('plugins:netbox_colocation:feed', kwargs={'token': token})

    def make_visit(self, **fields) -> AccessVisit:
        fields = {
            'status': 'accepted', 'site': self.site, 'starts_at': self.now + DAY, 'ends_at': self.now + DAY + 2 * HOUR,
            **fields,
        }  # fmt: skip
        return subject_factories.make_visit(**fields)

    def make_window(self, **fields) -> MaintenanceWindow:
        fields = {'starts_at': self.now + DAY, 'ends_at': self.now + DAY + 2 * HOUR, 'state': 'agreed', **fields}
        return subject_factories.make_window(subject_factories.make_ticket(site=self.site, name='New UPS'), **fields)

    def read(self, address: str = '', **headers) -> Calendar:
        """Read the feed with the library's own strict parser."""
        answer = self.client.get(address or self.address, headers=headers)
        self.assertHttpStatus(answer, 200)
        return Calendar.from_ical(answer.content.decode())

    def events(self, address: str = '') -> list:
        return list(self.read(address).walk('VEVENT'))

    def test_calendar_is_valid_and_says_whose_it_is(self) -> None:
        self.make_visit()
        answer = self.client.get(self.address)
        calendar = Calendar.from_ical(answer.content.decode())

        self.assertEqual(answer['Content-Type'], 'text/calendar; charset=utf-8')
        self.assertEqual(calendar['VERSION'], '2.0')
        self.assertEqual(calendar['X-WR-CALNAME'], 'Ruang Server ☎')
        self.assertEqual(calendar['X-WR-TIMEZONE'], 'Asia/Jakarta')
        self.assertEqual([component.errors for component in calendar.walk()], [[], []])
        lines = answer.content.split(b'\r\n')
        self.assertEqual(lines[-1], b'')
        self.assertLessEqual(max(map(len, lines)), 75)

    def test_times_are_utc_and_the_text_has_those_of_the_place(self) -> None:
        """09:00 in Padang is 02:00 in UTC, whatever the reader's zone is."""
        start = (self.now + 2 * DAY).replace(hour=2, minute=0, second=0)
        self.make_visit(starts_at=start, ends_at=start + 2 * HOUR)

        [event] = self.events()

        self.assertEqual(event['DTSTART'].to_ical(), start.strftime('%Y%m%dT%H%M%SZ').encode())
        self.assertEqual(event['DTEND'].dt, start + 2 * HOUR)
        self.assertIn('09:00–11:00, Asia/Jakarta (WIB)', event['DESCRIPTION'])
        self.assertEqual(event['LOCATION'], 'Padang')

    def test_event_stays_the_same_one(self) -> None:
        """Its UID never changes, its sequence number grows, and two rows never share a UID."""
        visit, window = self.make_visit(), self.make_window()
        before = {event['UID']: event for event in self.events()}
        AccessVisit.objects.filter(pk=visit.pk).update(
            ends_at=visit.ends_at + HOUR, last_updated=visit.last_updated + HOUR
        )
        after = {event['UID']: event for event in self.events()}

        self.assertEqual(len(before), 2)
        self.assertEqual(set(before), set(after))
        [grown] = [uid for uid in after if after[uid]['SEQUENCE'] > before[uid]['SEQUENCE']]
        self.assertEqual(after[grown]['DTEND'].dt, visit.ends_at + HOUR)
        self.assertIsNotNone(window.pk)

    def test_cancelled_stays_as_cancelled(self) -> None:
        """A program that has it must be told; one that was never certain is tentative."""
        self.make_visit(status='withdrawn')
        self.make_visit(status='open')
        self.make_window(state='cancelled')
        self.make_window()

        states = sorted((event['SUMMARY'][:5], event['STATUS'], event['TRANSP']) for event in self.events())

        self.assertEqual(
            states,
            [
                ('Maint', 'CANCELLED', 'TRANSPARENT'),
                ('Maint', 'CONFIRMED', 'OPAQUE'),
                ('Visit', 'CANCELLED', 'TRANSPARENT'),
                ('Visit', 'TENTATIVE', 'OPAQUE'),
            ],
        )

    def test_nobody_is_named(self) -> None:
        """How many, and of which agency: no visitor, contact or purpose that somebody wrote."""
        visit = self.make_visit(visitors=['Siti Nurhaliza'], name='Visit of Siti', purpose='Siti replaces a disk')
        visit.visitors.update(phone='0812345678', email='siti@example.org')

        body = self.client.get(self.address).content.decode().replace('\r\n ', '')

        self.assertIn('1 person', body)
        self.assertIn(visit.applicant.name, body)
        for secret in ('Siti', '0812345678', 'siti@example.org', 'replaces'):
            self.assertNotIn(secret, body)

    def test_unchanged_feed_is_answered_with_304(self) -> None:
        """Hours later too; a change gives it another tag."""
        visit = self.make_visit()
        first = self.client.get(self.address)
        again = self.client.get(self.address, headers={'If-None-Match': f'"other", W/{first["ETag"]}'})
        AccessVisit.objects.filter(pk=visit.pk).update(extended_until=visit.ends_at + HOUR)
        changed = self.client.get(self.address, headers={'If-None-Match': first['ETag']})

        self.assertEqual((again.status_code, again.content, again['ETag']), (304, b'', first['ETag']))
        self.assertHttpStatus(changed, 200)
        self.assertNotEqual(changed['ETag'], first['ETag'])
        for answer in (first, again, changed):
            self.assertIn('private', answer['Cache-Control'])
            self.assertEqual(answer['Referrer-Policy'], 'no-referrer')

    def test_address_that_may_not_be_read_is_like_none(self) -> None:
        """Unknown, revoked, expired, or its owner left: the same 404, and nothing is written."""
        today = timezone.localdate(self.now)
        revoked, expired, gone = (factories.make_calendar_feed(user=factories.make_user()) for _ in range(3))
        addresses = [self.address_of(feed) for feed in (revoked, expired, gone)]
        self.assertHttpStatus(self.client.get(addresses[0]), 200)
        revoke_feed(revoked, now=self.now)
        CalendarFeed.objects.filter(pk=expired.pk).update(expires_on=today - DAY)
        type(gone.user).objects.filter(pk=gone.user_id).update(is_active=False)
        unknown = reverse('plugins:netbox_colocation:feed', kwargs={'token': 'unknown'})

        answers = [self.client.get(address) for address in (*addresses, unknown)]

        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual({answer.content for answer in answers}, {b''})
        self.assertEqual({answer['Cache-Control'] for answer in answers}, {'private, no-store'})
        gone.refresh_from_db()
        self.assertIsNone(gone.last_read_at)

    def test_last_day_still_answers(self) -> None:
        CalendarFeed.objects.filter(pk=self.feed.pk).update(expires_on=timezone.localdate(self.now))

        self.assertHttpStatus(self.client.get(self.address), 200)

    def test_only_reading_is_answered(self) -> None:
        for method in ('post', 'put', 'patch', 'delete'):
            self.assertHttpStatus(getattr(self.client, method)(self.address), 405)
        self.assertHttpStatus(self.client.head(self.address), 200)

    def test_feed_shows_what_its_owner_may_see_today(self) -> None:
        """A permission that ends, ends in the feed; the calendar program need not be told."""
        owner, visit = factories.make_user(), self.make_visit()
        self.make_visit()
        address = self.address_of(factories.make_calendar_feed(user=owner, scope='room', site=self.site))
        self.assertEqual(self.events(address), [])

        permission = base.permit(owner, AccessVisit, 'view', applicant=visit.applicant_id)
        self.assertEqual(len(self.events(address)), 1)
        permission.delete()

        self.assertEqual(self.events(address), [])

    def test_content_is_what_was_chosen(self) -> None:
        self.make_visit()
        self.make_window()
        kinds = {}
        for content in ('all', 'visits', 'windows'):
            CalendarFeed.objects.filter(pk=self.feed.pk).update(content=content)
            kinds[content] = sorted(str(event['CATEGORIES'].cats[0]) for event in self.events())

        self.assertEqual(kinds, {'all': ['Maintenance', 'Visit'], 'visits': ['Visit'], 'windows': ['Maintenance']})

    def mute(self, **fields) -> MaintenanceWindow:
        """A window agreed to that silences a server of the room."""
        window = self.make_window(agreed_at=self.now, **fields)
        target = factories.make_target(device=factories.make_device(site=self.site, name='emr-1'))
        ImpactLine.objects.create(
            window=window, object_model='dcim.device', object_pk=target.device_id, label='emr-1',
            device=target.device, grade='outage', reason='power-lost',
        )  # fmt: skip
        return window

    def test_mutes_name_the_servers_that_are_not_watched(self) -> None:
        """Another event than the window itself: a program that has both keeps both."""
        self.make_window()  # hits nothing that is watched
        window = self.mute()
        CalendarFeed.objects.filter(pk=self.feed.pk).update(content='windows')
        windows = {str(event['UID']) for event in self.events()}
        CalendarFeed.objects.filter(pk=self.feed.pk).update(content='mutes')

        [event] = self.events()

        self.assertEqual(event['SUMMARY'], f'Monitoring muted: {window.ticket.name}')
        self.assertIn('Not watched meanwhile: emr-1', event['DESCRIPTION'])
        self.assertEqual(event['DTSTART'].dt, window.starts_at)
        self.assertNotIn(str(event['UID']), windows)
        MaintenanceWindow.objects.filter(pk=window.pk).update(state='cancelled')
        [event] = self.events()
        self.assertEqual(event['STATUS'], 'CANCELLED')

    def test_mutes_are_those_of_targets_that_the_owner_may_view(self) -> None:
        """Without the permission for windows: the times and the servers, not what the work is about."""
        window, owner = self.mute(), factories.make_user()
        feed = factories.make_calendar_feed(user=owner, scope='room', site=self.site, content='mutes')
        address = self.address_of(feed)
        self.assertEqual(self.events(address), [])
        base.permit(owner, MonitoringTarget, 'view')

        [event] = self.events(address)

        self.assertEqual(event['SUMMARY'], f'Monitoring muted: window {window.pk}')
        self.assertIn('emr-1', event['DESCRIPTION'])
        CalendarFeed.objects.filter(pk=feed.pk).update(scope='mine')
        self.assertEqual(self.events(address), [], 'a window that is not theirs to see is not theirs')

    def test_time_covered_is_bounded(self) -> None:
        """A month back and a year ahead."""
        for days in (-40, -20, 300, 400):
            self.make_visit(starts_at=self.now + days * DAY, ends_at=self.now + days * DAY + HOUR)

        self.assertEqual([event['DTSTART'].dt - self.now for event in self.events()], [-20 * DAY, 300 * DAY])

    def test_reading_is_remembered_and_costs_the_same_for_many_events(self) -> None:
        self.make_visit()
        self.client.get(self.address)
        self.feed.refresh_from_db()
        changes = self.feed.last_updated

        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.address)
            return len(queries)

        few = count()
        for _ in range(5):
            rack = factories.make_rack(site=self.site)
            self.make_visit(racks=[rack])
            self.make_window()

        # The one query more fetches racks, which the first visit had none of.
        self.assertLessEqual(count(), few + 1)
        self.assertEqual(len(self.events()), 11)
        self.assertAlmostEqual(self.feed.last_read_at, self.now, delta=datetime.timedelta(minutes=1))
        self.feed.refresh_from_db()
        self.assertEqual(self.feed.last_updated, changes)

    def test_words_are_in_the_owners_language(self) -> None:
        """Whatever the calendar program asks for."""
        self.user.config.set('plugins.netbox_colocation.language', 'id', commit=True)
        self.make_visit()

        calendar = self.read(**{'Accept-Language': 'en'})

        [event] = calendar.walk('VEVENT')
        self.assertNotIn('WIB', event['SUMMARY'])
        self.assertIn('WIB', event['DESCRIPTION'])
