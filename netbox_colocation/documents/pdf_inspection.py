"""Whether a PDF is a paper and nothing else: no scripts, actions, attachments or media, bounded, not encrypted.

Links that people click (web, mail, telephone) and signatures are part of a paper. No Django.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from .file_problem import WEB_PAGE, FileProblem
from .image_inspection import MAX_PIXELS

__all__ = ('MAX_PAGES', 'inspect_pdf')

MAX_PAGES = 300
MAX_OBJECTS = 100_000
# All that is not pictures (text, fonts, tables of objects), unpacked: in bytes, of the whole file.
MAX_UNPACKED = 128 * 1024 * 1024
STEP = 1024 * 1024
END = b'%%EOF'

# What makes a PDF do something, or carry something besides its pages (names of ISO 32000).
ACTIVE_ACTIONS = frozenset({
    '/JavaScript', '/Launch', '/SubmitForm', '/ImportData', '/Rendition', '/Movie', '/Sound', '/GoToE', '/GoToR',
    '/GoTo3DView', '/Thread', '/RichMediaExecute',
})  # fmt: skip
SHOWING = frozenset({None, '/GoTo', '/Named', '/SetOCGState', '/Trans', '/Hide'})
ACTIVE_KEYS = frozenset({
    '/JS', '/JavaScript', '/EmbeddedFiles', '/EF', '/XFA', '/RichMediaContent', '/RichMediaSettings',
    '/Collection', '/Renditions',
})  # fmt: skip
ACTIVE_TYPES = frozenset({'/EmbeddedFile', '/Rendition'})
ACTIVE_SUBTYPES = frozenset({'/FileAttachment', '/Screen', '/Movie', '/Sound', '/RichMedia', '/3D'})
# What a stream may not take from another file.
OUTSIDE_KEYS = frozenset({'/F', '/Ref', '/OPI'})
LINKS = re.compile(r'(?:https?://|mailto:|tel:)', re.IGNORECASE)
SCHEME = re.compile(r'\s*[a-z][a-z0-9+.-]*\s*:', re.IGNORECASE)
# The same once more in the plain bytes: an object that one reader does not find, another one may.
ACTIVE_BYTES = re.compile(
    rb'/S\s*/(?:JavaScript|Launch)\b|/JS\s*[(<\d]|/Type\s*/EmbeddedFile\b|/EmbeddedFiles\b|/URI\s*\(\s*javascript:',
    re.IGNORECASE,
)
ESCAPED = re.compile(rb'#([0-9A-Fa-f]{2})')
FLATE = frozenset({'/FlateDecode', '/Fl'})
PACKED_OTHERWISE = frozenset({'/LZWDecode', '/LZW', '/RunLengthDecode', '/RL'})


def inspect_pdf(content: bytes) -> None:
    """Look at a PDF.

    Raises:
        FileProblem: it is not taken. The reader's own errors mean that it is unreadable.
    """
    _refuse_second_nature(content)
    plain = _plain_parts(content)
    if WEB_PAGE.search(content, 0, 1024) or WEB_PAGE.search(plain):
        raise FileProblem('mixed')
    if ACTIVE_BYTES.search(plain):
        raise FileProblem('active')
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise FileProblem('encrypted')
    _Walk().walk(reader)
    if not len(reader.pages):
        raise FileProblem('no-pages')
    if len(reader.pages) > MAX_PAGES:
        raise FileProblem('too-many-pages')


def _refuse_second_nature(content: bytes) -> None:
    end = content.rfind(END)
    if end < 0:
        raise FileProblem('unreadable')  # the end is missing
    if content[end + len(END) :].strip(b'\r\n\t \0'):
        raise FileProblem('mixed')


def _plain_parts(content: bytes) -> bytes:
    """Return the bytes outside streams, with the escapes of names (`/J#53`) undone; in one pass."""
    parts, position = [], 0
    while (start := content.find(b'stream', position)) >= 0:
        body = start + len(b'stream')
        if content[body : body + 1] not in (b'\r', b'\n'):
            parts.append(content[position:body])
            position = body
            continue
        end = content.find(b'endstream', body)
        if end < 0:
            break
        parts.append(content[position:start])
        position = end + len(b'endstream')
    parts.append(content[position:])
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), b' '.join(parts))


class _Walk:
    """One walk over everything that can be reached from the trailer, object streams included."""

    def __init__(self) -> None:
        self.seen: set[tuple[int, int]] = set()
        self.pages = 0
        self.unpacked = 0

    def walk(self, reader: PdfReader) -> None:
        waiting: list[Any] = [reader.trailer]
        walked = 0
        while waiting:
            value = waiting.pop()
            walked += 1
            if walked > MAX_OBJECTS * 10 or len(self.seen) > MAX_OBJECTS:
                raise FileProblem('unreadable')
            if isinstance(value, IndirectObject):
                key = (value.idnum, value.generation)
                if key not in self.seen:
                    self.seen.add(key)
                    waiting.append(value.get_object())
            elif isinstance(value, DictionaryObject):
                self._look(value)
                waiting.extend(value.raw_get(name) for name in value)
            elif isinstance(value, ArrayObject):
                waiting.extend(list.__iter__(value))

    def _look(self, value: DictionaryObject) -> None:
        _refuse_active(value)
        if _at(value, '/Type') == '/Page':
            self.pages += 1
            if self.pages > MAX_PAGES:
                raise FileProblem('too-many-pages')
        if isinstance(value, StreamObject):
            if OUTSIDE_KEYS & set(value):
                raise FileProblem('active')
            if _at(value, '/Subtype') == '/Image':
                _refuse_huge(value)
            else:
                self._unpack(value)

    def _unpack(self, value: StreamObject) -> None:
        """Count what the stream holds when it is unpacked, a part at a time."""
        filters = _filters_of(value)
        if PACKED_OTHERWISE & set(filters):
            try:
                self._add(len(value.get_data()))
            except LimitReachedError as error:
                raise FileProblem('unpacks') from error
            return
        content = value._data
        while filters and filters[0] in FLATE:
            content = self._inflate(content, is_last=filters[1:2] == [] or filters[1] not in FLATE)
            filters = filters[1:]

    def _inflate(self, content: bytes, *, is_last: bool) -> bytes:
        reader, parts = zlib.decompressobj(), []
        try:
            while content and not reader.eof:
                part = reader.decompress(content, STEP)
                content = reader.unconsumed_tail
                self._add(len(part))
                if not is_last:
                    parts.append(part)
        except zlib.error:
            pass  # readers show what they could unpack until there
        return b''.join(parts)

    def _add(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED:
            raise FileProblem('unpacks')


def _at(value: DictionaryObject, name: str) -> Any:
    """Return what stands under the name, wherever in the file it is written; None without it."""
    return value[name] if name in value else None  # noqa: SIM401  `get` returns references as they are


def _refuse_active(value: DictionaryObject) -> None:
    is_active = (
        ACTIVE_KEYS & set(value)
        or str(_at(value, '/S')) in ACTIVE_ACTIONS
        or str(_at(value, '/Type')) in ACTIVE_TYPES
        or str(_at(value, '/Subtype')) in ACTIVE_SUBTYPES
        or _is_active_link(_at(value, '/URI'))
        or any(_opens_something(action) for action in _unasked(value))
    )
    if is_active:
        raise FileProblem('active')


def _is_active_link(value: Any) -> bool:
    """Whether a link leads to something else than the web, mail or a telephone; without a scheme, it is the web."""
    if isinstance(value, DictionaryObject):
        value = _at(value, '/Base')
    if value is None:
        return False
    link = value.decode('latin-1') if isinstance(value, bytes) else str(value)
    return link.lstrip().startswith('\\') or bool(SCHEME.match(link) and not LINKS.match(link.strip()))


def _unasked(value: DictionaryObject) -> Iterator[Any]:
    """Yield the actions that happen although nobody clicked: of opening the file, of turning a page, of a field."""
    yield _at(value, '/OpenAction')
    actions = _at(value, '/AA')
    if isinstance(actions, DictionaryObject):
        yield from (_at(actions, name) for name in actions)


def _opens_something(value: Any) -> bool:
    """Whether the action does more than to show a page."""
    return isinstance(value, DictionaryObject) and _at(value, '/S') not in SHOWING


def _refuse_huge(image: StreamObject) -> None:
    width, height = _at(image, '/Width'), _at(image, '/Height')
    if int(width or 0) * int(height or 0) > MAX_PIXELS:
        raise FileProblem('too-many-pixels')


def _filters_of(value: StreamObject) -> list[str]:
    found = _at(value, '/Filter')
    if isinstance(found, ArrayObject):
        return [str(name.get_object()) for name in list.__iter__(found)]
    return [str(found)] if found is not None else []
