"""Tables of capacity pools and capacity checks."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import CapacityCheck, CapacityPool

__all__ = ('CapacityCheckTable', 'CapacityPoolTable')


class CapacityPoolTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'))
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    devices = columns.ManyToManyColumn(verbose_name=_('Devices'), linkify_item=True, orderable=False)
    power_panels = columns.ManyToManyColumn(verbose_name=_('Power panels'), linkify_item=True, orderable=False)
    circuits = columns.ManyToManyColumn(verbose_name=_('Circuits'), linkify_item=True, orderable=False)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:capacitypool_list')

    class Meta(PrimaryModelTable.Meta):
        model = CapacityPool
        fields = (
            'pk', 'id', 'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent', 'devices', 'power_panels',
            'circuits', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'kind', 'site', 'location', 'capacity', 'reserve_percent', 'description')


class CapacityCheckTable(NetBoxTable):
    checked_at = columns.DateTimeColumn(verbose_name=_('Checked at'), timespec='minutes', linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='request__applicant', linkify=True)
    checked_by = tables.Column(verbose_name=_('Checked by'), linkify=True)
    verdict = columns.ChoiceFieldColumn(verbose_name=_('Verdict'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:capacitycheck_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = CapacityCheck
        fields = (
            'pk', 'id', 'checked_at', 'request', 'applicant', 'verdict', 'checked_by', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'checked_at', 'request', 'applicant', 'verdict', 'checked_by')
