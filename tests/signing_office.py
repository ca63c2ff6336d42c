"""Everything that signs, for tests: a certificate authority with good and bad certificates, keys in files and on a
token, a time stamp service, and a stand-in of BSrE's client service that really signs.

All keys are made when the tests run; the clock of the certificates is the tests' own.
"""

import atexit
import base64
import contextlib
import datetime
import functools
import http.server
import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime(2026, 11, 21, 3, 0, tzinfo=datetime.UTC)
PASSPHRASE = 'frasa-Sandi 7 kata'
PIN = '482915'
# How long the client of the signing service waits, in seconds: a busy machine signs in less.
PATIENCE = 4
MODULE = '/usr/lib/softhsm/libsofthsm2.so'
TOKEN, CERTIFICATE_LABEL, OTHER_KEY_LABEL = 'kominfo', 'tanda-tangan', 'kunci-lain'
NIK = '1304012345670001'


class Holder(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


class Authority(NamedTuple):
    """The certificates of the tests; `signer` comes from `intermediate`, which comes from `root`."""

    root: Holder
    intermediate: Holder
    signer: Holder
    expired: Holder
    future: Holder
    server: Holder
    encipher: Holder
    stranger: Holder
    stamps: Holder


@functools.cache
def authority() -> Authority:
    """Make all certificates, once."""
    root = _issue('Akar Uji', None, is_authority=True)
    intermediate = _issue('Penerbit Uji', root, is_authority=True)
    far = (_day(2045), _day(2046))
    server = [ExtendedKeyUsageOID.SERVER_AUTH]
    return Authority(
        root,
        intermediate,
        _issue('Drs. Hasan Basri, M.Si', intermediate, is_rsa=True),
        _issue('Kedaluwarsa', intermediate, valid=(_day(2020), _day(2022))),
        _issue('Belum Berlaku', intermediate, valid=far),
        _issue('server.example', intermediate, purposes=server),
        _issue('Hanya Sandi', intermediate, may_sign=False),
        _issue('Orang Asing', None),
        _issue('Stempel Waktu Uji', intermediate, is_rsa=True, purposes=[ExtendedKeyUsageOID.TIME_STAMPING]),
    )


def _day(year: int) -> datetime.datetime:
    return datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)


def _issue(
    name: str,
    issuer: Holder | None,
    *,
    is_authority: bool = False,
    is_rsa: bool = False,
    valid: tuple[datetime.datetime, datetime.datetime] | None = None,
    purposes: list[x509.ObjectIdentifier] | None = None,
    may_sign: bool = True,
) -> Holder:
    key: Any = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, 'ID'),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Dinas Kominfo Uji'),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ])  # fmt: skip
    first, last = valid or (_day(2020), _day(2046))
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=may_sign and not is_authority,
                content_commitment=may_sign and not is_authority,
                key_encipherment=not may_sign,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    return Holder(builder.sign(signing_key, hashes.SHA256()), key)


def use_settings(settings: Any, **values: Any) -> None:
    """Give the plugin other settings for one test; `settings` is pytest-django's fixture."""
    own = {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}
    settings.PLUGINS_CONFIG = {**settings.PLUGINS_CONFIG, 'netbox_colocation': own}


# Keys ----------------------------------------------------------------------------------------------------------------


def write_key(folder: Path, holder: Holder, name: str = 'kunci.p12', passphrase: str = PASSPHRASE) -> Path:
    """Write a PKCS#12 file with the holder's key, its certificate and the intermediate one."""
    path = folder / name
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b'kunci',
            holder.key,
            holder.certificate,
            [authority().intermediate.certificate],
            serialization.BestAvailableEncryption(passphrase.encode()),
        )
    )
    path.chmod(0o600)
    return path


def write_root(folder: Path) -> Path:
    """Write the PEM file of the trusted root."""
    path = folder / 'akar.pem'
    path.write_bytes(authority().root.pem)
    return path


