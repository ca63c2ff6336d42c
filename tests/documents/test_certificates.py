"""Signatures with the agency's own keys: real keys, a real token, real PDFs, read by others than who wrote them."""

import datetime
import io
import logging
import pickle
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from tenancy.models import Tenant

from netbox_colocation.documents import certificates, pdf_signatures, signing_keys
from netbox_colocation.documents.pdf_signatures import SignatureBlock
from netbox_colocation.documents.validation import find_signatures, summarise
from netbox_colocation.exceptions import SigningRefused
from tests import signing_office
from tests.signing_office import NOW, PASSPHRASE, PIN, StampService, authority, running, use_settings, write_key

BLOCK = SignatureBlock(
    'Drs. Hasan Basri, M.Si', 'Kepala Dinas', reason='Menyetujui surat 500.12/1/2026', location='Padang'
)
PAPER = """
#set page(paper: "a4", margin: 2cm)
#set text(font: "Liberation Sans", lang: "id")
#let mark(name) = { show heading: none; [#heading(outlined: false, bookmarked: false)[]#label(name)] }
#lorem(60)
#grid(columns: (1fr, 8.2cm), [], block(width: 100%, height: 3cm, stroke: 0.5pt, {
  place(top + left, mark("ttd"))
  pad(6pt)[Ditandatangani secara elektronik oleh: Kepala Dinas]
  place(bottom + right, mark("ttd-end"))
}))
"""


@pytest.fixture(scope='module')
def paper() -> bytes:
    return typst.compile(PAPER.encode(), format='pdf', pdf_standards='a-2b')


@pytest.fixture
def agency() -> Tenant:
    return Tenant(name='Dinas Kominfo', slug='kominfo')


@pytest.fixture
def keys(settings, tmp_path: Path):
    """Put holders' keys into the setting; return how."""
    folder = tmp_path / 'keys'
    folder.mkdir()

    def put(**holders) -> Path:
        names = {name: write_key(folder, holder, f'{name}.p12') for name, holder in holders.items()}
        setting = {name: {'agency': 'kominfo', 'pkcs12': str(path)} for name, path in names.items()}
        root = signing_office.write_root(folder)
        use_settings(settings, signing_keys=setting, trusted_certificates=[str(root)])
        return folder

    return put


def _sign(content: bytes, agency: Tenant, key: str = 'kadis', passphrase: str = PASSPHRASE, **values) -> bytes:
    return certificates.sign_pdf(
        content, key=key, agency=agency, passphrase=passphrase, **{'block': BLOCK, 'now': NOW, **values}
    )


def _codes(refused) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# What is signed ------------------------------------------------------------------------------------------------------


def test_the_signed_file_begins_with_the_very_bytes_of_the_paper(paper, agency, keys):
    keys(kadis=authority().signer)
    signed = _sign(paper, agency)
    assert signed.startswith(paper)
    assert len(signed) > len(paper)
    assert signed.count(b'%%EOF') == paper.count(b'%%EOF') + 1


def test_a_signature_names_signer_time_reason_and_place_and_is_valid(paper, agency, keys):
    keys(kadis=authority().signer)
    [found] = find_signatures(_sign(paper, agency), now=NOW)
    assert found['verdict'] == 'valid'
    assert found['name'] == 'Drs. Hasan Basri, M.Si'
    assert 'Penerbit Uji' in found['issuer']
    assert datetime.datetime.fromisoformat(found['signed_at']) == NOW
    assert found['time_source'] == 'signer'
    assert (found['reason'], found['location']) == (BLOCK.reason, BLOCK.location)
    assert (found['coverage'], found['changes'], found['page']) == ('whole-file', 'none', 1)
    assert found['algorithm'] == 'RSA 2048, SHA256'


