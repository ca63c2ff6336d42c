"""Tables of maintenance windows, and of what affected agencies were told about them."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import MaintenanceWindow, WindowNotice

__all__ = ('MaintenanceWindowTable', 'WindowNoticeTable')


class ProposedActionsColumn(columns.ActionsColumn):
    """Edit and delete only while a window is proposed."""

    def render(self, record, table, **kwargs):
        return super().render(record, table, **kwargs) if record.is_editable else ''


class MaintenanceWindowTable(PrimaryModelTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    ticket = tables.Column(verbose_name=_('Ticket'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='ticket__applicant', linkify=True)
    site = tables.Column(verbose_name=_('Site'), accessor='ticket__site', linkify=True)
    starts_at = columns.DateTimeColumn(verbose_name=_('From'), timespec='minutes', linkify=True)
    ends_at = columns.DateTimeColumn(verbose_name=_('Until'), timespec='minutes')
    extended_until = columns.DateTimeColumn(verbose_name=_('Extended until'), timespec='minutes')
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    mutes_monitoring = columns.BooleanColumn(verbose_name=_('Mutes monitoring'))
    proposed_by = tables.Column(verbose_name=_('Proposed by'), accessor='proposed_by_name')
    agreed_by = tables.Column(verbose_name=_('Agreed by'), accessor='agreed_by_name')
    agreed_role = tables.Column(verbose_name=_('Office'), linkify=True)
    begun_at = columns.DateTimeColumn(verbose_name=_('Begun at'), timespec='minutes')
    ended_at = columns.DateTimeColumn(verbose_name=_('Ended at'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:maintenancewindow_list')
    actions = ProposedActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = MaintenanceWindow
        fields = (
            'pk', 'id', 'ticket', 'applicant', 'site', 'purpose', 'starts_at', 'ends_at', 'extended_until', 'state',
            'revision', 'mutes_monitoring', 'proposed_by', 'agreed_by', 'agreed_role', 'agreed_at', 'begun_at',
            'ended_at', 'outcome', 'assessed_at', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'ticket', 'purpose', 'starts_at', 'ends_at', 'extended_until', 'state', 'agreed_by')


class WindowNoticeTable(NetBoxTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    subject = tables.Column(verbose_name=_('Subject'), linkify=True)
    window = tables.Column(verbose_name=_('Window'), linkify=True)
    tenant = tables.Column(verbose_name=_('Agency'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    grade = columns.ChoiceFieldColumn(verbose_name=_('Worst grade'))
    document = tables.Column(verbose_name=_('Letter'), linkify=True)
    recipients = tables.Column(verbose_name=_('Recipients'), orderable=False)
    drafted_by = tables.Column(verbose_name=_('Drafted by'), linkify=True)
    drafted_at = columns.DateTimeColumn(verbose_name=_('Drafted'), timespec='minutes')
    approved_by = tables.Column(verbose_name=_('Approved by'), accessor='approved_by_name')
    approved_at = columns.DateTimeColumn(verbose_name=_('Approved'), timespec='minutes')
    sent_at = columns.DateTimeColumn(verbose_name=_('Sent'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:windownotice_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = WindowNotice
        fields = (
            'pk', 'id', 'subject', 'window', 'tenant', 'kind', 'revision', 'state', 'grade', 'document', 'recipients',
            'drafted_by', 'drafted_at', 'approved_by', 'approved_at', 'sent_at', 'error', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'subject', 'window', 'tenant', 'kind', 'state', 'grade', 'document', 'sent_at')

    def render_recipients(self, value: list[str]) -> str:
        return ', '.join(value)
