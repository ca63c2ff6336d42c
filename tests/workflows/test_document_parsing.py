"""A procedure document is refused with everything that is wrong with it, or it is sound."""

import contextlib
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.calendars.business_time import Limit
from netbox_colocation.exceptions import DocumentInvalid
from netbox_colocation.workflows.document import Condition
from netbox_colocation.workflows.document_parsing import InvalidProcedure, Vocabulary, in_stored_form, parse
from netbox_colocation.workflows.publishing import check, load_yaml, shipped_procedures
from netbox_colocation.workflows.registry import vocabulary

VOCABULARY = Vocabulary(
    subjects=frozenset({'colocation-request'}),
    activities={
        'note': frozenset(),
        'decide': frozenset(),
        'draft': frozenset({'kind'}),
        'list': frozenset({'items'}),
        'acknowledge': frozenset(),
    },
    guards={'always': frozenset(), 'present': frozenset({'kind'}), 'request.refused': frozenset()},
    effects={'write': frozenset(), 'copy': frozenset({'kind', 'count'}), 'request.refuse': frozenset()},
    facts=frozenset({'power', 'kind', 'starts'}),
    words={'kind': frozenset({'letter', 'report'})},
)
SOUND = {
    'procedure': 'sample',
    'subject': 'colocation-request',
    'title': {'id': 'Contoh', 'en': 'Sample'},
    'roles': {'clerk': {'id': 'Staf', 'en': 'Clerk'}, 'head': {'id': 'Kepala', 'en': 'Head'}},
    'rows': [
        {'row': 1, 'activity': {'en': 'Write'}, 'by': ['clerk', 'head'], 'does': 'note', 'limit': '1 day'},
        {
            'row': 2,
            'activity': {'en': 'Decide'},
            'by': 'head',
            'does': 'decide',
            'outcomes': {
                'yes': {'label': {'en': 'Yes'}, 'if': ['always'], 'then': ['write']},
                'no': {'label': {'en': 'No'}, 'comment': 'required', 'end': 'refused'},
                'again': {'label': {'en': 'Again'}, 'to': 1},
            },
        },
        {'row': 3, 'activity': {'en': 'Done'}, 'end': 'completed'},
    ],
}


def changed(path, value):
    """The sound document with one place changed; a value of ... removes it."""
    raw = copy.deepcopy(SOUND)
    place = raw
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return raw