def test_the_field_lies_over_the_block_that_the_paper_drew(paper, agency, keys):
    keys(kadis=authority().signer)
    place = pdf_signatures.find_place(paper)
    page = PdfReader(io.BytesIO(_sign(paper, agency))).pages[0]
    [widget] = [annotation.get_object() for annotation in page['/Annots']]
    assert tuple(widget['/Rect']) == place.box
    assert widget['/F'] & 4, 'printed, as PDF/A wants it'
    left, bottom, right, top = place.box
    assert right - left == pytest.approx(8.2 / 2.54 * 72, abs=1)
    assert top - bottom == pytest.approx(3 / 2.54 * 72, abs=1)
    frame = re.search(rb'cm/c0 CS 0 SCN 0.5 w', page.get_contents().get_data())
    origin = re.findall(rb'1 0 0 -1 ([\d.]+) ([\d.]+) $', page.get_contents().get_data()[: frame.start()])
    assert [round(float(number)) for number in origin[0]] == [left, top]


def test_a_paper_without_the_marks_is_signed_unseen(agency, keys):
    keys(kadis=authority().signer)
    plain = typst.compile(b'#set page(paper: "a4")\nSurat', format='pdf', pdf_standards='a-2b')
    [found] = find_signatures(_sign(plain, agency), now=NOW)
    assert (found['verdict'], found['page']) == ('valid', None)


def test_users_words_are_no_mark():
    text = '#ttd <ttd> ttd-end'
    source = f'#set page(paper: "a4")\n#let words = {text!r}\n'.replace("'", '"') + '#words'
    assert pdf_signatures.find_place(typst.compile(source.encode(), format='pdf')) is None


def test_two_sign_one_after_the_other_and_both_hold(paper, agency, keys):
    keys(kadis=authority().signer, other=authority().stranger)
    twice = _sign(_sign(paper, agency), agency, key='other')
    first, second = find_signatures(twice, now=NOW)
    assert (first['field'], second['field']) == ('TandaTangan1', 'TandaTangan2')
    assert (first['verdict'], first['coverage']) == ('valid', 'later-additions')
    assert (second['verdict'], second['coverage']) == ('untrusted', 'whole-file')
    assert summarise([first, second])['verdict'] == 'untrusted'


# Read by others ------------------------------------------------------------------------------------------------------


def test_poppler_says_that_the_signature_is_valid(paper, agency, keys, tmp_path):
    keys(kadis=authority().signer)
    file = tmp_path / 'surat.pdf'
    file.write_bytes(_sign(paper, agency))
    said = subprocess.run(['pdfsig', '-nocert', str(file)], capture_output=True, text=True, check=False).stdout
    assert 'Signature is Valid.' in said
    assert 'Total document signed' in said
    assert 'ETSI.CAdES.detached' in said
    assert 'Drs. Hasan Basri, M.Si' in said


def test_openssl_verifies_the_signature_over_the_bytes_that_it_names(paper, agency, keys, tmp_path):
    keys(kadis=authority().signer)
    signed = _sign(paper, agency)
    first, length, second, rest = map(int, re.search(rb'/ByteRange \[(\d+) (\d+) (\d+) (\d+)', signed).groups())
    assert (first, second + rest) == (0, len(signed))
    (tmp_path / 'bytes').write_bytes(signed[:length] + signed[second : second + rest])
    hexed = signed[length + 1 : second - 1]
    der = bytes.fromhex(hexed.decode())
    size = int.from_bytes(der[2:4], 'big') + 4
    (tmp_path / 'cms').write_bytes(der[:size])
    command = ['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', 'cms', '-content', 'bytes']
    command += ['-CAfile', str(keys_root(tmp_path)), '-purpose', 'any', '-out', '/dev/null']
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 'CMS Verification successful' in said.stderr
    (tmp_path / 'bytes').write_bytes(signed[: length - 1] + b'!' + signed[second : second + rest])
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode


def keys_root(folder: Path) -> Path:
    return folder / 'keys' / 'akar.pem'


# The time stamp ------------------------------------------------------------------------------------------------------


def test_a_time_stamp_is_put_in_where_a_service_is_set(paper, agency, keys, settings):
    keys(kadis=authority().signer)
    with running(StampService()) as service:
        use_settings(settings, timestamp_url=service.url)
        [found] = find_signatures(_sign(paper, agency), now=NOW)
    assert found['verdict'] == 'valid'
    assert (found['time_source'], found['timestamp_trusted']) == ('timestamp', True)
    assert datetime.datetime.fromisoformat(found['timestamped_at']) == NOW
    assert 'Stempel Waktu Uji' in found['timestamp_authority']


