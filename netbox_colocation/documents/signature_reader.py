"""Reads the signatures of a PDF; as a script a process of its own, run by `validation`, because the file is anybody's.

No Django and no settings; nothing is fetched. Standard input of the script: a line of JSON (`roots`: DER in base64,
`moment`: ISO, `memory`: bytes, `seconds`: of the processor), then the PDF. Standard output: JSON.
"""

import asyncio
import base64
import datetime
import io
import json
import logging
import resource
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext

__all__ = ('read',)

MAX_SIGNATURES = 20
MAX_TEXT = 300
USAGES = {'digital_signature', 'non_repudiation'}
COVERAGES = {'ENTIRE_FILE': 'whole-file', 'ENTIRE_REVISION': 'later-additions'}
CHANGES = {'NONE': 'none', 'LTA_UPDATES': 'additions', 'FORM_FILLING': 'signatures-or-forms'}
DISTRUSTS = {
    'NO_CERTIFICATE_CHAIN_FOUND': 'no-chain',
    'OUT_OF_BOUNDS_NO_POE': 'expired',
    'OUT_OF_BOUNDS_NOT_REVOKED': 'expired',
    'REVOKED_NO_POE': 'revoked',
    'REVOKED': 'revoked',
    'REVOCATION_OUT_OF_BOUNDS_NO_POE': 'revoked',
    'CHAIN_CONSTRAINTS_FAILURE': 'usage',
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE': 'weak',
    'CRYPTO_CONSTRAINTS_FAILURE': 'weak',
    'NOT_YET_VALID': 'not-yet-valid',
}
UNREADABLE = {
    'kind': 'signature', 'subject': '', 'name': '', 'issuer': '', 'serial': '', 'signed_at': None, 'time_source': '',
    'timestamped_at': None, 'timestamp_authority': '', 'timestamp_intact': False, 'timestamp_trusted': False,
    'intact': False, 'valid': False, 'coverage': 'partial', 'changes': 'forbidden', 'trusted': False,
    'trust_checked': False, 'valid_from': None, 'valid_until': None, 'expired': False, 'revocation': 'unknown',
    'algorithm': '', 'reason': '', 'location': '', 'page': None, 'problem_code': 'unreadable',
}  # fmt: skip


def read(content: bytes, *, roots: Iterable[bytes], moment: datetime.datetime) -> list[dict[str, Any]]:
    """Return what each signature of the PDF says and whether it holds, in the order in which they were made.

    Args:
        roots: the trusted certificates, DER; moment: today, for certificates without a trusted time stamp.

    Raises:
        Exception: of many kinds, when the file is no PDF that can be read.
    """
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(io.BytesIO(content), strict=False)
    trusted = [x509.Certificate.load(root) for root in roots]
    found = []
    for number, (name, _value, field) in enumerate(enumerate_sig_fields(reader, filled_status=True)):
        if number == MAX_SIGNATURES:
            raise ValueError('too many signatures')
        found.append(_Reading(reader, str(name), field, trusted, moment).facts())
    found.sort(key=lambda facts: facts.pop('revision'))
    return found


