"""Bodies that are larger than Django reads: JSON with a bound of the view's own, also packed with gzip.

A view names its `largest_body_mib` and lists `LargeJSONParser`. Nothing beyond the bound is read, packed or not.
"""

import codecs
import json
import zlib
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.utils.json import strict_constant

from ..constants import LARGEST_BODIES_MIB
from ..exceptions import BodyTooLarge, Refusal

__all__ = ('LargeBodyMixin', 'LargeJSONParser')

MIB = 1024 * 1024
BLOCK = 1 << 16
PLAIN, PACKED = ('', 'identity'), ('gzip', 'x-gzip')
# For zlib: the format of gzip, with the largest window.
GZIP = 16 + zlib.MAX_WBITS


class LargeJSONParser(BaseParser):
    """Reads JSON from the stream of a call to a view with `LargeBodyMixin`.

    Django REST framework would have Django read the body for its own parser, up to DATA_UPLOAD_MAX_MEMORY_SIZE.
    """

    media_type = 'application/json'

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what was sent.

        Raises:
            BodyTooLarge: it is larger than the view's bound, as it comes or unpacked.
            ParseError: it is no JSON, or no gzip.
            UnsupportedMediaType: it is packed otherwise.
        """
        context: Mapping[str, Any] = parser_context or {}
        headers, most = context['request'].headers, context['view'].largest_body_mib
        packing = headers.get('Content-Encoding', '').strip().lower()
        if packing not in (*PLAIN, *PACKED):
            raise UnsupportedMediaType(packing, _('Send the body plain, or packed with gzip.'))
        content = _read(stream, most=most, is_packed=packing in PACKED)
        try:
            text = codecs.decode(content, context.get('encoding') or settings.DEFAULT_CHARSET)
            del content
            return json.loads(text, parse_constant=strict_constant)
        except (ValueError, LookupError) as error:
            raise ParseError(f'JSON parse error - {error}') from error


class LargeBodyMixin:
    """A view whose calls may be as large as `LARGEST_BODIES_MIB` says of its `body_path`."""

    parser_classes = (LargeJSONParser,)
    body_path: str

    @property
    def largest_body_mib(self) -> int:
        return LARGEST_BODIES_MIB[self.body_path]


def _read(stream: IO[bytes], *, most: int, is_packed: bool) -> bytes:
    unpacking = zlib.decompressobj(GZIP) if is_packed else None
    content, came = bytearray(), 0
    while block := stream.read(BLOCK):
        came += len(block)
        if unpacking is None:
            content += block
        else:
            content += _unpack(unpacking, block, most * MIB + 1 - len(content))
        if max(came, len(content)) > most * MIB:
            message = _('The body is larger than {limit} MiB: send less at once.').format(limit=most)
            raise BodyTooLarge(message, refusals=[Refusal(BodyTooLarge.code, message)])
    if unpacking is not None and not unpacking.eof:
        raise ParseError(_('The body is no gzip, or its end is missing.'))
    return bytes(content)


def _unpack(unpacking: Any, block: bytes, most: int) -> bytes:
    """Return what a block unpacks to, at most so many bytes: whoever calls refuses when they are all there."""
    try:
        content = unpacking.decompress(block, most)
    except zlib.error as error:
        raise ParseError(_('The body is no gzip, or its end is missing.')) from error
    if unpacking.unused_data:
        raise ParseError(_('Something follows the end of the packed body: pack it as one.'))
    return bytes(content)
