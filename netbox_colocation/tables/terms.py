"""Table of extensions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import Extension

__all__ = ('ExtensionTable',)


class ExtensionTable(NetBoxTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='request__applicant', linkify=True)
    until = tables.Column(verbose_name=_('Until'), linkify=lambda record: record.get_absolute_url())
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    asked_at = columns.DateTimeColumn(verbose_name=_('Asked'), timespec='minutes')
    asked_by = tables.Column(verbose_name=_('Asked by'), linkify=True)
    decided_at = columns.DateTimeColumn(verbose_name=_('Decided'), timespec='minutes')
    decided_by = tables.Column(verbose_name=_('Decided by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:extension_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Extension
        fields = (
            'pk', 'id', 'request', 'applicant', 'until', 'reason', 'state', 'asked_at', 'asked_by', 'decided_at',
            'decided_by', 'answer', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'request', 'applicant', 'until', 'state', 'asked_at', 'decided_at')
