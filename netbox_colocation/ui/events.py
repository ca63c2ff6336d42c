"""What happened to a case, for people: every kind of event in words, as much of it as the reader may know."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from netbox.ui.panels import ObjectPanel

from ..models import Case
from ..workflows.disclosure import Disclosed, disclose, reads_as_applicant
from ..workflows.document import ProcedureDocument
from ..workflows.publishing import document_of
from .event_words import VERBS, in_words

__all__ = ('EventLine', 'EventsPanel', 'RemarksPanel', 'describe_events')


@dataclass(frozen=True)
class EventLine:
    """One event in words. `comment` is what somebody wrote; `paper` is the scan's document, of an act on paper."""

    sequence: int
    kind: str
    at: datetime.datetime
    who: str
    position: str
    what: str
    comment: str
    changes: tuple[str, ...]
    aside: str = ''
    paper: int | None = None


def describe_events(
    case: Case, *, reader: AbstractUser | None = None, now: datetime.datetime | None = None
) -> list[EventLine]:
    """Return the events of a case in words, in order, as the reader may know them; three queries at most.

    Without a reader, the whole record.
    """
    document = document_of(case.version)
    to_applicant = reader is not None and reads_as_applicant(reader, case, now=now or timezone.now())
    shown = disclose(case, case.events.order_by('sequence'), to_applicant=to_applicant)
    return [_describe(event, document) for event in shown]


def _describe(event: Disclosed, document: ProcedureDocument) -> EventLine:
    data = event.data
    return EventLine(
        sequence=event.sequence,
        kind=event.kind,
        at=event.at,
        who=event.actor_name,
        position=data.get('position', ''),
        what=in_words(event.kind, data, document, get_language() or 'en'),
        comment=_comment(event.kind, data),
        changes=tuple(
            f'{VERBS.get(change["verb"], change["verb"])} {change["label"]}' for change in data.get('changes', ())
        ),
        aside=_aside(data),
        paper=data.get('proof'),
    )


def _comment(kind: str, data: Mapping[str, Any]) -> str:
    """What somebody wrote: a comment, a reason, a question, its answer, a note, a check's detail."""
    if kind == 'case-closed':
        return ''  # the same words stand in the event before it
    answers = data.get('data') or {}
    written = (data.get(key) for key in ('comment', 'reason', 'question', 'note', 'detail', 'text'))
    return next((str(text) for text in (*written, answers.get('answer')) if text), '')


def _aside(data: Mapping[str, Any]) -> str:
    """That it happened on paper."""
    if not data.get('acted_at'):
        return ''
    moment = parse_datetime(data['acted_at'])
    day = timezone.localtime(moment).date().isoformat() if moment else data['acted_at']
    return _('on paper on {day}, recorded by {name}').format(day=day, name=data.get('recorded_by', ''))


def _lines(context: Mapping[str, Any], obj: Any) -> list[EventLine]:
    """The lines of a page, read once for all its panels; a page without them in its context reads its own."""
    if 'event_lines' in context:
        return context['event_lines']
    case = obj if isinstance(obj, Case) else obj.case
    return describe_events(case, reader=context['request'].user, now=timezone.now()) if case else []


class EventsPanel(ObjectPanel):
    """The events of a case, or of the case of the object at `accessor`."""

    template_name = 'netbox_colocation/panels/events.html'
    title = gettext_lazy('Events')

    def get_context(self, context):
        prepared = super().get_context(context)
        return {**prepared, 'events': _lines(context, prepared['object'])}

    def should_render(self, context):
        return bool(context['events'])


class RemarksPanel(EventsPanel):
    """What people wrote in a case so far, newest first: what the next one should have read."""

    template_name = 'netbox_colocation/panels/task_remarks.html'
    title = gettext_lazy('Earlier remarks')

    def get_context(self, context):
        prepared = super().get_context(context)
        return {**prepared, 'events': [line for line in reversed(prepared['events']) if line.comment]}
