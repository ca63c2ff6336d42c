"""How a private file reaches a browser: one response for the pages and the API. Whoever calls it checked permission."""

import io
import logging
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..documents.rendering import PDF
from ..models import Document, Signature, WorkPhoto

__all__ = (
    'SHOWN_INLINE',
    'answer_destroyed',
    'serve_content',
    'serve_document',
    'serve_pdf',
    'serve_photo',
    'serve_signature',
)

logger = logging.getLogger('netbox_colocation.downloads')

# What a document's file may be (`documents.inspection` lets in nothing else); its name ends accordingly.
SUFFIXES = {'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg'}
# What a browser may show instead of saving it.
SHOWN_INLINE = frozenset(SUFFIXES)


def answer_destroyed(document: Document) -> HttpResponse | None:
    """Return the answer of every door to a paper that was destroyed, which names the act; None for others."""
    if document.destroyed_at is None:
        return None
    message = _('The file of this document was destroyed on {day}: {disposal}.').format(
        day=date_format(timezone.localtime(document.destroyed_at), 'DATE_FORMAT'), disposal=document.disposal
    )
    response = HttpResponse(message, status=410, content_type='text/plain; charset=utf-8')
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    return response


def serve_document(document: Document, *, inline: bool = False) -> FileResponse | HttpResponse:
    """Return the document's file, which no cache keeps and no browser takes for anything else; of a destroyed one, 410.

    Raises:
        Http404: the document is not rendered yet, or its file is gone.
    """
    if destroyed := answer_destroyed(document):
        return destroyed
    if not document.file:
        raise Http404(_('This document has no file yet: it is rendered in the background.'))
    content = _open(document.file, f'document {document.pk}')
    return _serve(content, document.media_type, f'{document.kind}-{document.pk}', inline=inline)


def serve_signature(signature: Signature, *, inline: bool = False) -> FileResponse | HttpResponse:
    """Return the file of a signature in the same way.

    Raises:
        Http404: it has none, or its file is gone.
    """
    if destroyed := answer_destroyed(signature.document):
        return destroyed
    if not signature.file:
        raise Http404(_('This signature has no file.'))
    content = _open(signature.file, f'signature {signature.pk}')
    return _serve(content, signature.media_type, f'signature-{signature.pk}', inline=inline)


def serve_content(content: bytes, media_type: str, name: str, *, inline: bool = False) -> FileResponse:
    """Return what was made for this answer alone; `name` without its suffix."""
    return _serve(io.BytesIO(content), media_type, name, inline=inline)


def serve_pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that was made for this answer alone, for a browser to show; `name` without its suffix."""
    response = HttpResponse(content, content_type=PDF)
    response['Content-Disposition'] = f'inline; filename="{name}.pdf"'
    return _guard(response, is_shown=True)


def serve_photo(photo: WorkPhoto) -> FileResponse:
    """Return a photo of the work for a browser to show.

    Raises:
        Http404: its file is gone.
    """
    content = _open(photo.file, f'photo {photo.pk}')
    return _serve(content, photo.media_type, f'photo-{photo.pk}', inline=True)


def _open(file: FieldFile, whose: str) -> IO[bytes]:
    try:
        return file.open('rb')
    except FileNotFoundError as error:
        logger.exception('The file of %s is missing from the storage', whose)
        raise Http404(_('The file of this document is missing from the storage.')) from error


def _serve(content: IO[bytes], media_type: str, name: str, *, inline: bool) -> FileResponse:
    is_known = media_type in SUFFIXES
    is_shown = inline and is_known
    response = FileResponse(
        content,
        as_attachment=not is_shown,
        filename=f'{name}.{SUFFIXES.get(media_type, "bin")}',
        content_type=media_type if is_known else 'application/octet-stream',
    )
    return _guard(response, is_shown=is_shown)


def _guard[Answer: HttpResponse | FileResponse](response: Answer, *, is_shown: bool) -> Answer:
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    # Browsers' own PDF viewers do not start in a sandbox.
    response['Content-Security-Policy'] = "default-src 'none'" if is_shown else "sandbox; default-src 'none'"
    return response
