"""Signatures made before their step: numbered first, signed outside any lock, accepted once and as they are."""

import datetime
import hashlib
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from netbox_colocation.documents import drafting, preparing, signing
from netbox_colocation.documents.prepared import find_prepared
from netbox_colocation.documents.signing_means import Means
from netbox_colocation.exceptions import FileRefused, OutcomeRefused, SigningRefused
from netbox_colocation.models import DocumentRegister, RegisterEntry, Signature
from tests.factories import NOW, make_appointment, make_pdf, make_register, make_role, make_user
from tests.signing_office import (
    NIK,
    PASSPHRASE,
    StandInService,
    authority,
    running,
    use_settings,
    write_key,
    write_root,
)

from .cases import ACCEPTED, make_installed_request, make_open_request, make_signer

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=1)
METHODS = ['certificate', 'esign', 'wet-ink', 'e-office']


@pytest.fixture
def request_():
    return make_open_request()


@pytest.fixture
def letter(request_):
    return drafting.draft(request_, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)


@pytest.fixture
def signer(request_):
    return make_signer(request_)


@pytest.fixture
def keys(settings, tmp_path, request_):
    """The agency's good key and its expired one, every method allowed, BSrE's stand-in running."""
    own = {'agency': request_.case.agency.slug}
    expired = write_key(tmp_path, authority().expired, 'old.p12')
    with running(StandInService()) as service:
        use_settings(
            settings,
            signing_keys={
                'head': {**own, 'pkcs12': str(write_key(tmp_path, authority().signer))},
                'old': {**own, 'pkcs12': str(expired)},
            },
            trusted_certificates=[str(write_root(tmp_path))],
            signature_methods=['application', *METHODS],
            esign=service.setting,
        )
        yield service


def upload(content: bytes | None = None, name: str = 'scan.pdf') -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else make_pdf())


def means_of(method: str, **overrides: Any) -> Means:
    fields: dict[str, Any] = {
        'certificate': {'key': 'head', 'passphrase': PASSPHRASE},
        'esign': {'identity': NIK, 'passphrase': PASSPHRASE},
        'wet-ink': {'upload': upload()},
        'e-office': {'upload': upload(), 'number': 'B/77/SRIKANDI/2026', 'dated': NOW.date()},
    }[method]
    return Means(**{**fields, **overrides})


def prepare(document, signer, method='certificate', *, actor=None, now=LATER, **means):
    if method == 'wet-ink' and 'upload' not in means:
        preparing.start_wet_ink(document, actor=actor or signer.user, signer=signer, now=now)
    return preparing.prepare(
        document,
        method=method,
        actor=actor or signer.user,
        signer=signer,
        now=now,
        means=means_of(method, **means),
    )


def accept(document, signer, signature, *, actor=None, now=LATER):
    return signing.sign(document, actor=actor or signer.user, signer=signer, now=now, signature=signature.pk)


def codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


@pytest.mark.parametrize('method', METHODS)
def test_a_prepared_signature_becomes_the_papers_as_it_is(letter, signer, keys, method):
    prepared = prepare(letter, signer, method)
    with prepared.file.open('rb') as file:
        content = file.read()

    signed = accept(letter, signer, prepared)

    assert (signed.state, signed.signed_by, signed.number) == ('signed', signer.user, prepared.data['number'])
    assert signed.data == prepared.data
    assert signed.data['signer']['how'] == method
    assert signed.digest == hashlib.sha256(content).hexdigest()
    with signed.file.open('rb') as file:
        assert file.read() == content
    accepted = signed.signatures.get()
    assert (accepted.method, accepted.accepted_at) == (method, LATER)


@pytest.mark.parametrize('method', ['certificate', 'esign'])
def test_what_a_key_signed_is_found_valid_and_kept_with_the_signature(letter, signer, keys, method):
    prepared = prepare(letter, signer, method)

    assert [finding['verdict'] for finding in prepared.findings] == ['valid']


