"""Text that the letters' font can show. PDF/A forbids a letter with a character that has no glyph, so none gets there.

The frozen data keeps what was typed; only what is printed is made printable.
"""

import functools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ('FONTS', 'SANS', 'printable')

FONTS = Path(__file__).parent / 'fonts'
# The shipped families, by how their files begin; each has a regular, a bold and an italic style.
FAMILIES = {
    'Liberation Sans': 'LiberationSans-',
    'Liberation Serif': 'LiberationSerif-',
    'TeX Gyre Bonum': 'texgyrebonum-',
}
SANS = 'Liberation Sans'
# Printed for what a font lacks: the first of these that it has.
REPLACEMENTS = '□?'


def printable(value: Any, font: str = SANS) -> Any:
    """Return the JSON value with every string printable: composed, without control characters, and what the font lacks
    as an empty box.

    Args:
        font: one of the shipped families; of another, what all of them have is printed.
    """
    if isinstance(value, str):
        return _printable_text(value, font)
    if isinstance(value, dict):
        return {key: printable(item, font) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item, font) for item in value]
    return value


def _printable_text(text: str, font: str) -> str:
    text = unicodedata.normalize('NFC', text.replace('\r\n', '\n').replace('\r', '\n').replace('\t', ' '))
    return ''.join(_printable_character(character, font) for character in text)


@functools.lru_cache(maxsize=20_000)
def _printable_character(character: str, font: str) -> str:
    if character == '\n':
        return character
    if unicodedata.category(character) in ('Cc', 'Cf', 'Co', 'Cs', 'Zl', 'Zp'):
        return ' ' if character in '\v\f\x85\u2028\u2029' else ''
    glyphs = _glyphs(font)
    if ord(character) in glyphs:
        return character
    return next(replacement for replacement in REPLACEMENTS if ord(replacement) in glyphs)


@functools.cache
def _glyphs(font: str) -> frozenset[int]:
    """The characters that every style of a family has: the `cmap` tables of its font files, format 4."""
    if font not in FAMILIES:
        return frozenset.intersection(*(_glyphs(family) for family in FAMILIES))
    files = sorted(path for path in FONTS.iterdir() if path.name.startswith(FAMILIES[font]))
    return frozenset.intersection(*(frozenset(_characters(path.read_bytes())) for path in files))


def _characters(font: bytes) -> Iterator[int]:
    [tables] = struct.unpack_from('>H', font, 4)
    records = (struct.unpack_from('>4s4xL', font, 12 + 16 * index) for index in range(tables))
    cmap = next(offset for tag, offset in records if tag == b'cmap')
    [subtables] = struct.unpack_from('>H', font, cmap + 2)
    for index in range(subtables):
        platform, encoding, offset = struct.unpack_from('>HHL', font, cmap + 4 + 8 * index)
        if (platform, encoding) == (3, 1):
            yield from _format_4(font, cmap + offset)


def _format_4(font: bytes, start: int) -> Iterator[int]:
    [double_count] = struct.unpack_from('>H', font, start + 6)
    count = double_count // 2
    ends = struct.unpack_from(f'>{count}H', font, start + 14)
    starts = struct.unpack_from(f'>{count}H', font, start + 16 + double_count)
    deltas = struct.unpack_from(f'>{count}H', font, start + 16 + 2 * double_count)
    offsets_at = start + 16 + 3 * double_count
    offsets = struct.unpack_from(f'>{count}H', font, offsets_at)
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for character in range(first, last + 1):
            if not offsets[segment]:
                glyph = (character + deltas[segment]) & 0xFFFF
            else:
                at = offsets_at + 2 * segment + offsets[segment] + 2 * (character - first)
                [glyph] = struct.unpack_from('>H', font, at)
            if glyph and character != 0xFFFF:
                yield character
