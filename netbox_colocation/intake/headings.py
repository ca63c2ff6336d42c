"""Which column is which: the line with the headings is found, and every heading is understood or named as unknown."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..exceptions import DataInvalid, Refusal
from .columns import NOT_KEPT, Column
from .files import refuse
from .grids import MOST_CELLS, Grid, GridProblem

__all__ = ('MOST_LINES', 'MOST_LINES_OF_SCRIPT', 'Line', 'Table', 'normalise', 'read_lines', 'read_table')

# Lines at once: of an upload, which somebody waits for, and of a script in the background.
MOST_LINES, MOST_LINES_OF_SCRIPT = 200, 5000
# How far down the headings are looked for, and how many must be understood for a line to be theirs.
MOST_ABOVE = 30
FEWEST_HEADINGS = 2
MOST_UNKNOWN = 20
BRACKETS = re.compile(r'\([^)]*\)|\[[^\]]*\]')
SIGNS = re.compile(r'[^a-z0-9]+')
# What stands below a heading like “PJ teknis”.
PARTS_OF_PERSONS = {
    **dict.fromkeys(('nama', 'name', 'nama lengkap'), 'name'),
    **dict.fromkeys(('hp', 'no hp', 'telepon', 'telp', 'no telp', 'no telepon', 'wa', 'phone', 'kontak'), 'phone'),
    **dict.fromkeys(('email', 'e mail', 'surel', 'alamat email'), 'email'),
    **dict.fromkeys(('jabatan', 'position'), 'position'),
    **dict.fromkeys(('instansi', 'vendor', 'organisasi', 'organisation', 'organization', 'perusahaan'), 'organisation'),
}
# Columns that only count the lines.
NUMBERING = frozenset({'no', 'no urut', 'nomor', 'nomor urut', 'number', 'nr', ''})
TOTALS = frozenset({'jumlah', 'total', 'jumlah total', 'grand total', 'sum'})


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file, and its texts by the keys of the columns.

    `unreadable` says of cells why they have no text (`Grid.unreadable`).
    """

    number: int
    cells: Mapping[str, str]
    unreadable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """What a file says, and under which headings; `ignored` were not understood, `not_kept` are never read."""

    lines: tuple[Line, ...]
    headings: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()
    sheet: str = ''

    def heading(self, key: str) -> str:
        return self.headings.get(key, key)


def normalise(text: str) -> str:
    """Return a heading without case, accents and signs."""
    plain = unicodedata.normalize('NFKD', text).encode('ascii', 'ignore').decode().lower()
    return SIGNS.sub(' ', plain).strip()


def read_table(grids: Iterable[Grid], columns: Mapping[str, Column], *, most_lines: int) -> Table:
    """Return the first sheet that has the headings, line by line.

    Raises:
        FileRefused: its joined cells are too many.
        DataInvalid: no line has the headings, required ones are missing, one is there twice, or there are no lines or
            too many; all of it at once.
    """
    names = _names_of(columns)
    for grid in grids:
        try:
            rows = _filled(grid)
        except GridProblem as problem:
            raise refuse(problem) from problem
        place = _find_headings(rows, names)
        if place is not None:
            return _table(grid, rows, place, names, columns, most_lines)
    wanted = ', '.join(_label(column) for column in columns.values() if column.is_required)
    message = _('No line has the headings of the table: the first lines need at least {names}.').format(names=wanted)
    raise DataInvalid(message, refusals=[Refusal('headings-missing', message, field='file')])


def read_lines(rows: Sequence[Mapping[str, object]], columns: Mapping[str, Column], *, most_lines: int) -> Table:
    """Return the table that a program sends as objects; the names are headings, or the keys of the columns.

    Raises:
        DataInvalid: as `read_table`.
    """
    names = list(dict.fromkeys(str(name) for row in rows for name in row))
    cells = {0: names} | {number: [_plain(row.get(name)) for name in names] for number, row in enumerate(rows, start=1)}
    return _table(Grid(cells), cells, 0, _names_of(columns), columns, most_lines)


def _plain(value: object) -> str:
    if value is None:
        return ''
    if isinstance(value, list | tuple):
        return ', '.join(str(entry) for entry in value)
    return str(value).strip()


def _names_of(columns: Mapping[str, Column]) -> dict[str, str]:
    """Return the key behind each name; the first column that claims a name has it."""
    names: dict[str, str] = {}
    for is_own in (True, False):
        for column in columns.values():
            for name in column.own_names if is_own else column.other_names:
                names.setdefault(normalise(name), column.key)
    return names


def _filled(grid: Grid) -> dict[int, list[str]]:
    """Return the rows with the text of joined cells in each of them."""
    rows = {number: list(cells) for number, cells in grid.rows.items()}
    width = max((len(cells) for cells in rows.values()), default=0)
    filled = 0
    for merge in grid.merges:
        source = rows.get(merge.first_row, [])
        text = source[merge.first_column] if merge.first_column < len(source) else ''
        if not text.strip():
            continue
        for number in (number for number in rows if merge.first_row <= number <= merge.last_row):
            cells = rows[number]
            for column in range(merge.first_column, min(merge.last_column + 1, width)):
                filled += 1
                if filled > MOST_CELLS:
                    raise GridProblem('too-many-cells')
                cells.extend([''] * (column + 1 - len(cells)))
                cells[column] = cells[column] or text
    return rows


