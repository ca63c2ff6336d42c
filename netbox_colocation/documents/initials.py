"""Initials (*paraf*): every level of the line agrees to a draft, or gives it back with a remark.

Initials belong to the version that was read. When the draft is written again, nobody has initialled it: those of an
older version stay on record and do not count, whatever the procedure says, because whoever gave them did not read the
new words. Every way back of a procedure leads through the same levels again.

An office speaks once on a version. It speaks again when the procedure brings it the same version once more (a superior
gave it back, or a step was taken back): its last word counts.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import DocumentStateChoices, HolderCapacityChoices, InitialVerdictChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import Document, DocumentVersion, Initial, ProcedureRole, Task
from .indonesian import format_time
from .versions import current, keep

__all__ = ('Reviewer', 'drafters_of', 'last_words', 'record', 'who_initialled')


@dataclass(frozen=True)
class Reviewer:
    """Who reads the draft, as the box of initials prints them.

    Attributes:
        name: with titles.
        position: the office, without the prefix of an acting holder.
        role: the office's role.
        user: the account; None for an official without one, who initialled on paper.
        capacity: a `HolderCapacityChoices` value.
        employee_number: the NIP, or ''.
    """

    name: str
    position: str
    role: ProcedureRole | None
    user: AbstractBaseUser | None
    capacity: str = ''
    employee_number: str = ''

    @property
    def title(self) -> str:
        return f'{HolderCapacityChoices.PREFIXES.get(self.capacity, "")} {self.position}'.strip()


def record(
    document: Document,
    *,
    reviewer: Reviewer,
    verdict: str,
    now: datetime.datetime,
    remark: str = '',
    task: Task | None = None,
    version: DocumentVersion | None = None,
    is_coordination: bool = False,
) -> Initial:
    """Record an office's word on the newest version of a draft.

    Args:
        verdict: an `InitialVerdictChoices` value.
        now: when it was given, also on paper.
        task: the step that asked for it; without one, an office speaks once on a version.
        version: what the reviewer read; the newest when it is not said.
        is_coordination: of a unit beside the line (*paraf koordinasi*).

    Raises:
        OutcomeRefused: with all reasons: it is no draft (`not-a-draft`), the reviewer wrote it (`own-draft`), is no
            office (`office-missing`), spoke before (`initialled-before`), read an older version (`version-old`), or
            gives it back without a remark (`remark-missing`).
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document.pk)
        # What was drafted before versions were kept gets its first one now.
        newest = current(document) or keep(document, actor=document.drafted_by, now=document.last_updated or now)
        remark = remark.strip()
        if refusals := [
            *_find_wrong_paper(document, newest, version),
            *_find_wrong_word(document, reviewer, verdict, remark),
            *_find_earlier_word(newest, reviewer, task),
        ]:
            raise OutcomeRefused(refusals)
        return Initial.objects.create(
            document=document,
            version=newest,
            task=task,
            role=reviewer.role,
            user=reviewer.user,
            name=reviewer.name[:150],
            position=reviewer.title[:200],
            employee_number=reviewer.employee_number,
            verdict=verdict,
            is_coordination=is_coordination,
            remark=remark,
            at=now,
        )


def who_initialled(document: Document) -> list[dict[str, Any]]:
    """Return whose initials the paper's newest version bears, in their order, as the box of the file copy says."""
    newest = current(document)
    if newest is None:
        return []
    words = last_words(newest.initials.select_related('task'))
    return [
        {
            'position': word.position,
            'name': word.name,
            'at_text': format_time(timezone.localtime(word.at)),
            'is_coordination': word.is_coordination,
        }
        for word in words
        if word.verdict == InitialVerdictChoices.INITIALLED
    ]


def last_words(initials: Iterable[Initial]) -> list[Initial]:
    """Return the last word of each office among the initials of one version, in the order in which they were given."""
    newest: dict[Any, Initial] = {}
    for word in sorted(initials, key=lambda word: word.pk):
        key = _office_of(word.role_id, word.name, word.task)
        newest.pop(key, None)
        newest[key] = word
    return list(newest.values())


def drafters_of(document: Document) -> set[int]:
    """Return the keys of the users who worked on the draft."""
    users = {drafter.get('user') for drafter in document.data.get('drafters') or ()}
    return {pk for pk in users | {document.drafted_by_id} if pk is not None}


def _office_of(role: int | None, name: str, task: Task | None) -> Any:
    """Where several of one office sit (seats of a step), each speaks for themself."""
    return (role, task.seat if task else 1) if role else name


def _find_wrong_paper(
    document: Document, newest: DocumentVersion, version: DocumentVersion | None
) -> Iterator[Refusal]:
    if document.state != DocumentStateChoices.DRAFT:
        message = _('Only a draft is initialled or given back: this paper was signed or filed before.')
        yield Refusal('not-a-draft', message)
    if version is not None and version.pk != newest.pk:
        message = _('The draft was written again since: read version {number} first.').format(number=newest.number)
        yield Refusal('version-old', message, data={'version': newest.number})


def _find_wrong_word(document: Document, reviewer: Reviewer, verdict: str, remark: str) -> Iterator[Refusal]:
    if reviewer.role is None or not reviewer.name.strip() or not reviewer.position.strip():
        yield Refusal('office-missing', _('A draft is initialled by the holder of an office, with name and position.'))
    if verdict == InitialVerdictChoices.RETURNED:
        if not remark:
            message = _('Say what has to be changed: a draft is given back with a remark.')
            yield Refusal('remark-missing', message, field='comment')
    # Whoever wrote it may give it back to correct it, but never agrees to their own words.
    elif reviewer.user is not None and reviewer.user.pk in drafters_of(document):
        yield Refusal('own-draft', _('You drafted this yourself: somebody else has to decide on it.'))


def _find_earlier_word(newest: DocumentVersion, reviewer: Reviewer, task: Task | None) -> Iterator[Refusal]:
    if reviewer.role is None:
        return
    earlier = newest.initials.filter(role=reviewer.role)
    if task is not None:
        earlier = earlier.filter(task=task)
    if earlier.exists():
        message = _('{office} has spoken on version {number} already.').format(
            office=reviewer.title, number=newest.number
        )
        yield Refusal('initialled-before', message, data={'version': newest.number})
