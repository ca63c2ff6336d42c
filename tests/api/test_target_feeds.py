"""The feeds over REST: what every one of them does, and the changes feed."""

import gzip
import json
from unittest import mock

from netbox_colocation.api import feeds
from netbox_colocation.models import MonitoringTarget, Publication, PublishedTarget
from tests import factories
from tests.api import base

PROMETHEUS = f'{base.ROOT}monitoring/prometheus/'
CHANGES = f'{base.ROOT}monitoring/changes/'


def read(response) -> object:
    """Return what came, also where it came as a stream."""
    content = b''.join(response.streaming_content) if response.streaming else response.content
    if response.get('Content-Encoding') == 'gzip':
        content = gzip.decompress(content)
    return json.loads(content)


class FeedTests(base.PluginAPITestCase):
    """What every feed of monitoring does."""

    __test__ = True
    model = MonitoringTarget

    @classmethod
    def setUpTestData(cls) -> None:
        cls.target = factories.make_target()
        cls.agent = factories.make_target(kind='agent', port=10050)

    def setUp(self) -> None:
        super().setUp()
        self.add_permissions('netbox_colocation.view_monitoringtarget')

    def test_a_large_feed_is_a_stream_and_the_same(self) -> None:
        """Whether it comes at once or in blocks, compressed or not, it is one list."""
        at_once = self.client.get(PROMETHEUS)
        with mock.patch.object(feeds, 'BLOCK', 100):
            streamed = self.client.get(PROMETHEUS)
            compressed = self.client.get(PROMETHEUS, HTTP_ACCEPT_ENCODING='deflate;q=0.5, gzip;q=1.0')

        self.assertEqual([at_once.streaming, streamed.streaming], [False, True])
        self.assertEqual(compressed['Content-Encoding'], 'gzip')
        self.assertEqual(read(streamed), read(at_once))
        self.assertEqual(read(compressed), read(at_once))
        self.assertEqual(len({response['ETag'] for response in (at_once, streamed, compressed)}), 1)

    def test_who_does_not_take_gzip_gets_none(self) -> None:
        """Without the header, or with a weight of nothing, it is plain; nobody else’s cache keeps it."""
        for given in ('', 'identity', 'gzip;q=0, deflate', 'br'):
            response = self.client.get(PROMETHEUS, HTTP_ACCEPT_ENCODING=given)

            self.assertNotIn('Content-Encoding', response)
            self.assertEqual(response['Cache-Control'], 'private, no-cache')

    def test_unchanged_is_304_before_anything_is_read(self) -> None:
        """No content is asked for; and it is not unchanged for other filters, nor once something changed."""
        etag = self.client.get(PROMETHEUS)['ETag']
        with mock.patch('netbox_colocation.api.views.monitoring.read_groups') as reading:
            unchanged = self.client.get(PROMETHEUS, HTTP_IF_NONE_MATCH=etag)
            reading.assert_not_called()
        filtered = self.client.get(PROMETHEUS, {'muted': 'omit'}, HTTP_IF_NONE_MATCH=etag)
        self.target.device.name = 'other'
        self.target.device.save()
        changed = self.client.get(PROMETHEUS, HTTP_IF_NONE_MATCH=etag)

        self.assertEqual([each.status_code for each in (unchanged, filtered, changed)], [304, 200, 200])
        self.assertEqual(unchanged['ETag'], etag)
        self.assertNotEqual(changed['ETag'], etag)

    def test_a_filtered_feed_is_unchanged_as_long_as_what_it_shows_is(self) -> None:
        """What others see elsewhere does not matter; what comes into the filter or leaves it does."""
        query = {'port': 9100}
        etag = self.client.get(PROMETHEUS, query)['ETag']
        self.agent.device.name = 'other'
        self.agent.device.save()

        self.assertHttpStatus(self.client.get(PROMETHEUS, query, HTTP_IF_NONE_MATCH=etag), 304)
        factories.make_target()
        self.assertHttpStatus(self.client.get(PROMETHEUS, query, HTTP_IF_NONE_MATCH=etag), 200)

    def test_prometheus_is_told_of_exporters_unless_it_asks_for_others(self) -> None:
        """An agent does not answer Prometheus."""
        plain, agents = (read(self.client.get(PROMETHEUS, query)) for query in ({}, {'kind': 'agent'}))

        self.assertEqual([group['labels']['__meta_netbox_target_id'] for group in plain], [str(self.target.pk)])
        self.assertEqual([group['labels']['__meta_netbox_target_id'] for group in agents], [str(self.agent.pk)])

    def test_a_wrong_word_about_muted_is_refused(self) -> None:
        """400, not the whole list."""
        for path in (PROMETHEUS, CHANGES):
            self.assertHttpStatus(self.client.get(path, {'muted': 'yes'}), 400)


