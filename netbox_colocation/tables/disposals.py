"""The table of disposals."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import Disposal

__all__ = ('DisposalTable',)


class DisposalTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    proposed_by = tables.Column(verbose_name=_('Proposed by'), linkify=True)
    decided_by = tables.Column(verbose_name=_('Decided by'), linkify=True)
    decided_at = columns.DateTimeColumn(verbose_name=_('Decided at'), timespec='minutes')
    carried_out_by = tables.Column(verbose_name=_('Carried out by'), linkify=True)
    carried_out_at = columns.DateTimeColumn(verbose_name=_('Carried out at'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:disposal_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(PrimaryModelTable.Meta):
        model = Disposal
        fields = (
            'pk', 'id', 'name', 'agency', 'state', 'approval_number', 'reason', 'proposed_by', 'decided_by',
            'decided_at', 'remark', 'carried_out_by', 'carried_out_at', 'owner', 'owner_group', 'description',
            'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'agency', 'state', 'approval_number', 'decided_at', 'carried_out_at')
