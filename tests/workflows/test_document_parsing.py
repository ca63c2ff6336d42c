"""A procedure document is refused with everything that is wrong with it, or it is sound."""

import copy
import json

import pytest

from netbox_colocation.exceptions import DocumentInvalid
from netbox_colocation.workflows.document_parsing import InvalidProcedure, Vocabulary, in_stored_form, parse
from netbox_colocation.workflows.publishing import load_yaml

VOCABULARY = Vocabulary(
    subjects=frozenset({'colocation-request'}),
    activities={'note': frozenset(), 'decide': frozenset(), 'draft': frozenset({'kind'})},
    guards={'always': frozenset()},
    effects={'write': frozenset(), 'copy': frozenset({'kind', 'count'})},
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


def problems_of(raw):
    with pytest.raises(InvalidProcedure) as caught:
        parse(raw, VOCABULARY)
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
        (('rows', 1, 'outcomes', 'yes', 'if'), ['never'], 'rows[1].outcomes.yes.if: “never” is not known'),
        (('rows', 1, 'outcomes', 'yes', 'then'), ['burn'], 'rows[1].outcomes.yes.then: “burn” is not known'),
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

    assert 'step 2: is never reached' in problems_of(raw)


def test_a_loop_without_a_way_out_is_refused():
    raw = changed(('rows', 1, 'outcomes'), {'again': {'label': {'en': 'Again'}, 'to': 1}})

    assert 'step 2: never comes to an end' in problems_of(raw)


@pytest.mark.parametrize('raw', [None, [], 'text', 7, {'rows': [None]}, {'rows': [{'row': 1, 'steps': [7]}]}])
def test_what_is_not_a_document_at_all_is_refused(raw):
    assert problems_of(raw)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('a: 1\na: 2', '“a” stands twice'),
        ('a: &x [1]\nb: *x', 'aliases are not allowed'),
        ('a: !!python/object/apply:os.system [ls]', 'could not determine a constructor'),
        ('a: [1', 'line 1'),
        ('a: ' + 'x' * 300_000, 'larger than 256 KiB'),
    ],
)
def test_yaml_that_is_unsafe_or_broken_is_refused(text, expected):
    with pytest.raises(DocumentInvalid, match=expected):
        load_yaml(text)
