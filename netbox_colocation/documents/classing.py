"""Which class of the archive a paper has: its number's, what an officer says, or that of the agency's letters."""

import datetime

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import QuerySet, Value, When
from django.utils.translation import gettext as _

from tenancy.models import Tenant

from ..choices import DocumentDirectionChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Case, Classification, Document, DocumentRegister
from .classifications import classes_of, find_class
from .retention import close_classed
from .subjects import agency_of

__all__ = ('class_file', 'class_late', 'classify')

# So many papers get their class in one run; the next run goes on.
BATCH = 1000


def classify(document: Document, classification: Classification, *, now: datetime.datetime) -> Document:
    """Give a paper its class; of one whose file is closed, the end of its retention follows.

    Raises:
        OutcomeRefused: it has a class (`classified-before`), its file was destroyed (`document-destroyed`), or the
            class is another agency's or no longer in force (`class-unknown`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        if refusals := _refusals(document, classification):
            raise OutcomeRefused(refusals)
        document.snapshot()
        document.classification = classification
        document._changelog_message = str(document.case or document.subject)
        document.save()
        close_classed(document, now=now)
    return document


def class_file(case: Case) -> int:
    """Give every paper of a case that ends and has no class the default one; return how many got it."""
    return _class_papers(Document.objects.filter(case=case))


def class_late() -> int:
    """Do the same for papers that came to the file of an ended case afterwards."""
    return _class_papers(Document.objects.filter(case__closed_at__isnull=False))


def _class_papers(papers: QuerySet[Document]) -> int:
    unclassed = papers.filter(classification__isnull=True, destroyed_at__isnull=True)
    found: dict[tuple[int, str, int], Classification | None] = {}
    count = 0
    # All of them are looked at: those that no book has a class for must not keep the others waiting.
    for document in unclassed.select_related('case__agency').order_by('pk').iterator(chunk_size=500):
        assert document.case is not None  # only papers of cases are asked for
        agency, year = document.case.agency, (document.dated or document.created.date()).year
        key = (agency.pk, document.direction, year)
        if key not in found:
            found[key] = _default_class(agency, document.direction, year)
        if rule := found[key]:
            document.snapshot()
            document.classification = rule
            document._changelog_message = str(document.case or document.subject)
            document.save(update_fields=['classification', 'last_updated'])
            count += 1
            if count == BATCH:
                break
    return count


def _default_class(agency: Tenant, direction: str, year: int) -> Classification | None:
    """Return the class of the agency's own letters of that year: that of the book of this direction, else of outgoing
    letters, if the table has it."""
    own_first = Choice(
        When(direction=direction, then=Value(0)),
        When(direction=DocumentDirectionChoices.OUTGOING, then=Value(1)),
        default=Value(2),
    )
    book = DocumentRegister.objects.filter(agency=agency, year=year, kinds=[]).order_by(own_first).first()
    return find_class(agency, book.classification) if book else None


def _refusals(document: Document, classification: Classification) -> list[Refusal]:
    refusals = []
    if document.destroyed_at is not None:
        refusals.append(Refusal('document-destroyed', _('The file of this paper was destroyed.')))
    if document.classification_id is not None:
        message = _('This paper has its class, and keeps it.')
        refusals.append(Refusal('classified-before', message, field='classification'))
    if not classes_of(agency_of(document.subject)).filter(pk=classification.pk).exists():
        message = _('This class is another agency’s, or no longer in force: choose another one.')
        refusals.append(Refusal('class-unknown', message, field='classification'))
    return refusals