class _Reading:
    """One signature, and what it is held against."""

    def __init__(
        self,
        reader: 'PdfFileReader',
        name: str,
        field: Any,
        roots: list['x509.Certificate'],
        moment: datetime.datetime,
    ) -> None:
        self.reader = reader
        self.name = name
        self.field = field
        self.roots = roots
        self.moment = moment

    def facts(self) -> dict[str, Any]:
        from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

        said = {'field': _text(self.name), 'revision': self.reader.xrefs.total_revisions}
        try:
            signature = EmbeddedPdfSignature(self.reader, self.field, self.name)
            said['revision'] = signature.signed_revision
            is_stamp = signature.sig_object_type == '/DocTimeStamp'
            facts = self._stamp_facts(signature) if is_stamp else self._signature_facts(signature)
        except Exception:  # noqa: BLE001  a hostile or odd signature fails in many ways; the others are still read
            facts = {}
        return {**UNREADABLE, **facts, **said, 'trust_checked': bool(self.roots)}

    def _signature_facts(self, signature: 'EmbeddedPdfSignature') -> dict[str, Any]:
        status = self._validate(signature, self.moment)
        stamp = status.timestamp_validity
        moment = self.moment
        if stamp is not None and stamp.trusted and stamp.timestamp < moment:
            # Something stood in the file when it was stamped: the certificate had to be good then, not today.
            moment = stamp.timestamp
            status = self._validate(signature, moment)
        claimed = status.signer_reported_dt
        said = stamp.timestamp if stamp is not None and stamp.valid and stamp.intact else claimed
        return {
            **self._common_facts(signature, status, moment),
            'kind': 'signature',
            'signed_at': _iso(said),
            'time_source': '' if said is None else 'signer' if said is claimed else 'timestamp',
            'timestamped_at': _iso(stamp.timestamp) if stamp is not None else None,
            'timestamp_authority': _text(stamp.signing_cert.subject.human_friendly) if stamp is not None else '',
            'timestamp_intact': stamp is not None and stamp.valid and stamp.intact,
            'timestamp_trusted': stamp is not None and stamp.trusted,
            'reason': _text(signature.sig_object.get('/Reason', '')),
            'location': _text(signature.sig_object.get('/Location', '')),
        }

    def _stamp_facts(self, signature: 'EmbeddedPdfSignature') -> dict[str, Any]:
        from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

        status = asyncio.run(async_validate_pdf_timestamp(signature, self._context(self.moment)))
        return {
            **self._common_facts(signature, status, self.moment),
            'kind': 'timestamp',
            'signed_at': _iso(status.timestamp),
            'time_source': 'timestamp',
            'timestamped_at': _iso(status.timestamp),
            'timestamp_authority': _text(status.signing_cert.subject.human_friendly),
            'timestamp_intact': status.valid and status.intact,
            'timestamp_trusted': status.trusted,
        }

    def _validate(self, signature: 'EmbeddedPdfSignature', moment: datetime.datetime, mode: str = 'soft-fail') -> Any:
        from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
        from pyhanko.sign.validation.settings import KeyUsageConstraints

        return asyncio.run(
            async_validate_pdf_signature(
                signature,
                signer_validation_context=self._context(moment, mode),
                ts_validation_context=self._context(self.moment),
                key_usage_settings=KeyUsageConstraints(key_usage=USAGES),
            )
        )

    def _context(self, moment: datetime.datetime, mode: str = 'soft-fail') -> 'ValidationContext':
        from pyhanko_certvalidator import ValidationContext

        certificates, ocsps, crls = self._revocations()
        return ValidationContext(
            trust_roots=self.roots,
            other_certs=certificates,
            ocsps=ocsps,
            crls=crls,
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
        )

    def _revocations(self) -> tuple[list['x509.Certificate'], list[bytes], list[bytes]]:
        """Return what the file itself brings along of certificates and their revocation."""
        from pyhanko.sign.validation.dss import DocumentSecurityStore

        try:
            store = DocumentSecurityStore.read_dss(self.reader)
            ocsps = [entry.get_object().data for entry in store.ocsps]
            crls = [entry.get_object().data for entry in store.crls]
            return list(store.load_certs()), ocsps, crls
        except Exception:  # noqa: BLE001  there is none, or it is odd: then nothing is known of revocation
            return [], [], []

    def _common_facts(
        self, signature: 'EmbeddedPdfSignature', status: Any, moment: datetime.datetime
    ) -> dict[str, Any]:
        certificate = status.signing_cert
        level = status.modification_level
        changes = CHANGES.get(level.name, 'forbidden') if level is not None else 'forbidden'
        coverage = COVERAGES.get(signature.coverage.name, 'partial') if signature.coverage else 'partial'
        if coverage != 'whole-file' and (self.reader.xrefs.hybrid_xrefs_present or self._has_loose_end(signature)):
            changes = 'forbidden'  # readers may differ in what they make of it
        problem = status.trust_problem_indic
        return {
            'subject': _text(certificate.subject.human_friendly),
            'name': _common_name(certificate),
            'issuer': _text(certificate.issuer.human_friendly),
            'serial': f'{certificate.serial_number:x}',
            'intact': bool(status.intact),
            'valid': bool(status.valid),
            'coverage': coverage,
            'changes': changes,
            'trusted': bool(status.trusted),
            'valid_from': _iso(certificate.not_valid_before),
            'valid_until': _iso(certificate.not_valid_after),
            'expired': moment > certificate.not_valid_after,
            'revocation': self._revocation(signature, status, moment),
            'algorithm': _algorithm(certificate, status.md_algorithm),
            'page': self._page_of(signature),
            'problem_code': '' if problem is None else _distrust(problem.name, certificate),
        }

    def _has_loose_end(self, signature: 'EmbeddedPdfSignature') -> bool:
        """Return whether bytes stand after the signed part, or at the file's end, that belong to no update."""
        stream = self.reader.stream
        stream.seek(signature.byte_range[2] + signature.byte_range[3])
        tail = stream.read().strip(b'\r\n\t \0')
        is_last = signature.signed_revision == self.reader.xrefs.total_revisions - 1
        return bool(tail) and (is_last or not tail.endswith(b'%%EOF'))

    def _revocation(self, signature: 'EmbeddedPdfSignature', status: Any, moment: datetime.datetime) -> str:
        if status.revoked:
            return 'revoked'
        _certificates, ocsps, crls = self._revocations()
        if not (ocsps or crls) or not status.trusted or signature.sig_object_type != '/Sig':
            return 'unknown'
        return 'good' if self._validate(signature, moment, 'hard-fail').trusted else 'unknown'

    def _page_of(self, signature: 'EmbeddedPdfSignature') -> int | None:
        """Return the page (from 1) that shows the signature, or None for one that is not shown."""
        widget = signature.sig_field
        left, bottom, right, top = (float(side) for side in widget.get('/Rect', (0, 0, 0, 0)))
        if '/P' not in widget or left == right or bottom == top:
            return None
        wanted = widget.raw_get('/P').reference
        pages = range(int(self.reader.root['/Pages']['/Count']))
        shown = (page for page in pages if self.reader.find_page_for_modification(page)[0].reference == wanted)
        return next((page + 1 for page in shown), None)


