"""What monitoring reports of many targets at once: applied once, whatever is repeated, and never half."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.acknowledging import Report, acknowledge
from tests import factories
from tests.factories import NOW
from tests.monitoring.test_muting import hit

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def target() -> MonitoringTarget:
    return factories.make_target()


def report(*reports, now=NOW, source='prometheus', queryset=None):
    rows = MonitoringTarget.objects.all() if queryset is None else queryset
    actor = factories.make_user()
    sent = [Report(getattr(row, 'pk', row), *rest) for row, *rest in reports]
    return acknowledge(sent, source=source, queryset=rows, actor=actor, name='Monitoring', now=now)


def outcome(answers):
    return [(answer.result, answer.code, answer.changes) for answer in answers]


def test_a_target_is_seen_then_accepted_and_each_is_noted_with_its_moment(target):
    assert outcome(report((target, 'seen', NOW - MINUTE))) == [('applied', '', ('seen',))]
    assert outcome(report((target, 'accepted'), now=NOW + MINUTE)) == [('applied', '', ('accepted',))]

    target.refresh_from_db()
    assert (target.state, target.seen_at, target.accepted_at) == ('accepted', NOW - MINUTE, NOW + MINUTE)
    assert (target.accepted_by_name, target.source, target.reported_at) == ('Monitoring', 'prometheus', NOW + MINUTE)


def test_whatever_is_up_or_down_was_seen_and_up_is_news_only_after_down(target):
    assert outcome(report((target, 'up'))) == [('applied', '', ('seen',))]
    assert outcome(report((target, 'down'), now=NOW + MINUTE)) == [('applied', '', ('down',))]
    assert outcome(report((target, 'up'), now=NOW + 2 * MINUTE)) == [('applied', '', ('up',))]

    target.refresh_from_db()
    assert (target.state, target.health, target.health_since) == ('seen', 'up', NOW + 2 * MINUTE)


def test_the_same_reports_again_change_nothing_but_when_they_were_last_made(target):
    reports = [(target, 'seen'), (target, 'accepted'), (target, 'down', NOW)]
    report(*reports)
    before = MonitoringTarget.objects.values().get()

    again = report(*reports, now=NOW + MINUTE)

    assert [answer.result for answer in again] == ['unchanged'] * 3
    assert MonitoringTarget.objects.values().get() == {**before, 'reported_at': NOW + MINUTE}


def test_one_report_that_is_refused_stops_no_other(target):
    retired = factories.make_target(state='retired')
    later = factories.make_target(seen_at=NOW, state='seen', health='up', health_since=NOW)

    answers = report(
        (target, 'up'),
        (retired, 'up'),
        (10**12, 'seen'),
        (later, 'down', NOW - MINUTE),
        (later, 'seen', NOW + 9 * MINUTE),
    )

    assert [(answer.result, answer.code) for answer in answers] == [
        ('applied', ''),
        ('refused', 'target-retired'),
        ('refused', 'target-unknown'),
        ('refused', 'report-outdated'),
        ('refused', 'since-in-future'),
    ]
    assert all(answer.message for answer in answers if answer.code)


def test_a_target_outside_the_queryset_is_unknown_and_stays_as_it_is(target):
    answers = report((target, 'accepted'), queryset=MonitoringTarget.objects.exclude(pk=target.pk))

    assert outcome(answers) == [('refused', 'target-unknown', ())]
    target.refresh_from_db()
    assert (target.state, target.reported_at) == ('requested', None)


def test_a_clock_that_runs_ahead_a_little_is_believed_but_not_written_down(target):
    report((target, 'down', NOW + 2 * MINUTE))

    target.refresh_from_db()
    assert target.health_since == NOW


def test_what_was_accepted_by_hand_before_it_was_seen_stays_accepted(target):
    MonitoringTarget.objects.update(state='accepted', accepted_at=NOW)

    assert outcome(report((target, 'seen'), now=NOW + MINUTE)) == [('applied', '', ('seen',))]

    target.refresh_from_db()
    assert (target.state, target.seen_at, target.accepted_at) == ('accepted', NOW + MINUTE, NOW)


def test_a_muted_target_says_so_to_whoever_tells_of_it(target):
    hit(target)

    [answer] = report((target, 'down'))

    assert answer.row.is_muted


def test_many_reports_take_as_many_queries_as_few():
    rack, kind, role = factories.make_rack(), factories.make_device_type(), factories.make_device_role()
    devices = [factories.make_device(rack, device_type=kind, role=role) for _ in range(13)]
    before, *others = [factories.make_target(device=device) for device in devices]
    few, many = others[:2], others[2:]
    report((before, 'up'))

    with CaptureQueriesContext(connection) as first:
        report(*[(target, 'up') for target in few])
    with CaptureQueriesContext(connection) as second:
        report(*[(target, 'up') for target in many])

    assert len(second) == len(first)
    assert MonitoringTarget.objects.filter(health='up').count() == 13


def test_cases_are_locked_before_targets_and_only_for_what_changes(target):
    other = factories.make_target(state='seen', seen_at=NOW)
    given = []

    acknowledge(
        [Report(target.pk, 'seen'), Report(other.pk, 'seen')],
        source='x',
        queryset=MonitoringTarget.objects.all(),
        actor=factories.make_user(),
        name='x',
        now=NOW,
        before_locking=lambda rows: given.append([row.pk for row in rows]),
    )

    assert given == [[target.pk]]
