"""The sentences of the papers that an agency may say otherwise; they stand once, in `templates/wordings.yaml`. Pure.

The layouts read the same file, and put an agency's own sentence (`data['wording']`) in the place of the shipped one.
A sentence is plain text: `{name}` is filled in, everything else is printed letter by letter.
"""

import functools
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

__all__ = ('PLACEHOLDERS', 'placeholders_in', 'wordings_of')

SOURCE = Path(__file__).parent / 'templates' / 'wordings.yaml'
PLACEHOLDER = re.compile(r'\{([a-z_]+)\}')

# What every sentence of every paper may name, and what stands there then; a sentence may have more of its own, which
# its shipped form shows.
PLACEHOLDERS: Mapping[str, str] = {
    'agency': 'instansi pengelola pusat data',
    'applicant': 'instansi pemohon',
    'case_number': 'nomor berkas',
    'code': 'kode dokumen',
    'date': 'tanggal naskah ini',
    'letter': 'nomor, tanggal, dan hal surat permohonan',
    'letter_date': 'tanggal surat permohonan',
    'letter_number': 'nomor surat permohonan',
    'letter_subject': 'hal surat permohonan',
    'location': 'ruang dan lokasi yang diminta',
    'name': 'nama permohonan',
    'number': 'nomor naskah ini',
    'place': 'tempat penandatanganan',
}


@functools.cache
def wordings_of(kind: str) -> dict[str, str]:
    """Return the shipped sentences of a kind of paper by their key: its own first, then those of every paper."""
    shipped = _shipped()
    return {**shipped.get(kind, {}), **shipped['common']}


def placeholders_in(sentence: str) -> list[str]:
    """Return what a sentence has filled in, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(sentence)))


@functools.cache
def _shipped() -> dict[str, dict[str, str]]:
    with SOURCE.open(encoding='utf-8') as source:
        return yaml.safe_load(source)
