"""Tables of roles, appointments and representatives."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from netbox.tables import PrimaryModelTable, columns

from ..models import Appointment, ProcedureRole, Representative

__all__ = ('AppointmentTable', 'ProcedureRoleTable', 'RepresentativeTable')


class ProcedureRoleTable(PrimaryModelTable):
    name = tables.Column(verbose_name=_('Name'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), linkify=True)
    superior = tables.Column(verbose_name=_('Superior'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:procedurerole_list')

    class Meta(PrimaryModelTable.Meta):
        model = ProcedureRole
        fields = (
            'pk', 'id', 'name', 'key', 'agency', 'superior', 'owner', 'owner_group', 'description', 'comments', 'tags',
            'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'name', 'key', 'agency', 'superior', 'description')


class AppointmentTable(PrimaryModelTable):
    holder_name = tables.Column(verbose_name=_('Holder'), linkify=True)
    role = tables.Column(verbose_name=_('Role'), linkify=True)
    agency = tables.Column(verbose_name=_('Agency'), accessor='role__agency', linkify=True)
    user = tables.Column(verbose_name=_('User'), linkify=True)
    capacity = columns.ChoiceFieldColumn(verbose_name=_('Capacity'))
    is_current = columns.BooleanColumn(verbose_name=_('Current'))
    delegated_by = tables.Column(verbose_name=_('Delegated by'), linkify=True)
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:appointment_list')

    class Meta(PrimaryModelTable.Meta):
        model = Appointment
        fields = (
            'pk', 'id', 'holder_name', 'role', 'agency', 'user', 'rank', 'employee_number', 'capacity', 'decree',
            'valid_from', 'valid_until', 'is_current', 'delegated_by', 'owner', 'owner_group', 'description',
            'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'holder_name', 'role', 'user', 'capacity', 'valid_from', 'valid_until', 'is_current')


class RepresentativeTable(PrimaryModelTable):
    id = tables.Column(verbose_name=_('ID'), linkify=True)
    user = tables.Column(verbose_name=_('User'), linkify=lambda record: record.get_absolute_url())
    tenant = tables.Column(verbose_name=_('Tenant'), linkify=True)
    is_current = columns.BooleanColumn(verbose_name=_('Current'))
    tags = columns.TagColumn(url_name='plugins:netbox_colocation:representative_list')

    class Meta(PrimaryModelTable.Meta):
        model = Representative
        fields = (
            'pk', 'id', 'user', 'tenant', 'position', 'valid_from', 'valid_until', 'is_current', 'owner',
            'owner_group', 'description', 'comments', 'tags', 'created', 'last_updated', 'actions',
        )  # fmt: skip
        default_columns = ('pk', 'user', 'tenant', 'position', 'valid_from', 'valid_until', 'is_current')
