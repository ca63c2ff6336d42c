"""The record of a case: append-only, numbered without gaps, each event chained to the one before it by its digest."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.dispatch import Signal

from ..models import Case, CaseEvent, Task
from .actors import Actor
from .event_kinds import EVENT_KINDS

__all__ = ('find_broken_links', 'record', 'recorded')

# Sent in the transaction that records an event. Argument: event.
recorded = Signal()


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
    EVENT_KINDS[kind]
    last = case.events.order_by('-sequence').first()
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
    event.save()
    recorded.send(sender=CaseEvent, event=event)
    return event


def find_broken_links(case: Case) -> list[int]:
    """Return the sequence numbers at which the record is not what was written; empty when it is whole."""
    broken, previous = [], ''
    for place, event in enumerate(case.events.order_by('sequence'), start=1):
        if event.sequence != place or event.previous_digest != previous or event.digest != _digest(event):
            broken.append(event.sequence)
        previous = event.digest
    return broken


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
