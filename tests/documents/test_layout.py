"""What every paper shares: its page, its wording, how it is signed, and what the copy for the file has besides."""

import io
import re

import pytest
import segno
from pypdf import PdfReader

from netbox_colocation.documents import rendering
from netbox_colocation.documents.kinds import DRAFTED_KINDS
from netbox_colocation.documents.wordings import PLACEHOLDERS, placeholders_in, wordings_of

from .reading import read_text
from .samples import NAMES, SIGNER, sample, signed

F4 = {'paper': 'f4', 'width': 215, 'height': 330, 'margins': {'top': 15, 'bottom': 20, 'left': 30, 'right': 20}}
POINTS = 72 / 25.4
QR = [[int(dark) for dark in row] for row in segno.make('https://colo.example.go.id/v/abc', error='m').matrix]
PUBLIC = {'code': 'abc', 'url': 'https://colo.example.go.id/v/abc', 'qr': QR}
INITIALS = [
    {'position': 'Kabid Aptika', 'name': 'Rudi', 'at_text': '20 November 2026', 'is_coordination': False},
    {'position': 'Kasubbag Umum', 'name': 'Tono', 'at_text': '19 November 2026', 'is_coordination': True},
]


def render(data):
    return rendering.render(data['kind'], data)


def size_of(pdf):
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) / POINTS), round(float(box.height) / POINTS)


# -- The page ---------------------------------------------------------------------------------------------------------


def test_a_paper_of_before_there_were_styles_is_a4_in_the_shipped_font():
    data = signed('accepted')
    same = {'width': 210, 'height': 297, 'margins': {'top': 20, 'bottom': 22, 'left': 25, 'right': 20}}

    assert size_of(render(data)) == (210, 297)
    assert render(data) == render(
        {**data, 'style': {**same, 'font': 'Liberation Sans', 'font_size': 11}, 'wording': {}}
    )


@pytest.mark.parametrize('name', NAMES)
def test_every_paper_can_be_f4_and_says_the_same(name):
    on_a4, on_f4 = (render(signed(name, style=style)) for style in ({}, F4))

    assert sorted(size_of(on_f4)) == [215, 330]
    words = [sorted(re.sub(r'Halaman \d+ dari \d+|No\.', '', read_text(pdf)).split()) for pdf in (on_a4, on_f4)]
    assert set(words[0]) - set(words[1]) <= {word for word in words[0] if '-' in word or len(word) > 12}


@pytest.mark.parametrize('family', ['Liberation Serif', 'TeX Gyre Bonum'])
def test_a_paper_is_set_in_the_agencys_font_and_no_other(family):
    pdf = render(signed('accepted', style={'font': family, 'font_size': 12}))

    names = {
        str(font.get_object()['/BaseFont'])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page['/Resources']['/Font'].values()
    }
    assert names
    assert all(family.replace(' ', '').lower() in name.lower() for name in names)


def test_what_a_font_lacks_is_a_sign_that_it_has():
    text = read_text(render(signed('accepted', subject='Ruang 伺 baru', style={'font': 'TeX Gyre Bonum'})))

    assert 'Ruang ? baru' in text


# -- Wording ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('kind', sorted(DRAFTED_KINDS))
def test_every_kind_has_sentences_that_name_nothing_unknown(kind):
    own = set(wordings_of(kind)) - set(wordings_of('none'))

    assert own
    for key, sentence in wordings_of(kind).items():
        assert sentence.strip() == sentence, key
        assert not re.search(r'[{}]', re.sub(r'\{[a-z_]+\}', '', sentence)), key
    assert set(placeholders_in('Atas nama {agency} dan {agency}, {date}')) <= set(PLACEHOLDERS)


