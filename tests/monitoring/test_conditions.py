"""What a filtered feed says when it is unchanged: remembered only where nothing can change unnoticed."""

import importlib
import threading

import pytest
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, Rack

from netbox_colocation.filtersets import MonitoringTargetFilterSet
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.conditions import MARKED, MARKED_LISTS, is_marked
from netbox_colocation.monitoring.publishing import publish, state_of
from tests import factories
from tests.factories import NOW
from tests.monitoring.publishing_base import make_known

pytestmark = pytest.mark.django_db


def filtered(query, targets=None):
    rows = MonitoringTarget.objects.all() if targets is None else targets
    return MonitoringTargetFilterSet(QueryDict(query), rows).qs


def twins():
    """Two racks of which the feeds say the same."""
    rack = factories.make_rack(name='A-01')
    return rack, Rack.objects.create(name='A-01', site=rack.site, location=rack.location, u_height=42)


def test_every_column_that_counts_as_marked_has_its_trigger():
    migration = importlib.import_module('netbox_colocation.migrations.0017_target_marks')
    things = {table: set(columns.split(',')) for table, columns in migration.THINGS.items()}
    lists = {table: set(columns.split(',')) for table, (columns, _marked) in migration.LINKS.items()}

    for known, marked in ((MARKED, things), (MARKED_LISTS, lists)):
        for table, columns in known.items():
            assert set(columns.split(',')) <= marked[table], table


def test_what_filters_ask_for_is_marked_where_the_feeds_say_it():
    target = make_known()
    device, rack = target.device, target.device.rack
    of_device = f'site={device.site.slug}&rack_id={rack.pk}&tenant={device.tenant.slug}&device_status=active'
    of_lists = f'device_tag={device.tags.get().slug}&tag={target.tags.get().slug}'
    permitted = MonitoringTarget.objects.filter(
        pk__in=MonitoringTarget.objects.filter(device__tenant__group__slug=device.tenant.group.slug)
    )

    for query in (
        of_device,
        of_lists,
        'kind=exporter&port=9100&severity=medium',
        f'manufacturer_id={device.device_type.manufacturer_id}',
    ):
        assert is_marked(filtered(query)), query
    assert is_marked(filtered('severity=medium', permitted))


def test_what_no_mark_tells_of_is_asked_for_each_time():
    target = make_known()
    manufacturer = target.device.device_type.manufacturer.slug
    by_sisters = MonitoringTarget.objects.filter(device__rack__devices__name='x')
    by_tag_of_site = MonitoringTarget.objects.filter(device__site__tags__slug='x')

    for query in ('health=up', 'seen_at=2026-11-01T00:00:00', f'manufacturer={manufacturer}', 'is_muted=true', 'q=a'):
        assert not is_marked(filtered(query)), query
    for targets in (by_sisters, by_tag_of_site, MonitoringTarget.objects.all()[:5]):
        assert not is_marked(targets)


def test_an_unchanged_state_is_read_from_memory_and_a_changed_one_is_not():
    here, there = twins()
    device = factories.make_device(here)
    factories.make_target(device=device)
    publish(now=NOW)
    targets = filtered(f'rack_id={here.pk}')
    first = state_of(targets)

    with CaptureQueriesContext(connection) as asked:
        assert state_of(targets) == first
    assert not any('hashint8' in query['sql'] for query in asked)

    Device.objects.filter(pk=device.pk).update(rack=there)
    assert publish(now=NOW) == 0, 'the feeds say the same of it'
    assert state_of(targets) != first, 'though it is not of this rack any more'


@pytest.mark.django_db(transaction=True)
def test_what_is_remembered_while_somebody_writes_is_forgotten_when_it_is_committed():
    here, there = twins()
    device = factories.make_device(here)
    factories.make_target(device=device)
    publish(now=NOW)
    targets, written, read = filtered(f'rack_id={here.pk}'), threading.Event(), threading.Event()

    def move():
        with transaction.atomic():
            Device.objects.filter(pk=device.pk).update(rack=there)
            written.set()
            read.wait(10)
        connections.close_all()

    thread = threading.Thread(target=move)
    thread.start()
    assert written.wait(10)
    publish(now=NOW)
    before = state_of(targets)
    read.set()
    thread.join()
    publish(now=NOW)

    assert state_of(targets) != before
