"""The shipped procedures say what the agencies' sheets say: no row, role, time, requirement or output differs."""

import itertools
from pathlib import Path

import pytest
import yaml

from netbox_colocation.constants import APPLICANT
from netbox_colocation.workflows.document_parsing import parse
from netbox_colocation.workflows.publishing import check, document_of, load_yaml, publish, shipped_procedures
from netbox_colocation.workflows.registry import vocabulary
from tests.factories import NOW, make_tenant

SHEETS = {path.stem: yaml.safe_load(path.read_text()) for path in Path(__file__).with_name('sheets').glob('*.yaml')}
NAMES = sorted(SHEETS)


def read(name):
    return check(load_yaml(shipped_procedures()[name]))


def own_roles(row):
    """Who acts in a row, each hand-over once; who acknowledges it comes after."""
    own = row.steps[: len(row.steps) - len(row.acknowledged_by)]
    return [role for role, _steps in itertools.groupby(own, key=lambda step: step.role)]


def written(limit):
    return str(limit) if limit else None


def test_every_shipped_procedure_has_its_sheet():
    assert sorted(shipped_procedures()) == NAMES


@pytest.mark.parametrize('name', NAMES)
def test_roles_stand_in_the_order_of_the_columns(name):
    """Whoever has no column on the sheet but acts stands before the others."""
    sheet = SHEETS[name]

    assert list(read(name).roles) == [*sheet.get('unprinted_roles', []), *sheet['roles']]


@pytest.mark.parametrize('name', NAMES)
def test_what_the_database_keeps_is_the_shipped_document(name, db):
    source = shipped_procedures()[name]

    version = publish(load_yaml(source), agency=make_tenant(), actor=None, now=NOW, source=source)
    version.refresh_from_db()

    assert version.source == source
    assert document_of(version) == read(name)
    assert list(document_of(version).roles) == list(read(name).roles)
    assert parse(version.document, vocabulary(), for_publishing=True) == read(name)


@pytest.mark.parametrize('name', NAMES)
def test_every_row_is_the_printed_one(name):
    printed_rows = SHEETS[name]['rows']
    rows = [row for row in read(name).rows if not row.is_added]

    assert [row.number for row in rows] == [str(printed['row']) for printed in printed_rows]
    for row, printed in zip(rows, printed_rows, strict=True):
        assert row.activity.en == printed.get('activity', row.activity.en), row.number
        assert own_roles(row) == [*printed['by'], *printed.get('unprinted', [])], row.number
        assert list(row.acknowledged_by) == printed.get('acknowledged_by', []), row.number
        assert row.passes_to == printed.get('passes_to', ''), row.number
        assert written(row.limit) == printed.get('limit'), row.number
        assert written(row.target) == printed.get('target'), row.number
        assert row.requirements.en == printed.get('requirements', ''), row.number
        assert row.output.en == printed.get('output', ''), row.number
        assert printed.get('remark', '') in row.remarks.en, row.number


@pytest.mark.parametrize('name', NAMES)
def test_decisions_are_the_printed_ones(name):
    printed = [str(row['row']) for row in SHEETS[name]['rows'] if row.get('decision')]

    assert [row.number for row in read(name).rows if row.is_decision] == printed


@pytest.mark.parametrize('name', NAMES)
def test_rows_that_are_not_printed_stand_below_those_that_are(name):
    added = [row.is_added for row in read(name).rows]

    assert added == sorted(added)
    assert any(added) == (name == 'temanggung-colocation')


@pytest.mark.parametrize('name', NAMES)
def test_every_text_stands_in_both_languages(name):
    document = read(name)
    page = document.sheet
    texts = [document.title, *document.roles.values()]
    for row in document.rows:
        texts += [row.activity, row.requirements, row.output, row.remarks]
        texts += [outcome.label for step in row.steps for outcome in step.outcomes]
    lists = [page.get(key, []) for key in ('related', 'equipment', 'open_points', 'legal_basis', 'qualifications')]
    pairs = [*itertools.chain(*lists), *(page[key] for key in ('warning', 'records') if key in page)]

    assert [text for text in texts if text and not (text.id and text.en)] == []
    assert [pair for pair in pairs if set(pair) != {'id', 'en'}] == []


@pytest.mark.parametrize('name', NAMES)
def test_the_page_says_what_the_sheet_leaves_open_and_invents_no_legal_basis(name):
    page = read(name).sheet

    assert page['open_points']
    assert 'legal_basis' not in page


def test_numbers_and_dates_are_those_of_the_sheets():
    pages = {name: read(name).sheet for name in NAMES}

    assert {name: page['number'] for name, page in pages.items() if 'number' in page} == {
        'sumbar-access': '555/131/Dikominfotik-2021',
        'sumbawa-colocation': '556/STO/DKISS/2021',
        'temanggung-colocation': 'P/562/067/IX/2018',
    }
    assert {name: page['in_force'] for name, page in pages.items() if 'in_force' in page} == {
        'sumbawa-colocation': '2021-12-02',
        'temanggung-colocation': '2018-10-01',
    }


@pytest.mark.parametrize('name', NAMES)
def test_nobody_signs_or_initials_their_own_draft(name):
    """Whoever signs or agrees to a paper needs the guard that somebody else drafted it."""
    for step in read(name).steps.values():
        for outcome in step.outcomes:
            if 'document.sign' in outcome.effects:
                assert 'document.drafted-by-another' in outcome.guards, (step.key, outcome.key)


