"""A key with which the demo's officials sign letters: made once for each run folder, under a root of its own.

Nobody outside the run folder trusts that root. The passphrase is one of the run folder's secrets; `make demo` tells it.
"""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from dev.run_folder import RUN, secret

__all__ = ('KEY', 'ROOT', 'ensure', 'passphrase')

FOLDER = RUN / 'keys'
KEY = FOLDER / 'agency.p12'
ROOT = FOLDER / 'root.pem'
YEARS = datetime.timedelta(days=3 * 365)


def passphrase() -> str:
    return secret('signing_passphrase', length=9)


def ensure(organisation: str) -> None:
    """Make the root and the agency's key where they are missing."""
    if KEY.exists() and ROOT.exists():
        return
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key, signing_key = _new_key(), _new_key()
    root_name = _name(organisation, 'Demo root')
    root = _certificate(root_name, root_key, issuer=root_name, issuer_key=root_key, is_authority=True)
    own = _certificate(
        _name(organisation, 'Demo signing key'), signing_key, issuer=root_name, issuer_key=root_key, is_authority=False
    )
    sealed = pkcs12.serialize_key_and_certificates(
        b'agency', signing_key, own, [root], serialization.BestAvailableEncryption(passphrase().encode())
    )
    _write(ROOT, root.public_bytes(serialization.Encoding.PEM))
    _write(KEY, sealed)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, 'ID'),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    *,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
