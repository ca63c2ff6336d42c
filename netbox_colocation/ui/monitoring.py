"""Panels of monitoring targets and of drift reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..choices import MonitoringKindChoices, MonitoringStateChoices
from ..models import DriftReport, MaintenanceWindow, MonitoringTarget
from ..monitoring.muting import muted

__all__ = (
    'DriftLine',
    'DriftLinesPanel',
    'DriftReportPanel',
    'TargetHandOverPanel',
    'TargetPanel',
    'TargetProbePanel',
    'describe_line',
)


class LabelsAttr(attrs.TextAttr):
    def get_value(self, obj: MonitoringTarget) -> str:
        return ', '.join(f'{name}={text}' for name, text in obj.labels.items())


class MutedByAttr(attrs.RelatedObjectAttr):
    """The maintenance window that mutes the target now."""

    def get_value(self, obj: MonitoringTarget) -> MaintenanceWindow | None:
        [target] = muted(MonitoringTarget.objects.filter(pk=obj.pk), now=timezone.now())
        return MaintenanceWindow.objects.filter(pk=target.muted_by).first() if target.is_muted else None


class TargetPanel(panels.ObjectAttributesPanel):
    title = _('Monitoring target')

    device_name = attrs.TextAttr('device_name', label=_('Name'))
    device = attrs.RelatedObjectAttr('device', label=_('Device'), linkify=True)
    site = attrs.RelatedObjectAttr('device.site', label=_('Site'), linkify=True)
    rack = attrs.RelatedObjectAttr('device.rack', label=_('Rack'), linkify=True)
    tenant = attrs.RelatedObjectAttr('device.tenant', label=_('Tenant'), linkify=True)
    address = attrs.RelatedObjectAttr('address', label=_('Address'), linkify=True)
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    port = attrs.TextAttr('port', label=_('Port'))
    severity = attrs.ChoiceAttr('severity', label=_('Severity'))
    contact = attrs.RelatedObjectAttr('contact', label=_('Contact'), linkify=True)
    labels = LabelsAttr('labels', label=_('Labels'))
    description = attrs.TextAttr('description', label=_('Description'))


class TargetProbePanel(panels.ObjectAttributesPanel):
    """How it is asked: the first two of an exporter, the others of a probe."""

    title = _('How it is watched')

    scheme = attrs.ChoiceAttr('scheme', label=_('Scheme'))
    metrics_path = attrs.TextAttr('metrics_path', label=_('Path'))
    module = attrs.TextAttr('module', label=_('Module'))
    service = attrs.RelatedObjectAttr('service', label=_('Service'), linkify=True)


class TargetHandOverPanel(panels.ObjectAttributesPanel):
    """How far monitoring has it, and what monitoring says of it."""

    title = _('Hand-over to monitoring')

    state = attrs.ChoiceAttr('state', label=_('State'))
    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    case = attrs.RelatedObjectAttr('request.case', label=_('Case'), linkify=True)
    registered_at = attrs.DateTimeAttr('registered_at', label=_('Requested'))
    seen_at = attrs.DateTimeAttr('seen_at', label=_('Seen'))
    accepted_at = attrs.DateTimeAttr('accepted_at', label=_('Accepted'))
    accepted_by_name = attrs.TextAttr('accepted_by_name', label=_('Accepted by'))
    retired_at = attrs.DateTimeAttr('retired_at', label=_('Retired'))
    health = attrs.ChoiceAttr('health', label=_('Health'))
    health_since = attrs.DateTimeAttr('health_since', label=_('Since'))
    source = attrs.TextAttr('source', label=_('Monitoring system'))
    reported_at = attrs.DateTimeAttr('reported_at', label=_('Last report'))
    muted_by = MutedByAttr('pk', label=_('Muted by'), linkify=True)


class DriftReportPanel(panels.ObjectAttributesPanel):
    title = _('Drift report')

    source = attrs.TextAttr('source', label=_('Monitoring system'))
    made_at = attrs.DateTimeAttr('made_at', label=_('Made at'))
    made_by_name = attrs.TextAttr('made_by_name', label=_('Made by'))
    is_clean = attrs.BooleanAttr('is_clean', label=_('No difference'))
    wanted_count = attrs.TextAttr('wanted_count', label=_('Asked for'))
    watched_count = attrs.TextAttr('watched_count', label=_('Watched'))
    missing_count = attrs.TextAttr('missing_count', label=_('Not watched'))
    unknown_count = attrs.TextAttr('unknown_count', label=_('Unknown to NetBox'))
    different_count = attrs.TextAttr('different_count', label=_('Watched differently'))


@dataclass(frozen=True)
class DriftLine:
    """One line of a report: what it is about, with the address of its page where NetBox has one, and what differs."""

    name: str
    url: str
    facts: tuple[str, ...]


class DriftLinesPanel(panels.ObjectPanel):
    """One of the three lists of a report; the report keeps some of a long one only, and the panel says so."""

    template_name = 'netbox_colocation/panels/drift_lines.html'

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(**kwargs)

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        report: DriftReport = context['object']
        lines, count = getattr(report, self.name), getattr(report, f'{self.name}_count')
        rows = [describe_line(line) for line in lines]
        return {**super().get_context(context), 'rows': rows, 'count': count, 'further': count - len(rows)}


def describe_line(line: Mapping[str, Any]) -> DriftLine:
    """Return a line of a report (`monitoring.drift`) in words."""
    target = line.get('target')
    is_known = target is not None and line.get('reason') != 'unknown'
    url = reverse('plugins:netbox_colocation:monitoringtarget', args=[target]) if is_known else ''
    return DriftLine(str(line.get('name') or line.get('instance') or ''), url, tuple(_facts_of(line)))


def _facts_of(line: Mapping[str, Any]) -> Iterator[str]:
    if 'facts' in line:
        for fact in line['facts']:
            yield _('{fact}: asked for {wanted}, watched {watched}').format(
                fact=fact['fact'], wanted=fact['wanted'] or '–', watched=fact['watched'] or '–'
            )
    elif line.get('reason') == 'retired':
        yield str(_('retired in NetBox, and still watched'))
    elif 'kind' in line:
        kinds, states = dict(MonitoringKindChoices), dict(MonitoringStateChoices)
        yield str(line.get('address') or '–')
        yield str(kinds.get(line['kind'], line['kind']))
        yield str(states.get(line.get('state'), line.get('state')))
    for name, text in (line.get('labels') or {}).items():
        if not name.startswith('__'):
            yield f'{name}={text}'
