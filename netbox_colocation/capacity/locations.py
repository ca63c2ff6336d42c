"""The trees of NetBox's locations, regions and groups, as primary keys."""

from django.db.models import QuerySet

from dcim.models import Location

__all__ = ('labels_of', 'paths_of')


def labels_of(path: object) -> tuple[int, ...]:
    """Return the primary keys along a path of NetBox's trees, from the top; none for None."""
    return tuple(int(label) for label in str(path).split('.')) if path else ()


def paths_of(locations: QuerySet[Location]) -> dict[int, tuple[int, ...]]:
    """Return for each location the primary keys of those above it, and its own."""
    return {pk: labels_of(path) for pk, path in locations.order_by().values_list('pk', 'path')}
