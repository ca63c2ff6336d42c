"""What the steps of a visit ask, and what their guards and effects say beside the whole walks of `test_visit_walks`."""

import datetime
from dataclasses import replace

import pytest

from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import AccessVisit
from netbox_colocation.workflows import registry
from netbox_colocation.workflows.registry import PaperAct
from tests import factories
from tests.factories import NOW
from tests.office import make_office
from tests.subject_factories import make_visit, open_case
from tests.workflows.situations import answer, codes, fields_of, make_situation, run

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def make_allowed(**fields):
    """A visit of today that was approved, from 10:00 to 12:00 in Padang."""
    visit = make_visit(**{'starts_at': NOW + 60 * MINUTE, 'ends_at': NOW + 180 * MINUTE, **fields})
    make_situation(visit)
    visit.status = 'accepted'
    visit.save_state('status')
    return visit


def at_the_door(*, now, data=None, moment='enter', **visit):
    return make_situation(make_allowed(**visit), 'visit.escort', params={'moment': moment}, now=now, data=data)


def test_a_planned_visit_lies_ahead_and_names_its_visitors():
    assert codes('visit.planned', make_situation(make_visit())) == []
    past = make_visit(starts_at=NOW, visitors=[])
    situation = make_situation(past)
    past.status = 'draft'
    assert codes('visit.planned', situation) == ['visit-in-past', 'visitors-missing']


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


def test_nobody_leaves_who_did_not_enter():
    with pytest.raises(OutcomeRefused) as refused:
        run('visit.leave', make_situation(make_visit(), 'visit.escort', data={}))

    assert [refusal.code for refusal in refused.value.refusals] == ['visit-not-entered']


def test_nothing_is_recorded_that_has_not_happened_yet():
    visit = make_visit(entered_at=NOW)
    data = {'left_at': (NOW + MINUTE).isoformat()}

    with pytest.raises(OutcomeRefused) as refused:
        run('visit.leave', make_situation(visit, 'visit.escort', data=data))

    assert [refusal.code for refusal in refused.value.refusals] == ['moment-in-future']
    assert AccessVisit.objects.get(pk=visit.pk).left_at is None


@pytest.mark.parametrize(
    ('moment', 'asked'),
    [('enter', {'escort', 'entered_at'}), ('leave', {'left_at'}), (None, {'escort', 'entered_at', 'left_at'})],
)
def test_the_escort_is_asked_for_the_moment_that_the_row_is_about(moment, asked):
    params = {'moment': moment} if moment else {}
    version = make_office('sumbar-access').version
    visit = make_visit(procedure=version.procedure)
    open_case(visit, version=version)

    fields = fields_of(make_situation(visit, 'visit.escort', params=params))

    assert set(fields) == {'remark'} | asked


def test_who_is_inside_is_asked_for_the_badge_when_they_leave():
    visit = make_visit(entered_at=NOW)
    ani = visit.visitors.order_by('pk').first()
    ani.admitted_at = NOW
    ani.save()

    fields = fields_of(make_situation(visit, 'visit.escort', params={'moment': 'leave'}))

    assert set(fields) == {'left_at', 'remark', f'visitor_{ani.pk}_badge_returned', f'visitor_{ani.pk}_remark'}


def test_what_an_emergency_recorded_is_not_asked_again():
    visit = make_visit(entered_at=NOW, left_at=NOW + MINUTE, is_emergency=True)

    assert set(fields_of(make_situation(visit, 'visit.record'))) == {'remark'}
    assert set(fields_of(make_situation(visit, 'visit.escort'))) == {'remark'}


def test_the_guest_book_asks_who_is_here_and_whether_identity_was_shown_and_for_no_number():
    visit = make_visit(visitors=['Ani'])
    key = f'visitor_{visit.visitors.get().pk}'

    fields = fields_of(make_situation(visit, 'visit.record'))

    asked = {f'{key}_{name}' for name in ('came', 'badge', 'identity', 'rules', 'remark')}
    assert set(fields) == asked | {'remark'}
    assert fields[f'{key}_identity'].kind == 'boolean'


def test_a_request_that_does_not_conform_needs_a_reason():
    situation = make_situation(make_visit(), 'visit.verify')
    check = registry.ACTIVITIES['visit.verify'].effect

    with pytest.raises(DataInvalid) as refused:
        check(replace(situation, data=answer(situation, conforms='no', remark=' ')))

    assert [refusal.field for refusal in refused.value.refusals] == ['remark']
    assert check(replace(situation, data=answer(situation, conforms='no', remark='Too many people'))) == []
    assert check(replace(situation, data=answer(situation, conforms='yes'))) == []


def test_the_word_is_asked_for_racks_without_anything_of_theirs_and_pictures_where_they_are_wanted():
    own, shared = factories.make_rack(), factories.make_rack()
    visit = make_visit(racks=[own])
    factories.make_device(own, tenant=visit.applicant)
    assert set(fields_of(make_situation(visit, 'visit.verify'))) == {'conforms', 'remark'}

    other = make_visit(racks=[shared], wants_photos=True)

    fields = fields_of(make_situation(other, 'visit.verify'))
    assert set(fields) == {'conforms', 'word', 'photos_allowed', 'remark'}
    assert str(shared) in fields['word'].help
