"""Tables as files: CSV for programs, XLSX for people. What users wrote stays text and never becomes a formula."""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

__all__ = ('Column', 'Listing', 'serve_csv', 'serve_xlsx', 'write_csv', 'write_lines', 'write_xlsx')

Kind = Literal['text', 'count', 'number', 'share', 'minutes', 'month', 'date', 'long', 'flag']
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
# With these a spreadsheet program takes a text for a formula, even behind blanks.
FORMULA = re.compile(r'^[\s\x00]*[=+\-@\t\r\n|%]')
# What XML can't carry.
CONTROL = re.compile(r'[\x00-\x08\x0b\x0c\x0e-\x1f]')
FORMATS: dict[Kind, str] = {
    'share': '0.0%',
    'minutes': '0.0',
    'number': '0.0',
    'month': 'yyyy-mm',
    'date': 'yyyy-mm-dd',
}
# Characters; a program opens a file at widths of its own otherwise.
WIDTHS: dict[Kind, int] = {'text': 28, 'long': 60}
CELL_LIMIT = 32_767  # characters that a cell holds


@dataclass(frozen=True)
class Column:
    """A column: its key for programs, its label for people, and what its values are (shares 0-1, working minutes)."""

    key: str
    label: str
    kind: Kind = 'text'
    help: str = ''


@dataclass(frozen=True)
class Listing:
    """A table: rows have one value for each column, None where nothing is known."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    note: str = ''


def write_csv(listing: Listing) -> bytes:
    """Return the table as CSV in UTF-8, with the keys of its columns in the first line."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([column.key for column in listing.columns])
    for row in listing.rows:
        writer.writerow([_plain(value, column) for value, column in zip(row, listing.columns, strict=True)])
    return file.getvalue().encode()


def write_xlsx(listings: Iterable[Listing]) -> bytes:
    """Return a workbook with one sheet for each table, its labels in the first line."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for listing in listings:
        sheet = book.create_sheet(_sheet_name(listing.title, names))
        sheet.freeze_panes = 'A2'
        for place, column in enumerate(listing.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column.kind, 14)
        sheet.append([_heading(sheet, column) for column in listing.columns])
        for row in listing.rows:
            sheet.append([_cell(sheet, value, column) for value, column in zip(row, listing.columns, strict=True)])
        if listing.note:
            sheet.append([])
            sheet.append([_text(sheet, listing.note)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write_lines(listing: Listing) -> str:
    """Return the table as text with aligned columns, for a terminal and for what NetBox shows of a script."""
    rows = [[column.label for column in listing.columns]]
    rows += [
        [_printed(value, column) for value, column in zip(row, listing.columns, strict=True)] for row in listing.rows
    ]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    rows.insert(1, ['-' * width for width in widths])
    lines = ['  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return '\n'.join([*lines, '', listing.note] if listing.note else lines)


def serve_csv(listing: Listing, *, name: str) -> HttpResponse:
    return _serve(write_csv(listing), 'text/csv; charset=utf-8', f'{name}.csv')


def serve_xlsx(listings: Iterable[Listing], *, name: str) -> HttpResponse:
    return _serve(write_xlsx(listings), XLSX, f'{name}.xlsx')


def _serve(content: bytes, media_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response['Content-Disposition'] = f'attachment; filename="{filename}"'
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    return response


def _plain(value: Any, column: Column) -> Any:
    if value is None:
        return ''
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.strftime('%Y-%m') if column.kind == 'month' else value.isoformat()
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def _printed(value: Any, column: Column) -> str:
    if isinstance(value, bool):
        return str(_('yes') if value else _('no'))
    # In a terminal nothing is a formula, but a line break would tear the row.
    plain = value if isinstance(value, str) else str(_plain(value, column))
    return ' '.join(CONTROL.sub('', plain).split())


def _cell(sheet: Any, value: Any, column: Column) -> Any:
    if isinstance(value, bool):
        value = str(_('yes') if value else _('no'))
    if isinstance(value, str):
        return _text(sheet, value)
    cell = WriteOnlyCell(sheet, value=value)
    if column.kind in FORMATS and value is not None:
        cell.number_format = FORMATS[column.kind]
    return cell


def _text(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=CONTROL.sub('', value)[:CELL_LIMIT])
    # openpyxl takes a text that begins with “=” for a formula.
    cell.data_type = 's'
    cell.alignment = Alignment(wrap_text='\n' in value, vertical='top')
    return cell


def _heading(sheet: Any, column: Column) -> Any:
    # On a page a time says its units itself; here it is a number.
    minutes = column.kind == 'minutes'
    cell = _text(sheet, _('{label} (minutes)').format(label=column.label) if minutes else column.label)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical='top')
    return cell


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name as spreadsheet programs allow it: short, without their special characters, and only once."""
    name = plain = re.sub(r'[\[\]:*?/\\]', ' ', title).strip("' ")[:31] or 'Sheet'
    number = 1
    while name.lower() in taken:
        number += 1
        name = f'{plain[: 31 - len(str(number)) - 1]} {number}'
    taken.add(name.lower())
    return name
