"""A name that a call does not know is refused, with the one that is meant: a slip of the pen does nothing else."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import ObjectType
from extras.models import CustomField

from netbox_colocation.models import Calendar, MonitoringTarget
from tests import factories
from tests.api import base

FEED = f'{base.ROOT}monitoring/prometheus/'


class UnknownNameTests(base.PluginAPITestCase):
    __test__ = True
    model = Calendar

    def setUp(self) -> None:
        super().setUp()
        self.user.is_superuser = True
        self.user.save()

    def refused(self, response: Any) -> list[tuple[str, str, str]]:
        self.assertEqual((response.status_code, response['Content-Type']), (400, 'application/problem+json'))
        return [(found['code'], found['field'], found['data']['near']) for found in response.json()['findings']]

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        return self.client.post(f'{base.ROOT}{path}', body, content_type='application/json', **self.header, **kwargs)

    def test_misspelt_dry_run_writes_nothing(self) -> None:
        """Rows and acts alike: who meant to rehearse is not taken at their word."""
        for path in ('calendars/?dryrun=true', 'calendars/?dry-run=true', 'batch/?Dry_Run=1'):
            code, _field, near = self.refused(self.post(path, {'name': 'Office'}))[0]
            self.assertEqual((code, near), ('unknown-parameter', 'dry_run'))
        self.assertEqual(Calendar.objects.filter(name='Office').count(), 0)

    def test_misspelt_field_of_an_act_is_told_at_its_place(self) -> None:
        calls = [{'path': 'calendars/', 'body': {'name': 'A'}}, {'path': 'calendars/', 'metod': 'DELETE'}]

        found = self.refused(self.post('batch/', {'atomics': True, 'calls': calls}))

        self.assertEqual(found, [('unknown-field', 'atomics', 'atomic'), ('unknown-field', 'calls.1.metod', 'method')])
        self.assertEqual(Calendar.objects.filter(name='A').count(), 0)

    def test_what_may_hold_any_name_is_not_searched(self) -> None:
        """The body of a call in a batch is that call's, which passes over names as NetBox's rows do."""
        calls = [{'path': 'calendars/', 'body': {'name': 'A', 'nothing': {'of': 'this'}}}]

        self.assertEqual(self.post('batch/', {'calls': calls}).json()['answers'][0]['status'], 201)

    def test_act_that_takes_nothing_says_so(self) -> None:
        feed = factories.make_calendar_feed(user=self.user)

        response = self.post(f'calendar-feeds/{feed.pk}/revoke/', {'reason': 'lost'})

        self.assertEqual(self.refused(response), [('unknown-field', 'reason', '')])
        self.assertIn('takes none', response.json()['detail'])

    def test_field_of_a_form_is_told_too(self) -> None:
        """A form of a page may carry Django's own token."""
        form = {'fil': SimpleUploadedFile('a.csv', b'x'), 'csrfmiddlewaretoken': 'x', 'site': 1}

        found = self.refused(self.client.post(f'{base.ROOT}imports/servers/', form, **self.header))

        self.assertEqual(found, [('unknown-field', 'fil', 'file')])

    def test_filter_that_a_feed_does_not_have_is_refused(self) -> None:
        """Passed over, it would list every target there is."""
        found = self.refused(self.client.get(f'{FEED}?sit=pusat&muted=label', **self.header))

        self.assertEqual(found, [('unknown-parameter', 'sit', 'site')])

    def test_filters_of_a_feed_are_known(self) -> None:
        field = CustomField.objects.create(name='floor', type='text')
        field.object_types.set([ObjectType.objects.get_for_model(MonitoringTarget)])

        for query in (
            'kind=exporter',
            'site=pusat',
            'description__ic=a',
            'cf_floor=2',
            'format=json',
            'muted=omit',
            'q=x',
        ):
            status = self.client.get(f'{FEED}?{query}', **self.header).status_code
            self.assertIn((query, status), [(query, 200), ('site=pusat', 400)])

    def test_lists_of_rows_stay_netbox_own(self) -> None:
        self.assertEqual(self.client.get(f'{base.ROOT}calendars/?nothing=1', **self.header).status_code, 200)

    def test_many_unknown_names_are_not_all_told(self) -> None:
        reports = [{'target': 1, 'state': 'up', 'sinse': None}] * 5000

        found = self.refused(self.post('monitoring/acknowledge/', {'source': 'p', 'reports': reports}))

        self.assertEqual((len(found), found[0]), (50, ('unknown-field', 'reports.0.sinse', 'since')))

    def test_who_may_not_is_not_told_the_names(self) -> None:
        client = base.log_in(factories.make_user())

        response = client.post(f'{base.ROOT}calendars/?dryrun=1', {}, content_type='application/json')

        self.assertEqual(response.status_code, 403)
