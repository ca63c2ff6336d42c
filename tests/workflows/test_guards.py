"""Guards about papers and outside checks, whatever the case is about."""

import datetime

import pytest

from netbox_colocation.models import AccessVisit
from netbox_colocation.workflows import events
from netbox_colocation.workflows.registry import EFFECTS, IRREVERSIBLE, UNDOES, vocabulary
from tests import factories
from tests.subject_factories import LETTER, make_paper, make_ticket, make_visit, open_case
from tests.workflows.situations import codes, make_situation, run

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def report(situation, check, *, passed, minutes=1, detail=''):
    """The report of an outside check, so long after the task was opened."""
    events.record(
        situation.case,
        'check-reported',
        now=factories.NOW + minutes * MINUTE,
        data={'check': check, 'passed': passed, 'detail': detail, 'url': ''},
    )


def wait_for(*checks):
    return make_situation(make_visit(), params={'checks': list(checks)})


def test_a_visit_and_a_ticket_need_their_letter_as_a_request_does():
    for subject in (make_visit(), make_ticket()):
        assert codes('letter.attached', make_situation(subject)) == [
            *['request-letter-incomplete'] * 3,
            'request-letter-missing',
            'person-missing',
            'person-missing',
        ]
    visit = make_visit(**LETTER)
    make_paper(visit)

    assert codes('letter.attached', make_situation(visit)) == []


def test_opening_puts_the_letter_into_the_file_of_a_visit():
    visit = make_visit(**LETTER)
    letter = make_paper(visit)
    situation = make_situation(visit)

    assert run('request.open', situation) == ['opened']

    letter.refresh_from_db()
    assert letter.case == situation.case
    assert AccessVisit.objects.get(pk=visit.pk).status == 'open'


@pytest.mark.parametrize(('effect', 'status'), [('request.accept', 'accepted'), ('request.refuse', 'refused')])
def test_a_decision_about_any_subject_comes_back_to_an_open_question(effect, status):
    visit = make_visit()
    situation = make_situation(visit)

    run(effect, situation)
    assert AccessVisit.objects.get(pk=visit.pk).status == status
    run(UNDOES[effect], situation)

    assert AccessVisit.objects.get(pk=visit.pk).status == 'open'


def test_a_paper_is_present_when_the_file_has_one_of_its_kind():
    visit = make_visit()
    situation = make_situation(visit, params={'kind': 'access-report'})
    make_paper(visit)
    make_paper(make_visit(), kind='access-report')
    assert codes('document.present', situation) == ['document-absent']

    make_paper(visit, kind='access-report')

    assert codes('document.present', situation) == []


def test_every_outside_check_is_waited_for():
    situation = wait_for('firewall', 'backup')
    report(situation, 'firewall', passed=True)
    report(situation, 'something-else', passed=True)

    assert codes('check.passed', situation) == ['check-awaited']

    report(situation, 'backup', passed=True)
    assert codes('check.passed', situation) == []


def test_the_last_report_of_a_check_counts():
    situation = wait_for('firewall')
    report(situation, 'firewall', passed=True)
    report(situation, 'firewall', passed=False, minutes=2)
    assert codes('check.passed', situation) == ['check-failed']

    report(situation, 'firewall', passed=True, minutes=3)

    assert codes('check.passed', situation) == []


def test_a_report_of_the_round_before_says_nothing_about_this_one():
    situation = wait_for('firewall')
    report(situation, 'firewall', passed=True, minutes=-1)

    assert codes('check.passed', situation) == ['check-awaited']


def test_a_report_about_another_case_says_nothing_about_this_one():
    situation, other = wait_for('firewall'), wait_for('firewall')
    report(other, 'firewall', passed=True)

    assert codes('check.passed', situation) == ['check-awaited']


def test_every_undo_is_an_effect_that_needs_no_parameters_of_its_own():
    """It runs with the parameters of the outcome that it takes back, which need not be its own."""
    needed = vocabulary().effects
    for effect, undo in UNDOES.items():
        assert undo == IRREVERSIBLE or undo in EFFECTS, effect
        assert undo == IRREVERSIBLE or needed[undo] <= needed[effect], effect


def test_releasing_a_hold_leaves_the_decision_as_it_is():
    request = factories.make_request()
    open_case(request)
    request.status = 'accepted'
    request.save_state('status')
    hold = factories.make_hold(request)

    assert run('hold.release', make_situation(request)) == ['released']

    hold.refresh_from_db()
    request.refresh_from_db()
    assert (hold.state, request.status) == ('released', 'accepted')
    assert run('hold.release', make_situation(request)) == []
