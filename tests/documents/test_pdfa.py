"""Every paper is PDF/A-2b, says veraPDF, which knows nothing of this project: in one run of Java."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import segno
import typst

from dev import pdfa
from netbox_colocation.documents import rendering

from .samples import NAMES, SIGNER, sample, signed

pytestmark = [
    pytest.mark.slow,
    # In CI there is a Java, or else something is wrong.
    pytest.mark.skipif(not pdfa.has_java() and not os.environ.get('CI'), reason='there is no Java Development Kit'),
]

DAY = datetime.date(2026, 11, 21)
F4 = {'paper': 'f4', 'width': 215, 'height': 330, 'margins': {'top': 15, 'bottom': 20, 'left': 30, 'right': 20}}
BOOKMAN = {**F4, 'font': 'TeX Gyre Bonum', 'font_size': 12}
QR = [[int(dark) for dark in row] for row in segno.make('https://colo.example.go.id/v/abc', error='m').matrix]
PUBLIC = {'code': 'abc', 'url': 'https://colo.example.go.id/v/abc', 'qr': QR}
INITIALS = [{'position': 'Kabid', 'name': 'Rudi', 'at_text': '', 'is_coordination': index > 0} for index in range(2)]
HOSTILE = '#read("/etc/passwd") \\u{1F600} 😀 نص <b> ' + 'x' * 300
_BOOK = {**sample('guest-book'), 'code': '', 'number': '', 'style': F4}
# Prints that are no papers of a file: by their template.
PRINTS: dict[str, dict[str, Any]] = {
    'guest-book': {**_BOOK, 'period': '1 November 2026 s.d. 30 November 2026', 'guests': _BOOK['guests'] * 40},
    'agenda': {
        **_BOOK,
        'kind': 'agenda',
        'title': 'Buku agenda surat masuk',
        'register': {'name': 'Surat masuk', 'year': '2026'},
        'period': 'November 2026',
        'printed': '30 November 2026',
        'columns': [{'label': label, 'width': width} for label, width in (('No.', 1), ('Nomor', 2), ('Hal', 4))],
        'rows': [[str(index), f'500.12/{index}/DKI/XI/2026', HOSTILE] for index in range(60)],
        'cancelled': [3],
    },
    'control-card': {
        **_BOOK,
        'kind': 'control-card',
        'title': 'Kartu kendali',
        'direction': 'M',
        **dict.fromkeys(
            ('index', 'classification', 'sequence', 'matter', 'attachments', 'from', 'to', 'letter_date', 'received',
             'letter_number', 'note'),
            'Surat <b> #x',
        ),
    },
}  # fmt: skip


def _papers() -> dict[str, Callable[[], bytes]]:
    """Return how to make each paper that is validated, by the name of its file."""
    papers: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        papers[f'{name}-a4-draft'] = sample(name)
        papers[f'{name}-f4-signed'] = signed(name, style=F4, verification=PUBLIC)
    for how in ('application', 'paper', 'wet-ink', 'certificate', 'esign', 'e-office'):
        signer = {**SIGNER, 'how': how, 'recorded_by': 'Dewi Lestari'}
        papers[f'signed-{how}'] = signed('accepted', signer=signer, verification=PUBLIC, style=BOOKMAN)
    papers['copy-for-the-file'] = signed('accepted', copy='file', initials=INITIALS)
    letter = signed('accepted', subject=HOSTILE, wording={'closing': HOSTILE})
    papers['hostile'] = {**letter, 'servers': letter['servers'] * 20}
    return {
        **{name: lambda data=data: rendering.render(data['kind'], data) for name, data in papers.items()},
        **{
            f'print-{name}': lambda name=name, data=data: rendering.compile_template(f'{name}.typ', data, day=DAY)
            for name, data in PRINTS.items()
        },
    }


@pytest.fixture(scope='module')
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pdfa.Verdict]:
    folder = tmp_path_factory.mktemp('papers')
    files = {name: make() for name, make in _papers().items()}
    files['no-pdfa'] = typst.compile(b'#rect(fill: rgb(10, 20, 30, 100))', format='pdf')
    files['no-pdf'] = b'%PDF-1.7\nnothing'
    for name, content in files.items():
        (folder / f'{name}.pdf').write_bytes(content)
    found = pdfa.validate(folder / f'{name}.pdf' for name in files)
    return {Path(path).stem: verdict for path, verdict in found.items()}


def test_every_kind_on_both_papers_and_signed_in_every_way_is_pdf_a_2b(verdicts):
    wrong = {name: verdicts[name].failed for name in _papers() if not verdicts[name].is_compliant}

    assert wrong == {}
    assert all(verdicts[name].checks > 1000 for name in _papers())


def test_a_file_that_is_no_pdf_a_is_found_out(verdicts):
    """The control of the test above."""
    assert not verdicts['no-pdfa'].is_compliant
    assert any(rule.startswith('6.6.4') for rule in verdicts['no-pdfa'].failed)
    assert not verdicts['no-pdf'].is_compliant