def test_until_it_is_accepted_a_paper_is_a_draft_with_a_number(letter, signer, keys):
    prepared = prepare(letter, signer)

    letter.refresh_from_db()
    assert (letter.state, letter.number, letter.data['status']) == ('draft', prepared.data['number'], 'draft')
    assert not letter.signed_at
    assert letter.entry.number == prepared.data['number']


@pytest.mark.parametrize(
    ('method', 'means', 'code'),
    [
        ('certificate', {'passphrase': 'wrong'}, 'passphrase-wrong'),
        ('certificate', {'key': 'old'}, 'certificate-expired'),
        ('esign', {'passphrase': 'wrong-words'}, 'passphrase-wrong'),
    ],
)
def test_a_failed_attempt_signs_nothing_and_leaves_the_number_with_the_draft(
    letter, signer, keys, request_, method, means, code
):
    with pytest.raises(SigningRefused) as refused:
        prepare(letter, signer, method, **means)

    assert codes(refused) == [code, 'number-kept']
    letter.refresh_from_db()
    assert (letter.state, letter.number) == ('draft', '500.12/1/DKI/XI/2026')
    assert not Signature.objects.exists()

    assert prepare(letter, signer).data['number'] == '500.12/1/DKI/XI/2026'
    assert DocumentRegister.objects.get(agency=request_.case.agency).next_sequence == 2


@pytest.mark.parametrize(
    ('method', 'means', 'code'),
    [
        ('certificate', {'key': ''}, 'key-missing'),
        ('certificate', {'key': 'of-another'}, 'key-missing'),
        ('certificate', {'passphrase': ''}, 'passphrase-missing'),
        ('esign', {'identity': ' '}, 'identity-missing'),
        ('esign', {'passphrase': ''}, 'passphrase-missing'),
        ('wet-ink', {'upload': None}, 'file-missing'),
        ('wet-ink', {'upload': upload()}, 'not-printed'),
        ('e-office', {'upload': None}, 'file-missing'),
        ('e-office', {'number': ''}, 'number-missing'),
        ('e-office', {'number': 'two\nlines'}, 'number-invalid'),
        ('e-office', {'dated': None}, 'date-missing'),
        ('e-office', {'dated': LATER.date() + datetime.timedelta(days=1)}, 'date-in-future'),
    ],
)
def test_what_is_missing_is_said_before_a_number_is_taken(letter, signer, keys, method, means, code):
    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, method, **means)

    assert codes(refused) == [code]
    assert not RegisterEntry.objects.exists()
    assert not Signature.objects.exists()


@pytest.mark.parametrize('method', ['wet-ink', 'e-office'])
@pytest.mark.parametrize('content', [b'', b'MZ a program', make_pdf()[:-30]])
def test_a_refused_upload_takes_no_number_and_leaves_nothing(letter, signer, keys, files, method, content):
    with pytest.raises(FileRefused):
        prepare(letter, signer, method, upload=upload(content))

    assert not RegisterEntry.objects.exists()
    assert not [path for path in files.rglob('*') if path.is_file()]


@pytest.mark.parametrize('method', METHODS)
def test_nobody_prepares_a_signature_of_their_own_draft(letter, request_, keys, method):
    signer = make_signer(request_, user=letter.drafted_by)

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, method)

    assert codes(refused) == ['own-draft']
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize('method', METHODS)
def test_nobody_prepares_a_signature_in_somebody_elses_name(letter, signer, keys, method):
    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, method, actor=make_user())

    assert codes(refused) == ['signer-invalid']


@pytest.mark.parametrize('method', METHODS)
def test_a_signed_paper_is_not_signed_once_more(letter, signer, keys, method):
    signing.sign(letter, actor=signer.user, signer=signer, now=LATER)

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, method)

    assert codes(refused) == ['already-signed']


