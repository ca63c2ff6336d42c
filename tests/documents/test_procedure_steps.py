"""What papers read of a stored procedure document: the same steps under the same keys as the engine has."""

import pytest

from netbox_colocation.documents.procedure_steps import read_steps
from netbox_colocation.workflows.document_parsing import in_stored_form, parse
from netbox_colocation.workflows.publishing import load_yaml, shipped_procedures
from netbox_colocation.workflows.registry import vocabulary


@pytest.mark.parametrize('key', sorted(shipped_procedures()))
def test_every_shipped_procedure_has_the_same_steps_here_as_in_the_engine(key):
    raw = load_yaml(shipped_procedures()[key])
    parsed = parse(raw, vocabulary())

    steps = read_steps(in_stored_form(raw))

    assert [(step.key, step.row, step.activity, step.role) for step in steps.values()] == [
        (step.key, step.row, step.activity, step.role) for step in parsed.steps.values()
    ]


def test_acknowledgements_continue_the_numbers_of_a_row():
    rows = [{'row': 6, 'does': 'ticket.work', 'by': 'team', 'acknowledged_by': ['applicant', 'head']}]

    steps = read_steps({'rows': rows})

    assert {key: (step.activity, step.role) for key, step in steps.items()} == {
        '6.1': ('ticket.work', 'team'),
        '6.2': ('acknowledge', 'applicant'),
        '6.3': ('acknowledge', 'head'),
    }


def test_a_role_that_a_setting_chooses_is_its_default():
    rows = [{'row': 5, 'does': 'review', 'by': {'setting': 'decider', 'default': 'head', 'among': ['head', 'team']}}]

    assert read_steps({'rows': rows})['5'].role == 'head'


def test_a_document_without_rows_has_no_steps():
    assert read_steps({}) == {}
