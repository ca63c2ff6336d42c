"""What happens to cases, told to NetBox's event rules: webhooks, scripts and notifications that a site has set up."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from core.models import ObjectType
from extras.events import EventContext, flush_events
from extras.models import EventRule
from netbox.events import EventType

from ..models import Case, CaseEvent, OutboxEntry
from . import outbox
from .actors import Actor
from .event_kinds import EVENT_KINDS
from .registry import outer_effect

__all__ = (
    'announce_aside',
    'announce_each_later',
    'announce_later',
    'is_awaited',
    'payload_of',
    'register_event_types',
)


def register_event_types() -> None:
    """Let NetBox know every kind of event, for its event rules. Called once, at start-up."""
    for kind in EVENT_KINDS.values():
        EventType(kind.event_type, kind.text, kind.severity).register()


def announce_later(event: CaseEvent) -> None:
    """Put an event into the outbox, in its own transaction, when a rule waits for its kind."""
    if is_awaited(event.kind):
        outbox.put(event.case, 'event.announce', {'event': event.pk}, now=event.at)


def announce_each_later(events: Sequence[CaseEvent]) -> None:
    """Do the same for events of one kind that were recorded together, in a constant number of queries."""
    if events and is_awaited(events[0].kind):
        entries = [(event.case, {'event': event.pk}) for event in events]
        outbox.put_each(entries, 'event.announce', now=events[0].at)


def announce_aside(
    kind: str,
    said: Mapping[Any, Mapping[str, Any]],
    *,
    now: datetime.datetime,
    actor: Actor | None = None,
    case: Case | None = None,
) -> None:
    """Run the event rules of the kind, after the commit, for objects whose event no case records."""
    if not said or not is_awaited(kind):
        return
    contexts = [_context_aside(kind, obj, data, now, actor, case) for obj, data in said.items()]
    transaction.on_commit(lambda: flush_events(contexts), robust=True)


def payload_of(event: CaseEvent) -> dict[str, Any]:
    """Return what rules, webhooks and scripts are given."""
    return {
        'kind': event.kind,
        'sequence': event.sequence,
        'at': event.at.isoformat(),
        'actor': event.actor_name,
        'task': event.task_id,
        'data': event.data,
        'case': _facts_of(event.case),
    }


@outer_effect('event.announce')
def announce(entry: OutboxEntry) -> None:
    """Run the event rules of the kind for an event."""
    event = CaseEvent.objects.select_related(
        'actor', 'case__version__procedure', 'case__agency', 'case__applicant'
    ).get(pk=entry.data['event'])
    context = EventContext(
        object_type=ObjectType.objects.get_for_model(Case),
        object_id=event.case_id,
        object=event.case,
        event_type=EVENT_KINDS[event.kind].event_type,
        snapshots={'prechange': None, 'postchange': None},
        user=event.actor,
        username=event.actor.get_username() if event.actor else '',
        data=payload_of(event),
    )
    flush_events([context])


def is_awaited(kind: str) -> bool:
    """Whether any event rule waits for the kind."""
    name = EVENT_KINDS[kind].event_type
    return EventRule.objects.filter(enabled=True, event_types__contains=[name]).exists()


def _facts_of(case: Case) -> dict[str, Any]:
    subject = case.subject
    return {
        'id': case.pk,
        'number': case.number,
        'state': case.state,
        'procedure': case.version.procedure.key,
        'agency': case.agency.slug,
        'applicant': case.applicant.slug,
        'subject': {'model': subject._meta.label_lower, 'id': subject.pk, 'name': str(subject)},
    }


def _context_aside(
    kind: str, obj: Model, data: Mapping[str, Any], now: datetime.datetime, actor: Actor | None, case: Case | None
) -> EventContext:
    user = actor.user if actor else None
    return EventContext(
        object_type=ObjectType.objects.get_for_model(obj),
        object_id=obj.pk,
        object=obj,
        event_type=EVENT_KINDS[kind].event_type,
        snapshots={'prechange': None, 'postchange': None},
        user=user,
        username=user.get_username() if user else '',
        data={
            'kind': kind,
            'sequence': None,
            'at': now.isoformat(),
            'actor': actor.name if actor else '',
            'task': None,
            'data': dict(data),
            'case': _facts_of(case) if case else None,
        },
    )