@pytest.mark.parametrize('method', METHODS)
def test_a_way_that_the_site_does_not_allow_is_refused(letter, signer, keys, settings, method):
    use_settings(settings, signature_methods=['application'])

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, method)

    assert codes(refused) == ['method-off']


def test_a_way_that_is_switched_off_meanwhile_is_not_accepted(letter, signer, keys, settings):
    prepared = prepare(letter, signer)
    use_settings(settings, signature_methods=['application', 'wet-ink'])

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, signer, prepared)

    assert codes(refused) == ['method-off']


@pytest.mark.parametrize('method', METHODS)
def test_a_signature_of_an_older_draft_is_not_accepted_and_the_number_stays(letter, signer, request_, keys, method):
    prepared = prepare(letter, signer, method)
    again = drafting.draft(
        request_, 'reply-letter', actor=make_user(), now=LATER, text={**ACCEPTED, 'note': 'One sentence more.'}
    )
    assert again.pk == letter.pk

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, signer, prepared)

    assert codes(refused) == ['signature-outdated']
    assert find_prepared(again, actor=signer.user) == []
    again.refresh_from_db()
    assert (again.state, again.number) == ('draft', prepared.data['number'])


def test_the_draft_written_again_is_signed_with_the_number_that_it_has(letter, signer, request_, keys):
    number = prepare(letter, signer).data['number']
    again = drafting.draft(request_, 'reply-letter', actor=make_user(), now=LATER, text={**ACCEPTED, 'note': 'More.'})

    signed = accept(again, signer, prepare(again, signer))

    assert signed.number == number
    assert RegisterEntry.objects.count() == 1


def test_somebody_elses_signature_is_not_accepted(letter, signer, request_, keys):
    prepared = prepare(letter, signer)
    other = make_signer(request_)

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, other, prepared)

    assert codes(refused) == ['signature-of-another']


def test_a_signature_of_another_paper_is_not_accepted(letter, signer, request_, keys):
    other = drafting.draft(make_installed_request(), 'work-report', actor=make_user(), now=NOW)
    prepared = prepare(letter, signer)

    with pytest.raises(OutcomeRefused) as refused:
        accept(other, signer, prepared)

    assert codes(refused) == ['signature-unknown']


def test_a_signature_that_names_its_signer_otherwise_is_not_accepted(letter, signer, keys, request_):
    prepared = prepare(letter, signer)

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, make_signer(request_, user=signer.user, capacity='definitive'), prepared)

    assert codes(refused) == ['signer-changed']


def test_a_signature_is_accepted_once(letter, signer, keys):
    prepared = prepare(letter, signer)
    accept(letter, signer, prepared)

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, signer, prepared)

    assert codes(refused) == ['already-signed', 'signature-used']


def test_a_printed_paper_without_its_scan_is_not_accepted(letter, signer, keys):
    printed = preparing.start_wet_ink(letter, actor=signer.user, signer=signer, now=LATER)

    with pytest.raises(OutcomeRefused) as refused:
        accept(letter, signer, printed)

    assert codes(refused) == ['signature-unfinished']


def test_a_paper_is_printed_with_its_number_and_dated_by_the_day_on_which_it_was_printed(letter, signer, keys):
    printed = preparing.start_wet_ink(letter, actor=signer.user, signer=signer, now=LATER)

    assert preparing.print_paper(printed).startswith(b'%PDF-')
    again = preparing.start_wet_ink(letter, actor=signer.user, signer=signer, now=LATER + datetime.timedelta(days=2))
    assert again.pk == printed.pk
    scanned = preparing.prepare(
        letter,
        method='wet-ink',
        actor=signer.user,
        signer=signer,
        now=LATER + datetime.timedelta(days=2),
        means=means_of('wet-ink'),
    )

    signed = accept(letter, signer, scanned, now=LATER + datetime.timedelta(days=2))
    assert (signed.number, signed.dated) == ('500.12/1/DKI/XI/2026', datetime.date(2026, 11, 24))


