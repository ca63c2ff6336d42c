"""Signing over REST: the same as on the page, with stable codes, and no secret in any answer or row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import ObjectChange

from netbox_colocation.models import Signature
from tests import factories
from tests.documents.conftest import files  # noqa: F401
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

from .base import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office, settings, tmp_path):
    with running(StandInService()) as service:
        use_settings(
            settings,
            signing_keys={
                'head': {'agency': office.agency.slug, 'pkcs12': str(write_key(tmp_path, authority().signer))}
            },
            trusted_certificates=[str(write_root(tmp_path))],
            signature_methods=['application', 'wet-ink', 'certificate', 'esign', 'e-office'],
            esign=service.setting,
        )
        case = office.submit()
        office.walk_to(case, '5')
        yield case


@pytest.fixture
def letter(case):
    return case.documents.get(kind='reply-letter')


@pytest.fixture
def head(office):
    return log_in(office.users['head'])


def url(name: str, *args) -> str:
    return reverse(f'plugins-api:netbox_colocation-api:{name}', args=args)


def sign(client, letter, body: dict, form: str = 'json'):
    return client.post(url('document-sign', letter.pk), body, format=form)


CERTIFICATE = {'method': 'certificate', 'key': 'head', 'passphrase': PASSPHRASE}
ESIGN = {'method': 'esign', 'identity': NIK, 'passphrase': PASSPHRASE}


@pytest.mark.parametrize('body', [CERTIFICATE, ESIGN])
def test_prepared_seen_in_the_schema_and_accepted_by_the_step(office, case, letter, head, body):
    prepared = sign(head, letter, body)

    assert prepared.status_code == 201, prepared.data
    assert (prepared.data['verdict'], prepared.data['is_ready'], prepared.data['accepted_at']) == ('valid', True, None)
    assert PASSPHRASE not in str(prepared.data)
    assert NIK not in str(prepared.data['signer'])
    task, key = office.open_task(case), str(prepared.data['id'])
    outcomes = {entry['key']: entry for entry in head.get(url('task-outcomes', task.pk)).data}
    assert outcomes['signed']['schema']['properties']['signature']['enum'] == [key, 'application']
    assert 'signature' not in outcomes['returned']['schema']['properties']
    file = head.get(prepared.data['file_url'])
    assert b''.join(file.streaming_content).startswith(b'%PDF-')

    done = head.post(url('task-perform', task.pk), {'outcome': 'signed', 'data': {'signature': key}}, format='json')

    assert done.status_code == 200, done.data
    letter.refresh_from_db()
    assert (letter.state, letter.digest) == ('signed', prepared.data['digest'])
    [signature] = head.get(url('document-signatures', letter.pk)).data
    assert (signature['id'], bool(signature['accepted_at'])) == (prepared.data['id'], True)


def test_sign_and_finish_in_one_call(office, case, letter, head):
    answer = sign(head, letter, {**CERTIFICATE, 'finish': True})

    assert answer.status_code == 201, answer.data
    letter.refresh_from_db()
    assert (letter.state, office.open_task(case).step) == ('signed', '6')


def test_ink_over_rest(office, case, letter, head):
    printed = sign(head, letter, {'method': 'wet-ink'})
    assert (printed.status_code, printed.data['is_ready']) == (201, False)
    paper = head.get(printed.data['print_url'])
    assert b''.join(paper.streaming_content).startswith(b'%PDF-')

    scan = SimpleUploadedFile('scan.pdf', factories.make_pdf())
    answer = sign(head, letter, {'method': 'wet-ink', 'file': scan, 'finish': 'true'}, 'multipart')

    assert answer.status_code == 201, answer.data
    letter.refresh_from_db()
    assert (letter.state, letter.number) == ('signed', printed.data['number'])


@pytest.mark.parametrize(
    ('body', 'status', 'codes'),
    [
        ({**CERTIFICATE, 'passphrase': 'wrong-Secret-4471'}, 409, ['passphrase-wrong', 'number-kept']),
        ({**CERTIFICATE, 'passphrase': ''}, 409, ['passphrase-missing']),
        ({**CERTIFICATE, 'key': 'none'}, 409, ['key-missing']),
        ({'method': 'application'}, 409, ['method-off']),
        ({'method': 'e-office'}, 409, ['file-missing', 'number-missing', 'date-missing']),
    ],
)
def test_a_refusal_has_stable_codes_and_no_secret(letter, head, body, status, codes):
    answer = sign(head, letter, body)

    assert (answer.status_code, [finding['code'] for finding in answer.data['findings']]) == (status, codes)
    assert 'Secret-4471' not in str(answer.data)
    assert not any('Secret-4471' in str(change.__dict__) for change in ObjectChange.objects.all())
    assert not Signature.objects.exists()


@pytest.mark.parametrize(('who', 'status'), [('helpdesk', 403), ('applicant', 404)])
def test_nobody_but_the_holder_signs(office, letter, who, status):
    client = log_in(office.users[who])

    assert sign(client, letter, CERTIFICATE).status_code == status
    assert not Signature.objects.exists()


def test_signing_twice_is_refused(letter, head):
    sign(head, letter, {**CERTIFICATE, 'finish': True})

    answer = sign(head, letter, CERTIFICATE)

    assert (answer.status_code, answer.data['findings'][0]['code']) == (409, 'already-signed')


def test_a_prepared_signature_is_discarded(letter, head):
    prepared = sign(head, letter, CERTIFICATE)

    answer = head.post(url('document-signature-discard', letter.pk, prepared.data['id']), format='json')

    assert (answer.status_code, Signature.objects.count()) == (204, 0)
    letter.refresh_from_db()
    assert letter.number
