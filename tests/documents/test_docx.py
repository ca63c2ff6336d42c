"""Papers as DOCX: everything that the PDF says, the e-office's placeholders, and the same bytes every time."""

import hashlib
import io
import re
import zipfile
from typing import Any

import docx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from docx.shared import Cm, Mm
from PIL import Image
from pypdf import PdfReader

from netbox_colocation.documents.docx import make_docx
from netbox_colocation.documents.docx_content import PLACEHOLDERS
from netbox_colocation.documents.files import name_of
from netbox_colocation.documents.kinds import DRAFTED_KINDS, KINDS
from netbox_colocation.documents.photos import PHOTO
from netbox_colocation.documents.rendering import render
from netbox_colocation.models import Document
from tests.documents.samples import NAMES, sample, signed


def paragraphs_of(container: Any) -> list[Any]:
    """Every paragraph, also of the cells inside cells."""
    found = list(container.paragraphs)
    for table in container.tables:
        cells = {id(cell._tc): cell for row in table.rows for cell in row.cells}
        for cell in cells.values():
            found += paragraphs_of(cell)
    return found


def read(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in paragraphs_of(document)]
    texts += [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return squeeze(' '.join(texts))


def runs_of(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    return [run.text for paragraph in paragraphs_of(document) for run in paragraph.runs]


def squeeze(text: str) -> str:
    """Without blanks: a PDF says where a line ends, a DOCX does not."""
    return re.sub(r'[\s\u200b\u2060]+', '', text)


def picture_of(size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient('L').resize(size).convert('RGB').save(file, 'JPEG')
    return file.getvalue()


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    return [text for item in value for text in texts_in(item)] if isinstance(value, list) else []


def test_photos_stand_in_the_docx_as_in_the_pdf(tmp_path, monkeypatch) -> None:
    """Each above its caption, with words for who cannot see it, no wider than its cell; the same bytes every time."""
    storage = FileSystemStorage(location=tmp_path, base_url=None)
    monkeypatch.setattr(Document._meta.get_field('file'), 'storage', storage)
    name = next(name for name in NAMES if sample(name).get('photos'))
    data = signed(name)
    for photo, size in zip(data['photos'], ((1200, 500), (500, 1200)), strict=True):
        content = picture_of(size)
        photo['digest'] = hashlib.sha256(content).hexdigest()
        storage.save(name_of(photo['digest'], PHOTO), ContentFile(content))

    made = make_docx(data['kind'], data)

    document = docx.Document(io.BytesIO(made))
    shapes = [shape for table in document.tables for shape in table._tbl.xpath('.//wp:inline')]
    assert [shape.docPr.get('descr') for shape in shapes] == [
        'Sebelum pekerjaan: Catu daya lama',
        'Sesudah pekerjaan: Catu daya baru',
    ]
    column = (Mm(210) - Mm(45)) / 2
    assert all(shape.extent.cx < column and shape.extent.cy <= Cm(5.4) for shape in shapes)
    assert [round(shape.extent.cx / shape.extent.cy, 1) for shape in shapes] == [2.4, 0.4]
    assert 'Catudayalama' in read(made)
    assert make_docx(data['kind'], data) == made


@pytest.mark.parametrize('name', NAMES)
def test_a_docx_says_every_text_that_the_pdf_says(name: str) -> None:
    data = signed(name)
    pdf = squeeze(' '.join(page.extract_text() for page in PdfReader(io.BytesIO(render(data['kind'], data))).pages))

    written = read(make_docx(data['kind'], data))

    shown = {text for text in texts_in(data) if len(text) > 2 and not text.isdigit() and squeeze(text) in pdf}
    assert len(shown) > 10
    assert sorted(text for text in shown if squeeze(text) not in written) == []


@pytest.mark.parametrize('name', NAMES)
def test_a_docx_says_every_sentence_of_the_layout(name: str) -> None:
    """Words of the PDF that stand in no data are the layout's own; the DOCX has them too."""
    data = signed(name)
    pages = PdfReader(io.BytesIO(render(data['kind'], data))).pages
    words = {word for page in pages for word in re.findall(r'[^\W\d_]{4,}', page.extract_text())}

    written = read(make_docx(data['kind'], data)).lower()

    # A word may be parted at the end of a line, and the logo's text is a picture.
    missing = {word for word in words if word.lower() not in written}
    assert len(missing) <= len(words) // 50, sorted(missing)


def test_every_drafted_kind_has_a_docx() -> None:
    assert {sample(name)['kind'] for name in NAMES} == DRAFTED_KINDS


@pytest.mark.parametrize('placeholders', [False, True])
@pytest.mark.parametrize('name', ['accepted', 'handover-record', 'visit-permit'])
def test_the_same_data_gives_the_same_bytes(name: str, placeholders: bool) -> None:
    data = signed(name)

    first, second = (make_docx(data['kind'], data, placeholders=placeholders) for _time in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b'2026-11-21T12:00:00Z' in package.read('docProps/core.xml')


def test_placeholders_stand_in_a_letter_each_in_one_run() -> None:
    data = sample('accepted')

    runs = runs_of(make_docx('reply-letter', data, placeholders=True))

    for placeholder in PLACEHOLDERS.values():
        assert sum(placeholder in run for run in runs) == 1, placeholder
    assert f'Padang, {PLACEHOLDERS["date"]}' in runs


@pytest.mark.parametrize('name', NAMES)
def test_every_paper_that_is_signed_has_the_places_of_its_signer(name: str) -> None:
    data = sample(name)
    if data['kind'] in ('guest-book', 'disposition-sheet', 'application-form', 'withdrawal-form'):
        pytest.skip('nobody signs it in an e-office')
    runs = runs_of(make_docx(data['kind'], data, placeholders=True))

    for key in ('name', 'position', 'employee_number', 'signature'):
        assert any(PLACEHOLDERS[key] in run for run in runs), key


def test_without_placeholders_none_is_there() -> None:
    assert '${' not in read(make_docx('reply-letter', sample('accepted')))


def test_a_placeholder_that_somebody_typed_is_not_one() -> None:
    """The e-office must not put a second signature where an officer wrote the word for it."""
    data = sample('accepted')
    data['text']['note'] = 'Lihat ${ttd_pengirim} di atas.'

    runs = runs_of(make_docx('reply-letter', data, placeholders=True))

    assert sum('${ttd_pengirim}' in run for run in runs) == 1
    assert any('$\u2060{ttd_pengirim}' in run for run in runs)
    assert '${ttd_pengirim}' in ''.join(runs_of(make_docx('reply-letter', data)))


@pytest.mark.parametrize(
    'text',
    [
        '<w:t>x</w:t> & "q"',
        '#panic("x") *b* _i_ $x$',
        '= Judul',
        '\ufffe\x00\x0b\x1f\x7f\ud800 tinggal',
        '=1+1',
        'ꦗꦮ 日本',
    ],
)
def test_texts_of_users_stay_texts(text: str) -> None:
    """Markup of Word or Typst is shown as typed; what XML cannot carry is left out; every script stays."""
    data = sample('accepted')
    data['text']['note'] = data['servers'][0]['name'] = data['places'][0]['server'] = text
    expected = re.sub('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]', '', text)

    content = make_docx('reply-letter', data)

    assert read(content).count(squeeze(expected)) >= 2


def test_page_and_font_are_those_of_the_frozen_style() -> None:
    style = {
        'paper': 'f4', 'width': 215, 'height': 330, 'margins': {'top': 25, 'bottom': 20, 'left': 30, 'right': 15},
        'font': 'Liberation Serif', 'font_size': 12, 'logo': '', 'template': None,
    }  # fmt: skip
    document = docx.Document(io.BytesIO(make_docx('reply-letter', sample('accepted', style=style))))

    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (215, 330)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [25, 20, 30, 15]
    normal = document.styles['Normal'].font
    assert (normal.name, normal.size.pt) == ('Times New Roman', 12)


def test_the_agencys_own_sentence_stands_in_the_docx_too() -> None:
    data = sample('accepted')
    closing = 'Demikian, atas kerja sama {applicant} kami sampaikan terima kasih.'

    data['wording'] = {'closing': closing}

    assert squeeze('atas kerja sama Dinas Kesehatan kami sampaikan') in read(make_docx('reply-letter', data))


def test_an_agencys_own_layout_makes_its_docx() -> None:
    source = '#import "layout.typ": *\n#show: paper\n#letterhead()\nSurat bentuk sendiri untuk #data.applicant.name.'

    text = read(make_docx('reply-letter', sample('accepted'), template_source=source))

    assert squeeze('Surat bentuk sendiri untuk Dinas Kesehatan.') in text


def test_papers_that_came_from_outside_have_no_docx() -> None:
    kind = next(kind for kind in KINDS if kind not in DRAFTED_KINDS)

    with pytest.raises(KeyError):
        make_docx(kind, sample('accepted'))