def problems_of(raw, **options):
    with pytest.raises(InvalidProcedure) as caught:
        parse(raw, VOCABULARY, **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_chain_of_hand_overs_is_one_step_each_and_leads_to_the_next_row():
    document = parse(SOUND, VOCABULARY)

    assert [(step.key, step.role) for step in document.steps.values()] == [
        ('1.1', 'clerk'),
        ('1.2', 'head'),
        ('2', 'head'),
    ]
    assert document.steps['1.1'].outcomes[0].to == '1.2'
    assert document.steps['1.2'].outcomes[0].to == '2'
    assert document.steps['2'].outcome('again').to == '1.1'


def test_the_stored_form_parses_to_the_same_whatever_order_the_database_gives_keys():
    stored = json.loads(json.dumps(in_stored_form(SOUND), sort_keys=True))

    assert parse(stored, VOCABULARY) == parse(SOUND, VOCABULARY)
    assert list(parse(stored, VOCABULARY).roles) == ['clerk', 'head']
    assert [outcome.key for outcome in parse(stored, VOCABULARY).steps['2'].outcomes] == ['yes', 'no', 'again']


def test_a_row_that_only_says_done_ends_the_case():
    assert parse(SOUND, VOCABULARY).steps['2'].outcome('yes').end == 'completed'


@pytest.mark.parametrize(
    ('path', 'value', 'expected'),
    [
        (('rows', 1, 'by'), 'boss', 'rows[1].by: “boss” is not known'),
        (('rows', 1, 'does'), 'dance', 'rows[1].does: “dance” is not known'),
        (('rows', 1, 'outcomes', 'yes', 'if'), ['never'], 'rows[1].outcomes.yes.if[0]: “never” is not known'),
        (('rows', 1, 'outcomes', 'yes', 'then'), ['burn'], 'rows[1].outcomes.yes.then[0]: “burn” is not known'),
        (('rows', 1, 'outcomes', 'again', 'to'), 9, 'rows[1].outcomes.again.to: there is no row or step 9'),
        (('rows', 1, 'outcomes', 'no', 'end'), 'lost', 'rows[1].outcomes.no.end: “lost” is not one of'),
        (('rows', 1, 'outcomes', 'no', 'to'), 1, 'has both “to” and “end”'),
        (('rows', 1, 'does'), 'draft', 'rows[1].outcomes.yes.with: “kind” is missing'),
        (('rows', 1, 'outcomes', 'yes', 'then'), ['copy'], 'rows[1].outcomes.yes.with: “count” is missing'),
        (('rows', 1, 'steps'), [{'by': 'head', 'does': 'note'}], 'rows[1]: has “steps”, so “by” belongs into each'),
        (('rows', 0, 'limit'), '3 moons', 'rows[0].limit: “3 moons” is not a limit'),
        (('rows', 1, 'row'), 1, 'row 1 stands there more than once'),
        (('rows', 1, 'colour'), 'red', 'rows[1].colour: is not known'),
        (('rows', 1, 'activity'), ..., 'rows[1].activity: is not a text'),
        (('rows', 2), ..., 'rows[1].outcomes.yes: leads nowhere'),
        (('rows',), [], 'rows: has no row'),
        (('roles',), {}, 'roles: names no role'),
        (('subject',), 'weather', 'subject: “weather” is not known'),
        (('title',), 'Sample', 'title: is not a text'),
        (('procedure',), 'Not A Key', 'procedure: “Not A Key” is not a key'),
    ],
)
def test_each_mistake_is_named_with_its_place(path, value, expected):
    assert any(expected in problem for problem in problems_of(changed(path, value)))


def test_all_mistakes_are_named_at_once():
    raw = changed(('rows', 1, 'by'), 'boss')
    raw['rows'][0]['limit'] = 'soon'

    found = problems_of(raw)

    assert any('boss' in problem for problem in found)
    assert any('soon' in problem for problem in found)


def test_a_step_that_nothing_leads_to_is_refused():
    raw = changed(('rows', 0, 'by'), 'clerk')
    raw['rows'][0]['outcomes'] = {'done': {'label': {'en': 'Done'}, 'end': 'completed'}}

    assert 'rows[1]: step 2 is never reached' in problems_of(raw)


def test_a_loop_without_a_way_out_is_refused():
    raw = changed(('rows', 1, 'outcomes'), {'again': {'label': {'en': 'Again'}, 'to': 1}})

    assert 'rows[1]: step 2 never comes to an end' in problems_of(raw)


@pytest.mark.parametrize('raw', [None, [], 'text', 7, {'rows': [None]}, {'rows': [{'row': 1, 'steps': [7]}]}])
def test_what_is_not_a_document_at_all_is_refused(raw):
    assert problems_of(raw)


# Rows of several steps ------------------------------------------------------------------------------------------------


def with_row(**row):
    """The sound document with row 2 replaced; what is left out is as little as a row needs."""
    raw = copy.deepcopy(SOUND)
    plain = {} if 'steps' in row else {'by': 'head', 'does': 'decide'}
    raw['rows'][1] = {'row': 2, 'activity': {'en': 'Decide'}, **plain, **row}
    return raw


def read_row(**row):
    return parse(with_row(**row), VOCABULARY).rows_by_number['2']


def test_the_hand_overs_of_a_row_are_open_one_after_the_other():
    row = read_row(by=['clerk', 'head'], does='note')

    assert [(step.key, step.stage) for step in row.steps] == [('2.1', 0), ('2.2', 1)]
    assert row.stage_of(row.steps[0]) == (row.steps[0],)
    assert (row.onward, row.onward_end) == ('', 'completed')


def test_steps_that_are_together_share_a_stage_and_go_on_to_what_follows_the_row():
    row = read_row(together=True, steps=[{'by': 'clerk', 'does': 'note'}, {'by': 'head', 'does': 'note'}])

    assert [(step.key, step.stage) for step in row.steps] == [('2.1', 0), ('2.2', 0)]
    assert row.stage_of(row.steps[1]) == row.steps
    assert [(step.outcomes[0].goes_on, step.outcomes[0].end) for step in row.steps] == [(True, 'completed')] * 2


def test_a_step_of_several_without_a_way_to_go_on_would_let_the_others_wait_for_ever():
    steps = [
        {'by': 'clerk', 'does': 'note'},
        {'by': 'head', 'does': 'note', 'outcomes': {'no': {'label': {'en': 'No'}, 'end': 'refused'}}},
    ]

    [problem] = problems_of(with_row(together=True, steps=steps))

    assert 'step 2.2 has no outcome that goes on' in problem


def test_an_outcome_with_its_own_way_does_not_go_on():
    outcomes = parse(SOUND, VOCABULARY).steps['2'].outcomes

    assert {outcome.key: outcome.goes_on for outcome in outcomes} == {'yes': True, 'no': False, 'again': False}


def test_whoever_acknowledges_a_row_comes_after_its_steps_all_at_once():
    row = read_row(acknowledged_by=['head', 'clerk'], objection_to=2)
    [own, *acknowledging] = row.steps

    assert row.acknowledged_by == ('head', 'clerk')
    assert [(step.key, step.role, step.stage) for step in acknowledging] == [('2.2', 'head', 1), ('2.3', 'clerk', 1)]
    assert own.outcomes[0].to == '2.2'
    for step in acknowledging:
        assert step.activity == 'acknowledge'
        assert step.outcome('acknowledged').end == 'completed'
        assert step.outcome('objected').to == '2.1'
        assert step.outcome('objected').comment_required


def test_without_a_place_for_objections_nobody_objects():
    row = read_row(acknowledged_by=['clerk'])

    assert [outcome.key for outcome in row.steps[1].outcomes] == ['acknowledged']


def test_an_optional_row_can_be_passed_over_with_a_word_why():
    row = read_row(optional=True, acknowledged_by=['clerk'])

    assert row.is_optional
    assert row.steps[0].outcome('not-needed').comment_required
    assert row.steps[0].outcome('not-needed').end == 'completed'
    assert [outcome.key for outcome in row.steps[1].outcomes] == ['acknowledged']


def test_so_many_holders_of_a_role_are_seats_of_one_step():
    assert read_row(at_least=3).steps[0].seats == 3
    assert read_row().steps[0].seats == 1


def test_who_acts_may_be_a_setting_with_a_default():
    step = read_row(by={'setting': 'decider', 'default': 'head', 'among': ['head', 'clerk']}).steps[0]

    assert (step.role, step.setting, step.among) == ('head', 'decider', ('head', 'clerk'))


def test_a_row_that_does_not_apply_leads_onward():
    raw = changed(('rows', 0, 'by'), 'clerk')
    raw['rows'].insert(1, {'row': '1a', 'activity': {'en': 'Weigh'}, 'by': 'head', 'does': 'note'})
    raw['rows'][1]['when'] = [{'fact': 'power', 'over': 2000}, {'fact': 'kind', 'is_not': 'test'}]

    row = parse(raw, VOCABULARY).rows_by_number['1a']

    assert row.when == (Condition('power', 'over', 2000), Condition('kind', 'is_not', 'test'))
    assert (row.onward, row.onward_end) == ('2', '')


def test_the_last_row_with_steps_can_end_the_case_itself():
    raw = with_row(ends='completed')
    del raw['rows'][2]

    assert parse(raw, VOCABULARY).steps['2'].outcomes[0].end == 'completed'


def test_time_may_differ_from_step_to_step_and_run_from_a_moment():
    row = read_row(
        limit='2 days',
        target='1 day',
        limit_per='hand-over',
        limit_from='starts',
        steps=[
            {'by': 'clerk', 'does': 'note'},
            {'by': 'head', 'does': 'note', 'limit': '3 calendar days', 'target': '4 hours'},
        ],
    )

    assert (row.limit, row.target, row.limit_per) == (Limit(2, 'days'), Limit(1, 'days'), 'hand-over')
    assert [(step.limit, step.target) for step in row.steps] == [
        (None, None),
        (Limit(3, 'calendar days'), Limit(4, 'hours')),
    ]
    assert [step.limit_from for step in row.steps] == ['starts', 'starts']


@pytest.mark.parametrize(
    ('row', 'expected'),
    [
        ({'together': True}, 'rows[1].together: is “true” for a row with several steps'),
        ({'acknowledged_by': ['boss']}, 'rows[1].acknowledged_by[0].by: “boss” is not known'),
        ({'acknowledged_by': 'head'}, 'rows[1].acknowledged_by: is not a list of roles'),
        ({'acknowledged_by': ['head'], 'objection_to': 9}, 'there is no row or step 9'),
        ({'objection_to': 1}, 'rows[1].objection_to: is for a row that has “acknowledged_by”'),
        ({'at_least': 0}, 'rows[1].at_least: “0” is not a number from 1 to 20'),
        ({'at_least': True}, 'rows[1].at_least: “True” is not a number'),
        ({'at_least': 2, 'by': ['clerk', 'head']}, 'rows[1].at_least: is for one actor'),
        ({'when': [{'fact': 'moon', 'is': 'full'}]}, 'rows[1].when[0].fact: “moon” is not known'),
        ({'when': [{'fact': 'power', 'over': 'much'}]}, 'rows[1].when[0].over: “much” is not a number'),
        ({'when': [{'fact': 'power', 'over': 1, 'under': 2}]}, 'rows[1].when[0]: compares with none or several'),
        ({'when': {'fact': 'power'}}, 'rows[1].when: is not a list of conditions'),
        ({'limit_per': 'person'}, 'rows[1].limit_per: “person” is not one of row, hand-over'),
        ({'limit_from': 'moon'}, 'rows[1].limit_from: “moon” is not known'),
        ({'target': 'soon'}, 'rows[1].target: “soon” is not a limit'),
        ({'ends': 'lost'}, 'rows[1].ends: “lost” is not one of completed, refused'),
        (
            {'by': {'setting': 'x', 'default': 'head', 'among': ['clerk']}},
            'rows[1].by.among: does not name the default',
        ),
        ({'by': {'setting': 'x', 'default': 'boss', 'among': ['boss']}}, 'rows[1].by.default: “boss” is not known'),
        (
            {'outcomes': {'a': {'label': {'en': 'A'}, 'bulk': True, 'comment': 'required'}}},
            'rows[1].outcomes.a.bulk: needs a comment',
        ),
        (
            {'optional': True, 'outcomes': {'not-needed': {'label': {'en': 'A'}}}},
            'has an outcome “not-needed” of its own',
        ),
        ({'outcomes': [{'outcome': 'a', 'label': {'en': 'A'}}] * 2}, 'rows[1].outcomes.a: stands there more than once'),
    ],
)
def test_each_mistake_in_a_row_is_named_with_its_place(row, expected):
    assert any(expected in problem for problem in problems_of(with_row(**row)))


def test_one_setting_has_one_default():
    first = {'setting': 'x', 'default': 'head', 'among': ['head', 'clerk']}
    raw = with_row(by={**first, 'default': 'clerk'})
    raw['rows'][0]['by'] = first

    assert any('the setting “x” has another default' in problem for problem in problems_of(raw))


def test_a_row_after_one_that_everybody_leaves_can_be_reached_when_that_one_does_not_apply():
    """Passing over a row is a way: without it nobody would come to the row below."""
    raw = with_row(outcomes={'no': {'label': {'en': 'No'}, 'comment': 'required', 'end': 'refused'}})
    raw['rows'].insert(2, {'row': '2a', 'activity': {'en': 'File'}, 'by': 'head', 'does': 'note'})
    assert 'rows[2]: step 2a is never reached' in problems_of(raw)

    raw['rows'][1]['when'] = [{'fact': 'kind', 'is': 'test'}]

    assert parse(raw, VOCABULARY).rows_by_number['2'].onward == '2a'


def test_what_comes_after_a_row_that_acknowledges_needs_somewhere_to_go():
    raw = with_row(acknowledged_by=['clerk'])
    del raw['rows'][2]

    assert any('rows[1]: leads nowhere' in problem for problem in problems_of(raw))


# What is published now, and what was published before --------------------------------------------------------------


def published(row=None, **top):
    raw = with_row(**(row or {}))
    raw.update(top)
    return raw


LIST = [{'item': 'disk', 'en': 'Disk'}]


@pytest.mark.parametrize(
    ('raw', 'expected'),
    [
        (
            published({'outcomes': {'back': {'label': {'en': 'B'}, 'to': 1}, 'on': {'label': {'en': 'O'}}}}),
            'leads back',
        ),
        (published({'outcomes': {'no': {'label': {'en': 'N'}, 'end': 'refused'}}}), 'refuses, so it needs'),
        (published({'outcomes': {'no': {'label': {'en': 'N'}, 'then': ['request.refuse']}}}), 'refuses, so it needs'),
        (published({'outcomes': {'a': {'label': {'en': 'A'}, 'when': [{'fact': 'kind', 'is': 'x'}]}}}), 'all may fail'),
        (published({'requires': ['present']}), 'rows[1].outcomes.done.with: “kind” is missing: what the row requires'),
        (published({'does': 'draft', 'with': {'kind': 'poem'}}), 'rows[1].with.kind: “poem” is not known'),
        (published({'does': 'list', 'with': {'items': []}}), 'rows[1].with.items: is not a list of 1 to 50 items'),
        (published({'does': 'list', 'with': {'items': LIST * 2}}), 'rows[1].with.items: the item “disk” stands'),
        (published({'does': 'list', 'with': {'items': [{'item': 'disk'}]}}), 'rows[1].with.items[0]: is not a text'),
        (published({'with': {'recipients': ['boss']}}), 'rows[1].with.recipients[0]: “boss” is not known'),
        (published({'with': {'months': 0}}), 'rows[1].with.months: is not a number of months'),
        (published({'limit_from': 'starts'}), 'rows[1]: step 2 has “limit_from” but no “limit”'),
        (published({'limit': '1 day', 'target': '2 days'}), 'rows[1].target: “2 days” is more than the limit, 1 day'),
        (published({'decision': 'perhaps'}), 'rows[1].decision: “perhaps” is neither true nor false'),
        (published({'activity': {'en': 'x' * 2001}}), 'rows[1].activity: is longer than 2000 characters'),
        (published({'outcomes': {'on': {'label': {'en': 'O'}, 'to': 1.1}}}), 'write “1.1” in quotes'),
        (published(sheet={'colour': 'red'}), 'sheet.colour: is not known'),
        (published(sheet={'in_force': '2021-13-01'}), 'sheet.in_force: is not a date'),
        (published(sheet={'made_on': '20211201'}), 'sheet.made_on: is not a date'),
        (published(sheet={'warning': 'Beware'}), 'sheet.warning: is not a text'),
        (published(sheet={'related': [{'en': ''}]}), 'sheet.related[0]: has an empty text'),
        (published(sheet={'approved_by': {'name': 7}}), 'sheet.approved_by.name: is not a line'),
        (published(sheet={'number': ''}), 'sheet.number: is not a line'),
        (published(title={'en': 'a\0b'}), 'title.en: has a character that cannot be stored'),
        (published(title={'en': '\ud800'}), 'title.en: has a character that cannot be stored'),
        (published(sheet={'number': float('nan')}), 'sheet.number: is not a number'),
        (published(sheet={'number': 10**40}), 'sheet.number: is a number that is too large'),
        (published(sheet={3: 'x'}), 'sheet: has the key'),
    ],
)
def test_what_is_published_now_is_asked_for_more(raw, expected):
    assert any(expected in problem for problem in problems_of(raw, for_publishing=True))


@pytest.mark.parametrize('row', [{'when': [{'fact': 'kind', 'is': 'x'}]}, {'optional': True}, {'at_least': 2}])
def test_the_first_row_is_the_submission_of_one_person(row):
    raw = changed(('rows', 0, 'by'), 'clerk')
    raw['rows'][0].update(row)

    assert any('comes first' in problem for problem in problems_of(raw, for_publishing=True))


def test_a_refusal_that_was_decided_before_needs_no_second_reason():
    outcomes = {
        'sent': {'label': {'en': 'Sent'}, 'if': ['request.refused'], 'end': 'refused'},
        'on': {'label': {'en': 'On'}},
    }

    assert parse(with_row(outcomes=outcomes), VOCABULARY, for_publishing=True)


def test_two_conditions_that_exclude_each_other_leave_one_outcome_in_any_case():
    outcomes = {
        name: {'label': {'en': name}, 'when': [{'fact': 'kind', name.replace('-', '_'): 'test'}]}
        for name in ('is', 'is-not')
    }

    assert parse(with_row(outcomes=outcomes), VOCABULARY, for_publishing=True)


def test_what_was_published_before_a_rule_is_run_as_it_is():
    """A version of 0.1 has returns without a demanded comment and a page in any form; its cases go on."""
    raw = {**SOUND, 'sheet': {'warning': 'Beware', 'seal': 'round', 'agency': 'Dinas'}}

    document = parse(raw, VOCABULARY)

    assert not document.steps['2'].outcome('again').comment_required
    assert document.sheet == {'agency': 'Dinas'}
    assert problems_of(raw, for_publishing=True)


def test_a_number_is_over_or_under_and_nothing_else_is():
    over = Condition('power', 'over', 10)

    assert over.holds(11)
    assert not over.holds(10)
    assert not over.holds(None)
    assert not over.holds('eleven')
    assert Condition('kind', 'is_not', 'test').holds(None)


# Nothing that somebody writes breaks the parser ---------------------------------------------------------------------

WORDS = st.sampled_from(
    ['procedure', 'subject', 'title', 'roles', 'rows', 'sheet', 'row', 'by', 'does', 'steps', 'outcomes', 'to', 'end',
     'when', 'with', 'limit', 'together', 'acknowledged_by', 'ends', 'id', 'en', 'head', 'note', '2', '2.1']
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=6),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_any_json_is_a_document_or_is_refused(raw, for_publishing):
    with contextlib.suppress(InvalidProcedure):
        parse(raw, VOCABULARY, for_publishing=for_publishing)


@given(st.data(), st.booleans())
def test_any_value_in_any_place_of_a_document_is_read_or_refused(data, for_publishing):
    """A sound document with one of its places overwritten by anything."""
    raw = with_row(
        steps=[{'by': 'clerk', 'does': 'note', 'with': {'items': LIST}}, {'by': 'head', 'does': 'note'}],
        acknowledged_by=['head'],
        when=[{'fact': 'power', 'over': 1}],
        limit='1 day',
    )
    place = raw
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        break
    place[key] = data.draw(JSON)

    with contextlib.suppress(InvalidProcedure):
        document = parse(raw, VOCABULARY, for_publishing=for_publishing)
        assert parse(json.loads(json.dumps(in_stored_form(raw), sort_keys=True)), VOCABULARY) == document


# YAML ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('a: 1\na: 2', '“a” stands twice'),
        ('a: &x [1]\nb: *x', 'aliases are not allowed'),
        ('a: &x [1]', 'aliases are not allowed'),
        ('a: !!python/object/apply:os.system [ls]', 'line 1: tags are not allowed'),
        ('a: !!binary aGk=', 'tags are not allowed'),
        ('a: 1\nb: [1', 'line 2'),
        ('a: 1\n---\nb: 2', 'but found another document'),
        ('a: ' + 'x' * 300_000, 'larger than 256 KiB'),
        ('x' * 10_000_000, 'larger than 256 KiB'),
        ('a: 1\nb: ' + '[' * 500, 'line 2: nested deeper'),
        ('{a: ' * 200, 'nested deeper'),
        ('? [a]\n: b', 'a key is not a text'),
        ('a: 1\n2: b', 'line 2: a key is not a text'),
        ('a: ' + '9' * 5000, 'the number is too large'),
        ('a: .nan', 'is not a number'),
        ('a: -.inf', 'is not a number'),
        ('a: 1e999', 'is not a number'),
        ('a: 1\nb: "\0"', 'line 2: a character cannot be read'),
        ('a: 1\nb: \ud800', 'line 2: a character cannot be stored'),
        ('\tkey: [', 'line 1'),
    ],
)
def test_yaml_that_is_unsafe_or_broken_is_refused(text, expected):
    with pytest.raises(DocumentInvalid, match=expected):
        load_yaml(text)


