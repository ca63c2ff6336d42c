"""Tables and grids of Typst's content, as tables of a DOCX: cells in their places, widths in points."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

__all__ = ('Cell', 'arrange', 'lengths_of', 'points', 'put_table')

NUMBER = re.compile(r'(-?[\d.]+)(pt|em|cm|mm)')
FRACTION = re.compile(r'^([\d.]+)fr$')
SIZES = {'pt': 1, 'cm': 72 / 2.54, 'mm': 7.2 / 2.54}

SIDE, GAP = 4.5, 7  # points beside the text of a cell, and between the columns of a grid


@dataclass
class Cell:
    body: Any
    columns: int = 1
    rows: int = 1
    alignment: str = ''
    is_head: bool = False


def points(length: object, size: float) -> float:
    """Return a length of Typst in points; an `em` is the font's size. 0 for what is no length."""
    found = NUMBER.findall(str(length))
    return sum(float(number) * (size if unit == 'em' else SIZES[unit]) for number, unit in found)


def arrange(node: Mapping[str, Any]) -> tuple[list[list[Cell | None]], list[str]]:
    """Return the cells of a grid or table in rows, None where a cell beside or above reaches, and its columns."""
    columns = node.get('columns') or ['auto']
    columns = ['auto'] * columns if isinstance(columns, int) else [str(column) for column in columns]
    rows: list[list[Cell | None]] = []
    taken: set[tuple[int, int]] = set()
    place = 0
    for cell in _cells(node, len(columns)):
        while (place // len(columns), place % len(columns)) in taken:
            place += 1
        row, column = divmod(place, len(columns))
        if cell.columns > len(columns) - column:
            row, column = row + 1, 0
        while len(rows) < row + cell.rows:
            rows.append([None] * len(columns))
        cell.alignment = cell.alignment or _alignment(node.get('align'), column)
        rows[row][column] = cell
        taken |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
        place = row * len(columns) + column + cell.columns
    return rows, columns


def lengths_of(columns: list[str], needs: list[float], width: float, size: float) -> list[float]:
    """Return the width of each column in points: what it says, what it needs, or its share of the rest."""
    fractions = [float(found[1]) if (found := FRACTION.match(column)) else 0.0 for column in columns]
    # What shares the rest keeps at least this much of the width.
    kept = 0.35 * width if any(fractions) else 0
    lengths = [
        0.0 if share else (points(column, size) or min(need, width * 0.6))
        for column, need, share in zip(columns, needs, fractions, strict=True)
    ]
    fixed = sum(lengths)
    if fixed > width - kept:
        lengths = [length * (width - kept) / fixed for length in lengths]
        fixed = width - kept
    rest = width - fixed
    if shares := sum(fractions):
        return [length + rest * share / shares for length, share in zip(lengths, fractions, strict=True)]
    return lengths


def put_table(
    container: Any,
    rows: list[list[Cell | None]],
    widths: list[float],
    *,
    has_lines: bool,
    indent: float,
    fill: Callable[[Any, Cell, float], None],
) -> None:
    """Add a table to a document or a cell; `fill` writes one cell."""
    table = container.add_table(len(rows), len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    if has_lines:
        table.style = 'Table Grid'
    _pad(table, *((SIDE, SIDE) if has_lines else (0, GAP)))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    if indent:
        _indent(table, indent)
    grid = [list(row.cells) for row in table.rows]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            target = grid[row][column]
            if cell.columns > 1 or cell.rows > 1:
                target = target.merge(grid[row + cell.rows - 1][column + cell.columns - 1])
            width = sum(widths[column : column + cell.columns])
            target.width = Pt(width)
            fill(target, cell, width)
            _close(target)
        _keep_whole(table.rows[row], is_head=all(cell is None or cell.is_head for cell in cells))


def _cells(node: Mapping[str, Any], count: int, *, is_head: bool = False) -> list[Cell]:
    found: list[Cell] = []
    for child in node.get('children', ()):
        if child.get('func') in ('header', 'footer'):
            found += _cells(child, count, is_head=child['func'] == 'header')
        elif child.get('func') == 'cell':
            found.append(
                Cell(
                    child.get('body'),
                    columns=min(int(child.get('colspan', 1)), count),
                    rows=int(child.get('rowspan', 1)),
                    alignment=_alignment(child.get('align'), 0),
                    is_head=is_head,
                )
            )
    return found


def _alignment(align: Any, column: int) -> str:
    if isinstance(align, list):
        align = align[column % len(align)] if align else ''
    return next((side for side in ('left', 'center', 'right') if side in str(align or '')), '')


def _indent(table: Any, indent: float) -> None:
    element = OxmlElement('w:tblInd')
    element.set(qn('w:w'), str(round(indent * 20)))
    element.set(qn('w:type'), 'dxa')
    layout = table._tbl.tblPr.find(qn('w:tblLayout'))
    layout.addprevious(element)


def _pad(table: Any, left: float, right: float) -> None:
    margins = OxmlElement('w:tblCellMar')
    for side, room in (('left', left), ('right', right)):
        element = OxmlElement(f'w:{side}')
        element.set(qn('w:w'), str(round(room * 20)))
        element.set(qn('w:type'), 'dxa')
        margins.append(element)
    look = table._tbl.tblPr.find(qn('w:tblLook'))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _close(cell: Any) -> None:
    """A cell ends with a paragraph: after a table that is an empty one, as low as can be."""
    last = cell._tc[-1]
    if last.tag == qn('w:tbl') or (
        len(cell._tc) > 1 and last.tag == qn('w:p') and last.getprevious().tag == qn('w:tbl')
    ):
        paragraph = cell.add_paragraph() if last.tag == qn('w:tbl') else cell.paragraphs[-1]
        if not paragraph.text:
            paragraph.paragraph_format.line_spacing = Pt(1)
            paragraph.paragraph_format.space_after = Pt(0)
    first = cell._tc.find(qn('w:p'))
    if first is not None and not cell.paragraphs[0].text and first.getnext() is not None:
        following = first.getnext()
        if following.tag == qn('w:tbl') and first.getprevious().tag == qn('w:tcPr'):
            cell._tc.remove(first)
    for paragraph in cell.paragraphs:
        if not paragraph.text:
            paragraph.paragraph_format.space_after = Pt(0)


def _keep_whole(row: Any, *, is_head: bool) -> None:
    """A row stays on one page; those of the head stand on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement('w:cantSplit'))
    if is_head:
        properties.append(OxmlElement('w:tblHeader'))
