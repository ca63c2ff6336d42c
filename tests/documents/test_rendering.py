"""Papers as PDF: what they say, that they are PDF/A, that the same data gives the same bytes, that nothing gets in."""

import concurrent.futures
import datetime
import io
import json
import re
import subprocess

import pytest
from pypdf import PdfReader

from netbox_colocation.documents import rendering
from netbox_colocation.documents.indonesian import date_block
from netbox_colocation.documents.printable import printable

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
    'https://example.org/x.typ file:///etc/passwd ../../../etc/shadow C:\\Windows',
    '{name} {{applicant}} %s ${nomor_naskah}',
    'kiri \u202eنص عربي\u202c שלום',
    'Server 😀 👩‍👩‍👧 baru',
    '&lt;b&gt; <?xml version="1.0"?> <!ENTITY x SYSTEM "file:///etc/passwd">',
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


def test_a_disposition_sheet_has_a_box_for_each_hand_over():
    text = read_text(rendering.render('disposition-sheet', sample('disposition-sheet')))

    for part in (
        'LEMBAR DISPOSISI',
        'Surat dari : Dinas Kesehatan',
        'No. surat : 045/65/DISKES/2026',
        'Tgl surat : 2 November 2026',
        'Diterima tgl : 3 November 2026',
        'No. agenda : COL-2026-0001',
        'Hal : Permohonan Penempatan Server',
        'Disposisi 1: Kepala Dinas',
        'Diteruskan kepada Sdr.: 1. Kabid Aptika 2. Sekretaris',
        'Dengan hormat harap: Ditindaklanjuti dan dilaporkan',
        'Mohon dikoordinasikan dengan Subbagian Umum.',
        'Disetujui di dalam aplikasi pada 20 November 2026 pukul 15.40 WIB',
        'Disposisi 2: Plh. Kabid Aptika',
    ):
        assert part in text


def test_only_the_ticked_boxes_of_a_disposition_sheet_have_a_tick():
    """A tick is two strokes: as many more strokes stand on the paper as boxes are ticked."""
    plain = sample('disposition-sheet')
    [box] = plain['dispositions']['hand_overs'] = plain['dispositions']['hand_overs'][:1]
    for line in (*box['instructions'], *plain['dispositions']['natures']):
        line['ticked'] = False
    strokes = [count_strokes(plain)]
    for line in box['instructions'][:3]:
        line['ticked'] = True
        strokes.append(count_strokes(plain))

    assert [strokes[0] + 2 * count for count in range(4)] == strokes


def count_strokes(data):
    [page] = PdfReader(io.BytesIO(rendering.render(data['kind'], data))).pages
    return len(re.findall(rb'(?m)^S$', page.get_contents().get_data()))


def test_a_sheet_without_a_hand_over_can_be_filled_in_by_hand():
    text = read_text(rendering.render('disposition-sheet', sample('blank-disposition-sheet')))

    assert 'Disposisi 1 Diteruskan kepada Sdr.: Dengan hormat harap: Ditindaklanjuti' in text
    assert 'Tanggal ………' in text


def test_a_handover_record_names_both_parties_and_the_serial_numbers():
    text = read_text(rendering.render('handover-record', sample('handover-record')))

    for part in (
        'Sabtu tanggal dua puluh satu bulan November',
        'Nama : dr. Budi Santoso NIP : 198003032006041003 Jabatan : Sekretaris Instansi : Dinas Kesehatan',
        'selanjutnya disebut PIHAK PERTAMA;',
        'Server rekam- medis-01 Example R660 SGH417X9Q2 1 unit',
        'Jumlah koli : 2',
        'Yang menyerahkan, PIHAK PERTAMA Sekretaris Dinas Kesehatan,',
        'Disetujui di dalam aplikasi pada 20 November 2026',
    ):
        assert part in text
    assert text.count('Disetujui di dalam aplikasi') == 1


def test_a_return_record_goes_the_other_way():
    text = read_text(rendering.render('return-record', sample('return-record')))

    assert (
        'Nama : Dewi Lestari, A.Md. NIP : – Pangkat : Pengatur (II/c) Jabatan : Helpdesk'
        in text.split('PIHAK PERTAMA')[0]
    )
    assert 'Yang menyerahkan, PIHAK PERTAMA Helpdesk Dinas Komunikasi dan Informatika,' in text
    assert 'Semula pada rak A-01, U12' in text


def test_a_verification_record_sets_the_promise_against_what_was_found():
    text = read_text(rendering.render('verification-record', sample('verification-record')))

    assert '1 Nomor seri SGH417X9Q2 SGH417X9Q2 Sesuai' in text
    assert '2 Daya 450 W 800 W Tidak sesuai' in text
    assert 'server rekam-medis-01 tidak sesuai dengan spesifikasi' in text


def test_a_verification_record_of_servers_as_promised_says_so():
    data = sample('verification-record')
    data['measured'][0]['is_same'] = True

    assert 'server yang diterima sesuai dengan spesifikasi' in read_text(rendering.render('verification-record', data))


