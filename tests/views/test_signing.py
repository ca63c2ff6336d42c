"""The page on which a paper is signed ahead of its step, and what its document's page shows of signatures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from netbox_colocation.models import Signature
from tests import factories
from tests.documents.conftest import files  # noqa: F401
from tests.signing_office import PASSPHRASE, authority, use_settings, write_key, write_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office, settings, tmp_path):
    use_settings(
        settings,
        signing_keys={'head': {'agency': office.agency.slug, 'pkcs12': str(write_key(tmp_path, authority().signer))}},
        trusted_certificates=[str(write_root(tmp_path))],
    )
    case = office.submit()
    office.walk_to(case, '5')
    return case


@pytest.fixture
def letter(case):
    return case.documents.get(kind='reply-letter')


def browse(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: int) -> str:
    return reverse(f'plugins:netbox_colocation:{name}', args=args)


def sign(client: Client, letter, method: str, then: str = '', **sent):
    body = {'method': method, 'then': then, **{f'{method}-{key}': value for key, value in sent.items()}}
    return client.post(address('document_sign', letter.pk), body)


def test_from_the_task_over_the_page_back_to_the_step_with_the_signature_chosen(office, case, letter):
    """The way of an official: the link at the outcome, key and passphrase, the outcome with the signature chosen."""
    head, task = browse(office.users['head']), office.open_task(case)
    page = head.get(task.get_absolute_url())
    assert address('document_sign', letter.pk) in page.content.decode()

    page = head.get(address('document_sign', letter.pk)).content.decode()
    assert 'type="password"' in page
    assert 'autocomplete="off"' in page
    answer = sign(head, letter, 'certificate', key='head', passphrase=PASSPHRASE)

    prepared = Signature.objects.get()
    assert answer.url == f'{task.get_absolute_url()}?outcome=signed'
    page = ' '.join(head.get(answer.url).content.decode().split())
    assert f'<option value="{prepared.pk}" selected' in page
    head.post(address('task_perform', task.pk), {'outcome': 'signed', 'signed-signature': prepared.pk})
    letter.refresh_from_db()
    assert (letter.state, letter.digest) == ('signed', prepared.digest)
    page = head.get(letter.get_absolute_url()).content.decode()
    assert 'data-verdict="valid"' in page
    assert 'Holder of head' in page


def test_sign_and_finish_the_step_in_one_go(office, case, letter):
    answer = sign(browse(office.users['head']), letter, 'certificate', then='signed', key='head', passphrase=PASSPHRASE)

    letter.refresh_from_db()
    assert (answer.status_code, letter.state) == (302, 'signed')
    assert office.open_task(case).step == '6'


def test_a_wrong_passphrase_is_told_with_the_number_and_shown_nowhere(office, case, letter):
    secret = 'wrong-Secret-8812'

    page = sign(browse(office.users['head']), letter, 'certificate', key='head', passphrase=secret)

    assert page.status_code == 409
    assert 'data-code="passphrase-wrong"' in page.content.decode()
    assert 'data-code="number-kept"' in page.content.decode()
    assert secret not in page.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.number != '') == ('draft', True)


def test_ink_goes_over_print_and_scan(office, case, letter):
    head = browse(office.users['head'])

    answer = sign(head, letter, 'wet-ink', then='print')
    printed = Signature.objects.get()
    page = head.get(answer.url).content.decode()
    assert address('document_signature_print', letter.pk, printed.pk) in page
    assert printed.data['number'] in page
    paper = head.get(address('document_signature_print', letter.pk, printed.pk))
    assert b''.join(paper.streaming_content).startswith(b'%PDF-')
    scan = SimpleUploadedFile('scan.pdf', factories.make_pdf())
    sign(head, letter, 'wet-ink', then='signed', file=scan)

    letter.refresh_from_db()
    assert (letter.state, letter.data['signer']['how']) == ('signed', 'wet-ink')
    assert letter.number == printed.data['number']


def test_the_e_offices_number_and_date_come_with_its_pdf(office, case, letter):
    head = browse(office.users['head'])
    missing = sign(head, letter, 'e-office', number='', dated='')
    assert {'file-missing', 'number-missing', 'date-missing'} <= set(codes_on(missing))

    signed = SimpleUploadedFile('signed.pdf', factories.make_pdf())
    sign(head, letter, 'e-office', then='signed', file=signed, number='B/5/EO/2026', dated='2026-11-20')

    letter.refresh_from_db()
    assert (letter.state, letter.number, str(letter.dated)) == ('signed', 'B/5/EO/2026', '2026-11-20')


def codes_on(page) -> list[str]:
    return [part.split('"')[0] for part in page.content.decode().split('data-code="')[1:]]


@pytest.mark.parametrize('who', ['helpdesk', 'technical-team'])
def test_who_does_not_hold_the_office_is_told_and_prepares_nothing(office, case, letter, who):
    client = browse(office.users[who])

    assert client.get(address('document_sign', letter.pk)).status_code == 403
    assert sign(client, letter, 'certificate', key='head', passphrase=PASSPHRASE).status_code == 403
    assert not Signature.objects.exists()


def test_an_applicant_sees_neither_the_page_nor_what_is_prepared(office, case, letter):
    sign(browse(office.users['head']), letter, 'certificate', key='head', passphrase=PASSPHRASE)
    prepared, client = Signature.objects.get(), browse(office.users['applicant'])

    assert client.get(address('document_sign', letter.pk)).status_code == 404
    assert client.get(address('document_signature_file', letter.pk, prepared.pk)).status_code == 404


def test_colleagues_see_a_prepared_file_and_only_its_maker_discards_it(office, case, letter):
    sign(browse(office.users['head']), letter, 'certificate', key='head', passphrase=PASSPHRASE)
    prepared, colleague = Signature.objects.get(), browse(office.users['helpdesk'])

    file = colleague.get(address('document_signature_file', letter.pk, prepared.pk))
    assert b''.join(file.streaming_content).startswith(b'%PDF-')
    refused = colleague.post(address('document_signature_discard', letter.pk, prepared.pk))
    assert (refused.status_code, Signature.objects.count()) == (409, 1)
    browse(office.users['head']).post(address('document_signature_discard', letter.pk, prepared.pk))
    assert not Signature.objects.exists()


def test_a_signature_is_not_reached_over_another_paper(office, case, letter):
    sign(browse(office.users['head']), letter, 'certificate', key='head', passphrase=PASSPHRASE)
    other = case.documents.exclude(pk=letter.pk).first()

    answer = browse(office.users['head']).get(address('document_signature_file', other.pk, Signature.objects.get().pk))

    assert answer.status_code == 404


def test_only_ways_that_are_allowed_are_shown(office, case, letter, settings):
    use_settings(settings, signature_methods=['application', 'wet-ink'])

    page = browse(office.users['head']).get(address('document_sign', letter.pk)).content.decode()

    assert 'data-way="wet-ink"' in page
    assert 'data-way="certificate"' not in page
    assert 'data-way="e-office"' not in page
