"""How a private file reaches a browser: one response for the pages and the API. Whoever calls it checked permission."""

import logging

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from ..models import Document

__all__ = ('SHOWN_INLINE', 'serve_document')

logger = logging.getLogger('netbox_colocation.downloads')

# What a document's file may be (`documents.inspection` lets in nothing else); its name ends accordingly.
SUFFIXES = {'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg'}
# What a browser may show instead of saving it.
SHOWN_INLINE = frozenset(SUFFIXES)


def serve_document(document: Document, *, inline: bool = False) -> FileResponse:
    """Return the document's file, which no cache keeps and no browser takes for anything else.

    Raises:
        Http404: the document is not rendered yet, or its file is gone.
    """
    if not document.file:
        raise Http404(_('This document has no file yet: it is rendered in the background.'))
    try:
        content = document.file.open('rb')
    except FileNotFoundError as error:
        logger.exception('The file of document %s is missing from the storage', document.pk)
        raise Http404(_('The file of this document is missing from the storage.')) from error
    is_known = document.media_type in SUFFIXES
    is_shown = inline and is_known
    response = FileResponse(
        content,
        as_attachment=not is_shown,
        filename=f'{document.kind}-{document.pk}.{SUFFIXES.get(document.media_type, "bin")}',
        content_type=document.media_type if is_known else 'application/octet-stream',
    )
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    # Browsers' own PDF viewers do not start in a sandbox.
    response['Content-Security-Policy'] = "default-src 'none'" if is_shown else "sandbox; default-src 'none'"
    return response
