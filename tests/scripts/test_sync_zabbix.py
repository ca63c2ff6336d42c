"""The Zabbix sync against a real Zabbix: what it makes there, what Zabbix then does, and what NetBox learns of it."""

import datetime
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone
from zabbix_utils import ZabbixAPI

from users.constants import TOKEN_PREFIX
from users.models import Token

from dev.processes import free_port, wait_until
from dev.run_folder import PROJECT
from netbox_colocation.management.access import MONITORING, ensure_groups
from netbox_colocation.models import DriftReport, ImpactLine, MonitoringTarget
from tests import factories, subject_factories
from tests.zabbix_stand import Agents, Stand, missing_packages, running_zabbix

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HOUR = datetime.timedelta(hours=1)
# What Zabbix needs to notice something, at most, in seconds.
PATIENCE = 60
# How long Zabbix' API may take, on a machine that does much else.
SECONDS = 300
TEMPLATE = 'Tests by Zabbix agent'


@pytest.fixture(scope='module')
def stand() -> Iterator[Stand]:
    if missing := missing_packages():
        if os.environ.get('COLOCATION_REQUIRE_ZABBIX'):
            pytest.fail(f'not installed, and COLOCATION_REQUIRE_ZABBIX demands it: {", ".join(missing)}')
        pytest.skip(f'not installed: {", ".join(missing)}')
    with running_zabbix() as stand:
        yield stand


@pytest.fixture(scope='module')
def api(stand: Stand) -> Iterator[ZabbixAPI]:
    """Zabbix' own API, with a template whose agent is asked every second."""
    api = ZabbixAPI(url=stand.url, user=stand.user, password=stand.password, timeout=SECONDS)
    group = api.hostgroup.get(filter={'name': ['Templates']})[0]['groupid']
    template = api.template.create(host=TEMPLATE, groups=[{'groupid': group}])['templateids'][0]
    api.item.create(
        hostid=template, name='Ping', key_='agent.ping', type=0, value_type=3, delay='1s', history='1h', trends='0'
    )
    yield api
    api.logout()


@pytest.fixture
def agents() -> Iterator[Agents]:
    agents = Agents()
    yield agents
    agents.stop_all()


@dataclass(frozen=True)
class Ran:
    """What a program said."""

    stdout: str
    stderr: str


@pytest.fixture
def secrets(stand: Stand, db: None) -> dict[str, str]:
    user = factories.make_user()
    user.groups.add(ensure_groups()[MONITORING])
    token = Token.objects.create(user=user)
    return {
        'NETBOX_TOKEN': f'{TOKEN_PREFIX}{token.key}.{token.token}',
        'ZABBIX_USER': stand.user,
        'ZABBIX_PASSWORD': stand.password,
    }


@pytest.fixture
def sync(
    stand: Stand,
    secrets: dict[str, str],
    live_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ran]:
    """The program as an administrator runs it, in this process: what goes wrong in it is seen whole."""
    monkeypatch.syspath_prepend(str(PROJECT / 'scripts'))
    # The first call would load all of NetBox's pages, longer than the program waits on a busy machine.
    get_resolver().url_patterns  # noqa: B018
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, expect: int = 0, program: str = 'sync_zabbix') -> Ran:
        ends = ['--netbox', live_server.url, '--zabbix', stand.url]
        if program == 'sync_zabbix':
            ends += ['--probe-interval', '1s']
        capsys.readouterr()
        status = importlib.import_module(program).main([*ends, *arguments])
        ran = Ran(*capsys.readouterr())
        assert status == expect, ran
        return ran

    return run


@pytest.fixture(autouse=True)
def empty_zabbix(api: ZabbixAPI) -> Iterator[None]:
    """Every test begins with an empty Zabbix."""
    yield
    for kind, key in (('maintenance', 'maintenanceid'), ('host', 'hostid')):
        if rows := getattr(api, kind).get(output=[key]):
            getattr(api, kind).delete(*[row[key] for row in rows])


def make_watched(host: str, port: int, **fields: Any) -> MonitoringTarget:
    fields = {'kind': 'agent', 'labels': {'zabbix_templates': TEMPLATE}, **fields}
    address = fields.pop('address', None) or factories.make_address(f'{host}/8')
    return factories.make_target(address=address, port=port, **fields)


