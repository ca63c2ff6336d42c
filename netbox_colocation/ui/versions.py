"""Versions and initials of a paper as pages show them: who read what, and what two versions say differently."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..documents.comparing import Difference
from ..documents.correcting import find_obstacles
from ..models import Document, DocumentVersion, Initial
from ..workflows.disclosure import sees_drafting
from ..workflows.reviewing import read_draft

__all__ = ('ChangeView', 'CorrectionsPanel', 'DraftPanel', 'Segment', 'VersionsPanel', 'change_views', 'segments_of')

WORDS = re.compile(r'\s+|\w+|[^\w\s]')
# Above that, texts are marked as a whole: word by word would take longer than anybody reads.
MOST_WORDS = 2000


@dataclass(frozen=True)
class Segment:
    """A piece of a text; `is_other` when the other version has it not."""

    text: str
    is_other: bool


@dataclass(frozen=True)
class ChangeView:
    """A line of two versions with its pieces marked."""

    label: str
    is_same: bool
    before: list[Segment]
    after: list[Segment]


def change_views(lines: list[Difference]) -> list[ChangeView]:
    return [ChangeView(line.label, line.is_same, *segments_of(line.before, line.after)) for line in lines]


def segments_of(before: str, after: str) -> tuple[list[Segment], list[Segment]]:
    """Return both texts in pieces, word by word; together the pieces are the text."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if before == after or max(len(old), len(new)) > MOST_WORDS:
        is_other = before != after
        return _whole(before, is_other), _whole(after, is_other)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    left = [Segment(''.join(old[i:j]), tag != 'equal') for tag, i, j, _k, _l in blocks if i < j]
    right = [Segment(''.join(new[k:l]), tag != 'equal') for tag, _i, _j, k, l in blocks if k < l]  # noqa: E741
    return left, right


def _whole(text: str, is_other: bool) -> list[Segment]:
    return [Segment(text, is_other)] if text else []


@dataclass(frozen=True)
class VersionRow:
    """A version with what was said on it; `before` is the number of the one before."""

    version: DocumentVersion
    initials: list[Initial]
    is_newest: bool
    before: int | None


class VersionsPanel(ObjectPanel):
    """Every version of the paper with its initials, newest first; two queries. Never for applicants."""

    template_name = 'netbox_colocation/panels/document_versions.html'
    title = _('Versions and initials')

    def get_context(self, context):
        prepared = super().get_context(context)
        return {**prepared, 'rows': list(_rows(prepared['object']))}

    def should_render(self, context):
        return bool(context['rows']) and _sees(context)


class CorrectionsPanel(ObjectPanel):
    """What the paper corrects, what it is corrected by, and the way to correct it. Never for applicants."""

    template_name = 'netbox_colocation/panels/document_corrections.html'
    title = _('Corrections')

    def get_context(self, context):
        prepared = super().get_context(context)
        document, user = prepared['object'], prepared['request'].user
        corrections = Document.objects.restrict(user, 'view').filter(corrects=document.pk).order_by('pk')
        may_correct = user.has_perm('netbox_colocation.correct_document', document)
        obstacles = find_obstacles(document, actor=user, now=timezone.now()) if may_correct else []
        is_open = may_correct and document.corrects_id and document.state == 'draft'
        return {
            **prepared,
            'corrections': list(corrections),
            'can_correct': may_correct and not obstacles,
            'can_rewrite': is_open and not {'not-an-officer'} & {refusal.code for refusal in obstacles},
        }

    def should_render(self, context):
        found = context['corrections'] or context['object'].corrects_id
        return bool(found or context['can_correct']) and _sees(context)


class DraftPanel(ObjectPanel):
    """On the page of a task: the draft's words, what changed since the office read it last, and the remarks."""

    template_name = 'netbox_colocation/panels/draft.html'
    title = _('The draft')

    def get_context(self, context):
        prepared = super().get_context(context)
        is_hidden = context.get('is_applicant', True)
        facts = None if is_hidden else read_draft(prepared['object'])
        may_view = facts is not None and prepared['request'].user.has_perm(
            'netbox_colocation.view_document', facts.document
        )
        changes = change_views(facts.changes) if facts and may_view else []
        return {**prepared, 'facts': facts if may_view else None, 'changes': changes}

    def should_render(self, context):
        return context['facts'] is not None


def _sees(context: Any) -> bool:
    return sees_drafting(context['request'].user, context['object'], now=timezone.now())


def _rows(document: Document) -> Iterator[VersionRow]:
    versions = list(document.versions.defer('data').prefetch_related('initials').order_by('-number'))
    for place, version in enumerate(versions):
        before = versions[place + 1].number if place + 1 < len(versions) else None
        words = sorted(version.initials.all(), key=lambda word: word.pk)
        yield VersionRow(version, words, is_newest=place == 0, before=before)
