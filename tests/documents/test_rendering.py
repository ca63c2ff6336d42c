"""Papers as PDF: what they say, that they are PDF/A, that the same data gives the same bytes, that nothing gets in."""

import concurrent.futures
import datetime
import io
import json
import re

import pytest
from pypdf import PdfReader

from netbox_colocation.documents import rendering
from netbox_colocation.documents.indonesian import date_block

from .reading import read_text
from .samples import CODE, NAMES, sample, signed

HOSTILE = (
    '#include "/etc/passwd"',
    '#read("layout.typ")',
    '#import "@preview/example:0.1.0": *',
    '#panic("x")',
    '$ sum_1^2 $',
    '*tebal* _miring_ `kode` <label> @rujukan',
    '<script>alert(1)</script>',
    '\\ \\u{1F600} // komentar /* x */',
    '= Judul\n- butir\n+ nomor',
    '"; #eval("1+1")',
    ']] #text(red)[x]',
)


@pytest.mark.parametrize('name', NAMES)
def test_every_paper_is_pdf_a_2b(name):
    pdf = rendering.render(sample(name)['kind'], sample(name))

    xmp = PdfReader(io.BytesIO(pdf)).trailer['/Root']['/Metadata'].get_data().decode()
    assert re.search(r'<pdfaid:part>2</pdfaid:part>', xmp)
    assert re.search(r'<pdfaid:conformance>B</pdfaid:conformance>', xmp)


@pytest.mark.parametrize('name', NAMES)
def test_every_font_is_the_shipped_one_and_embedded(name):
    pdf = rendering.render(sample(name)['kind'], sample(name))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page['/Resources']['/Font'].values():
            [descendant] = font.get_object()['/DescendantFonts']
            assert 'LiberationSans' in descendant.get_object()['/BaseFont']
            assert '/FontFile2' in descendant.get_object()['/FontDescriptor']


@pytest.mark.parametrize('name', NAMES)
def test_the_same_data_gives_the_same_bytes(name):
    assert rendering.render(sample(name)['kind'], sample(name)) == rendering.render(sample(name)['kind'], sample(name))


def test_the_file_was_made_on_the_day_of_the_paper():
    data = sample('accepted', dated=date_block(datetime.date(2025, 1, 31)))

    reader = PdfReader(io.BytesIO(rendering.render('reply-letter', data)))

    assert reader.metadata.creation_date.date() == datetime.date(2025, 1, 31)


def test_an_acceptance_has_the_parts_of_an_official_letter():
    text = read_text(rendering.render('reply-letter', signed('accepted')))

    for part in (
        'PEMERINTAH PROVINSI CONTOH',
        'DINAS KOMUNIKASI DAN INFORMATIKA',
        'Jalan Contoh Nomor 1, Padang 25132',
        'Padang, 21 November 2026',
        '500.12/1/DKI/XI/2026',
        'Sifat',
        'Lampiran',
        'Persetujuan Permohonan Colocation Server',
        'Yth. Pimpinan Dinas Kesehatan',
        'surat Saudara Nomor 045/65/DISKES/2026 tanggal 2 November 2026 hal Permohonan Penempatan Server',
        'dapat disetujui',
        'A-01, U12',
        '198.51.100.1/28',
        'paling lambat tanggal 21 Desember 2026;',
        'Demikian disampaikan',
        'Plt. Kepala Dinas Komunikasi dan Informatika,',
        'Ir. Siti Rahmawati, M.Kom.',
        'Pembina Utama Muda (IV/c)',
        'NIP 197001011995032001',
    ):
        assert part in text


def test_a_signed_paper_says_that_it_was_approved_here_and_not_certified():
    text = read_text(rendering.render('reply-letter', signed('accepted')))

    assert 'Disetujui di dalam aplikasi oleh Ir. Siti Rahmawati, M.Kom., Plt. Kepala Dinas' in text
    assert 'pada 21 November 2026 pukul 09.15 WIB' in text
    assert 'bukan tanda tangan elektronik tersertifikasi' in text
    assert CODE in text
    assert 'KONSEP' not in text


def test_a_draft_letter_is_marked_and_names_no_signer():
    text = read_text(rendering.render('reply-letter', sample('accepted')))

    assert 'KONSEP' in text
    assert 'Disetujui di dalam aplikasi' not in text
    assert 'Siti Rahmawati' not in text


def test_a_refusal_gives_every_reason_and_no_place():
    text = read_text(rendering.render('reply-letter', signed('refused')))

    assert 'belum dapat disetujui' in text
    assert '1. Listrik: dibutuhkan 900 W, tersedia 420 W.' in text
    assert '2. Daya akan ditambah tahun 2027.' in text
    assert 'mengisi formulir' not in text


def test_one_who_signs_on_behalf_stands_below_the_office():
    signer = {**signed('refused')['signer'], 'prefix': 'a.n.', 'position': ['Kepala Dinas', 'Sekretaris']}

    text = read_text(rendering.render('reply-letter', signed('refused', signer=signer)))

    assert 'a.n. Kepala Dinas Sekretaris, Ir. Siti' in text


def test_copies_are_listed_only_when_there_are_any():
    data = signed('accepted')
    data['text']['copies'] = ['Gubernur', 'Inspektorat']

    assert 'Tembusan: 1. Gubernur 2. Inspektorat' in read_text(rendering.render('reply-letter', data))
    assert 'Tembusan' not in read_text(rendering.render('reply-letter', signed('accepted')))


