"""The drawing of a sheet: which shapes there are, where the arrows lead, and that nothing lies on anything else."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbox_colocation.workflows.sheet_routing import lay_out

from .drawings import every_feature, make_document, row


def kinds(layout):
    return {key: shape.kind for key, shape in layout.shapes.items()}


def arrows(layout):
    return {(arrow.source, arrow.target): arrow for arrow in layout.arrows}


def test_every_step_has_one_shape_in_the_lane_of_its_role():
    document = every_feature()

    layout = lay_out(document)

    drawn = [shape for band in layout.bands for shape in band.shapes if shape.step]
    assert sorted(shape.step for shape in drawn) == sorted(document.steps)
    assert all(layout.columns[shape.column] == document.steps[shape.step].role for shape in drawn)


def test_a_role_that_does_nothing_keeps_its_lane():
    layout = lay_out(every_feature())

    assert layout.columns == ('a', 'b', 'c', 'd', 'e', 'f')
    assert not any(shape.column == 5 for shape in layout.shapes.values())


def test_start_and_end_are_capsules_and_only_decisions_are_diamonds():
    found = kinds(lay_out(every_feature()))

    assert found['1'] == 'start'
    assert found['end:13'] == 'end'
    assert {key for key, kind in found.items() if kind == 'decision'} == {'3', '8'}
    assert found['5.2'] == found['9'] == 'box'
    assert found['end:8:refused'] == 'exit'
    assert found['passed:2'] == 'passed-on'


def test_a_step_after_which_nothing_comes_is_the_end():
    layout = lay_out(
        make_document('a b', row('1', 'a'), row('2', 'b', ways={'2': [('no', '1'), ('done', 'end:refused')]}))
    )

    assert kinds(layout) == {'1': 'start', '2': 'end'}


def test_returning_work_is_not_the_decision_of_a_row_that_decides():
    """Row 4 of the sheet: the first decides, the second may only give it back."""
    layout = lay_out(
        make_document(
            'a b',
            row('1', 'a'),
            row(
                '2',
                'a',
                'b',
                ways={'2.1': [('yes', ''), ('no', '2.2')], '2.2': [('agreed', ''), ('returned', '2.1')]},
                is_decision=True,
            ),
            row('3', end='completed'),
        )
    )

    assert kinds(layout)['2.1'] == 'decision'
    assert kinds(layout)['2.2'] == 'box'


def test_a_decision_between_on_and_back_is_one():
    """A performance test: when it fails, the team configures again."""
    layout = lay_out(
        make_document(
            'a b',
            row('1', 'a'),
            row('2', 'b', ways={'2': [('passed', ''), ('problem', '1')]}, is_decision=True, ends='completed'),
        )
    )

    assert kinds(layout)['2'] == 'decision'
    assert arrows(layout)['2', '1'].label.id == 'T'
    assert arrows(layout)['2', '1'].goes_back


def test_a_way_of_three_is_labelled_with_its_outcome():
    found = arrows(lay_out(every_feature()))

    assert found['8', '9'].label.en == 'Small'
    assert not found['8', 'end:8:refused'].label, 'the end says it'
    assert (found['3', '4.1'].label.id, found['3', '5.1'].label.id) == ('Enough', 'Short')
    assert found['9', '9'].label.en == ''


def test_every_outcome_leads_by_arrows_to_what_it_opens():
    """Also where it opens several steps at once, and where the row is passed on first."""
    document = every_feature()
    layout = lay_out(document)

    for step in document.steps.values():
        for outcome in step.outcomes:
            reached = {
                arrow.target for arrow in layout.arrows if outcome.key in arrow.outcomes and arrow.source == step.key
            }
            for passed in [target for target in reached if target.startswith('passed:')]:
                reached = {arrow.target for arrow in layout.arrows if arrow.source == passed}
            if outcome.to:
                opened = document.steps[outcome.to]
                assert reached == {other.key for other in document.row_of(opened).stage_of(opened)}
            else:
                assert {layout.shapes[key].end for key in reached} == {outcome.end}
    assert len({(arrow.source, arrow.target) for arrow in layout.arrows}) == len(layout.arrows)


def test_a_chain_runs_along_one_band_while_it_keeps_its_way():
    shapes = lay_out(every_feature()).shapes

    assert len({shapes[key].band for key in ('2.1', '2.2', '2.3', 'passed:2')}) == 1
    assert shapes['5.1'].band == shapes['5.2'].band < shapes['5.3'].band


def test_what_is_open_together_stands_side_by_side_and_below_only_in_the_same_lane():
    shapes = lay_out(every_feature()).shapes

    assert len({shapes[key].band for key in ('4.1', '4.2', '4.3')}) == 1
    assert shapes['4.4'].band > shapes['4.1'].band
    assert shapes['10.2'].band == shapes['10.1'].band + 1


def test_optional_conditional_and_added_rows_are_dashed():
    shapes = lay_out(every_feature()).shapes

    assert {key for key, shape in shapes.items() if shape.is_dashed} == {'6', '7'}


def test_the_same_document_gives_the_same_drawing():
    assert lay_out(every_feature()) == lay_out(every_feature())


# Geometry ---------------------------------------------------------------------------------------------------------


def height_in(band, height, size=10):
    """A band drawn 100 high, with tracks from 0 on and shapes from 40 to 60."""
    return {'top': 0, 'track': 5 + 3 * height.value, 'shape': 40 + 20 * height.value, 'bottom': 100}[height.kind]


def pieces(layout):
    """Every line, in lanes and in heights over the whole sheet."""
    for number, band in enumerate(layout.bands):
        for line in band.lines:
            y1, y2 = (100 * number + height_in(band, height) for height in (line.y1, line.y2))
            yield line, (line.x1, y1, line.x2, y2)


def assert_drawn_well(layout):
    for band in layout.bands:
        for left, right in itertools.pairwise(band.shapes):
            assert left.x + left.width / 2 < right.x - right.width / 2
        for shape in band.shapes:
            assert shape.column < shape.x - shape.width / 2
            assert shape.x + shape.width / 2 < shape.column + 1
    by_arrow = {}
    for line, (x1, y1, x2, y2) in pieces(layout):
        assert x1 == x2 or y1 == y2, 'at right angles'
        assert 0 < min(x1, x2) <= max(x1, x2) < len(layout.columns)
        assert not crossed(layout, line, (x1, y1, x2, y2)), f'{layout.arrows[line.arrow]} runs through a shape'
        by_arrow.setdefault(line.arrow, []).append((line, (x1, y1, x2, y2)))
    assert set(by_arrow) == set(range(len(layout.arrows)))
    for index, lines in by_arrow.items():
        source, target = (layout.shapes[key] for key in (layout.arrows[index].source, layout.arrows[index].target))
        # What is drawn upwards has its last lines in the first band.
        lines.sort(key=lambda line: min(line[1][1], line[1][3]) // 100, reverse=target.band < source.band)
        for (_, before), (_, after) in itertools.pairwise(lines):
            assert before[2:] == after[:2], 'without a gap'
        assert [line.head for line, _ in lines if line.head] == [lines[-1][0].head], 'with one head, at its end'
        assert lines[-1][1][3] // 100 == target.band


def crossed(layout, line, box):
    """The shapes through whose inside a line goes."""
    x1, y1, x2, y2 = box
    left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    arrow = layout.arrows[line.arrow]
    return [
        shape.key
        for shape in layout.shapes.values()
        if left < shape.x + shape.width / 2 - 0.001
        and right > shape.x - shape.width / 2 + 0.001
        and top < 100 * shape.band + 60 - 0.001
        and bottom > 100 * shape.band + 40 + 0.001
        and not (shape.kind == 'decision' and shape.key in (arrow.source, arrow.target))
    ]


def test_no_shape_lies_on_another_and_no_arrow_runs_through_one():
    assert_drawn_well(lay_out(every_feature()))


ROLES = 'abcd'
STAGES = st.lists(
    st.one_of(st.sampled_from(ROLES), st.lists(st.sampled_from(ROLES), min_size=2, max_size=3).map(tuple)),
    min_size=1,
    max_size=3,
)


@st.composite
def documents(draw):
    """Sheets of up to six rows with ways to anywhere."""
    plans = draw(st.lists(STAGES, min_size=1, max_size=6))
    counts = [sum(1 if isinstance(stage, str) else len(stage) for stage in stages) for stages in plans]
    keys = [
        str(number) if count == 1 else f'{number}.{place}'
        for number, count in enumerate(counts, start=1)
        for place in range(1, count + 1)
    ]
    aims = st.one_of(st.just('end:refused'), st.just('end:completed'), st.sampled_from(keys))
    rows = []
    for number, stages in enumerate(plans, start=1):
        own = [key for key in keys if key.split('.')[0] == str(number)]
        ways = {
            key: [('on', ''), *((f'way-{place}', aim) for place, aim in enumerate(draw(st.lists(aims, max_size=3))))]
            for key in own
        }
        rows.append(
            row(
                str(number),
                *stages,
                ways=ways,
                is_decision=draw(st.booleans()),
                is_optional=draw(st.booleans()),
                passes_to=draw(st.sampled_from(['', *ROLES])),
            )
        )
    return make_document('a b c d', *rows, row('99', end='completed'))


@settings(max_examples=200, deadline=None)
@given(documents())
def test_any_sheet_is_drawn_without_shapes_or_arrows_on_top_of_shapes(document):
    layout = lay_out(document)

    assert_drawn_well(layout)
    assert sorted(shape.step for shape in layout.shapes.values() if shape.step) == sorted(document.steps)


@settings(max_examples=100, deadline=None)
@given(documents())
def test_arrows_of_different_shapes_to_different_shapes_never_share_a_track(document):
    layout = lay_out(document)

    for band in layout.bands:
        level = [line for line in band.lines if line.y1.kind == line.y2.kind == 'track']
        for one, other in itertools.combinations(level, 2):
            if one.y1 != other.y1:
                continue
            apart = max(one.x1, one.x2) < min(other.x1, other.x2) or max(other.x1, other.x2) < min(one.x1, one.x2)
            first, second = layout.arrows[one.arrow], layout.arrows[other.arrow]
            assert apart or first.source == second.source or first.target == second.target


@pytest.mark.parametrize('number', range(1, 7))
def test_a_long_sheet_is_drawn(number):
    """As many lanes and rows as a sheet may have."""
    roles = ' '.join(f'r{index}' for index in range(12))
    names = roles.split()
    rows = [row(str(index), names[index * number % 12]) for index in range(1, 201)]

    assert_drawn_well(lay_out(make_document(roles, *rows, row('999', end='completed'))))
