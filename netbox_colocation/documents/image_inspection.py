"""Whether a picture is whole, of a bearable size, and nothing besides a picture. No Django."""

import io
import re
import struct
import zlib

from PIL import Image

from .file_problem import CODE_OF_PAGES, WEB_PAGE, FileProblem

__all__ = ('MAX_PIXELS', 'PNG_START', 'inspect_jpeg', 'inspect_png')

PNG_START = b'\x89PNG\r\n\x1a\n'
MAX_PIXELS = 80_000_000  # an A3 page scanned at 600 dpi has 70 million
# A progressive JPEG is held whole while it is decoded, once for each scan; encoders write about ten.
MAX_PROGRESSIVE_PIXELS = 40_000_000
MAX_SCANS = 40
START_OF_SCAN, END_OF_IMAGE, PROGRESSIVE = 0xDA, 0xD9, 0xC2
# After compressed data: a marker that is neither a stuffed byte, nor a restart, nor filling.
NEXT_MARKER = re.compile(rb'\xff(?![\x00\xd0-\xd7\xff])')
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by PNG's colour type
STEP = 1024 * 1024


def inspect_png(content: bytes) -> None:
    """Look at a PNG.

    Raises:
        FileProblem: it is not taken. Readers' own errors mean that it is unreadable.
    """
    position, kind = len(PNG_START), b''
    packed: list[bytes] = []
    words: list[bytes] = []
    while kind != b'IEND':
        length, kind = struct.unpack_from('>I4s', content, position)
        (packed if kind == b'IDAT' else words).append(content[position + 8 : position + 8 + length])
        position += 12 + length
    _refuse_second_nature(content, words=b'\n'.join(words), end=position)
    with _open(content, 'PNG') as image:
        _refuse_huge(image, MAX_PIXELS)
        image.verify()
    _unpack(packed, header=words[0])


def _unpack(packed: list[bytes], *, header: bytes) -> None:
    """Read all pixels, a part at a time: there must be as many as the header says."""
    width, height, depth, colour, _method, _filter, is_interlaced = struct.unpack('>IIBBBBB', header)
    row = 1 + (width * depth * SAMPLES[colour] + 7) // 8
    # Interlacing splits a picture into seven, each with its own beginnings of rows.
    most = row * height + (8 * (width + height) + 64 if is_interlaced else 0)
    reader, size = zlib.decompressobj(), 0
    for part in packed:
        while part and not reader.eof:
            size += len(reader.decompress(part, STEP))
            part = reader.unconsumed_tail
            if size > most:
                raise FileProblem('unpacks')
    if not reader.eof or size < row * height:
        raise FileProblem('unreadable')


def inspect_jpeg(content: bytes) -> None:
    """Look at a JPEG.

    Raises:
        FileProblem: it is not taken. Readers' own errors mean that it is unreadable.
    """
    end, words, is_progressive = _walk_jpeg(content)
    _refuse_second_nature(content, words=words, end=end)
    with _open(content, 'JPEG') as image:
        _refuse_huge(image, MAX_PROGRESSIVE_PIXELS if is_progressive else MAX_PIXELS)
        # Decoding at an eighth of the size reads every byte and needs little memory.
        image.draft('L', (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()


def _walk_jpeg(content: bytes) -> tuple[int, bytes, bool]:
    """Return where the first picture ends, what stands in its segments, and whether it is progressive."""
    position, scans, is_progressive = 2, 0, False
    words: list[bytes] = []
    while True:
        if content[position] != 0xFF:
            raise FileProblem('unreadable')
        marker = content[position + 1]
        if marker == END_OF_IMAGE:
            return position + 2, b'\n'.join(words), is_progressive
        if marker == 0xFF:
            position += 1
            continue
        [length] = struct.unpack_from('>H', content, position + 2)
        words.append(content[position + 4 : position + 2 + length])
        position += 2 + length
        is_progressive |= marker == PROGRESSIVE
        if marker == START_OF_SCAN:
            scans += 1
            found = NEXT_MARKER.search(content, position)
            if found is None or scans > MAX_SCANS:
                raise FileProblem('unreadable')
            position = found.start()


def _refuse_second_nature(content: bytes, *, words: bytes, end: int) -> None:
    """Refuse what follows the picture, and what its texts hold; by chance, pixels may look like anything short."""
    is_mixed = (
        content[end:].strip(b'\r\n\0')
        or WEB_PAGE.search(words)
        or WEB_PAGE.search(content, 0, 1024)
        or CODE_OF_PAGES.search(content)
        or b'%PDF-' in content
    )
    if is_mixed:
        raise FileProblem('mixed')


def _open(content: bytes, form: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=[form])
    except Image.DecompressionBombError as error:
        raise FileProblem('too-many-pixels') from error


def _refuse_huge(image: Image.Image, limit: int) -> None:
    if image.width * image.height > limit:
        raise FileProblem('too-many-pixels')
