"""Acting over REST: everybody with their own token, the same engine, and answers that say why."""

import pytest
from django.urls import reverse

from netbox_colocation.models import Case, Task
from tests import factories
from tests.office import STRAIGHT

from .base import log_in


def url(name: str, obj) -> str:
    return reverse(f'plugins-api:netbox_colocation-api:{name}', args=[obj.pk])


def test_the_whole_procedure_is_walked_with_one_token_each(office):
    clients = {role: log_in(user) for role, user in office.users.items()}
    request = office.make_request()

    submitted = clients['applicant'].post(url('colocationrequest-submit', request))
    assert submitted.status_code == 200, submitted.data
    case = Case.objects.get(pk=submitted.data['case']['id'])
    answers = submitted
    for step, outcome in STRAIGHT.items():
        task = office.open_task(case)
        assert task.step == step
        assert [entry['id'] for entry in answers.data['opened']] == [task.pk]
        body = {'outcome': outcome, 'comment': 'ok', 'data': office.straight_answers(task)}
        answers = clients[task.role_key].post(url('task-perform', task), body, format='json')
        assert answers.status_code == 200, answers.data
        assert answers.data['task']['outcome'] == outcome

    assert answers.data['case']['state'] == 'completed'
    assert answers.data['opened'] == []


def test_an_act_answers_what_it_changed_in_netbox(office):
    case = office.submit()
    task = office.walk_to(case, '9.1')

    answer = log_in(office.users['technical-team']).post(
        url('task-perform', task), {'outcome': 'installed', 'data': {}}, format='json'
    )

    device = case.subject.servers.get().device
    assert {'verb': 'installed', 'model': 'dcim.device', 'pk': device.pk, 'label': str(device)} in answer.data[
        'changes'
    ]


def test_outcomes_tell_what_can_be_done_and_what_stands_against_it(office):
    case = office.submit(office.make_request(server={'power_draw': 60_000}))
    task = office.walk_to(case, '4.1')

    outcomes = {entry['key']: entry for entry in log_in(office.users['helpdesk']).get(url('task-outcomes', task)).data}

    assert list(outcomes) == ['accepted', 'refused']
    assert not outcomes['accepted']['possible']
    assert 'capacity-short' in {finding['code'] for finding in outcomes['accepted']['findings']}
    assert outcomes['refused']['possible']
    assert outcomes['refused']['comment_required']
    assert outcomes['refused']['schema']['properties']['note']['type'] == 'string'


@pytest.mark.parametrize(
    ('who', 'body', 'status', 'code'),
    [
        ('technical-team', {'outcome': 'checked'}, 403, 'role-not-held'),
        ('helpdesk', {'outcome': 'explode'}, 400, 'outcome-unknown'),
        ('helpdesk', {'outcome': 'checked', 'data': {'surprise': 1}}, 400, 'data-invalid'),
    ],
)
def test_a_refused_act_says_why_and_changes_nothing(office, who, body, status, code):
    case = office.submit()
    task = office.walk_to(case, '3')
    events = case.events.count()

    answer = log_in(office.users[who]).post(url('task-perform', task), body, format='json')

    assert (answer.status_code, answer.data['code']) == (status, code)
    assert case.events.count() == events
    assert office.open_task(case) == task


def test_guards_answer_409_with_all_findings(office):
    request = factories.make_request(procedure=office.version.procedure, applicant=office.applicant, site=office.site)

    answer = log_in(office.users['applicant']).post(url('colocationrequest-submit', request))

    assert (answer.status_code, answer.data['code']) == (409, 'request-not-ready')
    assert len(answer.data['findings']) == 7
    assert not Case.objects.exists()


def test_a_task_that_is_closed_answers_409(office):
    case = office.submit()
    task = office.open_task(case)
    office.act(case, 'passed-on')

    answer = log_in(office.users['head']).post(url('task-perform', task), {'outcome': 'passed-on'}, format='json')

    assert (answer.status_code, answer.data['code']) == (409, 'task-not-open')


def test_whoever_may_not_see_the_task_is_not_told_that_it_exists(office):
    case = office.submit()
    task = office.open_task(case)
    outsider = factories.make_user()
    outsider.groups.set(office.users['applicant'].groups.all())
    factories.make_representative(user=outsider)
    client = log_in(outsider)

    assert client.get(url('task-outcomes', task)).status_code == 404
    assert client.post(url('task-perform', task), {'outcome': 'passed-on'}, format='json').status_code == 404
    assert log_in(factories.make_user()).post(url('task-perform', task), {}, format='json').status_code == 403
    assert Task.objects.get(pk=task.pk).is_open


def test_a_token_that_may_not_write_does_not_act(office):
    case = office.submit()
    client = log_in(office.users['head'], write_enabled=False)

    answer = client.post(url('task-perform', office.open_task(case)), {'outcome': 'passed-on'}, format='json')

    assert answer.status_code == 403
    assert office.open_task(case).step == '2.1'
