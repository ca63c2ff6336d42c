"""Tables of visitors and carried items."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, columns

from ..models import CarriedItem, Visitor
from .requests import DraftActionsColumn

__all__ = ('CarriedItemTable', 'VisitorTable')


class VisitorTable(NetBoxTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    visit = tables.Column(verbose_name=_('Visit'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='visit__applicant', linkify=True)
    starts_at = columns.DateTimeColumn(verbose_name=_('From'), accessor='visit__starts_at', timespec='minutes')
    identity_kind = columns.ChoiceFieldColumn(verbose_name=_('Proof of identity'))
    is_leader = columns.BooleanColumn(verbose_name=_('In charge'))
    badge_site = tables.Column(verbose_name=_('Site of the badge'), linkify=True)
    identity_checked = columns.BooleanColumn(verbose_name=_('Identity shown'))
    rules_accepted = columns.BooleanColumn(verbose_name=_('Rules accepted'))
    admitted_at = columns.DateTimeColumn(verbose_name=_('Checked in'), timespec='minutes')
    checked_out_at = columns.DateTimeColumn(verbose_name=_('Checked out'), timespec='minutes')
    badge_returned_at = columns.DateTimeColumn(verbose_name=_('Badge returned'), timespec='minutes')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:visitor_list')
    actions = DraftActionsColumn(subject_of=lambda record: record.visit)

    class Meta(NetBoxTable.Meta):
        model = Visitor
        fields = (
            'pk', 'id', 'name', 'visit', 'applicant', 'starts_at', 'organisation', 'position', 'phone', 'email',
            'identity_kind', 'identity_digits', 'is_leader', 'badge_site', 'badge_number', 'identity_checked',
            'rules_accepted', 'admitted_at', 'checked_out_at', 'badge_returned_at', 'door_remark', 'erased_at', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'visit', 'applicant', 'organisation', 'is_leader', 'badge_number', 'admitted_at',
            'checked_out_at',
        )  # fmt: skip


class CarriedItemTable(NetBoxTable):
    name = tables.Column(verbose_name=_('Item'), linkify=True)
    visit = tables.Column(verbose_name=_('Visit'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='visit__applicant', linkify=True)
    direction = columns.ChoiceFieldColumn(verbose_name=_('Direction'))
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    came_in_at = columns.DateTimeColumn(verbose_name=_('Brought in'), timespec='minutes')
    went_out_at = columns.DateTimeColumn(verbose_name=_('Taken out'), timespec='minutes')
    is_unannounced = columns.BooleanColumn(verbose_name=_('Not announced'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:carrieditem_list')
    actions = DraftActionsColumn(subject_of=lambda record: record.visit)

    class Meta(NetBoxTable.Meta):
        model = CarriedItem
        fields = (
            'pk', 'id', 'name', 'visit', 'applicant', 'serial', 'quantity', 'direction', 'device', 'came_in_at',
            'went_out_at', 'door_remark', 'is_unannounced', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'visit', 'serial', 'quantity', 'direction', 'device', 'came_in_at', 'went_out_at',
        )  # fmt: skip
