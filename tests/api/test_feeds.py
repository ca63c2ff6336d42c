"""REST and GraphQL of calendar feeds."""

from core.models import ObjectChange

from netbox_colocation.models import CalendarFeed
from tests import factories
from tests.api import base


class CalendarFeedAPITests(base.EditableAPITestCase):
    __test__ = True
    model = CalendarFeed
    brief_fields = ['display', 'id', 'name', 'scope', 'url']
    bulk_update_data = {'content': 'visits'}
    bulk_update_invalid_data = {'scope': 'everything'}

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_calendar_feed()
        site, tenant = factories.make_site(), factories.make_tenant()
        cls.create_data = [
            {'name': 'Mine', 'scope': 'mine'},
            {'name': 'Room', 'scope': 'room', 'site': site.pk, 'content': 'windows'},
            {'name': 'Agency', 'scope': 'agency', 'tenant': tenant.pk, 'expires_on': '2027-01-31'},
        ]

    def test_address_is_answered_once(self) -> None:
        """To the request that makes the feed; not later, not in lists, not in the change log."""
        self.add_permissions('netbox_colocation.add_calendarfeed', 'netbox_colocation.view_calendarfeed')

        made = self.client.post(self._get_list_url(), self.create_data[0], format='json', **self.header)
        feed = CalendarFeed.objects.get(pk=made.data['id'])
        read = self.client.get(self._get_detail_url(feed), **self.header)

        self.assertHttpStatus(made, 201)
        self.assertEqual(feed.user, self.user)
        self.assertHttpStatus(self.client.get(made.data['address']), 200)
        self.assertIsNone(read.data['address'])
        self.assertNotIn('digest', read.data)
        [change] = ObjectChange.objects.filter(changed_object_id=feed.pk, changed_object_type__model='calendarfeed')
        self.assertNotIn('digest', change.postchange_data)

    def test_many_at_once_get_an_address_each(self) -> None:
        self.add_permissions('netbox_colocation.add_calendarfeed', 'netbox_colocation.view_calendarfeed')

        made = self.client.post(self._get_list_url(), self.create_data, format='json', **self.header)

        self.assertEqual(len({row['address'] for row in made.data}), 3)
        for row in made.data:
            self.assertHttpStatus(self.client.get(row['address']), 200)

    def test_owner_and_state_are_not_taken_from_the_body(self) -> None:
        """Nobody makes a feed for somebody else, or brings a revoked one back."""
        self.add_permissions(
            'netbox_colocation.add_calendarfeed',
            'netbox_colocation.change_calendarfeed',
            'netbox_colocation.view_calendarfeed',
        )
        other = factories.make_user()
        body = {'name': 'Theirs', 'scope': 'mine', 'user': other.pk, 'digest': '0' * 64}
        made = self.client.post(self._get_list_url(), body, format='json', **self.header)
        feed = CalendarFeed.objects.get(pk=made.data['id'])
        url = self._get_detail_url(feed)

        revoked = self.client.post(f'{url}revoke/', {}, format='json', **self.header)
        self.client.patch(url, {'revoked_at': None, 'user': other.pk}, format='json', **self.header)
        again = self.client.post(f'{url}revoke/', {}, format='json', **self.header)

        self.assertHttpStatus(revoked, 200)
        self.assertHttpStatus(self.client.get(made.data['address']), 404)
        self.assertHttpStatus(again, 409)
        self.assertEqual([finding['code'] for finding in again.data['findings']], ['feed-revoked'])
        feed.refresh_from_db()
        self.assertEqual((feed.user, feed.revoked_at is None), (self.user, False))

    def test_revoking_asks_for_the_right_to_change_that_feed(self) -> None:
        feed = CalendarFeed.objects.first()
        url = f'{self._get_detail_url(feed)}revoke/'
        self.add_permissions('netbox_colocation.view_calendarfeed')
        self.assertHttpStatus(self.client.post(url, {}, format='json', **self.header), 403)
        base.permit(self.user, CalendarFeed, 'change', user__pk=self.user.pk)

        self.assertHttpStatus(self.client.post(url, {}, format='json', **self.header), 404)
        feed.refresh_from_db()
        self.assertIsNone(feed.revoked_at)
