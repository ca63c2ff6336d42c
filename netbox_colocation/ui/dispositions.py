"""Panel of disposition instructions."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('DispositionInstructionPanel',)


class DispositionInstructionPanel(panels.ObjectAttributesPanel):
    title = _('Instruction')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    key = attrs.TextAttr('key', label=_('Key'), style='font-monospace')
    text = attrs.TextAttr('text', label=_('Text'))
    weight = attrs.NumericAttr('weight', label=_('Weight'))
