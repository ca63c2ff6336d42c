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
    timing = columns.ChoiceFieldColumn(verbose_name=_('Timing'))
    category = columns.ChoiceFieldColumn(verbose_name=_('Category'))
    priority = columns.ChoiceFieldColumn(verbose_name=_('Priority'))
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    work_status = columns.ChoiceFieldColumn(verbose_name=_('Work'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    devices = columns.ManyToManyColumn(verbose_name=_('Devices'), linkify_item=True)
    racks = columns.ManyToManyColumn(verbose_name=_('Racks'), linkify_item=True, orderable=False)
    power_panels = columns.ManyToManyColumn(verbose_name=_('Power panels'), linkify_item=True, orderable=False)
    power_feeds = columns.ManyToManyColumn(verbose_name=_('Power feeds'), linkify_item=True, orderable=False)
    circuits = columns.ManyToManyColumn(verbose_name=_('Circuits'), linkify_item=True, orderable=False)
    prefixes = columns.ManyToManyColumn(verbose_name=_('Prefixes'), linkify_item=True, orderable=False)
    rooms = columns.ManyToManyColumn(verbose_name=_('Rooms'), linkify_item=True, orderable=False)
    technicians = columns.ManyToManyColumn(
        verbose_name=_('Technicians'), orderable=False, transform=lambda held: held.holder_name
    )
    register_number = tables.Column(verbose_name=_('Register number'), order_by=('register_year', 'register_sequence'))
    begun_at = columns.DateTimeColumn(verbose_name=_('Begun at'), timespec='minutes')
    finished_at = columns.DateTimeColumn(verbose_name=_('Finished at'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:maintenanceticket_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = MaintenanceTicket
        fields = (
            'pk', 'id', 'name', 'applicant', 'kind', 'timing', 'category', 'priority', 'status', 'work_status',
            'procedure', 'case', 'register_number', 'problem', 'analysis', 'solution', 'site', 'location', 'devices',
            'racks', 'power_panels', 'power_feeds', 'circuits', 'prefixes', 'rooms', 'technicians', 'begun_at',
            'finished_at', 'letter_number', 'letter_date',
            'letter_subject', 'administrative_name', 'administrative_position', 'administrative_email',
            'administrative_phone', 'technical_name', 'technical_organisation', 'technical_email', 'technical_phone',
            'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'kind', 'priority', 'status', 'work_status', 'case', 'site', 'location',
        )  # fmt: skip
