"""The logos of letterheads: small pictures, looked at before they are kept, found again by their digest.

A logo stays as long as a letterhead or a paper's frozen data names it; see `removal`.
"""

import functools
import hashlib
import io

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from ..exceptions import FileRefused, Refusal
from .files import EXTENSIONS, name_of, read_upload
from .removal import open_storage

__all__ = ('MAX_BYTES', 'PICTURES', 'digest_of', 'find_logo', 'inspect_logo')

MAX_BYTES = 1024 * 1024
MAX_SIDE = 4000
PICTURES = ('image/png', 'image/jpeg')


def inspect_logo(upload: UploadedFile, *, field: str = 'logo') -> tuple[bytes, str]:
    """Return the content and the media type of an uploaded logo.

    Raises:
        FileRefused: it is no PNG or JPEG, too large, or not whole.
    """
    if upload.size is not None and upload.size > MAX_BYTES:
        raise _refused('too-large', _('the logo is larger than 1 MiB: save it smaller.'), upload, field)
    if looks_like_svg(upload):
        raise _refused('unknown-type', _('an SVG may hold programs: save the logo as PNG or JPEG.'), upload, field)
    content, media_type = read_upload(upload, field=field)
    if media_type.name not in PICTURES:
        raise _refused('unknown-type', _('a logo is a picture: save it as PNG or JPEG.'), upload, field)
    with Image.open(io.BytesIO(content), formats=['PNG', 'JPEG']) as picture:
        if max(picture.size) > MAX_SIDE:
            reason = _('the logo is wider or higher than {limit} pixels: save it smaller.').format(limit=MAX_SIDE)
            raise _refused('too-many-pixels', reason, upload, field)
    return content, media_type.name


def looks_like_svg(upload: UploadedFile) -> bool:
    """Whether it is an SVG by its first bytes or its name: it is refused anyway, this only says why."""
    upload.seek(0)
    start = upload.read(1024).lower()
    upload.seek(0)
    return b'<svg' in start or (upload.name or '').lower().endswith('.svg')


def digest_of(name: str) -> str:
    """Return the digest of the logo that is kept under a name; '' for none."""
    return name.rsplit('/', 1)[-1].split('.')[0]


@functools.lru_cache(maxsize=32)
def find_logo(digest: str) -> tuple[bytes, str]:
    """Return a kept logo's content and its extension. What a digest names never changes, so it is read once.

    Raises:
        FileNotFoundError: no logo of that digest is kept.
    """
    storage = open_storage()
    for media_type in PICTURES:
        name = name_of(digest, media_type)
        if storage.exists(name):
            with storage.open(name) as file:
                content = file.read()
            if hashlib.sha256(content).hexdigest() == digest:
                return content, EXTENSIONS[media_type]
    raise FileNotFoundError(f'The logo {digest} is missing from the storage.')


def _refused(code: str, reason: str, upload: UploadedFile, field: str) -> FileRefused:
    message = _('{file}: {reason}').format(file=upload.name or field, reason=reason)
    return FileRefused(message, refusals=[Refusal(code, message, field=field)])
