"""What anybody may learn of a paper whose QR code leads here: enough to check it, nothing about persons.

The code is the only key: 256 random bits, made when the paper is signed.
"""

import datetime
import re
from dataclasses import dataclass

from ..choices import DocumentStateChoices
from ..models import Document
from .subjects import agency_of

__all__ = ('CODE', 'CORRECTED', 'DESTROYED', 'VALID', 'VerifiedPaper', 'find_code', 'find_paper')

CODE = re.compile(r'[A-Za-z0-9_-]{43}')
VALID, CORRECTED, DESTROYED = 'valid', 'corrected', 'destroyed'
# A prepared signature has frozen the code into a draft that nobody has signed yet.
ISSUED = (DocumentStateChoices.SIGNED, DocumentStateChoices.SENT, DocumentStateChoices.FILED)


@dataclass(frozen=True)
class VerifiedPaper:
    """What the public page shows.

    Attributes:
        kind: what it is about, as the name of its kind.
        office: whose signature it bears, as an office and never as a person.
        standing: `valid`, `corrected` or `destroyed`.
        corrected_by: the number of the newest paper that corrects it, or ''.
        digest: the SHA-256 of its file in hexadecimal digits, or '' where there is no file.
    """

    number: str
    dated: datetime.date | None
    kind: str
    office: str
    agency: str
    standing: str
    corrected_by: str
    digest: str


def find_code(text: str) -> str:
    """Return the code in what somebody typed or pasted, which may be the whole address; '' without one."""
    parts = re.split(r'[\s/?#]+', text.strip())
    return next((part for part in reversed(parts) if CODE.fullmatch(part)), '')


def find_paper(code: str) -> VerifiedPaper | None:
    """Return the issued paper of that code; None for every other code."""
    if not CODE.fullmatch(code):
        return None
    document = Document.objects.filter(verification_code=code, state__in=ISSUED).first()
    if document is None:
        return None
    correction = document.corrections.filter(state__in=ISSUED).order_by('-signed_at', '-pk').first()
    return VerifiedPaper(
        number=document.number,
        dated=document.dated,
        kind=document.get_kind_display(),
        office=_office_of(document),
        agency=document.data.get('agency', {}).get('name') or agency_of(document.subject).name,
        standing=DESTROYED if document.destroyed_at else CORRECTED if correction else VALID,
        corrected_by=correction.number if correction else '',
        digest=document.digest,
    )


def _office_of(document: Document) -> str:
    """Return the office that the signature block names, or the role that signed."""
    signer = document.data.get('signer') or {}
    position = signer.get('position') or []
    offices = ', '.join([position] if isinstance(position, str) else [str(line) for line in position])
    if offices:
        return f'{signer.get("prefix") or ""} {offices}'.strip()
    return document.signed_role.name if document.signed_role else ''
