"""Drafts of letters, reports and records. A draft may be written again until it is signed; then it is the record."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentStateChoices, EntryStateChoices
from ..exceptions import DataInvalid, OutcomeRefused, Refusal
from ..models import Document
from .completeness import find_gaps
from .freezing import TEXT_KEYS, describe_drafter, freeze, make_code
from .kinds import DRAFTED_KINDS, KINDS
from .removal import detach_file
from .subjects import Subject, agency_of, documents_of, field_of, kind_of, lock
from .versions import keep

__all__ = ('draft',)


def draft(
    subject: Subject,
    kind: str,
    *,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    text: Mapping[str, Any] | None = None,
) -> Document:
    """Write a draft with everything that is known now frozen into it; write the last one again while it is a draft.

    What it said before stays as a version (see `versions`), and whoever initialled that has to read it again.

    Args:
        subject: the request, visit or ticket in whose file the paper is.
        actor: who drafts; None for a paper that the application fills in by itself.
        text: what the officer adds, all optional but the decision of a reply letter:
            `decision` (accepted or refused), `note` (paragraphs for the paper), `comment` (the officer's reason,
            printed in a refusal only), `subject`, `nature`, `attachment`, `addressee` (a line or several),
            `addressee_place`, `copies` (lines), and of a maintenance notice `notice`, the key of the `WindowNotice`
            whose letter it is: each has one of its own.

    Raises:
        DataInvalid: `text` has keys that are not known.
        OutcomeRefused: there is no such paper about this subject, or the case file lacks what it would say; with all
            reasons.
    """
    text = dict(text or {})
    _check_call(subject, kind, text)
    with transaction.atomic():
        # Two first drafts at once would become two letters: the second waits here and finds the first.
        lock(subject)
        document = _find_draft(subject, kind, text) or Document(kind=kind, direction=KINDS[kind].direction)
        setattr(document, field_of(subject), subject)
        if document.pk:
            document.snapshot()
        data = _freeze(document, subject, kind, actor=actor, now=now, text=text)
        if gaps := find_gaps(data):
            raise OutcomeRefused(gaps)
        detach_file(document)
        document.case = subject.case
        # Several agencies may be told of one ticket: their letters are told apart by whom they are for.
        whose = (data.get('notice') or {}).get('tenant') or subject.name
        document.title = f'{data.get("subject", data["title"])} – {whose}'[:200]
        document.dated = timezone.localtime(now).date()
        document.drafted_by = actor
        document.template_id = (data.get('style') or {}).get('template')
        document.data = data
        document._changelog_message = str(subject.case or subject)
        document.full_clean()
        document.save()
        keep(document, actor=actor, now=now)
    return document


def _find_draft(subject: Subject, kind: str, text: Mapping[str, Any]) -> Document | None:
    # The draft of a correction is written by `correcting` alone: it names another paper.
    drafts = documents_of(subject).filter(kind=kind, state=DocumentStateChoices.DRAFT, corrects__isnull=True)
    if 'notice' in text:
        drafts = drafts.filter(notice=text['notice'])
    # A number that was cancelled is never used again, and neither is the paper that had it.
    drafts = drafts.exclude(entry__state=EntryStateChoices.CANCELLED)
    return drafts.select_for_update(of=('self',)).order_by('-pk').first()


def _freeze(
    document: Document,
    subject: Subject,
    kind: str,
    *,
    actor: AbstractBaseUser | None,
    now: datetime.datetime,
    text: Mapping[str, Any],
) -> dict[str, Any]:
    agency = agency_of(subject)
    drafters = [drafter for drafter in document.data.get('drafters', ()) if not actor or drafter['user'] != actor.pk]
    if actor:
        drafters.append(describe_drafter(actor, agency=agency, now=now))
    return freeze(
        kind,
        subject,
        code=document.data.get('code') or make_code(),
        drafters=drafters,
        text=text,
        now=now,
    )


def _check_call(subject: Subject, kind: str, text: Mapping[str, Any]) -> None:
    if kind not in DRAFTED_KINDS:
        message = _('A paper of this kind is not drafted here: upload it.')
        raise OutcomeRefused([Refusal('kind-not-drafted', message, field='kind', data={'kind': kind})])
    if kind_of(subject) not in KINDS[kind].parts:
        message = _('There is no paper of this kind about {subject}: choose another kind.').format(subject=subject)
        raise OutcomeRefused([Refusal('kind-not-of-subject', message, field='kind', data={'kind': kind})])
    if unknown := sorted(set(text) - TEXT_KEYS):
        refusals = [
            Refusal('field-unknown', _('{field}: this is not asked for here.').format(field=key), field=key)
            for key in unknown
        ]
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
