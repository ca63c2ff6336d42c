"""The book of the demo's objects: makes what is missing, one at a time or many at once, and counts what it made."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from netbox.registry import registry
from netbox.search.backends import search_backend
from utilities.counters import update_counts

__all__ = ('Book',)


class Book:
    """Keeps the demo's objects under natural keys (names, slugs, numbers)."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()

    def ensure[M: Model](self, model: type[M], /, *, key: dict[str, Any], **values: Any) -> M:
        """Return the object of this key; where there is none, make it of the key and the values.

        Raises:
            ValidationError: NetBox does not accept it.
        """
        found = model._default_manager.filter(**key).first()
        if found is not None:
            return found
        made = model(**key, **values)
        made.full_clean()
        made.save()
        made.refresh_from_db()  # strings become addresses, ids become objects
        self.count(model)
        return made

    def count(self, model: type[Model], number: int = 1) -> None:
        """Note objects that somebody else made."""
        if number:
            self.made[str(model._meta.verbose_name_plural)] += number

    def add[M: Model](self, model: type[M], objects: Iterable[M]) -> list[M]:
        """Write many new objects with one query, and do what NetBox's `save()` would have done for each.

        Not for cables (their paths would not be traced) and trees (their paths would be empty).
        """
        made = model._default_manager.bulk_create(list(objects), batch_size=500)
        if made:
            search_backend.cache(made, remove_existing=False)
            _recount(model)
        self.count(model, len(made))
        return made

    def summary(self) -> str:
        """Say in one line what was made."""
        counts = ', '.join(f'{name} {number}' for name, number in sorted(self.made.items()))
        return counts or 'nothing new'


def _recount(model: type[Model]) -> None:
    """Bring the counters that NetBox keeps on the parents of these objects up to date."""
    for column, counter in registry['counter_fields'][model].items():
        foreign_key: Any = model._meta.get_field(column)
        update_counts(foreign_key.related_model, counter, foreign_key.related_query_name())
