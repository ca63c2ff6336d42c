"""Panels of letterheads and of agencies' templates of papers, and what a preview shows."""

import base64
from typing import Any

from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels

from ..documents.own_layouts import Rendition
from ..documents.template_checks import sentences_of
from ..exceptions import TemplateRefused
from ..models import DocumentTemplate

__all__ = (
    'LetterheadPagePanel',
    'LetterheadPanel',
    'PreviewPanel',
    'TemplateLayoutPanel',
    'TemplatePagePanel',
    'TemplatePanel',
    'TemplateWordingPanel',
    'describe_preview',
    'describe_problems',
)


class LetterheadPanel(panels.ObjectAttributesPanel):
    title = _('Letterhead')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    parent_name = attrs.TextAttr('parent_name', label=_('Government'))
    name = attrs.TextAttr('name', label=_('Name'))
    lines = attrs.TextAttr('lines', label=_('Address lines'))
    place = attrs.TextAttr('place', label=_('Place'))
    description = attrs.TextAttr('description', label=_('Description'))


class LetterheadPagePanel(panels.ObjectAttributesPanel):
    title = _('Page')

    paper = attrs.ChoiceAttr('paper', label=_('Paper'))
    margin_top = attrs.TextAttr('margin_top', label=_('Top margin'), format_string='{} mm')
    margin_bottom = attrs.TextAttr('margin_bottom', label=_('Bottom margin'), format_string='{} mm')
    margin_left = attrs.TextAttr('margin_left', label=_('Left margin'), format_string='{} mm')
    margin_right = attrs.TextAttr('margin_right', label=_('Right margin'), format_string='{} mm')
    font = attrs.ChoiceAttr('font', label=_('Font'))
    font_size = attrs.TextAttr('font_size', label=_('Font size'), format_string='{} pt')


class TemplatePanel(panels.ObjectAttributesPanel):
    title = _('Template')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    kind = attrs.ChoiceAttr('kind', label=_('Kind'))
    version = attrs.TextAttr('version', label=_('Version'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    published_at = attrs.DateTimeAttr('published_at', label=_('Published at'))
    published_by = attrs.RelatedObjectAttr('published_by', label=_('Published by'))
    description = attrs.TextAttr('description', label=_('Description'))


class TemplatePagePanel(LetterheadPagePanel):
    title = _('Page (where it differs from the letterhead)')


class TemplateWordingPanel(panels.TemplatePanel):
    """The agency's own sentences, each below the shipped one."""

    title = _('Own wording')

    def __init__(self) -> None:
        super().__init__('netbox_colocation/panels/template_wording.html')

    def get_context(self, context: Any) -> dict[str, Any]:
        prepared = super().get_context(context)
        template: DocumentTemplate = prepared['object']
        shipped = {sentence.key: sentence.shipped for sentence in sentences_of(template.kind)}
        rows = [(key, shipped.get(key, ''), text) for key, text in template.wording.items()]
        return {**prepared, 'rows': rows}


class TemplateLayoutPanel(panels.TemplatePanel):
    title = _('Own layout')

    def __init__(self) -> None:
        super().__init__('netbox_colocation/panels/template_layout.html')

    def should_render(self, context: Any) -> bool:
        return bool(context['object'].source)


class PreviewPanel(panels.TemplatePanel):
    """A sample paper as pictures, fetched when the page stands; for whoever may change what it shows."""

    title = _('Preview')

    def __init__(self) -> None:
        super().__init__('netbox_colocation/panels/stationery_preview.html')

    def should_render(self, context: Any) -> bool:
        kept = context['object']
        return context['request'].user.has_perm(f'netbox_colocation.change_{kept._meta.model_name}', kept)


def describe_preview(rendition: Rendition) -> dict[str, Any]:
    """Return what the preview's fragment shows of pictures: each in the page itself, nothing is stored."""
    pictures = [f'data:image/png;base64,{base64.b64encode(part).decode()}' for part in rendition.parts]
    return {'pictures': pictures, 'pages': rendition.pages, 'left_out': rendition.pages - len(pictures)}


def describe_problems(refused: TemplateRefused) -> dict[str, Any]:
    """Return what the preview's fragment shows of a refusal: every sentence, and the line where there is one."""
    return {
        'problems': [
            {'message': str(refusal.message), 'line': refusal.data.get('line') or ''} for refusal in refused.refusals
        ]
    }
