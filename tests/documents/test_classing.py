"""Which class of the archive a paper gets, and what follows for how long it is kept."""

import datetime

import pytest

from netbox_colocation.documents import classing
from netbox_colocation.documents.classing import class_file, class_late, classify
from netbox_colocation.documents.retention import close_file
from netbox_colocation.exceptions import OutcomeRefused
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def case():
    return factories.make_case()


@pytest.fixture
def paper(case):
    return factories.make_document(factories.make_request(case=case), case=case, dated=NOW.date())


def classed(**overrides):
    return factories.make_classification(active_years=2, inactive_years=3, fate='destroy', **overrides)


def test_a_paper_without_a_class_gets_that_of_the_agencys_letters_when_its_case_ends(case, paper):
    factories.make_register(agency=case.agency, classification='500.12')
    rule = classed(code='500.12')

    class_file(case)
    close_file(case, now=NOW)

    paper.refresh_from_db()
    assert (paper.classification, paper.fate) == (rule, 'destroy')
    assert paper.retain_until == paper.closed_on.replace(year=paper.closed_on.year + 5)


def test_the_book_of_its_own_direction_goes_before_that_of_outgoing_letters(case, paper):
    factories.make_register(agency=case.agency, classification='500.12')
    factories.make_register(agency=case.agency, classification='000.5', direction='incoming')
    classed(code='500.12')
    rule = classed(code='000.5')

    class_file(case)

    paper.refresh_from_db()
    assert paper.classification == rule


def test_a_class_that_it_has_is_kept(case, paper):
    factories.make_register(agency=case.agency, classification='500.12')
    classed(code='500.12')
    own = classed(code='000.1')
    classify(paper, own, now=NOW)

    class_file(case)

    paper.refresh_from_db()
    assert paper.classification == own


def test_without_a_book_or_its_class_nothing_is_guessed(case, paper):
    assert class_file(case) == 0
    factories.make_register(agency=case.agency, classification='500.12')
    assert class_file(case) == 0


def test_a_class_given_after_the_file_was_closed_counts_from_that_day(case, paper):
    close_file(case, now=NOW)

    classify(paper, classed(code='500.12'), now=NOW + datetime.timedelta(days=400))

    paper.refresh_from_db()
    assert paper.retain_until.year == paper.closed_on.year + 5


def test_what_cannot_be_its_class_is_refused_with_every_reason(case, paper):
    classify(paper, classed(code='500.12'), now=NOW)

    with pytest.raises(OutcomeRefused) as refused:
        classify(paper, classed(code='000.1', agency=factories.make_tenant()), now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['classified-before', 'class-unknown']


def test_papers_that_no_book_has_a_class_for_keep_no_others_waiting(monkeypatch):
    monkeypatch.setattr(classing, 'BATCH', 1)
    without = factories.make_case(state='completed', closed_at=NOW)
    factories.make_document(factories.make_request(case=without), case=without, dated=NOW.date())
    ended = factories.make_case(state='completed', closed_at=NOW)
    later = factories.make_document(factories.make_request(case=ended), case=ended, dated=NOW.date())
    factories.make_register(agency=ended.agency, classification='500.12')
    rule = classed(code='500.12')

    assert class_late() == 1

    later.refresh_from_db()
    assert later.classification == rule
