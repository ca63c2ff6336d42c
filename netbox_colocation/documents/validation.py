"""What the signatures in a PDF are worth: read without network, within bounds, and put into words.

The file may be anybody's: it is read in a process of its own (`signature_reader`), so that no file can stop or fill
the application.
"""

import base64
import datetime
import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..conf import get_setting
from ..exceptions import FileRefused, Refusal

__all__ = ('VERDICTS', 'find_signatures', 'read_trusted_certificates', 'summarise')

logger = logging.getLogger('netbox.plugins.netbox_colocation')

MAX_SECONDS = 20
MAX_BYTES = 100 * 1024 * 1024
MEMORY = 1024**3
# Every signature states the range that it covers; a name may be written with escapes (`/Byte#52ange`).
BYTE_RANGE = re.compile(b''.join(b'(?:%c|#%02x)' % (letter, letter) for letter in b'ByteRange'), re.IGNORECASE)
READER = Path(__file__).with_name('signature_reader.py')

VALID, UNTRUSTED, CHANGED, BROKEN, NONE = 'valid', 'untrusted', 'changed', 'broken', 'none'
# From best to worst: a file is worth what its worst signature is worth.
VERDICTS: Mapping[str, tuple[str | Promise, str]] = {
    NONE: (gettext_lazy('Not signed'), 'gray'),
    VALID: (gettext_lazy('Valid'), 'green'),
    UNTRUSTED: (gettext_lazy('Valid, signer not confirmed'), 'yellow'),
    CHANGED: (gettext_lazy('Changed after signing'), 'red'),
    BROKEN: (gettext_lazy('Broken'), 'red'),
}
DETAILS: Mapping[str, str | Promise] = {
    NONE: gettext_lazy('The file holds no electronic signature.'),
    VALID: gettext_lazy('The file is as it was signed, and the signer’s certificate comes from a trusted issuer.'),
    UNTRUSTED: gettext_lazy('The file is as it was signed, but who signed it cannot be confirmed here.'),
    CHANGED: gettext_lazy('Something was added to the file after it was signed: ask for the file as it was signed.'),
    BROKEN: gettext_lazy('The file is not what was signed: ask for it again.'),
}
PROBLEMS: Mapping[str, str | Promise] = {
    'unreadable': gettext_lazy('This signature cannot be read: ask for the file again.'),
    'not-intact': gettext_lazy('The signed part of the file was changed.'),
    'not-valid': gettext_lazy('The signature does not fit its certificate.'),
    'changed': gettext_lazy('Something was added after this signature that is no further signature.'),
    'partial': gettext_lazy('The signature leaves out parts of the file.'),
    'no-roots': gettext_lazy('No trusted certificates are set up here: the administrator lists them in '
                             'trusted_certificates.'),
    'no-chain': gettext_lazy('Its certificate does not come from an issuer that is trusted here.'),
    'expired': gettext_lazy('Its certificate has expired since, and no trusted time stamp says that it was signed '
                            'before.'),
    'not-yet-valid': gettext_lazy('Its certificate was not valid yet.'),
    'revoked': gettext_lazy('Its certificate was revoked.'),
    'usage': gettext_lazy('Its certificate is not for signing papers.'),
    'weak': gettext_lazy('It was made in a way that is no longer safe.'),
}  # fmt: skip


def find_signatures(content: bytes, *, now: datetime.datetime) -> list[dict[str, Any]]:
    """Return what each signature in a PDF says and whether it holds, as JSON, in the order in which they were made.

    Each has `field`, `kind` (`signature` or `timestamp`), `subject`, `name`, `issuer`, `serial`, `signed_at` (ISO) with
    its `time_source` (`signer`, `timestamp`), `timestamped_at`, `timestamp_authority`, `timestamp_intact`,
    `timestamp_trusted`, `intact`, `valid`, `coverage` (`whole-file`, `later-additions`, `partial`), `changes` after it
    (`none`, `additions`, `signatures-or-forms`, `forbidden`), `trusted`, `trust_checked`, `valid_from`, `valid_until`,
    `expired`, `revocation` (`unknown`, `good`, `revoked`), `algorithm`, `reason`, `location`, `page`, `verdict`,
    `problem_code` and `problem` (a sentence, or '').

    Raises:
        FileRefused: the file cannot be read as a PDF within its bounds (`signatures-unreadable`).
    """
    if not BYTE_RANGE.search(content):
        return []
    found = _read(content, now)
    for position, facts in enumerate(found):
        facts['verdict'], facts['problem_code'] = _judge(facts, found[position + 1 :])
        facts['problem'] = str(PROBLEMS.get(facts['problem_code'], ''))
    return found


