"""Maintenance tickets: what the analysis and the work leave on the ticket."""

from dataclasses import replace

import pytest

from netbox_colocation.exceptions import DataInvalid
from netbox_colocation.models import MaintenanceTicket
from tests.subject_factories import make_ticket
from tests.workflows.situations import answer, codes, fields_of, make_situation, run

pytestmark = pytest.mark.django_db


def stored(ticket):
    return MaintenanceTicket.objects.get(pk=ticket.pk)


def test_a_ticket_says_what_is_wanted():
    assert codes('ticket.described', make_situation(make_ticket())) == []
    assert codes('ticket.described', make_situation(make_ticket(problem=' \n'))) == ['problem-missing']


def test_the_analysis_says_what_kind_of_ticket_it_is_and_how_urgent():
    ticket = make_ticket(kind='request', priority='normal')
    situation = make_situation(ticket, 'ticket.analyse')
    data = answer(situation, analysis='The switch is dead.', kind='incident', priority='urgent')

    assert run('ticket.analyse', replace(situation, data=data)) == ['analysed']

    ticket = stored(ticket)
    assert (ticket.analysis, ticket.kind, ticket.priority) == ('The switch is dead.', 'incident', 'urgent')


def test_the_form_of_the_analysis_begins_with_what_the_applicant_said():
    fields = fields_of(make_situation(make_ticket(kind='incident', priority='high'), 'ticket.analyse'))

    assert (fields['kind'].initial, fields['priority'].initial) == ('incident', 'high')


def test_work_starts_pauses_and_finishes_with_the_solution():
    ticket = make_ticket()
    situation = make_situation(ticket, 'ticket.work')
    states = []
    for effect in ('ticket.start', 'ticket.pause', 'ticket.start'):
        run(effect, situation)
        states.append(stored(ticket).work_status)
    data = answer(situation, work='Switch replaced', materials='1 switch\n2 cables')

    assert run('ticket.finish', replace(situation, data=data)) == ['finished']

    assert states == ['under-way', 'on-hold', 'under-way']
    assert (stored(ticket).work_status, stored(ticket).solution) == ('done', 'Switch replaced')


def test_finishing_elsewhere_keeps_the_solution_that_was_written_before():
    ticket = make_ticket(solution='Switch replaced')

    run('ticket.finish', make_situation(ticket, data={}))

    assert (stored(ticket).work_status, stored(ticket).solution) == ('done', 'Switch replaced')


def test_work_is_described():
    situation = make_situation(make_ticket(), 'ticket.work')

    with pytest.raises(DataInvalid) as refused:
        answer(situation, materials='1 switch')

    assert [refusal.field for refusal in refused.value.refusals] == ['work']


def test_a_step_back_leaves_work_that_has_not_begun():
    ticket = make_ticket(work_status='under-way')

    run('ticket.wait', make_situation(ticket))

    assert stored(ticket).work_status == 'waiting'
