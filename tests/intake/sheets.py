"""Files as agencies have them: written by openpyxl, or as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from netbox_colocation.intake.columns import REQUEST_COLUMNS, SERVER_COLUMNS
from netbox_colocation.intake.files import read_grids
from netbox_colocation.intake.headings import Table, read_table

__all__ = ('MOST', 'request_table', 'server_table', 'workbook', 'written')

MOST = 500


def workbook(rows: Iterable[Sequence[Any]], *, merges: Iterable[str] = (), title: str = 'Inventaris') -> bytes:
    """Return an XLSX file with these rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def written(rows: Iterable[Sequence[Any]], *, delimiter: str = ',', encoding: str = 'utf-8') -> bytes:
    """Return a CSV file with these rows."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def server_table(content: bytes, *, most_lines: int = MOST) -> Table:
    return read_table(read_grids(content, most_lines=most_lines), SERVER_COLUMNS, most_lines=most_lines)


def request_table(content: bytes, *, most_lines: int = MOST) -> Table:
    return read_table(read_grids(content, most_lines=most_lines), REQUEST_COLUMNS, most_lines=most_lines)
