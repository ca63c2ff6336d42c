"""The difference of two documents says each row and cell that changed, and no other."""

import copy

from netbox_colocation.workflows.comparing import Cell, compare
from netbox_colocation.workflows.document_parsing import in_stored_form
from netbox_colocation.workflows.publishing import load_yaml, shipped_procedures

RAW = load_yaml(shipped_procedures()['sumbar-colocation'])


def changed(before, after):
    return [row for row in compare(before, after).rows if row.change != 'same' or row.is_moved]


def test_a_document_is_the_same_as_itself_in_either_form():
    assert compare(RAW, in_stored_form(RAW)).is_same


def test_a_changed_cell_is_named_with_both_values():
    after = copy.deepcopy(RAW)
    after['rows'][7]['limit'] = '2 hours'

    [row] = changed(RAW, after)

    assert (row.change, row.before, row.after, row.is_moved) == ('changed', '8', '8', False)
    assert row.changed_cells == (Cell('limit', 'changed', '1 hour', '2 hours'),)


def test_outcomes_and_steps_are_taken_apart():
    after = copy.deepcopy(RAW)
    after['rows'][3]['steps'][1]['outcomes']['returned']['to'] = 3
    after['rows'][4]['outcomes']['returned'].pop('comment')

    cells = {row.after: row.changed_cells for row in changed(RAW, after)}

    assert cells == {
        '4': (Cell('steps.2.outcomes.returned.to', 'changed', 4, 3),),
        '5': (Cell('outcomes.returned.comment', 'removed', 'required', None),),
    }


def test_rows_are_added_and_removed():
    after = copy.deepcopy(RAW)
    removed = after['rows'].pop(9)
    after['rows'].insert(1, {'row': '1a', 'activity': {'en': 'New'}, 'by': 'head', 'does': 'review'})

    rows = changed(RAW, after)

    assert [(row.change, row.before, row.after) for row in rows] == [('added', '', '1a'), ('removed', '10', '')]
    assert {cell.path: cell.before for cell in rows[1].cells}['activity'] == removed['activity']


def test_a_row_that_got_another_number_is_the_same_row():
    after = copy.deepcopy(RAW)
    after['rows'][12]['row'] = 14
    after['rows'].insert(12, {'row': 13, 'activity': {'en': 'New'}, 'by': 'head', 'does': 'review'})

    rows = changed(RAW, after)

    assert [(row.change, row.before, row.after) for row in rows] == [('added', '', '13'), ('changed', '13', '14')]
    assert rows[1].changed_cells == (Cell('row', 'changed', '13', '14'),)


def test_only_the_row_that_moved_is_called_moved():
    after = copy.deepcopy(RAW)
    after['rows'].insert(9, after['rows'].pop(4))

    assert [(row.after, row.change, row.is_moved) for row in changed(RAW, after)] == [('5', 'same', True)]


def test_identity_and_roles():
    after = copy.deepcopy(RAW)
    after['title']['en'] = 'Placing a server'
    after['sheet']['number'] = '1/2026'
    after['roles'] = {**dict(reversed(after['roles'].items())), 'archivist': {'id': 'Arsiparis'}}
    after['roles'].pop('head')

    comparison = compare(RAW, after)

    assert [(cell.path, cell.change) for cell in comparison.identity] == [
        ('title', 'changed'),
        ('sheet.number', 'added'),
    ]
    assert {(cell.path, cell.change) for cell in comparison.roles} == {('archivist', 'added'), ('head', 'removed')}
    assert comparison.roles_reordered
    assert not comparison.is_same


def test_documents_that_are_not_right_can_be_compared():
    odd = {'rows': ['x', {'activity': 1, 'steps': 'no', 'outcomes': 3}], 'roles': 'none', 'sheet': []}

    assert not compare(RAW, odd).is_same
    assert compare(odd, odd).is_same
