"""Tables in workbooks (XLSX), read part by part within bounds. No Django.

A workbook is a ZIP of XML, and either may be made to unpack to far more than it is. So every part is read only as far
as its bound, document types are refused before an entity could grow, rows that a file only numbers cost nothing, and
nothing is ever calculated: of a formula counts the value that was stored with it.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .grids import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, Grid, GridProblem, Merge

__all__ = ('read_workbook',)

MIB = 1024 * 1024
LARGEST_PART = 32 * MIB  # unpacked
LARGEST_TOTAL = 64 * MIB
MOST_PARTS = 1000
MOST_STRINGS = 200_000
MOST_SHEETS = 50
MOST_MERGES = 5000
STEP = 64 * 1024
CELL = re.compile(r'^([A-Z]{1,3})([1-9]\d{0,6})$')
SPAN = re.compile(r'^([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})$')
RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
STRICT_RELATIONSHIPS = 'http://purl.oclc.org/ooxml/officeDocument/relationships'

type Attributes = dict[str, str]
type Visit = Callable[[str, Attributes], None]
type Leave = Callable[[str, str], None]


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str


@dataclass
class _Workbook:
    """What the cells of every sheet refer to."""

    sheets: list[_Sheet] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)  # styles whose numbers are moments
    epoch: datetime.datetime = CALENDAR_WINDOWS_1900


def read_workbook(content: bytes, *, most_rows: int, sheet: str = '') -> Iterator[Grid]:
    """Yield the sheets that are not hidden, or the one of that name, each within the bounds.

    Raises:
        GridProblem: it is no workbook, larger than its bounds, or has no sheet of that name.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if len(archive.infolist()) > MOST_PARTS:
            raise GridProblem('unpacks')
        parts = _Parts(archive)
        workbook = _read_about(parts)
        chosen = [
            entry for entry in workbook.sheets if not sheet or entry.name.strip().lower() == sheet.strip().lower()
        ]
        if not chosen:
            raise GridProblem('no-sheet')
        for entry in chosen:
            yield _SheetReader(workbook, entry.name, most_rows).read(parts, entry.part)
    except GridProblem:
        raise
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, KeyError, IndexError, ValueError, OverflowError,
        NotImplementedError, RuntimeError, OSError,
    ) as error:  # fmt: skip
        # The isolation point: a damaged workbook fails in many ways, and every one means that we cannot read it.
        raise GridProblem('unreadable') from error