@pytest.mark.parametrize('mode', ['refuse', 'garbage', 'page', 'other', 'redirect', 'down'])
def test_without_an_honest_time_stamp_nothing_is_signed(paper, agency, keys, settings, mode):
    keys(kadis=authority().signer)
    with running(StampService()) as service:
        service.mode = mode
        use_settings(settings, timestamp_url='http://127.0.0.1:9/' if mode == 'down' else service.url)
        with pytest.raises(SigningRefused) as refused:
            _sign(paper, agency)
    assert _codes(refused) == ['timestamp-unreachable']


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('holder', 'code'),
    [
        ('expired', 'certificate-expired'),
        ('future', 'certificate-not-yet-valid'),
        ('server', 'certificate-usage'),
        ('encipher', 'certificate-usage'),
        ('intermediate', 'certificate-usage'),
        ('stamps', 'certificate-usage'),
    ],
)
def test_a_certificate_that_must_not_sign_does_not(paper, agency, keys, holder, code):
    keys(kadis=getattr(authority(), holder))
    with pytest.raises(SigningRefused) as refused:
        _sign(paper, agency)
    assert _codes(refused) == [code]


def test_a_wrong_passphrase_is_refused(paper, agency, keys):
    keys(kadis=authority().signer)
    for passphrase in ('salah', '', PASSPHRASE.upper()):
        with pytest.raises(SigningRefused) as refused:
            _sign(paper, agency, passphrase=passphrase)
        assert _codes(refused) == ['passphrase-wrong']
        assert refused.value.refusals[0].field == 'passphrase'


def test_a_key_that_is_not_there_or_anothers_or_unreadable_is_refused(paper, agency, keys):
    folder = keys(kadis=authority().signer, gone=authority().signer, broken=authority().signer)
    (folder / 'gone.p12').unlink()
    (folder / 'broken.p12').write_bytes(b'not a key store')
    other = Tenant(name='Dinas Lain', slug='lain')
    for key, owner, code in (
        ('gone', agency, 'key-file-missing'),
        ('broken', agency, 'key-file-unreadable'),
        ('none', agency, 'key-unknown'),
        ('kadis', other, 'key-of-another-agency'),
    ):
        with pytest.raises(SigningRefused) as refused:
            _sign(paper, owner, key=key)
        assert _codes(refused) == [code]


def test_the_keys_of_an_agency_are_listed_with_what_is_wrong_with_them(agency, keys):
    folder = keys(kadis=authority().signer, gone=authority().signer)
    (folder / 'gone.p12').unlink()
    gone, kadis = signing_keys.find_keys(agency)
    assert (kadis.name, kadis.kind, kadis.problem) == ('kadis', 'pkcs12', '')
    assert 'not there' in gone.problem
    assert signing_keys.find_keys(Tenant(name='Dinas Lain', slug='lain')) == []


def test_what_is_no_pdf_is_refused(agency, keys):
    keys(kadis=authority().signer)
    with pytest.raises(SigningRefused) as refused:
        _sign(b'%PDF-1.7\nnot really\n%%EOF', agency)
    assert _codes(refused) == ['signing-failed']


# The token -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def token(settings, tmp_path):
    if not shutil.which('softhsm2-util') or not Path(signing_office.MODULE).exists():
        pytest.skip('SoftHSM is not installed')
    key = {**signing_office.make_token(), 'agency': 'kominfo'}
    root = signing_office.write_root(tmp_path)

    def put(**changes) -> None:
        use_settings(settings, signing_keys={'kartu': {**key, **changes}}, trusted_certificates=[str(root)])

    put()
    return put


