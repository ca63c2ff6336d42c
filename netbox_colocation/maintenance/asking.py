"""Ask the database about many objects at once: their keys travel as one array, written as text."""

from collections.abc import Iterable
from typing import Any

from ..capacity.power_tree import query as run

__all__ = ('query',)


def query(statement: str, **keys: Iterable[int | str]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement with named arrays (`%(name)s::bigint[]`); equal keys give an equal statement."""
    return run(statement, **{name: _array(values) for name, values in keys.items()})


def _array(values: Iterable[int | str]) -> str:
    # Keys and path nodes (`18:5`) only: nothing in them needs quoting.
    return '{' + ','.join(map(str, sorted(set(values)))) + '}'
