"""The table of documents."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import Document

__all__ = ('DocumentTable',)

DOWNLOAD_BUTTON = """
{% load i18n %}
{% if record.is_readable %}
  <a class="btn btn-sm btn-primary" href="{% url 'plugins:netbox_colocation:document_download' pk=record.pk %}"
     aria-label="{% trans "Download" %}"><i class="mdi mdi-download"></i></a>
{% endif %}
"""


class DocumentTable(NetBoxTable):
    title = tables.Column(verbose_name=_('Title'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    direction = columns.ChoiceFieldColumn(verbose_name=_('Direction'))
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    visit = tables.Column(verbose_name=_('Visit'), linkify=True)
    ticket = tables.Column(verbose_name=_('Ticket'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    drafted_by = tables.Column(verbose_name=_('Drafted by'), linkify=True)
    signed_by = tables.Column(verbose_name=_('Signed by'), linkify=True)
    fate = columns.ChoiceFieldColumn(verbose_name=_('Fate'))
    disposal = tables.Column(verbose_name=_('Destroyed by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:document_list')
    actions = columns.ActionsColumn(actions=('changelog',), extra_buttons=DOWNLOAD_BUTTON)

    class Meta(NetBoxTable.Meta):
        model = Document
        fields = (
            'pk', 'id', 'title', 'kind', 'number', 'dated', 'direction', 'state', 'request', 'visit', 'ticket', 'case',
            'media_type', 'digest', 'drafted_by', 'signed_by', 'signed_at', 'sent_at', 'closed_on',
            'retain_until', 'fate', 'disposal', 'destroyed_at', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'title', 'kind', 'number', 'dated', 'state', 'case')
