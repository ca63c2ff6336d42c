"""The signatures of a paper as its page shows them: the one that it has, and those that were prepared for it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..documents import validation
from ..documents.prepared import is_current
from ..exceptions import ColocationError
from ..models import Document, Signature
from ..workflows.signatures import find_office, visible_signatures

__all__ = ('DocumentSignaturesPanel', 'ShownSignature', 'can_sign', 'show_signatures')


@dataclass(frozen=True)
class ShownSignature:
    """A signature with what was found in its file; `is_outdated` when the draft was written again since."""

    signature: Signature
    summary: Mapping[str, Any] | None
    is_mine: bool
    is_outdated: bool

    @property
    def is_ready(self) -> bool:
        """Whether its file is there: a paper that was printed for ink waits for its scan."""
        return bool(self.signature.file)

    @property
    def block(self) -> Mapping[str, Any]:
        return self.signature.signer

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        return self.signature.findings


def show_signatures(document: Document, *, reader: AbstractUser, now: datetime.datetime) -> list[ShownSignature]:
    """Return the signatures that this reader sees, the accepted one first."""
    rows = visible_signatures(document, reader=reader, now=now)
    return [
        ShownSignature(
            signature=row,
            summary=summarise(row.findings) if row.file and row.media_type == 'application/pdf' else None,
            is_mine=row.prepared_by_id == reader.pk,
            is_outdated=row.accepted_at is None and not is_current(row, document),
        )
        for row in rows
    ]


def can_sign(document: Document, *, actor: AbstractUser, now: datetime.datetime) -> bool:
    try:
        find_office(document, actor=actor, now=now)
    except ColocationError:
        return False
    return True


def summarise(findings: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return what was found of the signatures in a file, in a word, a colour and a sentence."""
    return validation.summarise(findings)


class DocumentSignaturesPanel(ObjectPanel):
    """Who signed how, what was found in the file, and what was prepared."""

    template_name = 'netbox_colocation/panels/document_signatures.html'
    title = _('Signatures')

    def get_context(self, context):
        prepared = super().get_context(context)
        document, user, now = prepared['object'], prepared['request'].user, timezone.now()
        return {
            **prepared,
            'shown_signatures': show_signatures(document, reader=user, now=now),
            'can_sign': user.is_authenticated and can_sign(document, actor=user, now=now),
        }

    def should_render(self, context):
        return bool(context['shown_signatures'] or context['can_sign'])
