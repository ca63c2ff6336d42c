"""Letters by e-mail, over a real socket: with the PDF, once, and whatever fails is seen."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from netbox_colocation.constants import OUTBOX_ATTEMPTS
from netbox_colocation.documents import dispatch as documents_dispatch
from netbox_colocation.documents import drafting, signing
from netbox_colocation.documents.dispatch import Way
from netbox_colocation.documents.mailing import LetterNotReady, compose
from netbox_colocation.models import Dispatch, OutboxEntry
from netbox_colocation.workflows import handing, outbox
from tests.documents.cases import ACCEPTED, make_open_request, make_signer
from tests.documents.handing import ADDRESSES, make_signed
from tests.factories import NOW, make_user
from tests.mail_server import MailServer, running
from tests.signing_office import use_settings

pytestmark = pytest.mark.django_db
FAR = 10**6  # seconds: later than every retry


@pytest.fixture(autouse=True)
def mails(settings):
    use_settings(settings, mail_letters=True, public_url='https://netbox.example.go.id')


@pytest.fixture
def letter():
    return make_signed()


def hand_out(letter, address='budi@dinkes.example.go.id') -> Dispatch:
    way = Way('e-mail', recipient='Dinas Kesehatan', address=address)
    [row, *_others] = handing.hand_out(letter, way, actor=make_user(), now=NOW)
    return row


def deliver(times=1) -> None:
    for time in range(times):
        outbox.deliver_due(now=NOW + time * datetime.timedelta(seconds=FAR))


def test_the_persons_in_charge_get_the_signed_pdf(letter):
    way = documents_dispatch.suggest_way(letter.subject)
    rows = handing.hand_out(letter, way, actor=make_user(), now=NOW)

    with running() as office:
        deliver()

    assert sorted(office.recipients) == ['andi@vendor.example.com', 'budi@dinkes.example.go.id']
    for message in office.messages:
        [pdf] = message.iter_attachments()
        assert pdf.get_content_type() == 'application/pdf'
        assert pdf.get_filename() == f'reply-letter-{letter.number.replace("/", "-")}.pdf'
        assert hashlib.sha256(pdf.get_content()).hexdigest() == letter.digest
    assert {row.state for row in Dispatch.objects.filter(pk__in=[row.pk for row in rows])} == {'sent'}


def test_it_is_written_as_offices_write(letter):
    hand_out(letter)

    with running() as office:
        deliver()

    [message] = office.messages
    assert message['Subject'] == f'Nomor {letter.number}: {letter.data["subject"]}'
    assert message['From'] == 'colocation@dinas.example.go.id'
    body = message.get_body(('plain',)).get_content()
    facts = (f'Nomor   : {letter.number}', 'Tanggal : 23 November 2026', letter.data['agency']['name'])
    for words in ('Yth. Budi Santoso', letter.subject.applicant.name, 'Dengan hormat,', 'terlampir', *facts):
        assert words in body


def test_an_e_mail_goes_out_once_however_often_the_worker_comes(letter):
    row = hand_out(letter)

    with running() as office:
        deliver(times=3)

    row.refresh_from_db()
    assert (len(office.messages), row.state, row.attempts, row.error) == (1, 'sent', 1, '')


def test_an_act_that_is_rolled_back_mails_nothing(letter):
    with transaction.atomic():
        hand_out(letter)
        transaction.set_rollback(True)

    with running() as office:
        deliver()

    assert (office.messages, Dispatch.objects.count()) == ([], 0)


def test_a_letter_that_is_not_rendered_yet_is_rendered_first():
    """The worker may mail before it renders: nothing goes out without its file."""
    request = make_open_request(**ADDRESSES)
    draft = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request)
    hand_out(signing.sign(draft, actor=signer.user, signer=signer, now=NOW))

    with running() as office:
        deliver()

    [pdf] = office.messages[0].iter_attachments()
    assert pdf.get_content().startswith(b'%PDF')


def test_what_the_server_refuses_for_now_is_tried_again(letter):
    row = hand_out(letter)
    office = MailServer(answers={'RCPT': '451 4.3.0 try again later'})

    with running(office):
        deliver()
        row.refresh_from_db()
        assert (row.state, row.attempts) == ('queued', 1)
        assert row.error == '451 4.3.0 try again later'
        office.answers.clear()
        deliver(times=2)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, len(office.messages)) == ('sent', 2, '', 1)


def test_what_the_server_refuses_for_good_is_not_tried_again_until_somebody_says_so(letter):
    row = hand_out(letter)
    office = MailServer(answers={'RCPT': '550 5.1.1 no such user'})

    with running(office):
        deliver(times=3)
        row.refresh_from_db()
        assert (row.state, row.attempts, row.error) == ('failed', 1, '550 5.1.1 no such user')
        office.answers.clear()
        handing.send_again(row, now=NOW)
        deliver()

    row.refresh_from_db()
    assert (row.state, row.attempts, len(office.messages)) == ('sent', 2, 1)


def test_after_the_last_attempt_it_has_failed(letter):
    """Nobody listens there: every attempt is counted by the outbox, and the page says why."""
    row = hand_out(letter)

    with running() as office:
        office.answers['EHLO'] = office.answers['HELO'] = '421 4.3.2 closing down'
        deliver(times=OUTBOX_ATTEMPTS)

    row.refresh_from_db()
    entry = OutboxEntry.objects.get(effect=handing.MAIL)
    assert (row.state, entry.state, entry.attempts) == ('failed', 'failed', OUTBOX_ATTEMPTS)
    assert '421' in row.error


def test_a_server_that_took_it_and_never_said_so_gets_it_no_second_time(letter):
    row = hand_out(letter)

    with running(MailServer(hangs_up_after_data=True)) as office:
        deliver(times=3)

    row.refresh_from_db()
    assert (len(office.messages), row.state) == (1, 'failed')
    assert 'Nobody knows' in row.error


def test_a_worker_that_dies_after_the_server_took_it_sends_no_second_one(letter, monkeypatch):
    row = hand_out(letter)
    send = EmailBackend.send_messages

    def die(self, messages):
        send(self, messages)
        raise SystemExit('killed')

    monkeypatch.setattr(EmailBackend, 'send_messages', die)
    with running() as office:
        with pytest.raises(SystemExit):
            deliver()
        monkeypatch.setattr(EmailBackend, 'send_messages', send)
        deliver(times=3)

    row.refresh_from_db()
    assert (len(office.messages), row.state) == (1, 'failed')
    assert 'Nobody knows' in row.error


def test_one_sent_again_has_the_same_message_id(letter):
    row = hand_out(letter)

    with running() as office:
        deliver()
        row.refresh_from_db()
        handing.send_again(row, now=NOW)
        deliver()

    first, second = office.messages
    assert (
        first['Message-ID']
        == second['Message-ID']
        == f'<colocation.dispatch.{row.pk}.{letter.digest[:16]}@dinas.example.go.id>'
    )


def test_a_file_that_is_not_the_one_that_was_signed_is_never_mailed(letter):
    row = hand_out(letter)
    with Path(letter.file.path).open('ab') as file:
        file.write(b'% changed')

    with pytest.raises(LetterNotReady):
        compose(row)

    with running() as office:
        deliver()

    row.refresh_from_db()
    assert (office.messages, row.state) == ([], 'queued')
    assert 'not the one' in row.error


def test_a_title_with_line_ends_makes_no_header_of_its_own(letter):
    row = hand_out(letter)
    row.document.data['subject'] = 'Persetujuan\r\nBcc: evil@example.com'

    message = compose(row).message()

    assert message['Bcc'] is None
    assert 'Persetujuan Bcc: evil@example.com' in message['Subject']
