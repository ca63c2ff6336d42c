"""Drafts of letters, reports and records. A draft may be written again until it is signed; then it is the record."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentKindChoices, DocumentStateChoices, RequestStatusChoices
from ..exceptions import DataInvalid, OutcomeRefused, Refusal
from ..models import ColocationRequest, Document
from .freezing import TEXT_KEYS, describe_drafter, freeze, make_code
from .kinds import DRAFTED_KINDS, KINDS
from .numbering import find_register
from .removal import detach_file

__all__ = ('draft',)


def draft(
    request: ColocationRequest,
    kind: str,
    *,
    actor: AbstractBaseUser,
    now: datetime.datetime,
    text: Mapping[str, Any] | None = None,
) -> Document:
    """Write a draft with everything that is known now frozen into it; write the last one again while it is a draft.

    Args:
        text: what the officer adds, all optional but the decision of a reply letter:
            `decision` (accepted or refused), `note` (paragraphs for the paper), `comment` (the officer's reason,
            printed in a refusal only), `subject`, `nature`, `attachment`, `addressee` (a line or several),
            `addressee_place`, `copies` (lines).

    Raises:
        DataInvalid: `text` has keys that are not known.
        OutcomeRefused: the case file lacks what the paper would say; with all reasons.
    """
    text = dict(text or {})
    _check_call(kind, text)
    with transaction.atomic():
        # Two first drafts at once would become two letters: the second waits here and finds the first.
        ColocationRequest.objects.select_for_update(of=('self',), no_key=True).get(pk=request.pk)
        document = _find_draft(request, kind) or Document(request=request, kind=kind, direction=KINDS[kind].direction)
        if document.pk:
            document.snapshot()
        data = _freeze(document, request, kind, actor=actor, now=now, text=text)
        _check_data(kind, data)
        detach_file(document)
        document.case = request.case
        document.title = f'{data.get("subject", data["title"])} – {request.name}'[:200]
        document.dated = timezone.localtime(now).date()
        document.drafted_by = actor
        document.data = data
        document._changelog_message = str(request.case or request)
        document.full_clean()
        document.save()
    return document


def _find_draft(request: ColocationRequest, kind: str) -> Document | None:
    drafts = Document.objects.filter(request=request, kind=kind, state=DocumentStateChoices.DRAFT)
    return drafts.select_for_update(of=('self',)).order_by('-pk').first()


def _freeze(
    document: Document,
    request: ColocationRequest,
    kind: str,
    *,
    actor: AbstractBaseUser,
    now: datetime.datetime,
    text: Mapping[str, Any],
) -> dict[str, Any]:
    agency = request.case.agency if request.case else request.procedure.agency
    earlier = [drafter for drafter in document.data.get('drafters', ()) if drafter['user'] != actor.pk]
    return freeze(
        kind,
        request,
        code=document.data.get('code') or make_code(),
        drafters=[*earlier, describe_drafter(actor, agency=agency, now=now)],
        text=text,
        register=find_register(agency=agency, now=now),
        now=now,
    )


def _check_call(kind: str, text: Mapping[str, Any]) -> None:
    if kind not in DRAFTED_KINDS:
        message = _('A paper of this kind is not drafted here: upload it.')
        raise OutcomeRefused([Refusal('kind-not-drafted', message, field='kind', data={'kind': kind})])
    if unknown := sorted(set(text) - TEXT_KEYS):
        refusals = [
            Refusal('field-unknown', _('{field}: this is not asked for here.').format(field=key), field=key)
            for key in unknown
        ]
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)


def _check_data(kind: str, data: Mapping[str, Any]) -> None:
    refusals = []
    if kind == DocumentKindChoices.REPLY_LETTER:
        if data['decision'] not in (RequestStatusChoices.ACCEPTED, RequestStatusChoices.REFUSED):
            message = _('A reply letter says accepted or refused: decide first.')
            refusals.append(Refusal('decision-missing', message, field='decision'))
        elif data['decision'] == RequestStatusChoices.REFUSED and not data['reasons']:
            message = _('A refusal gives its reasons, and the capacity check found none: write one.')
            refusals.append(Refusal('reason-missing', message, field='comment'))
    if kind == DocumentKindChoices.CAPACITY_REPORT and data['check'] is None:
        refusals.append(Refusal('check-missing', _('Capacity was not checked yet: check it first.')))
    if kind == DocumentKindChoices.INSTALLATION_RECORD and not data['devices']:
        refusals.append(Refusal('device-missing', _('No server of this request is installed yet: install it first.')))
    if refusals:
        raise OutcomeRefused(refusals)