def mute(*targets: MonitoringTarget, starts: datetime.timedelta = -HOUR, **fields: Any) -> Any:
    now = timezone.now().replace(second=0, microsecond=0)
    times = {'starts_at': now + starts, 'ends_at': now + starts + 3 * HOUR, 'agreed_at': now - 9 * HOUR}
    window = subject_factories.make_window(**{**times, 'state': 'agreed', **fields})
    for target in targets:
        ImpactLine.objects.create(
            window=window, object_model='dcim.device', object_pk=target.device_id, label=str(target.device),
            device=target.device, grade='outage', reason='power-lost',
        )  # fmt: skip
    return window


def hosts_in(api: ZabbixAPI) -> dict[str, dict[str, Any]]:
    found = api.host.get(
        output='extend', selectInterfaces='extend', selectGroups='extend', selectTags='extend',
        selectParentTemplates=['host'], selectMacros='extend', selectInventory='extend',
    )  # fmt: skip
    return {host['host']: host for host in found}


def test_from_the_feed_to_zabbix_and_back(sync, api, agents) -> None:
    """A dry run plans; a run makes hosts; Zabbix asks the agents; what it finds closes the circle in NetBox."""
    port = free_port()
    agents.start('127.0.9.1', port)
    tenant = factories.make_tenant(name='Dinas Kesehatan')
    device = factories.make_device(factories.make_rack(name='A-01'), name='emr-1', tenant=tenant, serial='SN-1')
    up = make_watched('127.0.9.1', port, device=device, severity='high')
    down = make_watched('127.0.9.2', port, device=factories.make_device(name='emr-2'))
    probe = make_watched(
        '', port, device=device, address=up.address, kind='probe', module='tcp_connect', severity='critical'
    )
    silent = make_watched(
        '', port + 1, device=device, address=up.address, kind='probe', module='tcp_connect', severity='low'
    )

    plan = sync('--dry-run')

    assert 'create host emr-1\n' in plan.stdout
    assert 'create check emr-1: net.tcp.service[tcp,127.0.9.1,' in plan.stdout
    assert not set(hosts_in(api)) & {'emr-1', 'emr-2'}
    assert set(MonitoringTarget.objects.values_list('state', flat=True)) == {'requested'}
    assert not DriftReport.objects.exists()

    sync()

    host = hosts_in(api)['emr-1']
    assert [(each['ip'], each['port']) for each in host['interfaces']] == [('127.0.9.1', str(port))]
    assert {'Colocation', 'Colocation/Tenants/Dinas Kesehatan'} <= {group['name'] for group in host['groups']}
    assert {'netbox_device': str(device.pk), 'netbox_sync': 'zabbix', 'rack': 'A-01'}.items() <= {
        tag['tag']: tag['value'] for tag in host['tags']
    }.items()
    assert (host['inventory']['serialno_a'], host['inventory']['site_rack']) == ('SN-1', 'A-01')
    assert [template['host'] for template in host['parentTemplates']] == [TEMPLATE]
    assert [trigger['priority'] for trigger in api.trigger.get(hostids=host['hostid'], sortfield='description')] == [
        '5',
        '2',
    ]
    assert set(MonitoringTarget.objects.values_list('state', flat=True)) == {'seen'}

    def available(name: str) -> str:
        return hosts_in(api)[name]['interfaces'][0]['available']

    def values() -> list[str]:
        items = api.item.get(output=['lastvalue', 'lastclock'], filter={'type': 3}, hostids=host['hostid'])
        return [item['lastvalue'] for item in items if item['lastclock'] != '0']

    assert wait_until(lambda: available('emr-1') == '1' and available('emr-2') == '2', seconds=PATIENCE, interval=0.5)
    assert wait_until(lambda: len(values()) == 2, seconds=PATIENCE, interval=0.5)

    reported = sync()

    found = dict(MonitoringTarget.objects.values_list('pk', 'health'))
    assert found == {up.pk: 'up', down.pk: 'down', probe.pk: 'up', silent.pk: 'down'}
    down.refresh_from_db()
    assert down.health_since < timezone.now()
    assert set(MonitoringTarget.objects.filter(health='up').values_list('state', 'source')) == {('accepted', 'zabbix')}
    assert 'done: change 1' not in reported.stdout
    assert sync('--dry-run').stdout.splitlines()[0] == 'plan: nothing to do; 0 refused'


