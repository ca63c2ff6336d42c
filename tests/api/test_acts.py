"""The acts beside outcomes, over REST: who may, with which code, and the same ones as on the pages."""

import datetime
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.models import ObjectType
from users.models import ObjectPermission

from netbox_colocation import exceptions
from netbox_colocation.models import Appointment, Case, Document, Task
from netbox_colocation.workflows import engine
from tests import factories
from tests.office import make_office

from .base import log_in


def url(name, obj=None):
    return reverse(f'plugins-api:netbox_colocation-api:{name}', args=[obj.pk] if obj else [])


def post(user, name, obj, body=None, **options):
    return log_in(user).post(url(name, obj), body or {}, **{'format': 'json', **options})


def permit(user, model, *actions):
    permission = ObjectPermission.objects.create(name=f'p-{factories.number()}', actions=list(actions))
    permission.object_types.set([ObjectType.objects.get_for_model(model)])
    permission.users.set([user])
    return type(user).objects.get(pk=user.pk)


def add_colleague(office, role='head'):
    """A second holder of a role."""
    user = factories.make_user(username=f'colleague-{factories.number()}')
    user.groups.set(office.users[role].groups.all())
    factories.make_appointment(role=office.agency.procedure_roles.get(key=role), user=user)
    return user


ACTS = {
    'task-claim': {},
    'task-ask': {'question': 'Which rack?'},
    'task-note': {'text': 'Called them.'},
    'task-return': {'step': '1', 'comment': 'Unsigned letter'},
}


@pytest.mark.parametrize('act', ACTS)
def test_an_act_on_a_task_is_for_holders_of_its_role(office, act):
    case = office.submit()
    task, events = office.open_task(case), case.events.count()
    answers = {who: post(office.users[who], act, task, ACTS[act]).status_code for who in ('helpdesk', 'applicant')}
    answers['stranger'] = post(factories.make_user(), act, task, ACTS[act]).status_code

    assert answers['helpdesk'] == 403
    assert answers['applicant'] in (403, 404)  # 404 where its permission shows it only its own tasks
    assert answers['stranger'] == 403
    assert case.events.count() == events
    done = post(office.users['head'], act, task, ACTS[act])
    assert done.status_code == 200, done.data
    assert case.events.count() > events


def test_claims_are_taken_over_on_purpose_only(office):
    task, colleague = office.open_task(office.submit()), add_colleague(office)
    head = office.users['head']

    assert post(head, 'task-claim', task).status_code == 200
    refused = post(colleague, 'task-claim', task)
    acted = post(colleague, 'task-perform', task, {'outcome': 'passed-on'})
    taken = post(colleague, 'task-claim', task, {'take_over': True})
    released = post(head, 'task-release', task)

    assert (refused.status_code, refused.data['code']) == (409, 'task-claimed')
    assert (acted.status_code, acted.data['code']) == (409, 'task-claimed')
    assert taken.status_code == 200
    assert (released.status_code, released.data['findings'][0]['code']) == (409, 'task-not-claimed')
    assert Task.objects.get(pk=task.pk).claimed_by == colleague
    assert post(colleague, 'task-release', task).status_code == 200
    assert Task.objects.get(pk=task.pk).claimed_by is None


def test_a_task_is_handed_over_to_a_colleague_of_the_role_only(office):
    task, colleague = office.open_task(office.submit()), add_colleague(office)
    head = office.users['head']

    wrong = post(head, 'task-hand-over', task, {'to': office.users['helpdesk'].pk})
    nobody = post(head, 'task-hand-over', task, {'to': 999_999})
    right = post(head, 'task-hand-over', task, {'to': colleague.pk, 'comment': 'I am away'})

    assert (wrong.status_code, wrong.data['findings'][0]['code']) == (409, 'colleague-without-role')
    assert (nobody.status_code, nobody.data['code']) == (400, 'data-invalid')
    assert right.status_code == 200
    assert Task.objects.get(pk=task.pk).claimed_by == colleague


