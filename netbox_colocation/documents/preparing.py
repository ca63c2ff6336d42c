"""Signatures in a file, made before the step that accepts them: no lock waits for a card, a network or a passphrase.

A signature is made in three parts. First, in a short transaction, everything that signing checks is checked, the draft
gets its number, and the data as it will be signed is frozen. Then, outside any transaction, the paper is rendered and
signed, or what was signed elsewhere is taken. Last, in a short transaction, the file is kept with what was found of the
signatures in it. When the second part fails the draft keeps its number for the next attempt: a crash loses neither the
number nor the draft, and nothing is signed.
"""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any, cast

import typst
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from users.models import User

from ..choices import SignatureMethodChoices
from ..exceptions import ColocationError, OutcomeRefused, Refusal
from ..models import Document, RegisterEntry, Signature
from . import certificates, esign, validation
from .confirming import with_parties
from .e_office import register_external
from .files import keep, read_upload
from .inspection import PDF
from .kinds import title_of
from .pdf_signatures import SignatureBlock
from .prepared import is_current
from .registering import register_document
from .removal import remove_later
from .rendering import render
from .signature_data import Signer, is_same_signer, sign_data
from .signing import begin_signature, day_of, find_refusals, lock_document
from .signing_means import Means, find_means_refusals
from .subjects import agency_of, kind_of

__all__ = ('NOTHING', 'Means', 'discard', 'prepare', 'print_paper', 'start_wet_ink')

CERTIFICATE, ESIGN = SignatureMethodChoices.CERTIFICATE, SignatureMethodChoices.ESIGN
WET_INK, E_OFFICE = SignatureMethodChoices.WET_INK, SignatureMethodChoices.E_OFFICE
NOTHING = Means()


@dataclass(frozen=True)
class _Made:
    """A signed file: its content, what it is, and what was found of the signatures in it."""

    content: bytes = field(repr=False)
    media_type: str
    findings: list[dict[str, Any]]


@sensitive_variables('means')
def prepare(
    document: Document,
    *,
    method: str,
    actor: AbstractBaseUser,
    signer: Signer,
    now: datetime.datetime,
    means: Means = NOTHING,
) -> Signature:
    """Make a signature of a draft, to be accepted by a step. An earlier one of the same kind and person is replaced.

    Args:
        method: a `SignatureMethodChoices` value other than *application*.
        means: what the method needs: key or identity with its passphrase, or the file with what the e-office gave.

    Raises:
        OutcomeRefused: whatever `signing.sign` refuses; the method is not allowed (`method-off`), something that it
            needs is missing (`key-missing`, `passphrase-missing`, `identity-missing`, `file-missing`, `number-missing`,
            `date-missing`), the paper was not printed before (`not-printed`), it has another number than the e-office's
            (`numbered-otherwise`), or the draft was changed meanwhile (`draft-changed`).
        SigningRefused: key, card or service did not sign; the draft keeps its number (`number-kept`).
        FileRefused: the upload is no paper that is taken; nothing was numbered.
    """
    if refusals := list(find_means_refusals(document, method, means)):
        raise OutcomeRefused(refusals)
    upload = read_upload(means.upload, field='file') if means.upload is not None else None
    if method == E_OFFICE and upload and upload[1].name != PDF.name:
        raise OutcomeRefused([Refusal('not-a-pdf', _('The e-office gives a PDF: upload that.'), field='file')])
    begun = _begin(document, method=method, actor=actor, signer=signer, now=now, means=means)
    try:
        if upload:
            made = _Made(upload[0], upload[1].name, _find_signatures(upload[0], upload[1].name, now))
        else:
            made = _sign_file(begun, means, now)
    except ColocationError as error:
        raise _with_number(error, begun) from error
    return _store(begun, made)


def start_wet_ink(document: Document, *, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime) -> Signature:
    """Number a draft for signing with ink: it can be printed as it will be signed, and the scan comes later.

    Raises:
        OutcomeRefused: whatever `prepare` refuses.
    """
    if refusals := list(find_means_refusals(document, WET_INK, None)):
        raise OutcomeRefused(refusals)
    with transaction.atomic():
        document = lock_document(document)
        printed = _find_printed(document, actor)
        if printed and is_current(printed, document) and is_same_signer(printed.signer, signer, now=now):
            return printed
        _replace_own(document, WET_INK, actor)
        begun = _number_and_freeze(document, WET_INK, actor, signer, now, NOTHING)
        begun.save()
    return begun


def print_paper(signature: Signature) -> bytes:
    """Return the paper as it will be signed, with room for ink and stamp.

    Raises:
        OutcomeRefused: it cannot be rendered (`render-failed`).
    """
    return _render(signature.document, signature.data)


def discard(signature: Signature, *, actor: AbstractBaseUser) -> None:
    """Throw away a signature that no step accepted; its number stays with the draft.

    Raises:
        OutcomeRefused: it is the paper's (`signature-used`), or somebody else's (`signature-of-another`).
    """
    with transaction.atomic():
        found = Signature.objects.select_for_update(of=('self',)).filter(pk=signature.pk).first()
        if found is None:
            return
        if found.accepted_at is not None:
            message = _('This signature was accepted: the paper keeps it.')
            raise OutcomeRefused([Refusal('signature-used', message)])
        if found.prepared_by_id not in (actor.pk, None):
            message = _('Somebody else prepared this signature: only they discard it.')
            raise OutcomeRefused([Refusal('signature-of-another', message)])
        remove_later(found.file)
        found.delete()


# -- First: checked, numbered, frozen -------------------------------------------------------------------------------