def test_what_netbox_changes_is_changed_and_what_people_added_stays(sync, api) -> None:
    target = make_watched('127.0.9.3', 10050, device=factories.make_device(name='web-1', serial='SN-1'))
    sync('--no-acknowledge')
    host = hosts_in(api)['web-1']
    group = api.hostgroup.get(filter={'name': ['Linux servers']})[0]['groupid']
    api.host.update(
        hostid=host['hostid'],
        groups=[{'groupid': each['groupid']} for each in host['groups']] + [{'groupid': group}],
        tags=[{'tag': each['tag'], 'value': each['value']} for each in host['tags']]
        + [{'tag': 'team', 'value': 'ops'}],
    )
    api.usermacro.create(hostid=host['hostid'], macro='{$MINE}', value='1')
    assert sync('--no-acknowledge').stdout == 'done: nothing to do; 0 refused\n'

    device = target.device
    device.name, device.serial = 'web-2', 'SN-2'
    device.save()
    target.address.address = '127.0.9.4/8'
    target.address.save()
    changed = sync('--no-acknowledge')

    now = hosts_in(api)
    assert 'web-1' not in now
    assert now['web-2']['hostid'] == host['hostid'], 'history belongs to the host, whatever it is called'
    assert now['web-2']['interfaces'][0]['ip'] == '127.0.9.4'
    assert now['web-2']['inventory']['serialno_a'] == 'SN-2'
    assert 'Linux servers' in {each['name'] for each in now['web-2']['groups']}
    assert {'tag': 'team', 'value': 'ops'}.items() <= next(
        t for t in now['web-2']['tags'] if t['tag'] == 'team'
    ).items()
    assert '{$MINE}' in {each['macro'] for each in now['web-2']['macros']}
    assert 'done: change 2; 0 refused' in changed.stdout


def test_what_is_retired_is_disabled_and_comes_back(sync, api) -> None:
    """Nothing is deleted; a host that a person disabled stays disabled, one that the sync disabled comes back."""
    target = make_watched('127.0.9.5', 10050, device=factories.make_device(name='db-1'))
    other = make_watched('127.0.9.6', 10050, device=factories.make_device(name='db-2'))
    sync('--no-acknowledge')
    keys = {name: host['hostid'] for name, host in hosts_in(api).items()}
    api.host.update(hostid=keys['db-2'], status=1)
    MonitoringTarget.objects.filter(pk=target.pk).update(state='retired', retired_at=timezone.now())

    gone = sync()

    assert 'disable host db-1: NetBox asks for it no more' in gone.stdout
    assert {host['status'] for host in hosts_in(api).values()} == {'1'}
    other.refresh_from_db()
    assert other.state == 'requested', 'who is not watched is not seen'
    assert [line['target'] for line in DriftReport.objects.get().missing] == [other.pk]
    make_watched('', 10050, device=target.device, address=target.address)
    sync('--no-acknowledge')
    assert {name: (host['hostid'], host['status']) for name, host in hosts_in(api).items()} == {
        'db-1': (keys['db-1'], '0'),
        'db-2': (keys['db-2'], '1'),
    }


def test_an_empty_feed_disables_nothing(sync, api) -> None:
    """A wrong filter, or a token that sees nothing: more than is likely is not done."""
    for index in range(7):
        make_watched(f'127.0.10.{index + 1}', 10050)
    sync('--no-acknowledge')

    with pytest.raises(SystemExit, match='7 of 7 hosts would be disabled'):
        sync('--no-acknowledge', '--filter', 'port=1')

    assert {host['status'] for host in hosts_in(api).values()} == {'0'}


def test_a_host_that_is_there_already_is_taken_over_only_when_told(sync, api) -> None:
    make_watched('127.0.9.7', 10050, device=factories.make_device(name='mail-1'))
    group = api.hostgroup.get(filter={'name': ['Linux servers']})[0]['groupid']
    made = api.host.create(
        host='mail-1',
        groups=[{'groupid': group}],
        interfaces=[{'type': 1, 'main': 1, 'useip': 1, 'ip': '10.9.9.9', 'dns': '', 'port': '10050'}],
    )['hostids'][0]

    refused = sync('--no-acknowledge', expect=1)
    untouched = hosts_in(api)['mail-1']
    sync('--no-acknowledge', '--adopt')
    adopted = hosts_in(api)['mail-1']

    assert 'A host “mail-1” is in Zabbix already' in refused.stderr
    assert untouched['interfaces'][0]['ip'] == '10.9.9.9'
    assert (adopted['hostid'], adopted['interfaces'][0]['ip']) == (made, '127.0.9.7')
    assert 'Linux servers' in {each['name'] for each in adopted['groups']}


