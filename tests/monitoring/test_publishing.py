"""What the feeds say is always true: whatever changes it, and through whichever door, the next reader knows it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dcim.models import Device
from extras.models import Tag
from ipam.models import Service

from netbox_colocation.models import MonitoringTarget, Publication, PublishedTarget, StaleTarget
from netbox_colocation.monitoring import publishing
from tests import factories
from tests.factories import NOW, number
from tests.monitoring.publishing_base import HOUR, make_contact, make_known, mute, published, settle, sql, truth

pytestmark = pytest.mark.django_db
OWN = 'netbox_colocation_'


def rename(table, column='name'):
    """Return a change by SQL, behind Django's back, of all rows of a table."""
    return lambda target: sql(f"UPDATE {table} SET {column} = left({column}, 20) || ' x'")


def replace_address(target):
    MonitoringTarget.objects.filter(pk=target.pk).update(
        address=factories.make_address(f'10.99.{number() % 250}.{number() % 250}/24')
    )


CHANGES = {
    'a device is renamed by SQL': rename('dcim_device'),
    'a device is renamed on its page': lambda target: save(target.device, name=f'new {number()}'),
    'devices move in bulk': lambda target: Device.objects.update(position=30),
    'a device fails': lambda target: Device.objects.filter(pk=target.device_id).update(status='failed'),
    'a device leaves its rack': lambda target: Device.objects.filter(pk=target.device_id).update(
        rack=None, position=None, face=''
    ),
    'a device changes hands': lambda target: Device.objects.filter(pk=target.device_id).update(
        tenant=factories.make_tenant()
    ),
    'a custom field is written': lambda target: Device.objects.update(custom_field_data={'floor': number()}),
    'a site is renamed': rename('dcim_site'),
    'a location gets another slug': lambda target: sql(f"UPDATE dcim_location SET slug = 'l-{number()}'"),
    'a rack is renamed': rename('dcim_rack'),
    'a role is renamed': rename('dcim_devicerole'),
    'a platform is renamed': rename('dcim_platform'),
    'a device type is renamed': rename('dcim_devicetype', 'model'),
    'a manufacturer is renamed': rename('dcim_manufacturer'),
    'a tenant is renamed': rename('tenancy_tenant'),
    'a tenant leaves its group': lambda target: sql('UPDATE tenancy_tenant SET group_id = NULL'),
    'a tenant group is renamed': rename('tenancy_tenantgroup'),
    'a contact moves': lambda target: sql("UPDATE tenancy_contact SET email = 'other@example.org'"),
    'a contact role is renamed': rename('tenancy_contactrole'),
    'a contact is assigned': lambda target: target.device.contacts.create(
        contact=make_contact(), role=target.device.contacts.first().role, priority='secondary'
    ),
    'assignments are deleted by SQL': lambda target: sql('DELETE FROM tenancy_contactassignment'),
    'an owner is renamed': rename('users_owner'),
    'a tag is renamed': rename('extras_tag'),
    'a device is tagged': lambda target: target.device.tags.add(
        Tag.objects.create(name=f'Other {number()}', slug=f'other-{number()}')
    ),
    'a target is tagged': lambda target: target.tags.add(
        Tag.objects.create(name=f'Other {number()}', slug=f'other-{number()}')
    ),
    'tags are taken off by SQL': lambda target: sql('DELETE FROM extras_taggeditem'),
    'a cluster is renamed': rename('virtualization_cluster'),
    'a cluster leaves its scope': lambda target: sql(
        'UPDATE virtualization_cluster SET scope_id = NULL, scope_type_id = NULL'
    ),
    'a kind of cluster is renamed': rename('virtualization_clustertype'),
    'a group of clusters is renamed': rename('virtualization_clustergroup'),
    'an address changes by SQL': lambda target: sql(
        "UPDATE ipam_ipaddress SET address = '10.77.0.1/24' WHERE id = %s", target.address_id
    ),
    'the address for maintenance changes': lambda target: sql(
        "UPDATE ipam_ipaddress SET address = '10.78.0.1/24' WHERE id = %s", target.device.oob_ip_id
    ),
    'a service is added': lambda target: Service.objects.create(
        parent=target.device, name='ssh', port_mappings=['tcp/22']
    ),
    'a service moves to another port': lambda target: sql("UPDATE ipam_service SET port_mappings = '{tcp/8443}'"),
    'services are deleted by SQL': lambda target: sql('DELETE FROM ipam_service'),
    'a target is added': lambda target: factories.make_target(device=target.device, port=9200),
    'a target gets another address': replace_address,
    'a target gets labels': lambda target: MonitoringTarget.objects.update(labels={'team': f'{number()}'}),
    'targets are seen in bulk': lambda target: MonitoringTarget.objects.update(state='seen'),
    'a target is retired': lambda target: save(target, state='retired', address=None),
    'a target is deleted by SQL': lambda target: sql(f'DELETE FROM {OWN}monitoringtarget WHERE id = %s', target.pk),
    'a device is taken off its target by SQL': lambda target: sql(f'UPDATE {OWN}monitoringtarget SET device_id = NULL'),
    'a request is renamed': rename(f'{OWN}colocationrequest'),
    'a case is numbered anew': rename(f'{OWN}case', 'number'),
    'a window that mutes is agreed to': lambda target: mute(target),
    'a window is cancelled by SQL': lambda target: sql(f"UPDATE {OWN}maintenancewindow SET state = 'cancelled'"),
    'a window mutes no more': lambda target: sql(f'UPDATE {OWN}maintenancewindow SET mutes_monitoring = false'),
    'impact is assessed anew': lambda target: sql(f"UPDATE {OWN}impactline SET grade = 'none'"),
    'lines of impact are deleted': lambda target: sql(f'DELETE FROM {OWN}impactline'),
}