def test_a_scan_may_be_a_picture(letter, signer, keys):
    picture = io.BytesIO()
    Image.new('RGB', (40, 60), 'white').save(picture, 'JPEG')
    preparing.start_wet_ink(letter, actor=signer.user, signer=signer, now=LATER)

    signed = accept(letter, signer, prepare(letter, signer, 'wet-ink', upload=upload(picture.getvalue(), 'scan.jpg')))

    assert signed.media_type == 'image/jpeg'


def test_the_e_office_gives_a_pdf(letter, signer, keys):
    picture = io.BytesIO()
    Image.new('RGB', (40, 60), 'white').save(picture, 'PNG')

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, 'e-office', upload=upload(picture.getvalue()))

    assert codes(refused) == ['not-a-pdf']


def test_a_scan_of_what_was_drafted_again_since_it_was_printed_is_refused(letter, signer, keys, request_):
    preparing.start_wet_ink(letter, actor=signer.user, signer=signer, now=LATER)
    drafting.draft(request_, 'reply-letter', actor=make_user(), now=LATER, text={**ACCEPTED, 'note': 'More.'})

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, 'wet-ink', upload=upload())

    assert codes(refused) == ['signature-outdated']


def test_the_e_offices_number_and_date_are_the_papers_and_an_external_line_of_the_book(letter, signer, keys):
    signed = accept(letter, signer, prepare(letter, signer, 'e-office'))

    assert (signed.number, signed.dated) == ('B/77/SRIKANDI/2026', NOW.date())
    assert (signed.entry.origin, signed.entry.sequence, signed.entry.dated) == ('external', None, NOW.date())
    assert DocumentRegister.objects.get().next_sequence == 1


def test_a_paper_that_has_a_number_gets_no_second_one_from_the_e_office(letter, signer, keys):
    prepare(letter, signer)

    with pytest.raises(OutcomeRefused) as refused:
        prepare(letter, signer, 'e-office')

    assert codes(refused) == ['numbered-otherwise']


def test_a_pdf_that_was_changed_after_it_was_signed_is_found_broken(letter, signer, keys):
    signed = prepare(letter, signer)
    with signed.file.open('rb') as file:
        content = file.read()
    preparing.discard(signed, actor=signer.user)
    changed = (
        content.replace(b'%PDF-1.7', b'%PDF-1.6', 1) if b'%PDF-1.7' in content else content[:9] + b' ' + content[10:]
    )

    findings = preparing._find_signatures(changed, 'application/pdf', LATER)

    assert [finding['verdict'] for finding in findings] == ['broken']


def test_an_internal_paper_without_a_book_is_signed_without_a_number(keys, settings, tmp_path):
    request = make_installed_request(without_register=True)
    report = drafting.draft(request, 'work-report', actor=make_user(), now=NOW)
    signer = make_signer(request)

    signed = accept(report, signer, prepare(report, signer, 'wet-ink', upload=upload()))

    assert (signed.number, signed.data['signer']['how']) == ('', 'wet-ink')


def test_one_person_has_one_prepared_signature_of_a_kind_and_the_rest_goes_when_one_is_accepted(
    letter, signer, keys, request_, files, django_capture_on_commit_callbacks
):
    other = make_signer(request_)
    with django_capture_on_commit_callbacks(execute=True):
        prepare(letter, signer)
        prepare(letter, signer)
        prepare(letter, other)
    assert letter.signatures.count() == 2

    with django_capture_on_commit_callbacks(execute=True):
        signed = accept(letter, signer, find_prepared(letter, actor=signer.user)[0])

    assert signed.signatures.count() == 1
    assert [path.name for path in files.rglob('*.pdf')] == [f'{signed.digest}.pdf']


