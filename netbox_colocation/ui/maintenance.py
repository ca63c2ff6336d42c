"""Panels of maintenance tickets."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('TicketPanel', 'TouchedPanel', 'WorkPanel')


class TicketPanel(panels.ObjectAttributesPanel):
    title = _('Ticket')

    name = attrs.TextAttr('name', label=_('Name'))
    applicant = attrs.RelatedObjectAttr('applicant', label=_('Applicant'), linkify=True, grouped_by='group')
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    timing = attrs.ChoiceAttr('timing', label=_('Timing'))
    category = attrs.ChoiceAttr('category', label=_('Category'))
    priority = attrs.ChoiceAttr('priority', label=_('Priority'))
    status = attrs.ChoiceAttr('status', label=_('Status'))
    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True)
    case = attrs.RelatedObjectAttr('case', label=_('Case'), linkify=True)
    register_number = attrs.TextAttr('register_number', label=_('Register number'))
    problem = attrs.TextAttr('problem', label=_('Problem'))
    site = attrs.RelatedObjectAttr('site', label=_('Site'), linkify=True)
    location = attrs.NestedObjectAttr('location', label=_('Location'), linkify=True)
    devices = attrs.RelatedObjectListAttr('devices', label=_('Devices'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class TouchedPanel(panels.ObjectAttributesPanel):
    """What the work touches besides devices."""

    title = _('Touched besides')

    racks = attrs.RelatedObjectListAttr('racks', label=_('Racks'), linkify=True)
    rooms = attrs.RelatedObjectListAttr('rooms', label=_('Rooms'), linkify=True)
    power_panels = attrs.RelatedObjectListAttr('power_panels', label=_('Power panels'), linkify=True)
    power_feeds = attrs.RelatedObjectListAttr('power_feeds', label=_('Power feeds'), linkify=True)
    circuits = attrs.RelatedObjectListAttr('circuits', label=_('Circuits'), linkify=True)
    prefixes = attrs.RelatedObjectListAttr('prefixes', label=_('Prefixes'), linkify=True)


class WorkPanel(panels.ObjectAttributesPanel):
    """What was found and done about the ticket; once it was submitted."""

    title = _('Work')

    work_status = attrs.ChoiceAttr('work_status', label=_('Work'))
    technicians = attrs.RelatedObjectListAttr('technicians', label=_('Technicians'), linkify=True)
    begun_at = attrs.DateTimeAttr('begun_at', label=_('Begun at'))
    finished_at = attrs.DateTimeAttr('finished_at', label=_('Finished at'))
    analysis = attrs.TextAttr('analysis', label=_('Analysis'))
    solution = attrs.TextAttr('solution', label=_('Solution'))

    def should_render(self, context) -> bool:
        return not context['object'].is_draft
