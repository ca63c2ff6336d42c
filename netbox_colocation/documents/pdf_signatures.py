"""What signatures in a PDF share: the block that the paper shows, where it stands, and the QR code in it."""

import io
from dataclasses import dataclass

import segno
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

__all__ = ('BlockPlace', 'SignatureBlock', 'end_line', 'extends', 'find_place', 'qr_matrix')

# Templates mark the corners of the framed block with these destinations: they are no text, so nobody's text is one.
FIRST_MARK, LAST_MARK = 'ttd', 'ttd-end'
# Typst lets a destination begin so many points above the mark, so that a viewer shows what leads to it.
HEADROOM = 10


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs and why, as the file's signature says it.

    Attributes:
        name: of the signer; position: the office with its prefix.
        reason: why the paper was signed; location: where.
    """

    name: str = ''
    position: str = ''
    reason: str = ''
    location: str = ''


@dataclass(frozen=True)
class BlockPlace:
    """Where the framed block stands.

    Attributes:
        page: counted from 0.
        box: left, bottom, right, top, in points from the page's lower left corner.
    """

    page: int
    box: tuple[int, int, int, int]


def find_place(content: bytes) -> BlockPlace | None:
    """Return where a rendered paper shows its signature block, or None when it shows none."""
    reader = PdfReader(io.BytesIO(content))
    try:
        marks = reader.named_destinations
        first, last = marks.get(FIRST_MARK), marks.get(LAST_MARK)
    except (PyPdfError, KeyError, TypeError, ValueError):
        return None
    if not (isinstance(first, Destination) and isinstance(last, Destination)) or first.page != last.page:
        return None
    page = reader.get_destination_page_number(first)
    corners = (first.left, last.top, last.left, first.top)
    if page is None or any(corner is None for corner in corners):
        return None
    left, bottom, right, top = (round(float(corner)) for corner in corners if corner is not None)
    box = (left, bottom - HEADROOM, right, top - HEADROOM)
    return BlockPlace(page, box) if box[0] < box[2] and box[1] < box[3] else None


def qr_matrix(text: str) -> list[list[int]]:
    """Return the modules of a QR code row by row, 1 for dark, without the quiet zone around it."""
    return [[int(module) for module in row] for row in segno.make_qr(text, error='m').matrix]


def end_line(content: bytes) -> bytes:
    """Return the PDF with its last line ended, which Typst leaves open: what is added must begin on a line (PDF/A)."""
    return content if content.endswith(b'\n') else content + b'\n'


def extends(signed: bytes, original: bytes) -> bool:
    """Return whether a signed PDF is the original with something added after it: not one byte of it was changed."""
    return len(signed) > len(original) and signed.startswith(original)
