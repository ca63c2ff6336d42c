"""What happens to cases, told to NetBox's event rules: webhooks, scripts and notifications that a site has set up."""

from typing import Any

from core.models import ObjectType
from extras.events import EventContext, flush_events
from extras.models import EventRule
from netbox.events import EventType

from ..models import Case, CaseEvent, OutboxEntry
from . import outbox
from .event_kinds import EVENT_KINDS
from .registry import outer_effect

__all__ = ('announce_later', 'payload_of', 'register_event_types')


def register_event_types() -> None:
    """Let NetBox know every kind of event, for its event rules. Called once, at start-up."""
    for kind in EVENT_KINDS.values():
        EventType(kind.event_type, kind.text, kind.severity).register()


def announce_later(event: CaseEvent) -> None:
    """Put an event into the outbox, in its own transaction, when a rule waits for its kind."""
    name = EVENT_KINDS[event.kind].event_type
    if EventRule.objects.filter(enabled=True, event_types__contains=[name]).exists():
        outbox.put(event.case, 'event.announce', {'event': event.pk}, now=event.at)


def payload_of(event: CaseEvent) -> dict[str, Any]:
    """Return what rules, webhooks and scripts are given."""
    case = event.case
    subject = case.subject
    return {
        'kind': event.kind,
        'sequence': event.sequence,
        'at': event.at.isoformat(),
        'actor': event.actor_name,
        'task': event.task_id,
        'data': event.data,
        'case': {
            'id': case.pk,
            'number': case.number,
            'state': case.state,
            'procedure': case.version.procedure.key,
            'agency': case.agency.slug,
            'applicant': case.applicant.slug,
            'subject': {'model': subject._meta.label_lower, 'id': subject.pk, 'name': str(subject)},
        },
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
