"""Panels of the archive's classes."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('ClassificationPanel', 'RetentionPanel')


class ClassificationPanel(panels.ObjectAttributesPanel):
    title = _('Classification')

    code = attrs.TextAttr('code', label=_('Code'), style='font-monospace', copy_button=True)
    name = attrs.TextAttr('name', label=_('Name'))
    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    scheme = attrs.TextAttr('scheme', label=_('Scheme'))
    parent = attrs.RelatedObjectAttr('parent', label=_('Parent'), linkify=True)
    is_in_force = attrs.BooleanAttr('is_in_force', label=_('In force'))
    description = attrs.TextAttr('description', label=_('Description'))


class RetentionPanel(panels.ObjectAttributesPanel):
    """From the day on which the file is closed, by the agency's own schedule."""

    title = _('Retention')

    active_years = attrs.NumericAttr('active_years', label=_('Active years'))
    inactive_years = attrs.NumericAttr('inactive_years', label=_('Inactive years'))
    fate = attrs.ChoiceAttr('fate', label=_('Fate'))
