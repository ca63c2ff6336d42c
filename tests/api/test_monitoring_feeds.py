"""The feeds besides Prometheus': for a blackbox exporter, for Zabbix, plain, and of mutes."""

import datetime
import gzip
import json

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from dcim.models import Platform

from netbox_colocation.models import ImpactLine, MaintenanceWindow, MonitoringTarget
from tests import factories, subject_factories
from tests.api import base

BLACKBOX, ZABBIX, PLAIN, MUTES = (f'{base.ROOT}monitoring/{name}/' for name in ('blackbox', 'zabbix', 'json', 'mutes'))
HOUR = datetime.timedelta(hours=1)


def hit(*targets: MonitoringTarget, starts: datetime.timedelta = -HOUR, **fields) -> MaintenanceWindow:
    """Make a window agreed to, from an hour ago for three hours, that hits the devices of the targets."""
    now = timezone.now().replace(microsecond=0)
    times = {'starts_at': now + starts, 'ends_at': now + starts + 3 * HOUR, 'agreed_at': now - 24 * HOUR}
    window = subject_factories.make_window(**{**times, 'state': 'agreed', **fields})
    for target in targets:
        ImpactLine.objects.create(
            window=window, object_model='dcim.device', object_pk=target.device_id, label=str(target.device),
            device=target.device, grade='outage', reason='power-lost',
        )  # fmt: skip
    return window


class FeedTests(base.PluginAPITestCase):
    __test__ = True
    model = MonitoringTarget

    def setUp(self) -> None:
        super().setUp()
        self.add_permissions('netbox_colocation.view_monitoringtarget')

    def read(self, address: str, **query):
        answer = self.client.get(address, query)
        self.assertHttpStatus(answer, 200)
        return answer.json()

    def make_probe(self, module: str, port: int | None = 443, **fields) -> MonitoringTarget:
        return factories.make_target(kind='probe', module=module, port=port, **fields)


class BlackboxTests(FeedTests):
    """`GET monitoring/blackbox/`, as `http_sd_configs` asks for it on behalf of a blackbox exporter."""

    def probed(self, target: MonitoringTarget) -> str:
        [group] = self.read(BLACKBOX, id=target.pk)
        self.assertEqual(group['labels']['__param_module'], target.module)
        return group['targets'][0]

    def test_http_modules_get_an_address_with_scheme_and_path(self) -> None:
        address = factories.make_address('10.7.0.1/24')
        page = self.make_probe('http_2xx', scheme='https', metrics_path='/health', address=address)
        root = self.make_probe('http_post', 80, address=factories.make_address('2001:db8::7/64'))

        self.assertEqual(self.probed(page), 'https://10.7.0.1:443/health')
        self.assertEqual(self.probed(root), 'http://[2001:db8::7]:80/', 'the path of exporters is no page')

    def test_other_modules_get_host_and_port_and_a_ping_the_host(self) -> None:
        self.assertEqual(
            self.probed(self.make_probe('tcp_connect', 5432, address=factories.make_address('10.7.0.2/24'))),
            '10.7.0.2:5432',
        )
        self.assertEqual(
            self.probed(self.make_probe('icmp', None, address=factories.make_address('10.7.0.3/24'))), '10.7.0.3'
        )
        self.assertEqual(
            self.probed(self.make_probe('icmp_ipv6', None, address=factories.make_address('2001:db8::8/64'))),
            '2001:db8::8',
        )

    def test_only_probes_are_probed(self) -> None:
        factories.make_target()
        factories.make_target(kind='agent', port=10050)

        self.assertEqual(self.read(BLACKBOX), [])

    def test_a_name_in_the_dns_is_asked_for_by_address(self) -> None:
        """A certificate is of a name; whether the server answers does not rest on the DNS."""
        address = factories.make_address('10.7.0.4/24', dns_name='emr.padang.go.id')
        target = self.make_probe('http_2xx', scheme='https', address=address)

        [group] = self.read(BLACKBOX, id=target.pk)

        self.assertEqual(group['targets'], ['https://10.7.0.4:443/'])
        self.assertEqual(group['labels']['__param_hostname'], 'emr.padang.go.id')

    def test_muted_probes_are_marked_or_left_out(self) -> None:
        muted, other = self.make_probe('icmp', None), self.make_probe('icmp', None)
        window = hit(muted)

        labelled = {group['labels']['__meta_netbox_target_id']: group['labels'] for group in self.read(BLACKBOX)}
        left = self.read(BLACKBOX, muted='omit')

        self.assertEqual(labelled[str(muted.pk)]['__meta_netbox_maintenance_window'], str(window.pk))
        self.assertEqual([group['labels']['__meta_netbox_target_id'] for group in left], [str(other.pk)])