@functools.cache
def make_token() -> dict[str, str]:
    """Initialise a SoftHSM token with the signer's key; return it as `signing_keys` wants it, without the agency."""
    folder = Path(tempfile.mkdtemp(prefix='token-'))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / 'tokens').mkdir()
    conf = folder / 'softhsm2.conf'
    conf.write_text(f'directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n')
    os.environ['SOFTHSM2_CONF'] = str(conf)  # read by the module when it is first loaded
    tool = ['softhsm2-util', '--module', MODULE]
    new = ['--init-token', '--free', '--label', TOKEN, '--so-pin', '99887766', '--pin', PIN]
    subprocess.run([*tool, *new], check=True, capture_output=True)
    keys = {CERTIFICATE_LABEL: authority().signer.key, OTHER_KEY_LABEL: authority().stamps.key}
    for number, (label, key) in enumerate(keys.items()):
        file = folder / 'key.pem'
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(key.private_bytes(*form))
        kept = ['--import', str(file), '--token', TOKEN, '--label', label, '--id', f'a{number}', '--pin', PIN]
        subprocess.run([*tool, *kept], check=True, capture_output=True)
        file.unlink()
    _put_certificates()
    return {'pkcs11': MODULE, 'token': TOKEN, 'certificate': CERTIFICATE_LABEL}


def _put_certificates() -> None:
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    labels = {CERTIFICATE_LABEL: authority().signer, 'penerbit': authority().intermediate}
    with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        for label, holder in labels.items():
            der = holder.certificate.public_bytes(serialization.Encoding.DER)
            entry = {**decode_x509_certificate(der), pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
            session.create_object({**entry, pkcs11.Attribute.PRIVATE: False})


def sign_with(
    content: bytes, holder: Holder, *, field: str = 'Lain', timestamper: Any = None, **metadata: Any
) -> bytes:
    """Sign a PDF as somebody else would, with pyHanko alone."""
    store = SimpleCertificateStore()
    store.register(translate_pyca_cryptography_cert_to_asn1(authority().intermediate.certificate))
    signer = SimpleSigner(
        translate_pyca_cryptography_cert_to_asn1(holder.certificate),
        translate_pyca_cryptography_key_to_asn1(holder.key),
        store,
    )
    described = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, **metadata)
    return sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), described, signer, timestamper=timestamper
    ).getvalue()


# Services ------------------------------------------------------------------------------------------------------------


