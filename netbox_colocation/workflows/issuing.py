"""Papers that need no draft: the application fills them in, and who decides signs them by deciding (a visit permit)."""

from ..documents import drafting, filing, signing
from ..models import Document
from .registry import Change, Situation, effect
from .signatures import signer_of

__all__ = ()


@effect('document.issue', params=('kind',))
def issue_document(situation: Situation) -> list[Change]:
    """Nobody drafted it, so nobody signs their own draft; it says what the file says on the day of the decision."""
    document = drafting.draft(situation.subject, situation.params['kind'], actor=None, now=situation.now)
    document = _sign(situation, document)
    situation.after_commit('document.render', document=document.pk)
    return [Change.of('issued', document)]


def _sign(situation: Situation, document: Document) -> Document:
    actor = situation.actor
    document = signing.sign(
        document,
        actor=actor.recorded_by or actor.account,
        signer=signer_of(actor, role=situation.task.role, now=situation.now),
        now=situation.now,
    )
    return filing.file(document, now=situation.now)