class PlainTests(FeedTests):
    """`GET monitoring/json/`."""

    def test_a_target_is_one_plain_object(self) -> None:
        target = factories.make_target(
            address=factories.make_address('2001:db8::9/64'),
            labels={'team': 'network'},
            severity='high',
            scheme='https',
        )
        window = hit(target)

        [row] = self.read(PLAIN)

        facts = row.pop('facts')
        self.assertEqual(
            row,
            {
                'id': target.pk,
                'device': {'id': target.device_id, 'name': target.device.name},
                'kind': 'exporter',
                'address': '2001:db8::9',
                'port': 9100,
                'scheme': 'https',
                'path': '/metrics',
                'module': None,
                'state': 'requested',
                'severity': 'high',
                'is_muted': True,
                'maintenance_window': window.pk,
                'services': [],
                'labels': {'team': 'network'},
            },
        )
        self.assertEqual(facts['site'], target.device.site.name)
        self.assertNotIn('target_id', facts)

    def test_unchanged_feed_is_304_and_is_sent_compressed(self) -> None:
        """The ETag is the same until what is said changes; a window that begins changes it."""
        target = factories.make_target()
        answer = self.client.get(PLAIN, headers={'accept-encoding': 'gzip'})
        again = self.client.get(PLAIN, headers={'if-none-match': answer['ETag']})
        hit(target)
        changed = self.client.get(PLAIN, headers={'if-none-match': answer['ETag']})

        self.assertEqual(answer['Content-Encoding'], 'gzip')
        self.assertEqual([row['id'] for row in json.loads(gzip.decompress(answer.getvalue()))], [target.pk])
        self.assertHttpStatus(again, 304)
        self.assertEqual(again.content, b'')
        self.assertHttpStatus(changed, 200)

    def test_every_feed_shows_what_the_token_may_view(self) -> None:
        near, far = (self.make_probe('icmp', None) for _index in range(2))
        hit(near, far)
        self.user.object_permissions.all().delete()
        for address in (BLACKBOX, PLAIN, ZABBIX, MUTES):
            self.assertHttpStatus(self.client.get(address), 403)
        base.permit(self.user, MonitoringTarget, 'view', pk=near.pk)
        # What may be viewed is kept with the user of the session.
        self.client = base.log_in(self.user, write_enabled=False)

        [probe], [plain], [host], [mute] = (self.read(address) for address in (BLACKBOX, PLAIN, ZABBIX, MUTES))

        self.assertEqual(probe['labels']['__meta_netbox_target_id'], str(near.pk))
        self.assertEqual(plain['id'], near.pk)
        self.assertEqual(host['device_id'], near.device_id)
        self.assertEqual([target['id'] for target in mute['targets']], [near.pk])

    def test_feeds_cost_the_same_number_of_queries_however_many_targets(self) -> None:
        counts = []
        for many in (1, 9):
            for _index in range(many):
                hit(self.make_probe('icmp', None))
            for address in (BLACKBOX, PLAIN, ZABBIX, MUTES):
                self.read(address)
            with CaptureQueriesContext(connection) as queries:
                counts.append([len(self.read(address)) for address in (BLACKBOX, PLAIN, ZABBIX, MUTES)])
            counts.append(len(queries))

        self.assertEqual(counts[0::2], [[1] * 4, [10] * 4])
        self.assertEqual(counts[1], counts[3])


