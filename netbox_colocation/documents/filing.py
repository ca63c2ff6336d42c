"""Files papers that nobody is sent: a filed paper is part of the record and is not written again."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, DocumentStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Case, Document
from .confirming import with_parties
from .removal import detach_file

__all__ = ('file', 'file_drafts')


def file(document: Document, *, now: datetime.datetime) -> Document:
    """File an internal paper, or a form that the applicant filled in, signed or not: some offices file what a review
    agreed to.

    A draft is filed with everybody who confirmed it until now; when that changed it, it has no file and needs a
    rendition.

    Raises:
        OutcomeRefused: it is a letter (`not-internal`), or was filed before (`already-filed`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if document.direction == DocumentDirectionChoices.OUTGOING:
            raise OutcomeRefused([Refusal('not-internal', _('Only a paper of the agency itself is filed: send it.'))])
        if document.state == DocumentStateChoices.FILED:
            raise OutcomeRefused([Refusal('already-filed', _('This paper was filed before.'))])
        document.snapshot()
        if document.state == DocumentStateChoices.DRAFT and (data := with_parties(document)) != document.data:
            document.data = data
            detach_file(document)
        document.state = DocumentStateChoices.FILED
        document._changelog_message = str(document.case or document.subject)
        document.save()
    return document


def file_drafts(case: Case, *, now: datetime.datetime) -> list[Document]:
    """File what a case leaves behind unfiled when it ends, so that nothing of its record can still be written again."""
    # A correction is written after the record was closed, and is signed without a step.
    drafts = case.documents.filter(
        direction=DocumentDirectionChoices.INTERNAL, state=DocumentStateChoices.DRAFT, corrects__isnull=True
    )
    return [file(document, now=now) for document in drafts.order_by('pk')]