def save(row, **values):
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.fixture
def target():
    """One that is known well, and muted now."""
    target = make_known()
    target.device.refresh_from_db()
    mute(target)
    return target


def test_a_feed_knows_every_change_and_what_was_not_touched_keeps_its_place(target):
    """A new number is a change: a target of which nothing else is said keeps its own."""
    settle()
    before, numbers = published(), places()

    for name, change in CHANGES.items():
        with transaction.atomic():
            change(MonitoringTarget.objects.get(pk=target.pk))
            count = publishing.publish(now=NOW)

            assert published() == truth(), name
            assert published() != before, f'{name}: it changes nothing, and proves nothing'
            changed = {key for key in before.keys() | published().keys() if published().get(key) != before.get(key)}
            assert changed == {key for key, place in places().items() if place != numbers.get(key)}, name
            assert count == len(changed), name
            transaction.set_rollback(True)


def places():
    return dict(PublishedTarget.objects.values_list('target_id', 'sequence'))


@pytest.mark.parametrize(
    'change',
    [
        lambda target: save(target.device, comments='other'),
        lambda target: Device.objects.update(interface_count=9),
        lambda target: MonitoringTarget.objects.update(health='down', health_since=NOW, reported_at=NOW),
        lambda target: save(target, comments='other'),
        lambda target: sql("UPDATE dcim_site SET facility = 'x'"),
    ],
    ids=['comments', 'counters', 'health', 'comments of a target', 'facility'],
)
def test_nothing_is_marked_by_what_no_feed_says(target, change):
    settle()

    change(target)

    assert not StaleTarget.objects.exists()


def test_windows_mute_when_they_begin_and_no_longer_when_they_end_though_nobody_writes():
    target = make_known()
    line = mute(target, starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR)
    longer = mute(target, starts_at=NOW + 2 * HOUR, ends_at=NOW + 5 * HOUR)
    settle()
    seen, numbers = [], []

    for hour in range(7):
        changed = publishing.publish(now=NOW + hour * HOUR)
        row = PublishedTarget.objects.get(target_id=target.pk)
        seen.append((row.muted_by, changed))
        numbers.append(row.sequence)
        assert published() == truth(NOW + hour * HOUR)

    first, second = line.window_id, longer.window_id
    assert seen == [(None, 0), (first, 1), (second, 1), (second, 0), (second, 0), (None, 1), (None, 0)]
    assert numbers == sorted(numbers)