def test_windows_that_mute_become_maintenance_periods_and_end_with_them(sync, api) -> None:
    now = make_watched('127.0.9.8', 10050, device=factories.make_device(name='app-1'))
    later = make_watched('127.0.9.9', 10050, device=factories.make_device(name='app-2'))
    current, planned = mute(now), mute(now, later, starts=24 * HOUR)

    sync('--no-acknowledge')

    def periods() -> dict[str, dict[str, Any]]:
        found = api.maintenance.get(output='extend', selectHosts=['host'])
        return {period['name'].rpartition(' ')[2]: period for period in found}

    found = periods()
    assert [host['host'] for host in found[str(current.pk)]['hosts']] == ['app-1']
    assert {host['host'] for host in found[str(planned.pk)]['hosts']} == {'app-1', 'app-2'}
    assert int(found[str(current.pk)]['active_since']) == current.starts_at.timestamp()
    assert int(found[str(current.pk)]['active_till']) == current.ends_at.timestamp()
    assert sync('--no-acknowledge').stdout == 'done: nothing to do; 0 refused\n'

    current.extended_until = current.ends_at + HOUR
    current.save()
    planned.state = 'cancelled'
    planned.save()
    sync('--no-acknowledge')
    assert int(periods()[str(current.pk)]['active_till']) == current.extended_until.timestamp()
    assert int(periods()[str(planned.pk)]['active_till']) <= timezone.now().timestamp()

    current.state, current.ended_at = 'done', timezone.now()
    current.save()
    sync('--no-acknowledge')
    assert int(periods()[str(current.pk)]['active_till']) <= timezone.now().timestamp()
    assert len(periods()) == 2, 'nothing is deleted'
    assert sync('--no-acknowledge').stdout == 'done: nothing to do; 0 refused\n'


def test_drift_says_what_zabbix_watches_besides_and_otherwise(sync, api) -> None:
    target = make_watched('127.0.9.10', 10050, device=factories.make_device(name='app-3'))
    sync('--no-acknowledge')
    host = hosts_in(api)['app-3']
    api.hostinterface.update(interfaceid=host['interfaces'][0]['interfaceid'], ip='10.9.9.1')
    group = api.hostgroup.get(filter={'name': ['Linux servers']})[0]['groupid']
    api.host.create(
        host='stranger',
        groups=[{'groupid': group}],
        interfaces=[{'type': 1, 'main': 1, 'useip': 1, 'ip': '10.9.9.2', 'dns': '', 'port': '10050'}],
    )

    sync(program='acknowledge_zabbix')

    report = DriftReport.objects.get()
    assert [line['instance'] for line in report.unknown] == ['10.9.9.2:10050']
    assert [(line['target'], line['instance']) for line in report.different] == [(target.pk, '10.9.9.1:10050')]
    assert (report.missing_count, report.source) == (0, 'zabbix')

    sync()

    assert DriftReport.objects.count() == 2
    assert DriftReport.objects.first().different_count == 0, 'the sync moved it back'


def test_a_template_that_netbox_asks_for_no_more_is_unlinked_and_what_people_linked_stays(sync, api) -> None:
    """What the template gave is disabled, not deleted; linked again it works again."""
    target = make_watched('127.0.9.14', 10050, device=factories.make_device(name='app-4'))
    sync('--no-acknowledge')
    host = hosts_in(api)['app-4']['hostid']
    theirs = api.template.get(filter={'host': ['ICMP Ping']})[0]['templateid']
    api.host.massadd(hosts=[{'hostid': host}], templates=[{'templateid': theirs}])

    def pings() -> list[tuple[str, bool]]:
        items = api.item.get(hostids=host, output=['itemid', 'status', 'templateid'], filter={'key_': 'agent.ping'})
        return [(item['status'], item['templateid'] != '0') for item in items]

    def ask_for(*templates: str) -> Ran:
        target.labels = {'zabbix_templates': ', '.join(templates)}
        target.save()
        return sync('--no-acknowledge')

    before = pings()
    said = ask_for('ICMP Ping')
    unlinked, left = hosts_in(api)['app-4'], pings()
    again = sync('--no-acknowledge', '--dry-run').stdout
    ask_for('ICMP Ping', TEMPLATE)
    linked_again = pings()
    ask_for(TEMPLATE)

    assert (before, left, linked_again) == ([('0', True)], [('1', False)], [('0', True)])
    assert [each['host'] for each in unlinked['parentTemplates']] == ['ICMP Ping']
    assert 'disable item app-4: Ping' in said.stdout
    assert again == 'plan: nothing to do; 0 refused\n'
    assert {each['host'] for each in hosts_in(api)['app-4']['parentTemplates']} == {TEMPLATE, 'ICMP Ping'}


