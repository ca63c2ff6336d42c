"""Everything that is done to a case beside closing its tasks: claimed, asked, returned, taken back, ended, moved."""

import datetime

import pytest
from django.utils import timezone

from extras.models import Notification

from netbox_colocation.choices import CaseStateChoices, RequestStatusChoices
from netbox_colocation.exceptions import ColocationError, DataInvalid, OutcomeRefused, RoleNotHeld, TaskClaimed
from netbox_colocation.models import Appointment, Case, Task
from netbox_colocation.workflows import engine, outbox
from netbox_colocation.workflows.outcomes import offered
from netbox_colocation.workflows.publishing import load_yaml, publish, shipped_procedures
from netbox_colocation.workflows.replaying import find_deviations
from tests import factories
from tests.office import Office, make_office
from tests.subject_factories import LETTER, make_visit

HOUR = datetime.timedelta(hours=1)


def colleague_of(office: Office, role: str):
    """A second holder of a role."""
    user = factories.make_user()
    user.groups.set(office.users[role].groups.all())
    factories.make_appointment(role=office.agency.procedure_roles.get(key=role), user=user)
    return user


def kinds(case: Case) -> list[str]:
    return list(case.events.order_by('sequence').values_list('kind', flat=True))


class TestClaims:
    def test_a_claimed_task_is_acted_on_by_who_claimed_it(self, office):
        case = office.submit()
        task, colleague = office.open_task(case), colleague_of(office, 'head')
        engine.claim(task, actor=office.users['head'], now=office.now)

        with pytest.raises(TaskClaimed):
            engine.perform(task, 'passed-on', actor=colleague, now=office.now)
        with pytest.raises(TaskClaimed):
            engine.claim(task, actor=colleague, now=office.now)
        assert office.open_task(case).step == '2.1'

        engine.claim(task, actor=colleague, now=office.now, take_over=True)
        engine.perform(task, 'passed-on', actor=colleague, now=office.now)
        assert office.open_task(case).step == '2.2'

    def test_a_task_goes_to_a_colleague_of_the_same_role_only(self, office):
        case = office.submit()
        task, colleague = office.open_task(case), colleague_of(office, 'head')

        with pytest.raises(OutcomeRefused, match='does not hold'):
            engine.hand_over(task, office.users['helpdesk'], actor=office.users['head'], now=office.now)
        engine.hand_over(task, colleague, actor=office.users['head'], now=office.now, comment='I travel')

        task.refresh_from_db()
        assert task.claimed_by == colleague
        with pytest.raises(TaskClaimed):
            engine.perform(task, 'passed-on', actor=office.users['head'], now=office.now)

    def test_a_released_task_is_everybodys(self, office):
        case = office.submit()
        task, colleague = office.open_task(case), colleague_of(office, 'head')
        engine.claim(task, actor=office.users['head'], now=office.now)
        with pytest.raises(OutcomeRefused):
            engine.release_claim(task, actor=colleague, now=office.now)
        engine.release_claim(task, actor=office.users['head'], now=office.now)
        engine.perform(task, 'passed-on', actor=colleague, now=office.now)
        assert kinds(case).count('task-released') == 1

    def test_nobody_claims_for_a_role_they_do_not_hold(self, office):
        case = office.submit()
        with pytest.raises(RoleNotHeld):
            engine.claim(office.open_task(case), actor=office.users['helpdesk'], now=office.now)


