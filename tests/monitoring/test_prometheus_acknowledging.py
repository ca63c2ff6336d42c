"""A real Prometheus and the shipped script tell NetBox what they see; the row of the procedure closes by it."""

import datetime
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from dev.exporters import Exporters, answering
from dev.run_folder import PROJECT
from netbox_colocation.management.access import MONITORING, ensure_groups
from netbox_colocation.models import DriftReport, MonitoringTarget, Task
from tests import factories, prometheus_stand
from tests.office import make_office

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCRIPT = PROJECT / 'scripts/acknowledge_prometheus.py'


@pytest.fixture
def exporters():
    with answering(Exporters()) as exporters:
        yield exporters


@pytest.fixture
def token(transactional_db):
    """That of a monitoring system: in the shipped group, and nothing else."""
    user = factories.make_user()
    user.groups.add(ensure_groups()[MONITORING])
    return prometheus_stand.token_of(user)


@pytest.fixture
def prometheus(live_server, exporters, token, tmp_path):
    proxy = f'http://127.0.0.1:{exporters.port}'
    prometheus_stand.warm_up(live_server.url, token)
    with prometheus_stand.running(tmp_path, netbox=live_server.url, token=token, proxy=proxy) as server:
        yield server


@pytest.fixture
def tell(prometheus, live_server, token):
    """Run the script as an operator would; returns what it said, without its exit status of 0."""

    def run(*options: str) -> str:
        command = [sys.executable, SCRIPT, '--netbox', live_server.url, '--prometheus', prometheus.url, *options]
        environ = os.environ | {'NETBOX_TOKEN': token, 'no_proxy': '*'}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_row_closes_when_prometheus_sees_the_server_that_was_installed(prometheus, tell):
    """From the technical team's act to the next row, with nobody in between."""
    office = make_office()
    office.now = timezone.now() - datetime.timedelta(hours=1)
    case = office.submit(office.make_request(servers=1))
    office.walk_to(case, '9.1')
    assert prometheus.instances() == []

    office.act(case, 'installed', **office.straight_answers(office.open_task(case)))
    waiting = office.open_task(case)
    assert waiting.step == '9.2'
    prometheus.wait(lambda: list(prometheus.health().values()) == ['up'])
    said = tell()

    target = MonitoringTarget.objects.get()
    assert (target.state, target.health, target.source) == ('accepted', 'up', 'prometheus')
    assert target.seen_at is not None
    waiting.refresh_from_db()
    assert (waiting.state, waiting.outcome) == ('closed', 'accepted')
    assert Task.objects.get(case=case, state='open').step == '10'
    assert '0 targets are not watched, 0 are unknown to NetBox, 0 are watched differently' in said


def test_a_dry_run_says_what_it_would_do_and_the_same_report_twice_changes_nothing(prometheus, tell, exporters):
    up, down = (factories.make_target(device=factories.make_device(name=name)) for name in ('a', 'b'))
    exporters.down.add(str(down.address.address.ip))
    prometheus.wait(lambda: prometheus.health() == {'a:9100': 'up', 'b:9100': 'down'})

    dry = tell('--dry-run')
    assert f'target {up.pk}: would be accepted' in dry
    assert f'target {down.pk}: would be down' in dry
    assert set(MonitoringTarget.objects.values_list('state', 'health')) == {('requested', 'unknown')}
    assert not DriftReport.objects.exists()

    assert '3 reports: 3 applied, 0 unchanged, 0 refused' in tell()
    up.refresh_from_db()
    down.refresh_from_db()
    assert (up.state, up.health, down.state, down.health) == ('accepted', 'up', 'seen', 'down')
    since = down.health_since
    prometheus.wait(
        lambda: {row['discoveredLabels']['__meta_netbox_state'] for row in prometheus.targets()} == {'accepted', 'seen'}
    )
    assert '2 reports: 0 applied, 2 unchanged, 0 refused' in tell('--no-drift')
    down.refresh_from_db()
    assert down.health_since == since
    assert DriftReport.objects.count() == 1


def test_people_accept_where_the_script_is_told_to_leave_it_to_them(prometheus, tell):
    target = factories.make_target(device=factories.make_device(name='a'))
    prometheus.wait(lambda: prometheus.health() == {'a:9100': 'up'})

    tell('--no-accept')

    target.refresh_from_db()
    assert (target.state, target.health) == ('seen', 'up')


def test_a_server_that_falls_silent_is_down_since_the_alert_began_and_up_again_later(prometheus, tell, exporters):
    target = factories.make_target(device=factories.make_device(name='a'))
    prometheus.wait(lambda: prometheus.health() == {'a:9100': 'up'})
    tell('--no-drift')

    exporters.down.add(str(target.address.address.ip))
    prometheus.wait(lambda: 'ColocationTargetDown' in prometheus.alerts())
    active_at = datetime.datetime.fromisoformat(prometheus.alerts()['ColocationTargetDown']['activeAt'])
    tell('--no-drift')
    target.refresh_from_db()
    assert (target.state, target.health) == ('accepted', 'down')
    assert abs(target.health_since - active_at) < datetime.timedelta(seconds=1)

    exporters.down.clear()
    prometheus.wait(lambda: prometheus.health() == {'a:9100': 'up'})
    tell('--no-drift')
    target.refresh_from_db()
    assert target.health == 'up'
    assert target.health_since > active_at


def test_what_netbox_asks_for_and_prometheus_does_not_watch_is_drift(prometheus, tell):
    factories.make_target(device=factories.make_device(name='a'))
    prometheus.wait(lambda: prometheus.health() == {'a:9100': 'up'})
    # Made after Prometheus read its feed for the last time, and reported before it reads it again.
    missing = factories.make_target(device=factories.make_device(name='b'), kind='probe', module='icmp', port=None)

    said = tell('--job', 'colocation-exporters')

    report = DriftReport.objects.get()
    assert (report.source, report.watched_count, report.unknown_count) == ('prometheus', 1, 0)
    assert [line['target'] for line in report.missing] == [missing.pk]
    assert f'not watched: b:icmp (probe, target {missing.pk})' in said


def test_the_script_says_which_of_the_two_does_not_answer(live_server, token):
    command = [sys.executable, SCRIPT, '--netbox', live_server.url, '--prometheus', 'http://127.0.0.1:1']

    environ = os.environ | {'NETBOX_TOKEN': token, 'no_proxy': '*'}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90)

    assert done.returncode == 2
    assert done.stderr.startswith('http://127.0.0.1:1/api/v1/targets: ')
