"""Monitoring in a real browser: a target is accepted, a monitoring system is connected by copying and downloading."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from netbox_colocation.models import MonitoringTarget
from tests import factories

from .test_versions import shoot
from .test_walk import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page, live_server, shots) -> None:
    user = factories.make_user(is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    Person(page, live_server.url, shots).log_in(user.username)


def make_targets() -> list[MonitoringTarget]:
    """Three targets: one that is requested, one that is down, one that is retired."""
    now = timezone.now()
    rack = factories.make_rack()
    down = {'state': 'accepted', 'health': 'down', 'health_since': now, 'reported_at': now, 'source': 'prometheus-1'}
    rows = [{}, down, {'state': 'retired', 'retired_at': now}]
    devices = [factories.make_device(rack, name=f'server-{each}', tenant=factories.make_tenant()) for each in range(3)]
    return [
        factories.make_target(device=device, labels={'team': 'network'}, severity='high', **row)
        for device, row in zip(devices, rows, strict=True)
    ]


def test_a_target_is_accepted_by_hand_with_a_comment(page: Page, live_server, shots) -> None:
    target, *_others = make_targets()
    log_in(page, live_server, shots)

    page.goto(f'{live_server.url}/plugins/colocation/monitoring-targets/')
    expect(page.get_by_role('cell', name='Down', exact=True)).to_be_visible()
    shoot(page, shots, 'targets.png')
    page.get_by_role('link', name=str(target), exact=True).click()
    shoot(page, shots, 'target.png')
    page.get_by_role('link', name='Accept').click()
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_text(f'Monitoring has not seen {target} yet')).to_be_visible()
    shoot(page, shots, 'target-unseen.png')
    page.get_by_label('Comment').fill('Seen on the wall of the operations room')
    page.get_by_role('button', name='Submit').click()

    expect(page.get_by_text('The target was accepted')).to_be_visible()
    target.refresh_from_db()
    assert target.state == 'accepted'
    page.goto(f'{live_server.url}/dcim/racks/{target.device.rack.pk}/colocation-targets/')
    shoot(page, shots, 'target-rack.png')
    expect(page.get_by_role('link', name=str(target), exact=True)).to_be_visible()


def test_what_is_watched_is_changed_and_a_retired_target_stays_as_it_was(page: Page, live_server, shots) -> None:
    target, _down, retired = make_targets()
    log_in(page, live_server, shots)

    page.goto(f'{live_server.url}{target.get_absolute_url()}edit/')
    shoot(page, shots, 'target-edit.png')
    page.locator('#id_port').fill('9101')
    page.get_by_role('button', name='Save', exact=True).click()
    expect(page.get_by_role('cell', name='9101')).to_be_visible()

    page.goto(f'{live_server.url}{retired.get_absolute_url()}edit/')
    shoot(page, shots, 'target-retired-edit.png')
    expect(page.locator('#id_port')).to_be_disabled()


def test_monitoring_is_connected_by_copying_and_downloading(page: Page, live_server, shots) -> None:
    """The snippet lands in the clipboard with the address of this NetBox; the files too; nothing runs over."""
    make_targets()
    factories.make_drift_report(source='prometheus-1', made_at=timezone.now() - datetime.timedelta(hours=1))
    log_in(page, live_server, shots)
    page.context.grant_permissions(['clipboard-read', 'clipboard-write'], origin=live_server.url)
    page.goto(f'{live_server.url}/plugins/colocation/monitoring/connect/')
    shoot(page, shots, 'connect.png')

    page.get_by_role('link', name='Copy: Prometheus', exact=True).click()
    copied = page.evaluate('navigator.clipboard.readText()')
    assert f'- url: {live_server.url}/api/plugins/colocation/monitoring/prometheus/?kind=exporter' in copied
    with page.expect_download() as download:
        page.get_by_role('link', name='Download: prometheus.yaml').click()
    assert f'{live_server.url}/api/plugins/' in download.value.path().read_text(encoding='utf-8')

    page.set_viewport_size({'width': 390, 'height': 844})
    shoot(page, shots, 'connect-narrow.png')
    assert page.evaluate('document.documentElement.scrollWidth') <= 390


def test_a_drift_report_says_what_differs(page: Page, live_server, shots) -> None:
    first, second, third = make_targets()
    lines = [
        {
            'target': row.pk,
            'name': str(row),
            'address': '10.0.0.1',
            'port': 9100,
            'kind': 'exporter',
            'state': row.state,
        }
        for row in (first, second)
    ]
    facts = [{'fact': 'port', 'wanted': '9100', 'watched': '9101'}]
    report = factories.make_drift_report(
        missing=lines[:1],
        different=[{**lines[1], 'instance': 'server-1:9101', 'facts': facts}],
        different_count=1,
        unknown=[
            {'instance': 'server-2:9100', 'target': third.pk, 'reason': 'retired', 'labels': {'job': 'node'}},
            {'instance': 'printer:9100', 'target': None, 'reason': 'unknown', 'labels': {'job': 'node', 'room': '1'}},
        ],
        unknown_count=2,
    )
    log_in(page, live_server, shots)

    page.goto(f'{live_server.url}{report.get_absolute_url()}')
    shoot(page, shots, 'drift.png')
    page.get_by_role('link', name=str(second), exact=True).click()
    expect(page.get_by_role('heading', name=str(second))).to_be_visible()
