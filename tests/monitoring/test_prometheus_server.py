"""A real Prometheus finds servers through the feed, follows what happens to them, and its rules and board hold good."""

import json
import re
from functools import partial
from urllib.parse import urlsplit

import pytest

from dev.exporters import Exporters, answering
from dev.processes import free_port
from netbox_colocation.models import ImpactLine, MonitoringTarget
from netbox_colocation.monitoring.examples import EXAMPLES
from tests import factories, prometheus_stand, subject_factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def exporters():
    with answering(Exporters()) as exporters:
        yield exporters


@pytest.fixture
def prometheus(live_server, exporters, tmp_path):
    """One that reads the feeds with the token of a user who may view monitoring targets and capacity."""
    token = prometheus_stand.token_of(factories.make_user(is_superuser=True))
    proxy = f'http://127.0.0.1:{exporters.port}'
    prometheus_stand.warm_up(live_server.url, token)
    with prometheus_stand.running(tmp_path, netbox=live_server.url, token=token, proxy=proxy) as server:
        yield server


def make_target(name: str, **overrides) -> MonitoringTarget:
    device = factories.make_device(factories.make_rack(), name=name)
    return factories.make_target(device=device, **overrides)


def mute(target: MonitoringTarget) -> ImpactLine:
    """Have a maintenance window that is under way hit the target's device."""
    return ImpactLine.objects.create(
        window=subject_factories.make_window(state='under-way'),
        object_model='dcim.device',
        object_pk=target.device_id,
        label=str(target.device),
        device=target.device,
        grade='outage',
        reason='power-lost',
    )


def test_servers_are_found_scraped_and_named_with_netbox_facts(prometheus, exporters):
    target = make_target('rekam-medis-1')
    make_target('rekam-medis-2')
    exporters.down.add(str(MonitoringTarget.objects.last().address.address.ip))

    prometheus.wait(lambda: prometheus.health() == {'rekam-medis-1:9100': 'up', 'rekam-medis-2:9100': 'down'})

    [found] = prometheus.query('up{instance="rekam-medis-1:9100"}')
    assert found['value'][1] == '1'
    assert found['metric']['target_id'] == str(target.pk)
    assert found['metric']['site'] == target.device.site.name
    assert found['metric']['rack'] == target.device.rack.name
    assert 'muted' not in found['metric']


def test_a_new_target_is_seen_with_the_next_refresh_and_a_retired_one_is_gone(prometheus):
    make_target('a')
    prometheus.wait(lambda: prometheus.instances() == ['a:9100'])

    new = make_target('b')
    prometheus.wait(lambda: prometheus.instances() == ['a:9100', 'b:9100'], 5 * prometheus_stand.REFRESH)

    new.state, new.address = 'retired', None
    new.save()
    prometheus.wait(lambda: prometheus.instances() == ['a:9100'], 5 * prometheus_stand.REFRESH)


def test_what_is_muted_carries_a_label_and_sounds_no_alarm_until_the_window_is_over(prometheus, exporters):
    target = make_target('a')
    exporters.down.add(str(target.address.address.ip))
    prometheus.wait(lambda: 'ColocationTargetDown' in prometheus.alerts())

    line = mute(target)
    prometheus.wait(lambda: [row['labels'].get('muted') for row in prometheus.targets()] == ['true'])
    assert prometheus.targets()[0]['labels']['maintenance_window'] == str(line.window_id)
    prometheus.wait(lambda: 'ColocationTargetDown' not in prometheus.alerts())

    line.window.state = 'done'
    line.window.save()
    prometheus.wait(lambda: 'ColocationTargetDown' in prometheus.alerts())


def test_what_is_muted_is_left_out_meanwhile_where_the_feed_is_asked_for_that(live_server, exporters, tmp_path):
    token = prometheus_stand.token_of(factories.make_user(is_superuser=True))
    prometheus_stand.warm_up(live_server.url, token)
    options = {'proxy': f'http://127.0.0.1:{exporters.port}', 'filters': '&muted=omit'}
    target = make_target('a')
    make_target('b')

    with prometheus_stand.running(tmp_path, netbox=live_server.url, token=token, **options) as prometheus:
        prometheus.wait(lambda: prometheus.instances() == ['a:9100', 'b:9100'])
        line = mute(target)
        prometheus.wait(lambda: prometheus.instances() == ['b:9100'])
        line.window.state = 'cancelled'
        line.window.save()
        prometheus.wait(lambda: prometheus.instances() == ['a:9100', 'b:9100'])


