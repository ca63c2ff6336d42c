"""Search in all letters: by their words, by what their registers say, by whom they are about.

Each kind of place is asked by a query of its own, so that each can use its own index: one condition with `OR` over all
of them would read every row.
"""

from functools import reduce

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from ..models import Document, RegisterEntry

__all__ = ('find_documents',)

# As in the index of `Document.content`.
WORDS = SearchVector('content', config='simple')


def find_documents(text: str) -> QuerySet:
    """Return the keys of the documents that a search for `text` finds."""
    words = SearchQuery(text, config='simple', search_type='websearch')
    lines = RegisterEntry.objects.filter(
        Q(number__icontains=text)
        | Q(letter_number__icontains=text)
        | Q(correspondent__icontains=text)
        | Q(matter__icontains=text),
        document__isnull=False,
    )
    documents = Document.objects.order_by()
    places = [
        documents.annotate(words=WORDS).filter(words=words),
        documents.filter(Q(number__icontains=text) | Q(title__icontains=text)),
        documents.filter(request__name__icontains=text),
        documents.filter(visit__name__icontains=text),
        documents.filter(ticket__name__icontains=text),
        documents.filter(case__number__icontains=text),
    ]
    found = [place.values('pk') for place in places] + [lines.order_by().values('document')]
    return reduce(lambda one, other: one.union(other), found)
