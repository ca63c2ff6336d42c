"""The copy for the file as a browser or a program gets it: rendered for this answer alone, for officers only."""

from django.contrib.auth.models import AbstractUser
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone

from ..documents.rendering import PDF
from ..documents.shown_copies import render_file_copy
from ..exceptions import OutcomeRefused
from ..models import Document
from ..workflows.disclosure import sees_drafting
from .downloads import answer_destroyed, serve_content

__all__ = ('serve_file_copy',)


def serve_file_copy(document: Document, user: AbstractUser, *, inline: bool = False) -> FileResponse | HttpResponse:
    """Return the paper with the boxes of initials. Whoever calls this checked that the user may view the document.

    Raises:
        Http404: the user reads the paper as its applicant, or it came as a file and has no such copy.
    """
    if not sees_drafting(user, document, now=timezone.now()):
        raise Http404
    if destroyed := answer_destroyed(document):
        return destroyed
    try:
        content = render_file_copy(document)
    except OutcomeRefused as refusal:
        raise Http404(str(refusal)) from refusal
    return serve_content(content, PDF, f'{document.kind}-{document.pk}-file-copy', inline=inline)
