"""The work on a ticket: its log, how far it is, and the material that was used.

Knows no HTTP and no procedure. Every change of a ticket's work goes through `write`, under the lock of its row, and
leaves an entry of the log that nobody changes afterwards.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import WorkStatusChoices
from ..exceptions import OutcomeRefused, Refusal
from ..models import MaintenanceTicket, WorkLogEntry

__all__ = ('MOST_MATERIALS', 'Material', 'lock', 'on_hold', 'read_materials', 'write')

MOST_MATERIALS = 100
MOST_CHARACTERS = 5000
MOST_MINUTES = 60 * 24 * 30
NAME_LENGTH, UNIT_LENGTH = 200, 20
# At the end of a line: *Kabel UTP Cat 6, 10 m* or *Kabel UTP Cat 6; 2,5 m*.
QUANTITY = re.compile(r'^(?P<name>.*?\S)\s*[,;]\s*(?P<quantity>\d{1,9}(?:[.,]\d{1,3})?)\s*(?P<unit>[^\d,;]{0,20})$')
WAITING = WorkStatusChoices.WAITING
ON_HOLD, DONE = WorkStatusChoices.ON_HOLD, WorkStatusChoices.DONE


@dataclass(frozen=True)
class Material:
    """One line of what was used; `quantity` is a decimal number as text, or ''."""

    name: str
    quantity: str = ''
    unit: str = ''


def read_materials(lines: str | Iterable[str]) -> list[Material]:
    """Return what was used, one line each: its name, and quantity and unit behind the last comma or semicolon."""
    found = []
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        text = ' '.join(line.strip(' -•\t').split())
        if not text:
            continue
        if match := QUANTITY.match(text):
            quantity = match['quantity'].replace(',', '.')
            found.append(Material(match['name'], quantity, match['unit'].strip()))
        else:
            found.append(Material(text))
    return found


def write(
    ticket: MaintenanceTicket,
    *,
    status: str,
    text: str,
    author: AbstractBaseUser | None,
    author_name: str,
    now: datetime.datetime,
    at: datetime.datetime | None = None,
    minutes: int | None = None,
    materials: Sequence[Material] = (),
    solution: str | None = None,
) -> WorkLogEntry:
    """Write an entry, and bring the ticket to that state of its work.

    Args:
        at: when it happened; the time of writing unless given.
        solution: what the ticket says was done, when the work is finished.

    Raises:
        OutcomeRefused: with all reasons: nothing is said, or too much (`text-missing`, `text-too-long`), work on hold
            would be finished (`work-on-hold`), it would have happened later than now (`moment-in-future`), or time and
            material are out of bounds (`minutes-too-many`, `materials-too-many`, `material-too-long`).
    """
    at = at or now
    with transaction.atomic():
        ticket = lock(ticket)
        if refusals := _refusals(ticket, status, text, at=at, now=now, minutes=minutes, materials=materials):
            raise OutcomeRefused(refusals)
        entry = WorkLogEntry(
            ticket=ticket,
            at=at,
            author_id=author.pk if author else None,
            author_name=author_name[:150],
            work_status=status,
            text=text.strip(),
            minutes=minutes,
            materials=[asdict(material) for material in materials],
        )
        entry._changelog_message = str(ticket.case or ticket)[:200]
        entry.save()
        _move(ticket, status, at=at, solution=solution)
    return entry


def lock(ticket: MaintenanceTicket) -> MaintenanceTicket:
    """Return the ticket as it is now; nobody else changes its work until the transaction ends."""
    return MaintenanceTicket.objects.select_for_update(of=('self',), no_key=True).get(pk=ticket.pk)


def on_hold() -> Refusal:
    """Return why work that waits for something is neither finished nor closed."""
    return Refusal('work-on-hold', _('The work is on hold: go on with it first, and say so in its log.'))


def _move(ticket: MaintenanceTicket, status: str, *, at: datetime.datetime, solution: str | None) -> None:
    facts: dict[str, Any] = {}
    if ticket.work_status != status:
        facts['work_status'] = status
        # Work that goes on after an objection is not finished; when it began stays.
        facts['finished_at'] = at if status == DONE else None
    if status == WAITING:
        facts['begun_at'] = None
    elif ticket.begun_at is None:
        facts['begun_at'] = at
    if solution:
        facts['solution'] = solution
    if not facts:
        return
    ticket.snapshot()
    ticket._changelog_message = str(ticket.case or '')
    for name, value in facts.items():
        setattr(ticket, name, value)
    ticket.save_state(*facts)


def _refusals(
    ticket: MaintenanceTicket,
    status: str,
    text: str,
    *,
    at: datetime.datetime,
    now: datetime.datetime,
    minutes: int | None,
    materials: Sequence[Material],
) -> list[Refusal]:
    found = []
    if not text.strip():
        found.append(Refusal('text-missing', _('Say what was done, or why the work waits.'), field='text'))
    elif len(text) > MOST_CHARACTERS:
        message = _('An entry has at most {limit} characters: split it.').format(limit=MOST_CHARACTERS)
        found.append(Refusal('text-too-long', message, field='text'))
    if status == DONE and ticket.work_status == ON_HOLD:
        found.append(on_hold())
    if at > now:
        found.append(Refusal('moment-in-future', _('That time has not come yet: correct it.'), field='at'))
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        message = _('An entry is of at most {limit} minutes: split it.').format(limit=MOST_MINUTES)
        found.append(Refusal('minutes-too-many', message, field='minutes'))
    return found + _refusals_of_materials(materials)


def _refusals_of_materials(materials: Sequence[Material]) -> list[Refusal]:
    if len(materials) > MOST_MATERIALS:
        message = _('An entry has at most {limit} lines of material: split it.').format(limit=MOST_MATERIALS)
        return [Refusal('materials-too-many', message, field='materials')]
    if any(len(material.name) > NAME_LENGTH or len(material.unit) > UNIT_LENGTH for material in materials):
        message = _('A line of material has at most {limit} characters: shorten it.').format(limit=NAME_LENGTH)
        return [Refusal('material-too-long', message, field='materials')]
    return []
