"""The sheet on the screen: how far the case has come, in shapes, arrows and words; and texts that stay texts."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from netbox_colocation.calendars.business_time import Limit
from netbox_colocation.ui.sheet import build_sheet
from netbox_colocation.ui.sheet_drawing import LANE
from netbox_colocation.ui.sheet_identity import identity_of
from netbox_colocation.ui.sheet_words import describe_conditions, describe_limit
from netbox_colocation.workflows.document import Condition
from netbox_colocation.workflows.publishing import document_of
from tests.workflows.drawings import every_feature, make_document, row

NOW = datetime.datetime(2026, 11, 25, 3, 0, tzinfo=datetime.UTC)
HOSTILE = '</td></text></svg><script>alert("1")</script>{{ 7|add:7 }}&amp;'


def task(step, outcome='', *, hour=1, round=1, seat=1, due=None, state='', **fields):
    """A task of a case as the sheet reads it."""
    state = state or ('closed' if outcome else 'open')
    closed_at = NOW.replace(hour=hour) if state != 'open' else None
    return SimpleNamespace(
        step=step, row=step.split('.')[0], outcome=outcome, round=round, seat=seat, state=state, due_at=due,
        closed_by_name=f'Who did {step}' if outcome else '', closed_at=closed_at, is_open=state == 'open',
        **{'parent_id': None, 'is_paused': False, **fields},
    )  # fmt: skip


def sheet_of(tasks=(), document=None):
    with translation.override('en'):
        return build_sheet(document or every_feature(), tasks, now=NOW)


def marks_of(sheet):
    return {mark.step: mark for row in sheet.rows for column in row.columns for mark in column}


def html_of(sheet):
    return ''.join(
        render_to_string(f'netbox_colocation/panels/sheet/{part}.html', {'sheet': sheet}) for part in ('table', 'cards')
    )


def test_a_row_that_did_not_apply_is_passed_over():
    """Row 7 applies only over 2,000 W: the outcome of row 6 leads there, and the case stands at 8."""
    marks = marks_of(sheet_of([task('6', 'done'), task('8')]))

    assert (marks['6'].state, marks['7'].state, marks['8'].state, marks['9'].state) == (
        'done',
        'passed',
        'open',
        'ahead',
    )


def test_a_row_that_was_not_needed_is_passed_over():
    marks = marks_of(sheet_of([task('6', 'not-needed'), task('7')]))

    assert (marks['6'].state, marks['7'].state) == ('passed', 'open')


def test_after_the_end_nothing_is_still_to_come():
    marks = marks_of(sheet_of([task('1', 'done'), task('8', 'refused')]))

    assert (marks['8'].state, marks['9'].state) == ('done', 'passed')


def test_a_step_of_several_seats_says_how_many_have_closed_it():
    marks = marks_of(sheet_of([task('4.2', 'done', seat=1), task('4.2', seat=2)]))

    assert (marks['4.2'].state, marks['4.2'].closed, marks['4.2'].seats) == ('open', 1, 2)


def test_a_cancelled_task_is_passed_over_and_a_question_is_no_step():
    marks = marks_of(sheet_of([task('4.1', state='cancelled'), task('5.1'), task('5.1', seat=9, parent_id=1)]))

    assert marks['4.1'].state == 'passed'
    assert marks['5.1'].seats == 1


def test_what_is_late_now_and_what_was_late_are_told_apart():
    yesterday = NOW - datetime.timedelta(days=1)

    marks = marks_of(sheet_of([task('2.1', 'done', due=yesterday), task('2.2', due=yesterday)]))

    assert (marks['2.1'].state, marks['2.1'].was_late) == ('done', True)
    assert marks['2.2'].state == 'late'


def test_the_way_that_a_case_took_is_drawn_and_no_other():
    """Not enough: from row 3 to row 5, not to row 4."""
    sheet = sheet_of(
        [
            task('1', 'done'),
            task('2.1', 'done'),
            task('2.2', 'done'),
            task('2.3', 'done'),
            task('3', 'short'),
            task('5.1'),
        ]
    )

    heads = {
        row.number: sum('colo-line-taken' in css for band in row.bands for _path, css in band.drawing.heads)
        for row in sheet.rows
    }

    assert heads['2'] == 4, 'to three officers, and to whom the row is passed on'
    assert (heads['3'], heads['4'], heads['5']) == (1, 0, 1)


def test_every_step_is_a_symbol_with_its_state_in_the_lane_of_its_role():
    sheet = sheet_of([task('1', 'done'), task('2.1')])

    symbols = {
        shape.step: shape for row in sheet.rows for band in row.bands for shape in band.drawing.shapes if shape.step
    }

    assert symbols.keys() == every_feature().steps.keys()
    assert (symbols['1'].state, symbols['2.1'].state, symbols['2.2'].state) == ('done', 'open', 'ahead')
    assert LANE * 1 < float(symbols['2.1'].x) < LANE * 2
    assert all(shape.points for shape in symbols.values() if 'colo-decision' in shape.css)


def test_a_drawing_has_no_decimal_commas():
    with translation.override('id'):
        html = html_of(build_sheet(every_feature(), [task('1', 'done')], now=NOW))

    drawings = ''.join(re.findall(r'<svg.*?</svg>', html, re.DOTALL))
    assert not re.search(r' (?:x1?|x2|y1?|y2|width|height|rx)="[^"]*,', drawings)


def test_texts_of_a_document_never_become_markup():
    html = html_of(sheet_of([task('1', 'done')], every_feature(HOSTILE)))

    assert '<script' not in html
    assert '&lt;script&gt;' in html
    assert '{{ 7|add:7 }}' in html


def test_a_table_can_be_read_without_seeing_it():
    html = html_of(sheet_of([task('1', 'done'), task('2.1')]))

    assert html.count('scope="rowgroup"') == len(every_feature().rows)
    assert 'aria-current="step"' in html
    assert '3: decision, not yet' in re.sub(r'\s+', ' ', html)
    assert html.count('aria-hidden="true"') >= len(sheet_of().rows), 'the drawings are for the eye only'


def test_cards_say_where_a_decision_leads():
    html = html_of(sheet_of())

    cards = html[html.index('colo-cards') :]
    assert 'Large → 10.1' in cards
    assert 'Refused → refused' in cards
    assert '→ Role e' in cards


@pytest.mark.parametrize(
    ('fields', 'indonesian', 'english'),
    [
        ({}, '', ''),
        ({'limit': Limit(1, 'days')}, '1 hari', '1 day'),
        ({'limit': Limit(2, 'working days')}, '2 hari kerja', '2 working days'),
        ({'limit': Limit(2, 'days'), 'target': Limit(1, 'days')}, '1–2 hari', '1–2 days'),
        ({'limit': Limit(1, 'days'), 'target': Limit(2, 'hours')}, '1 hari (target 2 jam)', '1 day (target 2 hours)'),
        (
            {'limit': Limit(3, 'minutes'), 'limit_per': 'hand-over'},
            '3 menit, tiap penyerahan',
            '3 minutes, each hand-over',
        ),
    ],
)
def test_times_are_worded_as_sheets_word_them(fields, indonesian, english):
    [only] = make_document('a', row('1', 'a', **fields)).rows

    assert describe_limit(only, 'id') == indonesian
    assert describe_limit(only, 'en') == english


def test_conditions_are_worded():
    conditions = (Condition('power.watts', 'over', 2000), Condition('ticket.kind', 'is_not', 'repair'))

    assert describe_conditions(conditions, 'id') == 'daya (watt) > 2000 dan jenis tiket ≠ repair'


def test_the_identity_says_what_the_sheet_says_and_leaves_out_the_rest():
    sheet = {
        'number': '556/STO/DKISS/2021',
        'in_force': '2021-12-02',
        'legal_basis': [{'id': 'Perda 1', 'en': 'Bylaw 1'}, {'id': 'Perda 2', 'en': 'Bylaw 2'}],
        'approved_by': {'position': 'Head', 'name': 'Ir. Contoh'},
    }
    with translation.override('en'):
        entries = {
            entry.name: entry.values for entry in identity_of(make_document('a', row('1', 'a'), sheet=sheet), 'en')
        }

    assert entries == {
        'Number': ('556/STO/DKISS/2021',),
        'In force since': ('Dec. 2, 2021',),
        'Legal basis': ('Bylaw 1', 'Bylaw 2'),
        'Approved by': ('Head, Ir. Contoh',),
    }


def test_a_living_sheet_takes_one_query_for_its_tasks(office):
    """As many as before it was drawn, however far the case is."""
    case = office.submit()
    document = document_of(case.version)
    office.walk_to(case, '5')

    with CaptureQueriesContext(connection) as queries:
        html_of(build_sheet(document, case.tasks.order_by('pk'), now=office.now))

    assert len(queries) == 1
