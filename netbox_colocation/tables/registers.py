"""Tables of document registers and their lines."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..choices import DocumentKindChoices
from ..models import DocumentRegister, RegisterEntry

__all__ = ('DocumentRegisterTable', 'RegisterEntryTable')

LABELS = {key: label for key, label, *_color in DocumentKindChoices.CHOICES}


class DocumentRegisterTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    year = tables.Column(verbose_name=_('Year'))
    direction = columns.ChoiceFieldColumn(verbose_name=_('Direction'))
    kinds = tables.Column(verbose_name=_('Kinds'), orderable=False)
    is_closed = columns.BooleanColumn(verbose_name=_('Closed'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:documentregister_list')

    class Meta(PrimaryModelTable.Meta):
        model = DocumentRegister
        fields = (
            'pk', 'id', 'name', 'agency', 'year', 'direction', 'kinds', 'classification', 'unit_code', 'pattern',
            'first_sequence', 'next_sequence', 'is_closed', 'owner', 'owner_group', 'description', 'comments', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'agency', 'year', 'direction', 'classification', 'unit_code', 'next_sequence', 'is_closed',
        )  # fmt: skip

    def render_kinds(self, value: list[str]) -> str:
        return ', '.join(str(LABELS.get(kind, kind)) for kind in value)

    def value_kinds(self, value: list[str]) -> str:
        return ','.join(value)


class RegisterEntryTable(NetBoxTable):
    number = tables.Column(verbose_name=_('Number'), linkify=True)
    register = tables.Column(verbose_name=_('Register'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), accessor='register__agency', linkify=True)
    origin = columns.ChoiceFieldColumn(verbose_name=_('Origin'))
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    dated = columns.DateColumn(verbose_name=_('Date of the letter'))
    received_on = columns.DateColumn(verbose_name=_('Received on'))
    document = tables.Column(verbose_name=_('Document'), linkify=True)
    taken_by = tables.Column(verbose_name=_('Taken by'), linkify=True)
    cancelled_by = tables.Column(verbose_name=_('Cancelled by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:registerentry_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = RegisterEntry
        fields = (
            'pk', 'id', 'number', 'register', 'agency', 'sequence', 'suffix', 'origin', 'state', 'dated', 'received_on',
            'classification', 'nature', 'correspondent', 'letter_number', 'matter', 'attachments', 'note', 'document',
            'taken_by', 'taken_at', 'cancelled_by', 'cancelled_at', 'cancel_reason', 'tags', 'created', 'last_updated',
            'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'number', 'register', 'dated', 'received_on', 'correspondent', 'matter', 'origin', 'state',
            'document',
        )  # fmt: skip