class TestQuestions:
    def test_the_time_of_a_task_stands_still_until_the_applicant_answers(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        assert task.due_at.isoformat() == '2026-11-24T02:00:00+00:00'  # one working day after Monday 09:00
        asked = engine.ask(task, 'How many watts?', actor=office.users['helpdesk'], now=office.now + HOUR).opened[0]

        with pytest.raises(OutcomeRefused, match='answer'):
            engine.perform(
                task,
                'checked',
                actor=office.users['helpdesk'],
                now=office.now + HOUR,
                data={'building_electricity': 'enough', 'confirmed_by': 'X'},
            )
        with pytest.raises(RoleNotHeld):
            engine.perform(asked, 'answered', actor=office.users['helpdesk'], now=office.now, data={'answer': '400'})
        two_days_later = office.now + datetime.timedelta(days=2)
        engine.perform(asked, 'answered', actor=office.users['applicant'], now=two_days_later, data={'answer': '400 W'})

        task.refresh_from_db()
        assert not task.is_paused
        # 6.5 working hours were left: six are Wednesday's, half an hour is Thursday's.
        assert task.due_at.isoformat() == '2026-11-26T01:00:00+00:00'
        assert Task.objects.get(pk=asked.pk).data == {'question': 'How many watts?', 'answer': '400 W'}
        assert find_deviations(Case.objects.get(pk=case.pk)) == []

    def test_a_task_asks_one_question_at_a_time(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        engine.ask(task, 'First?', actor=office.users['helpdesk'], now=office.now)
        with pytest.raises(OutcomeRefused):
            engine.ask(task, 'Second?', actor=office.users['helpdesk'], now=office.now)
        with pytest.raises(DataInvalid):
            engine.ask(task, '  ', actor=office.users['helpdesk'], now=office.now)

    def test_a_note_leaves_the_task_open(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        engine.note(task, 'Called general affairs', actor=office.users['helpdesk'], now=office.now)
        assert office.open_task(case) == task
        assert case.events.get(kind='task-noted').data['note'] == 'Called general affairs'


class TestReturning:
    def test_a_case_returns_to_a_step_that_it_passed_and_goes_on_from_there(self, office):
        case = office.submit()
        task = office.walk_to(case, '5')
        assert office.request_of(case).holds.get().state == 'active'

        engine.return_to(task, '3', actor=office.users['head'], now=office.now, comment='Check the UPS again')

        assert office.open_task(case).step == '3'
        assert office.open_task(case).round == 2
        request = office.request_of(case)
        assert request.status == RequestStatusChoices.OPEN
        assert request.holds.get().state == 'released', 'what was decided since is undone'
        assert case.events.get(kind='case-returned').data['reason'] == 'Check the UPS again'
        office.walk_to(case, '12')

    def test_a_return_needs_a_reason_and_a_step_that_was_passed(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        with pytest.raises(DataInvalid):
            engine.return_to(task, '2.1', actor=office.users['helpdesk'], now=office.now, comment='')
        with pytest.raises(OutcomeRefused, match='it can to'):
            engine.return_to(task, '9.1', actor=office.users['helpdesk'], now=office.now, comment='Why')
        assert office.open_task(case) == task

    def test_what_stands_in_a_rack_is_not_returned_from(self, office):
        case = office.submit()
        task = office.walk_to(case, '10')
        with pytest.raises(OutcomeRefused, match='Step 9'):
            engine.return_to(task, '4.1', actor=office.users['helpdesk'], now=office.now, comment='Why')
        assert office.open_task(case) == task

    def test_returned_to_the_applicant_the_request_can_be_corrected_and_is_submitted_again(self, office):
        case = office.submit()
        task = office.walk_to(case, '3')
        engine.return_to(task, '1', actor=office.users['helpdesk'], now=office.now, comment='The letter is unsigned')

        request = office.request_of(case)
        assert request.status == RequestStatusChoices.RETURNED
        request.purpose = 'Corrected'
        request.full_clean()
        request.save()
        office.act(case, 'submitted')
        assert office.request_of(case).status == RequestStatusChoices.OPEN
        assert office.request_of(case).purpose == 'Corrected'
        assert office.open_task(case).step == '2.1'


class TestSteppingBack:
    def test_a_superior_takes_a_step_back_that_somebody_else_made(self, office):
        office.put_above('head-of-division', 'computer-officer')
        office.put_above('computer-officer', 'helpdesk')
        case = office.submit()
        office.walk_to(case, '4.2')
        assert office.request_of(case).holds.get().state == 'active'

        engine.ask_step_back(case, actor=office.users['helpdesk'], now=office.now, comment='Wrong outcome')
        with pytest.raises(RoleNotHeld):
            engine.step_back(case, actor=office.users['helpdesk'], now=office.now, comment='Wrong outcome')
        with pytest.raises(RoleNotHeld):
            engine.step_back(case, actor=office.users['technical-team'], now=office.now, comment='Wrong outcome')
        engine.step_back(case, actor=office.users['head-of-division'], now=office.now, comment='Wrong outcome')

        assert office.open_task(case).step == '4.1'
        assert office.request_of(case).holds.get().state == 'released'
        assert kinds(case)[-2:] == ['step-back', 'task-opened']
        assert find_deviations(Case.objects.get(pk=case.pk)) == []

    def test_without_a_superior_nobody_takes_a_step_back(self, office):
        case = office.submit()
        office.walk_to(case, '4.1')
        with pytest.raises(OutcomeRefused, match='superior'):
            engine.step_back(case, actor=office.users['head'], now=office.now, comment='Why')


class TestEnding:
    def test_a_withdrawn_case_holds_nothing_and_waits_for_nobody(self, office):
        case = office.submit()
        office.walk_to(case, '5')
        with pytest.raises(RoleNotHeld):
            engine.withdraw(case, actor=office.users['helpdesk'], now=office.now, comment='No longer needed')
        engine.withdraw(case, actor=office.users['applicant'], now=office.now, comment='No longer needed')

        case.refresh_from_db()
        assert case.state == CaseStateChoices.WITHDRAWN
        assert not case.tasks.filter(state='open').exists()
        assert office.request_of(case).status == RequestStatusChoices.WITHDRAWN
        assert office.request_of(case).holds.get().state == 'released'
        with pytest.raises(OutcomeRefused, match='ended'):
            engine.withdraw(case, actor=office.users['applicant'], now=office.now, comment='Again')

    def test_what_stands_in_a_rack_is_not_withdrawn(self, office):
        case = office.submit()
        office.walk_to(case, '10')
        with pytest.raises(OutcomeRefused) as refused:
            engine.withdraw(case, actor=office.users['applicant'], now=office.now, comment='No longer needed')
        assert [refusal.code for refusal in refused.value.refusals] == ['cannot-undo']

    def test_cancelling_needs_its_own_permission(self, office):
        case = office.submit()
        with pytest.raises(RoleNotHeld):
            engine.cancel(case, actor=office.users['head'], now=office.now, comment='Duplicate')
        engine.cancel(case, actor=factories.make_user(is_superuser=True), now=office.now, comment='Duplicate')
        case.refresh_from_db()
        assert case.state == CaseStateChoices.CANCELLED
        assert kinds(case)[-3:] == ['task-cancelled', 'case-cancelled', 'case-closed']


class TestPaper:
    def paper(self, office, case, role='head', **overrides):
        office_role = office.agency.procedure_roles.get(key=role)
        fields = {
            'acted_at': office.now - datetime.timedelta(days=3),
            'holder': office_role.appointments.get(),
            'proof': office.upload(case, 'paper-proof'),
            **overrides,
        }
        return engine.PaperAct(**fields)

    def test_an_act_on_paper_is_recorded_for_its_holder_with_its_day_and_proof(self, office):
        case = office.submit()
        task, helpdesk = office.open_task(case), office.users['helpdesk']
        engine.perform(task, 'passed-on', actor=helpdesk, now=office.now, paper=self.paper(office, case))

        task.refresh_from_db()
        assert task.on_paper
        assert task.closed_by == office.users['head']
        assert task.recorded_by == helpdesk
        assert task.acted_at == office.now - datetime.timedelta(days=3)
        event = case.events.get(kind='task-closed', task=task)
        assert event.actor == office.users['head']
        assert event.data['recorded_by'] == str(helpdesk)

    @pytest.mark.parametrize(
        ('role', 'overrides', 'code'),
        [
            ('head', {'acted_at': datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)}, 'paper-in-future'),
            ('helpdesk', {}, 'paper-holder'),
            ('head', {'acted_at': datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)}, 'paper-holder'),
        ],
    )
    def test_what_cannot_have_happened_is_not_recorded(self, office, role, overrides, code):
        case = office.submit()
        with pytest.raises(DataInvalid) as refused:
            engine.perform(
                office.open_task(case),
                'passed-on',
                actor=office.users['helpdesk'],
                now=office.now,
                paper=self.paper(office, case, role, **overrides),
            )
        assert [refusal.code for refusal in refused.value.refusals] == [code]
        assert office.open_task(case).step == '2.1'

    def test_without_the_permission_nobody_records_for_others(self, office):
        case = office.submit()
        paper = self.paper(office, case)
        with pytest.raises(RoleNotHeld):
            engine.perform(
                office.open_task(case), 'passed-on', actor=office.users['applicant'], now=office.now, paper=paper
            )


class TestMoving:
    def changed(self, change) -> dict:
        raw = load_yaml(shipped_procedures()['sumbar-colocation'])
        change(raw)
        return raw

    def test_a_running_case_keeps_its_version_until_it_is_moved(self, office):
        case = office.submit()
        raw = self.changed(lambda raw: raw['rows'][2].update(limit='3 days'))
        newer = publish(raw, agency=office.agency, actor=None, now=office.now)
        case.refresh_from_db()
        assert case.version == office.version

        chief = factories.make_user(is_superuser=True)
        with pytest.raises(RoleNotHeld):
            engine.move_to_version(case, newer, actor=office.users['head'], now=office.now, comment='New times')
        engine.move_to_version(case, newer, actor=chief, now=office.now, comment='New times')

        case = Case.objects.get(pk=case.pk)
        assert case.version == newer
        office.walk_to(case, '3')
        assert office.open_task(case).due_at - office.now == datetime.timedelta(days=3)
        assert find_deviations(Case.objects.get(pk=case.pk)) == []

    def test_a_case_does_not_move_to_where_it_cannot_stand(self, office):
        case = office.submit()
        raw = self.changed(lambda raw: raw['rows'][1].update(by=['head-of-division', 'head', 'computer-officer']))
        newer = publish(raw, agency=office.agency, actor=None, now=office.now)
        with pytest.raises(OutcomeRefused, match=r'gives step 2\.1 to head-of-division'):
            engine.move_to_version(
                case, newer, actor=factories.make_user(is_superuser=True), now=office.now, comment='Why not'
            )
        assert Case.objects.get(pk=case.pk).version == office.version


class TestOutsideChecks:
    def test_an_outcome_waits_for_the_newest_result_of_every_check(self, office):
        raw = load_yaml(shipped_procedures()['sumbar-colocation'])
        outcome = raw['rows'][2]['outcomes']['checked']
        outcome['if'] = ['check.passed']
        raw['rows'][2]['with']['checks'] = ['vulnerability-scan']
        publish(raw, agency=office.agency, actor=None, now=office.now)
        case = office.submit()
        task = office.walk_to(case, '3')
        scanner = factories.make_user(is_superuser=True)

        def codes() -> list[str]:
            offer = offered(Task.objects.get(pk=task.pk), actor=office.users['helpdesk'], now=office.now)[0]
            return [refusal.code for refusal in offer.refusals]

        assert codes() == ['check-awaited']
        report = {'actor': scanner, 'now': office.now}
        engine.report_check(case, 'vulnerability-scan', passed=False, detail='2 critical', **report)
        assert codes() == ['check-failed']
        engine.report_check(case, 'vulnerability-scan', passed=True, url='https://scan.example/1', **report)
        assert codes() == []

    def test_a_check_is_reported_with_permission_and_a_name(self, office):
        case = office.submit()
        with pytest.raises(RoleNotHeld):
            engine.report_check(case, 'scan', passed=True, actor=office.users['helpdesk'], now=office.now)
        with pytest.raises(DataInvalid) as refused:
            engine.report_check(
                case,
                ' ',
                passed=True,
                url='javascript:alert(1)',
                actor=factories.make_user(is_superuser=True),
                now=office.now,
            )
        assert [refusal.code for refusal in refused.value.refusals] == ['check-missing', 'check-url']


def test_every_refusal_leaves_the_case_as_it_was(office):
    """Every act by somebody who may not: nothing is recorded."""
    case = office.submit()
    task, stranger = office.open_task(case), factories.make_user()
    before = case.events.count()
    for act in (
        lambda: engine.claim(task, actor=stranger, now=office.now),
        lambda: engine.release_claim(task, actor=stranger, now=office.now),
        lambda: engine.hand_over(task, stranger, actor=stranger, now=office.now),
        lambda: engine.ask(task, 'Why?', actor=stranger, now=office.now),
        lambda: engine.note(task, 'Note', actor=stranger, now=office.now),
        lambda: engine.return_to(task, '1', actor=stranger, now=office.now, comment='Why'),
        lambda: engine.step_back(case, actor=stranger, now=office.now, comment='Why'),
        lambda: engine.ask_step_back(case, actor=stranger, now=office.now, comment='Why'),
        lambda: engine.withdraw(case, actor=stranger, now=office.now, comment='Why'),
        lambda: engine.cancel(case, actor=stranger, now=office.now, comment='Why'),
        lambda: engine.report_check(case, 'scan', passed=True, actor=stranger, now=office.now),
        lambda: engine.move_to_version(case, office.version, actor=stranger, now=office.now, comment='Why'),
    ):
        with pytest.raises(ColocationError):
            act()
    assert case.events.count() == before


@pytest.mark.django_db
def test_who_a_disposition_names_for_information_is_told():
    office = make_office('sumbar-access')
    now = timezone.now()
    subject = make_visit(
        procedure=office.version.procedure,
        applicant=office.applicant,
        site=office.site,
        starts_at=now + HOUR,
        ends_at=now + 3 * HOUR,
        **LETTER,
    )
    office.attach_letter(subject)
    case = engine.submit(subject, actor=office.users['applicant'], now=now).case
    escort = Appointment.objects.get(user=office.users['technical-team'])
    for outcome in ('passed-on', 'passed-on', 'reported', 'approved', 'instructed'):
        task = office.open_task(case)
        answers = {'conforms': 'yes'} if outcome == 'reported' else {}
        if outcome == 'instructed':
            answers = {'recipients': ['technical-team'], 'escort': str(escort.pk)}
        engine.perform(task, outcome, actor=office.users[task.role_key], now=now, data=answers)
    assert not Notification.objects.filter(user=office.users['technical-team']).exists()

    outbox.deliver_due(now=now)

    told = Notification.objects.filter(user=office.users['technical-team'])
    assert {notification.event_type for notification in told} == {'colocation_task_closed', 'colocation_escort_named'}


def test_a_step_that_gave_back_what_was_held_is_decided_again_not_taken_back(office):
    office.put_above('head-of-division', 'computer-officer')
    case = office.submit()
    office.walk_to(case, '4.2')
    office.act(case, 'returned', comment='The date is wrong')
    with pytest.raises(OutcomeRefused, match='decide again'):
        engine.step_back(case, actor=office.users['head-of-division'], now=office.now, comment='A mistake')
    assert office.open_task(case).step == '4.1'
