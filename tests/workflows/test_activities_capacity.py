"""What only a person can confirm about capacity, and what it counts for."""

import datetime
from dataclasses import replace

import pytest

from netbox_colocation.models import CapacityCheck, Task
from netbox_colocation.workflows import registry
from tests import factories
from tests.workflows.situations import answer, codes, fields_of, make_situation

pytestmark = pytest.mark.django_db

ALL = ['building-electricity', 'domain-name', 'cable']


def make_question(request=None, **params):
    params = {'resources': ['place'], **params}
    return make_situation(request or factories.make_request(), 'capacity.verify', params=params)


def answered(situation, minutes, **data):
    """A closed task of the case, so many minutes after the others."""
    at = factories.NOW + datetime.timedelta(minutes=minutes)
    task = factories.make_task(case=situation.case, data=data, opened_at=at)
    Task.objects.filter(pk=task.pk).update(state='closed', outcome='checked', closed_at=at)


@pytest.mark.parametrize(
    ('params', 'asked'),
    [
        ({}, ['building_electricity', 'confirmed_by']),
        ({'confirmed': []}, []),
        ({'confirmed': [], 'resources': ['place', 'cable']}, ['cable', 'cable_by']),
        (
            {'confirmed': ['domain-name', 'cable']},
            ['domain_name', 'domain_name_by', 'cable', 'cable_by'],
        ),
    ],
)
def test_the_procedure_says_what_is_confirmed_and_one_of_old_means_the_buildings_electricity(params, asked):
    assert list(fields_of(make_question(**params))) == [*asked, 'note']


def test_closing_the_step_checks_and_keeps_what_was_found():
    situation = make_question(factories.make_request(servers=1))

    registry.ACTIVITIES['capacity.verify'].effect(replace(situation, data=answer_all(situation)))

    [finding] = CapacityCheck.objects.get(request=situation.request).findings
    assert (finding['resource'], finding['verdict']) == ('place', 'short')


def answer_all(situation):
    return answer(situation, building_electricity='enough', confirmed_by='General affairs')


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        ({'building_electricity': 'short', 'confirmed_by': 'Rini'}, ['building-electricity-short']),
        ({'domain_name': 'short', 'domain_name_by': 'Tono'}, ['domain-name-short']),
        ({'cable': 'short', 'confirmed_by': 'Tono'}, ['cable-short']),
        ({'building_electricity': 'enough', 'domain_name': 'enough', 'cable': 'enough'}, []),
    ],
)
def test_what_somebody_says_is_short_stands_against_acceptance(data, said):
    situation = make_situation(factories.make_request())
    factories.make_check(situation.request)
    answered(situation, 0, **data)

    assert codes('capacity.enough', situation) == said


def test_the_newest_answer_about_each_thing_counts():
    situation = make_situation(factories.make_request())
    factories.make_check(situation.request)
    answered(situation, 1, cable='short', cable_by='Tono')
    answered(situation, 2, building_electricity='enough', confirmed_by='Rini')
    assert codes('capacity.enough', situation) == ['cable-short']

    answered(situation, 3, cable='enough', cable_by='Tono')

    assert codes('capacity.enough', situation) == []


def test_the_refusal_names_who_said_so():
    situation = make_situation(factories.make_request())
    factories.make_check(situation.request)
    answered(situation, 0, domain_name='short', domain_name_by='Tono')

    [refusal] = registry.GUARDS['capacity.enough'](situation)

    assert refusal.message.startswith('Tono says')


def test_a_step_that_checks_and_decides_at_once_looks_at_the_estate_as_it_is():
    """Nothing was stored yet: the newest check would be that of the round before."""
    request = factories.make_request(servers=1)
    factories.make_check(request, verdict='enough')
    situation = make_question(request, confirmed=['cable'])
    assert codes('capacity.enough', situation) == ['capacity-short']

    factories.make_rack(site=request.site)

    assert codes('capacity.enough', situation) == []
    data = answer(situation, cable='short', cable_by='Tono')
    assert codes('capacity.enough', replace(situation, data=data)) == ['cable-short']


def test_what_the_check_finds_itself_a_person_may_leave_open_or_say_to_be_short():
    situation = make_question(confirmed=[], resources=['place', 'cable'])
    assert [field.required for field in fields_of(situation).values()] == [False, False, False]

    asked = make_question(confirmed=['cable'], resources=['place', 'cable'])
    assert [field.required for field in fields_of(asked).values()] == [True, True, False]


def test_answer_that_was_left_open_takes_nothing_back():
    situation = make_situation(factories.make_request())
    factories.make_check(situation.request)
    answered(situation, 1, cable='short', cable_by='Tono')
    answered(situation, 2, cable='', cable_by='')

    assert codes('capacity.enough', situation) == ['cable-short']
