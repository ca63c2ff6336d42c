"""A paper as DOCX as a browser or a program gets it: made for this answer alone, for those who see drafts."""

from django.contrib.auth.models import AbstractUser
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentStateChoices
from ..documents.docx import DOCX, make_docx
from ..documents.kinds import DRAFTED_KINDS
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document
from ..workflows.disclosure import sees_drafting
from .downloads import answer_destroyed

__all__ = ('serve_docx',)


def serve_docx(document: Document, user: AbstractUser, *, placeholders: bool = False) -> HttpResponse:
    """Return a paper as DOCX. Whoever calls this checked that the user may view the document.

    Raises:
        Http404: the user reads the paper as its applicant, or it came as a file.
        OutcomeRefused: placeholders are for drafts only (`already-signed`).
        TemplateRefused: the agency's own layout does not fit the data.
    """
    if document.kind not in DRAFTED_KINDS or not sees_drafting(user, document, now=timezone.now()):
        raise Http404
    if destroyed := answer_destroyed(document):
        return destroyed
    if placeholders and document.state != DocumentStateChoices.DRAFT:
        message = _('Only a draft has places for the e-office to fill in: this paper has its number and signer.')
        raise OutcomeRefused([Refusal('already-signed', message, field='placeholders')])
    source = document.template.source if document.template else None
    content = make_docx(document.kind, document.data, template_source=source, placeholders=placeholders)
    response = HttpResponse(content, content_type=DOCX)
    mark = '-e-office' if placeholders else ''
    response['Content-Disposition'] = f'attachment; filename="{document.kind}-{document.pk}{mark}.docx"'
    response['X-Content-Type-Options'] = 'nosniff'
    response['Cache-Control'] = 'private, no-store'
    return response