def test_a_token_signs_and_poppler_agrees(paper, agency, token, tmp_path):
    signed = _sign(paper, agency, key='kartu', passphrase=PIN)
    [found] = find_signatures(signed, now=NOW)
    assert (found['verdict'], found['name']) == ('valid', 'Drs. Hasan Basri, M.Si')
    (tmp_path / 'surat.pdf').write_bytes(signed)
    command = ['pdfsig', '-nocert', str(tmp_path / 'surat.pdf')]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert 'Signature is Valid.' in said


def test_a_token_shows_its_certificate_without_the_pin(agency, token):
    [facts] = signing_keys.find_keys(agency)
    assert facts.kind == 'pkcs11'
    assert 'Drs. Hasan Basri' in facts.subject
    assert 'Penerbit Uji' in facts.issuer
    assert facts.valid_until.year == 2046


@pytest.mark.parametrize(
    ('changes', 'pin', 'code'),
    [
        ({}, '000000', 'pin-wrong'),
        ({}, '', 'pin-wrong'),
        ({'token': 'lain'}, PIN, 'token-absent'),
        ({'pkcs11': '/nowhere/module.so'}, PIN, 'module-missing'),
        ({'certificate': 'lain'}, PIN, 'key-absent'),
        ({'key': 'lain'}, PIN, 'key-absent'),
        ({'key': signing_office.OTHER_KEY_LABEL}, PIN, 'certificate-mismatch'),
        ({'certificate': 'penerbit', 'key': signing_office.CERTIFICATE_LABEL}, PIN, 'certificate-usage'),
    ],
)
def test_a_token_that_cannot_sign_says_why(paper, agency, token, changes, pin, code):
    token(**changes)
    with pytest.raises(SigningRefused) as refused:
        _sign(paper, agency, key='kartu', passphrase=pin)
    assert _codes(refused) == [code]


def test_a_file_that_is_no_module_is_refused(paper, agency, token, tmp_path):
    (tmp_path / 'module.so').write_bytes(b'no library')
    token(pkcs11=str(tmp_path / 'module.so'))
    with pytest.raises(SigningRefused) as refused:
        _sign(paper, agency, key='kartu', passphrase=PIN)
    assert _codes(refused) == ['module-missing']


def test_several_sign_with_one_token_at_once(paper, agency, token):
    def sign(number: int) -> bool:
        if number % 3 == 2:
            with pytest.raises(SigningRefused):
                _sign(paper, agency, key='kartu', passphrase='000000')
            return True
        return _sign(paper, agency, key='kartu', passphrase=PIN).startswith(paper)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(sign, range(8)))


def test_a_wrong_pin_leaves_the_token_usable(paper, agency, token):
    with pytest.raises(SigningRefused):
        _sign(paper, agency, key='kartu', passphrase='000000')
    assert _sign(paper, agency, key='kartu', passphrase=PIN).startswith(paper)


@pytest.mark.parametrize(
    ('said', 'code'),
    [
        ('PinLocked', 'pin-locked'),
        ('PinExpired', 'pin-locked'),
        ('PinIncorrect', 'pin-wrong'),
        ('DeviceRemoved', 'token-absent'),
        ('DeviceError', 'token-failed'),
    ],
)
def test_what_a_token_says_while_it_signs_is_put_into_words(said, code):
    from contextlib import ExitStack

    import pkcs11.exceptions

    with pytest.raises(SigningRefused) as refused, signing_keys.OpenKey(None, ExitStack()):
        raise getattr(pkcs11.exceptions, said)
    assert _codes(refused) == [code]


# Secrets -------------------------------------------------------------------------------------------------------------


def test_a_passphrase_is_in_no_log_and_no_error(paper, agency, keys, caplog):
    folder = keys(kadis=authority().signer, broken=authority().signer, expired=authority().expired)
    (folder / 'broken.p12').write_bytes(b'not a key store')
    caplog.set_level(logging.DEBUG)
    secret = 'sandi-Rahasia-9f'
    for key, passphrase in (('kadis', secret), ('broken', secret), ('none', secret), ('expired', PASSPHRASE)):
        with pytest.raises(SigningRefused) as refused:
            _sign(paper, agency, key=key, passphrase=passphrase)
        _assert_silent(refused.value, passphrase)
    _sign(paper, agency)
    assert secret not in caplog.text
    assert PASSPHRASE not in caplog.text