def test_a_question_pauses_the_task_until_the_applicant_answers(office):
    task = office.open_task(office.submit())
    asked = post(office.users['head'], 'task-ask', task, {'question': 'Which rack?'})
    question = Task.objects.get(pk=asked.data['opened'][0]['id'])

    blocked = post(office.users['head'], 'task-perform', task, {'outcome': 'passed-on'})
    answered = post(
        office.users['applicant'], 'task-perform', question, {'outcome': 'answered', 'data': {'answer': 'Left'}}
    )

    assert (blocked.status_code, blocked.data['findings'][0]['code']) == (409, 'task-paused')
    assert answered.status_code == 200
    assert not Task.objects.get(pk=task.pk).is_paused


@pytest.mark.parametrize(('act', 'sent'), [('task-ask', {}), ('task-note', {}), ('task-return', {'step': '1'})])
def test_empty_words_are_answered_400_with_the_engines_code(office, act, sent):
    task = office.open_task(office.submit())

    answer = post(office.users['head'], act, task, sent)

    assert (answer.status_code, answer.data['code']) == (400, 'data-invalid')
    assert answer.data['findings'][0]['code'] == 'comment-required'


def test_a_case_is_withdrawn_by_its_applicant_and_cancelled_by_who_may(office):
    case, other = office.submit(), office.submit()
    boss = permit(office.users['head'], Case, 'cancel')

    assert post(office.users['helpdesk'], 'case-withdraw', case, {'comment': 'x'}).data['code'] == 'role-not-held'
    assert post(office.users['helpdesk'], 'case-cancel', case, {'comment': 'x'}).status_code == 403
    assert post(office.users['applicant'], 'case-withdraw', case, {}).data['code'] == 'data-invalid'
    withdrawn = post(office.users['applicant'], 'case-withdraw', case, {'comment': 'We buy our own rack.'})
    cancelled = post(boss, 'case-cancel', other, {'comment': 'Sent twice'})
    again = post(office.users['applicant'], 'case-withdraw', case, {'comment': 'Once more'})

    assert withdrawn.data['case']['state'] == 'withdrawn'
    assert withdrawn.data['task'] is None
    assert cancelled.data['case']['state'] == 'cancelled'
    assert (again.status_code, again.data['findings'][0]['code']) == (409, 'case-closed')


def test_a_step_is_taken_back_by_the_superior_and_asked_for_by_who_made_it(office):
    roles = {role.key: role for role in office.agency.procedure_roles.all()}
    roles['helpdesk'].superior = roles['head']
    roles['helpdesk'].save()
    case = office.submit()
    office.walk_to(case, '3')
    office.act(case, 'checked', **office.straight_answers(office.open_task(case)))

    assert post(office.users['head'], 'case-ask-step-back', case, {'comment': 'x'}).status_code == 403
    assert post(office.users['helpdesk'], 'case-step-back', case, {'comment': 'x'}).status_code == 403
    asked = post(office.users['helpdesk'], 'case-ask-step-back', case, {'comment': 'I mistyped'})
    back = post(office.users['head'], 'case-step-back', case, {'comment': 'Granted'})

    assert asked.status_code == 200, asked.data
    assert back.status_code == 200, back.data
    assert office.open_task(case).step == '3'


def test_outside_checks_are_reported_by_programs_that_may(office):
    case = office.submit()
    robot = permit(permit(factories.make_user(), Case, 'view'), Case, 'report_check')
    body = {'check': 'scanner', 'passed': True, 'url': 'https://scan.example/1'}

    assert post(office.users['head'], 'case-report-check', case, body).status_code == 403
    wrong = post(robot, 'case-report-check', case, {**body, 'url': 'javascript:alert(1)'})
    right = post(robot, 'case-report-check', case, body)

    assert (wrong.status_code, wrong.data['findings'][0]['code']) == (400, 'check-url')
    assert right.status_code == 200
    assert case.events.filter(kind='check-reported').count() == 1


def paper(office, task, **overrides):
    holder = Appointment.objects.get(user=office.users['head'])
    return {
        'outcome': 'passed-on',
        'acted_at': timezone.now().isoformat(),
        'holder': holder.pk,
        'proof': SimpleUploadedFile('scan.pdf', factories.make_pdf(), content_type='application/pdf'),
        'comment': 'Signed on paper',
        **overrides,
    }


