"""The feed for Prometheus."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.models import MonitoringTarget
from tests import factories
from tests.api import base

FEED = f'{base.ROOT}monitoring/prometheus/'


class PrometheusTests(base.PluginAPITestCase):
    """`GET monitoring/prometheus/`, as Prometheus' `http_sd_configs` asks for it."""

    __test__ = True
    model = MonitoringTarget

    @classmethod
    def setUpTestData(cls) -> None:
        cls.near = factories.make_target(address=factories.make_address('10.1.0.1/24'))
        cls.far = factories.make_target(address=factories.make_address('2001:db8::1/64'), port=9200)
        cls.retired = factories.make_target(state='retired')

    def test_feed_is_a_plain_list(self) -> None:
        """No pages, no envelope: groups of targets with labels, as application/json; retired ones are left out."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')

        response = self.client.get(FEED, HTTP_ACCEPT='application/json', HTTP_USER_AGENT='Prometheus/3.1')

        self.assertHttpStatus(response, 200)
        self.assertEqual(response['Content-Type'], 'application/json')
        groups = response.json()
        self.assertEqual([group['targets'] for group in groups], [['10.1.0.1:9100'], ['[2001:db8::1]:9200']])
        self.assertEqual(groups[0]['labels']['__meta_netbox_name'], self.near.device.name)

    def test_feed_shows_what_the_token_may_view(self) -> None:
        """403 without permission; with a constraint the rest is not there; a token for reading is enough."""
        self.assertHttpStatus(self.client.get(FEED), 403)
        base.permit(self.user, MonitoringTarget, 'view', pk=self.far.pk)

        response = base.log_in(self.user, write_enabled=False).get(FEED)

        self.assertEqual([group['targets'] for group in response.json()], [['[2001:db8::1]:9200']])

    def test_query_string_filters(self) -> None:
        """Every filter of monitoring targets works here; a wrong value is 400, not the whole list."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')

        one = self.client.get(FEED, {'site': self.near.device.site.slug})
        none = self.client.get(FEED, {'port': 1})
        wrong = self.client.get(FEED, {'state': 'asleep'})

        self.assertEqual([group['targets'] for group in one.json()], [['10.1.0.1:9100']])
        self.assertEqual(none.json(), [])
        self.assertHttpStatus(wrong, 400)

    def test_unchanged_feed_is_304(self) -> None:
        """The same list has the same ETag; a new target has another."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        etag = self.client.get(FEED)['ETag']

        unchanged = self.client.get(FEED, HTTP_IF_NONE_MATCH=etag)
        factories.make_target()
        changed = self.client.get(FEED, HTTP_IF_NONE_MATCH=etag)

        self.assertHttpStatus(unchanged, 304)
        self.assertEqual(unchanged.content, b'')
        self.assertHttpStatus(changed, 200)
        self.assertEqual(len(changed.json()), 3)

    def test_queries_do_not_grow_with_the_targets(self) -> None:
        """Many targets take as many queries as two."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        self.client.get(FEED)
        with CaptureQueriesContext(connection) as few:
            self.client.get(FEED)
        for _ in range(5):
            factories.make_target()
        self.client.get(FEED)  # what is new is published by the first who asks

        with CaptureQueriesContext(connection) as many:
            self.assertEqual(len(self.client.get(FEED).json()), 7)

        self.assertEqual(len(many), len(few))

    def test_nothing_is_written_here(self) -> None:
        """The feed is to read."""
        self.user.is_superuser = True
        self.user.save()

        statuses = [getattr(self.client, method)(FEED, {}).status_code for method in ('post', 'put', 'patch', 'delete')]

        self.assertEqual(statuses, [405] * 4)
