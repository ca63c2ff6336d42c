"""Tables in text files: whatever a spreadsheet program calls CSV. No Django."""

import codecs
import csv
import io
import re

from .grids import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, Grid, GridProblem

__all__ = ('decode', 'read_delimited')

DELIMITERS = ',;\t|'
SEPARATOR_LINE = re.compile(r'^sep=(.)\r?\n', re.IGNORECASE)  # how spreadsheet programs name the delimiter
MARKS = (
    (codecs.BOM_UTF8, 'utf-8-sig'),
    (codecs.BOM_UTF16_LE, 'utf-16'),
    (codecs.BOM_UTF16_BE, 'utf-16'),
)
# No text has these: the file is something else.
BINARY = re.compile(r'[\x00-\x08\x0e-\x1a\x1c-\x1f]')
SAMPLED_LINES = 20


def read_delimited(content: bytes, *, most_rows: int) -> Grid:
    """Read a table from text: UTF-8, UTF-16 with its mark, or Windows-1252; commas, semicolons, tabs or bars.

    Raises:
        GridProblem: it is no table, or larger than its bounds.
    """
    text = decode(content)
    delimiter = ''
    skipped = 0
    if named := SEPARATOR_LINE.match(text):
        delimiter, text, skipped = named[1], text[named.end() :], 1
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter or _guess_delimiter(text))
    rows: dict[int, list[str]] = {}
    cells = 0
    before = 0
    try:
        for row in reader:
            # A cell with line breaks makes a row of several lines: people look for the first.
            number, before = before + 1 + skipped, reader.line_num
            values = [value.strip() for value in row]
            while values and not values[-1]:
                values.pop()
            if not values:
                continue
            cells += len(values)
            _check_bounds(values, number, rows=len(rows) + 1, most_rows=most_rows, cells=cells)
            rows[number] = values
    except csv.Error as error:
        raise GridProblem('unreadable', line=reader.line_num + skipped) from error
    return Grid(rows)


def decode(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        GridProblem: it is none.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decoded(content, name)
    try:
        return _refuse_binary(content.decode('utf-8'))
    except UnicodeDecodeError:
        return _decoded(content, 'cp1252')


def _decoded(content: bytes, name: str) -> str:
    try:
        return _refuse_binary(content.decode(name))
    except UnicodeDecodeError as error:
        raise GridProblem('encoding') from error


def _refuse_binary(text: str) -> str:
    if BINARY.search(text):
        raise GridProblem('unknown-type')
    return text


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that the first lines agree on: the one that makes the most columns in most of them."""
    lines = text.splitlines()[:SAMPLED_LINES]

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        except csv.Error:
            return 0, 0
        return len(widths), max(widths, default=0)

    return max(DELIMITERS, key=lambda delimiter: (columns(delimiter), -DELIMITERS.index(delimiter)))


def _check_bounds(values: list[str], number: int, *, rows: int, most_rows: int, cells: int) -> None:
    if rows > most_rows:
        raise GridProblem('too-many-lines', line=number)
    if len(values) > MOST_COLUMNS:
        raise GridProblem('too-many-columns', line=number)
    if cells > MOST_CELLS:
        raise GridProblem('too-many-cells', line=number)
    if any(len(value) > LONGEST_CELL for value in values):
        raise GridProblem('cell-too-long', line=number)
