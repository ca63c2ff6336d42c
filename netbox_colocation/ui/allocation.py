"""Panels of holds."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('HoldPanel',)


class HoldPanel(panels.ObjectAttributesPanel):
    title = _('Hold')

    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True)
    applicant = attrs.RelatedObjectAttr('request.applicant', label=_('Applicant'), linkify=True)
    case = attrs.RelatedObjectAttr('request.case', label=_('Case'), linkify=True)
    state = attrs.ChoiceAttr('state', label=_('State'))
    held_at = attrs.DateTimeAttr('held_at', label=_('Held at'))
    expires_at = attrs.DateTimeAttr('expires_at', label=_('Expires at'))
    ended_at = attrs.DateTimeAttr('ended_at', label=_('Ended at'))
