"""The changes feed: after every cursor each change comes exactly once, as the newest state, in one order for all."""

import json
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from dcim.models import Device

from netbox_colocation.exceptions import CallRefused, CursorLost
from netbox_colocation.models import MonitoringTarget, Publication, PublishedTarget
from netbox_colocation.monitoring import publishing
from netbox_colocation.monitoring.changes import read_changes, turn_to
from netbox_colocation.monitoring.prometheus import OMIT
from netbox_colocation.monitoring.publishing import publish
from tests import factories
from tests.factories import NOW
from tests.monitoring.publishing_base import HOUR, mute, published, sql

pytestmark = pytest.mark.django_db


class Reader:
    """A consumer: keeps what it was told, and the cursor."""

    def __init__(self, targets=None, most=None, **options):
        self.targets = MonitoringTarget.objects.all() if targets is None else targets
        self.most, self.options = most, options
        self.cursor, self.held, self.told = None, {}, []

    def read(self, now=NOW, *, publishes=True):
        """Read until there is no more; return what was told, in order."""
        if publishes:
            publish(now=now)
        told = []
        while True:
            page = turn_to(self.cursor, self.targets, most=self.most, **self.options)
            changes = list(read_changes(page, self.targets, **self.options))
            assert self.most is None or len(changes) <= self.most
            for change in changes:
                told.append(change.target_id)
                if change.content:
                    self.held[change.target_id] = change.content
                else:
                    self.held.pop(change.target_id, None)
            self.cursor = page.cursor
            if not page.has_more:
                break
        self.told += told
        return told


def contents():
    return {key: content for key, (content, _muted_by) in published().items()}


def rename(target, name):
    Device.objects.filter(pk=target.device_id).update(name=name)


def test_everything_first_and_then_what_changed_once_each_in_order():
    first, second, third = (factories.make_target() for _ in range(3))
    reader = Reader()

    assert reader.read() == [first.pk, second.pk, third.pk]
    assert reader.read() == []
    rename(third, 'c')
    publish(now=NOW)
    rename(first, 'a')
    publish(now=NOW)
    rename(third, 'c2')
    assert reader.read() == [first.pk, third.pk], 'the newest state of each, at the place of its last change'
    assert reader.held == contents()
    assert reader.read() == []


def test_what_is_retired_or_gone_is_told_as_removed_and_to_new_readers_not_at_all():
    retired, gone, left = (factories.make_target() for _ in range(3))
    reader = Reader()
    reader.read()

    MonitoringTarget.objects.filter(pk=retired.pk).update(state='retired', address=None)
    sql('DELETE FROM netbox_colocation_monitoringtarget WHERE id = %s', gone.pk)

    assert sorted(reader.read()) == [retired.pk, gone.pk]
    assert list(reader.held) == [left.pk]
    assert Reader().read() == [left.pk]


