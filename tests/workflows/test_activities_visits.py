"""Visits: planned ahead, entered in their window, left after they were entered."""

import datetime
from dataclasses import replace

import pytest

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import AccessVisit
from netbox_colocation.workflows import registry
from netbox_colocation.workflows.registry import PaperAct
from tests.factories import NOW
from tests.subject_factories import make_visit
from tests.workflows.situations import answer, codes, fields_of, make_situation, run

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def at_the_door(*, now, data=None, moment='enter', **visit):
    """A visit of today from 10:00 to 12:00 in Padang, with somebody at the door."""
    fields = {'starts_at': NOW + 60 * MINUTE, 'ends_at': NOW + 180 * MINUTE, **visit}
    return make_situation(make_visit(**fields), 'visit.escort', params={'moment': moment}, now=now, data=data)


def test_a_planned_visit_lies_ahead_and_names_its_visitors():
    assert codes('visit.planned', make_situation(make_visit())) == []
    assert codes('visit.planned', make_situation(make_visit(starts_at=NOW, visitors=[' ']))) == [
        'visit-not-ahead',
        'visitors-missing',
    ]


@pytest.mark.parametrize(
    ('minutes', 'said'),
    [(44, ['visit-early']), (45, []), (60, []), (180, []), (181, ['visit-over'])],
)
def test_visitors_enter_in_their_window_or_a_quarter_of_an_hour_before(minutes, said):
    assert codes('visit.in-window', at_the_door(now=NOW + minutes * MINUTE)) == said


def test_the_time_of_entering_that_is_stated_lies_in_the_window_too():
    situation = at_the_door(now=NOW + 70 * MINUTE, data={'entered_at': (NOW + 10 * MINUTE).isoformat()})

    assert codes('visit.in-window', situation) == ['visit-early']


def test_an_act_on_paper_is_judged_by_when_it_happened():
    situation = at_the_door(now=NOW + 600 * MINUTE)
    paper = PaperAct(acted_at=NOW + 61 * MINUTE, holder=None, proof=None)

    assert codes('visit.in-window', situation) == ['visit-over']
    assert codes('visit.in-window', replace(situation, paper=paper)) == []


def test_entering_and_leaving_are_recorded_with_the_escort():
    visit = make_visit(starts_at=NOW, ends_at=NOW + 180 * MINUTE)
    enter = make_situation(visit, 'visit.escort', params={'moment': 'enter'}, now=NOW + 5 * MINUTE)
    data = answer(enter, escort='Dewi', entered_at=(NOW + 2 * MINUTE).isoformat())
    assert run('visit.enter', replace(enter, data=data)) == ['entered']
    leave = make_situation(visit, 'visit.escort', params={'moment': 'leave'}, now=NOW + 90 * MINUTE)
    data = answer(leave, escort='Dewi', left_at=(NOW + 80 * MINUTE).isoformat())

    assert run('visit.leave', replace(leave, data=data)) == ['left']

    visit = AccessVisit.objects.get(pk=visit.pk)
    assert (visit.entered_at, visit.left_at) == (NOW + 2 * MINUTE, NOW + 80 * MINUTE)
    assert visit.escort_name == 'Dewi'


def test_nobody_leaves_before_they_entered():
    visit = make_visit(entered_at=NOW, starts_at=NOW, ends_at=NOW + 60 * MINUTE)
    data = {'left_at': (NOW - MINUTE).isoformat()}

    with pytest.raises(OutcomeRefused) as refused:
        run('visit.leave', make_situation(visit, 'visit.escort', data=data))

    assert [refusal.code for refusal in refused.value.refusals] == ['left-before-entering']
    assert AccessVisit.objects.get(pk=visit.pk).left_at is None


def test_nobody_leaves_who_did_not_enter():
    with pytest.raises(OutcomeRefused) as refused:
        run('visit.leave', make_situation(make_visit(), 'visit.escort', data={}))

    assert [refusal.code for refusal in refused.value.refusals] == ['visit-not-entered']


@pytest.mark.parametrize(('effect', 'key'), [('visit.enter', 'entered_at'), ('visit.leave', 'left_at')])
def test_nothing_is_recorded_that_has_not_happened_yet(effect, key):
    visit = make_visit(entered_at=NOW if effect == 'visit.leave' else None)
    data = {key: (NOW + MINUTE).isoformat()}

    with pytest.raises(OutcomeRefused) as refused:
        run(effect, make_situation(visit, 'visit.escort', data=data))

    assert [refusal.code for refusal in refused.value.refusals] == ['moment-in-future']
    assert getattr(AccessVisit.objects.get(pk=visit.pk), key) == getattr(visit, key)


@pytest.mark.parametrize(
    ('moment', 'asked'),
    [('enter', {'entered_at'}), ('leave', {'left_at'}), (None, {'entered_at', 'left_at'})],
)
def test_the_escort_is_asked_for_the_moment_that_the_row_is_about(moment, asked):
    params = {'moment': moment} if moment else {}

    fields = fields_of(make_situation(make_visit(), 'visit.escort', params=params))

    assert set(fields) == {'escort', 'remark'} | asked


def test_the_guest_book_asks_whether_identity_was_shown_and_for_no_number():
    situation = make_situation(make_visit(), 'visit.record')

    assert set(fields_of(situation)) == {'identity_shown', 'remark'}
    assert answer(situation, identity_shown='yes') == {'identity_shown': 'yes', 'remark': ''}


def test_a_request_that_does_not_conform_needs_a_reason():
    situation = make_situation(make_visit(), 'visit.verify')
    check = registry.ACTIVITIES['visit.verify'].effect

    with pytest.raises(DataInvalid) as refused:
        check(replace(situation, data=answer(situation, conforms='no', remark=' ')))

    assert [refusal.field for refusal in refused.value.refusals] == ['remark']
    assert check(replace(situation, data=answer(situation, conforms='no', remark='Too many people'))) == []
    assert check(replace(situation, data=answer(situation, conforms='yes'))) == []
