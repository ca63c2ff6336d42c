"""What monitoring systems post back over REST, and the kinds of events that they can wait for."""

import pytest
from jsonschema import Draft202012Validator

from core.models import ObjectChange

from netbox_colocation.management.access import MONITORING, ensure_groups
from netbox_colocation.models import DriftReport, MonitoringTarget
from netbox_colocation.workflows.event_kinds import EVENT_KINDS
from tests import factories
from tests.base import permit
from tests.factories import make_target

from .base import ROOT, log_in, state_of

pytestmark = pytest.mark.django_db

ACKNOWLEDGE, DRIFT, KINDS = (f'{ROOT}{path}/' for path in ('monitoring/acknowledge', 'monitoring/drift', 'event-kinds'))


@pytest.fixture
def monitoring():
    """The client of a monitoring system, with the shipped group."""
    user = factories.make_user()
    user.groups.add(ensure_groups()[MONITORING])
    return log_in(user)


def post(client, path, body):
    return client.post(path, body, format='json')


def test_many_targets_are_reported_in_one_call_and_each_is_answered_at_its_place(monitoring):
    first, second = make_target(), make_target(state='retired')
    reports = [
        {'target': first.pk, 'state': 'accepted'},
        {'target': second.pk, 'state': 'up'},
        {'target': first.pk, 'state': 'down', 'since': '2026-01-01T00:00:00Z'},
    ]

    answer = post(monitoring, ACKNOWLEDGE, {'source': 'prometheus', 'reports': reports})

    assert answer.status_code == 200, answer.data
    assert [answer.data[name] for name in ('applied', 'unchanged', 'refused')] == [2, 0, 1]
    assert [(row['target'], row['result'], row['code']) for row in answer.data['answers']] == [
        (first.pk, 'applied', ''),
        (second.pk, 'refused', 'target-retired'),
        (first.pk, 'applied', ''),
    ]
    first.refresh_from_db()
    assert (first.state, first.health, first.source) == ('accepted', 'down', 'prometheus')


def test_the_change_log_says_who_accepted_a_target_and_not_who_found_it_up(monitoring):
    target = make_target()
    post(monitoring, ACKNOWLEDGE, {'source': 'x', 'reports': [{'target': target.pk, 'state': 'accepted'}]})
    post(monitoring, ACKNOWLEDGE, {'source': 'x', 'reports': [{'target': target.pk, 'state': 'up'}]})

    [change] = ObjectChange.objects.filter(changed_object_type__model='monitoringtarget', changed_object_id=target.pk)
    assert (change.prechange_data['state'], change.postchange_data['state']) == ('requested', 'accepted')
    assert change.user_name == change.user.username


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'source': 'x', 'reports': []},
        {'source': 'x', 'reports': [{'target': 0, 'state': 'seen'}]},
        {'source': 'x', 'reports': [{'target': 1, 'state': 'asleep'}]},
        {'source': 'x', 'reports': [{'target': 2**70, 'state': 'seen'}]},
        {'source': 'x', 'reports': [{'target': 1, 'state': 'up', 'since': '0001-01-01T00:00:00Z'}]},
        {'source': 'x', 'reports': [{'target': 1, 'state': 'up', 'since': '9999-12-31T23:59:59Z'}]},
        {'source': 'x' * 51, 'reports': [{'target': 1, 'state': 'seen'}]},
        {'source': 'x', 'reports': 'all'},
        [],
    ],
)
def test_a_body_that_is_none_is_refused_and_nothing_changes(monitoring, body):
    make_target(pk=1)
    before = state_of(MonitoringTarget)

    answer = post(monitoring, ACKNOWLEDGE, body)

    assert answer.status_code == 400, answer.data
    assert state_of(MonitoringTarget) == before


def test_a_moment_that_has_not_come_is_refused_with_its_code(monitoring):
    target = make_target()
    report = {'target': target.pk, 'state': 'up', 'since': '2999-12-31T23:59:59Z'}

    answer = post(monitoring, ACKNOWLEDGE, {'source': 'x', 'reports': [report]})

    assert [row['code'] for row in answer.data['answers']] == ['since-in-future']


def test_a_rehearsal_answers_as_it_would_be_and_changes_nothing(monitoring):
    target = make_target()
    before = state_of(MonitoringTarget)
    body = {'source': 'x', 'reports': [{'target': target.pk, 'state': 'accepted'}]}

    answer = post(monitoring, f'{ACKNOWLEDGE}?dry_run=true', body)

    assert (answer.status_code, answer.data['applied']) == (200, 1)
    assert state_of(MonitoringTarget) == before


def test_without_the_permission_or_with_a_token_to_read_nothing_is_reported(monitoring):
    target = make_target()
    viewer = factories.make_user()
    permit(viewer, MonitoringTarget, 'view')
    reader = factories.make_user()
    reader.groups.add(ensure_groups()[MONITORING])
    before = state_of(MonitoringTarget)
    body = {'source': 'x', 'reports': [{'target': target.pk, 'state': 'accepted'}]}

    statuses = [
        post(client, path, body).status_code
        for client in (log_in(viewer), log_in(reader, write_enabled=False), log_in(factories.make_user()))
        for path in (ACKNOWLEDGE, DRIFT)
    ]

    assert statuses == [403] * 6
    assert state_of(MonitoringTarget) == before
    assert not DriftReport.objects.exists()


def test_what_is_watched_is_compared_and_the_report_is_kept(monitoring):
    target = make_target()
    host = str(target.address.address.ip)

    answer = post(
        monitoring,
        DRIFT,
        {'source': 'prometheus', 'watched': [{'instance': f'{host}:9100'}, {'instance': '10.99.9.9:1'}]},
    )

    assert answer.status_code == 201, answer.data
    assert (answer.data['missing_count'], answer.data['unknown_count'], answer.data['source']) == (0, 1, 'prometheus')
    assert DriftReport.objects.get().pk == answer.data['id']


def test_only_what_the_filters_leave_is_missed(monitoring):
    make_target()
    make_target(kind='agent', port=10050)

    answer = post(monitoring, f'{DRIFT}?kind=exporter', {'source': 'prometheus', 'watched': []})

    assert [row['kind'] for row in answer.data['missing']] == ['exporter']


def test_a_rehearsed_comparison_is_not_kept(monitoring):
    answer = post(monitoring, f'{DRIFT}?dry_run=true', {'source': 'prometheus', 'watched': []})

    assert (answer.status_code, answer.data['id'], answer.data['wanted_count']) == (200, None, 0)
    assert not DriftReport.objects.exists()


@pytest.mark.parametrize(
    'body',
    [
        {'source': 'x'},
        {'watched': []},
        {'source': 'x', 'watched': [], 'server': 'main'},
        {'server': 'not-in-the-settings'},
        {'source': 'x', 'watched': [{'target': 1}]},
        {'source': 'x', 'watched': [{'instance': 'x', 'labels': {'a': ['b']}}]},
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(monitoring, body):
    answer = post(monitoring, DRIFT, body)

    assert answer.status_code == 400, answer.data
    assert not DriftReport.objects.exists()


def test_every_kind_of_event_is_listed_with_a_schema_that_is_one():
    user = factories.make_user(is_superuser=True)

    answer = log_in(user).get(KINDS)

    assert [row['kind'] for row in answer.data] == list(EVENT_KINDS)
    for row in answer.data:
        Draft202012Validator.check_schema(row['schema'])
        assert row['object_types']
    assert log_in(factories.make_user()).get(KINDS).status_code == 403
