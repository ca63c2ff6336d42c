"""Tables of colocation requests and the servers that they ask for."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import NetBoxTable, PrimaryModelTable, columns

from ..models import ColocationRequest, RequestedServer

__all__ = ('ColocationRequestTable', 'RequestedServerTable')


class DraftActionsColumn(columns.ActionsColumn):
    """Edit and delete only while the request is a draft; the change log always.

    Parameters:
        request_of: says which request a row belongs to
    """

    def __init__(self, *args, request_of=lambda record: record, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request_of = request_of
        self.submitted = columns.ActionsColumn(actions=('changelog',))

    def render(self, record, table, **kwargs) -> str:
        if isinstance(record, table.Meta.model) and not self.request_of(record).is_draft:
            return self.submitted.render(record, table, **kwargs)
        return super().render(record, table, **kwargs)


class ColocationRequestTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), linkify=True)
    status = columns.ChoiceFieldColumn(verbose_name=_('Status'))
    procedure = tables.Column(verbose_name=_('Procedure'), linkify=True)
    case = tables.Column(verbose_name=_('Case'), linkify=True)
    site = tables.Column(verbose_name=_('Site'), linkify=True)
    location = tables.Column(verbose_name=_('Location'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:colocationrequest_list')
    actions = DraftActionsColumn()

    class Meta(PrimaryModelTable.Meta):
        model = ColocationRequest
        fields = (
            'pk', 'id', 'name', 'applicant', 'status', 'procedure', 'case', 'purpose', 'site', 'location',
            'letter_number', 'letter_date', 'letter_subject', 'administrative_name', 'administrative_position',
            'administrative_email', 'administrative_phone', 'technical_name', 'technical_organisation',
            'technical_email', 'technical_phone', 'owner', 'owner_group', 'description', 'comments', 'tags', 'created',
            'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'applicant', 'status', 'case', 'site', 'location', 'letter_number', 'letter_date',
        )  # fmt: skip


class RequestedServerTable(NetBoxTable):
    name = tables.Column(verbose_name=_('Host name'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='request__applicant', linkify=True)
    device_type = tables.Column(verbose_name=_('Device type'), linkify=True)
    height = tables.Column(verbose_name=_('Height (U)'), orderable=False)
    is_full_depth = columns.BooleanColumn(verbose_name=_('Full depth'), accessor='needs_both_faces', orderable=False)
    domain_names = columns.ArrayColumn(verbose_name=_('Domain names'))
    services = columns.ArrayColumn(verbose_name=_('Services'))
    device = tables.Column(verbose_name=_('Device'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:requestedserver_list')
    actions = DraftActionsColumn(request_of=lambda record: record.request)

    class Meta(NetBoxTable.Meta):
        model = RequestedServer
        fields = (
            'pk', 'id', 'name', 'request', 'applicant', 'device_type', 'manufacturer', 'model', 'serial', 'height',
            'is_full_depth', 'depth_mm', 'weight_kg', 'power_draw', 'power_supplies', 'network_interfaces',
            'public_ipv4', 'private_ipv4', 'public_ipv6', 'private_ipv6', 'bandwidth', 'domain_names', 'services',
            'operating_system', 'device', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = (
            'pk', 'name', 'request', 'device_type', 'height', 'power_draw', 'power_supplies', 'bandwidth', 'device',
        )  # fmt: skip