def questions() -> dict[str, str]:
    """Return what the shipped dashboard asks, by panel, with every variable at its widest."""
    board = json.loads(EXAMPLES['grafana-dashboard.json'].path.read_text())
    asked = {
        f'{panel["title"]} {target["refId"]}': target['expr']
        for panel in board['panels']
        for target in panel.get('targets', ())
    }
    asked['annotations'] = board['annotations']['list'][1]['expr']
    for variable in board['templating']['list']:
        if variable['type'] == 'query':
            metric, label = re.fullmatch(r'label_values\((.+), (\w+)\)', variable['query']['query']).groups()
            asked[f'${variable["name"]}'] = f'count by ({label}) ({metric})'
    return {
        name: re.sub(r'\$(site_slug|site|tenant|instance)\b', '.*', expression).replace('$__rate_interval', '10s')
        for name, expression in asked.items()
    }


def test_every_question_of_the_dashboard_is_answered(prometheus, exporters):
    """One server up, one down, one muted, a probe of each kind, and a site with racks, power and addresses."""
    rack = factories.make_powered_rack()
    factories.make_prefix('10.9.0.0/24', site=rack.site)
    factories.make_pool(site=rack.site)
    factories.make_pool(site=rack.site, kind='bandwidth', capacity=1_000_000)
    _up, down, muted = (
        factories.make_target(device=factories.make_device(rack, name=name, tenant=factories.make_tenant()))
        for name in ('up', 'down', 'muted')
    )
    make_target('web', kind='probe', module='http_2xx', scheme='https', port=443, metrics_path='/')
    silent = make_target('silent', kind='probe', module='tcp_connect', port=22)
    exporters.down |= {str(target.address.address.ip) for target in (down, silent)}
    mute(muted)
    prometheus.wait(lambda: sorted(prometheus.health().values()) == ['down', 'up', 'up'])
    prometheus.wait(lambda: len(prometheus.query('up{muted="true"}')) == 1)
    prometheus.wait(lambda: len(prometheus.query('probe_success')) == 2)
    prometheus.wait(lambda: len(prometheus.query('rate(node_cpu_seconds_total{mode="idle"}[10s]) >= 0')) >= 2)

    # No rack is overloaded here, and none is fed once.
    silent_panels = {'Racks to look at A', 'Racks to look at B'}
    # What grows says so from its second scrape on.
    asked = {name: expression for name, expression in questions().items() if name not in silent_panels}
    for expression in asked.values():
        prometheus.wait(partial(prometheus.query, expression))
    answers = {name: prometheus.query(expression) for name, expression in asked.items()}

    value = {name: answer[0]['value'][1] for name, answer in answers.items()}
    assert (value['Watched A'], value['Down A'], value['Muted A'], value['Probes that fail A']) == ('3', '1', '1', '1')
    assert float(value['Up A']) == 0.5
    [listed] = answers['Down now A']
    assert (listed['metric']['instance'], listed['metric']['target_id']) == ('down:9100', str(down.pk))


def test_a_real_blackbox_exporter_probes_what_the_feed_lists(live_server, tmp_path):
    """A page that answers, a port on which nobody listens: with the shipped modules, and addresses of NetBox's."""
    token = prometheus_stand.token_of(factories.make_user(is_superuser=True))
    prometheus_stand.warm_up(live_server.url, token)
    here, port = factories.make_address('127.0.0.1/8'), urlsplit(live_server.url).port
    device = factories.make_device(name='web')
    page = {'device': device, 'address': here, 'kind': 'probe'}
    factories.make_target(**page, module='http_2xx', port=port, metrics_path='/login/')
    factories.make_target(**page, module='tcp_connect', port=free_port())

    with prometheus_stand.blackbox(tmp_path) as exporter:
        options = {'netbox': live_server.url, 'token': token, 'blackbox': exporter}
        with prometheus_stand.running(tmp_path / 'data', **options) as prometheus:
            prometheus.wait(lambda: len(prometheus.query('probe_success')) == 2)
            prometheus.wait(lambda: prometheus.query('probe_success{module="http_2xx"} == 1'))
            found = {row['metric']['module']: row for row in prometheus.query('probe_success')}

    assert {module: row['value'][1] for module, row in found.items()} == {'http_2xx': '1', 'tcp_connect': '0'}
    assert found['http_2xx']['metric']['instance'] == f'http://127.0.0.1:{port}/login/'
    assert found['http_2xx']['metric']['name'] == 'web'
