"""The agency's keys: in a PKCS#12 file, or on a token or hardware module behind PKCS#11.

The setting `signing_keys` names them. A passphrase or PIN is asked for at every signature; it goes through here as an
argument and is kept nowhere.
"""

import datetime
import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import pkcs12 as pkcs12_structure
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from tenancy.models import Tenant

from ..conf import get_setting
from ..exceptions import Refusal, SigningRefused

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

__all__ = ('KeyFacts', 'find_keys', 'open_key')

PKCS12, PKCS11 = 'pkcs12', 'pkcs11'
LARGEST_SIGNATURE = 512  # bytes: of RSA with 4096 bits; larger keys say so
# A module knows one login per process: two signatures at once would log each other out.
_TOKENS = threading.Lock()


@dataclass(frozen=True)
class KeyFacts:
    """What can be said of a key without its passphrase or PIN.

    Attributes:
        name: in the setting; kind: `pkcs12` or `pkcs11`.
        subject, issuer: the certificate's, or '' where they cannot be read without the passphrase.
        valid_until: None where it cannot be read.
        problem: why it cannot sign now, with the fix, or ''.
    """

    name: str
    kind: str
    subject: str = ''
    issuer: str = ''
    valid_until: datetime.datetime | None = None
    problem: str = ''


def find_keys(agency: Tenant) -> list[KeyFacts]:
    """Return the agency's keys by name; a key that cannot sign now says why."""
    return [
        _facts_of(name, key)
        for name, key in sorted(get_setting('signing_keys').items())
        if key['agency'] == agency.slug
    ]


class OpenKey:
    """A key that may sign while its `with` block lasts; the passphrase is not in it any more."""

    def __init__(self, signer: 'Signer', resources: ExitStack) -> None:
        self.signer = signer
        self._resources = resources

    def __enter__(self) -> 'Signer':
        return self.signer

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: object) -> None:
        self._resources.close()
        if error is not None and type(error).__module__ == 'pkcs11.exceptions':
            raise _token_refused(type(error).__name__) from None


@sensitive_variables('passphrase')
def open_key(name: str, *, agency: Tenant, passphrase: str) -> OpenKey:
    """Return the key, to be used in a `with` block, which gives pyHanko's signer.

    Raises:
        SigningRefused: `key-unknown`, `key-of-another-agency`, `key-file-missing`, `key-file-unreadable`,
            `passphrase-wrong`, `key-absent`; of tokens `module-missing`, `token-absent`, `pin-wrong`, `pin-locked`,
            `token-failed`, the last three in the block too.
    """
    key = get_setting('signing_keys').get(name)
    if key is None:
        raise _refused('key-unknown', _('There is no key “{name}”: choose one of the list.').format(name=name), 'key')
    if key['agency'] != agency.slug:
        message = _('The key “{name}” belongs to another agency: choose one of {agency}.')
        raise _refused('key-of-another-agency', message.format(name=name, agency=agency), 'key')
    if PKCS12 in key:
        return OpenKey(_open_file(key, passphrase), ExitStack())
    with ExitStack() as resources:
        resources.enter_context(_TOKENS)
        session = _log_in(key, passphrase)
        resources.callback(session.close)
        return OpenKey(_find_signer(session, key), resources.pop_all())


# Files ---------------------------------------------------------------------------------------------------------------


def _read_file(key: Mapping[str, str]) -> bytes:
    path = Path(key[PKCS12])
    try:
        content = path.read_bytes()
        pkcs12_structure.Pfx.load(content, strict=True).native  # noqa: B018  parses it
    except FileNotFoundError:
        message = _('The key’s file is not there: the administrator puts it where the setting signing_keys says.')
        raise _refused('key-file-missing', message, 'key') from None
    except OSError:
        message = _('The key’s file cannot be read: the administrator gives it to the account that runs NetBox.')
        raise _refused('key-file-unreadable', message, 'key') from None
    except (ValueError, TypeError):
        message = _('The key’s file is no PKCS#12 file: the administrator exports it from the key store again.')
        raise _refused('key-file-unreadable', message, 'key') from None
    return content


@sensitive_variables('passphrase', 'private', 'loaded')
def _open_file(key: Mapping[str, str], passphrase: str) -> 'Signer':
    from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1 as as_asn1
    from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    content = _read_file(key)
    loaded = None
    with suppress(ValueError):  # refused below: an error raised in a handler would carry this one, and what it saw
        loaded = pkcs12.load_pkcs12(content, passphrase.encode() or None)
    if loaded is None:
        message = _('The passphrase does not open the key: type it again.')
        raise _refused('passphrase-wrong', message, 'passphrase')
    if loaded.key is None or loaded.cert is None:
        message = _('The key’s file holds no key with its certificate: the administrator exports both together.')
        raise _refused('key-absent', message, 'key')
    store = SimpleCertificateStore()
    store.register_multiple(as_asn1(other.certificate) for other in loaded.additional_certs)
    private = translate_pyca_cryptography_key_to_asn1(loaded.key)
    return _file_signer()(as_asn1(loaded.cert.certificate), private, store, embed_roots=False)


