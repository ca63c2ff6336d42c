"""Headings are understood as agencies write them, and cells become values."""

import datetime
from decimal import Decimal

import pytest

from netbox_colocation.exceptions import DataInvalid
from netbox_colocation.intake.columns import REQUEST_COLUMNS, SERVER_COLUMNS
from netbox_colocation.intake.headings import Line, Table, normalise, read_lines
from netbox_colocation.intake.specifications import read_specification
from netbox_colocation.intake.values import LineReader
from tests.intake.sheets import request_table, server_table, workbook, written

# What forms and sheets of agencies have, as they write it.
SEEN = {
    'OPD': 'agency', 'Perangkat Daerah': 'agency', 'Merk & Tipe': 'make_model', 'SN': 'serial', 'S/N': 'serial',
    'TYPE (U)': 'u_height', 'PSU (watt)': 'power_draw', 'Nama Server': 'name', 'HDD/storage GB': None,
    'Lokasi server': 'rack', 'IP lokal': 'private_address', 'IP Publik': 'public_address', 'Kondisi': 'status',
    'Berlaku sampai': 'valid_until', 'Kode Barang': 'asset_tag', 'Sistem Operasi': 'operating_system',
    'No. Rak': 'rack', 'Penanggung Jawab Teknis': 'technical_name', 'Tgl. Pasang': 'installed',
}  # fmt: skip


def reader(key: str, text: str) -> LineReader:
    return LineReader(Table((), {key: key.title()}), Line(7, {key: text}))


@pytest.mark.parametrize('columns', [REQUEST_COLUMNS, SERVER_COLUMNS], ids=['requests', 'servers'])
def test_no_heading_means_two_columns(columns):
    """The names in the templates lead to their own column; a synonym belongs to one column alone."""
    owners: dict[str, set[str]] = {}
    for column in columns.values():
        for name in {*column.own_names, *column.other_names}:
            owners.setdefault(normalise(name), set()).add(column.key)

    assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


@pytest.mark.parametrize(('heading', 'key'), SEEN.items())
def test_headings_as_agencies_write_them(heading, key):
    names = [heading, *(name for name, own in (('Nama Server', 'name'), ('Rak', 'rack')) if own != key)]

    table = server_table(workbook([names, ['x'] * len(names)]))

    assert (table.headings.get(key) if key else table.ignored[0]) == heading


def test_template_headings_are_understood_in_both_languages():
    for columns, read in ((REQUEST_COLUMNS, request_table), (SERVER_COLUMNS, server_table)):
        for language in ('indonesian', 'english'):
            headings = [getattr(column, language) for column in columns.values()]
            table = read(written([headings, ['x'] * len(headings)]))

            assert set(table.headings) == set(columns)
            assert table.ignored == ()


def test_a_heading_that_is_missing_or_there_twice_is_said():
    with pytest.raises(DataInvalid) as refused:
        server_table(written([('OPD', 'SKPD', 'Posisi U'), ('a', 'b', 'c')]))

    assert {(refusal.code, refusal.field) for refusal in refused.value.refusals} == {
        ('heading-twice', 'agency'),
        ('heading-missing', 'name'),
        ('heading-missing', 'rack'),
    }


def test_numbers_of_persons_and_passwords_are_never_read():
    headings = ('Nama Server', 'Rak', 'NIK', 'NIP PJ', 'No. KTP', 'Password root')

    table = server_table(workbook([headings, ('db', 'R1', '1371000000000001', '19700101', '137', 'rahasia')]))

    assert table.not_kept == headings[2:]
    assert set(table.lines[0].cells) == {'name', 'rack'}


@pytest.mark.parametrize(
    ('encoding', 'delimiter'), [('utf-8', ','), ('utf-8-sig', ';'), ('utf-16', '\t'), ('cp1252', ';'), ('utf-8', '|')]
)
def test_text_files_of_every_program(encoding, delimiter):
    rows = [('Nama Server', 'Rak', 'Keterangan'), ('db', 'R1', 'café, é; ok')]
    content = written(rows, delimiter=delimiter, encoding=encoding)

    [line] = server_table(content).lines

    assert line.cells == {'name': 'db', 'rack': 'R1', 'remarks': 'café, é; ok'}


def test_line_numbers_are_those_of_the_file():
    """Also after cells of several lines, empty lines, and the line that names the delimiter."""
    content = b'sep=;\n\nNama Server;Rak;Keterangan\n"a";R1;"one\ntwo"\n\nb;R2;\n'

    assert [(line.number, line.cells['name']) for line in server_table(content).lines] == [(4, 'a'), (7, 'b')]


def test_lines_of_a_program():
    rows = [{'name': 'db', 'rack': 'R1', 'services': ['80', '443']}, {'name': 'b', 'rack': None}]

    table = read_lines(rows, SERVER_COLUMNS, most_lines=5)

    assert [(line.number, dict(line.cells)) for line in table.lines] == [
        (1, {'name': 'db', 'rack': 'R1', 'services': '80, 443'}),
        (2, {'name': 'b', 'rack': '', 'services': ''}),
    ]


def test_dates_of_workbooks_and_people():
    content = workbook([('Nama Server', 'Rak', 'Tanggal Pasang'), ('db', 'R1', datetime.date(2026, 11, 2))])

    assert server_table(content).lines[0].cells['installed'] == '2026-11-02'
    for text in ('2026-11-02', '2/11/2026', '02-11-2026', '2 November 2026', '2 Nop 2026'):
        assert reader('letter_date', text).day('letter_date') == datetime.date(2026, 11, 2), text
    wrong = reader('letter_date', '31/02/2026')
    assert wrong.day('letter_date') is None
    assert wrong.refusals[0].data == {'line': 7, 'column': 'Letter_Date'}


@pytest.mark.parametrize(
    ('text', 'number'),
    [('450', 450), ('450 W', 450), ('1.200 watt', 1200), ('1,200', 1200), ('0', None), ('2 x 750', None), ('-5', None)],
)
def test_watts(text, number):
    assert reader('power_draw', text).whole('power_draw', low=1, units=('w', 'watt')) == number


@pytest.mark.parametrize(
    ('text', 'number'), [('2U', '2'), ('1,5', '1.5'), ('0.5 U', '0.5'), ('10', '10'), ('dua', None)]
)
def test_heights(text, number):
    found = reader('u_height', text).decimal('u_height', units=('u',))
    assert found == (Decimal(number) if number else None)


@pytest.mark.parametrize('text', ['=1+1', '@SUM(A1)', '+cmd|x', '-2+3+cmd', '\t=1'])
def test_a_formula_is_no_value(text):
    cells = reader('remarks', text)

    assert cells.text('remarks') == ''
    assert [refusal.code for refusal in cells.refusals] == ['cell-formula']


def test_a_phone_number_is_no_formula_and_an_identity_number_is_not_kept():
    assert reader('technical_phone', '+62 812-0000').text('technical_phone') == '+62 812-0000'
    person = reader('remarks', 'Budi 1371 0000 0000 0001')
    assert person.text('remarks') == ''
    assert [refusal.code for refusal in person.refusals] == ['identity-number']
    assert reader('serial', '1371000000000001').text('serial') == '1371000000000001'


def test_services_and_domains_as_people_write_them():
    cells = LineReader(
        Table((), {}), Line(1, {'services': 'https, 80; udp/53\n123/udp', 'domain_names': 'https://A.example.go.id/x'})
    )

    assert read_specification(cells, {}) == {
        'services': ['tcp/443', 'tcp/80', 'udp/53', 'udp/123'],
        'domain_names': ['a.example.go.id'],
    }
