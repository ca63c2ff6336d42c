"""Panels of maintenance windows and notices: what was agreed, what stands against it, what the affected are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels
from netbox.ui.panels import ObjectPanel

from ..exceptions import Evidence, Finding
from ..maintenance.collisions import LIVE_STATES, find_collisions
from ..models import MaintenanceWindow, WindowNotice
from ..workflows.disclosure import reads_as_applicant
from .findings import Link, url_of

__all__ = (
    'CollisionsPanel',
    'NoticePanel',
    'NoticeTextPanel',
    'NoticesPanel',
    'WindowPanel',
    'WindowRunPanel',
    'build_rows',
    'sees_findings',
)


class WindowPanel(panels.ObjectAttributesPanel):
    title = _('Maintenance window')

    ticket = attrs.RelatedObjectAttr('ticket', label=_('Ticket'), linkify=True)
    case = attrs.RelatedObjectAttr('ticket.case', label=_('Case'), linkify=True)
    purpose = attrs.TextAttr('purpose', label=_('Work'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    starts_at = attrs.DateTimeAttr('starts_at', label=_('From'))
    ends_at = attrs.DateTimeAttr('ends_at', label=_('Until'))
    extended_until = attrs.DateTimeAttr('extended_until', label=_('Extended until'))
    mutes_monitoring = attrs.BooleanAttr('mutes_monitoring', label=_('Mutes monitoring'))
    description = attrs.TextAttr('description', label=_('Description'))


class WindowRunPanel(panels.ObjectAttributesPanel):
    title = _('Who and when')

    proposed_by_name = attrs.TextAttr('proposed_by_name', label=_('Proposed by'))
    agreed_by_name = attrs.TextAttr('agreed_by_name', label=_('Agreed by'))
    agreed_role = attrs.RelatedObjectAttr('agreed_role', label=_('Office'), linkify=True)
    agreed_at = attrs.DateTimeAttr('agreed_at', label=_('Agreed at'))
    begun_at = attrs.DateTimeAttr('begun_at', label=_('Begun at'))
    ended_at = attrs.DateTimeAttr('ended_at', label=_('Ended at'))
    outcome = attrs.TextAttr('outcome', label=_('Result'))
    revision = attrs.TextAttr('revision', label=_('Revision'))
    assessed_at = attrs.DateTimeAttr('assessed_at', label=_('Impact assessed at'))


@dataclass(frozen=True)
class CollisionRow:
    """A finding as the panel shows it."""

    message: str
    stops: bool
    links: tuple[Link, ...]


class CollisionsPanel(ObjectPanel):
    """What the window runs into, before anybody agrees to it; the agency's own, never the applicant's."""

    title = _('What stands against it')
    template_name = 'netbox_colocation/panels/collisions.html'

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        user = context['request'].user
        found = find_collisions(context['object'], now=timezone.now())
        return {**super().get_context(context), 'rows': build_rows(found, user=user)}

    def should_render(self, context: Mapping[str, Any]) -> bool:
        window: MaintenanceWindow = context['object']
        return window.state in LIVE_STATES and sees_findings(context['request'].user, window)


class NoticesPanel(panels.ObjectsTablePanel):
    """What the affected agencies are told, as far as the reader may see it."""

    def __init__(self) -> None:
        super().__init__(
            'netbox_colocation.windownotice',
            filters={'window_id': lambda context: context['object'].pk},
            exclude_columns=['window', 'subject'],
        )


class RecipientsAttr(attrs.TextAttr):
    def get_value(self, obj: WindowNotice) -> str:
        return ', '.join(obj.recipients)


class NoticePanel(panels.ObjectAttributesPanel):
    title = _('Maintenance notice')

    window = attrs.RelatedObjectAttr('window', label=_('Window'), linkify=True)
    tenant = attrs.RelatedObjectAttr('tenant', label=_('Agency'), linkify=True)
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    grade = attrs.ChoiceAttr('grade', label=_('Worst grade'))
    revision = attrs.TextAttr('revision', label=_('Revision'))
    document = attrs.RelatedObjectAttr('document', label=_('Letter'), linkify=True)
    recipients = RecipientsAttr('recipients', label=_('Recipients'))
    drafted_by = attrs.RelatedObjectAttr('drafted_by', label=_('Drafted by'), linkify=True)
    drafted_at = attrs.DateTimeAttr('drafted_at', label=_('Drafted at'))
    approved_by_name = attrs.TextAttr('approved_by_name', label=_('Approved by'))
    approved_at = attrs.DateTimeAttr('approved_at', label=_('Approved at'))
    sent_at = attrs.DateTimeAttr('sent_at', label=_('Sent at'))
    error = attrs.TextAttr('error', label=_('Error'))


class NoticeTextPanel(ObjectPanel):
    """The text as it goes by e-mail; a letter says the same in its own form."""

    title = _('Text')
    template_name = 'netbox_colocation/panels/notice_text.html'


def sees_findings(user: AbstractUser, window: MaintenanceWindow) -> bool:
    """Whether the user may read what else is going on at that time: officers may, applicants may not."""
    case = window.ticket.case
    return case is None or not reads_as_applicant(user, case, now=timezone.now())


def build_rows(found: Iterable[Finding], *, user: AbstractUser) -> list[CollisionRow]:
    """Return the findings with links to whatever of their evidence the reader may open."""
    findings = list(found)
    viewable = _find_viewable((link for finding in findings for link in finding.links), user)
    return [
        CollisionRow(
            finding.message, finding.stops, tuple(viewable[link] for link in finding.links if link in viewable)
        )
        for finding in findings
    ]


def _find_viewable(links: Iterable[Evidence], user: AbstractUser) -> dict[Evidence, Link]:
    """Return the pages of what the user may view; one query for each model."""
    by_model: dict[str, dict[int, Evidence]] = {}
    for link in links:
        by_model.setdefault(link.model, {})[link.pk] = link
    found = {}
    for name, rows in by_model.items():
        objects: Any = apps.get_model(name).objects
        for pk in objects.restrict(user, 'view').filter(pk__in=rows).values_list('pk', flat=True):
            found[rows[pk]] = Link(rows[pk].label, url_of(name, pk))
    return found
