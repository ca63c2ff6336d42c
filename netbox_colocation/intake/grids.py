"""A table as it stands in a file: texts in rows and columns, before anybody knows what they mean. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ('LONGEST_CELL', 'MOST_CELLS', 'MOST_COLUMNS', 'Grid', 'GridProblem', 'Merge')

LONGEST_CELL = 2000  # characters
MOST_COLUMNS = 100
MOST_CELLS = 200_000  # that are not empty


class GridProblem(Exception):
    """A file cannot be read as a table; `code` is one of `files.PROBLEMS`, `line` the line at fault if there is one."""

    def __init__(self, code: str, *, line: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Merge:
    """Cells that are joined: the first one's text counts for all. Rows and columns from `first` up to `last`."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Grid:
    """The rows that are not empty, by their number in the file (from 1); columns count from 0.

    `unreadable` names the cells that have no text of their own: `formula` (it was never calculated) or `error`.
    """

    rows: Mapping[int, Sequence[str]]
    unreadable: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merges: Sequence[Merge] = ()
    sheet: str = ''
