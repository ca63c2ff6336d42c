"""Files that people or attackers send: every one is read within bounds, or refused with the fix."""

import io
import time
import tracemalloc
import zipfile

import pytest

from netbox_colocation.exceptions import DataInvalid, FileRefused
from netbox_colocation.intake.columns import SERVER_COLUMNS
from netbox_colocation.intake.files import LARGEST_FILE, PROBLEMS, read_grids
from netbox_colocation.intake.headings import read_table
from tests.intake.sheets import server_table, workbook, written

HEADINGS = ('Nama server', 'Rak', 'Posisi U')
CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
KIND = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
RELATIONS = (
    f'<Relationships><Relationship Id="r1" Type="{KIND}/worksheet" Target="sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{KIND}/sharedStrings" Target="strings.xml"/></Relationships>'
)


def crafted(sheet: str | bytes, *, strings: str | bytes = '<sst/>', book: str = WORKBOOK, **parts: str) -> bytes:
    """Return a workbook of these parts, compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('[Content_Types].xml', CONTENT_TYPES)
        archive.writestr('xl/workbook.xml', book)
        archive.writestr('xl/_rels/workbook.xml.rels', RELATIONS)
        archive.writestr('xl/sheet1.xml', sheet)
        archive.writestr('xl/strings.xml', strings)
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet(rows: str) -> str:
    return f'<worksheet><sheetData>{rows}</sheetData></worksheet>'


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def refusal(content: bytes, *, most_lines: int = 500) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises((FileRefused, DataInvalid)) as refused:
        read_table(read_grids(content, most_lines=most_lines), SERVER_COLUMNS, most_lines=most_lines)
    [first, *_rest] = refused.value.refusals
    assert first.message.strip().endswith(('.', ':')) or first.message
    return first.code


@pytest.mark.parametrize(
    ('content', 'code'),
    [
        (b'', 'table-empty'),
        (b' \r\n', 'table-empty'),
        (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(512), 'old-office'),
        (b'%PDF-1.7 ...', 'unknown-type'),
        (b'\x89PNG\r\n\x1a\n' + bytes(100), 'unknown-type'),
        (b'PK\x03\x04 not a zip at all', 'unreadable'),
        (b'a,b\x00c,d\n', 'unknown-type'),
        (b'caf\x81\x8d', 'encoding'),
        (b'x' * (LARGEST_FILE + 1), 'table-too-large'),
        (b'a,"' + b'x' * 200_000 + b'"', 'unreadable'),
        (('a,' + 'x' * 3000).encode(), 'cell-too-long'),
        ((',' * 200 + 'x').encode(), 'too-many-columns'),
        (b'a,b\n1,2\n', 'headings-missing'),
    ],
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_what_is_no_table_is_refused_with_the_fix(content, code):
    assert refusal(content) == code


def test_a_zip_bomb_is_not_unpacked():
    """A gigabyte of zeros in a megabyte: reading stops at the bound, whatever the ZIP says of its sizes."""
    bomb = crafted(sheet(' ' * 300_000_000))
    assert len(bomb) < LARGEST_FILE

    tracemalloc.start()
    began = time.monotonic()
    assert refusal(bomb) == 'unpacks'
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert time.monotonic() - began < 20
    assert peak < 40_000_000


def test_bombs_of_other_kinds():
    """Many shared strings, deep nesting, many parts, many empty cells, joined cells over everything."""
    strings = '<sst>' + '<si><t/></si>' * 300_000 + '</sst>'
    assert refusal(crafted(sheet(''), strings=strings)) == 'unpacks'
    assert refusal(crafted(sheet(''), **{f'p{number}': '' for number in range(1001)})) == 'unpacks'
    merges = '<mergeCells>' + '<mergeCell ref="A1:XFD1048576"/>' * 6000 + '</mergeCells>'
    assert refusal(crafted(f'<worksheet>{merges}</worksheet>')) == 'too-many-cells'
    rows = ''.join(f'<row r="{number}">' + cell(f'A{number}', 'x') + '</row>' for number in range(1, 300))
    merges = '<mergeCells>' + '<mergeCell ref="A1:CV1048576"/>' * 4000 + '</mergeCells>'
    wide = cell('CV1', 'y')
    crowded = crafted(f'<worksheet><sheetData>{rows}<row r="300">{wide}</row></sheetData>{merges}</worksheet>')
    assert refusal(crowded) == 'too-many-cells'


def test_entities_are_refused_before_they_grow():
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'

    assert refusal(crafted(laughs)) == 'unreadable'
    assert refusal(crafted(outside)) == 'unreadable'


def test_rows_that_are_only_numbered_cost_nothing():
    """One cell in the last row and column of the largest sheet is a row of one cell too far to the right."""
    far = ''.join(
        f'<row r="{number}">{cell(f"A{number}", name)}{cell(f"B{number}", rack)}</row>'
        for number, name, rack in ((1, 'Nama server', 'Rak'), (1_048_576, 'db', 'R1'))
    )

    table = server_table(crafted(sheet(far)))

    assert [(line.number, line.cells['name']) for line in table.lines] == [(1_048_576, 'db')]
    assert refusal(crafted(sheet(f'<row r="1">{cell("XFD1", "x")}</row>'))) == 'too-many-columns'


def test_a_damaged_workbook_is_refused():
    good = workbook([HEADINGS, ('db', 'R1', 1)])

    assert refusal(good[: len(good) // 2]) == 'unreadable'
    assert refusal(crafted('<worksheet><sheetData><row')) == 'unreadable'
    assert refusal(crafted(sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'))) == 'unreadable'
    assert refusal(crafted(sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>'))) == 'unreadable'
    assert refusal(crafted(sheet('<row r="x"/>'))) == 'unreadable'


def test_lines_are_bounded():
    rows = [HEADINGS, *((f's-{number}', 'R1', 1) for number in range(20))]

    assert refusal(workbook(rows), most_lines=19) == 'too-many-lines'
    assert refusal(written(rows), most_lines=19) == 'too-many-lines'
    assert refusal(workbook([HEADINGS, *rows[1:] * 30])) == 'too-many-lines'
    assert len(server_table(workbook(rows), most_lines=20).lines) == 20


def test_nothing_is_calculated():
    """A formula counts with the value that is stored with it; one without is named, and a text that is one too."""
    rows = ''.join(
        [
            f'<row r="1">{cell("A1", "Nama server")}{cell("B1", "Rak")}{cell("C1", "Keterangan")}</row>',
            f'<row r="2">{cell("A2", "db")}<c r="B2" t="str"><f>1+1</f><v>R2</v></c><c r="C2"><f>cmd()</f></c></row>',
            f'<row r="3">{cell("A3", "db")}<c r="B3" t="e"><v>#REF!</v></c>{cell("C3", "x")}</row>',
        ]
    )

    first, second = server_table(crafted(sheet(rows))).lines

    assert first.cells['rack'] == 'R2'
    assert first.unreadable == {'remarks': 'formula'}
    assert second.unreadable == {'rack': 'error'}


def test_links_to_other_files_and_hidden_sheets_are_not_read():
    hidden = WORKBOOK.replace('sheetId="1"', 'sheetId="1" state="veryHidden"')

    assert refusal(crafted(sheet(''), book=hidden)) == 'no-sheet'


def test_every_problem_has_words():
    for text in PROBLEMS.values():
        assert ': ' in str(text)