def test_an_error_report_hides_the_passphrase(paper, agency, keys):
    from django.test import RequestFactory
    from django.views.debug import ExceptionReporter

    keys(kadis=authority().signer, expired=authority().expired)
    for key, secret in (('kadis', 'sandi-Rahasia-9f'), ('expired', PASSPHRASE)):
        try:
            certificates.sign_pdf(paper, key=key, agency=agency, passphrase=''.join(secret), block=BLOCK, now=NOW)
        except SigningRefused as error:
            report = ExceptionReporter(RequestFactory().get('/'), type(error), error, error.__traceback__)
            frames = [frame for frame in report.get_traceback_frames() if 'netbox_colocation' in frame['filename']]
            words = repr([frame['vars'] for frame in frames if 'tests' not in frame['filename']])
            assert frames
            assert secret not in words


def _assert_silent(error: BaseException | None, secret: str) -> None:
    """Nothing that an error carries along says the secret, however deep."""
    while error is not None:
        assert secret not in repr(error) + str(error) + repr(vars(error))
        assert secret.encode() not in pickle.dumps([str(argument) for argument in error.args])
        error = error.__cause__ or error.__context__


# The QR code ---------------------------------------------------------------------------------------------------------


def test_the_qr_code_is_a_square_of_noughts_and_ones():
    rows = pdf_signatures.qr_matrix('https://netbox.example.go.id/v/Zm9vYmFy')
    assert {len(row) for row in rows} == {len(rows)}
    assert {module for row in rows for module in row} == {0, 1}
    assert rows[0][:8] == [1, 1, 1, 1, 1, 1, 1, 0], 'the finder pattern is in the corner: no quiet zone'


# The shipped paper ---------------------------------------------------------------------------------------------------


def _letter(how: str = 'certificate') -> bytes:
    from netbox_colocation.documents.rendering import render
    from netbox_colocation.documents.samples import signed

    url = 'https://netbox.example.go.id/plugins/colocation/verify/Zm9vYmFyYmF6cXV4/'
    data = signed('accepted')
    data['signer'] = {**data['signer'], 'how': how}
    data['verification'] = {'code': 'Zm9v', 'url': url, 'qr': pdf_signatures.qr_matrix(url)}
    return render('reply-letter', data)


@pytest.mark.parametrize('how', ['certificate', 'esign'])
def test_the_field_lies_over_the_block_of_the_shipped_letter(agency, keys, how):
    keys(kadis=authority().signer)
    letter = _letter(how)
    place = pdf_signatures.find_place(letter)
    reader = PdfReader(io.BytesIO(letter))
    seen: list[tuple[float, float]] = []

    def note(text, matrix, text_matrix, *_rest) -> None:
        if 'Ditandatangani secara' in text:
            x, y = text_matrix[4], text_matrix[5]
            seen.append((matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]))

    reader.pages[place.page].extract_text(visitor_text=note)
    left, bottom, right, top = place.box
    assert any(left < x < right and bottom < y < top for x, y in seen)
    [found] = find_signatures(_sign(letter, agency), now=NOW)
    assert (found['verdict'], found['page']) == ('valid', place.page + 1)


@pytest.mark.parametrize('stamped', [False, True])
def test_the_signed_letter_is_still_pdf_a(agency, keys, tmp_path, settings, stamped):
    from dev import pdfa

    if not pdfa.has_java():
        pytest.skip('no JDK')
    keys(kadis=authority().signer, other=authority().stranger)
    with running(StampService()) as service:
        use_settings(settings, timestamp_url=service.url if stamped else None)
        once = _sign(_letter(), agency)
        twice = _sign(once, agency, key='other')
    files = {tmp_path / 'sekali.pdf': once, tmp_path / 'dua-kali.pdf': twice}
    for path, content in files.items():
        path.write_bytes(content)
    verdicts = pdfa.validate(files)
    assert [verdicts[path].failed for path in files] == [{}, {}]
