"""What NetBox asks for and nobody watches, and the reverse."""

import http.server
import json
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import DriftReport, MonitoringTarget
from netbox_colocation.monitoring.drift import MOST_LINES, Watched, address_of_server, compare, read_prometheus
from tests import factories
from tests.factories import NOW
from tests.monitoring.test_muting import hit

pytestmark = pytest.mark.django_db


def look(*watched, **kwargs):
    fields = {'source': 'prometheus', 'targets': MonitoringTarget.objects.all(), 'now': NOW, **kwargs}
    return compare(list(watched), actor=factories.make_user(), **fields)


def make_target(address, **fields):
    device = factories.make_device()
    interface = device.interfaces.create(name='eth0', type='1000base-t')
    row = factories.make_address(f'{address}/32', assigned_object=interface)
    return factories.make_target(device=device, address=row, **fields)


def test_what_is_watched_at_its_address_and_port_differs_in_nothing():
    target = make_target('10.8.0.1')

    report = look(Watched('10.8.0.1:9100'))

    assert (report.is_clean, report.wanted_count, report.watched_count) == (True, 1, 1)
    assert look(Watched(f'{target.device_name}:9100')).is_clean, 'by the name of its device'
    assert look(Watched('http://10.8.0.1:9100/metrics')).is_clean, 'by a URL'


def test_what_nobody_watches_and_what_nobody_asked_for_is_named():
    target = make_target('10.8.0.1')

    report = look(Watched('10.8.0.7:9100', labels={'job': 'node'}))

    [missing], [unknown] = report.missing, report.unknown
    assert (missing['target'], missing['address'], missing['reason']) == (target.pk, '10.8.0.1', 'not-watched')
    assert (unknown['instance'], unknown['reason'], unknown['labels']) == ('10.8.0.7:9100', 'unknown', {'job': 'node'})


def test_what_is_watched_although_it_is_retired_is_named_with_its_target():
    target = make_target('10.8.0.1', state='retired')

    report = look(Watched('10.8.0.1:9100', target=target.pk))

    assert [(row['target'], row['reason']) for row in report.unknown] == [(target.pk, 'retired')]
    assert report.missing_count == 0


def test_a_target_that_has_moved_is_watched_differently_and_the_facts_say_how():
    target = make_target('10.8.0.1')
    labels = {'__meta_netbox_target_id': str(target.pk), '__meta_netbox_site_slug': 'elsewhere'}

    report = look(Watched('10.8.0.9:9200', labels=labels))

    [different] = report.different
    assert [(fact['fact'], fact['wanted'], fact['watched']) for fact in different['facts']] == [
        ('address', '10.8.0.1', '10.8.0.9'),
        ('port', '9100', '9200'),
        ('site_slug', target.device.site.slug, 'elsewhere'),
    ]


def test_what_maintenance_mutes_need_not_be_watched_meanwhile():
    hit(make_target('10.8.0.1'))

    assert look().missing_count == 0


def test_a_report_keeps_the_counts_of_all_and_the_lines_of_some():
    report = look(*[Watched(f'10.8.{index // 250}.{index % 250}:1') for index in range(MOST_LINES + 3)])

    assert (report.unknown_count, len(report.unknown)) == (MOST_LINES + 3, MOST_LINES)
    assert DriftReport.objects.get().unknown_count == MOST_LINES + 3


def test_a_trial_keeps_no_report():
    look(store=False)

    assert not DriftReport.objects.exists()


def test_more_targets_take_no_more_queries():
    actor = factories.make_user()
    counts = []
    for end in (1, 5):
        for index in range(end):
            make_target(f'10.8.{end}.{index}')
        with CaptureQueriesContext(connection) as queries:
            compare([], source='x', targets=MonitoringTarget.objects.all(), actor=actor, now=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1]


class Answer(http.server.BaseHTTPRequestHandler):
    """A Prometheus as its documentation shows it, which watches itself, too; `/broken` is something else."""

    def do_GET(self):
        itself = {
            'discoveredLabels': {'__address__': 'localhost:9090', 'job': 'prometheus'},
            'labels': {'instance': 'localhost:9090', 'job': 'prometheus'},
            'scrapeUrl': 'http://localhost:9090/metrics',
        }
        figures = {
            'discoveredLabels': {'__address__': 'netbox', 'job': 'colocation-capacity'},
            'labels': {'instance': 'netbox.example.org', 'job': 'colocation-capacity'},
            'scrapeUrl': 'https://netbox.example.org/api/plugins/colocation/capacity/metrics/',
        }
        row = {
            'discoveredLabels': {'__address__': '10.8.0.1:9100', '__meta_netbox_target_id': '5'},
            'labels': {'instance': 'web', 'job': 'node'},
            'scrapeUrl': 'http://10.8.0.1:9100/metrics',
            'health': 'up',
        }
        content = (
            b'<html>'
            if 'broken' in self.path
            else json.dumps(
                {'status': 'success', 'data': {'activeTargets': [itself, row, figures], 'droppedTargets': []}}
            ).encode()
        )
        self.send_response(200)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def prometheus():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f'http://127.0.0.1:{server.server_port}'
    server.shutdown()
    server.server_close()


def test_a_prometheus_says_what_it_watches_besides_itself_and_netbox_with_the_keys_of_the_targets(prometheus):
    [watched] = read_prometheus(prometheus)

    assert (watched.instance, watched.target, watched.labels['job']) == ('10.8.0.1:9100', 5, 'node')


@pytest.mark.parametrize('path', ['/broken', ':1'])
def test_a_prometheus_that_does_not_answer_as_one_is_named(prometheus, path):
    with pytest.raises(OutcomeRefused) as refused:
        read_prometheus(prometheus + path if path.startswith('/') else 'http://127.0.0.1:1')

    assert [refusal.code for refusal in refused.value.refusals] == ['monitoring-unreachable']


def test_only_a_prometheus_of_the_settings_is_asked(settings):
    settings.PLUGINS_CONFIG = {
        'netbox_colocation': {
            **settings.PLUGINS_CONFIG['netbox_colocation'],
            'prometheus_servers': {'main': 'http://prometheus.example:9090'},
        }
    }

    assert address_of_server('main') == 'http://prometheus.example:9090'
    with pytest.raises(DataInvalid, match='it has main'):
        address_of_server('other')
