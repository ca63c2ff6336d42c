"""What a paper says, as Typst's own tree of content: read from the very layout that makes its PDF.

So a DOCX has every sentence, table and signature of the PDF, also those of an agency's own layout, and nothing stands
twice. `content.typ` is put behind `layout.typ`, and hands the content over instead of laying it out.
"""

import copy
import datetime
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import typst

from .own_layouts import SHARED, TEMPLATES, own_folder, render_apart
from .rendering import NO_PACKAGES

__all__ = ('PLACEHOLDERS', 'put_placeholders', 'read_content')

CONTENT = 'content.typ'
# What Srikandi, the national e-office, replaces when it numbers, dates and signs.
PLACEHOLDERS = {
    'number': '${nomor_naskah}',
    'date': '${tanggal_naskah}',
    'nature': '${sifat}',
    'subject': '${hal}',
    'signature': '${ttd_pengirim}',
    'name': '${nama_pengirim}',
    'employee_number': '${nip_pengirim}',
    'position': '${jabatan_pengirim}',
}
# XML 1.0 knows no other control characters, no halves of characters, and not these two.
FORBIDDEN = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]')
# Parts the two signs, so that nobody can type a placeholder; it is not seen.
WORD_JOINER = '\u2060'


def read_content(
    kind: str, data: Mapping[str, Any], *, template_source: str | None = None, placeholders: bool = False
) -> dict[str, Any]:
    """Return `{'body': tree, 'landscape': bool}` of a paper; a node of the tree names its Typst function in `func`.

    Raises:
        TemplateRefused: the agency's own layout does not fit the data, or needs more than it may.
        typst.TypstError: the shipped one does not.
    """
    clean = _clean(copy.deepcopy(dict(data)))
    if placeholders:
        clean = put_placeholders(clean)
    layout = '\n'.join((TEMPLATES / name).read_text(encoding='utf-8') for name in (SHARED[0], CONTENT))
    if template_source:
        day = datetime.date.fromisoformat(data['dated']['iso'])
        [answer] = render_apart(template_source, clean, day=day, output='content', files={SHARED[0]: layout}).parts
        return json.loads(answer)
    source = (TEMPLATES / f'{kind}.typ').read_text(encoding='utf-8')
    with own_folder(logo=None, files={SHARED[0]: layout, f'{kind}.typ': source}) as (folder, inputs):
        compiler = typst.Compiler(
            folder / f'{kind}.typ',
            root=folder,
            package_path=NO_PACKAGES,
            package_cache_path=NO_PACKAGES,
            sys_inputs={**inputs, 'data': json.dumps(clean, ensure_ascii=False)},
        )
        return json.loads(compiler.query('<content>', field='value', one=True))


def put_placeholders(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the e-office's placeholders where number, date, nature, subject and signer stand. Pure."""
    data: dict[str, Any] = _without_placeholders(dict(frozen))
    data |= {'status': 'signed', 'number': PLACEHOLDERS['number'], 'dateline': PLACEHOLDERS['date']}
    data |= {'verification': None, 'copy': '', 'initials': []}
    data['text'] = {**data.get('text', {}), 'nature': PLACEHOLDERS['nature']}
    if 'subject' in data:
        data['subject'] = PLACEHOLDERS['subject']
    data['signer'] = {
        'user': None,
        'name': PLACEHOLDERS['name'],
        'rank': '',
        'position': [PLACEHOLDERS['position']],
        'title': PLACEHOLDERS['position'],
        'capacity': '',
        'prefix': '',
        'employee_number': PLACEHOLDERS['employee_number'],
        'mark': PLACEHOLDERS['signature'],
        'how': 'e-office',
        'at_text': '',
        'recorded_by': '',
    }
    return data


def _clean(value: Any) -> Any:
    """The JSON value with every text as XML can carry it; letters that the PDF's font lacks stay."""
    if isinstance(value, str):
        text = value.replace('\r\n', '\n').replace('\r', '\n').replace('\t', ' ').replace('\x85', ' ')
        return FORBIDDEN.sub('', unicodedata.normalize('NFC', text))
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _without_placeholders(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace('${', f'${WORD_JOINER}{{')
    if isinstance(value, dict):
        return {key: _without_placeholders(item) for key, item in value.items()}
    return [_without_placeholders(item) for item in value] if isinstance(value, list) else value
