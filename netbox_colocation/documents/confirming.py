"""Brings papers that several sign up to date: a party that has confirmed since is no longer an empty place.

Who confirmed is in the case's closed tasks; this only reads them again. A signed or filed paper never changes.
"""

import datetime

from django.db import transaction

from ..choices import DocumentStateChoices
from ..models import Case, Document
from .kinds import KINDS
from .parties import freeze_parties
from .removal import detach_file

__all__ = ('refresh_case', 'refresh_parties', 'with_parties')


def refresh_case(case: Case) -> list[Document]:
    """Refresh every draft of the case that several sign; return those that changed and so need a new rendition."""
    kinds = [kind for kind, facts in KINDS.items() if facts.is_signed_by_several]
    drafts = case.documents.filter(kind__in=kinds, state=DocumentStateChoices.DRAFT)
    refreshed = [(draft, refresh_parties(draft)) for draft in drafts.order_by('pk')]
    return [document for draft, document in refreshed if document.data != draft.data]


def refresh_parties(document: Document) -> Document:
    """Read again who confirmed a draft; when that changed, its file is taken away, to be rendered again."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        data = with_parties(document)
        if document.state != DocumentStateChoices.DRAFT or data == document.data:
            return document
        document.snapshot()
        document.data = data
        detach_file(document)
        document._changelog_message = str(document.case or document.subject)
        document.save()
    return document


def with_parties(document: Document) -> dict:
    """Return the document's data with the parties as they are now.

    What was confirmed in the case was the paper as it stood: nobody has confirmed a correction of it.
    """
    if not KINDS[document.kind].is_signed_by_several or document.corrects_id:
        return document.data
    drafters = document.data.get('drafters') or ()
    day = datetime.date.fromisoformat(document.data['dated']['iso'])
    drafter = drafters[-1] if drafters else None
    return {**document.data, **freeze_parties(document.subject, document.kind, drafter=drafter, day=day)}
