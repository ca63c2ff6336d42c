"""Changes: what the feeds say of targets, since a cursor.

A cursor stands for a place among all changes of one history. Every change comes after every earlier cursor exactly
once, as the newest state of its target: in an order that is the same for every reader and after every restart. What a
reader may not view (any more), or what its filters leave out (by now), is told as removed, by its number alone: it may
have been in an answer before. Nothing is kept of who could view what when, so whoever may not view every target learns
the bare numbers of others that change; where that counts, such a reader is given the other feeds.

A cursor of another history, because a backup was restored since, one that was given up long ago, and one for other
filters or permissions is refused: the reader reads everything anew.
"""

import base64
import datetime
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.utils.translation import gettext as _

from ..exceptions import CallRefused, CursorLost, Refusal
from ..models import MonitoringTarget, Publication, PublishedTarget
from .prometheus import LABEL, OMIT, stream
from .publishing import read_head

__all__ = ('Change', 'Page', 'read_changes', 'turn_to')

SINCE = 'since'


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one target. `content` is JSON text as in the feeds; empty when it was removed, as `kind` is."""

    target_id: int
    kind: str
    content: str
    changed_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The changes after `after`, up to and with `until`; `cursor` stands for the place behind them.

    Without a cursor `after` is None: then the page is of what is there, without what was removed.
    """

    after: int | None
    until: int
    cursor: str
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Cursor:
    """A place among all changes: of which history, and for which question."""

    sequence: int
    nonce: str
    question: str

    def as_text(self) -> str:
        text = f'{self.sequence}.{self.nonce}.{self.question}'
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')

    @classmethod
    def of(cls, text: str) -> '_Cursor':
        """Read what `as_text` wrote.

        Raises:
            CallRefused: this is no cursor (`cursor-unknown`).
        """
        try:
            plain = base64.b64decode(text.encode('ascii') + b'=' * (-len(text) % 4), b'-_', validate=True)
            number, nonce, question = plain.decode('ascii').split('.')
            return cls(int(number), uuid.UUID(nonce).hex if nonce else '', question)
        except ValueError as error:
            message = _('This is no cursor: give back the one of your last answer, or leave it out.')
            refusal = Refusal('cursor-unknown', message, field=SINCE)
            raise CallRefused(message, refusals=[refusal]) from error


def turn_to(
    cursor: str | None, targets: QuerySet[MonitoringTarget], *, when_muted: str = LABEL, most: int | None = None
) -> Page:
    """Return the page that follows a cursor, of at most so many changes; the first one without a cursor.

    Raises:
        CallRefused: this is no cursor.
        CursorLost: it is of another history, of another question, or was given up.
    """
    head, question = read_head(), _question(targets, when_muted)
    after = _place_of(_Cursor.of(cursor), question) if cursor else None
    until = head.sequence
    if most is not None:
        rows = PublishedTarget.objects.filter(sequence__gt=after or 0, sequence__lte=until)
        if after is None:
            rows = rows.filter(is_removed=False)
        following = rows.order_by('sequence').values_list('sequence', flat=True)[most - 1 : most + 1]
        until = following[0] if len(following) > 1 else until
    return Page(after, until, _Cursor(until, head.nonce, question).as_text(), until < head.sequence)


def read_changes(page: Page, targets: QuerySet[MonitoringTarget], *, when_muted: str = LABEL) -> Iterator[Change]:
    """Yield the changes of a page, each target once, in the order in which they happened.

    `targets` are those that the reader may view and asks for, as for `turn_to`.
    """
    rows = PublishedTarget.objects.filter(sequence__gt=page.after or 0, sequence__lte=page.until)
    shown = _are_shown(targets, when_muted)
    if page.after is None:
        rows = rows.filter(shown)
    rows = rows.annotate(
        shown_kind=Case(When(shown, then='kind'), default=Value(''), output_field=TextField()),
        shown_content=Case(When(shown, then='content'), default=Value(''), output_field=TextField()),
    )
    named = rows.order_by('sequence').values_list('target_id', 'shown_kind', 'shown_content', 'changed_at')
    for row in stream(named):
        yield Change(*row)


def _are_shown(targets: QuerySet[MonitoringTarget], when_muted: str) -> Q:
    shown = Q(is_removed=False)
    if when_muted == OMIT:
        shown &= Q(muted_by=None)
    if targets.query.has_filters():
        shown &= Q(Exists(targets.order_by().filter(pk=OuterRef('target_id'))))
    return shown


def _place_of(cursor: _Cursor, question: str) -> int:
    """Return the number behind which the cursor stands.

    Raises:
        CursorLost: the history or the question is another one.
    """
    if cursor.question != question:
        message = _('The filters, or what you may view, changed since: read everything anew, without a cursor.')
        raise CursorLost(message, refusals=[Refusal('cursor-of-other-question', message, field=SINCE)])
    # Before anything was published there was nothing to miss.
    if cursor.nonce or cursor.sequence:
        known = Publication.objects.filter(nonce=uuid.UUID(cursor.nonce or '0' * 32)).first()
        if known is None or not 0 <= cursor.sequence <= known.last_sequence:
            message = _(
                'This cursor is too old, or from before a backup was restored: read everything anew, without one.'
            )
            raise CursorLost(message, refusals=[Refusal('cursor-of-other-history', message, field=SINCE)])
    return cursor.sequence


def _question(targets: QuerySet[MonitoringTarget], when_muted: str) -> str:
    """Return a digest of what is asked for: which targets the reader may view, the filters, and what is left out."""
    try:
        condition = repr(targets.order_by().values('pk').query.sql_with_params())
    except EmptyResultSet:
        condition = ''
    return hashlib.sha256(f'{when_muted} {condition}'.encode()).hexdigest()[:16]
