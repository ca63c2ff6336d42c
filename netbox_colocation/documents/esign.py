"""Signatures by BSrE's Esign Client Service (v2), an appliance inside the agency's network. Off until `esign` is set.

Who signs and with which passphrase is given at every call; both go to the service and nowhere else: no log, no error
and no row has them. The paper already shows its block, so the signature in the file is asked for unseen.
"""

import base64
import binascii
import json
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from ..conf import get_setting
from ..exceptions import Refusal, SigningRefused
from .pdf_signatures import SignatureBlock, end_line, extends

__all__ = ('check_status', 'is_on', 'sign_pdf', 'verify_pdf')

logger = logging.getLogger('netbox.plugins.netbox_colocation')

DEFAULT_TIMEOUT = 20
NIK = re.compile(r'\d{16}')
E_MAIL = re.compile(r'[^@\s]+@[^@\s]+\.[^@\s]+')
MAY_SIGN = 'ISSUE'
NOT_REGISTERED, WRONG_PASSPHRASE = '2011', '2031'
# What an answer may hold besides the paper in base64: the signature, other words.
ROOM = 2 * 1024 * 1024

GATEWAY: Mapping[str, str | Promise] = {
    'gateway-unreachable': gettext_lazy('The e-sign service cannot be reached: try again later, or sign another way.'),
    'gateway-timeout': gettext_lazy(
        'The e-sign service did not answer in time: look there whether it signed, then try again.'
    ),
    'gateway-refused': gettext_lazy(
        'The e-sign service does not accept this application: the administrator corrects the setting esign.'
    ),
    'gateway-failed': gettext_lazy('The e-sign service reports a failure of its own: try again later.'),
    'gateway-answer': gettext_lazy(
        'The e-sign service answered something that is no signed paper: the administrator looks at the service.'
    ),
    'not-extended': gettext_lazy(
        'The e-sign service gave back another file than the one that was sent: nothing was signed. Tell the '
        'administrator.'
    ),
}
STATUSES: Mapping[str, str | Promise] = {
    'EXPIRED': gettext_lazy('Your certificate at BSrE has expired: ask for a new one.'),
    'RENEW': gettext_lazy('Your certificate at BSrE waits to be renewed: finish that first.'),
    'REVOKE': gettext_lazy('Your certificate at BSrE was revoked: ask for a new one.'),
    'SUSPEND': gettext_lazy('Your certificate at BSrE is suspended: ask its verifier to lift that.'),
    'WAITING_FOR_VERIFICATION': gettext_lazy('Your registration at BSrE is not verified yet: ask its verifier.'),
    'NEW': gettext_lazy('Your registration at BSrE is not finished: set your passphrase there first.'),
    'NO_CERTIFICATE': gettext_lazy('You have no certificate at BSrE: ask for one.'),
}


