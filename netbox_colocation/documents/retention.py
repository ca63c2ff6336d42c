"""How long papers are kept: counted from the day on which their file was closed, as the class of the archive says.

What was written into a row stays: a schedule that changes later counts for files that are closed later. The database
sees to it for papers that were issued.
"""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..choices import ArchiveFateChoices, DisposalStateChoices
from ..models import Case, Document

__all__ = ('close_classed', 'close_ended', 'close_file', 'count_due', 'find_due', 'retained_until')

UNDECIDED = (DisposalStateChoices.PROPOSED, DisposalStateChoices.APPROVED)
# Only papers of cases are ever closed, so each that is due has one.
KEEPER = 'case__agency'
# So many papers in one run; the next run goes on.
BATCH = 1000


def close_file(case: Case, *, now: datetime.datetime) -> int:
    """Close the file of a case that ended: all its papers get the day, and the end of their retention.

    Call it inside the transaction that ends the case. Returns how many papers changed.
    """
    day = timezone.localtime(now).date()
    papers = Document.objects.filter(case=case, destroyed_at__isnull=True)
    return sum(_close(document, day) for document in _unfinished(papers).order_by('pk'))


def close_ended(*, now: datetime.datetime) -> int:
    """Do the same for papers that came to the file of an ended case afterwards, or were classed afterwards.

    Returns how many papers changed.
    """
    ended = Q(case__closed_at__isnull=False)
    late = _unfinished(Document.objects.filter(ended, destroyed_at__isnull=True)).filter(
        Q(closed_on__isnull=True) | _has_rule()
    )
    papers = late.annotate(ended_at=F('case__closed_at')).order_by('pk')[:BATCH]
    return sum(_close(document, timezone.localtime(document.ended_at).date()) for document in papers)


def close_classed(document: Document, *, now: datetime.datetime) -> None:
    """Count the retention of a paper that got its class after its file was closed; one whose case goes on waits."""
    if document.closed_on is not None:
        _close(document, timezone.localtime(now).date())


def retained_until(closed_on: datetime.date, years: int) -> datetime.date:
    """Return the last day on which a paper has to be kept; the 29th of February becomes the 1st of March."""
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:
        return datetime.date(closed_on.year + years, 3, 1)


def find_due(*, today: datetime.date) -> QuerySet[Document]:
    """Return the papers that may be destroyed by now and are in no proposal that waits."""
    return Document.objects.filter(
        retain_until__lt=today, fate=ArchiveFateChoices.DESTROY, destroyed_at__isnull=True
    ).exclude(disposals__state__in=UNDECIDED)


def count_due(*, today: datetime.date) -> Mapping[int, int]:
    """Return how many papers may be destroyed by now, by the ID of the agency that keeps them."""
    counts: dict[int, int] = {}
    for agency in find_due(today=today).values_list(KEEPER, flat=True):
        counts[agency] = counts.get(agency, 0) + 1
    return counts


def _unfinished(papers: QuerySet[Document]) -> QuerySet[Document]:
    missing = Q(closed_on__isnull=True) | Q(retain_until__isnull=True) | Q(fate='')
    return papers.filter(missing).select_related('classification')


def _has_rule() -> Q:
    """Papers whose class says something that the row does not say yet."""
    years = Q(classification__active_years__isnull=False) | Q(classification__inactive_years__isnull=False)
    return (Q(retain_until__isnull=True) & years) | (
        Q(fate='') & Q(classification__isnull=False) & ~Q(classification__fate='')
    )


@transaction.atomic
def _close(document: Document, day: datetime.date) -> bool:
    document = Document.objects.select_for_update(of=('self',)).select_related('classification').get(pk=document.pk)
    before = (document.closed_on, document.retain_until, document.fate)
    document.snapshot()
    document.closed_on = document.closed_on or day
    if rule := document.classification:
        document.fate = document.fate or rule.fate
        if document.retain_until is None and rule.retention_years is not None:
            document.retain_until = retained_until(document.closed_on, rule.retention_years)
    if (document.closed_on, document.retain_until, document.fate) == before:
        return False
    document._changelog_message = str(document.case or document.subject)
    document.save()
    return True
