"""What whoever reviews a draft rests on: its words, what changed since the office read it, and why it came back."""

from dataclasses import dataclass, field

from ..choices import DocumentStateChoices, InitialVerdictChoices
from ..documents.comparing import Difference, Line, compare, describe
from ..models import Document, DocumentVersion, Initial, Task
from .engine import step_of

__all__ = ('DraftFacts', 'find_draft', 'read_draft')

# Steps that are about the words of a draft.
ABOUT_DRAFTS = frozenset({'document.draft', 'review', 'document.sign'})


@dataclass(frozen=True)
class DraftFacts:
    """A draft as a task's page shows it.

    Attributes:
        version: the newest; None for a draft from before versions were kept.
        seen: the version that the task's office spoke on last; None when it never did.
        word: what it said then.
        changes: what differs since; nothing when it never spoke, or spoke on the newest.
        remarks: with which the newest version, and the one before, were given back, newest first.
    """

    document: Document
    version: DocumentVersion | None
    lines: list[Line]
    seen: DocumentVersion | None = None
    word: Initial | None = None
    changes: list[Difference] = field(default_factory=list)
    remarks: list[Initial] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether there are words that the office has not read yet."""
        return self.seen is None or self.version is None or self.seen.pk != self.version.pk


def find_draft(task: Task) -> Document | None:
    """Return the draft that an open task is about; None when it is about none, or the paper is no draft any more."""
    if not task.is_open or task.is_question:
        return None
    step = step_of(task)
    if step.activity not in ABOUT_DRAFTS:
        return None
    kinds = {outcome.params['kind'] for outcome in step.outcomes if 'kind' in outcome.params}
    documents = task.case.documents.filter(kind__in=kinds, corrects__isnull=True)
    newest = documents.order_by('-pk').first() if kinds else None
    return newest if newest and newest.state == DocumentStateChoices.DRAFT else None


def read_draft(task: Task) -> DraftFacts | None:
    """Return what the page of a task shows of its draft; five queries."""
    document = find_draft(task)
    if document is None:
        return None
    versions = list(document.versions.order_by('-number')[:2])
    newest = versions[0] if versions else None
    words = list(document.initials.select_related('version').order_by('-pk'))
    word = next((word for word in words if task.role_id and word.role_id == task.role_id), None)
    seen = word.version if word else None
    is_older = newest is not None and seen is not None and seen.pk != newest.pk
    recent = {version.pk for version in versions}
    returned = InitialVerdictChoices.RETURNED
    return DraftFacts(
        document=document,
        version=newest,
        lines=describe(document.data),
        seen=seen,
        word=word,
        changes=compare(seen.data, newest.data) if is_older and seen and newest else [],
        remarks=[word for word in words if word.verdict == returned and word.version_id in recent],
    )
