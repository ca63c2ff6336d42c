"""Panels of procedures and their versions."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('ProcedurePanel', 'ProcedureVersionPanel')


class ProcedurePanel(panels.ObjectAttributesPanel):
    title = _('Procedure')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    key = attrs.TextAttr('key', label=_('Key'), style='font-monospace')
    name = attrs.TextAttr('name', label=_('Name'))
    subject_kind = attrs.ChoiceAttr('subject_kind', label=_('Subject'))
    published_version = attrs.RelatedObjectAttr('published_version', label=_('In force'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class ProcedureVersionPanel(panels.ObjectAttributesPanel):
    title = _('Version')

    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True, grouped_by='agency')
    number = attrs.NumericAttr('number', label=_('Number'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    published_at = attrs.DateTimeAttr('published_at', label=_('Published at'))
    published_by = attrs.RelatedObjectAttr('published_by', label=_('Published by'), linkify=True)
    digest = attrs.TextAttr('digest', label=_('SHA-256'), style='font-monospace text-break')
