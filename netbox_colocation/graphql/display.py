"""`display` of rows whose name contains the name of another row.

NetBox's own `display` is `str(row)`. In GraphQL a related row that the user may not view is taken out of the row, and
`str` then fails; where the related row was not asked for, it would be read for each row by itself, unrestricted. Here
it is read once for all rows, as far as the user may view it; a row whose name would give away a hidden one is called by
its id.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import strawberry_django
from django.db.models import Model, Prefetch
from django.utils.text import capfirst
from strawberry.types import Info

__all__ = ('display_with',)


def display_with(model: type[Model], *, relations: Sequence[str], fields: Sequence[str] = ()) -> Any:
    """Return the field `display` of a type; `fields` and `relations` are what `str(row)` reads."""

    def display(self) -> str:
        row = copy.copy(self)
        for relation in relations:
            related = getattr(self, _attribute(relation), None)
            if related is None and getattr(self, f'{relation}_id') is not None:
                return f'{capfirst(model._meta.verbose_name)} {self.pk}'
            setattr(row, relation, related)
        return str(row)

    return strawberry_django.field(
        resolver=display,
        only=[*fields, *relations],
        prefetch_related=[_viewable(model, relation) for relation in relations],
    )


def _viewable(model: type[Model], relation: str) -> Callable[[Info], Prefetch]:
    related = model._meta.get_field(relation).related_model
    return lambda info: Prefetch(
        relation,
        # Under a name of its own: the field of the same name may be asked for too, with other columns.
        queryset=related._default_manager.restrict(info.context.request.user, 'view'),
        to_attr=_attribute(relation),
    )


def _attribute(relation: str) -> str:
    return f'_display_{relation}'
