"""The page of a task with all its acts, the page of a case, paper first and delegation."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import ObjectType
from users.models import ObjectPermission

from netbox_colocation.models import Appointment, Case, Document, Task
from netbox_colocation.workflows import engine
from tests import factories


def url(name, obj):
    return reverse(f'plugins:netbox_colocation:{name}', args=[obj.pk])


def permit(user, model, *actions):
    permission = ObjectPermission.objects.create(name=f'p-{factories.number()}', actions=list(actions))
    permission.object_types.set([ObjectType.objects.get_for_model(model)])
    permission.users.set([user])


def add_colleague(office):
    user = factories.make_user(username='colleague')
    user.groups.set(office.users['head'].groups.all())
    factories.make_appointment(role=office.agency.procedure_roles.get(key='head'), user=user)
    return user


def test_a_holder_sees_outcomes_and_acts_and_others_whom_it_waits_for(office, browse):
    task = office.open_task(office.submit())

    holder = browse(office.users['head']).get(url('task', task)).content.decode()
    other = browse(office.users['helpdesk']).get(url('task', task)).content.decode()

    assert 'data-outcome-summary="passed-on"' in holder
    assert {f'data-act="{act}"' in holder for act in ('claim', 'ask', 'note', 'return')} == {True}
    assert 'data-act="hand_over"' not in holder  # there is nobody else
    assert 'data-outcome' not in other
    assert 'data-act=' not in other
    assert office.users['head'].username in other


def test_the_page_explains_the_deadline(office, browse):
    task = office.open_task(office.submit())

    page = browse(office.users['head']).get(url('task', task)).content.decode()

    assert 'id="why-due"' in page
    assert '1 working day from Mon 23 Nov 09:00' in page


def test_an_outcome_that_cannot_be_taken_shows_its_reasons_and_no_button(office, browse):
    case = office.submit(office.make_request(server={'power_draw': 60_000}))
    task = office.walk_to(case, '4.1')

    page = browse(office.users['helpdesk']).get(url('task', task)).content.decode()
    form = page.split('data-outcome="accepted"')[1].split('</form>')[0]

    assert 'data-code="capacity-short"' in form
    assert 'type="submit"' not in form


ACTS = {
    'task_claim': ({}, 'task-claimed'),
    'task_ask': ({'ask-question': 'Which rack?'}, 'task-paused'),
    'task_note': ({'note-text': 'Called them'}, 'task-noted'),
    'task_return': ({'return-step': '1', 'return-comment': 'Unsigned'}, 'case-returned'),
}


@pytest.mark.parametrize('act', ACTS)
def test_an_act_is_a_post_of_a_holder(office, browse, act):
    form, kind = ACTS[act]
    case = office.submit()
    task = office.open_task(case)

    got = browse(office.users['head']).get(url(act, task)).status_code
    refused = browse(office.users['helpdesk']).post(url(act, task), form)
    assert (got, refused.status_code) == (405, 403)
    assert 'data-code="role-not-held"' in refused.content.decode()
    assert not case.events.filter(kind=kind).exists()

    done = browse(office.users['head']).post(url(act, task), form)

    assert done.status_code == 302
    assert case.events.filter(kind=kind).count() == 1


def test_acts_need_the_token_of_the_page(office):
    task = office.open_task(office.submit())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office.users['head'])

    answers = [strict.post(url(act, task), form).status_code for act, (form, _kind) in ACTS.items()]

    assert answers == [403] * 4
    assert Task.objects.get(pk=task.pk).claimed_by is None


def test_a_refused_act_shows_the_page_with_code_and_what_was_typed(office, browse):
    task = office.open_task(office.submit())

    answer = browse(office.users['head']).post(url('task_return', task), {'return-step': '9', 'return-comment': 'So'})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert 'data-code="return-unknown"' in page
    assert 'So</textarea>' in page


def test_an_empty_reason_is_answered_with_the_engines_code(office, browse):
    task = office.open_task(office.submit())

    answer = browse(office.users['head']).post(url('task_ask', task), {'ask-question': ' '})

    assert answer.status_code == 400
    assert 'data-code="comment-required"' in answer.content.decode()


def test_claims_are_given_taken_and_handed_over(office, browse):
    task, colleague = office.open_task(office.submit()), add_colleague(office)
    engine.claim(task, actor=colleague, now=timezone.now())
    client = browse(office.users['head'])

    page = client.get(url('task', task)).content.decode()
    refused = client.post(url('task_claim', task))
    taken = client.post(url('task_take_over', task))
    handed = client.post(url('task_hand_over', task), {'hand_over-to': colleague.pk})

    assert 'data-act="take_over"' in page
    assert 'data-act="claim"' not in page
    assert (refused.status_code, taken.status_code, handed.status_code) == (409, 302, 302)
    assert 'data-code="task-claimed"' in refused.content.decode()
    assert Task.objects.get(pk=task.pk).claimed_by == colleague


def test_questions_and_answers_stand_on_the_pages_and_are_never_markup(office, browse):
    case = office.submit()
    task = office.open_task(case)
    asked = engine.ask(task, '<b onclick=x>Why?</b>', actor=office.users['head'], now=timezone.now()).opened[0]
    client = browse(office.users['applicant'])

    page = client.get(url('task', asked)).content.decode()
    done = client.post(
        url('task_perform', asked), {'outcome': 'answered', 'answered-answer': '<script>alert(1)</script>'}
    )
    after = browse(office.users['head']).get(url('task', task)).content.decode()

    assert '<b onclick' not in page
    assert '&lt;b onclick=x&gt;Why?' in page
    assert done.status_code == 302
    assert '&lt;script&gt;alert(1)' in after
    assert '<script>alert(1)' not in after


def test_the_case_page_offers_ending_to_who_may(office, browse):
    case = office.submit()
    permit(office.users['helpdesk'], Case, 'cancel')

    pages = {who: browse(office.users[who]).get(url('case', case)).content.decode() for who in office.users}
    ended = browse(office.users['applicant']).post(url('case_withdraw', case), {'withdraw-comment': 'Changed plans'})

    assert [who for who, page in pages.items() if 'data-act="withdraw"' in page] == ['applicant']
    assert [who for who, page in pages.items() if 'data-act="cancel"' in page] == ['helpdesk']
    assert ended.status_code == 302
    assert Case.objects.get(pk=case.pk).state == 'withdrawn'


def test_ending_without_a_reason_or_right_changes_nothing(office, browse):
    case = office.submit()

    empty = browse(office.users['applicant']).post(url('case_withdraw', case), {})
    foreign = browse(office.users['head']).post(url('case_withdraw', case), {'withdraw-comment': 'x'})
    cancel = browse(office.users['head']).post(url('case_cancel', case), {'cancel-comment': 'x'})

    assert (empty.status_code, foreign.status_code, cancel.status_code) == (400, 403, 403)
    assert Case.objects.get(pk=case.pk).is_open


def test_the_applicant_sees_no_remarks_of_officers(office, browse):
    case = office.submit()
    office.act(case, 'passed-on', comment='Secret remark')

    applicant = browse(office.users['applicant']).get(url('case', case)).content.decode()
    officer = browse(office.users['helpdesk']).get(url('case', case)).content.decode()

    assert 'Secret remark' not in applicant
    assert 'Secret remark' in officer
    assert 'Pass on by disposition' in applicant  # the step and its outcome are no secret


def test_paper_first_is_recorded_on_a_page_of_its_own(office, browse):
    case = office.submit()
    task = office.open_task(case)
    clerk = factories.make_user(username='clerk')
    permit(clerk, Task, 'view', 'record_paper')
    permit(clerk, Case, 'view')
    holder = Appointment.objects.get(user=office.users['head'])
    form = {
        'outcome': 'passed-on',
        'paper-passed-on-acted_at': timezone.localtime().strftime('%Y-%m-%d %H:%M:%S'),
        'paper-passed-on-holder': holder.pk,
        'paper-passed-on-comment': 'Signed on paper',
    }
    client = browse(clerk)

    page = client.get(url('task_record_paper', task)).content.decode()
    without = client.post(url('task_record_paper', task), form)
    scan = SimpleUploadedFile('scan.pdf', factories.make_pdf(), content_type='application/pdf')
    done = client.post(url('task_record_paper', task), {**form, 'paper-passed-on-proof': scan})

    assert 'enctype="multipart/form-data"' in page
    assert without.status_code == 400
    assert done.status_code == 302, done.content.decode()
    assert Task.objects.get(pk=task.pk).on_paper
    shown = browse(office.users['helpdesk']).get(url('case', case)).content.decode()
    assert 'recorded by clerk' in shown
    assert url('document', Document.objects.get(kind='paper-proof')) in shown
    assert browse(office.users['helpdesk']).get(url('task_record_paper', task)).status_code in (200, 403)


def test_an_office_is_delegated_on_a_page_and_revoked(office, browse):
    own = Appointment.objects.get(user=office.users['head'])
    today = timezone.localdate()
    form = {
        'delegate-to': office.users['helpdesk'].pk,
        'delegate-valid_from': today,
        'delegate-valid_until': today + datetime.timedelta(days=2),
        'delegate-capacity': 'daily-acting',
    }

    foreign = browse(office.users['helpdesk']).post(url('appointment_delegate', own), form)
    client = browse(office.users['head'])
    wrong = client.post(url('appointment_delegate', own), {**form, 'delegate-valid_until': '2020-01-01'})
    made = client.post(url('appointment_delegate', own), form)
    delegated = Appointment.objects.get(delegated_by=own)
    page = client.get(url('appointment_delegate', own)).content.decode()
    assert client.get(url('appointment_revoke', delegated)).status_code == 405
    ended = client.post(url('appointment_revoke', delegated))

    assert (foreign.status_code, wrong.status_code, made.status_code, ended.status_code) == (403, 400, 302, 302)
    assert url('appointment_revoke', delegated) in page
    assert not Appointment.objects.get(pk=delegated.pk).is_current
