"""The lines of the registers: which letter has which number, taken in turn, by hand, back-dated, or from elsewhere.

Every number is taken under a lock on the register's row, in the transaction that writes it on the letter. A number is
never given twice: one that was cancelled stays in the book.
"""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from users.models import User

from ..choices import (
    DocumentDirectionChoices,
    DocumentKindChoices,
    DocumentStateChoices,
    EntryOriginChoices,
    EntryStateChoices,
)
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, DocumentRegister, RegisterEntry
from .classifications import find_class
from .files import store_upload
from .numbering import NumberParts, TakenNumber, find_register, lock_register, require_register, take_next
from .numbers_by_hand import Asked, LetterFacts, find_faults, take
from .subjects import Subject, agency_of

__all__ = ('LetterFacts', 'cancel', 'describe_letter', 'enter_letter', 'register_document', 'take_by_hand')

NOTHING_KNOWN = LetterFacts()
ISSUED = (DocumentStateChoices.SIGNED, DocumentStateChoices.SENT, DocumentStateChoices.FILED)


def register_document(
    document: Document, *, actor: AbstractBaseUser | None, now: datetime.datetime
) -> RegisterEntry | None:
    """Give a paper its number, in the caller's transaction. One that has a number keeps it.

    Sets `number` (but of incoming letters, where that is the sender's) and, where the table of classes has the code,
    `classification` of the document, which the caller saves.

    Returns:
        The register's line; None for a paper that came in or stays inside, where the agency keeps no such book.

    Raises:
        OutcomeRefused: there is no register for it (`register-missing`), it is closed (`register-closed`), its pattern
            cannot be filled in, or the number of the draft was cancelled (`number-cancelled`).
    """
    if entry := RegisterEntry.objects.filter(document=document).first():
        if entry.state == EntryStateChoices.CANCELLED:
            message = _('The number {number} of this paper was cancelled: draft it again.').format(number=entry.number)
            raise OutcomeRefused([Refusal('number-cancelled', message, data={'entry': entry.pk})])
        return entry
    agency = agency_of(document.subject)
    where = {'agency': agency, 'now': now, 'direction': document.direction, 'kind': document.kind}
    if document.direction == DocumentDirectionChoices.OUTGOING:
        register = require_register(**where)
    elif (found := find_register(**where)) is None or _is_silent(document, found):
        return None
    else:
        register = found
    register = lock_register(register)
    facts = describe_letter(document, now=now)
    if document.classification_id is None:
        document.classification = find_class(agency, facts.classification or register.classification)
    parts = NumberParts(classification=facts.classification, nature=facts.nature)
    taken = take_next(register, day=timezone.localtime(now).date(), parts=parts)
    if document.direction != DocumentDirectionChoices.INCOMING:
        document.number = taken.number
    return _write(taken, facts, origin=EntryOriginChoices.AUTOMATIC, actor=actor, now=now, document=document)


def describe_letter(document: Document, *, now: datetime.datetime) -> LetterFacts:
    """Return what the register says of a paper: as the paper itself says it, else as its subject does."""
    data, text, subject = document.data, document.data.get('text') or {}, document.subject
    is_incoming = document.direction == DocumentDirectionChoices.INCOMING
    today = timezone.localtime(now).date()
    addressee = data.get('addressee') or (data.get('applicant') or {}).get('name') or subject.applicant.name
    is_request = document.kind == DocumentKindChoices.REQUEST_LETTER
    matter = subject.letter_subject if is_request else data.get('subject') or data.get('title')
    return LetterFacts(
        dated=(document.dated or subject.letter_date) if is_incoming else today,
        received_on=today if is_incoming else None,
        classification=document.classification.code if document.classification else '',
        nature=str(text.get('nature') or ''),
        correspondent=', '.join(addressee) if isinstance(addressee, list) else str(addressee),
        letter_number=(document.number or subject.letter_number) if is_request else '',
        matter=str(matter or document.title),
        attachments=str(text.get('attachment') or ''),
    )


