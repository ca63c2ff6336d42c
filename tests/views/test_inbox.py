"""The inbox page, its counter and its widget: for whom, what, and at which cost."""

import datetime

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from netbox_colocation.dashboard import MyTasksWidget
from netbox_colocation.models import Task
from netbox_colocation.workflows import many
from tests import factories

INBOX = reverse('plugins:netbox_colocation:inbox')


def page_of(client, query=''):
    answer = client.get(INBOX + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_strangers_are_sent_to_the_login_and_users_without_permission_refused(db, client):
    assert client.get(INBOX).status_code == 302
    client.force_login(factories.make_user())
    assert client.get(INBOX).status_code == 403


def test_each_sees_what_waits_for_them(office, browse):
    task = office.open_task(office.submit(office.make_request(name='Health server')))
    address = f'href="{task.get_absolute_url()}"'

    seen = {}
    for who in ('head', 'helpdesk', 'applicant'):
        client = browse(office.users[who])
        seen[who] = [address in page_of(client), 'Health server' in page_of(client, '?tab=waiting')]

    assert seen == {'head': [True, False], 'helpdesk': [False, True], 'applicant': [False, True]}


def test_what_is_late_is_red_and_says_so_in_words(office, browse):
    office.submit()
    Task.objects.filter(state='open').update(due_at=timezone.now() - datetime.timedelta(days=3, minutes=1))

    page = page_of(browse(office.users['head']))

    assert 'late for 3 days' in page
    assert 'data-colocation-late="1"' in page


def test_done_by_me_names_the_outcome(office, browse):
    case = office.submit()
    office.act(case, 'passed-on')

    page = page_of(browse(office.users['head']), '?tab=done')

    assert case.number in page
    assert 'Pass on by disposition' in page


@pytest.mark.parametrize(
    'query', ['?tab=x', '?role=abc', '?page=-1', '?page=99999999', '?procedure=0&due=soon', '?q=%00']
)
def test_wrong_addresses_narrow_nothing_and_break_nothing(office, browse, query):
    office.submit()

    assert browse(office.users['head']).get(INBOX + query).status_code == 200


def test_names_are_never_markup(office, browse):
    office.applicant.name = '<script>alert(1)</script>'
    office.applicant.save()
    office.submit(office.make_request(name='<img src=x onerror=alert(2)>'))

    for who, query in (('head', ''), ('helpdesk', '?tab=waiting'), ('head', '?q=<script>alert(3)</script>')):
        page = page_of(browse(office.users[who]), query)
        assert '<script>alert(' not in page
        assert '<img src=x' not in page


def test_the_page_costs_the_same_for_two_and_for_twenty_tasks(office, browse):
    client, counts = browse(office.users['head']), []
    page_of(client)
    for size in (2, 20):
        while Task.objects.filter(role__key='head', state='open').count() < size:
            office.submit()
        with CaptureQueriesContext(connection) as captured:
            page = page_of(client)
        assert page.count('data-task=') == size
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_many_tasks_are_taken_at_once_where_their_row_allows_it(office, browse, monkeypatch):
    tasks = [office.open_task(office.submit()) for _ in range(2)]
    claimed, colleague = tasks[1], factories.make_user()
    Task.objects.filter(pk=claimed.pk).update(claimed_by=colleague)
    client = browse(office.users['head'])
    form = {'outcome': 'passed-on', 'pk': [task.pk for task in tasks]}
    refused = client.post(INBOX, form).content.decode()
    assert refused.count('data-done="false" data-code="outcome-refused"') == 2
    # This sheet has no row for it: let the step's outcome be one.
    real = many.step_of

    def with_bulk(task):
        from dataclasses import replace

        step = real(task)
        return replace(step, outcomes=tuple(replace(outcome, bulk=True) for outcome in step.outcomes))

    monkeypatch.setattr(many, 'step_of', with_bulk)

    offered = page_of(client)
    taken = client.post(INBOX, form).content.decode()

    assert offered.count('name="pk"') == 2
    assert 'data-done="true"' in taken
    assert 'data-done="false" data-code="task-claimed"' in taken
    assert [Task.objects.get(pk=task.pk).is_open for task in tasks] == [False, True]


def test_looking_changes_nothing_and_posting_needs_the_token(office):
    from django.test import Client

    task = office.open_task(office.submit())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.users['head'])

    assert strict.get(INBOX, {'outcome': 'passed-on', 'pk': task.pk}).status_code == 200
    assert strict.post(INBOX, {'outcome': 'passed-on', 'pk': task.pk}).status_code == 403
    assert Task.objects.get(pk=task.pk).is_open


def test_the_counter_stands_on_every_page_and_costs_one_query(office, browse):
    office.submit()
    client = browse(office.users['head'])
    address = reverse('plugins:netbox_colocation:procedure_list')
    client.get(address)

    with CaptureQueriesContext(connection) as captured:
        page = client.get(address).content.decode()

    counting = [query for query in captured if 'netbox_colocation_task' in query['sql']]
    assert 'data-colocation-open="1"' in page
    assert len(counting) == 1


def test_without_permission_there_is_no_counter(db, client):
    client.force_login(factories.make_user())

    assert 'data-colocation-open' not in client.get(reverse('home')).content.decode()


def test_the_widget_shows_the_next_tasks_and_nothing_of_others(office):
    case = office.submit()
    request = RequestFactory().get('/')
    shown = {}
    for who in ('head', 'helpdesk'):
        request.user = office.users[who]
        shown[who] = case.number in MyTasksWidget(config={'rows': 5}).render(request)
    request.user = factories.make_user()

    assert shown == {'head': True, 'helpdesk': False}
    assert MyTasksWidget().render(request) == ''
