"""What the step that sends a letter asks and records, and what applicants see of what was handed out."""

import pytest
from django.test import Client
from django.urls import reverse

from netbox_colocation.documents import drafting, filing
from netbox_colocation.management.access import APPLICANTS, ensure_groups
from netbox_colocation.models import Case, Dispatch, Document, OutboxEntry
from netbox_colocation.workflows import engine, handing
from tests.documents.handing import EARLY, make_letter, make_signed
from tests.factories import NOW, make_dispatch, make_representative, make_tenant, make_user
from tests.office import make_office
from tests.signing_office import use_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office('sumbar-colocation')


def send(office, **answers):
    """Walk to the step that sends the reply, and take it."""
    case = office.submit()
    task = office.walk_to(case, '6')
    office.act(case, engine.step_of(task).outcomes[0].key, **answers)
    return Document.objects.get(case=case, kind='reply-letter')


def test_the_step_records_how_a_letter_went_out(office):
    letter = send(office, method='courier', recipient='Dinas Kesehatan', tracking_number='JNE-7', received_by='Rina')

    [row] = letter.dispatches.all()
    assert (row.method, row.recipient, row.tracking_number, row.received_by) == (
        'courier', 'Dinas Kesehatan', 'JNE-7', 'Rina',
    )  # fmt: skip
    assert letter.state == 'sent'


@pytest.mark.parametrize(
    ('note', 'method'),
    [
        ('Surel', 'e-mail'),
        ('Pos tercatat', 'post'),
        ('Kurir JNE', 'courier'),
        ('Srikandi', 'e-office'),
        ('di loket', 'handed-over'),
    ],
)
def test_clients_that_know_only_the_old_free_text_still_say_how(office, note, method):
    """Nothing is mailed on a word: it says what somebody did by hand."""
    letter = send(office, sent_by=note)

    [row] = letter.dispatches.all()
    assert (row.method, row.state, row.note) == (method, 'sent', note)
    assert not OutboxEntry.objects.filter(effect=handing.MAIL).exists()


def test_a_step_that_says_nothing_records_that_it_was_sent_and_no_more(office):
    letter = send(office)

    assert (letter.state, letter.dispatches.count()) == ('sent', 0)


def test_the_step_mails_to_the_persons_in_charge(office, settings):
    use_settings(settings, mail_letters=True)

    letter = send(office, method='e-mail', address='a@opd.example, b@vendor.example')

    rows = letter.dispatches.all()
    assert {(row.address, row.state) for row in rows} == {('a@opd.example', 'queued'), ('b@vendor.example', 'queued')}
    entries = OutboxEntry.objects.filter(effect=handing.MAIL)
    assert {entry.data['dispatch'] for entry in entries} == {row.pk for row in rows}


def test_the_step_suggests_what_is_likely(settings):
    use_settings(settings, mail_letters=True)
    subject = make_letter().subject

    fields = {field.key: field for field in handing.sending_fields(subject, now=NOW)}

    assert (fields['method'].initial, fields['address'].initial) == (
        'e-mail', 'budi@dinkes.example.go.id, andi@vendor.example.com',
    )  # fmt: skip
    assert 'e-mail' in dict(fields['method'].choices)


def test_without_the_setting_e_mail_is_not_offered():
    fields = {field.key: field for field in handing.sending_fields(make_letter().subject, now=NOW)}

    assert 'e-mail' not in dict(fields['method'].choices)
    assert fields['method'].initial == 'handed-over'


# -- What the applicant sees ------------------------------------------------------------------------------------------


def applicant_of(document, **overrides):
    user = make_user()
    user.groups.add(ensure_groups()[APPLICANTS])
    make_representative(user=user, tenant=overrides.get('tenant') or document.subject.applicant)
    return user


def seen_by(user) -> set[int]:
    return set(Document.objects.restrict(user, 'view').values_list('pk', flat=True))


def test_an_applicant_sees_what_was_sent_and_neither_drafts_nor_papers_of_the_agency():
    letter = make_signed(now=EARLY)
    user = applicant_of(letter)
    draft = make_letter(applicant=letter.subject.applicant)
    sheet = drafting.draft(letter.subject, 'disposition-sheet', actor=make_user(), now=EARLY)
    filing.file(sheet, now=EARLY)
    assert seen_by(user) == set()

    handing.hand_out(letter, handing.Way('post'), actor=make_user(), now=NOW)

    assert seen_by(user) == {letter.pk}
    assert {draft.pk, sheet.pk}.isdisjoint(seen_by(user))


def test_an_applicant_sees_the_records_that_it_confirmed_or_the_agency_signed():
    letter = make_signed(now=EARLY)
    user = applicant_of(letter)

    def record(state, **facts):
        return Document.objects.create(
            request=letter.request, case=letter.case, kind='handover-record', direction='internal', state=state,
            title='BAST', **facts,
        )  # fmt: skip

    party = {'side': 'applicant', 'how': 'application', 'name': 'Budi'}
    record('draft', data={'parties': [party]})
    record('filed', data={'parties': [{**party, 'how': ''}, {**party, 'side': 'agency'}]})
    confirmed = record('filed', data={'parties': [party]})
    signed = record('signed', signed_at=NOW, data={})

    assert seen_by(user) == {confirmed.pk, signed.pk}
    assert seen_by(applicant_of(letter, tenant=make_tenant())) == set()


def test_an_applicant_neither_hands_out_nor_sees_to_whom_else_it_went():
    letter = make_signed(now=EARLY)
    user = applicant_of(letter)
    handing.hand_out(letter, handing.Way('post'), actor=make_user(), now=NOW)

    assert not Document.objects.restrict(user, 'dispatch').exists()
    assert not Dispatch.objects.restrict(user, 'view').exists()
    assert not Dispatch.objects.restrict(user, 'receive').exists()


def test_the_portal_says_how_and_when_and_a_download_is_noted_as_read():
    letter = make_signed(now=EARLY)
    user = applicant_of(letter)
    [row] = handing.hand_out(letter, handing.Way('courier', recipient='Dinas Kesehatan'), actor=make_user(), now=NOW)
    Case.objects.filter(pk=letter.case_id).update(state='completed', closed_at=NOW)  # its procedure is a bare one
    client = Client()
    client.force_login(user)

    page = client.get(reverse('plugins:netbox_colocation:my_agency')).content.decode()
    download = client.get(reverse('plugins:netbox_colocation:document_download', args=[letter.pk]))

    assert 'Sent: Courier, ' in page
    assert b''.join(download.streaming_content).startswith(b'%PDF')
    row.refresh_from_db()
    assert row.note.startswith(f'Dibaca di portal oleh {user.username} pada ')
    assert row.state == 'sent'


def test_a_download_by_an_officer_is_no_reading_by_the_applicant():
    letter = make_signed(now=EARLY)
    row = make_dispatch(letter)

    handing.note_read(letter, reader=make_user(), now=NOW)

    row.refresh_from_db()
    assert row.note == ''