def test_every_shipped_sentence_is_printed_by_some_paper():
    """A key that no layout reads would let an agency word something that nobody sees."""
    unseen = {kind: set(wordings_of(kind)) - set(wordings_of('none')) for kind in DRAFTED_KINDS}
    for name in NAMES:
        for data in (sample(name), *_variants(name)):
            kind = data['kind']
            own = {key: f'<{key}> {sentence}' for key, sentence in wordings_of(kind).items()}
            printed = without_spaces(read_text(render({**data, 'wording': own})))
            unseen[kind] -= {key for key in unseen[kind] if f'<{key}>' in printed.lower()}

    assert {kind: keys for kind, keys in unseen.items() if keys} == {}


def _variants(name):
    data = signed(name)
    yield data
    if 'checklists' in data:
        failed = signed(name)
        for checklist in failed['checklists']:
            checklist['items'][0]['result_key'] = 'failed'
        yield failed
    if 'measured' in data:
        same = signed(name)
        for server in same['measured']:
            server['is_same'] = True
        yield same
    if data.get('building'):
        yield signed(name, building={**data['building'], 'confirmed_by': ''}, check={**data['check'], 'by': ''})
    if data.get('confirmations'):
        yield signed(name, confirmations=[{**row, 'by': ''} for row in data['confirmations']])
    if data.get('devices'):
        yield signed(name, devices=[])
    if data['kind'] == 'reply-letter' and 'servers' in data:
        yield signed(name, servers=data['servers'] * 4)
    if 'materials' in data:
        yield signed(name, materials=['Kabel'], remarks=[{'by': 'Tim Teknis', 'text': 'Selesai'}])
    if 'notice' in data:
        for kind in ('change', 'extension', 'cancellation'):
            yield signed(name, notice={**data['notice'], 'kind_key': kind, 'more': 3})


def test_an_agency_says_a_sentence_otherwise_and_the_facts_go_in():
    data = signed('accepted', wording={'closing': 'Salam dari {agency} untuk {applicant}: {letter_number}, {unknown}.'})

    text = without_spaces(read_text(render(data)))

    assert 'SalamdariDinasKomunikasidanInformatikauntukDinasKesehatan:045/65/DISKES/2026,{unknown}.' in text
    assert 'Demikiandisampaikan' not in text


def test_a_fact_that_looks_like_a_placeholder_is_not_filled_in_again():
    data = signed('accepted', wording={'closing': 'Untuk {applicant}.'}, applicant={'name': '{number} #x'})

    assert 'Untuk {number} #x.' in read_text(render(data))


def test_a_sentence_has_no_gap_where_a_fact_is_missing():
    data = signed('accepted')
    data['request'] |= {'letter_number': '', 'letter_date': None, 'letter_subject': ''}

    assert 'Menindaklanjuti surat Saudara, dengan hormat' in read_text(render(data))


# -- Signed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('prefix', 'position', 'printed'),
    [
        ('', ['Kepala Dinas'], 'Kepala Dinas, Ir. Siti'),
        ('Plh.', ['Kepala Dinas'], 'Plh. Kepala Dinas, Ir. Siti'),
        ('Pj.', ['Sekretaris Daerah'], 'Pj. Sekretaris Daerah, Ir. Siti'),
        ('a.n.', ['Kepala Dinas', 'Sekretaris'], 'a.n. Kepala Dinas Sekretaris, Ir. Siti'),
        ('a.n.', ['Bupati', 'Kepala Dinas', 'Sekretaris'], 'a.n. Bupati Kepala Dinas u.b. Sekretaris, Ir. Siti'),
    ],
)
def test_the_office_stands_as_it_is_held(prefix, position, printed):
    signer = {**SIGNER, 'prefix': prefix, 'position': position}

    assert printed in read_text(render(signed('refused', signer=signer)))


