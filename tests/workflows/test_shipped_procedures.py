"""The shipped procedures say what the agencies' sheets say: no row, role, time, requirement or output differs."""

from pathlib import Path

import pytest
import yaml

from netbox_colocation.workflows.document_parsing import parse
from netbox_colocation.workflows.publishing import document_of, load_yaml, publish, shipped_procedures
from netbox_colocation.workflows.registry import vocabulary
from tests.factories import NOW, make_tenant

SHEETS = {path.stem: yaml.safe_load(path.read_text()) for path in Path(__file__).with_name('sheets').glob('*.yaml')}


def read(name):
    return parse(load_yaml(shipped_procedures()[name]), vocabulary())


def test_every_shipped_procedure_has_its_sheet():
    assert set(SHEETS) == set(shipped_procedures())


@pytest.mark.parametrize('name', SHEETS)
def test_roles_stand_in_the_order_of_the_columns(name):
    assert list(read(name).roles) == SHEETS[name]['roles']


@pytest.mark.parametrize('name', SHEETS)
def test_what_the_database_keeps_is_the_shipped_document(name, db):
    version = publish(load_yaml(shipped_procedures()[name]), agency=make_tenant(), actor=None, now=NOW)

    version.refresh_from_db()

    assert document_of(version) == read(name)
    assert list(document_of(version).roles) == SHEETS[name]['roles']


@pytest.mark.parametrize('name', SHEETS)
def test_every_row_is_the_printed_one(name):
    document = read(name)

    assert [row.number for row in document.rows] == [str(printed['row']) for printed in SHEETS[name]['rows']]
    for row, printed in zip(document.rows, SHEETS[name]['rows'], strict=True):
        assert [step.role for step in row.steps] == printed['by'], row.number
        assert row.passes_to == printed.get('passes_to', ''), row.number
        assert (str(row.limit) if row.limit else None) == printed.get('limit'), row.number
        assert row.requirements.en == printed.get('requirements', ''), row.number
        assert row.output.en == printed.get('output', ''), row.number
        assert row.is_decision == printed.get('decision', False), row.number
        assert printed.get('remark', '') in row.remarks.en, row.number


def test_a_refusal_ends_after_row_6_and_a_failed_verification_goes_back_to_row_7():
    steps = read('sumbar-colocation').steps

    assert steps['6'].outcome('sent-refusal').end == 'refused'
    assert steps['6'].outcome('sent').to == '7'
    assert steps['8'].outcome('differs').to == '7'
    assert steps['8'].outcome('differs').comment_required
    assert steps['12'].outcome('reviewed').end == 'completed'


@pytest.mark.parametrize('name', SHEETS)
def test_every_text_stands_in_both_languages(name):
    document = read(name)
    texts = [document.title, *document.roles.values()]
    for row in document.rows:
        texts += [row.activity, row.requirements, row.output, row.remarks]
        texts += [outcome.label for step in row.steps for outcome in step.outcomes]

    assert [text for text in texts if text and not (text.id and text.en)] == []
