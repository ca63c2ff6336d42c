"""Panels of monitoring targets."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('MonitoringTargetPanel',)


class MonitoringTargetPanel(panels.ObjectAttributesPanel):
    title = _('Monitoring target')

    device = attrs.RelatedObjectAttr('device', label=_('Device'), linkify=True)
    tenant = attrs.RelatedObjectAttr('device.tenant', label=_('Tenant'), linkify=True)
    address = attrs.RelatedObjectAttr('address', label=_('Address'), linkify=True)
    port = attrs.TextAttr('port', label=_('Port'))
    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    registered_at = attrs.DateTimeAttr('registered_at', label=_('Registered at'))
