"""What waits for whom: the queries of the inbox, delegation, and what an applicant reads of the record."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused, RoleNotHeld
from netbox_colocation.models import Appointment, CaseEvent, Task
from netbox_colocation.workflows import engine, inbox
from netbox_colocation.workflows.delegation import delegate, revoke
from netbox_colocation.workflows.disclosure import disclose, reads_as_applicant
from tests import factories
from tests.office import MONDAY

TODAY = MONDAY.date()
NONE = inbox.Filters()


def standing(user, now=MONDAY):
    return inbox.standing_of(user, now=now)


def mine(user, filters=NONE, now=MONDAY, **options):
    return list(inbox.find_mine(standing(user, now), filters, now=now, **options))


def test_a_task_waits_for_the_holders_of_its_role_and_nobody_else(office):
    task = office.open_task(office.submit())

    assert {role for role, user in office.users.items() if mine(user) == [task]} == {'head'}


def test_an_appointment_that_is_over_brings_no_tasks(office):
    office.submit()
    Appointment.objects.filter(user=office.users['head']).update(valid_until=TODAY - datetime.timedelta(days=1))

    assert mine(office.users['head']) == []
    assert inbox.count_waiting(office.users['head'], now=MONDAY).open == 0


def test_a_question_waits_for_the_applicant_and_its_task_for_the_answer(office):
    case = office.submit()
    task = office.open_task(case)

    asked = engine.ask(task, 'Which rack?', actor=office.users['head'], now=MONDAY).opened[0]

    assert mine(office.users['applicant']) == [asked]
    assert mine(office.users['head']) == []
    assert list(inbox.find_waiting(standing(office.users['head']), NONE, now=MONDAY)) == [asked]


def test_tasks_come_soonest_due_first_and_those_without_limit_last(office):
    role = office.agency.procedure_roles.get(key='head')
    case = factories.make_case(version=office.version, applicant=office.applicant)
    hours = (5, None, 1, 3)
    made = [
        factories.make_task(case=case, role=role, due_at=MONDAY + datetime.timedelta(hours=due) if due else None)
        for due in hours
    ]

    assert mine(office.users['head']) == [made[2], made[3], made[0], made[1]]


def test_counts_say_how_many_are_open_and_late_in_each_role(office):
    role = office.agency.procedure_roles.get(key='head')
    other = office.agency.procedure_roles.get(key='helpdesk')
    factories.make_appointment(role=other, user=office.users['head'])
    case = factories.make_case(version=office.version, applicant=office.applicant)
    late = MONDAY - datetime.timedelta(hours=1)
    for due in (late, late, None):
        factories.make_task(case=case, role=role, due_at=due)
    factories.make_task(case=case, role=other)

    counted = inbox.count_by_role(standing(office.users['head']), now=MONDAY)

    assert counted == {role.pk: inbox.Waiting(open=3, late=2), other.pk: inbox.Waiting(open=1, late=0)}
    assert inbox.count_waiting(office.users['head'], now=MONDAY) == inbox.Waiting(open=4, late=2)


def test_counting_stops_at_the_most_and_closed_tasks_never_count(office, monkeypatch):
    monkeypatch.setattr(inbox, 'MOST', 3)
    monkeypatch.setattr(inbox, 'MOST_IN_MENU', 2)
    role = office.agency.procedure_roles.get(key='head')
    case = factories.make_case(version=office.version, applicant=office.applicant)
    for _ in range(5):
        factories.make_task(case=case, role=role)
    factories.make_task(case=case, role=role, state='closed', outcome='x', closed_at=MONDAY)

    assert inbox.count_waiting(office.users['head'], now=MONDAY).open == 2
    assert inbox.count_by_role(standing(office.users['head']), now=MONDAY)[role.pk].open == 3


def test_the_counter_of_the_menu_is_one_query(office):
    office.submit()

    with CaptureQueriesContext(connection) as captured:
        inbox.count_waiting(office.users['head'], now=MONDAY)

    assert len(captured) == 1
    assert 'LIMIT' in captured[0]['sql']


def test_an_officer_who_represents_an_agency_too_has_both(office):
    user = office.users['head']
    factories.make_representative(user=user, tenant=office.applicant)
    case = office.submit()
    task = office.open_task(case)
    asked = engine.ask(
        office.walk_to(office.submit(), '3'), 'Which?', actor=office.users['helpdesk'], now=MONDAY
    ).opened[0]

    assert set(mine(user)) == {task, asked}
    assert mine(user, role=0) == [asked]
    assert mine(user, role=task.role_id) == [task]
    assert inbox.count_waiting(user, now=MONDAY).open == 2


def test_a_role_that_one_does_not_hold_shows_nothing(office):
    task = office.open_task(office.submit())

    assert mine(office.users['helpdesk'], role=task.role_id) == []


@pytest.mark.parametrize(
    ('due', 'found'), [('late', ['past']), ('today', ['soon']), ('week', ['soon', 'friday']), ('', None)]
)
def test_due_filters_know_late_today_and_this_week(office, due, found):
    role = office.agency.procedure_roles.get(key='head')
    case = factories.make_case(version=office.version, applicant=office.applicant)
    moments = {
        'past': MONDAY - datetime.timedelta(minutes=1),
        'soon': MONDAY + datetime.timedelta(hours=2),
        'friday': MONDAY + datetime.timedelta(days=4),
        'next': MONDAY + datetime.timedelta(days=8),
    }
    for name, moment in moments.items():
        factories.make_task(case=case, role=role, step=name, due_at=moment)

    assert [task.step for task in mine(office.users['head'], inbox.Filters(due=due))] == (found or list(moments))


def test_text_and_procedure_and_claim_narrow_the_list(office):
    user = office.users['head']
    first = office.open_task(office.submit(office.make_request(name='Health server')))
    second = office.open_task(office.submit(office.make_request(name='Tax server')))
    engine.claim(second, actor=user, now=MONDAY)

    assert mine(user, inbox.Filters(text='tax')) == [second]
    assert mine(user, inbox.Filters(text=first.case.number)) == [first]
    assert mine(user, inbox.Filters(procedure=office.version.procedure_id)) == [first, second]
    assert mine(user, inbox.Filters(procedure=factories.make_procedure().pk)) == []
    assert mine(user, inbox.Filters(claim='mine')) == [second]
    assert mine(user, inbox.Filters(claim='free')) == [first]


def test_waiting_on_others_shows_the_agencys_cases_and_the_applicants_own(office):
    case = office.submit()
    task = office.open_task(case)
    stranger = factories.make_user()
    factories.make_representative(user=stranger)

    waiting = {
        name: list(inbox.find_waiting(standing(user), NONE, now=MONDAY))
        for name, user in {**office.users, 'stranger': stranger}.items()
    }

    assert waiting['head'] == []
    assert waiting['helpdesk'] == [task]
    assert waiting['applicant'] == [task]
    assert waiting['stranger'] == []


def test_who_holds_nothing_any_more_still_sees_the_cases_they_acted_in(office):
    case = office.submit()
    office.act(case, 'passed-on')
    office.submit()
    Appointment.objects.filter(user=office.users['head']).update(valid_until=TODAY - datetime.timedelta(days=1))

    assert list(inbox.find_waiting(standing(office.users['head']), NONE, now=MONDAY)) == [office.open_task(case)]


def test_only_the_cases_that_one_acted_in(office):
    case = office.submit()
    office.act(case, 'passed-on')
    office.submit()
    user = office.users['head']

    acted = inbox.find_waiting(standing(user), inbox.Filters(acted=True), now=MONDAY)

    assert list(acted) == [office.open_task(case)]
    assert [task.step for task in inbox.find_done(standing(user), NONE, now=MONDAY)] == ['2.1']


def test_a_page_costs_the_same_queries_for_two_and_for_twenty_tasks(office):
    user, counts = office.users['head'], []
    user.get_all_permissions()  # read once for each request
    for size in (2, 20):
        while Task.objects.filter(role__key='head', state='open').count() < size:
            office.submit()
        tasks = inbox.find_mine(standing(user), NONE, now=MONDAY)
        with CaptureQueriesContext(connection) as captured:
            rows, _more = inbox.fetch(tasks, offset=0, size=50, visible=Task.objects.restrict(user, 'view'))
            for row in rows:
                assert str(row.case.subject)
                assert str(row.case.applicant)
        assert len(rows) == size
        counts.append(len(captured))

    assert counts[0] == counts[1]


# -- Delegation ---------------------------------------------------------------------------------------------------


def away(office, to, **overrides):
    fields = {
        'to': to,
        'valid_from': TODAY,
        'valid_until': TODAY + datetime.timedelta(days=4),
        'actor': office.users['head'],
        'now': MONDAY,
        **overrides,
    }
    return delegate(Appointment.objects.get(user=office.users['head']), **fields)


def test_a_stand_in_acts_in_the_delegated_days_as_plh(office):
    stand_in = office.users['helpdesk']
    made = away(office, stand_in)
    task = office.open_task(office.submit())

    performed = engine.perform(task, 'passed-on', actor=stand_in, now=MONDAY)

    assert (made.capacity, made.delegated_by.user) == ('daily-acting', office.users['head'])
    assert made.holder_name == 'Holder of helpdesk'
    event = performed.case.events.filter(kind='task-closed').last()
    assert event.data['capacity'] == 'daily-acting'
    assert mine(stand_in, now=MONDAY + datetime.timedelta(days=7)) == []


def test_revoking_ends_it_at_once(office):
    stand_in = office.users['helpdesk']
    made = away(office, stand_in)
    task = office.open_task(office.submit())

    revoke(made, actor=office.users['head'], now=MONDAY)

    assert task not in mine(stand_in)
    with pytest.raises(RoleNotHeld):
        engine.perform(task, 'passed-on', actor=stand_in, now=MONDAY)
    with pytest.raises(OutcomeRefused, match='is over'):
        revoke(made, actor=office.users['head'], now=MONDAY)


@pytest.mark.parametrize(
    ('overrides', 'code'),
    [
        ({'valid_from': TODAY - datetime.timedelta(days=1)}, 'delegation-dates'),
        ({'valid_until': TODAY - datetime.timedelta(days=1)}, 'delegation-dates'),
        ({'valid_until': TODAY + datetime.timedelta(days=400)}, 'delegation-dates'),
        ({'capacity': 'definitive'}, 'delegation-capacity'),
    ],
)
def test_wrong_days_and_capacities_are_refused(office, overrides, code):
    before = Appointment.objects.count()

    with pytest.raises(DataInvalid) as refused:
        away(office, office.users['helpdesk'], **overrides)

    assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert Appointment.objects.count() == before


def test_an_office_is_not_delegated_to_oneself_or_switched_off_accounts_or_twice(office):
    off = factories.make_user(is_active=False)
    away(office, office.users['helpdesk'])

    codes = []
    for to in (office.users['head'], off, office.users['helpdesk']):
        with pytest.raises(OutcomeRefused) as refused:
            away(office, to)
        codes.append(refused.value.refusals[0].code)

    assert codes == ['delegation-self', 'delegation-inactive', 'delegation-held']


def test_a_delegated_office_is_not_delegated_on(office):
    made = away(office, office.users['helpdesk'])

    with pytest.raises(OutcomeRefused) as refused:
        delegate(
            made,
            to=office.users['technical-team'],
            valid_from=TODAY,
            valid_until=TODAY,
            actor=office.users['helpdesk'],
            now=MONDAY,
        )

    assert refused.value.refusals[0].code == 'delegated-on'


def test_only_the_holder_delegates_and_revokes(office):
    made = away(office, office.users['helpdesk'])

    with pytest.raises(RoleNotHeld):
        away(office, office.users['technical-team'], actor=office.users['technical-team'])
    with pytest.raises(RoleNotHeld):
        revoke(made, actor=office.users['helpdesk'], now=MONDAY)


# -- What an applicant reads --------------------------------------------------------------------------------------


def test_an_applicant_reads_steps_and_its_own_words_but_no_officers_remarks(office):
    case = office.submit()
    task = office.open_task(case)
    engine.note(task, 'Between us: unlikely.', actor=office.users['head'], now=MONDAY)
    engine.claim(task, actor=office.users['head'], now=MONDAY)
    asked = engine.ask(task, 'Which rack?', actor=office.users['head'], now=MONDAY).opened[0]
    engine.perform(asked, 'answered', actor=office.users['applicant'], now=MONDAY, data={'answer': 'The left one.'})
    office.act(case, 'passed-on', comment='Secret remark')

    events = CaseEvent.objects.filter(case=case).order_by('sequence')
    shown = disclose(case, events, to_applicant=True)
    everything = str([event.data for event in shown])

    assert 'Between us' not in everything
    assert 'Secret remark' not in everything
    assert 'Which rack?' in everything
    assert 'The left one.' in everything
    assert {'task-noted', 'task-claimed'}.isdisjoint(event.kind for event in shown)
    closed = next(event for event in shown if event.kind == 'task-closed' and event.data['step'] == '2.1')
    assert closed.data == {'step': '2.1', 'role': 'head', 'outcome': 'passed-on'}
    assert closed.actor_name == ''
    assert len(disclose(case, events, to_applicant=False)) == events.count()


def test_what_comes_back_to_the_applicant_says_why(office):
    case = office.submit()
    task = office.open_task(case)
    engine.return_to(task, '1', actor=office.users['head'], now=MONDAY, comment='The letter is unsigned.')

    shown = disclose(case, case.events.order_by('sequence'), to_applicant=True)

    returned = next(event for event in shown if event.kind == 'case-returned')
    assert returned.data == {'step': '1', 'reason': 'The letter is unsigned.'}


def test_only_representatives_without_an_office_read_as_applicants(office):
    case = office.submit()
    both = factories.make_user()
    factories.make_representative(user=both, tenant=office.applicant)
    factories.make_appointment(user=both, role=office.agency.procedure_roles.get(key='head'))
    auditor = factories.make_user()

    readers = [office.users['applicant'], office.users['head'], both, auditor]

    assert [reads_as_applicant(user, case, now=MONDAY) for user in readers] == [True, False, False, False]