def test_an_installation_record_has_day_in_words_serials_units_and_addresses():
    text = read_text(rendering.render('installation-record', sample('installation-record')))

    for part in (
        'BERITA ACARA PEKERJAAN',
        'Sabtu tanggal dua puluh satu bulan November tahun dua ribu dua puluh enam',
        'SGH417X9Q2',
        'A-01 U12 (depan)',
        '198.51.100.1/28',
        '2001:db8:10:20::15/64',
        'tcp/443, tcp/22',
        'dr. Budi Santoso, Sekretaris',
        'Yang melaksanakan, Helpdesk, Dewi Lestari, A.Md.',
    ):
        assert part in text


def test_a_capacity_report_lists_every_finding():
    text = read_text(rendering.render('capacity-report', sample('capacity-report')))

    assert '2 Listrik 900 W 420 W Tidak mencukupi A-01, Feed A, Feed B' in text
    assert 'Subbagian Umum (Rina, Kasubbag Umum), dengan hasil: mencukupi' in text
    assert 'rekam-medis-01 Ruang Server 1 A-01 U12' in text


def test_a_work_report_has_the_officers_words_as_paragraphs():
    data = sample('work-report')
    data['text']['note'] = 'Server berjalan baik.\n\nLayanan telah diuji.'

    text = read_text(rendering.render('work-report', data))

    assert 'Server berjalan baik. Layanan telah diuji.' in text
    assert 'Surat balasan : 500.12/1/DKI/XI/2026 tanggal 21 November 2026' in text


def _fill_strings(value, text, path=()):
    """Put the text into every field that somebody typed, wherever it stands."""
    if isinstance(value, dict):
        return {key: _fill_strings(item, text, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill_strings(item, text, path) for item in value]
    if isinstance(value, str) and path[-1] not in {'kind', 'status', 'decision', 'iso'}:
        return text
    return value


@pytest.mark.parametrize('text', HOSTILE)
@pytest.mark.parametrize('name', NAMES)
def test_what_users_type_is_printed_and_never_run(name, text):
    """Every field of every paper: the text stands there letter by letter."""
    data = _fill_strings(signed(name), text)
    without_spaces = re.sub(r'\s+', '', text)

    pdf = read_text(rendering.render(data['kind'], data))

    assert without_spaces in re.sub(r'[\s\u200b]+', '', pdf)


def test_a_secret_of_the_machine_does_not_get_in(tmp_path):
    """The control of the test above: the text of a file that the markup names is not in the letter."""
    data = signed('accepted')
    data['text']['note'] = '#read("/etc/hostname") #include "layout.typ"'

    assert '#read("/etc/hostname") #include "layout.typ"' in read_text(rendering.render('reply-letter', data))


@pytest.mark.parametrize(
    ('typed', 'printed'),
    [
        ('Server 😀 baru', 'Server □ baru'),
        ('伺服器', '□□□'),
        ('a\x07b\x00c', 'abc'),
        ('kiri\u202enanak', 'kirinanak'),
        ('cafe\u0301', 'café'),
        ('U\u0378', 'U□'),
    ],
)
def test_characters_without_a_glyph_do_not_stop_a_letter(typed, printed):
    data = signed('accepted', subject=typed)

    assert printed in read_text(rendering.render('reply-letter', data))


def test_very_long_words_stay_on_the_page():
    data = sample('installation-record')
    data['devices'][0]['serial'] = 'S' * 50
    data['devices'][0]['name'] = 'x' * 63

    [page] = PdfReader(io.BytesIO(rendering.render('installation-record', data))).pages

    edges = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: edges.append(cm[0] * tm[4] + cm[4]))
    assert max(edges) < float(page.mediabox.width) - 50


def test_many_servers_run_over_pages_and_the_signature_is_never_alone():
    data = signed('accepted')
    data['servers'] *= 20

    pages = PdfReader(io.BytesIO(rendering.render('reply-letter', data))).pages

    assert len(pages) > 1
    last = pages[-1].extract_text()
    assert 'Siti Rahmawati' in last
    assert 'Demikian disampaikan' in last
    assert f'Halaman {len(pages)} dari {len(pages)}' in last


def test_papers_can_be_rendered_in_many_threads_at_once():
    data = [signed('accepted', number=f'500.12/{index}/DKI/XI/2026') for index in range(24)]
    one_by_one = [rendering.render('reply-letter', item) for item in data]

    with concurrent.futures.ThreadPoolExecutor(max_workers=8) as threads:
        at_once = list(threads.map(lambda item: rendering.render('reply-letter', item), data))

    assert at_once == one_by_one


def test_frozen_data_that_went_through_the_database_renders_the_same():
    data = signed('accepted')

    assert rendering.render('reply-letter', json.loads(json.dumps(data, sort_keys=True))) == rendering.render(
        'reply-letter', data
    )


def test_kinds_that_arrive_from_outside_are_not_rendered():
    with pytest.raises(KeyError):
        rendering.render('request-letter', sample('accepted'))


def test_the_templates_import_nothing_but_each_other():
    for template in rendering.TEMPLATES.glob('*.typ'):
        source = template.read_text()
        assert set(re.findall(r'#?(?:import|include)\s+"([^"]*)"', source)) <= {'layout.typ'}
        assert not re.search(r'\b(eval|read|plugin)\(', source)
