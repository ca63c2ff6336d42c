"""The panels of a disposal."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('DisposalActsPanel', 'DisposalPanel', 'RetentionPanel')


class DisposalPanel(panels.ObjectAttributesPanel):
    title = _('Disposal')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True)
    name = attrs.TextAttr('name', label=_('Name'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    reason = attrs.TextAttr('reason', label=_('Reason'))
    approval_number = attrs.TextAttr('approval_number', label=_('Number of the approval'))
    description = attrs.TextAttr('description', label=_('Description'))


class DisposalActsPanel(panels.ObjectAttributesPanel):
    title = _('Acts')

    proposed_by = attrs.RelatedObjectAttr('proposed_by', label=_('Proposed by'), linkify=True)
    created = attrs.DateTimeAttr('created', label=_('Proposed at'))
    decided_by = attrs.RelatedObjectAttr('decided_by', label=_('Decided by'), linkify=True)
    decided_at = attrs.DateTimeAttr('decided_at', label=_('Decided at'))
    remark = attrs.TextAttr('remark', label=_('Remark'))
    carried_out_by = attrs.RelatedObjectAttr('carried_out_by', label=_('Carried out by'), linkify=True)
    carried_out_at = attrs.DateTimeAttr('carried_out_at', label=_('Carried out at'))


class RetentionPanel(panels.ObjectAttributesPanel):
    """How long a document is kept, and what became of it."""

    title = _('Retention')

    classification = attrs.RelatedObjectAttr('classification', label=_('Classification'), linkify=True)
    closed_on = attrs.DateTimeAttr('closed_on', spec='date', label=_('File closed on'))
    retain_until = attrs.DateTimeAttr('retain_until', spec='date', label=_('Retain until'))
    fate = attrs.ChoiceAttr('fate', label=_('Fate'))
    disposal = attrs.RelatedObjectAttr('disposal', label=_('Destroyed by'), linkify=True)
    destroyed_at = attrs.DateTimeAttr('destroyed_at', label=_('Destroyed at'))