class ChangesTests(base.PluginAPITestCase):
    """`GET monitoring/changes/`"""

    __test__ = True
    model = MonitoringTarget

    @classmethod
    def setUpTestData(cls) -> None:
        cls.targets = [factories.make_target() for _ in range(3)]

    def test_everything_and_then_what_changed(self) -> None:
        """The cursor of one answer is the `since` of the next; what is retired is told as removed."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        first = read(self.client.get(CHANGES))
        self.assertEqual([change['id'] for change in first['changes']], [target.pk for target in self.targets])
        self.assertEqual(first['changes'][0]['targets'], [f'{self.targets[0].address.address.ip}:9100'])
        self.assertFalse(first['more'])

        MonitoringTarget.objects.filter(pk=self.targets[1].pk).update(state='retired', address=None)
        second = read(self.client.get(CHANGES, {'since': first['cursor']}))
        third = read(self.client.get(CHANGES, {'since': second['cursor']}))

        [change] = second['changes']
        stone = {'id': self.targets[1].pk, 'kind': '', 'removed': True, 'targets': [], 'labels': {}}
        self.assertEqual({key: value for key, value in change.items() if key != 'changed_at'}, stone)
        self.assertEqual(third['changes'], [])

    def test_pages_lead_to_the_end(self) -> None:
        """`limit` cuts; `more` says so."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        pages, query = [], {'limit': 2}
        while True:
            page = read(self.client.get(CHANGES, query))
            pages.append([change['id'] for change in page['changes']])
            query = {'limit': 2, 'since': page['cursor']}
            if not page['more']:
                break

        keys = [target.pk for target in self.targets]
        self.assertEqual(pages, [keys[:2], keys[2:]])

    def test_cursors_that_lead_nowhere(self) -> None:
        """400 for what is no cursor, 410 for one of another history or of other filters; each says what to do."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        cursor = read(self.client.get(CHANGES))['cursor']
        other = self.client.get(CHANGES, {'since': cursor, 'port': 9100})
        PublishedTarget.objects.all().delete()
        Publication.objects.all().delete()
        restored = self.client.get(CHANGES, {'since': cursor})
        wrong = self.client.get(CHANGES, {'since': 'nonsense'})

        self.assertEqual([response.status_code for response in (other, restored, wrong)], [410, 410, 400])
        codes = [response.json()['findings'][0]['code'] for response in (other, restored, wrong)]
        self.assertEqual(codes, ['cursor-of-other-question', 'cursor-of-other-history', 'cursor-unknown'])

    def test_only_what_a_token_may_view(self) -> None:
        """403 without permission; with a constraint nothing is said of others; a token for reading is enough."""
        self.assertHttpStatus(self.client.get(CHANGES), 403)
        base.permit(self.user, MonitoringTarget, 'view', pk=self.targets[2].pk)

        answer = read(base.log_in(self.user, write_enabled=False).get(CHANGES))

        self.assertEqual([change['id'] for change in answer['changes']], [self.targets[2].pk])

    def test_nothing_changed_is_304(self) -> None:
        """The answer to the same cursor is the same until something changes."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        query = {'since': read(self.client.get(CHANGES))['cursor']}
        etag = self.client.get(CHANGES, query)['ETag']

        self.assertHttpStatus(self.client.get(CHANGES, query, HTTP_IF_NONE_MATCH=etag), 304)
        factories.make_target()
        self.assertHttpStatus(self.client.get(CHANGES, query, HTTP_IF_NONE_MATCH=etag), 200)

    def test_wrong_limits_are_refused(self) -> None:
        """400 for each."""
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        for limit in ('0', '-1', 'x', '9' * 30):
            self.assertHttpStatus(self.client.get(CHANGES, {'limit': limit}), 400)
