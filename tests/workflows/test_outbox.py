"""What leaves the database leaves it once, after commit, and a failing entry neither is lost nor holds up others."""

import datetime

import pytest
from django.db import transaction

from extras.models import Notification

from netbox_colocation.constants import OUTBOX_ATTEMPTS
from netbox_colocation.models import Document, OutboxEntry
from netbox_colocation.workflows import outbox, registry
from tests import factories

NOW = factories.NOW


@pytest.fixture
def ran(monkeypatch):
    """An outer effect that notes for which entries it ran."""
    entries = []
    monkeypatch.setitem(registry.OUTER_EFFECTS, 'test.note', lambda entry: entries.append(entry.data['n']))
    return entries


def put(n=1, key='test.note', case=None):
    return outbox.put(case or factories.make_case(), key, {'n': n}, now=NOW)


def test_an_entry_runs_once_however_often_the_worker_comes(db, ran):
    entry = put()

    assert outbox.deliver_due(now=NOW) == 1
    assert outbox.deliver_due(now=NOW) == 0

    entry.refresh_from_db()
    assert (ran, entry.state, entry.attempts, entry.done_at) == ([1], 'done', 1, NOW)


def test_an_entry_of_a_rolled_back_step_never_runs(db, ran):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)

    assert outbox.deliver_due(now=NOW) == 0
    assert ran == []


def test_an_unknown_effect_is_refused_before_anything_is_written(db):
    with pytest.raises(KeyError):
        put(key='no.such.effect')

    assert not OutboxEntry.objects.exists()


def test_a_failing_entry_is_tried_again_later_and_does_not_hold_up_others(db, ran, monkeypatch):
    def fail(entry):
        OutboxEntry.objects.filter(pk=entry.pk).update(effect='half done')
        raise RuntimeError('no mail server')

    monkeypatch.setitem(registry.OUTER_EFFECTS, 'test.fail', fail)
    failing = put(key='test.fail')
    put(2)

    outbox.deliver_due(now=NOW)

    failing.refresh_from_db()
    assert ran == [2]
    assert (failing.state, failing.attempts, failing.effect) == ('pending', 1, 'test.fail')
    assert 'no mail server' in failing.last_error
    assert failing.available_at == NOW + datetime.timedelta(seconds=30)
    assert outbox.deliver_due(now=NOW) == 0


def test_an_entry_that_keeps_failing_is_given_up_visibly(db, monkeypatch):
    monkeypatch.setitem(registry.OUTER_EFFECTS, 'test.fail', lambda entry: 1 / 0)
    entry = put(key='test.fail')

    for day in range(OUTBOX_ATTEMPTS + 1):
        outbox.deliver_due(now=NOW + datetime.timedelta(days=day))

    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == ('failed', OUTBOX_ATTEMPTS)
    assert 'ZeroDivisionError' in entry.last_error


def test_a_new_task_notifies_exactly_those_who_hold_its_role(office):
    case = office.submit()
    second_head = factories.make_user()
    factories.make_appointment(role=office.agency.procedure_roles.get(key='head'), user=second_head)

    outbox.deliver_due(now=office.now)
    outbox.deliver_due(now=office.now)

    told = Notification.objects.filter(object_id=office.open_task(case).pk)
    assert set(told.values_list('user', flat=True)) == {office.users['head'].pk, second_head.pk}


def test_a_task_that_is_closed_by_then_notifies_nobody(office):
    case = office.submit()
    first = office.open_task(case)
    office.act(case, 'passed-on')

    outbox.deliver_due(now=office.now)

    assert not Notification.objects.filter(object_id=first.pk).exists()


def test_a_drafted_letter_gets_its_file_from_the_outbox(office):
    case = office.submit()
    office.walk_to(case, '4.2')
    letter = Document.objects.get(case=case, kind='reply-letter')
    assert not letter.file

    outbox.deliver_due(now=office.now)

    letter.refresh_from_db()
    with letter.file.open('rb') as file:
        assert file.read(5) == b'%PDF-'
