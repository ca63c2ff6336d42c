"""Reads what a PDF says, as its reader would."""

import io
import re

from pypdf import PdfReader


def read_text(pdf: bytes) -> str:
    """Return the text of all pages, in one line."""
    text = ' '.join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r'\s+', ' ', text)
