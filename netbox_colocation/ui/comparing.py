"""A comparison of two documents as a page shows it: words for paths and values, and the difference of the texts."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..workflows.comparing import Cell, Comparison, RowChange
from ..workflows.procedure_text import row_to_yaml

__all__ = ('CellView', 'RowView', 'TextLine', 'identity_views', 'role_views', 'row_views', 'text_lines')

COLOURS = {'same': '', 'added': 'success', 'removed': 'danger', 'changed': 'warning'}


@dataclass(frozen=True)
class CellView:
    """A cell in words; `change` is `same`, `added`, `removed` or `changed`."""

    path: str
    change: str
    before: str
    after: str


@dataclass(frozen=True)
class RowView:
    """A row in words, with the cells that stand in it anyway: its number and its activity."""

    change: str
    label: str
    colour: str
    before: str
    after: str
    activity: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class TextLine:
    """A line of the difference of two texts; `kind` is `+`, `-`, `@` or a space."""

    kind: str
    text: str


def identity_views(comparison: Comparison) -> list[CellView]:
    return [_cell_view(cell) for cell in comparison.identity]


def role_views(comparison: Comparison) -> list[CellView]:
    return [_cell_view(cell) for cell in comparison.roles]


def row_views(comparison: Comparison) -> list[RowView]:
    """Return the rows that differ or moved."""
    return [_row_view(row) for row in comparison.rows if row.change != 'same' or row.is_moved]


def text_lines(before: str, after: str) -> Iterator[TextLine]:
    """Return the unified difference of two texts, without its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm='', n=3)
    for number, line in enumerate(lines):
        if number >= 2:  # the two lines of file names
            yield TextLine(line[:1], line if line.startswith('@') else line[1:])


def _row_view(row: RowChange) -> RowView:
    labels = {'added': _('added'), 'removed': _('removed'), 'changed': _('changed'), 'same': ''}
    words = [labels[row.change], _('moved') if row.is_moved else '']
    activity = next((cell for cell in row.cells if cell.path == 'activity'), None)
    shown = row.cells if row.change in ('added', 'removed') else row.changed_cells
    return RowView(
        change=row.change,
        label=', '.join(word for word in words if word),
        colour=COLOURS[row.change] or 'info',
        before=row.before,
        after=row.after,
        activity=_words(activity.after if activity.change != 'removed' else activity.before) if activity else '',
        cells=tuple(_cell_view(cell) for cell in shown),
    )


def _cell_view(cell: Cell) -> CellView:
    before = '' if cell.change == 'added' else _words(cell.before)
    after = '' if cell.change == 'removed' else _words(cell.after)
    return CellView(path=_path_words(cell.path), change=cell.change, before=before, after=after)


def _path_words(path: str) -> str:
    """`steps.2.outcomes.returned.to` as `step 2 › returned › to`."""
    parts = path.split('.')
    words = []
    while parts:
        part = parts.pop(0)
        if part == 'steps' and parts:
            words.append(_('step {number}').format(number=parts.pop(0)))
        elif part == 'outcomes' and parts:
            words.append(f'“{parts.pop(0)}”')
        else:
            words.append(part)
    return ' › '.join(words)


def _words(value: Any) -> str:
    if isinstance(value, Mapping) and value and set(value) <= {'id', 'en'}:
        return '\n'.join(f'{language}: {value[language]}' for language in ('id', 'en') if language in value)
    if isinstance(value, list) and not any(isinstance(item, Mapping | list) for item in value):
        return ', '.join(map(str, value))
    if isinstance(value, Mapping):
        return row_to_yaml(value).strip()
    return str(value)
