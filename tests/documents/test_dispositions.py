"""The disposition sheet: a box for each hand-over of the case, as it was written."""

import datetime

import pytest

from netbox_colocation.documents import drafting, rendering
from netbox_colocation.documents.dispositions import INSTRUCTIONS, freeze_instructions, freeze_natures
from netbox_colocation.exceptions import OutcomeRefused
from tests.factories import NOW, make_request, make_user
from tests.subject_factories import make_instruction, make_ticket, make_visit

from .cases import close, hold_office, make_followed
from .reading import read_text

ROWS = [
    {'row': 2, 'does': 'disposition', 'by': ['head', 'head-of-division'], 'activity': {'id': 'Disposisi'}},
    {'row': 3, 'does': 'review', 'by': 'team'},
]


def ticked(lines) -> list[str]:
    return [line['text'] for line in lines if line['ticked']]


def test_the_keys_of_a_hand_over_tick_the_offices_lines():
    lines = freeze_instructions({'instructions': ['b']}, {'a': 'Baca', 'b': 'Balas'})

    assert [line['text'] for line in lines] == ['Baca', 'Balas']
    assert ticked(lines) == ['Balas']


def test_words_that_were_kept_count_whatever_the_list_says_today():
    lines = freeze_instructions({'instructions': ['b'], 'instruction_texts': ['Balas segera']}, {'b': 'Balas'})

    assert ticked(lines) == ['Balas segera']


def test_the_single_instruction_of_older_tasks_is_read():
    assert ticked(freeze_instructions({'instruction': 'process'}, {})) == [INSTRUCTIONS['process']]


def test_a_line_that_is_gone_from_the_list_is_still_printed():
    assert ticked(freeze_instructions({'instructions': ['send-back']}, {'a': 'Baca'})) == ['Send back']


def test_a_letter_is_ordinary_when_nobody_says_otherwise():
    assert ticked(freeze_natures([{}, {'urgency': '', 'confidentiality': 'open'}])) == ['Biasa']


def test_the_last_word_on_urgency_counts():
    hand_overs = [{'urgency': 'very-urgent', 'confidentiality': 'confidential'}, {'urgency': 'urgent'}, {}]

    assert ticked(freeze_natures(hand_overs)) == ['Segera', 'Rahasia']


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('make', 'kind'),
    [(make_request, 'colocation-request'), (make_visit, 'access-visit'), (make_ticket, 'maintenance-ticket')],
)
def test_a_sheet_names_who_handed_the_letter_to_whom_with_what_words(make, kind):
    subject = make_followed(make, ROWS, kind=kind)
    head = hold_office(subject.case, 'head', holder_name='Siti Rahmawati', capacity='acting', employee_number='1970')
    make_instruction(agency=subject.case.agency, key='reply', text='Balas')
    close(
        subject.case, '2.1', 'head', closed_by=head.user, closed_by_name='Siti R.',
        data={'instructions': ['reply'], 'note': 'Hari ini', 'urgency': 'urgent', 'recipients': ['team']},
    )  # fmt: skip
    close(subject.case, '2.2', 'head-of-division', closed_by_name='Rudi')

    document = drafting.draft(subject, 'disposition-sheet', actor=make_user(), now=NOW)

    sheet = document.data['dispositions']
    first, second = sheet['hand_overs']
    assert first['recipients'] == ['Kabid Aptika', 'Tim Teknis']
    assert ticked(first['instructions']) == ['Balas']
    assert (first['note'], ticked(sheet['natures'])) == ('Hari ini', ['Segera'])
    person = first['person']
    assert (person['name'], person['position']) == ('Siti Rahmawati', 'Plt. Kepala Dinas')
    assert (person['employee_number'], person['how']) == ('1970', 'application')
    assert (second['person']['name'], second['recipients']) == ('Rudi', ['Tim Teknis'])
    assert (sheet['agenda'], sheet['received']['text']) == (subject.case.number, '23 November 2026')
    text = read_text(rendering.render('disposition-sheet', document.data))
    assert f'Surat dari : {subject.applicant.name}' in text
    assert 'Disposisi 2: Kabid Aptika' in text


@pytest.mark.django_db
def test_an_act_on_paper_stands_with_its_own_time():
    subject = make_followed(make_request, ROWS)
    acted_at = NOW - datetime.timedelta(days=3)
    close(subject.case, '2.1', 'head', closed_by_name='Siti', on_paper=True, acted_at=acted_at)

    document = drafting.draft(subject, 'disposition-sheet', actor=make_user(), now=NOW)

    [box] = document.data['dispositions']['hand_overs']
    assert (box['person']['how'], box['date']['text']) == ('paper', '20 November 2026')


@pytest.mark.django_db
def test_a_sheet_is_written_on_with_every_hand_over():
    subject = make_followed(make_request, ROWS)
    before = drafting.draft(subject, 'disposition-sheet', actor=make_user(), now=NOW)
    assert before.data['dispositions']['hand_overs'] == []
    close(subject.case, '2.1', 'head', closed_by_name='Siti')

    after = drafting.draft(subject, 'disposition-sheet', actor=make_user(), now=NOW)

    assert after.pk == before.pk
    assert len(after.data['dispositions']['hand_overs']) == 1


@pytest.mark.django_db
def test_there_is_no_sheet_before_there_is_a_case():
    with pytest.raises(OutcomeRefused) as refused:
        drafting.draft(make_visit(), 'disposition-sheet', actor=make_user(), now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['case-missing']
