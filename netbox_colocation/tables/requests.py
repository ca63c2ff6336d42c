"""Tables of colocation requests and the servers that they ask for."""

import django_tables2 as tables
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..choices import GroupingChoices
from ..models import ColocationRequest, RequestedServer

__all__ = ('ColocationRequestTable', 'DraftActionsColumn', 'RequestedServerTable')


def _subject_color(record: ColocationRequest) -> str:
    return record.procedure.get_subject_kind_color()


def _grouping_color(record: ColocationRequest) -> str | None:
    return GroupingChoices.colors.get(record.grouping)


class DraftActionsColumn(columns.ActionsColumn):
    """Delete only while the subject is a draft, edit also when it was returned to be corrected; the change log always.

    Parameters:
        subject_of: says which subject a row belongs to
    """

    def __init__(self, *args, subject_of=lambda record: record, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.subject_of = subject_of
        self.returned = columns.ActionsColumn(actions=('edit', 'changelog'))
        self.submitted = columns.ActionsColumn(actions=('changelog',))

    def render(self, record: Model, table: tables.Table, **kwargs) -> str:
        # In an empty row (the cells of a custom field's column) there is no record.
        subject = self.subject_of(record) if isinstance(record, table.Meta.model) else None
        if subject is None or subject.is_draft:
            return super().render(record, table, **kwargs)
        return (self.returned if subject.is_editable else self.submitted).render(record, table, **kwargs)


class ColocationRequestTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    subject_kind = columns.ChoiceFieldColumn(
        verbose_name=_('Kind'), accessor='procedure__subject_kind', color=_subject_color
    )
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    grouping = columns.ChoiceFieldColumn(verbose_name=_('Grouping'), color=_grouping_color)
    returned_devices = columns.ManyToManyColumn(verbose_name=_('Devices to return'), linkify_item=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:colocationrequest_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = ColocationRequest
        fields = (
            'pk', 'id', 'name', 'applicant', 'subject_kind', 'status', 'procedure', 'case', 'purpose', 'site',
            'location', 'grouping', 'returned_devices', 'valid_until', 'letter_number', 'letter_date', 'letter_subject',
            'administrative_name', 'administrative_position', 'administrative_email', 'administrative_phone',
            'technical_name', 'technical_organisation', 'technical_email', 'technical_phone', 'owner', 'owner_group',
            'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'subject_kind', 'status', 'case', 'site', 'location', 'letter_number',
            'letter_date',
        )  # fmt: skip


class RequestedServerTable(NetBoxTable):
    name = tables.Column(verbose_name=_('Host name'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='request__applicant', linkify=True)
    device_type = tables.Column(verbose_name=_('Device type'), linkify=True)
    height = tables.Column(verbose_name=_('Height (U)'), orderable=False)
    is_full_depth = columns.BooleanColumn(verbose_name=_('Full depth'), accessor='needs_both_faces', orderable=False)
    is_rack_mountable = columns.BooleanColumn(verbose_name=_('Rack-mountable'))
    cooling_method = tables.Column(verbose_name=_('Cooling method'))
    power_connector = tables.Column(verbose_name=_('Power connector'))
    network_connector = tables.Column(verbose_name=_('Network connector'))
    mac_addresses = columns.ArrayColumn(verbose_name=_('MAC addresses'))
    domain_names = columns.ArrayColumn(verbose_name=_('Domain names'))
    services = columns.ArrayColumn(verbose_name=_('Services'))
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:requestedserver_list')
    actions = DraftActionsColumn(subject_of=lambda record: record.request)

    class Meta(NetBoxTable.Meta):
        model = RequestedServer
        fields = (
            'pk', 'id', 'name', 'request', 'applicant', 'device_type', 'manufacturer', 'model', 'serial', 'height',
            'is_full_depth', 'is_rack_mountable', 'depth_mm', 'weight_kg', 'cooling_method', 'redundancy_group',
            'power_draw', 'power_supplies', 'power_connector', 'network_interfaces', 'network_connector',
            'mac_addresses', 'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth', 'domain_names',
            'services', 'operating_system', 'device', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'request', 'device_type', 'height', 'power_draw', 'power_supplies', 'bandwidth', 'device',
        )  # fmt: skip
