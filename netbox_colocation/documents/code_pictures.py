"""The QR codes in a picture that a camera took of a paper. Nothing of the picture is kept."""

import zxingcpp

from .photos import draw_anew

__all__ = ('MOST_CODES', 'read_codes')

# Of one picture: a paper has two, a desk full of papers has more.
MOST_CODES = 10


def read_codes(content: bytes) -> list[str]:
    """Return the texts of the QR codes in a JPEG or PNG, however they are turned; none where there is none.

    Raises:
        FileProblem: with the code `empty`, `unknown-type`, `unreadable` or `too-many-pixels`.
    """
    grey = draw_anew(content).convert('L')
    pixels = memoryview(grey.tobytes()).cast('B', (grey.height, grey.width))
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text.strip() for code in found if code.valid and code.text.strip()][:MOST_CODES]
