"""Corrections: a paper that was issued stays as it is; another names it, drafted by one and signed by another."""

import datetime

import pytest

from netbox_colocation.documents import correcting, dispatch, drafting, filing, signing
from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import Document
from tests.factories import NOW, make_appointment, make_document, make_role, make_server, make_user

from .cases import ACCEPTED, make_open_request, make_signer

LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture
def request_(db):
    return make_open_request()


@pytest.fixture
def signer(request_):
    return make_signer(request_)


@pytest.fixture
def officer(request_):
    user = make_user()
    make_appointment(role=make_role(agency=request_.case.agency), user=user)
    return user


@pytest.fixture
def letter(request_, signer):
    draft = drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text={**ACCEPTED, 'note': 'Salah.'})
    return signing.sign(draft, actor=signer.user, signer=signer, now=NOW)


def correct(letter, officer, **overrides):
    text = overrides.pop('text', {'note': 'Benar.'})
    return correcting.correct(letter, text=text, actor=officer, now=LATER, **overrides)


def codes(letter, officer, **overrides):
    with pytest.raises(OutcomeRefused) as refused:
        correct(letter, officer, **overrides)
    return [refusal.code for refusal in refused.value.refusals]


def test_a_correction_is_a_new_draft_that_names_the_old_paper(letter, officer):
    before = Document.objects.filter(pk=letter.pk).values().get()

    correction = correct(letter, officer)

    assert (correction.corrects, correction.state, correction.number) == (letter, 'draft', '')
    assert correction.data['corrects'] == {
        'number': letter.number,
        'date': '2026-11-23',
        'date_text': '23 November 2026',
        'title': letter.data['title'],
    }
    assert correction.data['text']['note'] == 'Benar.'
    assert correction.data['signer'] is None
    assert correction.data['code'] != letter.data['code']
    assert Document.objects.filter(pk=letter.pk).values().get() == before


def test_what_is_not_corrected_stays_as_the_old_paper_said_it(letter, officer, request_):
    """Also where the case file says otherwise by now."""
    make_server(request_, name='came-later')

    correction = correct(letter, officer)

    changed = {key for key in letter.data if correction.data.get(key) != letter.data[key]}
    assert changed - {'verification'} == {'text', 'code', 'status', 'number', 'dated', 'drafters', 'signer'}


def test_the_facts_are_read_again_where_they_were_recorded_wrongly(letter, officer, request_):
    make_server(request_, name='came-later')

    correction = correct(letter, officer, reads_again=True)

    assert [server['name'] for server in correction.data['servers']] == ['came-later']
    assert (correction.data['decision'], correction.data['text']['note']) == ('accepted', 'Benar.')


def test_a_correction_is_drafted_by_one_and_signed_by_another(letter, officer, signer):
    correction = correct(letter, signer.user)

    with pytest.raises(OutcomeRefused) as refused:
        signing.sign(correction, actor=signer.user, signer=signer, now=LATER)

    assert [refusal.code for refusal in refused.value.refusals] == ['own-draft']


def test_a_signed_correction_has_a_number_of_its_own_and_can_be_sent(letter, officer, signer):
    correction = signing.sign(correct(letter, officer), actor=signer.user, signer=signer, now=LATER)

    assert correction.number
    assert correction.number != letter.number
    assert dispatch.send(correction, now=LATER).state == 'sent'
    assert list(letter.corrections.all()) == [correction]


def test_a_second_open_correction_is_refused(letter, officer):
    first = correct(letter, officer)

    assert codes(letter, officer) == ['correction-open']
    assert list(letter.corrections.all()) == [first]


def test_the_newest_paper_is_corrected_not_one_that_was_corrected_before(letter, officer, signer):
    first = signing.sign(correct(letter, officer), actor=signer.user, signer=signer, now=LATER)

    assert codes(letter, officer) == ['corrected-before']
    assert correct(first, officer).data['corrects']['number'] == first.number


def test_a_draft_is_written_again_and_not_corrected(request_, officer):
    draft = drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)

    assert codes(draft, officer) == ['not-issued']


def test_what_came_as_a_file_is_not_corrected(request_, officer):
    upload = make_document(request_, case=request_.case, state='filed')

    assert codes(upload, officer) == ['not-correctable']


def test_only_an_officer_of_the_agency_corrects(letter):
    stranger = make_user()
    make_appointment(user=stranger)  # of another agency

    assert codes(letter, stranger) == ['not-an-officer']


def test_only_words_are_corrected_not_what_was_decided(letter, officer):
    with pytest.raises(DataInvalid) as invalid:
        correct(letter, officer, text={'decision': 'refused', 'number': '1'})

    assert [(refusal.code, refusal.field) for refusal in invalid.value.refusals] == [
        ('field-unknown', 'decision'),
        ('field-unknown', 'number'),
    ]
    assert not letter.corrections.exists()


def test_the_case_goes_on_with_drafts_of_its_own(letter, officer, request_):
    """A step that drafts the letter again writes no correction over."""
    correction = correct(letter, officer)

    again = drafting.draft(request_, 'reply-letter', actor=make_user(), now=LATER, text=ACCEPTED)

    correction.refresh_from_db()
    assert again.pk not in (letter.pk, correction.pk)
    assert correction.data['corrects']['number'] == letter.number


def test_a_case_that_ends_files_no_correction_that_is_still_a_draft(request_, officer):
    sheet = drafting.draft(request_, 'disposition-sheet', actor=make_user(), now=NOW)
    correction = correct(filing.file(sheet, now=NOW), officer)

    filing.file_drafts(request_.case, now=LATER)

    correction.refresh_from_db()
    assert correction.state == 'draft'


def test_the_draft_of_a_correction_is_written_again_from_the_old_paper(letter, officer, request_):
    correction = correct(letter, officer, text={'note': 'Satu.', 'subject': 'Hal lain'})

    again = correcting.rewrite(correction, text={'note': 'Dua.'}, actor=officer, now=LATER)

    assert again.pk == correction.pk
    assert (again.data['text']['note'], again.data['subject']) == ('Dua.', letter.data['subject'])
    assert again.data['code'] == correction.data['code']
    assert again.versions.count() == 2


def test_nothing_else_is_written_again_as_a_correction(letter, officer):
    with pytest.raises(OutcomeRefused) as refused:
        correcting.rewrite(letter, text={}, actor=officer, now=LATER)

    assert [refusal.code for refusal in refused.value.refusals] == ['not-a-correction']


def test_the_form_begins_with_what_the_old_paper_says(letter):
    assert correcting.text_of(letter)['note'] == 'Salah.'
    assert correcting.text_of(letter)['subject'] == letter.data['subject']
    assert set(correcting.text_of(letter)) <= set(correcting.CORRECTABLE)