class Service:
    """A local HTTP server; `mode` says how it behaves, `requests` what it was asked."""

    def __init__(self) -> None:
        self.mode = ''
        self.requests: list[dict[str, Any]] = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers['Content-Length']))
                service.requests.append({'path': self.path, 'headers': dict(self.headers), 'body': body})
                status, headers, content = service.answer(self.path, dict(self.headers), body)
                with contextlib.suppress(OSError):  # whoever asked has given up
                    self.send_response(status)
                    for name, value in {**headers, 'Content-Length': str(len(content))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        raise NotImplementedError


class StampService(Service):
    """A time stamp service (RFC 3161) with a certificate of the authority; modes: refuse, garbage, other, redirect."""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self.mode == 'garbage':
            return 200, {'Content-Type': 'application/timestamp-reply'}, b'<html>'
        if self.mode == 'redirect':
            return 302, {'Location': 'http://192.0.2.1/'}, b''
        if self.mode == 'page':
            return 200, {'Content-Type': 'text/html'}, b'<html>'
        request = tsp.TimeStampReq.load(body)
        if self.mode == 'refuse':
            refusal = tsp.TimeStampResp({'status': tsp.PKIStatusInfo({'status': 'rejection'})})
            return 200, {'Content-Type': 'application/timestamp-reply'}, refusal.dump()
        if self.mode == 'other':
            imprint = {'hash_algorithm': {'algorithm': 'sha256'}, 'hashed_message': bytes(32)}
            request['message_imprint'] = imprint
        return 200, {'Content-Type': 'application/timestamp-reply'}, stamper().request_tsa_response(request).dump()


def stamper(moment: datetime.datetime = NOW) -> DummyTimeStamper:
    holder = authority().stamps
    store = SimpleCertificateStore()
    store.register(translate_pyca_cryptography_cert_to_asn1(authority().intermediate.certificate))
    return DummyTimeStamper(
        translate_pyca_cryptography_cert_to_asn1(holder.certificate),
        translate_pyca_cryptography_key_to_asn1(holder.key),
        certs_to_embed=store,
        fixed_dt=moment,
        include_nonce=True,
    )


class StandInService(Service):
    """Behaves like BSrE's Esign Client Service v2 as its users describe it, and really signs.

    Modes: `down` (a page of a gateway, 502), `slow` (answers later than its client waits), `redirect`, `no-pdf`,
    `rewritten` (a signed PDF that is not an extension of what was sent), `page` (HTML with 200), `huge`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.username, self.password = 'esign', 'kata-sandi-layanan'
        self.status = 'ISSUE'
        self.passphrase = PASSPHRASE
        self.identities = {NIK, 'kadis@example.go.id'}

    @property
    def setting(self) -> dict[str, Any]:
        return {'url': self.url, 'username': self.username, 'password': self.password, 'timeout': PATIENCE}

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self.mode == 'down':
            return 502, {'Content-Type': 'text/html'}, b'<html><h1>502 Bad Gateway</h1></html>'
        if self.mode == 'page':
            return 200, {'Content-Type': 'text/html'}, b'<html>Selamat datang</html>'
        if self.mode == 'redirect':
            return 307, {'Location': 'http://192.0.2.1/api/v2/sign/pdf'}, b''
        if self.mode == 'slow':
            time.sleep(PATIENCE + 1)
        wanted = base64.b64encode(f'{self.username}:{self.password}'.encode()).decode()
        if headers.get('Authorization') != f'Basic {wanted}':
            return _json(401, {'error': 'Unauthorized', 'status_code': 401})
        asked = json.loads(body)
        if path == '/api/v2/user/check/status':
            return self._say_status(asked)
        if path == '/api/v2/sign/pdf':
            return self._sign(asked)
        if path == '/api/v2/verify/pdf':
            return _json(200, {'conclusion': 'VALID', 'signatureInformations': [{'signerName': 'Drs. Hasan Basri'}]})
        return _json(404, {'error': 'Not Found', 'status_code': 404})

    def _say_status(self, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if not self._knows(asked):
            return _json(200, {'status': 'NOT_REGISTERED', 'status_code': '1111', 'message': 'User tidak terdaftar'})
        return _json(200, {'status': self.status, 'status_code': '1110', 'message': 'Status user'})

    def _sign(self, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if not self._knows(asked):
            return _json(400, {'status_code': 2011, 'error': 'User tidak terdaftar'})
        if asked.get('passphrase') != self.passphrase:
            return _json(400, {'status_code': 2031, 'error': 'Passphrase anda salah !!!'})
        if self.status != 'ISSUE':
            return _json(400, {'status_code': 2021, 'error': f'Sertifikat {self.status}'})
        if self.mode == 'no-pdf':
            return _json(200, {'time': 120, 'file': [base64.b64encode(b'bukan PDF').decode()]})
        if self.mode == 'huge':
            return _json(200, {'time': 120, 'file': ['A' * 4_000_000]})
        content = base64.b64decode(asked['file'][0])
        if self.mode == 'rewritten':
            content = content.replace(b'%PDF-1.7', b'%PDF-1.6', 1)
        first = asked['signatureProperties'][0]
        reasons = {'reason': first.get('reason') or None, 'location': first.get('location') or None}
        signed = sign_with(content, authority().signer, field='BSrE', **reasons)
        return _json(200, {'time': 120, 'file': [base64.b64encode(signed).decode()]})

    def _knows(self, asked: dict[str, Any]) -> bool:
        return (asked.get('nik') or asked.get('email')) in self.identities


def _json(status: int, content: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    return status, {'Content-Type': 'application/json'}, json.dumps(content).encode()


@contextlib.contextmanager
def running[AnyService: Service](service: AnyService) -> Iterator[AnyService]:
    """Let a service answer while the block lasts."""
    thread = threading.Thread(target=service.server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
        thread.join()
