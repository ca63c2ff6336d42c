"""Signing through BSrE's client service, against a stand-in that answers like it and really signs."""

import json
import logging
import subprocess
from pathlib import Path

import pytest
import typst

from netbox_colocation.documents import esign
from netbox_colocation.documents.pdf_signatures import SignatureBlock
from netbox_colocation.documents.validation import find_signatures
from netbox_colocation.exceptions import SigningRefused
from tests.signing_office import NIK, NOW, PASSPHRASE, StandInService, running, use_settings, write_root

BLOCK = SignatureBlock('Drs. Hasan Basri, M.Si', 'Kepala Dinas', reason='Menyetujui surat', location='Padang')


@pytest.fixture(scope='module')
def paper() -> bytes:
    return typst.compile(b'#set page(paper: "a4")\n#lorem(50)', format='pdf', pdf_standards='a-2b')


@pytest.fixture
def service(settings, tmp_path: Path):
    with running(StandInService()) as service:
        use_settings(settings, esign=service.setting, trusted_certificates=[str(write_root(tmp_path))])
        yield service


def _sign(paper: bytes, identity: str = NIK, passphrase: str = PASSPHRASE) -> bytes:
    return esign.sign_pdf(paper, identity=identity, passphrase=passphrase, block=BLOCK)


def _code(call) -> str:
    with pytest.raises(SigningRefused) as refused:
        call()
    [refusal] = refused.value.refusals
    assert refusal.message
    return refusal.code


@pytest.mark.parametrize('identity', [NIK, f' {NIK} ', 'kadis@example.go.id'])
def test_the_service_signs_the_paper_that_was_sent(paper, service, identity, tmp_path):
    signed = _sign(paper, identity)
    assert signed.startswith(paper)
    [found] = find_signatures(signed, now=NOW)
    assert (found['verdict'], found['reason'], found['location']) == ('valid', BLOCK.reason, BLOCK.location)
    (tmp_path / 'surat.pdf').write_bytes(signed)
    said = subprocess.run(['pdfsig', '-nocert', tmp_path / 'surat.pdf'], capture_output=True, text=True, check=False)
    assert 'Signature is Valid.' in said.stdout


def test_the_service_is_asked_as_its_documents_say(paper, service):
    _sign(paper)
    status, sign = service.requests
    assert status['path'] == '/api/v2/user/check/status'
    assert json.loads(status['body']) == {'nik': NIK}
    assert sign['path'] == '/api/v2/sign/pdf'
    asked = json.loads(sign['body'])
    assert set(asked) == {'nik', 'passphrase', 'signatureProperties', 'file'}
    assert asked['signatureProperties'] == [{'tampilan': 'INVISIBLE', 'location': 'Padang', 'reason': BLOCK.reason}]
    assert sign['headers']['Authorization'].startswith('Basic ')


def test_the_service_verifies(paper, service):
    assert esign.verify_pdf(_sign(paper)) == {'conclusion': 'VALID', 'signers': ['Drs. Hasan Basri']}


def test_it_is_off_until_it_is_set_up(paper):
    assert not esign.is_on()
    assert _code(lambda: _sign(paper)) == 'esign-off'


def test_a_wrong_passphrase_and_a_stranger_are_told_apart(paper, service):
    assert _code(lambda: _sign(paper, passphrase='salah')) == 'passphrase-wrong'
    assert _code(lambda: _sign(paper, '9999999999999999')) == 'user-not-registered'


def test_what_nobody_can_be_is_not_even_asked(paper, service):
    with pytest.raises(SigningRefused) as refused:
        _sign(paper, 'Hasan', '')
    assert [refusal.code for refusal in refused.value.refusals] == ['identity-invalid', 'passphrase-missing']
    assert service.requests == []


@pytest.mark.parametrize(
    ('status', 'code'),
    [
        ('EXPIRED', 'certificate-expired'),
        ('RENEW', 'certificate-renew'),
        ('REVOKE', 'certificate-revoke'),
        ('SUSPEND', 'certificate-suspend'),
        ('WAITING_FOR_VERIFICATION', 'certificate-waiting-for-verification'),
        ('NOT_REGISTERED', 'user-not-registered'),
        ('SOMETHING_NEW', 'gateway-answer'),
    ],
)
def test_a_certificate_that_may_not_sign_is_never_sent_a_passphrase(paper, service, status, code):
    service.status = status
    assert _code(lambda: _sign(paper)) == code
    assert PASSPHRASE not in ''.join(request['body'].decode() for request in service.requests)


@pytest.mark.parametrize(
    ('mode', 'code'),
    [
        ('down', 'gateway-failed'),
        ('page', 'gateway-answer'),
        ('redirect', 'gateway-answer'),
        ('slow', 'gateway-timeout'),
        ('no-pdf', 'gateway-answer'),
        ('rewritten', 'not-extended'),
        ('huge', 'gateway-answer'),
    ],
)
def test_a_service_that_misbehaves_signs_nothing(paper, service, mode, code):
    service.mode = mode
    assert _code(lambda: _sign(paper)) == code


def test_a_service_that_is_not_there_and_one_that_does_not_know_us(paper, service, settings):
    service.password = 'changed there'
    assert _code(lambda: _sign(paper)) == 'gateway-refused'
    use_settings(settings, esign={**service.setting, 'url': 'http://127.0.0.1:9'})
    assert _code(lambda: _sign(paper)) == 'gateway-unreachable'


@pytest.mark.parametrize('mode', ['', 'down', 'slow', 'no-pdf', 'rewritten', 'unreachable', 'wrong'])
def test_identity_and_passphrase_are_in_no_log_and_no_error(paper, service, settings, caplog, mode):
    caplog.set_level(logging.DEBUG)
    service.mode = mode
    secret = PASSPHRASE
    if mode == 'unreachable':
        use_settings(settings, esign={**service.setting, 'url': 'http://127.0.0.1:9'})
    if mode == 'wrong':
        secret = 'sandi-Rahasia-9f'
    error: BaseException | None = None
    try:
        _sign(paper, passphrase=secret)
    except SigningRefused as refused:
        error = refused
    assert (error is None) == (not mode)
    while error is not None:
        said = repr(error) + repr(vars(error))
        assert secret not in said
        assert NIK not in said
        assert service.password not in said
        assert not hasattr(error, 'request')
        error = error.__cause__ or error.__context__
    for hidden in (secret, NIK, service.password):
        assert hidden not in caplog.text


def test_what_the_service_signed_is_still_pdf_a(paper, service, tmp_path):
    from dev import pdfa

    if not pdfa.has_java():
        pytest.skip('no JDK')
    (tmp_path / 'surat.pdf').write_bytes(_sign(paper))
    [verdict] = pdfa.validate([tmp_path / 'surat.pdf']).values()
    assert verdict.failed == {}