def test_a_test_record_has_the_last_checklist_and_the_rounds_before():
    text = read_text(rendering.render('test-record', sample('test-record')))

    assert '2 Failover Terpenuhi Berpindah dalam 4 detik' in text
    assert '1 18 November 2026 pukul 17.00 WITA Failover' in text
    assert 'dinyatakan berhasil' in text
    assert 'Sistem operasi' not in text


def test_a_test_that_failed_is_not_called_a_success():
    data = sample('test-record')
    data['checklists'][-1]['items'][1]['result_key'] = 'failed'

    text = read_text(rendering.render('test-record', data))

    assert 'belum berhasil pada: Failover; pekerjaan konfigurasi diulang' in text
    assert 'dinyatakan berhasil' not in text


def test_minutes_of_work_have_both_checklists_and_who_takes_note():
    text = read_text(rendering.render('minutes-of-work', sample('minutes-of-work')))

    for part in (
        'PEMASANGAN SERVER COLOCATION',
        'SGH417X9Q2',
        'Load balancing Tidak berlaku Server tunggal',
        'Failover Terpenuhi',
        'Mengetahui: No. Nama / NIP Jabatan / instansi Tanda tangan',
        'dr. Budi Santoso NIP 198003032006041003 Sekretaris Dinas Kesehatan Disetujui di dalam aplikasi',
        'Ditandatangani pada naskah kertas, 20 November 2026',
        '3 ………………………………… Kepala Bidang TI',
    ):
        assert part in text


def test_signatures_of_several_are_never_alone_on_a_page():
    pages = PdfReader(io.BytesIO(rendering.render('minutes-of-work', sample('minutes-of-work')))).pages

    assert 'Demikian berita acara' in pages[-1].extract_text()


def test_an_access_report_says_who_was_inside_when_and_with_whom():
    text = read_text(rendering.render('access-report', sample('access-report')))

    for part in (
        '2 Rina Marlina Dinas Kesehatan',
        'Waktu yang disetujui : 21 November 2026 pukul 09.00–11.00 WIB',
        'Masuk : 21 November 2026 pukul 09.10 WIB',
        'Keluar : 21 November 2026 pukul 10.35 WIB',
        'Pendamping : Joko Susilo',
        'Satu cakram keras dibawa keluar',
    ):
        assert part in text


def test_a_maintenance_report_has_problem_analysis_work_and_material():
    text = read_text(rendering.render('maintenance-report', sample('maintenance-report')))

    for part in (
        'Jenis : Gangguan',
        'Prioritas : Tinggi',
        'Jaringan di lantai 2 terputus sejak pagi. Ruang pelayanan',
        'sw-lantai-2 Example Switch 24 FOC1234X0YZ',
        'C. Hasil analisis Catu daya switch rusak.',
        'Catu daya diganti dan sambungan diuji.',
        '2. Kabel UTP Cat 6, 10 m',
        'Status pekerjaan : Selesai',
        'Mengetahui:',
    ):
        assert part in text


@pytest.mark.parametrize(
    ('subject', 'sentence', 'wanted'),
    [
        ('retrieval-request', 'permohonan pengambilan server', 'menandatangani berita acara pengambilan server'),
        ('access-visit', 'permohonan izin akses ruang server', 'selalu didampingi petugas pusat data'),
        ('maintenance-ticket', 'permohonan pemeliharaan jaringan TIK', 'mendampingi tim teknis di Lantai 2'),
    ],
)
def test_a_reply_letter_answers_what_was_asked(subject, sentence, wanted):
    accepted = read_text(rendering.render('reply-letter', signed(f'accepted-{subject}')))
    refused = read_text(rendering.render('reply-letter', signed(f'refused-{subject}')))

    for text in (accepted, refused):
        assert f'{sentence} “Server rekam medis” dari Dinas Kesehatan telah kami periksa.' in text
        assert 'colocation' not in text
    assert wanted in accepted
    assert 'belum dapat disetujui' in refused
    assert '1. Belum dapat dijadwalkan.' in refused
    assert wanted not in refused


def test_a_signature_on_paper_is_not_passed_off_as_one_in_the_application():
    data = signed('accepted')
    data['signer'] |= {'how': 'paper', 'recorded_by': 'Dewi Lestari'}

    text = read_text(rendering.render('reply-letter', data))

    assert 'Ditandatangani pada naskah kertas oleh Ir. Siti Rahmawati, M.Kom.' in text
    assert 'tercatat di dalam aplikasi oleh Dewi Lestari untuk 21 November 2026' in text
    assert 'Disetujui di dalam aplikasi' not in text


def test_a_work_report_has_the_officers_words_as_paragraphs():
    data = sample('work-report')
    data['text']['note'] = 'Server berjalan baik.\n\nLayanan telah diuji.'

    text = read_text(rendering.render('work-report', data))

    assert 'Server berjalan baik. Layanan telah diuji.' in text
    assert 'Surat balasan : 500.12/1/DKI/XI/2026 tanggal 21 November 2026' in text