def test_many_are_made_in_one_call_and_only_what_zabbix_refuses_is_left_out(sync, api, monkeypatch) -> None:
    """Zabbix does all of a call or nothing: the one that is in the way is found and said."""
    for index in range(8):
        make_watched(f'127.0.11.{index + 1}', 10050, device=factories.make_device(name=f'node-{index}'))
    group = api.hostgroup.get(filter={'name': ['Linux servers']})[0]['groupid']
    # Another host has the visible name that one of them is to have.
    api.host.create(host='other', name='node-5', groups=[{'groupid': group}])
    calls = []
    send = ZabbixAPI.send_api_request
    monkeypatch.setattr(
        ZabbixAPI, 'send_api_request', lambda *args, **more: calls.append(args[1]) or send(*args, **more)
    )  # fmt: skip

    refused = sync('--no-acknowledge', expect=1)

    assert set(hosts_in(api)) == {'other', *(f'node-{index}' for index in range(8) if index != 5)}
    assert ['node-5' in line for line in refused.stderr.splitlines() if 'REFUSED' in line] == [True]
    assert calls.count('host.create') == 7, 'eight, then halves: four of them well, two, and one'
    calls.clear()
    sync('--no-acknowledge', expect=1)
    assert calls.count('host.create') == 1


def test_a_trigger_that_is_missing_is_made_and_follows_the_severity(sync, api) -> None:
    """A run that broke off between the item and its trigger is made whole by the next."""
    device = factories.make_device(name='web-9')
    agent = make_watched('127.0.9.15', 10050, device=device)
    probe = make_watched(
        '', 443, device=device, address=agent.address, kind='probe', module='tcp_connect', severity='low'
    )  # fmt: skip
    sync('--no-acknowledge')

    def priorities() -> list[str]:
        hosts = [hosts_in(api)['web-9']['hostid']]
        return [each['priority'] for each in api.trigger.get(hostids=hosts, output=['priority'])]

    made = priorities()
    api.trigger.delete(*[each['triggerid'] for each in api.trigger.get(hostids=hosts_in(api)['web-9']['hostid'])])
    sync('--no-acknowledge')
    made_again = priorities()
    probe.severity = 'critical'
    probe.save()
    sync('--no-acknowledge')

    assert (made, made_again, priorities()) == (['2'], ['2'], ['5'])
    assert sync('--no-acknowledge').stdout == 'done: nothing to do; 0 refused\n'


def test_templates_as_zabbix_ships_them_are_linked_and_one_that_is_missing_is_said(sync, api) -> None:
    both = make_watched('127.0.9.11', 10050, device=factories.make_device(name='sys-1'), labels={})
    make_watched('', 9100, device=both.device, address=both.address, kind='exporter', labels={})
    make_watched('127.0.9.12', 9100, device=factories.make_device(name='sys-2'), kind='exporter', labels={})
    make_watched('127.0.9.13', 10050, device=factories.make_device(name='sys-3'), labels={'zabbix_templates': 'None'})

    said = sync('--no-acknowledge', '--template', 'Linux by Prom=ICMP Ping', expect=1)

    assert 'Zabbix has no template “None”' in said.stderr
    linked = {name: [each['host'] for each in host['parentTemplates']] for name, host in hosts_in(api).items()}
    assert linked == {'sys-1': ['Linux by Zabbix agent'], 'sys-2': ['ICMP Ping'], 'sys-3': []}, said


def test_it_is_a_program_of_its_own_that_says_whom_it_cannot_ask(stand, secrets) -> None:
    """A process with two addresses and two secrets, without NetBox's environment."""
    command = [sys.executable, str(PROJECT / 'scripts' / 'sync_zabbix.py'), '--zabbix', stand.url]

    ended = subprocess.run(
        [*command, '--netbox', 'http://127.0.0.1:9'],
        env=os.environ | secrets, capture_output=True, text=True, timeout=SECONDS,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (2, '')
    assert ended.stderr.startswith('ConnectionError: ')
