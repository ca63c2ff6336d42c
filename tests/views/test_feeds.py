"""Pages of calendar feeds: one's own, an address that is shown once, and revoking."""

import hashlib

from django.urls import reverse

from utilities.testing import ViewTestCases, post_data

from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import CalendarFeed
from tests import base, factories


class CalendarFeedViewTests(
    base.RowsMixin,
    ViewTestCases.GetObjectViewTestCase,
    ViewTestCases.GetObjectChangelogViewTestCase,
    ViewTestCases.CreateObjectViewTestCase,
    ViewTestCases.EditObjectViewTestCase,
    ViewTestCases.DeleteObjectViewTestCase,
    ViewTestCases.ListObjectsViewTestCase,
    ViewTestCases.BulkDeleteObjectsViewTestCase,
):
    model = CalendarFeed

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_calendar_feed()
        site = factories.make_site()
        cls.form_data = {'name': 'Server room', 'scope': 'room', 'content': 'all', 'site': site.pk}

    def test_there_is_no_page_to_import_or_change_many(self) -> None:
        """An import could tell nobody the addresses."""
        self.user.is_superuser = True
        self.user.save()

        for name in ('import/', 'edit/'):
            self.assertHttpStatus(self.client.get(self._get_url('list') + name), 404)


class FeedAddressTests(base.PluginTestCase):
    """The secret of a feed."""

    def setUp(self) -> None:
        super().setUp()
        self.user.groups.add(ensure_groups()[OFFICERS])

    def make(self, **data) -> CalendarFeed:
        sent = {'name': 'Mine', 'scope': 'mine', 'content': 'all', **data}
        answer = self.client.post(reverse('plugins:netbox_colocation:calendarfeed_add'), post_data(sent))
        feed = CalendarFeed.objects.get(name='Mine')
        self.assertRedirects(answer, feed.get_absolute_url(), fetch_redirect_response=False)
        return feed

    def test_address_is_shown_once_and_works(self) -> None:
        """The page after making a feed has its address; the next look does not, and neither does the database."""
        feed = self.make()
        first, second = (self.client.get(feed.get_absolute_url()) for _ in range(2))

        address = first.context['feed_address']
        self.assertContains(first, address)
        self.assertNotIn('feed_address', second.context)
        token = address.rsplit('/', 1)[1].removesuffix('.ics')
        self.assertEqual(feed.digest, hashlib.sha256(token.encode()).hexdigest())
        self.assertNotContains(second, token)
        self.assertNotContains(second, feed.digest)
        self.client.logout()
        self.assertHttpStatus(self.client.get(address), 200)

    def test_address_is_shown_also_to_who_adds_another(self) -> None:
        feed = self.make(_addanother='1')

        self.assertIn('feed_address', self.client.get(feed.get_absolute_url()).context)

    def test_feed_is_its_makers_own(self) -> None:
        """Neither a posted owner nor one of the shipped groups lets anybody see or end another's feed."""
        other = factories.make_calendar_feed()
        feed = self.make(user=other.user.pk)

        self.assertEqual(feed.user, self.user)
        for group in (OFFICERS, APPLICANTS):
            self.user.groups.set([ensure_groups()[group]])
            self.assertHttpStatus(self.client.get(other.get_absolute_url()), 404)
            self.assertHttpStatus(self.client.post(f'{other.get_absolute_url()}revoke/'), 404)
        other.refresh_from_db()
        self.assertIsNone(other.revoked_at)

    def test_revoked_feed_answers_nobody_and_cannot_be_revoked_again(self) -> None:
        feed = self.make()
        address = self.client.get(feed.get_absolute_url()).context['feed_address']
        page = f'{feed.get_absolute_url()}revoke/'

        self.assertHttpStatus(self.client.get(page), 200)
        self.assertRedirects(self.client.post(page), feed.get_absolute_url())
        self.assertHttpStatus(self.client.get(address), 404)
        again = self.client.post(page)

        self.assertContains(again, 'This feed was revoked already', status_code=409)
        self.assertNotContains(self.client.get(feed.get_absolute_url()), page)

    def test_room_and_agency_must_be_named(self) -> None:
        """A feed of a room names its site, one of an agency names it, and the location is one of the site's."""
        url = reverse('plugins:netbox_colocation:calendarfeed_add')
        location, site = factories.make_location(), factories.make_site()
        wrong = (
            ({'scope': 'room'}, ['site']),
            ({'scope': 'agency'}, ['tenant']),
            ({'scope': 'room', 'site': site.pk, 'location': location.pk}, ['location']),
        )

        for data, fields in wrong:
            with self.subTest(data=data):
                answer = self.client.post(url, post_data({'name': 'Wrong', 'content': 'all', **data}))
                self.assertEqual(list(answer.context['form'].errors), fields)
        self.assertFalse(CalendarFeed.objects.exists())