class ZabbixTests(FeedTests):
    """`GET monitoring/zabbix/`: hosts in the words of Zabbix' API."""

    def test_targets_of_a_device_are_one_host(self) -> None:
        """Its agent is an interface and a template, its exporter and its probe are checks."""
        tenant = factories.make_tenant(name='Dinas Kesehatan')
        rack = factories.make_rack(name='A/01')
        device = factories.make_device(rack, name='emr-1', tenant=tenant, serial='SN-1')
        address = factories.make_address('10.7.1.1/24')
        agent = factories.make_target(device=device, kind='agent', port=10050, address=address, severity='high')
        exporter = factories.make_target(
            device=device, port=9200, address=address, labels={'team': 'net', 'netbox_sync': 'x'}
        )
        probe = self.make_probe('http_2xx', device=device, address=address, scheme='https', severity='critical')

        [host] = self.read(ZABBIX)

        self.assertEqual((host['host'], host['name'], host['status']), ('emr-1', 'emr-1', 0))
        self.assertEqual(
            host['interfaces'],
            [{'type': 1, 'main': 1, 'useip': 1, 'ip': '10.7.1.1', 'dns': '', 'port': '10050'}],
        )
        self.assertEqual(host['templates'], ['Linux by Zabbix agent'], 'two templates of a system do not go together')
        self.assertEqual(
            host['checks'],
            [
                {
                    'targets': [exporter.pk],
                    'name': 'exporter 10.7.1.1:9200',
                    'key': 'net.tcp.service[http,10.7.1.1,9200]',
                    'priority': 3,
                },
                {
                    'targets': [probe.pk],
                    'name': 'http_2xx 10.7.1.1:443',
                    'key': 'net.tcp.service[https,10.7.1.1,443]',
                    'priority': 5,
                },
            ],
        )
        self.assertIn(f'Colocation/Sites/{device.site.name}/A-01', host['groups'], 'Zabbix nests groups at a slash')
        self.assertIn('Colocation/Tenants/Dinas Kesehatan', host['groups'])
        tags = {(tag['tag'], tag['value']) for tag in host['tags']}
        self.assertLessEqual(
            {('netbox_device', str(device.pk)), ('tenant', 'Dinas Kesehatan'), ('team', 'net'), ('severity', 'high')},
            tags,
        )
        self.assertNotIn(('netbox_sync', 'x'), tags, 'by those of netbox_ the sync finds its hosts again')
        self.assertEqual(host['inventory']['serialno_a'], 'SN-1')
        self.assertEqual(host['inventory']['site_rack'], 'A/01')
        self.assertEqual([target['id'] for target in host['targets']], [agent.pk, exporter.pk, probe.pk])

    def test_an_exporter_alone_is_read_by_a_template_and_a_second_one_is_checked(self) -> None:
        device, address = factories.make_device(), factories.make_address('10.7.1.2/24')
        factories.make_target(device=device, port=9200, address=address)
        second = factories.make_target(device=device, port=9187, address=address)

        [host] = self.read(ZABBIX)

        self.assertEqual(host['templates'], ['Linux by Prom'])
        self.assertIn({'macro': '{$NODE_EXPORTER_PORT}', 'value': '9200'}, host['macros'])
        self.assertEqual([check['targets'] for check in host['checks']], [[second.pk]])
        self.assertEqual(host['interfaces'][0]['port'], '10050')

    def test_platform_and_label_choose_templates(self) -> None:
        windows = Platform.objects.create(name='Windows Server 2022', slug='windows-server-2022')
        factories.make_target(kind='agent', port=10050, device=factories.make_device(platform=windows))
        factories.make_target(
            kind='agent', port=10050, labels={'zabbix_templates': 'Template Padang, MySQL by Zabbix agent'}
        )

        chosen = [host['templates'] for host in self.read(ZABBIX)]

        self.assertEqual(chosen, [['Windows by Zabbix agent'], ['Template Padang', 'MySQL by Zabbix agent']])

    def test_every_host_has_a_name_that_zabbix_takes_and_nobody_else_has(self) -> None:
        devices = [
            factories.make_device(factories.make_rack(), name=name)
            for name in ('web', 'web', 'Basis data (utama)', None)
        ]
        for device in devices:
            factories.make_target(device=device)

        hosts = self.read(ZABBIX)

        _first, second, strange, unnamed = (device.pk for device in devices)
        self.assertEqual(
            [(host['host'], host['name']) for host in hosts],
            [
                ('web', 'web'),
                (f'web.netbox-{second}', f'web (#{second})'),
                (f'Basis data _utama_.netbox-{strange}', 'Basis data (utama)'),
                (f'netbox-{unnamed}', f'NetBox #{unnamed}'),
            ],
        )
        [alone] = self.read(ZABBIX, device_id=second)
        self.assertEqual(alone['host'], f'web.netbox-{second}', 'a filter does not rename')

    def test_what_is_out_of_use_is_not_monitored_and_what_failed_is(self) -> None:
        for status in ('offline', 'failed', 'active'):
            factories.make_target(device=factories.make_device(status=status))

        self.assertEqual([host['status'] for host in self.read(ZABBIX)], [1, 0, 0])

    def test_muted_hosts_stay_in_the_list(self) -> None:
        """A host that were missing would be disabled."""
        target = factories.make_target()
        window = hit(target)

        [host] = self.read(ZABBIX)
        refused = self.client.get(ZABBIX, {'muted': 'omit'})

        self.assertEqual(host['targets'][0]['maintenance_window'], window.pk)
        self.assertHttpStatus(refused, 400)

    def test_a_namesake_elsewhere_changes_the_etag(self) -> None:
        first = factories.make_device(factories.make_rack(), name='web')
        second = factories.make_target(device=factories.make_device(factories.make_rack(), name='web'))
        alone = self.client.get(ZABBIX, {'id': second.pk})
        factories.make_target(device=first)
        now = self.client.get(ZABBIX, {'id': second.pk}, headers={'if-none-match': alone['ETag']})

        self.assertEqual([host['host'] for host in alone.json()], ['web'])
        self.assertEqual([host['host'] for host in now.json()], [f'web.netbox-{second.device_id}'])


