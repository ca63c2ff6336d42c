"""Pages of monitoring targets and drift reports, tabs of what is watched, and the page that connects monitoring."""

import datetime
import html
import re

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from utilities.testing import ViewTestCases, post_data

from netbox_colocation.dashboard import MonitoringWidget
from netbox_colocation.management.access import MONITORING
from netbox_colocation.models import DriftReport, MonitoringTarget
from netbox_colocation.monitoring.examples import EXAMPLES, PLACEHOLDER
from netbox_colocation.ui.connecting import FEEDS, GROUP
from tests import base, factories, subject_factories


class MonitoringTargetViewTests(
    base.RowsMixin,
    ViewTestCases.GetObjectViewTestCase,
    ViewTestCases.GetObjectChangelogViewTestCase,
    ViewTestCases.CreateObjectViewTestCase,
    ViewTestCases.EditObjectViewTestCase,
    ViewTestCases.ListObjectsViewTestCase,
    ViewTestCases.BulkImportObjectsViewTestCase,
    ViewTestCases.BulkEditObjectsViewTestCase,
):
    """Everything that a user does with targets, but deleting them."""

    __test__ = True
    model = MonitoringTarget
    # The form shows it as text.
    validation_excluded_fields = ('labels',)

    @classmethod
    def make_rows(cls) -> None:
        rows = [factories.make_target() for _ in range(3)]
        cls.device = factories.make_device(name='server-1')
        interface = cls.device.interfaces.create(name='eth0', type='1000base-t')
        cls.address = factories.make_address('10.9.9.9/24', assigned_object=interface)
        cls.device.primary_ip4 = cls.address
        cls.device.save()
        cls.form_data = {
            'device': cls.device.pk,
            'address': cls.address.pk,
            'kind': 'exporter',
            'port': 9200,
            'scheme': 'https',
            'metrics_path': '/stats',
            'severity': 'high',
            'labels': '{"team": "network"}',
            'description': 'The second exporter',
        }
        cls.csv_data = (
            'device,address,kind,port,module,severity,labels',
            'server-1,10.9.9.9/24,exporter,9300,,critical,"{""team"": ""mail""}"',
            'server-1,,agent,10050,,,',
            'server-1,,probe,,icmp,low,',
        )
        cls.csv_update_data = ('id,description', *(f'{row.pk},Target no. {row.pk}' for row in rows))
        cls.bulk_edit_data = {'severity': 'critical', 'metrics_path': '/metrics/all', 'description': 'In bulk'}

    def log_in_as_root(self) -> None:
        self.user.is_superuser = True
        self.user.save()

    def test_nothing_deletes_a_target(self) -> None:
        """There is no page and no button to delete; not even for a superuser."""
        self.log_in_as_root()
        row = self._get_queryset().first()

        statuses = [
            self.client.get(url + 'delete/').status_code for url in (self._get_url('list'), row.get_absolute_url())
        ]

        self.assertEqual(statuses, [404, 404])
        self.assertNotContains(self.client.get(self._get_url('list')), 'delete')

    def test_the_address_left_out_is_the_primary_one_of_the_device(self) -> None:
        """On the form and in an import; an address of another device is refused at its field."""
        self.log_in_as_root()
        foreign = MonitoringTarget.objects.first().address

        self.client.post(self._get_url('add'), post_data({**self.form_data, 'address': ''}))
        refused = self.client.post(
            self._get_url('add'), post_data({**self.form_data, 'port': 1, 'address': foreign.pk})
        )

        self.assertEqual(MonitoringTarget.objects.get(device=self.device).address, self.address)
        self.assertEqual(list(refused.context['form'].errors), ['address'])

    def test_one_thing_is_watched_once(self) -> None:
        """The same exporter of a device a second time is refused; another port is not the same."""
        self.log_in_as_root()
        self.client.post(self._get_url('add'), post_data(self.form_data))

        again = self.client.post(self._get_url('add'), post_data(self.form_data))

        self.assertContains(again, 'This is watched on this device already.')
        self.assertEqual(MonitoringTarget.objects.filter(device=self.device).count(), 1)

    def test_a_retired_target_stays_as_it_was(self) -> None:
        """Its form changes what is said about it only; a bulk edit and an import leave it alone."""
        self.log_in_as_root()
        target = self._get_queryset().first()
        MonitoringTarget.objects.filter(pk=target.pk).update(state='retired', address=None, device=None)

        page = self.client.post(self._get_url('edit', target), post_data({**self.form_data, 'description': 'Gone'}))
        self.client.post(
            self._get_url('bulk_edit'), post_data({'pk': [target.pk], '_apply': True, 'severity': 'critical'})
        )
        line = self.client.post(
            self._get_url('bulk_import'),
            {'data': f'id,description\n{target.pk},Changed', 'format': 'csv', 'csv_delimiter': 'auto'},
        )

        self.assertHttpStatus(page, 302)
        target.refresh_from_db()
        said = (target.description, target.port, target.device, target.address, target.severity, target.labels)
        self.assertEqual(said, ('Gone', 9100, None, None, 'medium', {}))
        self.assertContains(line, 'This target is retired')

    def test_a_target_in_a_window_is_shown_as_muted(self) -> None:
        """The page names the window that mutes; the list marks the target."""
        self.log_in_as_root()
        target = self._get_queryset().first()
        window = subject_factories.make_window(
            state='under-way', starts_at=timezone.now(), ends_at=timezone.now() + datetime.timedelta(hours=1)
        )
        window.impact_lines.create(
            object_model='dcim.device', object_pk=target.device_id, label='x', device=target.device, grade='outage',
            reason='power-lost',
        )  # fmt: skip

        self.assertContains(self.client.get(target.get_absolute_url()), window.get_absolute_url())
        shown = self.client.get(self._get_url('list')).context['table'].data.data
        self.assertEqual({row.pk for row in shown if row.is_muted}, {target.pk})

    def test_tabs_show_what_is_watched_there(self) -> None:
        """Of a device, a rack, a site, a tenant and a request, each its own; nothing without the permission."""
        request = factories.make_request()
        rack = factories.make_rack()
        device = factories.make_device(rack, tenant=factories.make_tenant())
        mine, other = factories.make_target(device=device, request=request), MonitoringTarget.objects.first()
        pages = [
            reverse('dcim:device_colocation', args=[device.pk]),
            reverse('dcim:rack_colocation_targets', args=[rack.pk]),
            reverse('dcim:site_colocation_targets', args=[rack.site.pk]),
            reverse('tenancy:tenant_colocation_targets', args=[device.tenant.pk]),
            reverse('plugins:netbox_colocation:colocationrequest_targets', args=[request.pk]),
        ]
        for model in (device, rack, rack.site, device.tenant, request):
            base.permit(self.user, type(model), 'view')

        for page in pages:
            with self.subTest(page=page):
                self.assertNotContains(self.client.get(page), mine.get_absolute_url())
        base.permit(self.user, MonitoringTarget, 'view')

        for page in pages:
            with self.subTest(page=page):
                answer = self.client.get(page)
                self.assertContains(answer, mine.get_absolute_url())
                self.assertNotContains(answer, other.get_absolute_url())


class DriftReportViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = DriftReport

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_drift_report()

    def test_every_difference_is_told_in_words(self) -> None:
        """What is not watched, what is watched otherwise and what NetBox does not know, each with what is known."""
        self.user.is_superuser = True
        self.user.save()
        target = factories.make_target()
        about = {'target': target.pk, 'name': str(target), 'address': '10.0.0.1', 'port': 9100, 'kind': 'exporter'}
        facts = [{'fact': 'port', 'wanted': '9100', 'watched': ''}]
        report = factories.make_drift_report(
            missing=[{**about, 'state': 'seen', 'reason': 'not-watched'}],
            different=[{**about, 'instance': 'x', 'facts': facts}],
            different_count=1,
            unknown=[
                {'instance': 'old:9100', 'target': target.pk, 'reason': 'retired', 'labels': {}},
                {'instance': '<b>:1', 'target': None, 'reason': 'unknown', 'labels': {'job': 'x', '__address__': 'y'}},
            ],
            unknown_count=9,
        )

        page = self.client.get(report.get_absolute_url())

        for text in (
            target.get_absolute_url(), 'Seen by monitoring', 'port: asked for 9100, watched –',
            'retired in NetBox, and still watched', 'job=x', '&lt;b&gt;:1', '7 further lines were counted and not kept',
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertContains(page, text)
        self.assertNotContains(page, '__address__')


class TargetActsTests(base.PluginTestCase):
    """The buttons and forms of accepting and retiring."""

    def setUp(self) -> None:
        super().setUp()
        self.target = factories.make_target()

    def page(self, act: str) -> str:
        return reverse(f'plugins:netbox_colocation:monitoringtarget_{act}', args=[self.target.pk])

    def test_what_monitoring_has_not_seen_is_accepted_with_a_comment(self) -> None:
        """Without one it is refused at the field; afterwards the button is gone."""
        base.permit(self.user, MonitoringTarget, 'view', 'acknowledge')
        self.assertContains(self.client.get(self.target.get_absolute_url()), self.page('accept'))

        refused = self.client.post(self.page('accept'), post_data({'comment': ''}))
        done = self.client.post(self.page('accept'), post_data({'comment': 'Seen on the wall'}))

        self.assertHttpStatus(refused, 409)
        self.assertIn('comment', refused.context['form'].errors)
        self.assertHttpStatus(done, 302)
        self.target.refresh_from_db()
        self.assertEqual((self.target.state, self.target.accepted_by), ('accepted', self.user))
        self.assertNotContains(self.client.get(self.target.get_absolute_url()), self.page('accept'))

    def test_retiring_asks_for_a_reason_and_is_for_good(self) -> None:
        """Without a reason nothing happens; retired, neither button is offered and the act is refused."""
        base.permit(self.user, MonitoringTarget, 'view', 'acknowledge', 'retire')

        refused = self.client.post(self.page('retire'), post_data({'reason': ' '}))
        done = self.client.post(self.page('retire'), post_data({'reason': 'Sold'}))
        again = self.client.post(self.page('retire'), post_data({'reason': 'Sold'}))

        self.assertEqual([answer.status_code for answer in (refused, done, again)], [400, 302, 409])
        self.target.refresh_from_db()
        self.assertEqual((self.target.state, self.target.address), ('retired', None))
        shown = self.client.get(self.target.get_absolute_url())
        for act in ('accept', 'retire'):
            self.assertNotContains(shown, self.page(act))

    def test_each_act_asks_for_its_own_permission(self) -> None:
        """Who may only view sees no button and is refused; a permission for another target does not help."""
        base.permit(self.user, MonitoringTarget, 'view')
        base.permit(self.user, MonitoringTarget, 'acknowledge', 'retire', pk=self.target.pk + 1)

        for act in ('accept', 'retire'):
            with self.subTest(act=act):
                self.assertNotContains(self.client.get(self.target.get_absolute_url()), self.page(act))
                answer = self.client.post(self.page(act), post_data({'comment': 'x', 'reason': 'x'}))
                self.assertHttpStatus(answer, 403)
        self.target.refresh_from_db()
        self.assertEqual(self.target.state, 'requested')


class WidgetTests(base.PluginTestCase):
    """What is down, on NetBox's dashboard."""

    def test_what_is_down_and_not_muted_is_shown_longest_first(self) -> None:
        """Of the targets that the reader may view; nothing at all without the permission."""
        now = timezone.now()
        hours = [datetime.timedelta(hours=count) for count in (1, 3, 2, 5)]
        rows = [factories.make_target(health='down', health_since=now - since) for since in hours]
        window = subject_factories.make_window(
            state='under-way', starts_at=now, ends_at=now + datetime.timedelta(hours=1)
        )
        window.impact_lines.create(
            object_model='dcim.device', object_pk=rows[2].device_id, label='x', device=rows[2].device, grade='outage',
            reason='power-lost',
        )  # fmt: skip
        MonitoringTarget.objects.filter(pk=rows[3].pk).update(state='retired')
        request = RequestFactory().get('/')
        request.user = self.user

        hidden = MonitoringWidget(config={'rows': 5}).render(request)
        self.add_permissions('netbox_colocation.view_monitoringtarget')
        request.user = type(self.user).objects.get(pk=self.user.pk)
        with CaptureQueriesContext(connection) as queries:
            shown = MonitoringWidget(config={'rows': 5}).render(request)

        self.assertEqual(hidden, '')
        pages = re.findall(r'/monitoring-targets/(\d+)/', shown)
        self.assertEqual([int(page) for page in pages], [rows[1].pk, rows[0].pk])
        self.assertLessEqual(len([query for query in queries if 'netbox_colocation_monitoring' in query['sql']]), 2)


class ConnectTests(base.PluginTestCase):
    """The page “Connect your monitoring” and its files."""

    def setUp(self) -> None:
        super().setUp()
        self.url = reverse('plugins:netbox_colocation:monitoring_connect')

    def test_snippets_and_files_carry_the_address_of_this_netbox(self) -> None:
        """Every address on the page leads to a route of the API, and no placeholder is left anywhere."""
        base.permit(self.user, MonitoringTarget, 'view')

        page = self.client.get(self.url, headers={'host': 'netbox.kominfo.test'})

        text = html.unescape(page.content.decode())
        addresses = set(re.findall(r'http://netbox\.kominfo\.test(/api/plugins/colocation/[a-z/-]+)', text))
        self.assertEqual(len(addresses), len(FEEDS))
        for address in addresses:
            resolve(address)
        self.assertNotIn(PLACEHOLDER, text)
        for name in EXAMPLES:
            with self.subTest(file=name):
                file = self.client.get(f'{self.url}{name}', headers={'host': 'netbox.kominfo.test'})
                self.assertEqual(file['Content-Disposition'], f'attachment; filename="{name}"')
                self.assertNotIn(PLACEHOLDER, file.content.decode())

    def test_page_says_how_far_it_is_and_who_reports(self) -> None:
        """Counts and monitoring systems of the targets that the reader may view, with the latest comparison."""
        mine = factories.make_target(source='zabbix', health='down', state='seen', reported_at=timezone.now())
        factories.make_target(source='hidden')
        older = factories.make_drift_report(source='zabbix')
        latest = factories.make_drift_report(
            source='zabbix', made_at=factories.NOW + datetime.timedelta(hours=1), missing_count=0
        )
        base.permit(self.user, MonitoringTarget, 'view', pk=mine.pk)
        base.permit(self.user, DriftReport, 'view')

        page = self.client.get(self.url)

        self.assertEqual(page.context['counts'], {'requested': 0, 'seen': 1, 'accepted': 0, 'down': 1})
        [source] = page.context['sources']
        self.assertEqual((source.name, source.targets, source.down, source.drift), ('zabbix', 1, 1, latest))
        self.assertNotContains(page, older.get_absolute_url() + '"')

    def test_page_is_for_those_who_may_view_targets(self) -> None:
        """The page and the files: 403 without; a file that there is not is 404, whatever its name."""
        self.assertEqual([self.client.get(self.url + end).status_code for end in ('', 'prometheus.yaml')], [403, 403])
        base.permit(self.user, MonitoringTarget, 'view')

        statuses = [self.client.get(self.url + end).status_code for end in ('nothing.yaml', '..%2f__init__.py')]

        self.assertEqual(statuses, [404, 404])

    def test_group_of_the_page_is_the_one_that_the_command_makes(self) -> None:
        self.assertEqual(GROUP, MONITORING)