class _GatewayProblem(Exception):
    """What went wrong with the service; carries a code and nothing that was sent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_on() -> bool:
    """Return whether papers can be signed through BSrE here."""
    return bool(get_setting('esign'))


@sensitive_variables('identity', 'passphrase', 'asked')
def sign_pdf(content: bytes, *, identity: str, passphrase: str, block: SignatureBlock) -> bytes:
    """Return the PDF as the service signed it; it begins with the very bytes of `content`.

    Takes as long as the service takes (at most the setting's timeout for each of two calls): call it outside of
    transactions.

    Args:
        identity: the signer's NIK (16 digits) or e-mail address at BSrE.

    Raises:
        SigningRefused: `esign-off`, `identity-invalid`, `passphrase-missing`, `user-not-registered`,
            `certificate-expired` and its like (`certificate-` with the status), `passphrase-wrong`, or one of
            `GATEWAY`. Nothing was signed here.
    """
    refusals = [refusal for refusal in (_refuse_identity(identity), _refuse_passphrase(passphrase)) if refusal]
    if refusals:
        raise SigningRefused(refusals)
    check_status(identity)
    asked = {
        **_as_identity(identity),
        'passphrase': passphrase,
        'signatureProperties': [{'tampilan': 'INVISIBLE', 'location': block.location, 'reason': block.reason}],
        'file': [base64.b64encode(end_line(content)).decode()],
    }
    answer = _ask('/api/v2/sign/pdf', asked, room=len(content) * 2)
    signed = _read_file(answer)
    if not signed.startswith(b'%PDF-') or b'ByteRange' not in signed:
        raise _refused('gateway-answer')
    if not extends(signed, content):
        raise _refused('not-extended')
    return signed


@sensitive_variables('identity')
def check_status(identity: str) -> None:
    """Ask whether somebody may sign.

    Raises:
        SigningRefused: as `sign_pdf` does.
    """
    if refusal := _refuse_identity(identity):
        raise SigningRefused([refusal])
    answer = _ask('/api/v2/user/check/status', _as_identity(identity))
    status = str(answer.get('status', '')).strip().upper()
    if status == MAY_SIGN:
        return
    if status == 'NOT_REGISTERED':
        raise SigningRefused([_not_registered()])
    if status not in STATUSES:
        logger.warning('The e-sign service says a status that is not known here: %.40r', status)
        raise _refused('gateway-answer')
    code = f'certificate-{status.lower().replace("_", "-")}'
    raise SigningRefused([Refusal(code, str(STATUSES[status]), field='identity')])


def verify_pdf(content: bytes) -> dict[str, Any]:
    """Return what the service says of a signed PDF: `conclusion` and `signers` (names).

    Raises:
        SigningRefused: `esign-off`, or one of `GATEWAY`.
    """
    answer = _ask('/api/v2/verify/pdf', {'file': base64.b64encode(content).decode()})
    found = answer.get('signatureInformations')
    names = [str(entry.get('signerName', '')) for entry in found if isinstance(entry, dict)] if found else []
    return {'conclusion': str(answer.get('conclusion', '')), 'signers': names}


@sensitive_variables('asked')
def _ask(path: str, asked: Mapping[str, Any], *, room: int = 0) -> dict[str, Any]:
    """Return the service's answer as JSON.

    Raises:
        SigningRefused: `esign-off`, one of `GATEWAY`, or what the answer's code says.
    """
    setting = get_setting('esign')
    if not setting:
        message = _('Signing through BSrE is not set up here: sign another way.')
        raise SigningRefused([Refusal('esign-off', message)])
    problem, status, content = '', 0, b''
    try:
        status, content = _post(setting, path, asked, ROOM + room)
    except _GatewayProblem as error:
        problem = error.code
    # Raised out here: an error of `requests` carries the request along, and with it the passphrase.
    if problem:
        logger.warning('The e-sign service at %s did not answer %s: %s', setting['url'], path, problem)
        raise _refused(problem)
    return _understand(status, content, path)


@sensitive_variables('asked', 'request', 'setting')
def _post(setting: Mapping[str, Any], path: str, asked: Mapping[str, Any], limit: int) -> tuple[int, bytes]:
    problem, chunks, size = '', [], 0
    try:
        with requests.post(
            setting['url'].rstrip('/') + path,
            json=asked,
            auth=(setting['username'], setting['password']),
            timeout=setting.get('timeout', DEFAULT_TIMEOUT),
            allow_redirects=False,
            stream=True,
        ) as answer:
            for chunk in answer.iter_content(65536):
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    break
            if size <= limit:
                return answer.status_code, b''.join(chunks)
            problem = 'gateway-answer'
    except requests.Timeout:
        problem = 'gateway-timeout'
    except (requests.RequestException, OSError):
        problem = 'gateway-unreachable'
    raise _GatewayProblem(problem)


def _understand(status: int, content: bytes, path: str) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    code = str(answer.get('status_code', '')) if isinstance(answer, dict) else ''
    if code == NOT_REGISTERED:
        raise SigningRefused([_not_registered()])
    if code == WRONG_PASSPHRASE:
        message = _('The passphrase is wrong: type it again. BSrE locks it after several wrong ones.')
        raise SigningRefused([Refusal('passphrase-wrong', message, field='passphrase')])
    if status == HTTPStatus.OK and isinstance(answer, dict):
        return answer
    # Of what the service says only its code is noted: some services repeat what they were asked.
    logger.warning('The e-sign service answered %s with status %d, code %.10r', path, status, code)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise _refused('gateway-refused')
    if status >= HTTPStatus.BAD_REQUEST:
        raise _refused('gateway-failed')
    raise _refused('gateway-answer')


def _read_file(answer: Mapping[str, Any]) -> bytes:
    files = answer.get('file')
    if not isinstance(files, list) or len(files) != 1 or not isinstance(files[0], str):
        raise _refused('gateway-answer')
    try:
        return base64.b64decode(files[0], validate=True)
    except (binascii.Error, ValueError):
        raise _refused('gateway-answer') from None


def _as_identity(identity: str) -> dict[str, str]:
    identity = identity.strip()
    return {'nik': identity} if NIK.fullmatch(identity) else {'email': identity}


def _refuse_identity(identity: str) -> Refusal | None:
    if NIK.fullmatch(identity.strip()) or E_MAIL.fullmatch(identity.strip()):
        return None
    message = _('Give your NIK (16 digits) or the e-mail address that BSrE knows you by.')
    return Refusal('identity-invalid', message, field='identity')


def _refuse_passphrase(passphrase: str) -> Refusal | None:
    return None if passphrase else Refusal('passphrase-missing', _('Type your passphrase.'), field='passphrase')


def _not_registered() -> Refusal:
    message = _('BSrE does not know you by that NIK or e-mail address: compare it, or ask for a certificate.')
    return Refusal('user-not-registered', message, field='identity')


def _refused(code: str) -> SigningRefused:
    return SigningRefused([Refusal(code, str(GATEWAY[code]))])
