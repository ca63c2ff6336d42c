"""The numbers of identity cards: the one place that says what looks like one, refuses it, or covers it.

A citizen's number (NIK), like that of a family card, has sixteen digits and never begins with 0. People write it in
one piece or in groups. A civil servant's number (NIP) has eighteen and is no secret. Addresses, dates with times and
telephone numbers side by side may have sixteen digits together, too: only groups in which people write it count.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, TextField
from django.utils.translation import gettext_lazy as _

from .exceptions import DataInvalid, Refusal

__all__ = (
    'CODE',
    'SENTENCE',
    'SHOWN_DIGITS',
    'find_in',
    'find_in_row',
    'has_identity_number',
    'mask_identity_numbers',
    'refuse_identity_number',
    'refuse_in',
)

CODE = 'identity-number'
SENTENCE = _('This looks like the number of an identity card: leave it out, at most its last four digits.')
SHOWN_DIGITS = 4
# The names of the fields that people write their own words into, in every model.
TYPED = frozenset({
    'analysis', 'answer', 'body', 'caption', 'comment', 'comments', 'conclusion', 'condition', 'description', 'matter',
    'note', 'outcome', 'person', 'problem', 'purpose', 'reason', 'remark', 'returned_condition', 'revoke_reason',
    'cancel_reason', 'solution', 'text', 'word_given',
})  # fmt: skip
_DIGITS = 16
# Digits in groups with a single sign between them, as far as they go.
_GROUPS = re.compile(r'\d+(?:[ .-]\d+)*')
_GROUP = re.compile(r'\d+')
# How people group it: by fours as on other cards; region, day of birth, serial number, whole or in parts.
MOST_GROUPS = 5
MOST_OF_LINE = 2
_WRITTEN = frozenset({
    (4, 4, 4, 4), (6, 6, 4), (6, 2, 2, 2, 4), (2, 2, 2, 6, 4), (6, 10), (12, 4), (4, 12),
})  # fmt: skip


def has_identity_number(text: str) -> bool:
    return next(_find(text or ''), None) is not None


def mask_identity_numbers(text: str) -> str:
    """Return the text with nothing but the last digits of every citizen's number in it."""
    parts, done = [], 0
    for begin, end in _find(text):
        shown = re.sub(r'\D', '', text[begin:end])[-SHOWN_DIGITS:]
        parts += [text[done:begin], f'…{shown}']
        done = end
    return ''.join([*parts, text[done:]])


def refuse_identity_number(value: str) -> None:
    """Refuse a text with a citizen's number in it: no field of a visit, and no comment, keeps one.

    Raises:
        ValidationError: `identity-number`
    """
    if has_identity_number(value):
        raise ValidationError(SENTENCE, code=CODE)


def refuse_in(texts: Mapping[str, Any]) -> None:
    """Refuse a citizen's number in texts that came with an act, by the field that each stands in; '' for none.

    Raises:
        DataInvalid: `identity-number`, for every field with one
    """
    if refusals := find_in(texts):
        raise DataInvalid(str(SENTENCE), refusals=refusals)


def find_in(texts: Mapping[str, Any]) -> list[Refusal]:
    """Return a refusal for each field whose text has a citizen's number in it."""
    found = (key for key, value in texts.items() if isinstance(value, str) and has_identity_number(value))
    return [Refusal(CODE, str(SENTENCE), field=key) for key in found]


def find_in_row(row: Model, *, only: Collection[str] | None = None) -> list[str]:
    """Return the fields of a row that somebody typed a citizen's number into; what stood there before is let be.

    Args:
        only: the fields that are written; None for all of them.
    """
    names = [name for name in _typed_fields(type(row)) if only is None or name in only]
    found = [name for name in names if has_identity_number(row.__dict__.get(name) or '')]
    if not found:
        return []
    stored = type(row)._base_manager.filter(pk=row.pk).values(*found).first() if row.pk else None
    return [name for name in found if stored is None or stored[name] != row.__dict__[name]]


@functools.cache
def _typed_fields(model: type[Model]) -> tuple[str, ...]:
    fields = model._meta.concrete_fields
    return tuple(field.name for field in fields if field.name in TYPED and isinstance(field, CharField | TextField))


def _find(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each number begins and ends."""
    for run in _GROUPS.finditer(text):
        groups = [(run.start() + one.start(), run.start() + one.end()) for one in _GROUP.finditer(run[0])]
        lengths = [end - begin for begin, end in groups]
        written = next((place for place in _written(lengths) if text[groups[place[0]][0]] != '0'), (0, 0))
        if written != (0, 0):
            yield groups[written[0]][0], groups[written[1] - 1][1]
        yield from (groups[place] for place in range(written[1], len(groups)) if lengths[place] == _DIGITS)


def _written(lengths: list[int]) -> Iterator[tuple[int, int]]:
    """Yield between which groups a number may stand: first in a run, or behind the number of a line."""
    for first in (0, 1) if lengths[0] <= MOST_OF_LINE else (0,):
        for last in range(first + 2, min(first + MOST_GROUPS, len(lengths)) + 1):
            if tuple(lengths[first:last]) in _WRITTEN:
                yield first, last
