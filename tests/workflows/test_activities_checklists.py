"""Checklists: nothing is left out or fails without a word."""

from dataclasses import replace

import pytest
from django.utils import translation

from netbox_colocation.exceptions import DataInvalid
from netbox_colocation.workflows import registry
from tests import factories
from tests.workflows.situations import answer, codes, fields_of, make_situation

pytestmark = pytest.mark.django_db

ITEMS = [
    {'item': 'drivers', 'id': 'Driver', 'en': 'Drivers'},
    {'item': 'load-balancing', 'id': 'Penyeimbang beban', 'en': 'Load balancing'},
]


def make_checklist(**data):
    situation = make_situation(factories.make_request(), 'checklist', params={'items': ITEMS})
    return replace(situation, data=answer(situation, **data)) if data else situation


def close(situation):
    return registry.ACTIVITIES['checklist'].effect(situation)


def test_every_item_is_asked_for_in_the_readers_language():
    with translation.override('id'):
        indonesian = fields_of(make_checklist())
    english = fields_of(make_checklist())

    assert [field.label for field in indonesian.values()][::2] == ['Driver', 'Penyeimbang beban']
    assert english['item_drivers'].label == 'Drivers'
    assert [value for value, _label in english['item_drivers'].choices] == ['done', 'not-applicable', 'failed']


def test_no_item_may_be_skipped():
    with pytest.raises(DataInvalid) as refused:
        make_checklist(item_drivers='done')

    assert [refusal.field for refusal in refused.value.refusals] == ['item_load-balancing']


@pytest.mark.parametrize('verdict', ['failed', 'not-applicable'])
def test_what_failed_or_does_not_apply_needs_a_remark_that_names_the_item(verdict):
    answers = {'item_drivers': 'done', 'item_load-balancing': verdict}

    with pytest.raises(DataInvalid) as refused:
        close(make_checklist(**answers, **{'item_load-balancing_remark': ' '}))

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.field) == ('remark-missing', 'item_load-balancing_remark')
    assert refusal.message.startswith('Load balancing')
    assert close(make_checklist(**answers, **{'item_load-balancing_remark': 'One node only'})) == []


def test_a_list_passes_when_nothing_failed_and_fails_when_something_did():
    passed = make_checklist(**{'item_drivers': 'done', 'item_load-balancing': 'not-applicable'})
    failed = make_checklist(**{'item_drivers': 'failed', 'item_load-balancing': 'failed'})

    assert (codes('checklist.passed', passed), codes('checklist.failed', passed)) == ([], ['nothing-failed'])
    assert (codes('checklist.passed', failed), codes('checklist.failed', failed)) == (['item-failed'] * 2, [])


def test_nothing_stands_against_either_outcome_before_the_list_is_filled_in():
    looked_at = make_checklist()

    assert codes('checklist.passed', looked_at) == codes('checklist.failed', looked_at) == []
