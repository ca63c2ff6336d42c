"""The shipped procedures, drawn: as their agencies know them."""

import pytest

from netbox_colocation.workflows.publishing import check, load_yaml, shipped_procedures
from netbox_colocation.workflows.sheet_routing import lay_out

from .test_sheet_layout import assert_drawn_well


def draw(key):
    document = check(load_yaml(shipped_procedures()[key]))
    return document, lay_out(document)


@pytest.mark.parametrize('key', shipped_procedures())
def test_every_shipped_procedure_is_drawn_whole_and_clear(key):
    document, layout = draw(key)

    assert_drawn_well(layout)
    assert sorted(shape.step for shape in layout.shapes.values() if shape.step) == sorted(document.steps)
    kinds = [shape.kind for shape in layout.shapes.values()]
    assert kinds.count('start') == 1
    assert 'end' in kinds
    assert layout.columns == tuple(document.roles)


def test_sumbawa_decides_by_the_list_of_capacity():
    """No goes on to row 6, straight below; yes to row 8, beside it."""
    _document, layout = draw('sumbawa-colocation')
    labels = {arrow.target: arrow.label.id for arrow in layout.arrows if arrow.source == '5'}

    assert layout.shapes['5'].kind == 'decision'
    assert {key.split('.')[0]: label for key, label in labels.items()} == {'6': 'T', '8': 'Y'}


def test_what_temanggung_added_is_dashed_and_the_secretary_keeps_a_lane():
    document, layout = draw('temanggung-colocation')

    added = {row.number for row in document.rows if row.is_added}
    assert added
    assert {shape.row for shape in layout.shapes.values() if shape.is_dashed} >= added
    lane = list(document.roles).index('secretary')
    assert not any(shape.column == lane for shape in layout.shapes.values())
