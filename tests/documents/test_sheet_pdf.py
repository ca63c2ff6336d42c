"""The printed sheet: the identity page, the drawn table, connectors between pages, and text that stays text."""

import concurrent.futures
import datetime
import io
import json
import re
import time
from dataclasses import replace
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from netbox_colocation.documents.printable import printable
from netbox_colocation.documents.sheet_pdf import PAPERS, render_sheet
from netbox_colocation.ui.sheet_paper import PrintedCase, freeze_sheet
from netbox_colocation.workflows.document import Text
from tests.workflows.drawings import every_feature, make_document, row

from .reading import read_text
from .test_rendering import HOSTILE

NOW = datetime.datetime(2026, 11, 21, 3, 0, tzinfo=datetime.UTC)
SHEET = {
    'agency': 'Dinas Komunikasi, Informatika, Statistik dan Persandian Kabupaten Sumbawa',
    'unit': 'Bidang Teknologi Informasi',
    'number': '556/STO/DKISS/2021',
    'made_on': '2021-11-01',
    'in_force': '2021-12-02',
    'approved_by': {'position': 'Kepala Dinas', 'name': 'Ir. Contoh, M.T.', 'employee_number': '197001011995031001'},
    'legal_basis': [{'id': 'Peraturan Bupati Nomor 1'}, {'id': 'Peraturan Bupati Nomor 2'}],
    'qualifications': [{'id': 'Memahami jaringan komputer', 'en': 'Knows networks'}],
    'related': [{'id': 'SOP Pengambilan Server'}],
    'equipment': [{'id': 'Komputer'}],
    'warning': {'id': 'Pencatatan yang tidak lengkap menggagalkan pengawasan.'},
    'records': {'id': 'Dicatat secara elektronik.'},
    'open_points': [{'id': 'Waktu sebagian besar langkah.'}],
}


def freeze(document=None, **fields):
    document = document or replace(every_feature(), sheet=SHEET)
    return freeze_sheet(document, agency='Agency', now=NOW, zone=ZoneInfo('Asia/Jakarta'), **fields)


def pages_of(pdf):
    texts = (page.extract_text().replace('\u200b', '') for page in PdfReader(io.BytesIO(pdf)).pages)
    return [re.sub(r'\s+', ' ', text) for text in texts]


def task(step, outcome=''):
    return SimpleNamespace(
        step=step, row=step.split('.')[0], outcome=outcome, round=1, seat=1, state='closed' if outcome else 'open',
        closed_by_name='Dewi Lestari, A.Md.' if outcome else '', closed_at=NOW if outcome else None,
        is_open=not outcome, due_at=NOW - datetime.timedelta(hours=1), parent_id=None, is_paused=False,
    )  # fmt: skip


def test_the_first_page_is_the_identity_of_the_procedure():
    first, *_ = pages_of(render_sheet(freeze()))

    for part in (
        'SUMBAWA BIDANG TEKNOLOGI INFORMASI',
        'Nomor SOP 556/STO/DKISS/2021',
        'Tanggal Pembuatan 1 November 2021',
        'Tanggal Revisi –',
        'Tanggal Efektif 2 Desember 2021',
        'Disahkan oleh Kepala Dinas Ir. Contoh, M.T. NIP 197001011995031001',
        'Nama SOP CONTOH GAMBAR',
        'Dasar Hukum 1. Peraturan Bupati Nomor 1 2. Peraturan Bupati Nomor 2',
        'Kualifikasi Pelaksana Memahami jaringan komputer',
        'Keterkaitan SOP Pengambilan Server',
        'Peralatan/Perlengkapan Komputer',
        'Peringatan Pencatatan yang tidak lengkap menggagalkan pengawasan.',
        'Pencatatan dan Pendataan Dicatat secara elektronik.',
    ):
        assert part in first
    assert 'Kegiatan' not in first


def test_the_table_has_every_row_role_and_standard():
    text = ' '.join(pages_of(render_sheet(freeze()))[1:])

    for part in ('No.', 'Pelaksana', 'Mutu Baku', 'Kelengkapan', 'Waktu', 'Output', 'Ket.', 'Komputer, ATK', 'Laporan'):
        assert part in text
    for number in range(1, 11):
        assert f'Kegiatan {number}' in text
    assert all(f'Peran {role}' in text for role in 'abcdef')
    assert '1 hari kerja (target 4 jam)' in text
    assert 'tambahan' in text
    assert 'hanya bila daya (watt) > 2000' in text
    assert 'Catatan Waktu sebagian besar langkah.' in text


