"""Panels of procedures and their versions, and the sheet of a text that is still being written."""

import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from netbox.ui import attrs, panels
from netbox.ui.panels import ObjectPanel

from ..choices import VersionStateChoices
from ..models import ProcedureVersion
from ..workflows.procedure_source import CheckedSource, check_source, source_of
from .sheet import build_sheet

__all__ = (
    'DraftProblemsPanel',
    'DraftSheetPanel',
    'ProcedurePanel',
    'ProcedureVersionPanel',
    'SourcePanel',
    'render_sheet',
)


class ProcedurePanel(panels.ObjectAttributesPanel):
    title = _('Procedure')

    agency = attrs.RelatedObjectAttr('agency', label=_('Agency'), linkify=True, grouped_by='group')
    key = attrs.TextAttr('key', label=_('Key'), style='font-monospace')
    name = attrs.TextAttr('name', label=_('Name'))
    subject_kind = attrs.ChoiceAttr('subject_kind', label=_('Subject'))
    calendar = attrs.RelatedObjectAttr('calendar', label=_('Calendar'), linkify=True)
    published_version = attrs.RelatedObjectAttr('published_version', label=_('In force'), linkify=True)
    description = attrs.TextAttr('description', label=_('Description'))


class ProcedureVersionPanel(panels.ObjectAttributesPanel):
    title = _('Version')

    procedure = attrs.RelatedObjectAttr('procedure', label=_('Procedure'), linkify=True, grouped_by='agency')
    number = attrs.NumericAttr('number', label=_('Number'))
    state = attrs.ChoiceAttr('state', label=_('State'))
    note = attrs.TextAttr('note', label=_('Note'))
    based_on = attrs.RelatedObjectAttr('based_on', label=_('Based on'), linkify=True)
    published_at = attrs.DateTimeAttr('published_at', label=_('Published at'))
    published_by = attrs.RelatedObjectAttr('published_by', label=_('Published by'), linkify=True)
    digest = attrs.TextAttr('digest', label=_('SHA-256'), style='font-monospace text-break')


class SourcePanel(ObjectPanel):
    """A version's YAML."""

    template_name = 'netbox_colocation/procedure_source.html'
    title = _('YAML')

    def get_context(self, context):
        return {**super().get_context(context), 'source': source_of(context['object'])}


class DraftProblemsPanel(ObjectPanel):
    """What still stands against publishing a draft."""

    template_name = 'netbox_colocation/procedure_problems.html'
    title = _('What is wrong')

    def get_context(self, context):
        draft = context['object']
        is_draft = draft.state == VersionStateChoices.DRAFT
        checked = check_source(source_of(draft), procedure=draft.procedure) if is_draft else None
        return {**super().get_context(context), 'problems': checked.problems if checked else ()}

    def should_render(self, context):
        return bool(context['problems'])


class DraftSheetPanel(ObjectPanel):
    """The sheet of a draft as it would be printed, once nothing is wrong with it."""

    template_name = 'netbox_colocation/panels/sheet.html'
    title = _('Procedure')

    def get_context(self, context):
        draft = context['object']
        document = check_source(draft.source, procedure=draft.procedure).document if not draft.published_at else None
        sheet = build_sheet(document, (), now=timezone.now()) if document else None
        return {**super().get_context(context), 'sheet': sheet}

    def should_render(self, context):
        return context['sheet'] is not None


def render_sheet(
    checked: CheckedSource, draft: ProcedureVersion, *, request: HttpRequest, now: datetime.datetime
) -> SafeString:
    """Return the sheet of a text as it would be printed, or what is wrong with the text."""
    sheet = build_sheet(checked.document, (), now=now) if checked.document else None
    context = {'checked': checked, 'problems': checked.problems, 'sheet': sheet, 'object': draft, 'title': ''}
    return render_to_string('netbox_colocation/procedure_preview.html', context, request=request)