def summarise(findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a file's signatures are worth together: `verdict`, `label`, `color`, `detail`, `signers`.

    `problem_code` and `problem` are those of the worst signature.
    """
    ranks = list(VERDICTS)
    worst = max(findings, key=lambda facts: ranks.index(facts['verdict']), default=None)
    verdict = worst['verdict'] if worst else NONE
    if worst and not any(facts['kind'] == 'signature' for facts in findings) and verdict == VALID:
        verdict = NONE  # a time stamp says when, not who
    label, color = VERDICTS[verdict]
    code = worst['problem_code'] if worst else ''
    return {
        'verdict': verdict,
        'label': str(label),
        'color': color,
        'detail': str(DETAILS[verdict]),
        'signers': [facts['name'] or facts['subject'] for facts in findings if facts['kind'] == 'signature'],
        'problem_code': code,
        'problem': str(PROBLEMS.get(code, '')),
    }


def read_trusted_certificates() -> tuple[list[x509.Certificate], list[str]]:
    """Return the certificates of `trusted_certificates`, and a sentence for every file that cannot be read."""
    certificates: list[x509.Certificate] = []
    problems = []
    for name in get_setting('trusted_certificates'):
        try:
            certificates += x509.load_pem_x509_certificates(Path(name).read_bytes())
        except (OSError, ValueError) as error:
            problems.append(f'{name}: {type(error).__name__}')
    return certificates, problems


def _read(content: bytes, now: datetime.datetime) -> list[dict[str, Any]]:
    certificates, problems = read_trusted_certificates()
    for problem in problems:
        logger.warning('A file of trusted_certificates cannot be read: %s', problem)
    order = {
        'roots': [base64.b64encode(root.public_bytes(Encoding.DER)).decode() for root in certificates],
        'moment': now.isoformat(),
        'memory': MEMORY,
        'seconds': MAX_SECONDS,
    }
    if len(content) > MAX_BYTES:
        raise _unreadable()
    try:
        answer = subprocess.run(  # noqa: S603  our own script
            [sys.executable, '-I', str(READER)],
            input=json.dumps(order).encode() + b'\n' + content,
            capture_output=True,
            timeout=MAX_SECONDS * 2,
            check=True,
            env={},
        )
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        last = getattr(error, 'stderr', None) or b''
        logger.warning('The signatures of a PDF of %d bytes could not be read: %r', len(content), last[-300:])
        raise _unreadable() from error


def _judge(facts: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return a signature's verdict and the code of what is wrong with it, or ''."""
    if facts['problem_code'] == 'unreadable':
        return BROKEN, 'unreadable'
    if not facts['intact'] or not facts['valid']:
        return BROKEN, 'not-valid' if facts['intact'] else 'not-intact'
    if facts['coverage'] == 'partial':
        return CHANGED, 'partial'
    if not _is_as_signed(facts, later):
        return CHANGED, 'changed'
    if not facts['trusted']:
        return UNTRUSTED, 'no-roots' if not facts['trust_checked'] else facts['problem_code'] or 'no-chain'
    return VALID, ''


def _is_as_signed(facts: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether nothing came after a signature but further signatures and what belongs to them.

    What was added between two signatures is answered for by the second; what comes after the last one by nobody.
    """
    if facts['changes'] in {'none', 'additions'}:
        return True
    if facts['changes'] == 'forbidden':
        return False
    return any(
        other['intact']
        and other['valid']
        and other['coverage'] != 'partial'
        and other['changes'] in {'none', 'additions'}
        for other in later
    )


def _unreadable() -> FileRefused:
    message = _('The file’s signatures cannot be read: save the PDF again as it was signed, or ask for it again.')
    return FileRefused(message, refusals=[Refusal('signatures-unreadable', message, field='file')])