NOT_TYPED = {
    'kind',
    'status',
    'decision',
    'iso',
    'subject_kind',
    'how',
    'side',
    'face',
    'copy',
    'font',
    'logo',
    'paper',
}


def _fill_strings(value, text, path=()):
    """Put the text into every field that somebody typed, wherever it stands."""
    if isinstance(value, dict):
        return {key: _fill_strings(item, text, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill_strings(item, text, path) for item in value]
    if isinstance(value, str) and path[-1] not in NOT_TYPED:
        return text
    return value


@pytest.mark.parametrize('text', HOSTILE)
def test_what_users_type_is_printed_and_never_run(text):
    """Every field of a letter: the text stands there letter by letter."""
    assert without_spaces(printable(text)) in print_everywhere('accepted', text)


@pytest.mark.parametrize('name', NAMES)
def test_what_users_type_is_printed_and_never_run_on_any_paper(name):
    """All of it at once, in every field of every paper."""
    printed = print_everywhere(name, '\n'.join(HOSTILE))

    assert [text for text in HOSTILE if without_spaces(printable(text)) not in printed] == []


def print_everywhere(name, text):
    """Return what the paper says, without spaces, when everything that somebody typed is this text."""
    data = _fill_strings(signed(name), text)
    return without_spaces(read_text(rendering.render(data['kind'], data)))


def without_spaces(text):
    return re.sub(r'[\s\u200b]+', '', text)


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


def _paths(value, path=()):
    """Return the place of every text that somebody typed."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _paths(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _paths(item, (*path, index))]
    names = [key for key in path if isinstance(key, str)]
    return [path] if isinstance(value, str) and names[-1] not in NOT_TYPED else []


def _put(value, path, text):
    *way, last = path
    for key in way:
        value = value[key]
    value[last] = text


# Written by the plugin itself, and short: numbers with their unit, codes, times of day.
SHORT = {'at_text', 'code', 'height', 'power', 'supplies', 'entered', 'left', 'resource', 'resource_key', 'verdict_key'}


@pytest.mark.slow
@pytest.mark.parametrize('name', ['accepted', 'handover-record', 'visit-permit', 'guest-book'])
def test_a_word_of_five_thousand_letters_in_any_field_stays_on_the_paper(name, tmp_path):
    """One field at a time: what is printed of it is printed whole, and nothing of it near the edge of the page."""
    word, file = 'Wq' * 2500, tmp_path / 'paper.pdf'
    for path in _paths(signed(name)):
        if path[-1] in SHORT or path == ('dated', 'text'):
            continue
        data = signed(name)
        _put(data, path, word)

        file.write_bytes(rendering.render(data['kind'], data))

        said = subprocess.run(['pdftotext', '-bbox', file, '-'], capture_output=True, text=True, check=True).stdout
        width = float(re.search(r'<page width="([\d.]+)"', said)[1])
        assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', said)) < width - 40, path
        letters = len(re.findall('[WwQq]', ''.join(re.findall(r'>([^<]*)</word>', said))))
        assert letters < 100 or letters >= len(word), path


def test_many_servers_go_into_an_annex_that_is_signed_too():
    data = signed('accepted')
    data['servers'] = [{**data['servers'][0], 'name': f'srv-{index:02}'} for index in range(40)]

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(rendering.render('reply-letter', data))).pages]

    assert '1 (satu) berkas' in pages[0]
    assert 'Demikian disampaikan' in pages[0]
    assert 'Siti Rahmawati' in pages[0]
    assert 'srv-' not in pages[0]
    annex = ' '.join(pages[1:])
    assert [index for index in range(40) if f'srv-{index:02}' not in annex] == []
    assert all('Layanan' in page for page in pages[1:])  # the head of the table, on every page of it
    assert 'Siti Rahmawati' in pages[-1]
    assert f'Halaman {len(pages)} dari {len(pages)}' in pages[-1]


@pytest.mark.parametrize(
    ('name', 'part'),
    [
        ('application-form', 'servers'),
        ('withdrawal-form', 'returned'),
        ('handover-record', 'goods'),
        ('return-record', 'returned'),
        ('installation-record', 'devices'),
        ('work-report', 'devices'),
        ('minutes-of-work', 'devices'),
        ('guest-book', 'guests'),
    ],
)
def test_a_table_of_forty_repeats_its_head_and_the_signature_is_never_alone(name, part):
    data = sample(name)
    data[part] = [{**data[part][0], 'serial': f'SN-{index:03}', 'remark': f'SN-{index:03}'} for index in range(40)]

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(rendering.render(data['kind'], data))).pages]

    assert len(pages) > 1
    with_rows = [page for page in pages if re.search(r'SN-\d\d\d', page)]
    assert all('No.' in page for page in with_rows)
    assert [index for index in range(40) if f'SN-{index:03}' not in ' '.join(pages)] == []
    assert re.search(r'Demikian|Dengan ini|SN-039', pages[-1] + pages[-2])


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