@pytest.mark.parametrize(
    ('how', 'has', 'has_not'),
    [
        ('application', 'bukan tanda tangan elektronik tersertifikasi', 'sertifikat elektronik yang'),
        ('paper', 'Ditandatangani pada naskah kertas', 'Ditandatangani secara elektronik'),
        ('wet-ink', 'Ir. Siti Rahmawati', 'Disetujui di dalam aplikasi'),
        ('e-office', 'Ir. Siti Rahmawati', 'Disetujui di dalam aplikasi'),
        ('certificate', 'Ditandatangani secara elektronik oleh: Plt. Kepala Dinas', 'BSrE'),
        ('esign', 'Balai Besar Sertifikasi Elektronik (BSrE)', 'Disetujui di dalam aplikasi'),
    ],
)
@pytest.mark.parametrize('verification', [None, PUBLIC])
def test_a_paper_says_how_it_was_signed_and_nothing_more(how, has, has_not, verification):
    signer = {**SIGNER, 'how': how, 'recorded_by': 'Dewi Lestari'}

    text = read_text(render(signed('accepted', signer=signer, verification=verification)))

    assert has in text
    assert has_not not in text


def test_only_the_sentence_of_bsre_names_bsre_whatever_the_wording_says():
    keys = wordings_of('reply-letter')

    assert not any('sertifikat' in sentence or 'BSrE' in sentence for sentence in keys.values())


def test_the_code_is_drawn_module_by_module():
    """As many corners as the runs of dark modules have: the code can be read by machine."""
    without, with_code = (
        _rectangles(render(signed('accepted', verification=verification))) for verification in (None, PUBLIC)
    )
    runs = sum(len(re.findall('1+', ''.join(map(str, row)))) for row in QR)

    assert with_code - without == runs


def _rectangles(pdf):
    """Count the closed outlines on the pages: a rectangle, or lines back to where they began; never a bow."""
    content = b'\n'.join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert not re.search(rb'\d c\b', content)
    return len(re.findall(rb'\d (?:re|h)\s|\sh\s', content))


def test_a_correction_names_what_it_replaces():
    old = {'number': '500.12/0/DKI/XI/2026', 'date_text': '20 November 2026'}

    letter = read_text(render(signed('accepted', corrects=old)))
    record = read_text(render(signed('handover-record', corrects=old)))

    assert 'Surat ini menggantikan surat Nomor 500.12/0/DKI/XI/2026 tanggal 20 November 2026.' in letter
    assert 'Berita acara ini menggantikan berita acara Nomor 500.12/0/DKI/XI/2026' in record
    assert 'menggantikan' not in read_text(render(signed('accepted')))


@pytest.mark.parametrize('name', ['accepted', 'handover-record', 'capacity-report'])
def test_initials_are_on_the_copy_for_the_file_only(name):
    for_the_file = read_text(render(signed(name, initials=INITIALS, copy='file')))
    sent = read_text(render(signed(name, initials=INITIALS)))

    for part in ('Paraf Hierarki', 'Kabid Aptika', 'Rudi', 'Paraf Koordinasi', 'Kasubbag Umum', 'Tono'):
        assert part in for_the_file
    assert 'Paraf' not in sent
    assert 'Rudi' not in sent


def test_addressees_below_the_first_stand_under_it_and_enclosures_are_counted_in_words():
    data = signed('accepted', addressee=['Kepala Dinas Kesehatan', 'c.q. Kepala Bidang Pelayanan', 'u.p. Sdr. Budi'])
    data['text']['attachment'] = '2 (dua) lembar'

    text = read_text(render(data))

    assert 'Yth. Kepala Dinas Kesehatan c.q. Kepala Bidang Pelayanan u.p. Sdr. Budi di Tempat' in text
    assert 'Lampiran : 2 (dua) lembar' in text


def without_spaces(text):
    return re.sub(r'[\s\u200b]+', '', text)


def test_no_paper_has_a_place_for_a_password():
    """The forms that offices use today print one; these never do."""
    for file in rendering.TEMPLATES.iterdir():
        assert not re.search(r'pass ?word|kata sandi', file.read_text(encoding='utf-8'), re.IGNORECASE), file.name
