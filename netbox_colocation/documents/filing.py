"""Files papers of the agency itself: a filed paper is part of the record and is not written again."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import DocumentDirectionChoices, DocumentStateChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document

__all__ = ('file',)


def file(document: Document, *, now: datetime.datetime) -> Document:
    """File an internal paper, signed or not: some offices file what a review agreed to.

    Raises:
        OutcomeRefused: it is a letter (`not-internal`), or was filed before (`already-filed`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if document.direction != DocumentDirectionChoices.INTERNAL:
            raise OutcomeRefused([Refusal('not-internal', _('Only a paper of the agency itself is filed: send it.'))])
        if document.state == DocumentStateChoices.FILED:
            raise OutcomeRefused([Refusal('already-filed', _('This paper was filed before.'))])
        document.snapshot()
        document.state = DocumentStateChoices.FILED
        document._changelog_message = str(document.case or document.request)
        document.save()
    return document
