"""What the search box of a list looks at."""

import operator
from functools import reduce
from typing import ClassVar

from django.db.models import Q, QuerySet

__all__ = ('SearchedMixin',)

OTHER_WAYS = ('__iexact', '__istartswith')


class SearchedMixin:
    """Finds the rows that have the text in one of the fields `searched`, anywhere and in any case. List it first."""

    # Paths from the filtered model to its own texts and to those of single related objects. One that is looked up in
    # another way ends with that way: `badge_number__iexact`.
    searched: ClassVar[tuple[str, ...]] = ()

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(self.where_found(value)) if value.strip() else queryset

    def where_found(self, value: str) -> Q:
        """Return the condition; extended by what is looked up in another way."""
        return reduce(operator.or_, (Q(**{_lookup(path): value}) for path in self.searched))


def _lookup(path: str) -> str:
    return path if path.endswith(OTHER_WAYS) else f'{path}__icontains'
