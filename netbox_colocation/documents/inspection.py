"""What an uploaded file really is, read from its content: PDF, PNG or JPEG, whole, without active content. No Django.

A file's name and declared type say nothing here. A file that is two things at once (a letter and a program, a picture
and an archive) is refused: a strict start, a strict end, and no archive or web page inside.
"""

import io
import logging
import re
import struct
import zipfile
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

__all__ = ('FileProblem', 'MediaType', 'inspect')

logger = logging.getLogger('netbox.plugins.netbox_colocation')

MAX_PAGES = 300
MAX_OBJECTS = 100_000
MAX_PIXELS = 80_000_000  # an A3 page scanned at 600 dpi has 70 million
PNG_START = b'\x89PNG\r\n\x1a\n'
WEB_PAGE = re.compile(rb'<\s*(?:script|html|iframe|svg|\?php)|<\?php', re.IGNORECASE)

# What makes a PDF do something, or carry something besides its pages (names of ISO 32000).
ACTIVE_ACTIONS = frozenset({
    '/JavaScript', '/Launch', '/SubmitForm', '/ImportData', '/Rendition', '/Movie', '/Sound', '/GoToE',
    '/RichMediaExecute',
})  # fmt: skip
ACTIVE_KEYS = frozenset({
    '/JS', '/JavaScript', '/EmbeddedFiles', '/EF', '/XFA', '/RichMediaContent', '/RichMediaSettings',
})  # fmt: skip
ACTIVE_TYPES = frozenset({'/EmbeddedFile'})
# The same once more in the plain bytes: an object that one reader does not find, another one may.
ACTIVE_BYTES = re.compile(rb'/S\s*/(?:JavaScript|Launch)\b|/JS\s*[(<\d]|/Type\s*/EmbeddedFile\b|/EmbeddedFiles\b')
STREAM = re.compile(rb'\bstream\r?\n.*?endstream', re.DOTALL)
ESCAPED = re.compile(rb'#([0-9A-Fa-f]{2})')


@dataclass(frozen=True)
class MediaType:
    """A kind of file that is taken."""

    name: str
    extension: str


class FileProblem(Exception):
    """Why a file is not taken, as a stable code: `files` puts it into words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


PDF = MediaType('application/pdf', 'pdf')
PNG = MediaType('image/png', 'png')
JPEG = MediaType('image/jpeg', 'jpg')


def inspect(content: bytes) -> MediaType:
    """Return what the content is.

    Raises:
        FileProblem: with the code `empty`, `unknown-type`, `unreadable`, `mixed`, `encrypted`, `active`, `no-pages`,
            `too-many-pages` or `too-many-pixels`.
    """
    if not content:
        raise FileProblem('empty')
    if content.startswith(b'%PDF-'):
        media_type, look = PDF, _inspect_pdf
    elif content.startswith(PNG_START):
        media_type, look = PNG, _inspect_png
    elif content.startswith(b'\xff\xd8\xff'):
        media_type, look = JPEG, _inspect_jpeg
    else:
        raise FileProblem('unknown-type')
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileProblem('mixed')
    try:
        look(content)
    except FileProblem:
        raise
    except Exception as error:
        # The isolation point: readers of hostile files fail in many ways, and every one means that we cannot read it.
        logger.info('An uploaded file could not be read as %s', media_type.name, exc_info=True)
        raise FileProblem('unreadable') from error
    return media_type


def _inspect_pdf(content: bytes) -> None:
    if not content.rstrip(b'\r\n\t \0').endswith(b'%%EOF') or WEB_PAGE.search(content, 0, 1024):
        raise FileProblem('mixed')
    if ACTIVE_BYTES.search(_plain_parts(content)):
        raise FileProblem('active')
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise FileProblem('encrypted')
    _refuse_active_objects(reader)
    pages = len(reader.pages)
    if not pages:
        raise FileProblem('no-pages')
    if pages > MAX_PAGES:
        raise FileProblem('too-many-pages')


def _plain_parts(content: bytes) -> bytes:
    """Return the bytes outside streams, with the escapes of names (`/J#53`) undone."""
    outside = STREAM.sub(b' ', content)
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), outside)


def _refuse_active_objects(reader: PdfReader) -> None:
    """Walk everything that can be reached from the trailer, object streams included."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    walked = 0
    while waiting:
        value = waiting.pop()
        walked += 1
        if walked > MAX_OBJECTS * 10 or len(seen) > MAX_OBJECTS:
            raise FileProblem('unreadable')
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(value.get_object())
        elif isinstance(value, DictionaryObject):
            _refuse_active_dictionary(value)
            waiting.extend(value.raw_get(name) for name in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(list.__iter__(value))


def _refuse_active_dictionary(value: DictionaryObject | StreamObject) -> None:
    keys = {str(key) for key in value}
    is_active = (
        keys & ACTIVE_KEYS
        or ('/S' in keys and str(value.get('/S')) in ACTIVE_ACTIONS)
        or ('/Type' in keys and str(value.get('/Type')) in ACTIVE_TYPES)
    )
    if is_active:
        raise FileProblem('active')


def _inspect_png(content: bytes) -> None:
    position = len(PNG_START)
    kind = b''
    while kind != b'IEND':
        length, kind = struct.unpack_from('>I4s', content, position)
        position += 12 + length
    _refuse_second_nature(content, end=position)
    with Image.open(io.BytesIO(content), formats=['PNG']) as image:
        _refuse_huge(image)
        image.verify()


def _inspect_jpeg(content: bytes) -> None:
    _refuse_second_nature(content, end=_end_of_jpeg(content))
    with Image.open(io.BytesIO(content), formats=['JPEG']) as image:
        _refuse_huge(image)
        # Decoding at an eighth of the size reads every byte and needs little memory.
        image.draft('L', (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()


def _end_of_jpeg(content: bytes) -> int:
    """Return where the first picture ends, segment by segment."""
    position = 2
    while True:
        if content[position] != 0xFF:
            raise FileProblem('unreadable')
        marker = content[position + 1]
        if marker == 0xD9:
            return position + 2
        if marker == 0xFF:
            position += 1
            continue
        [length] = struct.unpack_from('>H', content, position + 2)
        position += 2 + length
        if marker == 0xDA:
            position = _end_of_scan(content, position)


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the next marker after a scan's compressed data stands."""
    while True:
        position = content.index(b'\xff', position)
        following = content[position + 1]
        if following and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return position
        position += 1 if following == 0xFF else 2


def _refuse_second_nature(content: bytes, *, end: int) -> None:
    if content[end:].strip(b'\r\n\0') or WEB_PAGE.search(content) or b'%PDF-' in content:
        raise FileProblem('mixed')


def _refuse_huge(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise FileProblem('too-many-pixels')