def test_a_prepared_signature_is_discarded_with_its_file_by_whoever_made_it(
    letter, signer, keys, files, django_capture_on_commit_callbacks
):
    prepared = prepare(letter, signer)
    with pytest.raises(OutcomeRefused) as refused:
        preparing.discard(prepared, actor=make_user())
    assert codes(refused) == ['signature-of-another']

    with django_capture_on_commit_callbacks(execute=True):
        preparing.discard(prepared, actor=signer.user)

    letter.refresh_from_db()
    assert (letter.signatures.count(), letter.number) == (0, '500.12/1/DKI/XI/2026')
    assert not list(files.rglob('*.pdf'))


def test_an_accepted_signature_is_not_discarded(letter, signer, keys):
    prepared = prepare(letter, signer)
    accept(letter, signer, prepared)

    with pytest.raises(OutcomeRefused) as refused:
        preparing.discard(prepared, actor=signer.user)

    assert codes(refused) == ['signature-used']


@pytest.mark.parametrize(
    ('recorded', 'method', 'how'), [(False, 'application', 'application'), (True, 'wet-ink', 'paper')]
)
def test_every_way_of_signing_leaves_a_signature(letter, request_, recorded, method, how):
    clerk = make_user()
    signer = make_signer(request_, **({'recorded_by': clerk} if recorded else {}))

    signed = signing.sign(letter, actor=clerk if recorded else signer.user, signer=signer, now=LATER)

    signature = signed.signatures.get()
    assert (signature.method, signature.signer['how'], signature.accepted_at) == (method, how, LATER)
    assert signature.signer == signed.data['signer']


def test_the_way_to_verify_is_frozen_where_papers_can_be_looked_up(letter, signer, keys, settings):
    use_settings(settings, public_url='https://netbox.example/', verification_page=True)

    signed = accept(letter, signer, prepare(letter, signer))

    code = signed.verification_code
    assert len(code) == 43
    assert signed.data['verification']['url'] == f'https://netbox.example/plugins/colocation/verify/{code}/'
    size = len(signed.data['verification']['qr'])
    assert {len(row) for row in signed.data['verification']['qr']} == {size}


@pytest.mark.parametrize(('public_url', 'page'), [(None, True), ('https://netbox.example', False)])
def test_without_a_page_to_look_it_up_a_paper_has_no_code(letter, signer, settings, public_url, page):
    use_settings(settings, public_url=public_url, verification_page=page)

    signed = signing.sign(letter, actor=signer.user, signer=signer, now=LATER)

    assert (signed.verification_code, signed.data['verification']) == (None, None)


def test_a_number_that_was_taken_before_dates_the_paper(letter, signer, keys):
    """The line of the register and the letter say the same date."""
    with pytest.raises(SigningRefused):
        prepare(letter, signer, passphrase='wrong', now=NOW)

    signed = accept(letter, signer, prepare(letter, signer))

    assert (signed.dated, signed.entry.dated) == (NOW.date(), NOW.date())


def test_the_office_that_signs_a_correction_is_the_one_that_signed_what_it_corrects(letter, request_):
    role = make_role(agency=request_.case.agency, name='Kepala Dinas')
    signer = make_signer(request_, role=role)
    make_appointment(role=role, user=signer.user)
    signed = signing.sign(letter, actor=signer.user, signer=signer, now=LATER)

    correction = signed.__class__(corrects=signed, kind=signed.kind)

    assert signed.signed_role == role
    assert signing.signing_role(correction) == role
    assert signing.signing_role(signed) is None


def test_an_agency_without_a_book_signs_no_letter_in_any_way(keys):
    request = make_open_request(without_register=True)
    letter = drafting.draft(request, 'reply-letter', actor=make_user(), now=NOW, text=ACCEPTED)
    signer = make_signer(request)

    for method in ('esign', 'e-office'):
        with pytest.raises(OutcomeRefused) as refused:
            prepare(letter, signer, method)
        assert codes(refused) == ['register-missing']
    make_register(agency=request.case.agency)
    assert prepare(letter, signer, 'esign').data['number'] == '500.12/1/DKI/XI/2026'
