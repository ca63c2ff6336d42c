"""What each way of signing needs from whoever signs, besides the draft; asked before a number is taken."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ..choices import SignatureMethodChoices
from ..exceptions import Refusal
from ..models import Document
from . import certificates
from .signature_data import allowed_methods
from .subjects import agency_of

__all__ = ('Means', 'find_means_refusals')

CERTIFICATE, ESIGN = SignatureMethodChoices.CERTIFICATE, SignatureMethodChoices.ESIGN
WET_INK, E_OFFICE = SignatureMethodChoices.WET_INK, SignatureMethodChoices.E_OFFICE
MAX_NUMBER = 100


@dataclass(frozen=True)
class Means:
    """What a method needs. The passphrase is used once, and is neither kept nor shown.

    Attributes:
        key: the name of one of the agency's keys; identity: the NIK that BSrE knows the signer by.
        passphrase: of the key, the card or the service.
        upload: the scan, or the PDF that the e-office gave; number and dated: what the e-office gave it.
    """

    key: str = ''
    identity: str = field(default='', repr=False)
    passphrase: str = field(default='', repr=False)
    upload: UploadedFile | None = None
    number: str = ''
    dated: datetime.date | None = None


@sensitive_variables('means')
def find_means_refusals(document: Document, method: str, means: Means | None) -> Iterator[Refusal]:
    """Yield what is missing or wrong; without `means`, only whether the method is allowed for a file."""
    if method not in allowed_methods() or method == SignatureMethodChoices.APPLICATION:
        labels = {value: str(label) for value, label, *_color in SignatureMethodChoices.CHOICES}
        ways = ', '.join(labels[each] for each in allowed_methods())
        message = _('This way of signing is not allowed here. Allowed: {ways}.').format(ways=ways)
        yield Refusal('method-off', message, field='method')
    elif means is not None:
        if method in (CERTIFICATE, ESIGN):
            yield from _key_refusals(document, method, means)
        else:
            yield from _upload_refusals(method, means)


@sensitive_variables('means')
def _key_refusals(document: Document, method: str, means: Means) -> Iterator[Refusal]:
    if method == CERTIFICATE:
        names = [key.name for key in certificates.find_keys(agency_of(document.subject))]
        if means.key not in names:
            message = _('Choose one of the keys of your agency.') if means.key or names else _no_key()
            yield Refusal('key-missing', message, field='key')
    elif not means.identity.strip():
        yield Refusal('identity-missing', _('Give the NIK under which BSrE knows you.'), field='identity')
    if not means.passphrase:
        yield Refusal(
            'passphrase-missing', _('Give the passphrase: it is asked for at every signature.'), field='passphrase'
        )


def _upload_refusals(method: str, means: Means) -> Iterator[Refusal]:
    if means.upload is None:
        yield Refusal('file-missing', _('Choose the file of the signed paper.'), field='file')
    if method != E_OFFICE:
        return
    number = means.number
    if not number.strip():
        yield Refusal('number-missing', _('Give the number that the e-office gave the paper.'), field='number')
    elif len(number) > MAX_NUMBER or not number.isprintable() or number != number.strip():
        message = _('A number has at most {limit} characters, all on one line.').format(limit=MAX_NUMBER)
        yield Refusal('number-invalid', message, field='number')
    if means.dated is None:
        yield Refusal('date-missing', _('Give the date that the paper has in the e-office.'), field='dated')


def _no_key() -> str:
    return _('Your agency has no key here: name one in the setting signing_keys.')
