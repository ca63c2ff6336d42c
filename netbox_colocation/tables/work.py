"""Tables of the work log and of equipment loans."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..documents.work_papers import material_text
from ..models import EquipmentLoan, WorkLogEntry

__all__ = ('EquipmentLoanTable', 'WorkLogEntryTable')


class WorkLogEntryTable(NetBoxTable):
    at = columns.DateTimeColumn(verbose_name=_('At'), timespec='minutes', linkify=True)
    ticket = tables.Column(verbose_name=_('Ticket'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='ticket__applicant', linkify=True)
    author_name = tables.Column(verbose_name=_('By'))
    work_status = columns.ChoiceFieldColumn(verbose_name=_('Work'))
    minutes = tables.Column(verbose_name=_('Minutes'))
    materials = tables.Column(verbose_name=_('Material used'), orderable=False)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:worklogentry_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = WorkLogEntry
        fields = (
            'pk', 'id', 'at', 'ticket', 'applicant', 'author_name', 'work_status', 'text', 'minutes', 'materials',
            'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'at', 'ticket', 'author_name', 'work_status', 'text', 'minutes', 'materials')

    def render_materials(self, value: list[dict[str, str]]) -> str:
        return '; '.join(material_text(row) for row in value)

    value_materials = render_materials


class EquipmentLoanTable(PrimaryModelTable):
    item = tables.Column(verbose_name=_('Item'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    borrower = tables.Column(verbose_name=_('Borrower'), linkify=True)
    ticket = tables.Column(verbose_name=_('Ticket'), linkify=True)
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    lent_on = columns.DateColumn(verbose_name=_('Lent on'))
    due_on = columns.DateColumn(verbose_name=_('Due on'))
    returned_on = columns.DateColumn(verbose_name=_('Returned on'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:equipmentloan_list')

    class Meta(PrimaryModelTable.Meta):
        model = EquipmentLoan
        fields = (
            'pk', 'id', 'item', 'serial', 'agency', 'borrower', 'person', 'ticket', 'device', 'condition', 'lent_on',
            'due_on', 'returned_on', 'returned_condition', 'returned_to', 'owner', 'owner_group', 'description',
            'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'item', 'serial', 'borrower', 'person', 'ticket', 'lent_on', 'due_on', 'returned_on',
        )  # fmt: skip