@sensitive_variables('means')
def _begin(
    document: Document,
    *,
    method: str,
    actor: AbstractBaseUser,
    signer: Signer,
    now: datetime.datetime,
    means: Means,
) -> Signature:
    with transaction.atomic():
        document = lock_document(document)
        if method == WET_INK:
            return _take_printed(document, actor, signer, now)
        return _number_and_freeze(document, method, actor, signer, now, means)


def _take_printed(document: Document, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime) -> Signature:
    """Return the printed paper that a scan is of. What has its number, or gets none, was printed elsewhere."""
    printed, number = _find_printed(document, actor), document.number
    if printed is None:
        begun = _number_and_freeze(document, WET_INK, actor, signer, now, NOTHING)
        if begun.data['number'] != number:
            message = _('This paper has no number yet: print it with its number first, and have that signed.')
            raise OutcomeRefused([Refusal('not-printed', message, field='file')])
        return begun
    refusals = list(find_refusals(document, actor, signer))
    if not is_current(printed, document) or not is_same_signer(printed.signer, signer, now=now):
        message = _('The draft was changed after it was printed: print it again, and have that signed.')
        refusals.append(Refusal('signature-outdated', message, field='file'))
    if refusals:
        raise OutcomeRefused(refusals)
    return printed


@sensitive_variables('means')
def _number_and_freeze(
    document: Document, method: str, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime, means: Means
) -> Signature:
    if refusals := list(find_refusals(document, actor, signer)):
        raise OutcomeRefused(refusals)
    before = document.number
    document.snapshot()
    if method == E_OFFICE:
        entry = register_external(
            document, number=means.number, dated=cast(datetime.date, means.dated), actor=actor, now=now
        )
    else:
        entry = register_document(document, actor=actor, now=now)
    number, day = (entry.number if entry else document.number), day_of(entry, now)
    if method == E_OFFICE:
        number, day = means.number, cast(datetime.date, means.dated)
    if document.number != before:
        document._changelog_message = str(document.case or document.subject)
        document.save()
    data = sign_data(with_parties(document), signer=signer, how=method, number=number, day=day, now=now)
    return begin_signature(document, method, data, signer=signer, actor=actor, now=now)


def _find_printed(document: Document, actor: AbstractBaseUser) -> Signature | None:
    rows = document.signatures.select_for_update(of=('self',)).filter(accepted_at__isnull=True, method=WET_INK, file='')
    return rows.filter(prepared_by=actor.pk).first()


# -- Second: rendered and signed, outside any transaction -----------------------------------------------------------


@sensitive_variables('means')
def _sign_file(begun: Signature, means: Means, now: datetime.datetime) -> _Made:
    content = _render(begun.document, begun.data)
    block = _block_of(begun)
    if begun.method == CERTIFICATE:
        agency = agency_of(begun.document.subject)
        signed = certificates.sign_pdf(
            content, key=means.key, agency=agency, passphrase=means.passphrase, block=block, now=now
        )
    else:
        signed = esign.sign_pdf(content, identity=means.identity, passphrase=means.passphrase, block=block)
    return _Made(signed, PDF.name, _find_signatures(signed, PDF.name, now))


def _block_of(begun: Signature) -> SignatureBlock:
    document, data = begun.document, begun.data
    title = title_of(document.kind, kind_of(document.subject))
    return SignatureBlock(
        name=data['signer']['name'],
        position=data['signer']['title'],
        reason=f'{title} {data["number"]}'.strip(),
        location=(data.get('agency') or {}).get('place', ''),
    )


def _render(document: Document, data: dict[str, Any]) -> bytes:
    source = document.template.source if document.template else ''
    try:
        return render(document.kind, data, source)
    except typst.TypstError as error:
        message = _('The template of this kind of paper does not fit it: have the template corrected.')
        raise OutcomeRefused([Refusal('render-failed', message, data={'reason': str(error)[:500]})]) from error


def _find_signatures(content: bytes, media_type: str, now: datetime.datetime) -> list[dict[str, Any]]:
    return validation.find_signatures(content, now=now) if media_type == PDF.name else []


def _with_number(error: ColocationError, begun: Signature) -> ColocationError:
    """Say with the refusal that the draft has its number now."""
    number = begun.data['number']
    if not number:
        return error
    message = _('Nothing was signed. The draft keeps its number {number}: try again.').format(number=number)
    kept = Refusal('number-kept', message, data={'number': number})
    if isinstance(error, OutcomeRefused):
        return type(error)([*error.refusals, kept])
    error.refusals = (*error.refusals, kept)
    return error


# -- Last: kept -----------------------------------------------------------------------------------------------------


def _store(begun: Signature, made: _Made) -> Signature:
    with transaction.atomic():
        document = lock_document(begun.document)
        entry = RegisterEntry.objects.filter(document=document).first()
        is_other_number = entry is not None and entry.number != begun.data['number']
        if document.state != 'draft' or is_other_number or not is_current(begun, document):
            message = _('The draft was changed while it was signed: look at it again, then sign it.')
            raise OutcomeRefused([Refusal('draft-changed', message)])
        _replace_own(document, begun.method, cast(User, begun.prepared_by), besides=begun.pk)
        begun.document = document
        begun.file = keep(made.content, made.media_type)
        begun.media_type = made.media_type
        begun.digest = hashlib.sha256(made.content).hexdigest()
        begun.findings = made.findings
        begun.save()
    return begun


def _replace_own(document: Document, method: str, actor: AbstractBaseUser, besides: int | None = None) -> None:
    """Throw away what the same person prepared in the same way before."""
    rows = document.signatures.filter(accepted_at__isnull=True, method=method, prepared_by=actor.pk)
    for row in rows.exclude(pk=besides):
        remove_later(row.file)
        row.delete()
