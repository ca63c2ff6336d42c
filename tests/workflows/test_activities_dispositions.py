"""Dispositions: an office's own instructions, several at once, and the slips of old."""

import datetime

import pytest

from netbox_colocation.documents.dispositions import INSTRUCTIONS
from netbox_colocation.exceptions import DataInvalid
from netbox_colocation.models import DispositionInstruction
from netbox_colocation.workflows.dispositions import ensure_instructions, instructions_of
from tests import factories
from tests.subject_factories import make_instruction
from tests.workflows.situations import answer, fields_of, make_situation

pytestmark = pytest.mark.django_db


def make_slip(**params):
    return make_situation(factories.make_request(), 'disposition', params=params)


def test_an_office_without_a_list_of_its_own_gets_the_usual_one():
    assert instructions_of(factories.make_tenant()) == dict(INSTRUCTIONS)


def test_an_offices_own_list_takes_the_place_of_the_usual_one_in_its_own_order():
    slip = make_slip()
    for key, weight in (('second', 20), ('first', 10)):
        make_instruction(agency=slip.case.agency, key=key, text=key.capitalize(), weight=weight)
    make_instruction(key='another-office')

    assert fields_of(slip)['instructions'].choices == [('first', 'First'), ('second', 'Second')]


def test_several_instructions_are_ticked_and_nothing_is_required():
    slip = make_slip()

    assert answer(slip, instructions=['follow-up', 'coordinate'], urgency='very-urgent')['instructions'] == [
        'follow-up',
        'coordinate',
    ]
    assert answer(slip) == {'instructions': [], 'note': '', 'urgency': '', 'confidentiality': ''}
    with pytest.raises(DataInvalid):
        answer(slip, instructions=['dance'])


def test_others_are_told_only_where_the_procedure_names_them():
    slip = make_slip(recipients=['head', 'applicant'])
    factories.make_role(agency=slip.case.agency, key='head', name='Kepala Dinas Kominfo')

    assert 'recipients' not in fields_of(make_slip())
    assert fields_of(slip)['recipients'].choices == [('head', 'Kepala Dinas Kominfo')]
    assert answer(slip, recipients=['head'])['recipients'] == ['head']


def test_the_usual_list_becomes_rows_to_edit_once():
    agency = factories.make_tenant()

    made = ensure_instructions(agency)
    made[0].delete()

    assert ensure_instructions(agency) == []
    assert list(instructions_of(agency)) == list(INSTRUCTIONS)[1:]


def test_a_list_that_an_office_began_itself_is_left_alone():
    agency = make_instruction(key='only').agency

    ensure_instructions(agency)

    assert DispositionInstruction.objects.get(agency=agency).key == 'only'


def test_a_team_is_chosen_among_the_holders_of_its_role_of_that_day():
    situation = make_situation(factories.make_request(), 'team.appoint', params={'role': 'team'})
    role = factories.make_role(agency=situation.case.agency, key='team')
    for name in ('Budi', 'Ani', 'Ani'):
        factories.make_appointment(role=role, holder_name=name)
    factories.make_appointment(role=role, holder_name='Left', valid_until=datetime.date(2026, 11, 22))
    factories.make_appointment(role=factories.make_role(key='team'), holder_name='Of another agency')

    assert fields_of(situation)['members'].choices == [('Ani', 'Ani'), ('Budi', 'Budi')]
    assert answer(situation, members=['Ani', 'Budi'])['members'] == ['Ani', 'Budi']


def test_a_team_that_nobody_was_appointed_to_is_named():
    for params in ({}, {'role': 'team'}):
        situation = make_situation(factories.make_request(), 'team.appoint', params=params)

        assert answer(situation, members='Ani\nBudi')['members'] == 'Ani\nBudi'
