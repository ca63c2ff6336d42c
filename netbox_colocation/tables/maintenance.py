"""Table of maintenance tickets."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import MaintenanceTicket
from .requests import DraftActionsColumn

__all__ = ('MaintenanceTicketTable',)


class MaintenanceTicketTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    priority = columns.ChoiceFieldColumn(verbose_name=_('Priority'))
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    work_status = columns.ChoiceFieldColumn(verbose_name=_('Work'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    devices = columns.ManyToManyColumn(verbose_name=_('Devices'), linkify_item=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:maintenanceticket_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = MaintenanceTicket
        fields = (
            'pk', 'id', 'name', 'applicant', 'kind', 'priority', 'status', 'work_status', 'procedure', 'case',
            'problem', 'analysis', 'solution', 'site', 'location', 'devices', 'letter_number', 'letter_date',
            'letter_subject', 'administrative_name', 'administrative_position', 'administrative_email',
            'administrative_phone', 'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
            'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'kind', 'priority', 'status', 'work_status', 'case', 'site', 'location',
        )  # fmt: skip
