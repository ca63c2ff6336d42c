"""A server is handed over to monitoring: the row waits, and closes by a person of its office or by itself."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Device
from extras.models import EventRule

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused, RoleNotHeld
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.acknowledging import Report
from netbox_colocation.workflows import engine, monitoring_acts, target_watch
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.replaying import find_deviations
from tests import factories
from tests.api.base import log_in
from tests.base import permit
from tests.factories import NOW, make_target
from tests.monitoring.test_muting import hit

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def monitoring():
    user = factories.make_user(username='monitoring')
    permit(user, MonitoringTarget, 'view', 'acknowledge')
    return user


def handed_over(office, servers=1):
    """A case that waits in row 9.2 for monitoring, and its targets."""
    case = office.submit(office.make_request(servers=servers))
    office.walk_to(case, '9.2')
    return case, list(MonitoringTarget.objects.filter(request__case=case).order_by('pk'))


def report(user, targets, *states, now):
    reports = [Report(target.pk, state) for target in targets for state in states]
    return monitoring_acts.acknowledge(reports, source='prometheus', actor=user, now=now)


def kinds_since_row_9(case):
    events = [event.kind for event in case.events.order_by('sequence')]
    return [kind for kind in events if kind.startswith('target-')]


def test_the_row_closes_by_itself_when_monitoring_accepted_the_last_target(office, monitoring):
    case, targets = handed_over(office, servers=2)

    report(monitoring, targets, 'seen', now=office.now)
    report(monitoring, targets[:1], 'accepted', now=office.now)
    assert office.open_task(case).step == '9.2', 'one of two is not all'
    report(monitoring, targets[1:], 'accepted', now=office.now)

    assert office.open_task(case).step == '10'
    closed = case.tasks.get(step='9.2')
    assert (closed.outcome, closed.closed_by, closed.closed_by_name) == ('accepted', monitoring, 'monitoring')
    assert kinds_since_row_9(case) == ['target-requested', 'target-seen', 'target-accepted', 'target-accepted']
    assert find_broken_links(case) == []
    assert find_deviations(case) == []


def test_the_same_acknowledgement_again_closes_nothing_twice(office, monitoring):
    case, targets = handed_over(office)
    report(monitoring, targets, 'accepted', now=office.now)
    before = case.events.count()

    answers = report(monitoring, targets, 'accepted', now=office.now + MINUTE)

    assert [answer.result for answer in answers] == ['unchanged']
    assert case.events.count() == before


def test_a_person_of_the_office_accepts_what_monitoring_has_seen_without_a_word(office, monitoring):
    case, targets = handed_over(office)
    report(monitoring, targets, 'seen', now=office.now)

    office.act(case, 'accepted')

    [target] = MonitoringTarget.objects.filter(request__case=case)
    assert (target.state, target.accepted_by) == ('accepted', office.users['technical-team'])
    assert office.open_task(case).step == '10'


def test_what_monitoring_has_not_seen_is_accepted_with_a_comment_only_and_each_is_named(office):
    case, targets = handed_over(office, servers=2)

    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'accepted')
    assert [(refusal.code, refusal.data['target']) for refusal in refused.value.refusals] == [
        ('target-unseen', target.pk) for target in targets
    ]

    office.act(case, 'accepted', comment='The exporter comes next week.')
    assert {target.state for target in MonitoringTarget.objects.all()} == {'accepted'}


def test_the_form_of_the_row_says_how_far_monitoring_is_with_each_target(office):
    case, [target] = handed_over(office)

    [outcome] = offered(office.open_task(case), actor=office.users['technical-team'], now=office.now)

    assert outcome.is_possible
    assert str(target) in outcome.fields[0].help
    assert 'requested' in outcome.fields[0].help


def test_a_row_whose_question_waits_closes_when_the_answer_has_come(office, monitoring):
    case, targets = handed_over(office)
    task = office.open_task(case)
    engine.ask(task, actor=office.users['technical-team'], now=office.now, question='Which port?')

    report(monitoring, targets, 'accepted', now=office.now)
    assert case.tasks.get(step='9.2').is_open

    question = case.tasks.get(step='9.2?')
    engine.perform(question, 'answered', actor=office.users['applicant'], now=office.now, data={'answer': '9100'})
    assert monitoring_acts.close_accepted(account=None, now=office.now) == 1
    assert office.open_task(case).step == '10'


def test_accepted_unseen_by_hand_the_row_still_waits_for_its_office(office, monitoring):
    case, [target] = handed_over(office)

    with pytest.raises(OutcomeRefused):
        monitoring_acts.accept(target, actor=monitoring, now=office.now)
    monitoring_acts.accept(target, actor=monitoring, now=office.now, comment='Trust me.')

    assert office.open_task(case).step == '9.2'
    report(monitoring, [target], 'seen', now=office.now)
    assert office.open_task(case).step == '10', 'now it was seen'


def test_only_who_may_acknowledges_accepts_and_retires(office):
    _case, [target] = handed_over(office)
    nobody = factories.make_user()

    with pytest.raises(RoleNotHeld):
        report(nobody, [target], 'seen', now=office.now)
    with pytest.raises(RoleNotHeld):
        monitoring_acts.accept(target, actor=nobody, now=office.now, comment='x')
    with pytest.raises(RoleNotHeld):
        monitoring_acts.retire(target, actor=nobody, now=office.now, reason='x')

    target.refresh_from_db()
    assert target.state == 'requested'


def test_a_permission_for_some_targets_reports_of_no_others(monitoring):
    mine, other = make_target(), make_target()
    monitoring.object_permissions.all().update(constraints=[{'device__site': mine.device.site_id}])
    monitoring = type(monitoring).objects.get(pk=monitoring.pk)

    answers = report(monitoring, [mine, other], 'seen', now=NOW)

    assert [(answer.result, answer.code) for answer in answers] == [('applied', ''), ('refused', 'target-unknown')]


def test_a_target_is_retired_with_a_reason_and_stays_as_history(office):
    case, targets = handed_over(office, servers=2)
    officer = factories.make_user()
    permit(officer, MonitoringTarget, 'retire')

    with pytest.raises(DataInvalid):
        monitoring_acts.retire(targets[0], actor=officer, now=office.now, reason=' ')
    monitoring_acts.retire(targets[0], actor=officer, now=office.now, reason='Never switched on.')

    targets[0].refresh_from_db()
    assert (targets[0].state, targets[0].retired_at, targets[0].address) == ('retired', office.now, None)
    event = case.events.get(kind='target-retired')
    assert (event.data['reason'], event.actor) == ('Never switched on.', officer)
    with pytest.raises(OutcomeRefused, match='retired'):
        monitoring_acts.retire(targets[0], actor=officer, now=office.now, reason='Again')


def test_a_device_that_is_deleted_leaves_its_targets_behind_as_history(office):
    case, [target] = handed_over(office)
    type(target.device).objects.get(pk=target.device_id)
    office.request_of(case).servers.update(device=None)

    Device.objects.get(pk=target.device_id).delete()

    target.refresh_from_db()
    assert (target.state, target.device, target.address) == ('retired', None, None)
    assert target.device_name
    assert case.events.filter(kind='target-retired').count() == 1


def test_a_device_that_is_deleted_over_rest_leaves_them_behind_too_and_tells_it_once(office):
    """NetBox itself takes the device out of its targets first, and saves them."""
    case, [target] = handed_over(office)
    office.request_of(case).servers.update(device=None)

    answer = log_in(factories.make_user(is_superuser=True)).delete(f'/api/dcim/devices/{target.device_id}/')

    assert answer.status_code == 204, answer.data
    target.refresh_from_db()
    assert (target.state, target.device, target.address) == ('retired', None, None)
    [event] = case.events.filter(kind='target-retired')
    assert target.device_name in event.data['reason']


def test_down_is_told_to_the_case_and_what_maintenance_mutes_is_not(office, monitoring):
    case, [target] = handed_over(office)
    report(monitoring, [target], 'up', 'accepted', now=office.now)
    line = hit(target, state='under-way', starts_at=office.now, ends_at=office.now + 60 * MINUTE)

    report(monitoring, [target], 'down', now=office.now + MINUTE)
    assert not case.events.filter(kind='target-down').exists()
    assert target_watch.tell_after_mute(now=office.now + 2 * MINUTE) == 0

    type(line.window).objects.update(state='done')
    assert target_watch.tell_after_mute(now=office.now + 3 * MINUTE) == 1, 'it is down still'
    assert target_watch.tell_after_mute(now=office.now + 8 * MINUTE) == 0, 'told once'
    report(monitoring, [target], 'up', now=office.now + 9 * MINUTE)
    assert kinds_since_row_9(case)[-2:] == ['target-down', 'target-up']


def test_what_was_told_down_at_once_is_not_told_again_by_the_clock(office, monitoring):
    _case, [target] = handed_over(office)
    report(monitoring, [target], 'down', now=office.now)

    assert target_watch.tell_after_mute(now=office.now + 5 * MINUTE) == 0


def test_of_what_came_up_again_while_it_was_muted_nobody_hears(office, monitoring):
    case, [target] = handed_over(office)
    report(monitoring, [target], 'up', now=office.now)
    line = hit(target, state='under-way', starts_at=office.now, ends_at=office.now + 60 * MINUTE)
    report(monitoring, [target], 'down', now=office.now + MINUTE)
    report(monitoring, [target], 'up', now=office.now + 2 * MINUTE)

    type(line.window).objects.update(state='done')

    assert target_watch.tell_after_mute(now=office.now + 3 * MINUTE) == 0
    assert not case.events.filter(kind__in=('target-down', 'target-up')).exists()


def test_what_is_not_told_down_is_not_told_up_either(office, monitoring):
    """Down while it is muted, and up right after it, before the clock came by."""
    case, [target] = handed_over(office)
    line = hit(target, state='under-way', starts_at=office.now, ends_at=office.now + 60 * MINUTE)
    report(monitoring, [target], 'down', now=office.now)
    type(line.window).objects.update(state='done')

    report(monitoring, [target], 'up', now=office.now + MINUTE)

    assert target_watch.tell_after_mute(now=office.now + 5 * MINUTE) == 0
    assert not case.events.filter(kind__in=('target-down', 'target-up')).exists()


def test_what_was_told_down_and_came_up_while_it_was_muted_is_told_up_afterwards(office, monitoring):
    case, [target] = handed_over(office)
    report(monitoring, [target], 'down', now=office.now)
    line = hit(target, state='under-way', starts_at=office.now, ends_at=office.now + 60 * MINUTE)
    report(monitoring, [target], 'up', now=office.now + MINUTE)
    assert kinds_since_row_9(case)[-1] == 'target-down', 'silent while it lasts'

    type(line.window).objects.update(state='done')

    assert [target_watch.tell_after_mute(now=office.now + minutes * MINUTE) for minutes in (2, 7)] == [1, 0]
    assert kinds_since_row_9(case)[-2:] == ['target-down', 'target-up']


def test_what_monitoring_does_not_see_in_time_is_told_once(office):
    case, [target] = handed_over(office)

    assert target_watch.tell_unseen(now=office.now + 59 * MINUTE) == 0
    hit(target, state='under-way', starts_at=office.now, ends_at=office.now + MINUTE)
    assert target_watch.tell_unseen(now=office.now + 61 * MINUTE) == 0, 'it is muted'
    target.device.impact_lines.all().delete()
    assert target_watch.tell_unseen(now=office.now + 61 * MINUTE) == 1
    assert target_watch.tell_unseen(now=office.now + 99 * MINUTE) == 0

    event = case.events.get(kind='target-unseen')
    assert (event.data['minutes'], [row['id'] for row in event.data['targets']]) == (60, [target.pk])


def test_what_no_case_asked_for_is_told_to_event_rules_alone(
    monitoring, django_capture_on_commit_callbacks, monkeypatch
):
    target, told = make_target(), awaited(monkeypatch)

    with django_capture_on_commit_callbacks(execute=True):
        report(monitoring, [target], 'down', now=NOW)

    [context] = told
    assert (context['object_id'], context['event_type']) == (target.pk, 'colocation_target_down')
    assert context['data']['case'] is None
    assert [row['id'] for row in context['data']['data']['targets']] == [target.pk]


def test_what_no_case_asked_for_is_told_down_after_its_maintenance_once(
    monitoring, django_capture_on_commit_callbacks, monkeypatch
):
    target, healthy, told = make_target(), make_target(), awaited(monkeypatch)
    window = hit(target, state='under-way', starts_at=NOW, ends_at=NOW + 60 * MINUTE).window
    report(monitoring, [healthy], 'up', now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        report(monitoring, [target], 'down', now=NOW)
        counts = [target_watch.tell_after_mute(now=NOW + MINUTE)]
        type(window).objects.update(state='done')
        counts += [target_watch.tell_after_mute(now=NOW + minutes * MINUTE) for minutes in (2, 7)]

    assert counts == [0, 1, 0]
    [context] = told
    assert (context['object_id'], context['event_type']) == (target.pk, 'colocation_target_down')


def awaited(monkeypatch):
    """Have a rule wait for targets that are down; return the list of what it is told."""
    told = []
    monkeypatch.setattr('netbox_colocation.workflows.announcing.flush_events', told.extend)
    rule = EventRule(name='down', event_types=['colocation_target_down'], action_type='webhook')
    EventRule.objects.bulk_create([rule])
    return told


def test_reports_of_many_cases_take_as_many_queries_as_of_one(office, monitoring):
    requests = [office.make_request() for _ in range(5)]
    cases = [office.submit(request) for request in requests]
    targets = [make_target(request=office.request_of(case)) for case in cases]
    counts = []
    report(monitoring, targets[:1], 'seen', now=office.now)  # what is read once and kept
    for some in (targets[1:2], targets[2:]):
        with CaptureQueriesContext(connection) as queries:
            report(monitoring, some, 'seen', now=office.now)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert all(case.events.filter(kind='target-seen').count() == 1 for case in cases)
