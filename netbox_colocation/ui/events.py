"""What happened to a case, for people."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..models import Case, CaseEvent
from ..workflows.document import ProcedureDocument
from ..workflows.publishing import document_of

__all__ = ('EventLine', 'EventsPanel', 'describe_events')

# What effects say of the objects that they changed (see `workflows.effects`).
VERBS = {
    'accepted': _('accepted'),
    'announced': _('announced'),
    'assigned': _('assigned'),
    'checked': _('checked'),
    'drafted': _('drafted'),
    'filed': _('filed'),
    'held': _('held'),
    'installed': _('installed'),
    'opened': _('opened'),
    'refused': _('refused'),
    'registered': _('registered'),
    'reopened': _('reopened'),
    'reserved': _('reserved'),
    'sent': _('sent'),
    'signed': _('signed'),
}


@dataclass(frozen=True)
class EventLine:
    """One event in words."""

    sequence: int
    at: datetime.datetime
    who: str
    position: str
    what: str
    comment: str
    changes: tuple[str, ...]


def describe_events(case: Case) -> list[EventLine]:
    """Return the events of a case in words, in order; one query."""
    document = document_of(case.version)
    return [_describe(event, document) for event in case.events.order_by('sequence')]


def _describe(event: CaseEvent, document: ProcedureDocument) -> EventLine:
    data = event.data
    return EventLine(
        sequence=event.sequence,
        at=event.at,
        who=event.actor_name,
        position=data.get('position', ''),
        what=_in_words(event.kind, data, document),
        comment=data.get('comment', ''),
        changes=tuple(
            f'{VERBS.get(change["verb"], change["verb"])} {change["label"]}' for change in data.get('changes', ())
        ),
    )


def _in_words(kind: str, data: dict[str, Any], document: ProcedureDocument) -> str:
    language = get_language() or 'en'
    if kind == 'task-opened':
        return _('Step {step} waits for {role}').format(
            step=data['step'], role=document.roles[data['role']].in_language(language)
        )
    if kind == 'task-closed':
        outcome = document.steps[data['step']].outcome(data['outcome'])
        return _('Step {step}: {outcome}').format(step=data['step'], outcome=outcome.label.in_language(language))
    return {'case-opened': _('Case opened'), 'case-closed': _('Case closed')}.get(kind, kind)


class EventsPanel(ObjectPanel):
    """The events of a case, or of the case of the object at `accessor`."""

    template_name = 'netbox_colocation/panels/events.html'
    title = _('Events')

    def get_context(self, context):
        prepared = super().get_context(context)
        obj = prepared['object']
        case = obj if isinstance(obj, Case) else obj.case
        return {**prepared, 'events': describe_events(case) if case else []}

    def should_render(self, context):
        return bool(context['events'])