class MutesTests(FeedTests):
    """`GET monitoring/mutes/`."""

    def test_windows_that_mute_now_and_later_with_their_targets(self) -> None:
        near, far = factories.make_target(), factories.make_target()
        later, current = hit(near, far, starts=24 * HOUR), hit(far)
        hit(near, starts=-5 * HOUR)  # over
        hit(near, state='proposed')
        hit(near, state='cancelled')
        hit(near, mutes_monitoring=False)
        hit(factories.make_target(state='retired'))

        mutes = self.read(MUTES)

        self.assertEqual([(mute['window'], mute['standing']) for mute in mutes], [
            (current.pk, 'now'), (later.pk, 'planned')
        ])  # fmt: skip
        self.assertEqual([target['id'] for target in mutes[0]['targets']], [far.pk])
        self.assertEqual({target['id'] for target in mutes[1]['targets']}, {near.pk, far.pk})

    def test_what_the_work_is_about_needs_the_permission_for_windows(self) -> None:
        hit(factories.make_target())

        [hidden] = self.read(MUTES)
        self.add_permissions('netbox_colocation.view_maintenancewindow')
        [told] = self.read(MUTES)

        self.assertEqual((hidden['ticket'], hidden['work'], hidden['display_url']), (None, None, None))
        self.assertEqual(told['work'], 'Change the power supply')

    def test_a_window_under_way_lasts_until_it_is_ended(self) -> None:
        hit(factories.make_target(), starts=-9 * HOUR, state='under-way')

        [mute] = self.read(MUTES)

        ends = datetime.datetime.fromisoformat(mute['ends_at'])
        self.assertLess(abs(ends - timezone.now()), datetime.timedelta(minutes=1))
        self.assertEqual(mute['standing'], 'now')

    def test_filters_of_targets_choose_the_windows(self) -> None:
        near, far = factories.make_target(), factories.make_target()
        window = hit(near)
        hit(far)

        self.assertEqual([mute['window'] for mute in self.read(MUTES, site=near.device.site.slug)], [window.pk])

    def test_a_past_moment_brings_what_is_over_as_it_was(self) -> None:
        """From when work began until it was ended; what was never agreed to muted nothing."""
        target = factories.make_target()
        now = timezone.now().replace(microsecond=0)
        hit(target, starts=-9 * HOUR, state='done', begun_at=now - 9 * HOUR, ended_at=now - 8 * HOUR)
        hit(target, starts=-9 * HOUR, state='cancelled')
        hit(target, starts=-9 * HOUR, state='cancelled', agreed_at=None)

        mutes = self.read(MUTES, since=(now - 24 * HOUR).isoformat())

        self.assertEqual(sorted(mute['standing'] for mute in mutes), ['cancelled', 'over'])
        [over] = [mute for mute in mutes if mute['standing'] == 'over']
        self.assertEqual(datetime.datetime.fromisoformat(over['ends_at']), now - 8 * HOUR)

    def test_calendar_is_valid_and_keeps_the_secrets_of_windows(self) -> None:
        target = factories.make_target()
        window = hit(target)

        answer = self.client.get(MUTES, {'format': 'ics'}, headers={'accept': 'text/calendar'})
        again = self.client.get(MUTES, {'format': 'ics'}, headers={'if-none-match': answer['ETag']})

        self.assertHttpStatus(answer, 200)
        self.assertEqual(answer['Content-Type'], 'text/calendar; charset=utf-8')
        [event] = Calendar.from_ical(answer.content.decode()).walk('VEVENT')
        self.assertEqual(event['DTSTART'].dt, window.starts_at)
        self.assertEqual(event['DTEND'].dt, window.ends_at)
        self.assertEqual(event['SUMMARY'], f'Monitoring muted: window {window.pk}')
        self.assertIn(target.device.name, event['DESCRIPTION'])
        self.assertNotIn(window.ticket.name, answer.content.decode())
        self.assertHttpStatus(again, 304)

    def test_wrong_questions_are_refused(self) -> None:
        for query in ({'since': 'soon'}, {'format': 'pdf'}, {'since': '2030-01-01T00:00:00Z', 'until': '2029-01-01'}):
            with self.subTest(query):
                self.assertHttpStatus(self.client.get(MUTES, query), 400)
