"""Table of disposition instructions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import DispositionInstruction

__all__ = ('DispositionInstructionTable',)


class DispositionInstructionTable(NetBoxTable):
    text = tables.Column(verbose_name=_('Text'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:dispositioninstruction_list')

    class Meta(NetBoxTable.Meta):
        model = DispositionInstruction
        fields = ('pk', 'id', 'text', 'key', 'agency', 'weight', 'tags', 'created', 'last_updated', 'actions')
        default_columns = ('pk', 'text', 'key', 'agency', 'weight')
