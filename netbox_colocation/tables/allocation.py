"""Tables of holds and of what a hold holds."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import BaseTable, NetBoxTable, columns

from ..constants import HALF_UNITS_PER_UNIT
from ..models import HeldAddress, HeldOutlet, HeldPort, HeldUnits, Hold

__all__ = ('HeldAddressTable', 'HeldOutletTable', 'HeldPortTable', 'HeldUnitsTable', 'HoldTable')


class HoldTable(NetBoxTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    request = tables.Column(verbose_name=_('Request'), linkify=True)
    applicant = tables.Column(verbose_name=_('Applicant'), accessor='request__applicant', linkify=True)
    state = columns.ChoiceFieldColumn(verbose_name=_('State'))
    held_at = columns.DateTimeColumn(verbose_name=_('Held at'), timespec='minutes', linkify=True)
    units = tables.ManyToManyColumn(verbose_name=_('Units'), orderable=False, separator=', ')
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:hold_list')
    actions = columns.ActionsColumn(actions=('changelog',))

    class Meta(NetBoxTable.Meta):
        model = Hold
        fields = (
            'pk', 'id', 'held_at', 'request', 'applicant', 'state', 'units', 'expires_at', 'ended_at', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'held_at', 'request', 'applicant', 'state', 'expires_at', 'ended_at')


class HeldUnitsTable(BaseTable):
    """The units of one hold."""

    server = tables.Column(verbose_name=_('Server'), linkify=True, orderable=False)
    rack = tables.Column(verbose_name=_('Rack'), linkify=True, orderable=False)
    face = tables.Column(verbose_name=_('Face'), accessor='get_face_display', orderable=False)
    position = tables.Column(verbose_name=_('Lowest unit'), orderable=False)
    height = tables.Column(verbose_name=_('Height (U)'), accessor='half_units', orderable=False)
    reservation = tables.Column(verbose_name=_('Reservation'), linkify=True, orderable=False)
    is_active = columns.BooleanColumn(verbose_name=_('Active'), orderable=False)

    class Meta(BaseTable.Meta):
        model = HeldUnits
        fields = ('server', 'rack', 'face', 'position', 'height', 'reservation', 'is_active')

    def render_height(self, value) -> str:
        return f'{(value.upper - value.lower) / HALF_UNITS_PER_UNIT:g}'

    def render_position(self, value) -> str:
        return f'U{value.normalize():f}'


class HeldAddressTable(BaseTable):
    """The addresses of one hold."""

    server = tables.Column(verbose_name=_('Server'), linkify=True, orderable=False)
    kind = columns.ChoiceFieldColumn(verbose_name=_('Kind'), orderable=False)
    address = tables.Column(verbose_name=_('Address'), linkify=True, orderable=False)
    is_active = columns.BooleanColumn(verbose_name=_('Active'), orderable=False)

    class Meta(BaseTable.Meta):
        model = HeldAddress
        fields = ('server', 'kind', 'address', 'is_active')


class HeldOutletTable(BaseTable):
    """The power outlets of one hold."""

    server = tables.Column(verbose_name=_('Server'), linkify=True, orderable=False)
    device = tables.Column(verbose_name=_('Device'), accessor='outlet__device', linkify=True, orderable=False)
    outlet = tables.Column(verbose_name=_('Outlet'), linkify=True, orderable=False)
    is_active = columns.BooleanColumn(verbose_name=_('Active'), orderable=False)

    class Meta(BaseTable.Meta):
        model = HeldOutlet
        fields = ('server', 'device', 'outlet', 'is_active')


class HeldPortTable(BaseTable):
    """The switch ports of one hold."""

    server = tables.Column(verbose_name=_('Server'), linkify=True, orderable=False)
    device = tables.Column(verbose_name=_('Device'), accessor='port__device', linkify=True, orderable=False)
    port = tables.Column(verbose_name=_('Port'), linkify=True, orderable=False)
    is_active = columns.BooleanColumn(verbose_name=_('Active'), orderable=False)

    class Meta(BaseTable.Meta):
        model = HeldPort
        fields = ('server', 'device', 'port', 'is_active')