def test_lines_that_a_page_cuts_go_on_at_connectors_with_the_same_letters():
    """Rows stay whole, so a sheet of many rows has as many letters on one page as on the next."""
    rows = [row(str(number), 'ab'[number % 2], ways={str(number): [('on', '')]}) for number in range(1, 31)]
    _identity, *pages = pages_of(render_sheet(freeze(make_document('a b', *rows, row('31', end='completed')))))

    assert len(pages) > 1
    for number in range(len(pages) - 1):
        letter = chr(ord('A') + number)
        for page in pages[number : number + 2]:
            assert re.search(rf'(?<![A-Z]){letter}(?![A-Za-z])', page)
    assert sum(page.count('Kegiatan 7 ') for page in pages) == 1


def test_a_case_has_its_state_on_its_sheet():
    case = PrintedCase('CO-2026-0001', 'Dinas Kesehatan', 'open')
    text = ' '.join(pages_of(render_sheet(freeze(tasks=[task('1', 'done'), task('2.1')], case=case))))

    assert (
        'Berkas CO-2026-0001 · Dinas Kesehatan · sedang berjalan · keadaan pada 21 November 2026 pukul 10.00 WIB'
        in text
    )
    assert 'Dewi Lestari, A.Md. 21-11-2026 10.00 (terlambat) Done' in text
    assert 'batas 21-11-2026 09.00 (terlambat)' in text


def test_a_plain_sheet_names_nobody_and_no_case():
    text = read_text(render_sheet(freeze()))

    assert 'Berkas' not in text
    assert 'sudah dilaksanakan' not in text


@pytest.mark.parametrize(('paper', 'size'), [('a4', (842, 595)), ('f4', (935, 609))])
def test_the_sheet_lies_on_its_side_on_the_paper_that_was_asked_for(paper, size):
    assert paper in PAPERS

    for page in PdfReader(io.BytesIO(render_sheet(freeze(paper=paper)))).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_same_data_gives_the_same_bytes_also_through_a_database():
    data = freeze()

    assert render_sheet(data) == render_sheet(json.loads(json.dumps(data, sort_keys=True)))


def test_it_is_pdf_a_2b_made_on_its_day_with_the_shipped_fonts():
    reader = PdfReader(io.BytesIO(render_sheet(freeze())))

    xmp = reader.trailer['/Root']['/Metadata'].get_data().decode()
    assert '<pdfaid:part>2</pdfaid:part>' in xmp
    assert '<pdfaid:conformance>B</pdfaid:conformance>' in xmp
    assert reader.metadata.creation_date.date() == NOW.date()
    for page in reader.pages:
        for font in page['/Resources']['/Font'].values():
            [descendant] = font.get_object()['/DescendantFonts']
            assert 'LiberationSans' in descendant.get_object()['/BaseFont']


@pytest.mark.parametrize('text', HOSTILE)
def test_what_a_document_says_is_printed_and_never_run(text):
    data = freeze(replace(every_feature(text), sheet={'warning': {'id': text}, 'legal_basis': [text, text]}))

    printed = re.sub(r'[\s\u200b]+', '', read_text(render_sheet(data)))

    assert printed.count(re.sub(r'\s+', '', printable(text))) > len(every_feature().rows)


def test_a_text_of_many_lines_gets_a_higher_row_and_stays_on_the_page():
    document = make_document(
        'a b', row('1', 'a'), row('2', 'b', activity=Text('Uraian panjang sekali. ' * 250), ends='completed')
    )

    pdf = render_sheet(freeze(document))

    assert read_text(pdf).count('Uraian panjang') == 250
    for page in PdfReader(io.BytesIO(pdf)).pages:
        places = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: places.append((text, cm[3] * tm[5] + cm[5])))  # noqa: B023
        assert min(height for text, height in places if text.strip()) > 20


def test_sheets_are_rendered_in_many_threads_at_once():
    data = [
        freeze(make_document('a', row('1', 'a', activity=Text(f'Kegiatan nomor {n}'), ends='completed')))
        for n in range(8)
    ]
    one_by_one = [render_sheet(item) for item in data]

    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as threads:
        assert list(threads.map(render_sheet, data)) == one_by_one


def test_a_sheet_is_rendered_quickly():
    """Some 60 ms; the limit leaves room for a machine that does other things."""
    data = freeze()
    render_sheet(data)

    begun = time.process_time()
    render_sheet({**data, 'footer': 'another'})

    assert time.process_time() - begun < 0.3
