"""Signatures, dispatch and filing: four eyes, once, and never changed afterwards."""

import datetime

import pytest

from netbox_colocation.documents import dispatch, drafting, filing, signing
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Document
from tests.factories import NOW, make_document, make_register, make_user

from .cases import ACCEPTED, make_installed_request, make_open_request, make_signer

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture
def request_():
    return make_open_request()


@pytest.fixture
def letter(request_):
    return drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)


def sign(document, signer, *, actor=None, now=LATER):
    return signing.sign(document, actor=actor or signer.user, signer=signer, now=now)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_signed_letter_has_number_date_and_signer_as_they_were(letter, request_):
    signer = make_signer(request_)

    signed = sign(letter, signer)

    assert (signed.state, signed.number, signed.entry.sequence) == ('signed', '500.12/1/DKI/XI/2026', 1)
    assert (signed.signed_by, signed.signed_at, signed.dated) == (signer.user, LATER, datetime.date(2026, 11, 24))
    data = signed.data
    assert (data['status'], data['number'], data['dated']['text']) == (
        'signed',
        '500.12/1/DKI/XI/2026',
        '24 November 2026',
    )
    assert data['signer']['position'] == ['Kepala Dinas']
    assert data['signer']['title'] == 'Plt. Kepala Dinas'
    assert data['code'] == letter.data['code']


def test_signing_changes_nothing_else_of_what_was_drafted(letter, request_):
    signed = sign(letter, make_signer(request_))

    changed = {key for key in signed.data if signed.data[key] != letter.data.get(key)}
    assert changed == {'status', 'number', 'dated', 'signer'}


def test_nobody_signs_their_own_draft(letter, request_):
    signer = make_signer(request_, user=letter.drafted_by)

    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, signer)

    assert codes(refused) == ['own-draft']


def test_nobody_signs_a_draft_that_they_worked_on_before_somebody_else_did(letter, request_):
    drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request_, user=letter.drafted_by)

    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, signer)

    assert codes(refused) == ['own-draft']


def test_a_letter_is_signed_once(letter, request_):
    sign(letter, make_signer(request_))

    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, make_signer(request_))

    assert codes(refused) == ['already-signed']
    assert Document.objects.get(pk=letter.pk).entry.sequence == 1


def test_a_stale_copy_of_a_draft_does_not_pass_for_a_draft(letter, request_):
    """What counts is the row under lock, not the object that somebody still holds."""
    sign(letter, make_signer(request_))
    assert letter.state == 'draft'

    with pytest.raises(OutcomeRefused, match='signed or filed before'):
        sign(letter, make_signer(request_))


@pytest.mark.parametrize('overrides', [{'name': ' '}, {'position': ''}])
def test_a_signature_has_name_and_position(letter, request_, overrides):
    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, make_signer(request_, **overrides))

    assert codes(refused) == ['signer-invalid']


def test_nobody_signs_in_somebody_elses_name(letter, request_):
    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, make_signer(request_), actor=make_user())

    assert codes(refused) == ['signer-invalid']


def test_a_signature_on_paper_is_recorded_by_somebody_else_and_says_so(letter, request_):
    clerk = make_user(username='clerk-1')
    signer = make_signer(request_, recorded_by=clerk)

    signed = sign(letter, signer, actor=clerk)

    assert signed.signed_by == signer.user
    assert (signed.data['signer']['how'], signed.data['signer']['recorded_by']) == ('paper', 'clerk-1')


def test_an_official_without_an_account_may_have_signed_on_paper(letter, request_):
    clerk = make_user()

    signed = sign(letter, make_signer(request_, user=None, recorded_by=clerk), actor=clerk)

    assert (signed.signed_by, signed.data['signer']['user']) == (None, None)


def test_nobody_signed_their_own_draft_on_paper_either(letter, request_):
    clerk = make_user()
    signer = make_signer(request_, user=letter.drafted_by, recorded_by=clerk)

    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, signer, actor=clerk)

    assert codes(refused) == ['own-draft']


def test_a_signature_without_any_account_is_none(letter, request_):
    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, make_signer(request_, user=None), actor=make_user())

    assert codes(refused) == ['signer-invalid']


def test_a_paper_from_outside_is_not_signed_here(request_):
    incoming = make_document(request_, state='filed')

    with pytest.raises(OutcomeRefused) as refused:
        sign(incoming, make_signer(request_))

    assert codes(refused) == ['not-signable']


def test_without_a_register_nothing_is_signed():
    request = make_open_request(without_register=True)
    letter = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)

    with pytest.raises(OutcomeRefused) as refused:
        sign(letter, make_signer(request))

    assert codes(refused) == ['register-missing']
    letter.refresh_from_db()
    assert (letter.state, letter.signed_by) == ('draft', None)


def test_letters_of_one_agency_are_numbered_in_a_row_and_agencies_apart(request_):
    other = make_open_request()
    numbers = []
    for request in (request_, request_, other):
        letter = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
        numbers.append(sign(letter, make_signer(request)).entry.sequence)

    assert numbers == [1, 2, 1]


def test_an_internal_paper_has_a_number_only_where_the_agency_keeps_a_book_for_it():
    plain, kept = make_installed_request(), make_installed_request()
    make_register(agency=kept.case.agency, direction='internal', pattern='BA/{sequence}/{year}')

    numbers = [
        sign(drafting.draft(request, 'installation-record', actor=make_user(), now=NOW), make_signer(request)).number
        for request in (plain, kept)
    ]

    assert numbers == ['', 'BA/1/2026']


def test_a_signed_letter_is_sent_once_with_its_time(letter, request_):
    signed = sign(letter, make_signer(request_))

    sent = dispatch.send(signed, now=LATER)

    assert (sent.state, sent.sent_at) == ('sent', LATER)
    with pytest.raises(OutcomeRefused) as refused:
        dispatch.send(sent, now=LATER)
    assert codes(refused) == ['already-sent']


def test_a_draft_is_not_sent(letter):
    with pytest.raises(OutcomeRefused) as refused:
        dispatch.send(letter, now=LATER)

    assert codes(refused) == ['not-signed']


def test_internal_papers_are_filed_and_not_sent():
    report = drafting.draft(make_installed_request(), 'work-report', actor=make_user(), now=NOW)

    with pytest.raises(OutcomeRefused) as refused:
        dispatch.send(report, now=LATER)
    assert codes(refused) == ['not-outgoing']

    filed = filing.file(report, now=LATER)
    assert filed.state == 'filed'
    with pytest.raises(OutcomeRefused) as refused:
        filing.file(filed, now=LATER)
    assert codes(refused) == ['already-filed']


def test_a_letter_is_not_filed_in_place_of_being_sent(letter):
    with pytest.raises(OutcomeRefused) as refused:
        filing.file(letter, now=LATER)

    assert codes(refused) == ['not-internal']


def test_a_filed_paper_is_not_written_again():
    request = make_installed_request()
    filed = filing.file(drafting.draft(request, 'work-report', actor=make_user(), now=NOW), now=LATER)

    again = drafting.draft(request, 'work-report', actor=make_user(), now=LATER)

    assert again.pk != filed.pk
    with pytest.raises(OutcomeRefused):
        sign(filed, make_signer(request))
