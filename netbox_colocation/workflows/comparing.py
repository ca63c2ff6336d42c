"""The difference of two procedure documents, cell by cell, as data. Pure: imports no Django, reads no clock.

Documents are compared as mappings, so that a draft that is not right yet can be compared too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .procedure_text import in_plain_form, laid_out_row

__all__ = ('Cell', 'Comparison', 'RowChange', 'compare')

Change = Literal['same', 'added', 'removed', 'changed']
_MISSING = object()


@dataclass(frozen=True)
class Cell:
    """One value before and after; None where there is none.

    Attributes:
        path: where in its row, or in the document: `limit`, `outcomes.accepted.label`, `steps.2.by`.
    """

    path: str
    change: Change
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class RowChange:
    """A row of either document. A row is the same one when its activity or, failing that, its number is the same.

    Attributes:
        is_moved: it stands before or after other rows than it did.
        cells: every cell of it, those that did not change included.
    """

    change: Change
    before: str
    after: str
    is_moved: bool
    cells: tuple[Cell, ...]

    @property
    def changed_cells(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.change != 'same')


@dataclass(frozen=True)
class Comparison:
    """Everything in which two documents differ.

    Attributes:
        identity: key, subject, title and what stands on the identity page; roles: the columns. Changed ones only.
        roles_reordered: the columns stand in another order.
        rows: all rows, in the order of the later document; removed ones where they stood.
    """

    identity: tuple[Cell, ...]
    roles: tuple[Cell, ...]
    roles_reordered: bool
    rows: tuple[RowChange, ...]

    @property
    def is_same(self) -> bool:
        rows_same = all(row.change == 'same' and not row.is_moved for row in self.rows)
        return rows_same and not self.identity and not self.roles and not self.roles_reordered


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Compare two documents, each in whichever form; what is not as a document should be counts as one value."""
    before, after = in_plain_form(before), in_plain_form(after)
    old_roles, new_roles = _mapping(before.get('roles')), _mapping(after.get('roles'))
    shared = [key for key in old_roles if key in new_roles]
    return Comparison(
        identity=tuple(_changed(_identity(before), _identity(after))),
        roles=tuple(_changed(old_roles, new_roles)),
        roles_reordered=shared != [key for key in new_roles if key in old_roles],
        rows=tuple(_compare_rows(_rows(before), _rows(after))),
    )


def _identity(raw: Mapping[str, Any]) -> dict[str, Any]:
    sheet = {f'sheet.{key}': value for key, value in _mapping(raw.get('sheet')).items()}
    return {key: value for key, value in raw.items() if key not in ('sheet', 'roles', 'rows')} | sheet


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = raw.get('rows')
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cell]:
    return (cell for cell in _cells(before, after) if cell.change != 'same')


def _cells(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cell]:
    for path in _merged(list(before), list(after)):
        old, new = before.get(path, _MISSING), after.get(path, _MISSING)
        if old is _MISSING:
            yield Cell(path, 'added', after=new)
        elif new is _MISSING:
            yield Cell(path, 'removed', before=old)
        else:
            yield Cell(path, 'same' if old == new else 'changed', before=old, after=new)


def _compare_rows(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[RowChange]:
    partners = _pair(before, after)  # place after -> place before
    stayed = _longest_rising([partners[place] for place in sorted(partners)])
    removed = [place for place in range(len(before)) if place not in partners.values()]
    for place, row in enumerate(after):
        old_place = partners.get(place)
        while removed and old_place is not None and removed[0] < old_place:
            yield _row_change(before[removed.pop(0)], None)
        yield _row_change(
            None if old_place is None else before[old_place],
            row,
            is_moved=old_place is not None and old_place not in stayed,
        )
    for place in removed:
        yield _row_change(before[place], None)


def _pair(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Find for rows of the later document the row that it was: by its activity, else by its number."""
    partners: dict[int, int] = {}
    for name in ('activity', 'row'):
        for place, row in enumerate(after):
            if place in partners or name not in row:
                continue
            same = [at for at, old in enumerate(before) if at not in partners.values() and _alike(old, row, name)]
            if len(same) > 1:  # several rows are called the same: the number decides
                same = [at for at in same if _alike(before[at], row, 'row')]
            if same:
                partners[place] = same[0]
    return partners


def _alike(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    return name in one and (str(one[name]) == str(other[name]) if name == 'row' else one[name] == other[name])


def _row_change(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, is_moved: bool = False
) -> RowChange:
    cells = tuple(_cells(_flat(before or {}), _flat(after or {})))
    if before is None:
        change: Change = 'added'
    elif after is None:
        change = 'removed'
    else:
        change = 'changed' if any(cell.change != 'same' for cell in cells) else 'same'
    return RowChange(
        change=change,
        before=str(before.get('row', '')) if before is not None else '',
        after=str(after.get('row', '')) if after is not None else '',
        is_moved=is_moved,
        cells=cells,
    )


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's cells by path: outcomes and steps taken apart, everything else as one value."""
    flat: dict[str, Any] = {}
    for key, value in laid_out_row(row).items():
        if key == 'outcomes' and isinstance(value, Mapping):
            for name, outcome in value.items():
                flat |= {f'outcomes.{name}.{part}': found for part, found in _mapping(outcome).items()}
        elif key == 'steps' and isinstance(value, list):
            for place, step in enumerate(value, start=1):
                flat |= {f'steps.{place}.{path}': found for path, found in _flat(_mapping(step)).items()}
        else:
            flat[key] = str(value) if key == 'row' else value
    return flat


def _merged(before: Sequence[str], after: Sequence[str]) -> Iterable[str]:
    """The paths of both, in the order of the later, each removed one where it stood."""
    merged = list(after)
    for place, path in enumerate(before):
        if path not in after:
            at = merged.index(before[place - 1]) + 1 if place and before[place - 1] in merged else 0
            merged.insert(at, path)
    return merged


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The longest run of places that rise: the rows that stayed, while the others moved around them."""
    best: list[list[int]] = []
    for place in places:
        rising = [run for run in best if run[-1] < place]
        best.append([*_longest(rising), place])
    return set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    """The first of the longest; none of none."""
    return max(runs, key=len) if runs else []
