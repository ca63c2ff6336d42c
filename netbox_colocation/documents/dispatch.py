"""Sends signed letters: records that, and when, a letter went out."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, DocumentStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document

__all__ = ('send',)


def send(document: Document, *, now: datetime.datetime) -> Document:
    """Record that a signed letter was sent.

    Raises:
        OutcomeRefused: it is not a letter to the outside (`not-outgoing`), not signed (`not-signed`), or was sent
            before (`already-sent`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if document.direction != DocumentDirectionChoices.OUTGOING:
            raise OutcomeRefused([Refusal('not-outgoing', _('Only an outgoing letter is sent.'))])
        if document.state == DocumentStateChoices.DRAFT:
            raise OutcomeRefused([Refusal('not-signed', _('This letter is not signed yet: have it signed first.'))])
        if document.state != DocumentStateChoices.SIGNED:
            raise OutcomeRefused([Refusal('already-sent', _('This letter was sent before.'))])
        document.snapshot()
        document.state = DocumentStateChoices.SENT
        document.sent_at = now
        document._changelog_message = str(document.case or document.subject)
        document.save()
    return document