def _distrust(indication: str, certificate: 'x509.Certificate') -> str:
    code = DISTRUSTS.get(indication, 'no-chain')
    if code == 'usage' and (usage := certificate.key_usage_value) is not None and set(usage.native) & USAGES:
        return 'no-chain'  # one that vouches for itself breaks a rule of chains too
    return code


def _common_name(certificate: 'x509.Certificate') -> str:
    name = certificate.subject.native.get('common_name', '')
    return _text(name if isinstance(name, str) else ', '.join(name))


def _algorithm(certificate: 'x509.Certificate', digest: str) -> str:
    key = certificate.public_key
    kind = {'rsa': 'RSA', 'rsassa_pss': 'RSA-PSS', 'ec': 'ECDSA', 'dsa': 'DSA'}.get(key.algorithm, key.algorithm)
    size = f' {key.bit_size}' if key.algorithm in {'rsa', 'rsassa_pss', 'ec', 'dsa'} else ''
    return f'{kind}{size}, {digest.upper()}'


def _iso(moment: datetime.datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).isoformat()


def _text(value: object) -> str:
    return str(value).replace('\x00', '')[:MAX_TEXT]


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (order['memory'], order['memory']))
    resource.setrlimit(resource.RLIMIT_CPU, (order['seconds'], order['seconds']))
    logging.disable(logging.CRITICAL)
    roots = [base64.b64decode(root) for root in order['roots']]
    moment = datetime.datetime.fromisoformat(order['moment'])
    json.dump(read(sys.stdin.buffer.read(), roots=roots, moment=moment), sys.stdout)


if __name__ == '__main__':
    main()
