"""Panels of access visits."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('GuestBookPanel', 'VisitPanel')


class VisitPanel(panels.ObjectAttributesPanel):
    title = _('Visit')

    name = attrs.TextAttr('name', label=_('Name'))
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    status = attrs.ChoiceAttr('status', label=_('Status'))
    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    purpose = attrs.TextAttr('purpose', label=_('Purpose'))
    visitors = attrs.RelatedObjectListAttr('visitors', label=_('Visitors'))
    starts_at = attrs.DateTimeAttr('starts_at', label=_('From'))
    ends_at = attrs.DateTimeAttr('ends_at', label=_('Until'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    racks = attrs.RelatedObjectListAttr('racks', label=_('Racks'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class GuestBookPanel(panels.ObjectAttributesPanel):
    """When the visitors entered and left, and who went with them; once somebody did."""

    title = _('Guest book')

    entered_at = attrs.DateTimeAttr('entered_at', label=_('Entered'))
    left_at = attrs.DateTimeAttr('left_at', label=_('Left'))
    escort_name = attrs.TextAttr('escort_name', label=_('Escort'))

    def should_render(self, context) -> bool:
        return bool(context['object'].entered_at or context['object'].escort_name)