def test_a_window_that_begins_and_ends_is_two_changes_and_leaves_out_what_it_mutes_where_asked():
    target, other = factories.make_target(), factories.make_target()
    mute(target, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    labelled, without = Reader(), Reader(when_muted=OMIT)

    told = [(labelled.read(NOW + hour * HOUR), without.read(NOW + hour * HOUR), set(without.held)) for hour in range(4)]

    both = {target.pk, other.pk}
    assert told[0] == ([target.pk, other.pk], [target.pk, other.pk], both)
    assert told[1] == ([target.pk], [target.pk], {other.pk})
    assert told[2] == ([target.pk], [target.pk], both)
    assert told[3] == ([], [], both)


def test_what_a_reader_may_not_see_any_more_is_told_as_removed_without_a_word_about_it():
    ours, theirs = factories.make_tenant(), factories.make_tenant()
    target = factories.make_target(device=factories.make_device(tenant=ours))
    foreign = factories.make_target(device=factories.make_device(tenant=theirs))
    reader = Reader(MonitoringTarget.objects.filter(device__tenant=ours))

    assert reader.read() == [target.pk], 'nothing of others at the beginning, not even numbers'
    Device.objects.filter(pk=target.device_id).update(tenant=theirs)
    page = (publish(now=NOW), turn_to(reader.cursor, reader.targets))[1]

    [change] = read_changes(page, reader.targets)
    assert (change.target_id, change.kind, change.content) == (target.pk, '', '')
    assert reader.read() == [target.pk]
    assert reader.held == {}
    assert foreign.pk not in reader.told


def test_pages_are_cut_anywhere_and_changes_between_them_are_not_missed():
    targets = [factories.make_target() for _ in range(7)]
    reader, page_keys = Reader(), []

    publish(now=NOW)
    page = turn_to(None, reader.targets, most=3)
    page_keys += [change.target_id for change in read_changes(page, reader.targets)]
    rename(targets[0], 'read already')
    rename(targets[5], 'not read yet')
    while page.has_more:
        publish(now=NOW)
        page = turn_to(page.cursor, reader.targets, most=3)
        page_keys += [change.target_id for change in read_changes(page, reader.targets)]

    keys = [target.pk for target in targets]
    assert page_keys == [*keys[:5], keys[6], keys[0], keys[5]]


def test_whoever_reads_whenever_holds_what_is_published():
    """Readers that come at any time, with pages of any size, hold the same in the end; none is told anything twice."""
    made = [factories.make_target() for _ in range(4)]
    spare = factories.make_rack()
    mute(made[0], starts_at=NOW + 3 * HOUR, ends_at=NOW + 6 * HOUR)

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def read_now_and_then(data):
        with transaction.atomic():
            targets = list(made)
            readers = [Reader(most=data.draw(st.sampled_from([None, 1, 2, 5]))) for _ in range(3)]
            for step in range(data.draw(st.integers(3, 10))):
                now = NOW + step * HOUR
                act = data.draw(st.sampled_from(['rename', 'retire', 'add', 'port', 'nothing']))
                target = data.draw(st.sampled_from(targets))
                if act == 'rename':
                    rename(target, f'name {step}')
                elif act == 'retire':
                    MonitoringTarget.objects.filter(pk=target.pk).update(state='retired', address=None)
                elif act == 'add':
                    targets.append(factories.make_target(device=factories.make_device(spare)))
                elif act == 'port':
                    MonitoringTarget.objects.filter(pk=target.pk).update(port=9000 + step)
                for reader in readers:
                    if data.draw(st.booleans()):
                        told = reader.read(now)
                        assert len(told) == len(set(told)), 'once each'
                        assert reader.held == contents()
            for reader in readers:
                reader.read(now)
                assert reader.held == contents()
                assert reader.read(now) == []
            transaction.set_rollback(True)

    read_now_and_then()


@pytest.mark.parametrize('cursor', ['x', 'MTAx', '!!!!', 'a.b.c', 'ä', '0', 'MS4yLjM', '=' * 9])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(CallRefused) as caught:
        turn_to(cursor, MonitoringTarget.objects.all())

    assert [refusal.code for refusal in caught.value.refusals] == ['cursor-unknown']


def test_a_cursor_of_another_question_leads_nowhere():
    """Other filters, other permissions, or another word about what is muted: what was left out would be missed."""
    factories.make_target()
    reader = Reader()
    reader.read()

    for targets, options in (
        (MonitoringTarget.objects.filter(port=9100), {}),
        (MonitoringTarget.objects.none(), {}),
        (MonitoringTarget.objects.all(), {'when_muted': OMIT}),
    ):
        with pytest.raises(CursorLost) as caught:
            turn_to(reader.cursor, targets, **options)
        assert [refusal.code for refusal in caught.value.refusals] == ['cursor-of-other-question']


def test_a_cursor_from_before_a_restored_backup_leads_nowhere_though_the_numbers_are_back():
    target = factories.make_target()
    publish(now=NOW)
    backup = [list(Publication.objects.values()), list(PublishedTarget.objects.values())]
    early = Reader()
    early.read()
    reader = Reader()
    rename(target, 'lost')
    reader.read()

    Publication.objects.all().delete()
    PublishedTarget.objects.all().delete()
    Publication.objects.bulk_create([Publication(**row) for row in backup[0]])
    PublishedTarget.objects.bulk_create([PublishedTarget(**row) for row in backup[1]])
    rename(target, 'after')
    publish(now=NOW)

    assert PublishedTarget.objects.get().sequence == 2, 'the number of the lost change is given out again'
    with pytest.raises(CursorLost) as caught:
        reader.read()
    assert [refusal.code for refusal in caught.value.refusals] == ['cursor-of-other-history']
    assert early.read() == [target.pk], 'a cursor that the backup knows goes on'
    assert early.held == contents()


def test_a_cursor_that_was_given_up_leads_nowhere_and_the_newest_lasts_as_long_as_nothing_changes():
    target = factories.make_target()
    old, idle = Reader(), Reader()
    old.read()
    rename(target, 'other')
    publish(now=NOW + HOUR)
    idle.read(NOW + HOUR)
    later = NOW + publishing.KEPT + timedelta(days=3)

    publishing.forget_old(now=later)

    assert idle.read(later) == []
    with pytest.raises(CursorLost):
        old.read(later)


def test_a_reader_of_nothing_at_all_misses_nothing_afterwards():
    reader = Reader()
    assert reader.read() == []

    target = factories.make_target()

    assert reader.read() == [target.pk]


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_and_publishers_hide_no_change_from_any_reader():
    """Four write and publish at once while two read: in the end both hold what is published, told in the same order."""
    targets = [factories.make_target() for _ in range(8)]
    publish(now=NOW)
    readers, failures = [Reader(), Reader(most=3)], []
    for reader in readers:
        reader.read()
        reader.told.clear()
    stop = threading.Event()

    def work(target, others):
        try:
            for turn in range(12):
                with transaction.atomic():
                    rename(target, f'turn {turn}')
                    Device.objects.filter(pk=others.device_id).update(serial=f'{target.pk}-{turn}')
                publish(now=NOW)
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)
        finally:
            connections.close_all()

    def follow(reader):
        try:
            while not stop.is_set():
                reader.read()
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=work, args=(targets[index], targets[index + 4])) for index in range(4)]
    followers = [threading.Thread(target=follow, args=(reader,)) for reader in readers]
    for thread in writers + followers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in followers:
        thread.join()

    assert failures == []
    for reader in readers:
        reader.read()
        assert reader.held == contents()
        assert Reader().read() == [row.target_id for row in PublishedTarget.objects.order_by('sequence')]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_reader_misses_a_change(monkeypatch):
    """The control: a publisher that takes numbers and commits later than another one, which took higher ones."""
    slow, fast = factories.make_target(), factories.make_target()
    publish(now=NOW)
    reader = Reader()
    reader.read()
    taken, read = threading.Event(), threading.Event()
    monkeypatch.setattr(publishing, '_lock', lambda: None)

    def publish_slowly():
        rename(slow, 'slow')
        with transaction.atomic():
            known = publishing._read_known(NOW)
            publishing._publish(publishing._take_stale(known), known, NOW)
            taken.set()
            read.wait(10)
        connections.close_all()

    thread = threading.Thread(target=publish_slowly)
    thread.start()
    assert taken.wait(10)
    rename(fast, 'fast')
    with transaction.atomic():
        known = publishing._read_known(NOW)
        head = publishing.Head(known.head.sequence + 1, known.head.nonce)  # as a sequence of the database would give
        known = publishing._Known(known.key, head, known.published_windows, known.windows, known.has_marks)
        publishing._publish({fast.pk}, known, NOW)
    assert reader.read(publishes=False) == [fast.pk]
    read.set()
    thread.join()

    assert reader.read() == []
    assert reader.held != contents(), 'the slow one is missed for ever'


@pytest.mark.django_db(transaction=True)
def test_a_reader_goes_on_in_another_process():
    """Nothing is kept in memory: a cursor is as good after a restart."""
    target = factories.make_target()
    reader = Reader()
    reader.read()
    rename(target, 'after the restart')
    program = f"""
import json, django
django.setup()
from django.db import connection
connection.settings_dict['NAME'] = {connection.settings_dict['NAME']!r}
from django.utils import timezone
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.changes import read_changes, turn_to
from netbox_colocation.monitoring.publishing import publish
publish(now=timezone.now())
page = turn_to({reader.cursor!r}, MonitoringTarget.objects.all())
changes = [(change.target_id, change.content) for change in read_changes(page, MonitoringTarget.objects.all())]
print(json.dumps([page.cursor, changes]))
"""
    done = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    cursor, [[key, content]] = json.loads(done.stdout.splitlines()[-1])
    assert key == target.pk
    assert 'after the restart' in content
    reader.cursor = cursor
    assert reader.read() == []