def test_an_act_on_paper_is_recorded_with_its_scan_and_both_names(office):
    case = office.submit()
    task = office.open_task(case)
    clerk = permit(permit(factories.make_user(username='clerk'), Task, 'view'), Task, 'record_paper')

    refused = post(factories.make_user(), 'task-record-paper', task, paper(office, task), format='multipart')
    future = (timezone.now() + datetime.timedelta(days=900)).isoformat()
    late = post(clerk, 'task-record-paper', task, paper(office, task, acted_at=future), format='multipart')
    assert (refused.status_code, late.status_code) == (403, 400)
    assert not Document.objects.filter(kind='paper-proof').exists()
    done = post(clerk, 'task-record-paper', task, paper(office, task), format='multipart')

    assert done.status_code == 200, done.data
    task = Task.objects.get(pk=task.pk)
    assert (task.on_paper, task.closed_by, task.recorded_by) == (True, office.users['head'], clerk)
    assert Document.objects.get(kind='paper-proof').case == case


def test_a_scan_that_is_no_paper_is_refused_and_nothing_is_kept(office):
    task = office.open_task(office.submit())
    clerk = permit(permit(factories.make_user(), Task, 'view'), Task, 'record_paper')
    proof = SimpleUploadedFile('scan.pdf', b'#!/bin/sh', content_type='application/pdf')

    answer = post(clerk, 'task-record-paper', task, paper(office, task, proof=proof), format='multipart')

    assert (answer.status_code, answer.data['code']) == (400, 'file-refused')
    assert Task.objects.get(pk=task.pk).is_open


def test_many_tasks_are_each_answered_for_themselves(office):
    first, second = office.open_task(office.submit()), office.open_task(office.submit())
    foreign = office.walk_to(office.submit(), '3')

    answer = log_in(office.users['head']).post(
        url('task-bulk-perform'),
        {'outcome': 'passed-on', 'tasks': [first.pk, second.pk, foreign.pk, 999_999]},
        format='json',
    )

    assert answer.status_code == 200, answer.data
    assert [entry['task']['id'] for entry in answer.data] == [first.pk, second.pk, foreign.pk]
    # The row of this sheet does not allow it for many at once.
    codes = [entry['error']['findings'][0]['code'] for entry in answer.data]
    assert codes == ['not-in-bulk'] * 3
    assert Task.objects.get(pk=first.pk).is_open


def test_an_office_is_delegated_and_revoked(office):
    own = Appointment.objects.get(user=office.users['head'])
    today = timezone.localdate()
    body = {'to': office.users['helpdesk'].pk, 'valid_from': str(today), 'valid_until': str(today)}

    foreign = post(office.users['helpdesk'], 'appointment-delegate', own, body)
    made = post(office.users['head'], 'appointment-delegate', own, body)
    delegated = Appointment.objects.get(pk=made.data['id'])
    ended = post(office.users['head'], 'appointment-revoke', delegated)
    odd = post(office.users['head'], 'appointment-revoke', own)

    assert (foreign.status_code, foreign.data['code']) == (403, 'role-not-held')
    assert made.status_code == 200, made.data
    assert ended.status_code == 200, ended.data
    assert (odd.status_code, odd.data['findings'][0]['code']) == (409, 'not-a-delegation')
    assert not Appointment.objects.get(pk=delegated.pk).is_current


def test_the_file_of_a_case_hides_officers_remarks_from_the_applicant(office):
    case = office.submit()
    office.act(case, 'passed-on', comment='Secret remark')
    address = url('case-detail', case)

    read = {who: log_in(office.users[who]).get(address) for who in ('applicant', 'head')}

    assert 'Secret remark' in str(read['head'].data)
    assert 'Secret remark' not in str(read['applicant'].data)
    assert [event['kind'] for event in read['applicant'].data['events']][:2] == ['case-opened', 'task-opened']


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_one_is_refused():
    office = make_office()
    task = office.open_task(office.submit())
    users = (office.users['head'], add_colleague(office))
    barrier, results = threading.Barrier(2), []

    def claim(user):
        try:
            barrier.wait(timeout=30)
            engine.claim(task, actor=user, now=timezone.now())
            results.append('claimed')
        except exceptions.TaskClaimed as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ['claimed', 'task-claimed']
