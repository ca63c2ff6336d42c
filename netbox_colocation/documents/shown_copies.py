"""Renditions that are shown and never stored: a version of a draft, and the file copy with everybody's initials.

The file copy is the paper as it was issued, with the boxes of initials (*Paraf Hierarki*, *Paraf Koordinasi*) that the
addressee's does not bear. A certified signature is in the issued file alone: the copy only shows its block.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, DocumentTemplate, DocumentVersion
from .initials import who_initialled
from .kinds import DRAFTED_KINDS
from .own_layouts import Rendition, render_apart
from .rendering import logo_of, make_printable, render
from .template_checks import shipped_layout

__all__ = ('MOST_PICTURES', 'picture_version', 'render_file_copy', 'render_version')

# Pages of a version that are shown as pictures; whoever wants more opens the PDF.
MOST_PICTURES = 6


def render_version(version: DocumentVersion) -> bytes:
    """Return the PDF of a draft as that version said it."""
    return _render(version.document, version.data)


def picture_version(version: DocumentVersion) -> Rendition:
    """Return the first pages of a draft, as that version said it, as PNG pictures.

    Raises:
        TemplateRefused: the agency's own layout does not fit the data any more.
    """
    data = version.data
    source = _layout_of(data) or shipped_layout(version.document.kind)
    day = datetime.date.fromisoformat(data['dated']['iso'])
    return render_apart(
        source, make_printable(data), day=day, logo=logo_of(data), output='png', max_pages=MOST_PICTURES, ppi=100
    )


def render_file_copy(document: Document) -> bytes:
    """Return the PDF of a paper with the initials that its newest version bears.

    Raises:
        OutcomeRefused: it came as a file, so there is nothing to draw initials on (`not-drafted`).
    """
    if document.kind not in DRAFTED_KINDS or not document.data.get('kind'):
        message = _('This paper came as a file: it has no copy with initials.')
        raise OutcomeRefused([Refusal('not-drafted', message)])
    return _render(document, {**document.data, 'copy': 'file', 'initials': who_initialled(document)})


def _render(document: Document, data: Mapping[str, Any]) -> bytes:
    return render(document.kind, data, _layout_of(data))


def _layout_of(data: Mapping[str, Any]) -> str | None:
    """Return the agency's own layout that the data was frozen for; None for the shipped one."""
    template = (data.get('style') or {}).get('template')
    own = DocumentTemplate.objects.filter(pk=template).first() if template else None
    return (own.source or None) if own else None
