"""Text that the letters' font can show. PDF/A forbids a letter with a character that has no glyph, so none gets there.

The frozen data keeps what was typed; only what is printed is made printable.
"""

import functools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ('FONTS', 'printable')

FONTS = Path(__file__).parent / 'fonts'
REPLACEMENT = '□'


def printable(value: Any) -> Any:
    """Return the JSON value with every string printable: composed, without control characters, and what the font lacks
    as an empty box."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def _printable_text(text: str) -> str:
    text = unicodedata.normalize('NFC', text.replace('\r\n', '\n').replace('\r', '\n').replace('\t', ' '))
    return ''.join(shown for shown in map(_printable_character, text))


@functools.cache
def _printable_character(character: str) -> str:
    if character == '\n':
        return character
    if unicodedata.category(character) in ('Cc', 'Cf', 'Co', 'Cs', 'Zl', 'Zp'):
        return ' ' if character in '\v\f\x85\u2028\u2029' else ''
    return character if ord(character) in _glyphs() else REPLACEMENT


@functools.cache
def _glyphs() -> frozenset[int]:
    """The characters that every shipped style has: the `cmap` tables of its font files, format 4."""
    return frozenset.intersection(*(frozenset(_characters(path.read_bytes())) for path in sorted(FONTS.glob('*.ttf'))))


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
