"""Signatures: the one place that turns a draft into a signed paper. After that the paper never changes.

A signature is a recorded approval in the application (not a certified electronic signature, and the paper says so), one
that was put on paper and is recorded, or one that `preparing` made before: then the file is the signed one.
"""

import datetime
from collections.abc import Iterator
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from users.models import User

from ..choices import DocumentStateChoices, EntryStateChoices, SignatureMethodChoices
from ..conf import get_setting
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, ProcedureRole, RegisterEntry, Signature
from .confirming import with_parties
from .content import words_of_data
from .kinds import DRAFTED_KINDS
from .registering import register_document
from .removal import detach_file, remove_later
from .signature_data import Signer, basis_of, is_same_signer, sign_data

__all__ = ('PAPER', 'Signer', 'day_of', 'find_refusals', 'lock_document', 'sign', 'signing_role')

# How a signature is described that was put on paper and is recorded by somebody else.
PAPER = 'paper'


def sign(
    document: Document,
    *,
    actor: AbstractBaseUser,
    signer: Signer,
    now: datetime.datetime,
    signature: int | None = None,
) -> Document:
    """Sign a draft: number it when its kind is outgoing, freeze it for good, date it by its number, or today.

    An internal paper is numbered too when the agency keeps a register of internal papers.

    Args:
        signature: the key of the prepared signature that is accepted: number, date and file are the paper's then.
            Without one, the actor approves in the application, or records what was signed on paper.

    Raises:
        OutcomeRefused: with all reasons: it is signed already (`already-signed`), the actor worked on the draft
            (`own-draft`), it is not a paper that is signed here (`not-signable`), the signer is somebody else or
            nameless (`signer-invalid`), there is no register to number it (`register-missing`), its number was
            cancelled (`number-cancelled`); of a prepared signature: it is of another paper or unknown
            (`signature-unknown`), was accepted before (`signature-used`), is made in a way that is not allowed any more
            (`method-off`), has no file yet (`signature-unfinished`), is somebody else's (`signature-of-another`), names
            its signer otherwise (`signer-changed`), or is of an older draft or another number (`signature-outdated`).
    """
    with transaction.atomic():
        document = lock_document(document)
        accepted = _lock_signature(document, signature) if signature is not None else None
        refusals = list(find_refusals(document, actor, signer))
        if signature is not None:
            refusals += _signature_refusals(document, accepted, actor, signer, now)
        if refusals:
            raise OutcomeRefused(refusals)
        document.snapshot()
        accepted = accepted or _approve(document, actor, signer, now)
        _put_into(document, accepted, signer)
        document._changelog_message = str(document.case or document.subject)
        document.full_clean()
        document.save()
        accepted.document, accepted.accepted_at = document, now
        accepted.save()
        _drop_others(document, accepted)
    return document


def signing_role(document: Document) -> ProcedureRole | None:
    """Return the office that signs a correction: the one that signed what it corrects; None for any other paper."""
    corrected = document.corrects
    if corrected is None:
        return None
    if corrected.signed_role is None and corrected.case is not None and corrected.signed_at is not None:
        # Signed before papers said by which office: a step closes in the moment in which it signs.
        task = corrected.case.tasks.filter(closed_at=corrected.signed_at, closed_by=corrected.signed_by).first()
        return task.role if task else None
    return corrected.signed_role


def lock_document(document: Document) -> Document:
    """Read the paper again and let nobody else write it until the transaction ends."""
    return Document.objects.select_for_update(of=('self',)).get(pk=document.pk)


def find_refusals(document: Document, actor: AbstractBaseUser, signer: Signer) -> Iterator[Refusal]:
    """Yield what stands against signing this paper, however it is signed."""
    if document.kind not in DRAFTED_KINDS:
        yield Refusal('not-signable', _('This paper came from outside: it is not signed here.'))
    elif document.state != DocumentStateChoices.DRAFT:
        message = _('This paper was signed or filed before, and never changes: draft a new one.')
        yield Refusal('already-signed', message)
    drafters = {drafter['user'] for drafter in document.data.get('drafters', ())}
    if signer.user and signer.user.pk in drafters | {document.drafted_by_id}:
        yield Refusal('own-draft', _('You drafted this yourself: somebody else has to sign it.'))
    if (
        signer.account is None
        or signer.account.pk != actor.pk
        or not signer.name.strip()
        or not signer.position.strip()
    ):
        yield Refusal('signer-invalid', _('A paper is signed by the holder of an office, with name and position.'))


def day_of(entry: RegisterEntry | None, now: datetime.datetime) -> datetime.date:
    """Return the date of a paper: that of its line in the register, so that number and date agree; else today."""
    return entry.dated if entry and entry.dated else timezone.localtime(now).date()