def test_a_window_that_hits_nothing_changes_nothing_that_is_published(target):
    settle()
    head = publishing.read_head()
    other = factories.make_device()
    mute(target).delete()
    line = mute(target, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    type(line).objects.filter(pk=line.pk).update(device=other)
    publishing.publish(now=NOW)

    assert publishing.publish(now=NOW + HOUR) == 0
    assert publishing.read_head() == head
    with CaptureQueriesContext(connection) as queries:
        assert publishing.publish(now=NOW + HOUR) == 0
    assert len(queries) == 1, 'what is known is not looked up again'


def test_a_feed_that_is_up_to_date_costs_one_query(target, django_assert_num_queries):
    settle()

    with django_assert_num_queries(1):
        publishing.publish(now=NOW)


def test_publishing_asks_as_often_for_many_targets_as_for_one():
    counts = []
    for rows in (1, 3):
        for _row in range(rows):
            make_known()
        with CaptureQueriesContext(connection) as queries:
            publishing.publish(now=NOW)
        counts.append(len([query for query in queries if 'SAVEPOINT' not in query['sql']]))

    assert counts[0] == counts[1]


def test_a_gravestone_stays_of_what_was_published_and_none_of_what_never_was(target):
    settle()
    never = factories.make_target(state='retired')

    save(target, state='retired', address=None)
    publishing.publish(now=NOW)

    [stone] = PublishedTarget.objects.all()
    assert (stone.target_id, stone.is_removed, stone.content, stone.kind) == (target.pk, True, '', 'exporter')
    assert never.pk != target.pk


def test_what_was_written_without_triggers_is_found_by_comparing_everything(target):
    other = make_known()
    settle()

    sql("SET session_replication_role = 'replica'")
    sql("UPDATE dcim_device SET name = 'silent' WHERE id = %s", target.device_id)
    sql(f'DELETE FROM {OWN}monitoringtarget WHERE id = %s', other.pk)
    sql("SET session_replication_role = 'origin'")

    assert publishing.publish(now=NOW) == 0
    assert publishing.publish_everything(now=NOW) == 2
    assert published() == truth()


def test_cursors_and_gravestones_are_forgotten_when_nobody_can_use_them(target):
    settle()
    save(target, state='retired', address=None)
    publishing.publish(now=NOW + timedelta(days=1))
    later = NOW + publishing.KEPT + timedelta(days=2)

    assert publishing.forget_old(now=NOW + timedelta(days=2)) == 0
    assert publishing.forget_old(now=later) == 1, 'the publication before the newest'
    assert Publication.objects.count() == PublishedTarget.objects.count() == 1
    assert publishing.forget_old(now=later + publishing.KEPT) == 1, 'the gravestone'
    assert Publication.objects.count() == 1, 'the newest stays: it knows the number'


def test_feeds_are_true_after_random_writes_of_all_kinds(target):
    keys = [target.pk, make_known().pk]

    @settings(max_examples=20, deadline=None)
    @given(data=st.data())
    def write_and_read(data):
        with transaction.atomic():
            for name in data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=8, unique=True)):
                chosen = MonitoringTarget.objects.filter(pk=data.draw(st.sampled_from(keys)), device__isnull=False)
                if 'address' in name or 'assigned' in name or 'added' in name:
                    continue  # these would collide with themselves
                if written := chosen.first():
                    CHANGES[name](written)
                if data.draw(st.booleans()):
                    moment = NOW + data.draw(st.integers(0, 3)) * HOUR
                    publishing.publish(now=moment)
                    assert published() == truth(moment), name
            publishing.publish(now=NOW)
            assert published() == truth()
            transaction.set_rollback(True)

    write_and_read()


# -- Several at once --------------------------------------------------------------------------------------------------


def in_thread(work):
    """Run in another connection; return the thread, begun."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_while_others_publish_is_not_lost(monkeypatch):
    """The mark is taken off before the content is read: a change in between leaves its own."""
    target = make_known()
    settle()
    take = publishing._take_stale

    def take_and_change(known):
        stale = take(known)
        in_thread(lambda: Device.objects.filter(pk=target.device_id).update(name='meanwhile')).join()
        return stale

    Device.objects.filter(pk=target.device_id).update(name='before')
    with monkeypatch.context() as patch:
        patch.setattr(publishing, '_take_stale', take_and_change)
        publishing.publish(now=NOW)

    publishing.publish(now=NOW)
    assert published() == truth()


@pytest.mark.django_db(transaction=True)
def test_the_other_order_loses_it():
    """The control: the content is read first, then all marks are taken off, with a change in between."""
    target = make_known()
    settle()
    Device.objects.filter(pk=target.device_id).update(name='before')

    with transaction.atomic():
        known = publishing._read_known(NOW)
        publishing._publish({target.pk}, known, NOW)
        in_thread(lambda: Device.objects.filter(pk=target.device_id).update(name='meanwhile')).join()
        publishing._take_stale(known)

    publishing.publish(now=NOW)
    assert published() != truth()


@pytest.mark.django_db(transaction=True)
def test_a_device_that_changes_while_its_target_is_made_is_marked():
    """Neither sees the other: a trigger that marked watched devices only would mark nothing here."""
    device = factories.make_device()
    address = factories.make_address('10.60.0.1/24')
    made, renamed = threading.Event(), threading.Event()

    def rename_slowly():
        with transaction.atomic():
            Device.objects.filter(pk=device.pk).update(name='renamed')
            renamed.set()
            made.wait(10)

    slow = in_thread(rename_slowly)
    assert renamed.wait(10)
    factories.make_target(device=device, address=address)
    publishing.publish(now=NOW)
    assert published() == truth(), 'it is published under its old name'
    made.set()
    slow.join()
    publishing.publish(now=NOW)

    [(content, _muted_by)] = published().values()
    assert '"renamed"' in content


@pytest.mark.django_db(transaction=True)
def test_publishers_wait_for_each_other_and_the_later_one_finds_nothing_to_do():
    make_known()
    ready, done = threading.Event(), threading.Event()
    counts = []

    def publish_slowly():
        with transaction.atomic():
            counts.append(publishing.publish(now=NOW))
            ready.set()
            done.wait(10)

    slow = in_thread(publish_slowly)
    assert ready.wait(10)
    other = in_thread(lambda: counts.append(publishing.publish(now=NOW)))
    other.join(0.5)
    assert other.is_alive(), 'it waits'
    done.set()
    slow.join()
    other.join()

    assert counts == [1, 0]
    assert published() == truth()