def take_by_hand(
    register: DocumentRegister,
    *,
    origin: str,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    facts: LetterFacts = NOTHING_KNOWN,
    sequence: int | None = None,
    suffix: str = '',
    number: str = '',
    document: Document | None = None,
) -> RegisterEntry:
    """Enter a letter that was written elsewhere, or reserve its number.

    Args:
        origin: an `EntryOriginChoices` value. *automatic* takes the next number; *manual* the `sequence`, with a
            `suffix` when given, and as `number` when given; *back-dated* the last number of the day of `facts` or
            before, with the next free letter behind it; *external* enters the `number` that the e-office gave.
        facts: what the letter says. Its day (of an incoming register the day it was received) is today when it is
            left out.
        document: a scan of it that is a document already.

    Raises:
        OutcomeRefused: with all reasons: the number is taken (`number-taken`, with its holder), something is missing or
            cannot be (`field-required`, `field-unexpected`, `suffix-invalid`, `number-invalid`, `date-in-future`,
            `date-in-other-year`, `date-not-past`), no number was given that long ago (`nothing-before`), all letters
            are used up (`suffixes-used-up`), or the book is closed (`register-closed`).
    """
    with transaction.atomic():
        register = lock_register(register)
        today = timezone.localtime(now).date()
        is_incoming = register.direction == DocumentDirectionChoices.INCOMING
        if is_incoming:
            facts = dataclasses.replace(facts, received_on=facts.received_on or today)
        else:
            facts = dataclasses.replace(facts, dated=facts.dated or today, received_on=None)
        asked = Asked(register, origin, sequence, suffix.strip().upper(), number.strip(), facts, today)
        if refusals := list(find_faults(asked)):
            raise OutcomeRefused(refusals)
        return _write(take(asked), facts, origin=origin, actor=actor, now=now, document=document)


def enter_letter(
    register: DocumentRegister,
    *,
    actor: AbstractBaseUser,
    now: datetime.datetime,
    subject: Subject | None = None,
    scan: UploadedFile | None = None,
    **taking: Any,
) -> RegisterEntry:
    """Enter a letter as `take_by_hand` does, with its scan as a document in the file of a request, visit or ticket.

    Raises:
        OutcomeRefused: as `take_by_hand`; or a scan came without a subject (`subject-missing`).
        FileRefused: the scan is too large, not what it should be, or active; no number was taken.
    """
    if scan is not None and subject is None:
        message = _('Say whose file the scan joins: a request, a visit or a ticket.')
        raise OutcomeRefused([Refusal('subject-missing', message, field='subject')])
    with transaction.atomic():
        entry = take_by_hand(register, actor=actor, now=now, **taking)
        if scan is not None and subject is not None:
            document = store_upload(
                subject,
                scan,
                kind=DocumentKindChoices.PAPER_PROOF,
                actor=actor,
                now=now,
                number=entry.letter_number or entry.number,
                dated=entry.dated,
                title=entry.matter[:200],
                field='scan',
            )
            entry.snapshot()
            entry.document = document
            entry.save()
    return entry


def cancel(entry: RegisterEntry, *, reason: str, actor: AbstractBaseUser, now: datetime.datetime) -> RegisterEntry:
    """Cancel a number. It stays in the book and is never given again.

    Raises:
        OutcomeRefused: no reason is given (`reason-missing`), it was cancelled before (`already-cancelled`), or it is
            that of a paper that came in, or that was signed and not corrected by another (`document-issued`).
    """
    with transaction.atomic():
        entry = RegisterEntry.objects.select_for_update(of=('self',)).select_related('document').get(pk=entry.pk)
        if refusals := list(_stands_against_cancelling(entry, reason)):
            raise OutcomeRefused(refusals)
        entry.snapshot()
        entry.state = EntryStateChoices.CANCELLED
        entry.cancelled_by = cast(User, actor)
        entry.cancelled_at = now
        entry.cancel_reason = ' '.join(reason.split())[:300]
        entry._changelog_message = entry.cancel_reason[:200]
        entry.save()
    return entry


def _write(
    taken: TakenNumber,
    facts: LetterFacts,
    *,
    origin: str,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    document: Document | None,
) -> RegisterEntry:
    columns = facts.as_columns()
    columns['classification'] = columns['classification'] or taken.register.classification
    entry = RegisterEntry(
        register=taken.register,
        sequence=taken.sequence,
        suffix=taken.parts.suffix,
        number=taken.number,
        origin=origin,
        document=document,
        taken_by=cast(User | None, actor),
        taken_at=now,
        **columns,
    )
    entry.save()
    return entry


# -- Papers -------------------------------------------------------------------------------------------------------


def _is_silent(document: Document, register: DocumentRegister) -> bool:
    """An applicant who submits cannot open a book that the agency closed: the letter then gets no number."""
    return document.direction == DocumentDirectionChoices.INCOMING and register.is_closed


def _stands_against_cancelling(entry: RegisterEntry, reason: str) -> Iterator[Refusal]:
    if not reason.strip():
        yield Refusal('reason-missing', _('Say why the number is cancelled.'), field='reason')
    if entry.state == EntryStateChoices.CANCELLED:
        yield Refusal('already-cancelled', _('This number was cancelled before.'))
    elif entry.document and entry.document.state in ISSUED and not _is_corrected(entry.document):
        message = _('{document} has this number for good: correct it by another paper first.').format(
            document=entry.document
        )
        yield Refusal('document-issued', message, data={'document': entry.document.pk})


def _is_corrected(document: Document) -> bool:
    return document.corrections.filter(state__in=ISSUED).exists()
