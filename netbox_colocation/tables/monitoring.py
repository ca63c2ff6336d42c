"""Tables of monitoring targets."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import MonitoringTarget

__all__ = ('MonitoringTargetTable',)


class MonitoringTargetTable(NetBoxTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    tenant = tables.Column(verbose_name=_('Tenant'), accessor='device__tenant', linkify=True)
    address = tables.Column(verbose_name=_('Address'), linkify=True)
    port = tables.Column(verbose_name=_('Port'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:monitoringtarget_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = MonitoringTarget
        fields = (
            'pk', 'id', 'device', 'tenant', 'address', 'port', 'request', 'state', 'registered_at', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'device', 'tenant', 'address', 'port', 'state', 'registered_at')
