"""The words of papers: of data without codes and looks, of files within bounds, whatever is in them."""

import io
import time

import pypdf
import pytest

from netbox_colocation.documents import content
from netbox_colocation.documents.samples import NAMES, sample
from tests.factories import make_pdf


def make_text_pdf(*pages: str) -> bytes:
    import typst

    source = '#pagebreak()'.join(f'#text("{page}")' for page in pages)
    return typst.compile(source.encode(), format='pdf')


@pytest.mark.parametrize('name', NAMES)
def test_a_paper_is_found_by_its_words_and_not_by_its_codes(name):
    data = {**sample(name), 'style': {'font': 'Bookish'}, 'verification': {'url': 'https://x/verify/abc', 'qr': [[1]]}}

    words = content.words_of_data(data)

    assert data['agency']['name'] in words
    assert data['code'] not in words
    assert 'verify' not in words
    assert 'Bookish' not in words
    assert 'enough' not in words.split()


def test_words_are_bounded():
    data = {'lines': [f'kata-{index:07}' for index in range(20_000)]}

    assert len(content.words_of_data(data)) == content.MAX_CHARACTERS


def test_the_text_of_a_pdf_is_read():
    assert content.words_of_file(make_text_pdf('Permohonan penempatan', 'Lampiran'), 'application/pdf').split() == [
        'Permohonan',
        'penempatan',
        'Lampiran',
    ]


def test_a_scan_or_a_picture_has_no_words():
    assert content.words_of_file(make_pdf(), 'application/pdf') == ''
    assert content.words_of_file(b'\x89PNG', 'image/png') == ''


def test_a_pdf_that_is_damaged_has_no_words():
    assert content.words_of_file(b'%PDF-1.7 nothing', 'application/pdf') == ''


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(content, 'MAX_SECONDS', 1)
    writer = pypdf.PdfWriter(io.BytesIO(make_text_pdf('x')))
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b'BT /F1 12 Tf ' + b'(a) Tj 1 0 0 1 0 0 Tm ' * 400_000 + b'ET')
    writer.pages[0][pypdf.generic.NameObject('/Contents')] = writer._add_object(stream.flate_encode())
    slow = io.BytesIO()
    writer.write(slow)
    start = time.monotonic()

    assert content.words_of_file(slow.getvalue(), 'application/pdf') == ''
    assert time.monotonic() - start < 5


def test_words_hold_no_zero_bytes():
    assert '\x00' not in content.words_of_file(make_text_pdf('a'), 'application/pdf')