def test_dates_and_small_words_are_texts():
    text = 'made: 2026-13-01\nyes: no\nhour: 12:30\noctal: 010\ntrue: 1\nfraction: 2.5\nnothing: ~'

    with pytest.raises(DocumentInvalid, match='line 5: a key is not a text'):
        load_yaml(text)
    assert load_yaml(text.replace('true: 1\n', '')) == {
        'made': '2026-13-01', 'yes': 'no', 'hour': '12:30', 'octal': '010', 'fraction': 2.5, 'nothing': None,
    }  # fmt: skip


def test_every_problem_says_its_line():
    text = shipped_procedures()['sumbar-colocation']
    lines = text.splitlines()
    limit = next(number for number, line in enumerate(lines) if line.strip() == 'limit: 1 hour')
    way = next(number for number, line in enumerate(lines) if line.strip() == 'to: 7')
    lines[limit], lines[way] = '    limit: soon', '        to: 70'

    with pytest.raises(DocumentInvalid) as caught:
        check(load_yaml('\n'.join(lines)))

    assert {refusal.field: refusal.data['line'] for refusal in caught.value.refusals} == {
        'rows[7].limit': limit + 1,
        'rows[7].outcomes.differs.to': way + 1,
    }
    assert f'line {limit + 1}: rows[7].limit: “soon” is not a limit' in caught.value.message


def test_what_is_missing_is_told_with_the_line_of_what_lacks_it():
    text = shipped_procedures()['sumbar-colocation'].replace('        label: {id: Tanda tangani, en: Sign}\n', '')

    with pytest.raises(InvalidProcedure) as caught:
        parse(load_yaml(text), vocabulary(), for_publishing=True)

    [problem] = caught.value.problems
    assert problem.path == 'rows[4].outcomes.signed.label'
    assert text.splitlines()[problem.line - 1].strip() == 'signed:'


def test_a_step_that_is_never_reached_is_told_with_the_line_of_its_row():
    text = shipped_procedures()['sumbawa-colocation'].replace('        to: 8\n', '        to: 9\n')

    with pytest.raises(InvalidProcedure) as caught:
        parse(load_yaml(text), vocabulary())

    assert {text.splitlines()[problem.line - 1].strip() for problem in caught.value.problems} == {'- row: 8'}


@given(st.text(max_size=80) | JSON.map(repr))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(DocumentInvalid):
        load_yaml(text)
