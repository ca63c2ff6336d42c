"""Tables of dispatches."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import Dispatch

__all__ = ('DispatchTable',)


class DispatchTable(NetBoxTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    recipient = tables.Column(verbose_name=_('Recipient'), linkify=True)
    document = tables.Column(verbose_name=_('Document'), linkify=True)
    number = tables.Column(verbose_name=_('Number'), accessor='document__number')
    method = columns.ChoiceFieldColumn(verbose_name=_('Way'))
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    sent_by = tables.Column(verbose_name=_('Sent by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:dispatch_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Dispatch
        fields = (
            'pk', 'id', 'recipient', 'document', 'number', 'method', 'state', 'address', 'tracking_number', 'sent_on',
            'sent_by', 'received_by', 'received_on', 'attempts', 'error', 'note', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = ('pk', 'sent_on', 'document', 'recipient', 'method', 'state', 'received_by', 'received_on')
