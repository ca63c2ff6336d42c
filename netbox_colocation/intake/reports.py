"""What became of a file: line by line what was made, or everything that stands against it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils.translation import gettext as _

from ..compat import events_of_success
from ..exceptions import DataInvalid, Evidence, Refusal
from .headings import Table

__all__ = ('Made', 'Report', 'carry_out', 'may_add', 'notes_on')


@dataclass(frozen=True)
class Made:
    """What a line became: its number, what it is called, the objects, and what is to be known about it."""

    line: int
    label: str
    objects: tuple[Evidence, ...]
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        objects = [{'label': entry.label, 'model': entry.model, 'pk': entry.pk} for entry in self.objects]
        return {'line': self.line, 'label': self.label, 'objects': objects, 'notes': list(self.notes)}


@dataclass
class Report:
    """The whole file. With `refusals` nothing was stored, as in a rehearsal."""

    made: list[Made] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: int = 0
    is_rehearsal: bool = False

    @property
    def is_stored(self) -> bool:
        return not self.refusals and not self.is_rehearsal

    def demand(self) -> 'Report':
        """Return the report of a file against which nothing stands.

        Raises:
            DataInvalid: with all problems of all lines.
        """
        if self.refusals:
            message = _('Nothing was imported: {count} problems in {lines} lines.')
            wrong = len({refusal.data.get('line') for refusal in self.refusals})
            raise DataInvalid(message.format(count=len(self.refusals), lines=wrong), refusals=self.refusals)
        return self


class _Undone(Exception):
    """Everything is to be taken back."""


def carry_out(act: Callable[[Report], None], table: Table, *, dry_run: bool) -> Report:
    """Do what a file asks for in one transaction; it is undone in a rehearsal, and when one line is refused."""
    report = Report(notes=notes_on(table), lines=len(table.lines), is_rehearsal=dry_run)
    try:
        with events_of_success(_Undone), transaction.atomic():
            act(report)
            if not report.is_stored:
                raise _Undone
    except _Undone:
        # What a rehearsal made has no address any more.
        report.made = [
            Made(
                made.line,
                made.label,
                tuple(Evidence(entry.label, entry.model, 0) for entry in made.objects),
                made.notes,
            )
            for made in report.made
        ]
    report.refusals.sort(key=lambda refusal: refusal.data.get('line', 0))
    return report


def notes_on(table: Table) -> list[str]:
    """Return what is to be said about the columns."""
    notes = []
    if table.ignored:
        text = _('These columns are not known and were not read: {names}.')
        notes.append(text.format(names=', '.join(table.ignored)))
    if table.not_kept:
        text = _('These columns are never read, since numbers of persons and passwords are not kept: {names}.')
        notes.append(text.format(names=', '.join(table.not_kept)))
    return notes


def may_add(rows: Iterable[models.Model], user: AbstractUser) -> set[int]:
    """Return the primary keys of those rows, all of one model, that the user may add as they are; one query."""
    rows = list(rows)
    if not rows:
        return set()
    added: Any = type(rows[0])._default_manager
    pks = added.restrict(user, 'add').filter(pk__in=[row.pk for row in rows]).order_by()
    return set(pks.values_list('pk', flat=True))
