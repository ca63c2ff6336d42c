"""The engine: who may move a case, when, and that a step happens whole or not at all."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from dcim.models import Device, RackReservation
from ipam.models import IPAddress

from netbox_colocation.exceptions import (
    DataInvalid,
    OutcomeRefused,
    OutcomeUnknown,
    RequestNotReady,
    RoleNotHeld,
    TaskNotOpen,
)
from netbox_colocation.models import Appointment, Case, CaseEvent, Hold, MonitoringTarget, OutboxEntry, Task
from netbox_colocation.workflows import engine, registry
from netbox_colocation.workflows.events import find_broken_links
from netbox_colocation.workflows.outcomes import offered
from tests import factories
from tests.office import STRAIGHT

STEPS = ('1', *STRAIGHT)


def count_rows():
    """Everything that an act could leave behind."""
    models = (Case, Task, CaseEvent, OutboxEntry, Hold, Device, RackReservation, IPAddress, MonitoringTarget)
    return {model.__name__: model.objects.count() for model in models}


# -- The whole walk -----------------------------------------------------------------------------------------------


def test_a_case_walks_row_by_row_to_a_monitored_server(office):
    request = office.make_request()

    case = office.submit(request)
    office.walk_to(case, '12')
    office.act(case, 'reviewed')

    case.refresh_from_db()
    request.refresh_from_db()
    assert list(case.tasks.order_by('pk').values_list('step', flat=True)) == list(STEPS)
    assert (case.state, request.status) == ('completed', 'completed')
    assert not case.tasks.filter(state='open').exists()
    device = request.servers.get().device
    assert (device.rack, device.tenant, device.position) == (office.rack, office.applicant, 1)
    assert device.primary_ip4.status == 'active'
    assert device.monitoring_targets.count() == 1
    assert not RackReservation.objects.filter(rack=office.rack).exists()
    assert find_broken_links(case) == []


def test_nothing_is_monitored_before_row_9(office):
    case = office.submit()

    office.walk_to(case, '9.1')

    assert not MonitoringTarget.objects.exists()
    assert not Device.objects.filter(tenant=office.applicant).exists()


def test_a_refusal_ends_after_row_6_and_leaves_nothing_held(office):
    case = office.submit()
    office.walk_to(case, '4.1')

    office.act(case, 'refused', comment='There is no room for this.')
    office.walk_to(case, '6')
    office.act(case, 'sent-refusal')

    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.subject.status) == ('refused', 'refused')
    assert not Hold.objects.filter(state='active').exists()
    assert not RackReservation.objects.exists()
    assert not IPAddress.objects.filter(status='reserved').exists()


def test_an_acceptance_that_the_head_returns_frees_what_was_held_and_can_be_refused_then(office):
    case = office.submit()
    office.walk_to(case, '5')
    assert Hold.objects.filter(state='active').count() == 1

    office.act(case, 'returned', comment='Not this one.')

    assert office.open_task(case).step == '4.1'
    assert office.open_task(case).round == 2
    assert not Hold.objects.filter(state='active').exists()
    office.act(case, 'refused', comment='The head does not want it.')
    office.walk_to(case, '6')
    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'sent')
    assert [refusal.code for refusal in refused.value.refusals] == ['request-not-accepted']


def test_a_server_that_is_not_what_was_promised_goes_back_to_the_applicant(office):
    case = office.submit()
    task = office.walk_to(case, '8')
    server = case.subject.servers.get()
    answers = office.straight_answers(task) | {f'server_{server.pk}_u_height': '2'}

    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'conforms', **answers)
    assert [refusal.code for refusal in refused.value.refusals] == ['server-differs']

    office.act(case, 'differs', comment='2 U instead of 1 U', **answers)
    assert office.open_task(case).step == '7'
    assert office.open_task(case).round == 2
    office.walk_to(case, '9.1')


def test_a_hold_that_ran_out_is_taken_again_before_the_server_is_installed(office):
    case = office.submit()
    office.walk_to(case, '9.1')
    office.now += datetime.timedelta(days=31)

    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'installed')
    assert [refusal.code for refusal in refused.value.refusals] == ['hold-expired']

    office.act(case, 'held-again')
    with pytest.raises(OutcomeRefused):
        office.act(case, 'held-again')
    office.act(case, 'installed')
    assert case.subject.servers.get().device.rack == office.rack


# -- Who may act --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('step', STRAIGHT)
def test_only_the_role_of_the_step_may_close_it(office, step):
    """Table of every step against everybody else: holders of other roles, an outsider, a superuser."""
    case = office.submit()
    task = office.walk_to(case, step)
    outsiders = {key: user for key, user in office.users.items() if key != task.role_key}
    outsiders['nobody'] = factories.make_user()
    outsiders['superuser'] = factories.make_user(is_superuser=True)
    before = count_rows()

    for name, user in outsiders.items():
        with pytest.raises(RoleNotHeld):
            engine.perform(
                task, STRAIGHT[step], actor=user, now=office.now, data=office.straight_answers(task), comment='ok'
            )
        assert {o.is_possible for o in offered(task, actor=user, now=office.now)} == {False}, name

    assert count_rows() == before
    assert office.open_task(case).step == step


def test_a_role_is_held_from_its_first_day_to_its_last(office):
    case = office.submit()
    appointment = Appointment.objects.get(user=office.users['head'])
    appointment.valid_until = datetime.date(2026, 11, 22)
    appointment.save()

    with pytest.raises(RoleNotHeld):
        office.act(case, 'passed-on')

    appointment.valid_until = datetime.date(2026, 11, 23)
    appointment.save()
    office.act(case, 'passed-on')


def test_the_holder_of_the_same_office_elsewhere_may_not_act(office):
    elsewhere = factories.make_role(key='head')
    stranger = factories.make_user()
    factories.make_appointment(role=elsewhere, user=stranger)
    case = office.submit()

    with pytest.raises(RoleNotHeld):
        engine.perform(office.open_task(case), 'passed-on', actor=stranger, now=office.now)


def test_nobody_decides_on_their_own_draft(office):
    """The helpdesk's writer is also appointed computer officer: the second pair of eyes must be somebody else's."""
    case = office.submit()
    office.walk_to(case, '4.2')
    role = office.agency.procedure_roles.get(key='computer-officer')
    factories.make_appointment(role=role, user=office.users['helpdesk'])

    with pytest.raises(OutcomeRefused) as refused:
        engine.perform(office.open_task(case), 'agreed', actor=office.users['helpdesk'], now=office.now)

    assert [refusal.code for refusal in refused.value.refusals] == ['own-draft']


# -- All or nothing -----------------------------------------------------------------------------------------------


def test_a_request_that_is_not_ready_is_refused_with_every_reason_and_opens_nothing(office):
    request = factories.make_request(procedure=office.version.procedure, applicant=office.applicant, site=office.site)
    before = count_rows()

    with pytest.raises(RequestNotReady) as refused:
        engine.submit(request, actor=office.users['applicant'], now=office.now)

    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [
        ('request-letter-incomplete', 'letter_number'),
        ('request-letter-incomplete', 'letter_date'),
        ('request-letter-incomplete', 'letter_subject'),
        ('request-letter-missing', 'letter_file'),
        ('person-missing', 'administrative_name'),
        ('person-missing', 'technical_name'),
        ('servers-missing', 'servers'),
    ]
    assert count_rows() == before
    request.refresh_from_db()
    assert request.is_draft


def test_a_request_is_submitted_once(office):
    request = office.make_request()
    office.submit(request)

    with pytest.raises(RequestNotReady):
        engine.submit(request, actor=office.users['applicant'], now=office.now)

    assert Case.objects.count() == 1


def test_an_effect_that_fails_leaves_nothing_of_the_step(office, monkeypatch):
    case = office.submit()
    office.walk_to(case, '9.1')
    before = count_rows()

    def explode(situation):
        assert Device.objects.filter(tenant=office.applicant).exists()  # the effect before did its work
        raise RuntimeError('the power failed')

    monkeypatch.setitem(registry.EFFECTS, 'monitoring.register', explode)
    with pytest.raises(RuntimeError):
        office.act(case, 'installed')

    assert count_rows() == before
    assert office.open_task(case).step == '9.1'
    assert find_broken_links(case) == []


def test_a_refused_outcome_leaves_nothing_of_the_step(office):
    """Capacity that is short refuses acceptance with its reasons, and writes no letter, hold or event."""
    case = office.submit(office.make_request(server={'power_draw': 60_000}))
    office.walk_to(case, '4.1')
    before = count_rows()

    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'accepted')

    assert 'capacity-short' in {refusal.code for refusal in refused.value.refusals}
    assert count_rows() == before
    assert not case.documents.filter(kind='reply-letter').exists()


def test_the_same_task_is_not_closed_twice(office):
    case = office.submit()
    task = office.open_task(case)
    office.act(case, 'passed-on')

    with pytest.raises(TaskNotOpen):
        engine.perform(task, 'passed-on', actor=office.users['head'], now=office.now)

    assert case.tasks.filter(step='2.2').count() == 1


# -- Input --------------------------------------------------------------------------------------------------------


def test_an_outcome_that_the_step_does_not_have_is_named(office):
    case = office.submit()

    with pytest.raises(OutcomeUnknown, match='passed-on'):
        office.act(case, 'explode')


def test_a_comment_that_is_demanded_must_be_there(office):
    case = office.submit()
    office.walk_to(case, '4.1')

    with pytest.raises(DataInvalid) as refused:
        office.act(case, 'refused', comment='   ')

    assert [refusal.field for refusal in refused.value.refusals] == ['comment']


def test_answers_are_checked_all_at_once(office):
    case = office.submit()
    office.walk_to(case, '3')

    with pytest.raises(DataInvalid) as refused:
        office.act(case, 'checked', building_electricity='perhaps', surprise=1)

    assert {refusal.field for refusal in refused.value.refusals} == {
        'building_electricity',
        'confirmed_by',
        'surprise',
    }


def test_building_electricity_that_general_affairs_denies_stands_against_acceptance(office):
    case = office.submit()
    office.walk_to(case, '3')
    office.act(case, 'checked', building_electricity='short', confirmed_by='General affairs')

    with pytest.raises(OutcomeRefused) as refused:
        office.act(case, 'accepted')

    assert [refusal.code for refusal in refused.value.refusals] == ['building-electricity-short']


# -- Deadlines ----------------------------------------------------------------------------------------------------


def test_a_chain_of_hand_overs_shares_the_limit_of_its_row(office):
    case = office.submit()
    first = office.open_task(case)
    office.now += datetime.timedelta(hours=3)

    office.act(case, 'passed-on')
    second = office.open_task(case)
    office.act(case, 'passed-on')
    office.act(case, 'passed-on')
    row_3 = office.open_task(case)

    assert first.due_at == datetime.datetime(2026, 11, 24, 2, 0, tzinfo=datetime.UTC)
    assert second.due_at == first.due_at
    assert row_3.due_at > first.due_at


# -- The record ---------------------------------------------------------------------------------------------------


def test_the_record_cannot_be_changed_or_deleted(office):
    case = office.submit()
    office.act(case, 'passed-on')
    closed = case.tasks.filter(state='closed').first()
    event = case.events.first()
    attempts = [
        lambda: CaseEvent.objects.filter(pk=event.pk).update(kind='other'),
        lambda: CaseEvent.objects.filter(pk=event.pk).delete(),
        lambda: Task.objects.filter(pk=closed.pk).update(outcome='other'),
        lambda: Task.objects.filter(pk=closed.pk).update(state='open', outcome='', closed_at=None),
        lambda: Task.objects.filter(pk=closed.pk)._raw_delete('default'),
        lambda: type(office.version).objects.filter(pk=office.version.pk).update(document={}),
    ]

    for attempt in attempts:
        with pytest.raises(IntegrityError, match='part of the record'), transaction.atomic():
            attempt()


def test_a_user_can_be_deleted_and_the_record_keeps_the_name(office):
    case = office.submit()
    office.act(case, 'passed-on')
    name = case.tasks.get(step='2.1').closed_by_name

    office.users['head'].delete()

    task = case.tasks.get(step='2.1')
    assert (task.closed_by, task.closed_by_name) == (None, name)
    assert find_broken_links(case) == []


def test_a_forged_event_breaks_the_chain(office):
    case = office.submit()

    with connection.cursor() as cursor:
        cursor.execute('SET CONSTRAINTS ALL IMMEDIATE')
        cursor.execute('ALTER TABLE netbox_colocation_caseevent DISABLE TRIGGER USER')
        cursor.execute(
            "UPDATE netbox_colocation_caseevent SET actor_name = 'Another' WHERE case_id = %s AND sequence = 3",
            [case.pk],
        )
        cursor.execute('ALTER TABLE netbox_colocation_caseevent ENABLE TRIGGER USER')

    assert find_broken_links(case) == [3]