def _find_headings(rows: Mapping[int, Sequence[str]], names: Mapping[str, str]) -> int | None:
    """Return the number of the line that has the most headings, the first of several; None: no line has enough."""
    best, most = None, FEWEST_HEADINGS - 1
    above: Sequence[str] = ()
    for number, cells in list(rows.items())[:MOST_ABOVE]:
        found = {key for _at, key, _text in _understand(cells, above, names) if key}
        if len(found) > most:
            best, most = number, len(found)
        above = cells if _is_group_line(cells) else ()
    return best


def _understand(cells: Sequence[str], above: Sequence[str], names: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place, key ('' when unknown) and text of each heading.

    A heading below another one, like “Email” below “PJ teknis”, is first understood together with it.
    """
    group = ''
    for at in range(max(len(cells), len(above))):
        own = cells[at].strip() if at < len(cells) else ''
        upper = above[at].strip() if at < len(above) else ''
        group = upper or (group if own else '')
        text = own or upper
        if not text:
            continue
        joined = f'{group} {own}' if own and group and own != group else ''
        key = _of_person(group, own, names) if joined else None
        if key is None:
            key = next((names[name] for name in _readings(joined, text) if name in names), '')
            yield at, key, f'{group}: {own}' if joined and normalise(joined) in names else text
        else:
            yield at, key, f'{group}: {own}'


def _of_person(group: str, own: str, names: Mapping[str, str]) -> str | None:
    """Return the key of a heading below a person's, '' for one that is not read; None when it is no such heading."""
    person, part = names.get(normalise(group), ''), PARTS_OF_PERSONS.get(normalise(own))
    if not person.endswith('_name') or part is None:
        return None
    key = f'{person.removesuffix("_name")}_{part}'
    return key if key in names.values() else ''


def _readings(*texts: str) -> Iterator[str]:
    for text in texts:
        if text:
            yield normalise(text)
            yield normalise(BRACKETS.sub(' ', text))


def _table(
    grid: Grid,
    rows: Mapping[int, Sequence[str]],
    place: int,
    names: Mapping[str, str],
    columns: Mapping[str, Column],
    most_lines: int,
) -> Table:
    before = [number for number in rows if number < place]
    above = rows[before[-1]] if before and _is_group_line(rows[before[-1]]) else ()
    places: dict[int, str] = {}
    headings: dict[str, str] = {}
    ignored, not_kept, refusals = [], [], []
    for at, key, text in _understand(rows[place], above, names):
        if NOT_KEPT & set(normalise(text).split()):
            not_kept.append(text)
        elif not key:
            ignored += [] if normalise(text) in NUMBERING else [text]
        elif key in headings:
            message = _('The headings “{first}” and “{second}” mean the same: rename or delete one of them.')
            message = message.format(first=headings[key], second=text)
            refusals.append(Refusal('heading-twice', message, field=key, data={'line': place}))
        else:
            places[at], headings[key] = key, text
    refusals += _missing(headings, columns, place)
    lines = tuple(_lines(grid, rows, place, places, most_lines, refusals))
    if not lines and not refusals:
        message = _('There are no lines below the headings.')
        refusals.append(Refusal('table-empty', message, field='file'))
    if refusals:
        raise DataInvalid(' '.join(refusal.message for refusal in refusals), refusals=refusals)
    shown = tuple(dict.fromkeys(text[:100] for text in ignored))[:MOST_UNKNOWN]
    return Table(lines, headings, shown, tuple(dict.fromkeys(not_kept)), grid.sheet)


def _is_group_line(cells: Sequence[str]) -> bool:
    """Whether a line above the headings groups them; a title has one text alone."""
    return len({cell for cell in cells if cell.strip()}) > 1


def _missing(headings: Mapping[str, str], columns: Mapping[str, Column], place: int) -> Iterator[Refusal]:
    for column in columns.values():
        if column.is_required and column.key not in headings:
            message = _('The column {name} is missing: add it.').format(name=_label(column))
            yield Refusal('heading-missing', message, field=column.key, data={'line': place})


def _lines(
    grid: Grid,
    rows: Mapping[int, Sequence[str]],
    place: int,
    places: Mapping[int, str],
    most_lines: int,
    refusals: list[Refusal],
) -> Iterator[Line]:
    count = 0
    for number, cells in rows.items():
        if number <= place or _is_no_line(cells):
            continue
        texts = {key: cells[at].strip() if at < len(cells) else '' for at, key in places.items()}
        unreadable = {key: code for at, key in places.items() if (code := grid.unreadable.get((number, at)))}
        if not any(texts.values()) and not unreadable:
            continue
        count += 1
        if count > most_lines:
            message = _('The table has more than {count} lines: split it.').format(count=most_lines)
            refusals.append(Refusal('too-many-lines', message, field='file', data={'line': number}))
            return
        yield Line(number, texts, unreadable)


def _is_no_line(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns (1, 2, 3 …), or adds up."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    numbered = [str(number) for number in range(1, len(texts) + 1)]
    if len(texts) > 2 and [text.strip('()') for text in texts] == numbered:
        return True
    return bool(texts) and normalise(texts[0]) in TOTALS


def _label(column: Column) -> str:
    return f'{column.indonesian} / {column.english}'
