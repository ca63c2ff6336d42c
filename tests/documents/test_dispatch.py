"""Handing out: only signed papers for the outside leave, each row says to whom and how, and a receipt comes once."""

import datetime

import pytest

from netbox_colocation.documents import dispatch, drafting, filing
from netbox_colocation.documents.dispatch import Way
from netbox_colocation.exceptions import OutcomeRefused
from netbox_colocation.models import Dispatch
from tests.documents.handing import make_letter, make_signed
from tests.factories import NOW, make_user
from tests.signing_office import use_settings

TODAY = datetime.date(2026, 11, 23)
LATER = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(settings):
    use_settings(settings, mail_letters=True)


def hand_out(document, method='handed-over', **facts):
    return dispatch.hand_out(document, Way(method, **facts), actor=make_user(), now=NOW)


def refusals_of(act) -> set[str]:
    with pytest.raises(OutcomeRefused) as refused:
        act()
    return {refusal.code for refusal in refused.value.refusals}


def test_a_letter_by_e_mail_goes_to_each_person_in_charge_once(mails):
    letter = make_signed(technical_email='BUDI@dinkes.example.go.id')

    way = dispatch.suggest_way(letter.subject)
    [row] = dispatch.hand_out(letter, way, actor=make_user(), now=NOW)

    assert (row.method, row.state, row.address) == ('e-mail', 'queued', 'budi@dinkes.example.go.id')
    assert (row.recipient, row.sent_on) == ('Budi Santoso', TODAY)


def test_persons_without_a_valid_address_are_left_out(mails):
    letter = make_signed(administrative_email='', technical_email='andi@vendor.example.com')
    letter.subject.administrative_email = 'nobody at home'

    assert dispatch.find_addresses(letter.subject) == {'andi@vendor.example.com': 'Andi Wijaya'}


def test_without_the_setting_nothing_is_mailed():
    letter = make_signed()

    assert dispatch.suggest_way(letter.subject).method == 'handed-over'
    assert refusals_of(lambda: hand_out(letter, 'e-mail', address='a@b.example')) == {'mail-off'}
    assert not Dispatch.objects.exists()


def test_wrong_addresses_are_all_named_and_none_is_used(mails):
    letter = make_signed()

    with pytest.raises(OutcomeRefused) as refused:
        hand_out(
            letter, 'e-mail', address='good@dinas.example, bad@, x y@z.example, a@b.example\r\nBcc: evil@x.example'
        )

    assert [(reason.code, reason.field) for reason in refused.value.refusals] == [('address-invalid', 'address')] * 3
    assert not Dispatch.objects.exists()


def test_an_address_gets_a_paper_once(mails):
    letter = make_signed()
    hand_out(letter, 'e-mail', address='budi@dinkes.example.go.id')

    codes = refusals_of(lambda: hand_out(letter, 'e-mail', address='Budi@Dinkes.example.go.id'))

    assert codes == {'address-used'}


def test_what_is_handed_over_is_received_at_once():
    letter = make_signed()

    [row] = hand_out(letter, recipient='Dinas Kesehatan', received_by='Rina', note='di loket')

    assert (row.state, row.received_by, row.received_on) == ('received', 'Rina', TODAY)
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == ('sent', NOW)


def test_a_copy_goes_to_somebody_else_later_and_the_letter_stays_as_it_was():
    letter = make_signed()
    hand_out(letter)
    letter.refresh_from_db()
    before = (letter.state, letter.sent_at, letter.digest)

    dispatch.hand_out(letter, Way('post', recipient='Inspektorat'), actor=make_user(), now=NOW + LATER)

    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.digest) == before
    assert list(letter.dispatches.values_list('recipient', flat=True)) == ['Inspektorat', letter.subject.applicant.name]


def test_a_draft_never_leaves():
    letter = make_letter()

    assert refusals_of(lambda: hand_out(letter)) == {'not-signed'}


def test_a_paper_of_the_agency_itself_never_leaves():
    letter = make_signed()
    sheet = drafting.draft(letter.subject, 'disposition-sheet', actor=make_user(), now=NOW)
    filing.file(sheet, now=NOW)

    assert refusals_of(lambda: hand_out(sheet)) == {'not-outgoing'}


def test_records_that_the_applicant_signs_too_and_permits_are_handed_out():
    assert {
        'handover-record', 'return-record', 'minutes-of-work', 'maintenance-report', 'visit-permit'
    } == dispatch.HANDED_OUT_KINDS  # fmt: skip


def test_all_wrong_days_are_refused():
    letter = make_signed()

    assert refusals_of(lambda: hand_out(letter, sent_on=TODAY + LATER)) == {'date-in-future'}
    assert refusals_of(lambda: hand_out(letter, sent_on=TODAY - LATER)) == {'date-before-letter'}


def test_a_receipt_is_recorded_once_and_after_the_paper_went_out():
    [row] = hand_out(make_signed(), 'post')

    def receive(by='Rina', on=TODAY):
        return dispatch.receive(row, received_by=by, received_on=on, now=NOW)

    assert refusals_of(lambda: receive(by=' ', on=TODAY - LATER)) == {'receiver-missing', 'date-before-letter'}
    assert refusals_of(lambda: receive(on=TODAY + LATER)) == {'date-in-future'}
    received = receive()
    assert (received.state, received.received_by, received.received_on) == ('received', 'Rina', TODAY)
    assert refusals_of(receive) == {'already-received'}


def test_an_e_mail_that_waits_was_received_by_nobody(mails):
    [row] = hand_out(make_signed(), 'e-mail', address='budi@dinkes.example.go.id')

    assert refusals_of(lambda: dispatch.receive(row, received_by='x', received_on=TODAY, now=NOW)) == {'not-sent'}


def test_only_an_e_mail_is_sent_again_and_not_while_it_waits(mails):
    letter = make_signed()
    [mailed] = hand_out(letter, 'e-mail', address='budi@dinkes.example.go.id')
    [posted] = hand_out(letter, 'post')

    assert refusals_of(lambda: dispatch.send_again(posted)) == {'not-mailed'}
    assert refusals_of(lambda: dispatch.send_again(mailed)) == {'mail-waiting'}


def test_reading_in_the_portal_is_noted_once_and_is_no_receipt():
    letter = make_signed()
    [row] = hand_out(letter, 'post', note='dua eksemplar')

    for _time in range(2):
        dispatch.note_read(letter, reader='Rina', now=NOW)

    row.refresh_from_db()
    assert row.note == 'dua eksemplar; Dibaca di portal oleh Rina pada 23 November 2026 pukul 09.00 WIB'
    assert (row.state, row.received_by, row.received_on) == ('sent', '', None)
