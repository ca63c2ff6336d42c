"""Tables of monitoring targets and of drift reports."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import DriftReport, MonitoringTarget

__all__ = ('DriftReportTable', 'MonitoringTargetTable')


class MonitoringTargetTable(PrimaryModelTable):
    target = tables.Column(
        verbose_name=_('Target'), accessor='device_name', linkify=True, empty_values=(),
        order_by=('device_name', 'kind', 'port', 'pk'), attrs={'td': {'class': 'text-nowrap'}},
    )  # fmt: skip
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    tenant = tables.Column(verbose_name=_('Tenant'), accessor='device__tenant', linkify=True)
    site = tables.Column(verbose_name=_('Site'), accessor='device__site', linkify=True)
    location = tables.Column(verbose_name=_('Location'), accessor='device__location', linkify=True)
    rack = tables.Column(verbose_name=_('Rack'), accessor='device__rack', linkify=True)
    address = tables.Column(verbose_name=_('Address'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    service = tables.Column(verbose_name=_('Service'), linkify=True)
    labels = tables.Column(verbose_name=_('Labels'), orderable=False)
    severity = columns.ChoiceFieldColumn(verbose_name=_('Severity'))
    contact = tables.Column(verbose_name=_('Contact'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    # From `monitoring.muting.muted`.
    is_muted = columns.BooleanColumn(verbose_name=_('Muted'), orderable=False, false_mark=None)
    health = columns.ChoiceFieldColumn(verbose_name=_('Health'))
    health_since = columns.DateTimeColumn(verbose_name=_('Health since'), timespec='minutes')
    registered_at = columns.DateTimeColumn(verbose_name=_('Registered at'), timespec='minutes')
    seen_at = columns.DateTimeColumn(verbose_name=_('Seen at'), timespec='minutes')
    accepted_at = columns.DateTimeColumn(verbose_name=_('Accepted at'), timespec='minutes')
    retired_at = columns.DateTimeColumn(verbose_name=_('Retired at'), timespec='minutes')
    reported_at = columns.DateTimeColumn(verbose_name=_('Reported at'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:monitoringtarget_list')
    actions = columns.ActionsColumn(actions=('edit', 'changelog'))

    class Meta(PrimaryModelTable.Meta):
        model = MonitoringTarget
        fields = (
            'pk', 'id', 'target', 'device', 'tenant', 'site', 'location', 'rack', 'address', 'kind', 'port', 'service',
            'module', 'scheme', 'metrics_path', 'labels', 'severity', 'contact', 'request', 'state', 'is_muted',
            'health', 'health_since', 'registered_at', 'seen_at', 'accepted_at', 'accepted_by_name', 'retired_at',
            'source', 'reported_at', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'target', 'tenant', 'site', 'address', 'kind', 'severity', 'state', 'is_muted', 'health',
            'health_since',
        )  # fmt: skip

    def render_target(self, record: MonitoringTarget) -> str:
        return str(record)

    value_target = render_target

    def render_labels(self, value: dict[str, Any]) -> str:
        return ', '.join(f'{name}={text}' for name, text in value.items())

    value_labels = render_labels


class DriftReportTable(NetBoxTable):
    made_at = columns.DateTimeColumn(verbose_name=_('Made at'), timespec='minutes', linkify=True)
    source = tables.Column(verbose_name=_('Monitoring system'), linkify=True)
    is_clean = columns.BooleanColumn(
        verbose_name=_('No difference'), order_by=('missing_count', 'unknown_count', 'different_count')
    )
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:driftreport_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = DriftReport
        fields = (
            'pk', 'id', 'made_at', 'source', 'is_clean', 'wanted_count', 'watched_count', 'missing_count',
            'unknown_count', 'different_count', 'made_by_name', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'made_at', 'source', 'is_clean', 'wanted_count', 'watched_count', 'missing_count', 'unknown_count',
            'different_count',
        )  # fmt: skip