class _Parts:
    """The parts of the ZIP, counted as they are unpacked: what the file says of their sizes is not believed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.unpacked = 0

    def __contains__(self, part: str) -> bool:
        return part.lower() in self.names

    def walk(self, part: str, visit: Visit, leave: Leave) -> None:
        """Read the XML of a part: `visit` every element as it begins, and `leave` it with its own text.

        Names come without their namespaces, which differ between the two kinds of OOXML.
        """
        texts: list[list[str]] = []

        def start(name: str, attributes: Attributes) -> None:
            texts.append([])
            visit(_local(name), attributes)

        def end(name: str) -> None:
            leave(_local(name), ''.join(texts.pop()))

        def characters(text: str) -> None:
            if texts:
                texts[-1].append(text)

        parser = expat.ParserCreate(namespace_separator=' ')
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = characters
        size = 0
        with self.archive.open(self.names[part.lower()]) as stream:
            while block := stream.read(STEP):
                size += len(block)
                self.unpacked += len(block)
                if size > LARGEST_PART or self.unpacked > LARGEST_TOTAL:
                    raise GridProblem('unpacks')
                parser.Parse(block, False)
        parser.Parse(b'', True)


def _refuse_document_type(*_args: Any) -> None:
    raise GridProblem('unreadable')


def _local(name: str) -> str:
    return name.rpartition(' ')[2]


def _read_about(parts: _Parts) -> _Workbook:
    root = next((name for name in ('xl/workbook.xml', 'workbook.xml') if name in parts), None)
    if root is None:
        raise GridProblem('unknown-type')
    folder = root.rpartition('/')[0]
    targets = _read_targets(parts, folder)
    workbook = _Workbook()

    def visit(name: str, attributes: Attributes) -> None:
        if name == 'workbookPr' and attributes.get('date1904') in ('1', 'true'):
            workbook.epoch = CALENDAR_MAC_1904
        if name != 'sheet' or attributes.get('state', 'visible') != 'visible':
            return
        key = next(
            (attributes[f'{kind} id'] for kind in (RELATIONSHIPS, STRICT_RELATIONSHIPS) if f'{kind} id' in attributes),
            '',
        )
        if key in targets and targets[key][1].endswith('/worksheet'):
            workbook.sheets.append(_Sheet(attributes.get('name', ''), targets[key][0]))
        if len(workbook.sheets) > MOST_SHEETS:
            raise GridProblem('too-many-sheets')

    parts.walk(root, visit, _ignore)
    for target, kind in targets.values():
        if kind.endswith('/sharedStrings') and target in parts:
            workbook.strings = _read_strings(parts, target)
        elif kind.endswith('/styles') and target in parts:
            workbook.dates = _read_dates(parts, target)
    return workbook


def _read_targets(parts: _Parts, folder: str) -> dict[str, tuple[str, str]]:
    """Return the part and the kind behind each relation of the workbook; what lies outside the file is no part."""
    targets: dict[str, tuple[str, str]] = {}

    def visit(name: str, attributes: Attributes) -> None:
        if name != 'Relationship' or attributes.get('TargetMode') == 'External':
            return
        target = attributes.get('Target', '')
        part = target.lstrip('/') if target.startswith('/') else f'{folder}/{target}'.lstrip('/')
        targets[attributes.get('Id', '')] = part, attributes.get('Type', '')

    parts.walk(f'{folder}/_rels/workbook.xml.rels'.lstrip('/'), visit, _ignore)
    return targets


def _read_strings(parts: _Parts, part: str) -> list[str]:
    """Return the shared strings; what a phonetic run says is how a text is read, not what it says."""
    strings: list[str] = []
    current: list[str] = []
    inside_phonetic = 0

    def visit(name: str, _attributes: Attributes) -> None:
        nonlocal inside_phonetic
        if name == 'si':
            current.clear()
        inside_phonetic += name == 'rPh'

    def leave(name: str, text: str) -> None:
        nonlocal inside_phonetic
        inside_phonetic -= name == 'rPh'
        if name == 't' and not inside_phonetic:
            current.append(text)
        if name == 'si':
            strings.append(''.join(current))
            if len(strings) > MOST_STRINGS:
                raise GridProblem('unpacks')

    parts.walk(part, visit, leave)
    return strings


def _read_dates(parts: _Parts, part: str) -> set[int]:
    """Return the numbers of the cell styles that show a date."""
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    dates: set[int] = set()
    state = {'inside': False, 'style': 0}

    def visit(name: str, attributes: Attributes) -> None:
        if name == 'numFmt':
            formats[int(attributes.get('numFmtId', 0))] = attributes.get('formatCode', '')[:255]
        elif name == 'cellXfs':
            state['inside'] = True
        elif name == 'xf' and state['inside']:
            if is_date_format(formats.get(int(attributes.get('numFmtId', 0)), '')):
                dates.add(state['style'])
            state['style'] += 1

    def leave(name: str, _text: str) -> None:
        if name == 'cellXfs':
            state['inside'] = False

    parts.walk(part, visit, leave)
    return dates


class _SheetReader:
    """Reads the cells of one sheet that are not empty."""

    def __init__(self, workbook: _Workbook, name: str, most_rows: int) -> None:
        self.workbook = workbook
        self.name = name
        self.most_rows = most_rows
        self.rows: dict[int, dict[int, str]] = {}
        self.unreadable: dict[tuple[int, int], str] = {}
        self.merges: list[Merge] = []
        self.cells = 0
        # Of the cell that is being read.
        self.row, self.column, self.next_row, self.next_column = 1, 0, 1, 0
        self.kind, self.style, self.value, self.inline = 'n', 0, '', ''
        self.is_formula = False

    def read(self, parts: _Parts, part: str) -> Grid:
        parts.walk(part, self._visit, self._leave)
        rows: dict[int, list[str]] = {}
        for number, cells in sorted(self.rows.items()):
            rows[number] = [cells.get(column, '') for column in range(max(cells) + 1)]
        return Grid(rows, self.unreadable, tuple(self.merges), self.name)

    def _visit(self, name: str, attributes: Attributes) -> None:
        if name == 'row':
            self.row = int(attributes.get('r', self.next_row))
            self.next_row, self.next_column = self.row + 1, 0
        elif name == 'c':
            self.row, self.column = _place(attributes['r']) if 'r' in attributes else (self.row, self.next_column)
            self.next_column = self.column + 1
            self.kind, self.style = attributes.get('t', 'n'), int(attributes.get('s', 0))
            self.value, self.inline, self.is_formula = '', '', False
        elif name == 'f':
            self.is_formula = True
        elif name == 'mergeCell' and (found := SPAN.match(attributes.get('ref', ''))):
            (first_row, first_column), (last_row, last_column) = _place(found[1]), _place(found[2])
            self.merges.append(Merge(first_row, last_row, first_column, last_column))
            if len(self.merges) > MOST_MERGES:
                raise GridProblem('too-many-cells')

    def _leave(self, name: str, text: str) -> None:
        if name == 'v':
            self.value = text
        elif name == 't' and self.kind == 'inlineStr':
            self.inline += text
        elif name == 'c':
            self._keep()

    def _keep(self) -> None:
        text = self._text().strip()
        if self.kind == 'e':
            self._mark('error')
        elif self.is_formula and not self.value:
            self._mark('formula')
        elif text:
            self._store(text)

    def _mark(self, code: str) -> None:
        self._store(' ')
        self.unreadable[self.row, self.column] = code

    def _store(self, text: str) -> None:
        if self.column >= MOST_COLUMNS:
            raise GridProblem('too-many-columns', line=self.row)
        if len(text) > LONGEST_CELL:
            raise GridProblem('cell-too-long', line=self.row)
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise GridProblem('too-many-cells', line=self.row)
        self.rows.setdefault(self.row, {})[self.column] = text
        if len(self.rows) > self.most_rows:
            raise GridProblem('too-many-lines', line=self.row)

    def _text(self) -> str:
        if self.kind == 'inlineStr':
            return self.inline
        if not self.value:
            return ''
        if self.kind == 's':
            return self.workbook.strings[int(self.value)]
        if self.kind == 'b':
            return 'TRUE' if self.value in ('1', 'true') else 'FALSE'
        if self.kind == 'd':
            return self.value[:10]
        if self.kind == 'n':
            return _number(self.value, self.style in self.workbook.dates, self.workbook.epoch)
        return self.value


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of a reference like C5; columns count from 0."""
    found = CELL.match(reference)
    if not found:
        raise GridProblem('unreadable')
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord('A') + 1
    return int(found[2]), column - 1


def _number(value: str, is_date: bool, epoch: datetime.datetime) -> str:
    """Return a number as people would write it: a date in ISO, a whole number without a fraction."""
    number = float(value)
    if number != number or number in (float('inf'), float('-inf')):
        raise GridProblem('unreadable')
    if is_date:
        moment = from_excel(number, epoch)
        return moment.date().isoformat() if isinstance(moment, datetime.datetime) else str(moment)
    return f'{number:.15g}' if not number.is_integer() else f'{number:.0f}'


def _ignore(_name: str, _what: Any) -> None:
    """Nothing of it matters."""
