"""The record of a case: append-only, numbered without gaps, each event chained to the one before it by its digest."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.dispatch import Signal

from .. import identity_numbers
from ..models import Case, CaseEvent, Task
from .actors import Actor
from .event_kinds import EVENT_KINDS
from .registry import Situation

__all__ = ('find_broken_links', 'record', 'record_each', 'record_told', 'recorded', 'recorded_together')

# The data of an event that are what somebody typed, in their own words.
TYPED = ('answer', 'comment', 'note', 'question', 'reason')

# Sent in the transaction that records an event. Argument: event.
recorded = Signal()
# Sent in the transaction that records one event in each of many cases. Argument: events.
recorded_together = Signal()


def record(
    case: Case,
    kind: str,
    *,
    now: datetime.datetime,
    actor: Actor | None = None,
    task: Task | None = None,
    data: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Append an event of a known kind. The case's row must be locked: two events can't have the same place."""
    last = case.events.order_by('-sequence').first()
    event = _build(case, kind, last, now=now, actor=actor, task=task, data=data)
    event.save()
    recorded.send(sender=CaseEvent, event=event)
    return event


def record_each(
    said: Mapping[Case, Mapping[str, Any]], kind: str, *, now: datetime.datetime, actor: Actor | None = None
) -> list[CaseEvent]:
    """Append one event of the same kind to each case, in a constant number of queries; their rows must be locked."""
    if not said:
        return []
    newest = CaseEvent.objects.filter(case__in=said).order_by('case_id', '-sequence').distinct('case_id')
    last = {event.case_id: event for event in newest}
    made = [
        _build(case, kind, last.get(case.pk), now=now, actor=actor, task=None, data=data) for case, data in said.items()
    ]
    CaseEvent.objects.bulk_create(made)
    recorded_together.send(sender=CaseEvent, events=made)
    return made


def record_told(situation: Situation) -> None:
    """Append the events of their own that effects asked for."""
    for kind, data in situation.told:
        record(situation.case, kind, now=situation.now, actor=situation.actor, data=data)
    situation.told.clear()


def find_broken_links(case: Case) -> list[int]:
    """Return the sequence numbers at which the record is not what was written; empty when it is whole."""
    broken, previous = [], ''
    for place, event in enumerate(case.events.order_by('sequence'), start=1):
        if event.sequence != place or event.previous_digest != previous or event.digest != _digest(event):
            broken.append(event.sequence)
        previous = event.digest
    return broken


def _build(
    case: Case,
    kind: str,
    last: CaseEvent | None,
    *,
    now: datetime.datetime,
    actor: Actor | None,
    task: Task | None,
    data: Mapping[str, Any] | None,
) -> CaseEvent:
    """Return the event that comes after the last one, chained to it."""
    EVENT_KINDS[kind]
    if actor is not None and data:
        # Kept for ever: acts refuse it by the field of their form, and this is the last that looks.
        identity_numbers.refuse_in({'': ' | '.join(str(data[key]) for key in TYPED if data.get(key))})
    event = CaseEvent(
        case=case,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        at=now,
        actor=actor.user if actor else None,
        actor_name=actor.name if actor else '',
        task=task,
        data=dict(data or {}),
        previous_digest=last.digest if last else '',
    )
    event.digest = _digest(event)
    return event


def _digest(event: CaseEvent) -> str:
    facts = {
        'case': event.case.number,
        'sequence': event.sequence,
        'kind': event.kind,
        'at': event.at.astimezone(datetime.UTC).isoformat(),
        'actor': event.actor_name,
        'task': event.task_id,
        'data': event.data,
        'previous': event.previous_digest,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
