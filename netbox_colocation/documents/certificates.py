"""Signs rendered papers with the agency's own key: PAdES in the file, in one step added after its last byte.

The paper shows who signs in a block that its template drew; the signature's field lies over it and shows nothing of its
own, so that what is signed looks like what was read, and stays PDF/A. Revocation lists are not put in: they would have
to be fetched.
"""

import asyncio
import datetime
import io
import logging
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from tenancy.models import Tenant

from ..conf import get_setting
from ..exceptions import Refusal, SigningRefused
from .pdf_signatures import SignatureBlock, end_line, extends, find_place
from .signing_keys import KeyFacts, find_keys, open_key

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

__all__ = ('KeyFacts', 'find_keys', 'sign_pdf')

logger = logging.getLogger('netbox.plugins.netbox_colocation')

TIMESTAMP_SECONDS = 10
USAGES = {'digital_signature', 'non_repudiation'}
# A certificate made for these, and nothing else, is none that signs papers.
OTHER_PURPOSES = {'server_auth', 'code_signing', 'time_stamping', 'ocsp_signing', 'ipsec_end_system', 'ipsec_tunnel'}


@sensitive_variables('passphrase')
def sign_pdf(
    content: bytes, *, key: str, agency: Tenant, passphrase: str, block: SignatureBlock, now: datetime.datetime
) -> bytes:
    """Return the PDF with a signature by one of the agency's keys; it begins with the very bytes of `content`.

    The signature carries a time stamp when the setting `timestamp_url` names a service. It takes as long as token and
    service take (seconds): call it outside of transactions.

    Raises:
        SigningRefused: what `signing_keys.open_key` refuses; the certificate is `certificate-not-yet-valid`,
            `certificate-expired` or for something else (`certificate-usage`); the time stamp service does not answer
            as it should (`timestamp-unreachable`); or the result does not hold (`certificate-mismatch`,
            `signing-failed`). Nothing was signed.
    """
    with open_key(key, agency=agency, passphrase=passphrase) as signer:
        if refusals := _find_unfit(signer.signing_cert, now):
            raise SigningRefused(refusals)
        signed = _sign(content, signer, block, now)
    _check(signed, content)
    return signed


def _sign(content: bytes, signer: 'Signer', block: SignatureBlock, now: datetime.datetime) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigSeedSubFilter, append_signature_field
    from pyhanko.sign.signers import PdfSignatureMetadata
    from pyhanko.sign.timestamps import TimestampRequestError
    from pyhanko.stamp import NoOpStampStyle

    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(end_line(content)))
        spec = _field_spec(content, writer, block)
        append_signature_field(writer, spec)  # with an empty appearance, which PDF/A wants too
        metadata = PdfSignatureMetadata(
            field_name=spec.sig_field_name,
            subfilter=SigSeedSubFilter.PADES,
            name=block.name or None,
            reason=block.reason or None,
            location=block.location or None,
        )
        pdf_signer = _clocked_signer(now)(metadata, signer, timestamper=_timestamper(), stamp_style=NoOpStampStyle())
        return asyncio.run(pdf_signer.async_sign_pdf(writer)).getvalue()
    except TimestampRequestError as error:
        logger.warning('The time stamp service did not answer as it should: %s', error)
        message = _('The time stamp service does not answer: try again later; nothing was signed.')
        raise SigningRefused([Refusal('timestamp-unreachable', message)]) from error
    except (PdfError, ValueError) as error:
        logger.exception('A paper could not be signed')
        message = _('The paper could not be signed: render it again; the log says what is wrong.')
        raise SigningRefused([Refusal('signing-failed', message)]) from error


def _clocked_signer(now: datetime.datetime) -> Any:
    """Return pyHanko's signer with our clock in place of its own."""
    from pyhanko.sign.signers import PdfSigner

    class ClockedSigner(PdfSigner):
        def init_signing_session(self, pdf_out, existing_fields_only=False):
            session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
            session.system_time = timezone.localtime(now)
            return session

    return ClockedSigner


def _field_spec(content: bytes, writer: Any, block: SignatureBlock) -> 'SigFieldSpec':
    from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields

    names = {name for name, _value, _field in enumerate_sig_fields(writer.prev)}
    number = next(number for number in range(1, len(names) + 2) if f'TandaTangan{number}' not in names)
    # A second signature has no block of its own: it is in the file, and not to be seen.
    place = None if names else find_place(content)
    label = ', '.join(part for part in (block.name, block.position) if part)
    return SigFieldSpec(
        sig_field_name=f'TandaTangan{number}',
        on_page=place.page if place else 0,
        box=place.box if place else None,
        readable_field_name=f'Ditandatangani secara elektronik oleh {label}' if label else None,
    )


def _timestamper() -> 'TimeStamper | None':
    url = get_setting('timestamp_url')
    if not url:
        return None
    from .time_stamps import OurTimeStamper

    return OurTimeStamper(url, timeout=TIMESTAMP_SECONDS)


def _find_unfit(certificate: 'x509.Certificate | None', now: datetime.datetime) -> list[Refusal]:
    """Return why a certificate must not sign a paper now."""
    assert certificate is not None
    first, last = certificate.not_valid_before, certificate.not_valid_after
    found = []
    if now < first:
        message = _('The certificate is valid from {day} only: use another key until then.')
        found.append(Refusal('certificate-not-yet-valid', message.format(day=_day(first)), field='key'))
    if now > last:
        message = _('The certificate expired on {day}: have it renewed, and put the new key in its place.')
        found.append(Refusal('certificate-expired', message.format(day=_day(last)), field='key'))
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    may_sign = usage is None or bool(set(usage.native) & USAGES)
    if not may_sign or (purposes is not None and set(purposes.native) <= OTHER_PURPOSES) or certificate.ca:
        message = _('The certificate is not for signing papers: ask its issuer for one with the usage “signature”.')
        found.append(Refusal('certificate-usage', message, field='key'))
    return found


def _day(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).date().isoformat()


def _check(signed: bytes, original: bytes) -> None:
    """Read the result again: a key that is not the certificate's would show here.

    Raises:
        SigningRefused: `certificate-mismatch`, or `signing-failed`.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    mine = PdfFileReader(io.BytesIO(signed)).embedded_signatures[-1]
    digest = mine.compute_digest()
    is_intact, is_valid = validate_sig_integrity(mine.signer_info, mine.signer_cert, 'data', digest)
    if not is_valid:
        message = _('The key does not belong to its certificate: the administrator compares the labels or files.')
        raise SigningRefused([Refusal('certificate-mismatch', message, field='key')])
    covers_all = mine.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
    if not (is_intact and covers_all and extends(signed, original)):
        message = _('The signature does not hold: try again; nothing was signed.')
        raise SigningRefused([Refusal('signing-failed', message)])
