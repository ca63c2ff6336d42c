"""Corrections in a case's file: drafted, and rendered like every draft after the commit."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..documents import correcting
from ..models import Document
from . import outbox

__all__ = ('correct', 'rewrite')


def correct(
    document: Document,
    *,
    text: Mapping[str, Any],
    actor: AbstractBaseUser,
    now: datetime.datetime,
    reads_again: bool = False,
) -> Document:
    """Draft a correction of a paper; see `documents.correcting.correct` for the arguments and what is refused."""
    with transaction.atomic():
        correction = correcting.correct(document, text=text, actor=actor, now=now, reads_again=reads_again)
        return _render(correction, now)


def rewrite(
    correction: Document,
    *,
    text: Mapping[str, Any],
    actor: AbstractBaseUser,
    now: datetime.datetime,
    reads_again: bool = False,
) -> Document:
    """Write the draft of a correction again; see `documents.correcting.rewrite`."""
    with transaction.atomic():
        correction = correcting.rewrite(correction, text=text, actor=actor, now=now, reads_again=reads_again)
        return _render(correction, now)


def _render(correction: Document, now: datetime.datetime) -> Document:
    assert correction.case is not None  # what is drafted belongs to a case
    outbox.put(correction.case, 'document.render', {'document': correction.pk}, now=now)
    return correction
