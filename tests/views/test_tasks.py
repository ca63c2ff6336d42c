"""Acting in the pages: the same engine as everywhere, and nothing for those who may not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from netbox_colocation.models import Case


def url(name, obj):
    return reverse(f'plugins:netbox_colocation:{name}', args=[obj.pk])


def test_the_task_page_offers_its_outcomes_to_whoever_holds_the_role(office, browse):
    case = office.submit()

    page = browse(office.users['head']).get(url('task', office.open_task(case))).content.decode()

    assert 'data-outcome="passed-on"' in page
    assert '<button type="submit" class="btn btn-primary">' in page


def test_a_closed_task_says_its_outcome_in_words(office, browse):
    case = office.submit()
    task = office.open_task(case)
    office.walk_to(case, '2.2')

    page = browse(office.users['head']).get(task.get_absolute_url()).content.decode()

    assert 'Pass on by disposition' in page
    assert '>passed-on<' not in page.replace(' ', '')


def test_a_posted_outcome_moves_the_case(office, browse):
    case = office.submit()
    form = {'outcome': 'passed-on', 'passed-on-instructions': 'follow-up', 'passed-on-comment': 'Please.'}

    answer = browse(office.users['head']).post(url('task_perform', office.open_task(case)), form)

    assert (answer.status_code, answer.url) == (302, case.subject.get_absolute_url())
    task = case.tasks.get(step='2.1')
    assert (task.outcome, task.comment, task.data['instructions']) == ('passed-on', 'Please.', ['follow-up'])


@pytest.mark.parametrize('who', ['helpdesk', 'applicant'])
def test_somebody_without_the_role_is_refused_and_nothing_moves(office, browse, who):
    case = office.submit()

    answer = browse(office.users[who]).post(url('task_perform', office.open_task(case)), {'outcome': 'passed-on'})

    assert answer.status_code in (403, 404)  # 404 where a permission shows an applicant its own tasks only
    assert office.open_task(case).step == '2.1'


def test_acting_needs_the_permission_and_a_post(office, browse):
    case = office.submit()
    task = office.open_task(case)
    user = office.users['head']
    assert browse(user).get(url('task_perform', task)).status_code == 405

    user.groups.clear()

    assert browse(user).post(url('task_perform', task), {'outcome': 'passed-on'}).status_code == 403
    assert office.open_task(case).step == '2.1'


def test_a_draft_is_submitted_by_its_applicant_and_refusals_are_shown(office, browse):
    request = office.make_request()
    client = browse(office.users['applicant'])

    answer = client.post(url('colocationrequest_submit', request), follow=True)
    again = client.post(url('colocationrequest_submit', request), follow=True)

    assert 'Submitted as case' in answer.content.decode()
    assert 'was submitted before' in again.content.decode()
    assert Case.objects.count() == 1


def test_what_users_wrote_is_never_markup(office, browse):
    request = office.make_request(name='<script>alert(1)</script>')
    case = office.submit(request)
    office.act(case, 'passed-on', comment='<img src=x onerror=alert(2)>')

    page = browse(office.users['head-of-division']).get(url('task', office.open_task(case))).content.decode()

    assert '<script>alert(1)' not in page
    assert '<img src=x' not in page
    assert '&lt;img src=x' in page


def test_the_task_page_costs_the_same_queries_however_long_the_case_is(office, browse):
    case = office.submit()
    client = browse(office.users['helpdesk'])
    counts = []
    for step in ('3', '10'):
        task = office.walk_to(case, step)
        client.get(url('task', task))
        with CaptureQueriesContext(connection) as captured:
            client.get(url('task', task))
        counts.append(len(captured))

    assert counts[1] <= counts[0] + 14  # what is there by then besides events: the hold, the rack, documents, findings
