"""Uploaded tables: what a file is, looked at before it is believed, and why it is refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..exceptions import FileRefused, Refusal
from .delimited import read_delimited
from .grids import LONGEST_CELL, MOST_COLUMNS, Grid, GridProblem
from .workbooks import read_workbook

__all__ = ('LARGEST_FILE', 'PROBLEMS', 'read_bounded', 'read_given', 'read_grids', 'refuse')

MIB = 1024 * 1024
LARGEST_FILE = 5 * MIB
# Lines above the table, and the headings: they are no servers.
ABOVE = 30
ZIP, OLD_OFFICE, PDF = b'PK\x03\x04', b'\xd0\xcf\x11\xe0', b'%PDF'
PROBLEMS: Mapping[str, str | Promise] = {
    'table-empty': gettext_lazy('The file is empty: choose another one.'),
    'table-too-large': gettext_lazy('The file is larger than 5 MiB: keep only the table, without pictures.'),
    'unknown-type': gettext_lazy('This is no table: save the sheet as XLSX or CSV and choose that file.'),
    'old-office': gettext_lazy(
        'This is an old Excel file (XLS), or one with a password: save it as XLSX without a password.'
    ),
    'open-document': gettext_lazy('This is an OpenDocument file: save the sheet as XLSX or CSV.'),
    'unreadable': gettext_lazy('The file is damaged or incomplete: open it and save it again as XLSX or CSV.'),
    'encoding': gettext_lazy('The characters of this file cannot be told: save it as CSV in UTF-8, or as XLSX.'),
    'unpacks': gettext_lazy('The file unpacks to far more than a table needs: copy the table into a new file.'),
    'no-sheet': gettext_lazy('The file has no visible sheet of that name: correct the name, or leave it empty.'),
    'too-many-sheets': gettext_lazy('The file has more than 50 sheets: copy the table into a new file.'),
    'too-many-lines': gettext_lazy('The table has more lines than can be taken at once: split it.'),
    'too-many-columns': gettext_lazy('The table has more than {columns} columns: delete those that are not needed.'),
    'too-many-cells': gettext_lazy('The table is too large: split it, and delete empty rows and columns.'),
    'cell-too-long': gettext_lazy('A cell has more than {characters} characters: shorten it.'),
}  # fmt: skip


def read_bounded(upload: UploadedFile) -> bytes:
    """Read an upload into memory, stopping at the bound whatever size it claims.

    Raises:
        FileRefused: it is empty or too large.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise refuse(GridProblem('table-too-large'))
    content = upload.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise refuse(GridProblem('table-too-large'))
    return content


def read_grids(content: bytes, *, most_lines: int, sheet: str = '') -> Iterator[Grid]:
    """Yield the tables of a file: the one of a text file, or the visible sheets of a workbook.

    Raises:
        FileRefused: it is no table, damaged, or larger than its bounds.
    """
    try:
        yield from _read(content, most_rows=most_lines + ABOVE, sheet=sheet)
    except GridProblem as problem:
        raise refuse(problem) from problem


def read_given(data: Mapping[str, Any], *, most_lines: int) -> Iterator[Grid]:
    """Yield the tables of a form that takes a `file` or its `text`, and the name of a `sheet`.

    Raises:
        FileRefused: as `read_grids`, or there is neither.
    """
    upload = data.get('file')
    content = read_bounded(upload) if upload else str(data.get('text') or '').encode()
    return read_grids(content, most_lines=most_lines, sheet=data.get('sheet') or '')


def refuse(problem: GridProblem) -> FileRefused:
    """Return the refusal of a file, in words."""
    message = str(PROBLEMS[problem.code]).format(columns=MOST_COLUMNS, characters=LONGEST_CELL)
    if problem.line:
        message = _('Line {line}: {reason}').format(line=problem.line, reason=message)
    data = {'line': problem.line} if problem.line else {}
    return FileRefused(message, refusals=[Refusal(problem.code, message, field='file', data=data)])


def _read(content: bytes, *, most_rows: int, sheet: str) -> Iterator[Grid]:
    if not content.strip():
        raise GridProblem('table-empty')
    if len(content) > LARGEST_FILE:
        raise GridProblem('table-too-large')
    if content.startswith(OLD_OFFICE):
        raise GridProblem('old-office')
    if content.startswith(PDF):
        raise GridProblem('unknown-type')
    if not content.startswith(ZIP):
        yield read_delimited(content, most_rows=most_rows)
    elif content[30:38] == b'mimetype':
        raise GridProblem('open-document')
    else:
        yield from read_workbook(content, most_rows=most_rows, sheet=sheet)