def _file_signer() -> Any:
    """Return pyHanko's signer, without a trial signature to learn its size: loading an RSA key takes 100 ms."""
    from pyhanko.sign.signers import SimpleSigner

    class FileSigner(SimpleSigner):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if dry_run:
                certificate: Any = self.signing_cert
                return bytes(max(LARGEST_SIGNATURE, certificate.public_key.byte_size))
            return self.sign_raw(data, digest_algorithm)

    return FileSigner


# Tokens --------------------------------------------------------------------------------------------------------------


@sensitive_variables('pin')
def _log_in(key: Mapping[str, str], pin: str) -> Any:
    token = _find_token(key)
    from pkcs11.exceptions import PKCS11Error

    problem = ''
    try:
        return token.open(user_pin=pin)
    except PKCS11Error as error:
        problem = type(error).__name__
    raise _token_refused(problem)


def _find_signer(session: Any, key: Mapping[str, str]) -> 'Signer':
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.sign.pkcs11 import PKCS11Signer

    signer = PKCS11Signer(
        session,
        cert_label=key['certificate'],
        key_label=key.get('key', key['certificate']),
        other_certs_to_pull=None,
        embed_roots=False,
    )
    try:
        signer._load_objects()  # so that a label that is wrong shows here, and nothing is read from the token later
    except PKCS11Error:
        message = _('The token holds no such certificate with its key: the administrator compares the labels.')
        raise _refused('key-absent', message, 'key') from None
    return signer


def _find_token(key: Mapping[str, str]) -> Any:
    try:
        import pkcs11
    except ImportError:
        message = _('Keys on tokens need the package pyhanko[pkcs11]: the administrator installs it.')
        raise _refused('module-missing', message, 'key') from None
    from pkcs11.exceptions import PKCS11Error

    if not Path(key[PKCS11]).is_file():
        message = _('The token’s module is not there: the administrator installs it, or corrects signing_keys.')
        raise _refused('module-missing', message, 'key')
    try:
        return pkcs11.lib(key[PKCS11]).get_token(token_label=key['token'])
    except pkcs11.NoSuchToken:
        message = _('The token “{token}” is not there: plug it in, then try again.').format(token=key['token'])
        raise _refused('token-absent', message, 'key') from None
    except pkcs11.MultipleTokensReturned:
        message = _('There are several tokens “{token}”: leave one in.').format(token=key['token'])
        raise _refused('token-absent', message, 'key') from None
    except (PKCS11Error, RuntimeError, OSError):
        message = _('The token’s module does not work: the administrator looks at it with pkcs11-tool.')
        raise _refused('module-missing', message, 'key') from None


def _token_refused(problem: str) -> SigningRefused:
    """Return the refusal for what the token said; `problem` is the name of the PKCS#11 error."""
    if problem in {'PinIncorrect', 'PinInvalid', 'PinLenRange', 'ArgumentsBad'}:
        message = _('The PIN is wrong: type it again. After a few wrong ones the token locks itself.')
        return _refused('pin-wrong', message, 'passphrase')
    if problem in {'PinLocked', 'PinExpired', 'UserPinNotInitialized'}:
        message = _('The token’s PIN is locked: whoever issued the token unlocks it.')
        return _refused('pin-locked', message, 'passphrase')
    if problem in {'TokenNotPresent', 'TokenNotRecognised', 'DeviceRemoved', 'SlotIDInvalid', 'SessionHandleInvalid'}:
        return _refused('token-absent', _('The token was taken out: plug it in, then try again.'), 'key')
    message = _('The token did not sign ({problem}): take it out and in again, then try once more.')
    return _refused('token-failed', message.format(problem=problem), 'key')


# Facts ---------------------------------------------------------------------------------------------------------------


def _facts_of(name: str, key: Mapping[str, str]) -> KeyFacts:
    try:
        if PKCS12 in key:
            _read_file(key)
            return KeyFacts(name, PKCS12)
        with _TOKENS:
            certificate = _read_certificate(key)
    except SigningRefused as refused:
        return KeyFacts(name, PKCS12 if PKCS12 in key else PKCS11, problem=refused.refusals[0].message)
    if certificate is None:
        return KeyFacts(name, PKCS11)
    return KeyFacts(
        name,
        PKCS11,
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        valid_until=certificate.not_valid_after_utc,
    )


def _read_certificate(key: Mapping[str, str]) -> x509.Certificate | None:
    """Return the token's certificate where the token shows it without a PIN."""
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.exceptions import PKCS11Error

    token = _find_token(key)
    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: key['certificate']}
    try:
        with token.open() as session:
            found = [entry[Attribute.VALUE] for entry in session.get_objects(wanted)]
        return x509.load_der_x509_certificate(found[0]) if len(found) == 1 else None
    except (PKCS11Error, ValueError):
        return None


def _refused(code: str, message: str, field: str) -> SigningRefused:
    return SigningRefused([Refusal(code, message, field=field)])