@pytest.mark.parametrize('name', NAMES)
def test_whatever_leads_back_or_refuses_carries_its_reason(name):
    document = read(name)
    for step in document.steps.values():
        for outcome in step.outcomes:
            goes_back = outcome.to and document.comes_before(outcome.to, step.key)
            assert outcome.comment_required or not goes_back, (step.key, outcome.key)
            assert outcome.comment_required or 'request.refuse' not in outcome.effects, (step.key, outcome.key)


def test_sumbar_a_refusal_ends_after_row_6_and_a_failed_verification_goes_back_to_row_7():
    steps = read('sumbar-colocation').steps

    assert steps['6'].outcome('sent-refusal').end == 'refused'
    assert steps['6'].outcome('sent').to == '7'
    assert steps['8'].outcome('differs').to == '7'
    assert steps['8'].outcome('differs').comment_required
    assert steps['8'].outcome('adopted').to == '3'
    assert steps['12'].outcome('reviewed').end == 'completed'


def test_access_a_no_ends_and_the_escort_begins_with_the_visit():
    document = read('sumbar-access')
    decision, enter, leave = (document.steps[key] for key in ('5', '7.1', '7.2'))

    assert '8' not in document.rows_by_number
    assert (decision.role, decision.setting, set(decision.among)) == (
        'head-of-division',
        'access-decider',
        {'head', 'head-of-division'},
    )
    assert decision.outcome('refused').end == 'refused'
    assert (enter.limit_from, written(document.row_of(enter).limit)) == ('visit.starts', '3 minutes')
    assert (leave.limit_from, leave.outcome('left').to) == ('visit.ends', '9')
    assert document.steps['12'].outcome('received').end == 'completed'


def test_maintenance_is_acknowledged_by_the_agency_that_may_object():
    document = read('sumbar-maintenance')
    acknowledgement = document.steps['6.4']

    assert (acknowledgement.role, acknowledgement.activity) == (APPLICANT, 'acknowledge')
    assert acknowledgement.outcome('acknowledged').to == '7'
    assert acknowledgement.outcome('objected').to == '6.2'
    assert acknowledgement.outcome('objected').comment_required


def test_sumbawa_the_no_goes_by_6_and_7_and_the_yes_by_8():
    steps = read('sumbawa-colocation').steps

    assert steps['5'].outcome('unavailable').to == '6.1'
    assert steps['7'].outcome('sent-refusal').end == 'refused'
    assert steps['5'].outcome('available').to == '8.1'
    assert [steps[key].role for key in ('8.1', '8.2', '8.3')] == ['data-centre-team', 'head-of-section', APPLICANT]


def test_sumbawa_a_failed_test_configures_again():
    steps = read('sumbawa-colocation').steps

    assert [item['item'] for item in steps['10'].params['items']] == [
        'operating-system', 'drivers', 'supporting-software', 'networking', 'load-balancing', 'security',
    ]  # fmt: skip
    assert [item['item'] for item in steps['11'].params['items']] == [
        'usability', 'uptime-downtime', 'resource-utilization', 'failover',
    ]  # fmt: skip
    assert steps['11'].outcome('failed').to == '10'
    assert steps['11'].outcome('passed').to == '12'


def test_sumbawa_both_acknowledge_the_minutes_at_once_and_then_the_case_ends():
    row = read('sumbawa-colocation').rows_by_number['15']

    assert [(step.key, step.role, step.stage) for step in row.steps] == [
        ('15.1', 'data-centre-team', 0),
        ('15.2', APPLICANT, 1),
        ('15.3', 'head', 1),
    ]
    assert (row.onward, row.onward_end) == ('', 'completed')
    assert row.steps[1].outcome('acknowledged').goes_on
    assert row.steps[1].outcome('objected').to == '15.1'


def test_temanggung_a_draft_goes_back_one_level_at_a_time():
    steps = read('temanggung-colocation').steps

    assert steps['8'].outcome('returned').to == '7'
    assert steps['9'].outcome('returned').to == '8'
    assert (steps['8'].setting, steps['9'].setting) == ('first-reviewer', 'second-reviewer')
    assert steps['11'].outcome('sent-refusal').end == 'refused'
    assert steps['11'].outcome('sent').to == '12'


@pytest.mark.parametrize(('name', 'number'), [('temanggung-colocation', '14'), ('server-retrieval', '13')])
def test_both_sides_sign_a_handover_record_in_any_order(name, number):
    row = read(name).rows_by_number[number]

    assert {step.stage for step in row.steps} == {0}
    assert APPLICANT in {step.role for step in row.steps}
    assert len({step.role for step in row.steps}) == 2
    assert all(step.outcome('confirmed').goes_on for step in row.steps)


def test_retrieval_takes_back_in_the_reverse_order_of_placing():
    document = read('server-retrieval')
    deeds = [effect for step in document.steps.values() for effect in step.outcomes[0].effects]

    assert [deed for deed in deeds if deed.startswith(('monitoring.', 'placement.'))] == [
        'monitoring.retire',
        'placement.dismount',
        'placement.vacate',
    ]
