"""Calls that no database could hold, or that have no end, are refused with the place of what is wrong."""

import json

from netbox_colocation.models import Calendar
from tests import factories
from tests.api import base

URL = f'{base.ROOT}calendars/'


class UnreadableTests(base.PluginAPITestCase):
    """NetBox itself answers each of these with 500."""

    __test__ = True
    model = Calendar

    def setUp(self) -> None:
        super().setUp()
        self.add_permissions('netbox_colocation.view_calendar', 'netbox_colocation.add_calendar')
        self.add_permissions('netbox_colocation.change_calendar')

    def send(self, content: bytes | str, *, method: str = 'post', url: str = URL) -> tuple[int, list]:
        response = getattr(self.client, method)(url, content, content_type='application/json')
        self.assertEqual(response['Content-Type'], 'application/problem+json')
        return response.status_code, [(found['code'], found['field']) for found in response.json()['findings']]

    def test_a_pattern_that_is_none_is_refused(self) -> None:
        response = self.client.get(f'{URL}?name__regex=[(', **self.header)

        self.assertEqual((response.status_code, response.json()['findings'][0]['code']), (400, 'value-unreadable'))

    def test_nothing_is_no_text_to_look_for(self) -> None:
        for lookup in ('ic', 'nic', 'isw', 'niew', 'regex'):
            response = self.client.get(f'{URL}?name__{lookup}=a&name__{lookup}=null', **self.header)

            found = response.json()['findings'][0]
            self.assertEqual((response.status_code, found['field']), (400, f'name__{lookup}'))
            self.assertIn('name__empty=true', found['message'])

    def test_nul_names_its_place(self) -> None:
        body = json.dumps({'name': 'a\x00b', 'tags': [{'name': 'x', 'slug': '\x00'}]})

        status, findings = self.send(body)

        self.assertEqual(
            (status, sorted(findings)), (400, [('text-unreadable', 'name'), ('text-unreadable', 'tags.0.slug')])
        )
        self.assertEqual(Calendar.objects.filter(name__startswith='a').count(), 0)

    def test_half_a_character_names_its_place(self) -> None:
        self.assertEqual(self.send(b'{"name": "\\ud800"}'), (400, [('text-unreadable', 'name')]))

    def test_nul_in_a_name_is_refused(self) -> None:
        self.assertEqual(self.send(b'{"name": "x", "a\\u0000": 1}'), (400, [('name-unreadable', '')]))

    def test_nesting_without_end_is_refused(self) -> None:
        """Both what Python's parser gives up on, and what it still reads."""
        for content in (b'[' * 100_000, b'{"a":' * 100_000, b'[' * 100 + b']' * 100):
            self.assertEqual(self.send(content), (400, [('too-deep', '')]))

    def test_list_for_one_row_is_refused(self) -> None:
        calendar = Calendar.objects.create(name='Office')

        self.assertEqual(
            self.send(b'[{}]', method='patch', url=f'{URL}{calendar.pk}/'), (400, [('list-not-expected', '')])
        )

    def test_nul_in_the_query_is_refused(self) -> None:
        response = self.client.get(f'{URL}?q=a%00b')

        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json()['findings'][0]['field'], 'q.0')

    def test_who_may_not_is_told_only_that(self) -> None:
        """Rights come first: what is wrong with the body is nobody's business who may not send it."""
        client = base.log_in(factories.make_user())

        response = client.post(URL, b'{"name": "a\\u0000"}', content_type='application/json')

        self.assertEqual(response.status_code, 403)
