"""What an uploaded file really is, read from its content: PDF, PNG or JPEG, whole, without active content. No Django.

A file's name and declared type say nothing here. A file that is two things at once (a letter and a program, a picture
and an archive) is refused: a strict start, a strict end, and no archive or web page inside. Nothing is unpacked beyond
a bound, whatever the file claims.
"""

import io
import logging
import zipfile
from dataclasses import dataclass

from .file_problem import FileProblem
from .image_inspection import PNG_START, inspect_jpeg, inspect_png
from .pdf_inspection import MAX_PAGES, inspect_pdf

__all__ = ('MAX_PAGES', 'FileProblem', 'MediaType', 'inspect')

logger = logging.getLogger('netbox.plugins.netbox_colocation')


@dataclass(frozen=True)
class MediaType:
    """A kind of file that is taken."""

    name: str
    extension: str


PDF = MediaType('application/pdf', 'pdf')
PNG = MediaType('image/png', 'png')
JPEG = MediaType('image/jpeg', 'jpg')


def inspect(content: bytes) -> MediaType:
    """Return what the content is.

    Raises:
        FileProblem: with the code `empty`, `unknown-type`, `unreadable`, `mixed`, `encrypted`, `active`, `unpacks`,
            `no-pages`, `too-many-pages` or `too-many-pixels`.
    """
    if not content:
        raise FileProblem('empty')
    if content.startswith(b'%PDF-'):
        media_type, look = PDF, inspect_pdf
    elif content.startswith(PNG_START):
        media_type, look = PNG, inspect_png
    elif content.startswith(b'\xff\xd8\xff'):
        media_type, look = JPEG, inspect_jpeg
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
