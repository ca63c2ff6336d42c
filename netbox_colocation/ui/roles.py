"""Panels of roles, appointments and representatives."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('AppointmentPanel', 'ProcedureRolePanel', 'RepresentativePanel')


class ProcedureRolePanel(panels.ObjectAttributesPanel):
    title = _('Role')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    key = attrs.TextAttr('key', label=_('Key'), style='font-monospace')
    name = attrs.TextAttr('name', label=_('Name'))
    superior = attrs.RelatedObjectAttr('superior', label=_('Superior'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class AppointmentPanel(panels.ObjectAttributesPanel):
    title = _('Appointment')

    role = attrs.RelatedObjectAttr('role', label=_('Role'), linkify=True, grouped_by='agency')
    user = attrs.RelatedObjectAttr('user', label=_('User'), linkify=True)
    holder_name = attrs.TextAttr('holder_name', label=_('Holder'))
    rank = attrs.TextAttr('rank', label=_('Rank'))
    employee_number = attrs.TextAttr('employee_number', label=_('Employee number (NIP)'))
    capacity = attrs.ChoiceAttr('capacity', label=_('Capacity'))
    decree = attrs.TextAttr('decree', label=_('Decree'))
    valid_from = attrs.DateTimeAttr('valid_from', spec='date', label=_('Valid from'))
    valid_until = attrs.DateTimeAttr('valid_until', spec='date', label=_('Valid until'))
    is_current = attrs.BooleanAttr('is_current', label=_('Current'))
    delegated_by = attrs.RelatedObjectAttr('delegated_by', label=_('Delegated by'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class RepresentativePanel(panels.ObjectAttributesPanel):
    title = _('Representative')

    tenant = attrs.RelatedObjectAttr('tenant', label=_('Tenant'), linkify=True, grouped_by='group')
    user = attrs.RelatedObjectAttr('user', label=_('User'), linkify=True)
    position = attrs.TextAttr('position', label=_('Position'))
    valid_from = attrs.DateTimeAttr('valid_from', spec='date', label=_('Valid from'))
    valid_until = attrs.DateTimeAttr('valid_until', spec='date', label=_('Valid until'))
    is_current = attrs.BooleanAttr('is_current', label=_('Current'))
    description = attrs.TextAttr('description', label=_('Description'))
