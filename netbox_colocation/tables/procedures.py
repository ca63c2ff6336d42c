"""Tables of procedures and their versions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import Procedure, ProcedureVersion

__all__ = ('ProcedureTable', 'ProcedureVersionTable')


class ProcedureTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    subject_kind = columns.ChoiceFieldColumn(verbose_name=_('Subject'))
    calendar = tables.Column(verbose_name=_('Calendar'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:procedure_list')

    class Meta(PrimaryModelTable.Meta):
        model = Procedure
        fields = (
            'pk', 'id', 'name', 'key', 'agency', 'subject_kind', 'calendar', 'owner', 'owner_group', 'description',
            'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'key', 'agency', 'subject_kind', 'calendar', 'description')


class ProcedureVersionTable(NetBoxTable):
    number = tables.Column(verbose_name=_('Version'), linkify=True)
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    published_by = tables.Column(verbose_name=_('Published by'), linkify=True)
    based_on = tables.Column(
        verbose_name=_('Based on'),
        accessor='based_on__number',
        linkify=lambda record: record.based_on.get_absolute_url(),
    )
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:procedureversion_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = ProcedureVersion
        fields = (
            'pk', 'id', 'procedure', 'number', 'state', 'note', 'based_on', 'published_at', 'published_by', 'digest',
            'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'procedure', 'number', 'state', 'note', 'published_at', 'published_by')
