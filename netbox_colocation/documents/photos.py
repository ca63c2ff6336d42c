"""Photos of the work: looked at, and made anew without what the camera wrote beside the pixels (place, time, owner).

What is kept is a plain JPEG of a bearable size, whatever came: a telephone's trailer, a second picture behind the
first, a profile or a comment are gone. Nothing of the upload's own bytes is stored.
"""

import io

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .file_problem import FileProblem
from .files import PROBLEMS, read_bounded, refused
from .image_inspection import MAX_PIXELS, PNG_START

__all__ = ('LONGEST_SIDE', 'PHOTO', 'clean_photo', 'draw_anew', 'explain', 'read_photo')

PHOTO = 'image/jpeg'
# Of the picture that is kept: enough to read a label, and some hundred KiB.
LONGEST_SIDE = 2048
QUALITY = 82
JPEG_START = b'\xff\xd8\xff'
# These are held whole while they are decoded.
MAX_WHOLE_PIXELS = 40_000_000


def read_photo(upload: UploadedFile, *, field: str = 'file') -> bytes:
    """Return the photo as it is kept; `field` is the name of the form's field, for the refusal.

    Raises:
        FileRefused: it is too large, or no picture that can be read.
    """
    content = read_bounded(upload, field)
    try:
        return clean_photo(content)
    except FileProblem as problem:
        raise refused(problem.code, explain(problem), upload, field) from problem


def explain(problem: FileProblem) -> str:
    """Return the sentence why a photo is not taken."""
    if problem.code == 'unknown-type':
        return _('only JPEG and PNG pictures are taken: let the camera save JPEG (“most compatible”).')
    if problem.code == 'too-many-pixels':
        return _('the picture is too large: take it at a lower resolution.')
    return str(PROBLEMS[problem.code])


def clean_photo(content: bytes) -> bytes:
    """Return the picture as a JPEG of at most `LONGEST_SIDE`, upright, with nothing in it but pixels.

    Raises:
        FileProblem: with the code `empty`, `unknown-type`, `unreadable` or `too-many-pixels`.
    """
    file = io.BytesIO()
    draw_anew(content).save(file, 'JPEG', quality=QUALITY, optimize=True)
    return file.getvalue()


def draw_anew(content: bytes) -> Image.Image:
    """Return the picture's pixels, upright, at most `LONGEST_SIDE` wide and high, as a picture that has nothing else.

    Raises:
        FileProblem: as `clean_photo`.
    """
    if not content:
        raise FileProblem('empty')
    form = 'JPEG' if content.startswith(JPEG_START) else 'PNG' if content.startswith(PNG_START) else ''
    if not form:
        raise FileProblem('unknown-type')
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            return _copy_pixels(picture)
    except FileProblem:
        raise
    except Image.DecompressionBombError as error:
        raise FileProblem('too-many-pixels') from error
    except Exception as error:
        # The isolation point: readers of hostile files fail in many ways, and every one means that we cannot read it.
        raise FileProblem('unreadable') from error


def _copy_pixels(picture: Image.Image) -> Image.Image:
    is_whole = picture.format == 'PNG' or picture.info.get('progressive')
    if picture.width * picture.height > (MAX_WHOLE_PIXELS if is_whole else MAX_PIXELS):
        raise FileProblem('too-many-pixels')
    # A JPEG is decoded at a fraction of its size where that is enough.
    picture.draft('RGB', (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Where nothing was painted, paper is white.
    if upright.mode in ('RGBA', 'LA', 'PA') or 'transparency' in upright.info:
        layer = upright.convert('RGBA')
        plain = Image.new('RGB', layer.size, 'white')
        plain.paste(layer, mask=layer.getchannel('A'))
    else:
        # A new picture: what Pillow carries along from file to file (EXIF, profile, comment) stays behind.
        plain = Image.new('RGB', upright.size)
        plain.paste(upright.convert('RGB'))
    return plain
