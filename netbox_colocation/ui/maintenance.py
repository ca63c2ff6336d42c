"""Panels of maintenance tickets."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('TicketPanel', 'WorkPanel')


class TicketPanel(panels.ObjectAttributesPanel):
    title = _('Ticket')

    name = attrs.TextAttr('name', label=_('Name'))
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    priority = attrs.ChoiceAttr('priority', label=_('Priority'))
    status = attrs.ChoiceAttr('status', label=_('Status'))
    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    problem = attrs.TextAttr('problem', label=_('Problem'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    devices = attrs.RelatedObjectListAttr('devices', label=_('Devices'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class WorkPanel(panels.ObjectAttributesPanel):
    """What was found and done about the ticket; once it was submitted."""

    title = _('Work')

    work_status = attrs.ChoiceAttr('work_status', label=_('Work'))
    analysis = attrs.TextAttr('analysis', label=_('Analysis'))
    solution = attrs.TextAttr('solution', label=_('Solution'))

    def should_render(self, context) -> bool:
        return not context['object'].is_draft