def _approve(document: Document, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime) -> Signature:
    """Return a recorded approval, or the record of what was signed on paper; its file is rendered later."""
    entry = register_document(document, actor=actor, now=now)
    method, how = SignatureMethodChoices.APPLICATION, SignatureMethodChoices.APPLICATION
    if signer.recorded_by:
        method, how = SignatureMethodChoices.WET_INK, PAPER
    data = sign_data(
        with_parties(document),
        signer=signer,
        how=how,
        number=document.number,
        day=day_of(entry, now),
        now=now,
    )
    return begin_signature(document, method, data, signer=signer, actor=actor, now=now)


def begin_signature(
    document: Document,
    method: str,
    data: dict[str, Any],
    *,
    signer: Signer,
    actor: AbstractBaseUser,
    now: datetime.datetime,
) -> Signature:
    """Return the row of a signature (not saved here); `data` is what the paper says with it."""
    return Signature(
        document=document,
        method=method,
        role=signer.role,
        user=cast(User | None, signer.user),
        signer=data['signer'],
        data=data,
        prepared_by=cast(User, actor),
        prepared_at=now,
    )


def _put_into(document: Document, accepted: Signature, signer: Signer) -> None:
    """Write what was signed into the paper (not saved here)."""
    data: dict[str, Any] = accepted.data
    detach_file(document)
    document.state = DocumentStateChoices.SIGNED
    document.data = data
    document.number = data['number']
    document.dated = datetime.date.fromisoformat(data['dated']['iso'])
    document.signed_by = cast(User | None, signer.user)
    document.signed_role = signer.role
    document.signed_at = accepted.prepared_at
    document.verification_code = (data.get('verification') or {}).get('code')
    if accepted.file:
        document.file = accepted.file.name
        document.media_type, document.digest = accepted.media_type, accepted.digest
        document.content = words_of_data(data)


def _lock_signature(document: Document, pk: int) -> Signature | None:
    rows = Signature.objects.select_for_update(of=('self',))
    return rows.filter(pk=pk, document=document).first()


def _signature_refusals(
    document: Document, accepted: Signature | None, actor: AbstractBaseUser, signer: Signer, now: datetime.datetime
) -> Iterator[Refusal]:
    if accepted is None:
        message = _('There is no such signature of this paper: prepare one.')
        yield Refusal('signature-unknown', message, field='signature')
        return
    if accepted.accepted_at is not None:
        yield Refusal('signature-used', _('This signature was accepted before.'), field='signature')
    if accepted.method not in get_setting('signature_methods'):
        message = _('“{method}” is not allowed here any more: sign in another way.').format(
            method=accepted.get_method_display()
        )
        yield Refusal('method-off', message, field='signature')
    if not accepted.file:
        message = _('This signature has no file yet: upload the signed paper.')
        yield Refusal('signature-unfinished', message, field='signature')
    if accepted.prepared_by_id != actor.pk or (signer.user and accepted.user_id != signer.user.pk):
        message = _('This signature is of {name}: everybody signs for themselves.').format(
            name=accepted.signer.get('name', '')
        )
        yield Refusal('signature-of-another', message, field='signature')
    elif not is_same_signer(accepted.signer, signer, now=now) or accepted.role_id != (
        signer.role.pk if signer.role else None
    ):
        message = _('The signature names office or name otherwise than you hold them today: prepare it again.')
        yield Refusal('signer-changed', message, field='signature')
    yield from _draft_refusals(document, accepted, now)


def _draft_refusals(document: Document, accepted: Signature, now: datetime.datetime) -> Iterator[Refusal]:
    if document.state != DocumentStateChoices.DRAFT:
        return
    entry = RegisterEntry.objects.filter(document=document).first()
    if entry and entry.state == EntryStateChoices.CANCELLED:
        message = _('The number {number} of this paper was cancelled: draft it again.').format(number=entry.number)
        yield Refusal('number-cancelled', message, field='signature')
    is_other_number = entry is not None and entry.number != accepted.data['number']
    is_future = datetime.date.fromisoformat(accepted.data['dated']['iso']) > timezone.localtime(now).date()
    if is_other_number or is_future or basis_of(accepted.data) != basis_of(with_parties(document)):
        message = _('The draft was changed after this signature was made: prepare it again.')
        yield Refusal('signature-outdated', message, field='signature')


def _drop_others(document: Document, accepted: Signature) -> None:
    """A paper has one signature: what else was prepared for it is not left lying about."""
    for other in document.signatures.filter(accepted_at__isnull=True).exclude(pk=accepted.pk):
        remove_later(other.file)
        other.delete()
