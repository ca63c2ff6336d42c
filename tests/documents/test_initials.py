"""Initials: one word of each office on the version that it read; four eyes; returned with a remark."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netbox_colocation.documents import drafting, initials, signing
from netbox_colocation.documents.initials import Reviewer
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import DocumentVersion, Initial
from tests.factories import NOW, make_role, make_task, make_user, number

from .cases import ACCEPTED, make_open_request, make_signer

LATER = NOW + datetime.timedelta(hours=1)
LEVELS = ('Kasi', 'Kabid', 'Sekretaris')


@pytest.fixture
def request_(db):
    return make_open_request()


@pytest.fixture
def letter(request_):
    return write(request_, 'Satu.')


def write(request, note, actor=None):
    text = {**ACCEPTED, 'note': note}
    return drafting.draft(request, 'reply-letter', actor=actor or make_user(), now=NOW, text=text)


def make_reviewer(letter, position='Kasi', **overrides):
    fields = {
        'name': f'Holder of {position}',
        'position': position,
        'role': make_role(agency=letter.case.agency, name=f'{position} {number()}'),
        'user': make_user(),
        **overrides,
    }
    return Reviewer(**fields)


def speak(letter, reviewer, verdict='initialled', **overrides):
    remark = 'Perbaiki alamat.' if verdict == 'returned' else ''
    return initials.record(letter, reviewer=reviewer, verdict=verdict, now=LATER, **{'remark': remark, **overrides})


def box(letter):
    return [entry['position'] for entry in initials.who_initialled(letter)]


def refusals(letter, reviewer, verdict='initialled', **overrides):
    with pytest.raises(OutcomeRefused) as refused:
        speak(letter, reviewer, verdict, **overrides)
    return [refusal.code for refusal in refused.value.refusals]


def test_the_box_of_the_file_copy_names_office_name_and_time(letter):
    speak(letter, make_reviewer(letter, capacity='daily-acting'))
    speak(letter, make_reviewer(letter, 'Kasubbag Umum'), is_coordination=True)

    assert initials.who_initialled(letter) == [
        {
            'position': 'Plh. Kasi',
            'name': 'Holder of Kasi',
            'at_text': '23 November 2026 pukul 10.00 WIB',
            'is_coordination': False,
        },
        {
            'position': 'Kasubbag Umum',
            'name': 'Holder of Kasubbag Umum',
            'at_text': '23 November 2026 pukul 10.00 WIB',
            'is_coordination': True,
        },
    ]


def test_nobody_initials_a_draft_that_they_worked_on(letter, request_):
    first_writer = letter.drafted_by
    letter = write(request_, 'Dua.')

    assert refusals(letter, make_reviewer(letter, user=first_writer)) == ['own-draft']
    assert refusals(letter, make_reviewer(letter, user=letter.drafted_by)) == ['own-draft']
    assert not Initial.objects.exists()


def test_whoever_drafted_it_may_give_it_back_to_correct_it(letter):
    assert speak(letter, make_reviewer(letter, user=letter.drafted_by), 'returned').remark == 'Perbaiki alamat.'


def test_a_draft_is_given_back_with_a_remark(letter):
    assert refusals(letter, make_reviewer(letter), 'returned', remark='  ') == ['remark-missing']


def test_an_office_speaks_once_on_a_version_whoever_holds_it(letter, request_):
    reviewer = make_reviewer(letter)
    speak(letter, reviewer)

    assert refusals(letter, make_reviewer(letter, role=reviewer.role)) == ['initialled-before']
    letter = write(request_, 'Dua.')
    assert speak(letter, reviewer).version.number == 2


def test_a_version_that_comes_back_to_an_office_is_spoken_on_again_and_the_last_word_counts(letter):
    reviewer = make_reviewer(letter)
    tasks = [make_task(case=letter.case, role=reviewer.role, step='8', round=turn, state='closed', outcome='x',
                       closed_at=NOW) for turn in (1, 2)]  # fmt: skip

    speak(letter, reviewer, task=tasks[0])
    assert box(letter) == ['Kasi']
    speak(letter, reviewer, 'returned', task=tasks[1])

    assert box(letter) == []
    assert refusals(letter, reviewer, task=tasks[1]) == ['initialled-before']


def test_two_seats_of_one_office_are_two_initials(letter):
    reviewer = make_reviewer(letter)
    other = make_reviewer(letter, name='Second holder', role=reviewer.role)
    tasks = [make_task(case=letter.case, role=reviewer.role, step='8', seat=seat) for seat in (1, 2)]

    speak(letter, reviewer, task=tasks[0])
    speak(letter, other, task=tasks[1])

    assert [entry['name'] for entry in initials.who_initialled(letter)] == ['Holder of Kasi', 'Second holder']


def test_initials_of_an_older_version_do_not_count_and_stay_on_record(letter, request_):
    reviewer = make_reviewer(letter)
    speak(letter, reviewer)

    letter = write(request_, 'Dua.')

    assert box(letter) == []
    assert [(word.version.number, word.position) for word in letter.initials.all()] == [(1, 'Kasi')]


def test_only_the_newest_version_is_initialled(letter, request_):
    read = letter.versions.get()
    write(request_, 'Dua.')

    assert refusals(letter, make_reviewer(letter), version=read) == ['version-old']


def test_a_signed_paper_is_not_initialled_any_more(letter, request_):
    speak(letter, make_reviewer(letter))
    signer = make_signer(request_)
    signed = signing.sign(letter, actor=signer.user, signer=signer, now=LATER)

    assert refusals(signed, make_reviewer(letter, 'Kabid')) == ['not-a-draft']
    assert box(signed) == ['Kasi']


def test_who_holds_no_office_does_not_initial(letter):
    assert refusals(letter, make_reviewer(letter, role=None)) == ['office-missing']


def test_all_reasons_are_told_at_once(letter, request_):
    read, writer = letter.versions.get(), letter.drafted_by
    write(request_, 'Dua.')

    assert refusals(letter, make_reviewer(letter, user=writer, role=None), version=read) == [
        'version-old',
        'office-missing',
        'own-draft',
    ]


def test_a_draft_from_before_versions_were_kept_gets_its_first(letter):
    """Versions cannot be deleted, so such a draft is made by hand."""
    old = type(letter).objects.create(
        request=letter.request, case=letter.case, kind='work-report', direction='internal', title='Old',
        drafted_by=letter.drafted_by, data=letter.data,
    )  # fmt: skip

    word = speak(old, make_reviewer(letter))

    assert (word.version.number, word.version.drafted_by, word.version.data) == (1, old.drafted_by, old.data)


def test_the_database_changes_no_initials(letter):
    speak(letter, make_reviewer(letter))
    rows = Initial.objects.filter(document=letter)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(verdict='returned')

    assert box(letter) == ['Kasi']


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just('write'), st.integers(0, 2)),
        st.tuples(st.sampled_from(['initialled', 'returned']), st.sampled_from(LEVELS)),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_happens_the_box_shows_who_agreed_last_to_the_newest_version(request_, acts):
    """Whatever is written, initialled and given back in whatever order."""
    with transaction.atomic():
        writer = make_user()
        letter = write(request_, f'Start {number()}', writer)
        offices = {level: make_reviewer(letter, level) for level in LEVELS}
        spoken = {}
        for act, what in acts:
            if act == 'write':
                note = f'Text {what}'
                if note != letter.data['text']['note']:
                    spoken = {}
                letter = write(request_, note, writer)
            elif what in spoken:
                assert refusals(letter, offices[what], act) == ['initialled-before']
            else:
                assert speak(letter, offices[what], act).version == letter.versions.order_by('-number').first()
                spoken[what] = act
            assert box(letter) == [level for level, verdict in spoken.items() if verdict == 'initialled']
        numbers = DocumentVersion.objects.filter(document=letter).order_by('number').values_list('number', flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        transaction.set_rollback(True)
