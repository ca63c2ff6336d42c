"""Panels of extensions."""

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

__all__ = ('ExtensionAnswerPanel', 'ExtensionPanel', 'ExtensionsPanel')


class ExtensionPanel(panels.ObjectAttributesPanel):
    title = _('Extension')

    request = attrs.RelatedObjectAttr('request', label=_('Request'), linkify=True, grouped_by='applicant')
    until = attrs.DateTimeAttr('until', spec='date', label=_('Until'))
    reason = attrs.TextAttr('reason', label=_('Reason'))
    asked_at = attrs.DateTimeAttr('asked_at', label=_('Asked'))
    asked_by = attrs.RelatedObjectAttr('asked_by', label=_('Asked by'), linkify=True)


class ExtensionAnswerPanel(panels.ObjectAttributesPanel):
    title = _('Answer')

    state = attrs.ChoiceAttr('state', label=_('State'))
    decided_at = attrs.DateTimeAttr('decided_at', label=_('Decided'))
    decided_by = attrs.RelatedObjectAttr('decided_by', label=_('Decided by'), linkify=True)
    answer = attrs.TextAttr('answer', label=_('Answer'))


class ExtensionsPanel(panels.ObjectsTablePanel):
    """The extensions of a request; of one that has a term, or had its extension asked."""

    def __init__(self) -> None:
        super().__init__(
            'netbox_colocation.extension',
            filters={'request_id': lambda context: context['object'].pk},
            exclude_columns=['request', 'applicant'],
        )

    def should_render(self, context) -> bool:
        return context['object'].valid_until is not None and super().should_render(context)
