"""Panels of document registers and their lines, and the agenda as a file."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netbox.ui import attrs, panels

from ..choices import DocumentKindChoices
from ..documents.agenda import Agenda, freeze_agenda, render_agenda, render_card
from ..models import DocumentRegister, RegisterEntry
from .downloads import serve_pdf
from .spreadsheets import Column, Listing, serve_xlsx

__all__ = (
    'FORMATS',
    'DocumentRegisterPanel',
    'EntryCancelledPanel',
    'EntryLetterPanel',
    'EntryPanel',
    'serve_agenda',
    'serve_card',
)

FORMATS = ('pdf', 'xlsx')
LABELS = {key: label for key, label, *_color in DocumentKindChoices.CHOICES}


class KindsAttr(attrs.TextAttr):
    def get_value(self, obj: DocumentRegister) -> str:
        return ', '.join(str(LABELS.get(kind, kind)) for kind in obj.kinds) or _('All that no other book names')


class DocumentRegisterPanel(panels.ObjectAttributesPanel):
    title = gettext_lazy('Register')

    agency = attrs.RelatedObjectAttr('agency', label=gettext_lazy('Agency'), linkify=True, grouped_by='group')
    name = attrs.TextAttr('name', label=gettext_lazy('Name'))
    year = attrs.TextAttr('year', label=gettext_lazy('Year'))
    direction = attrs.ChoiceAttr('direction', label=gettext_lazy('Direction'))
    kinds = KindsAttr('kinds', label=gettext_lazy('Kinds'))
    is_closed = attrs.BooleanAttr('is_closed', label=gettext_lazy('Closed'))
    classification = attrs.TextAttr('classification', label=gettext_lazy('Classification code'), style='font-monospace')
    unit_code = attrs.TextAttr('unit_code', label=gettext_lazy('Unit code'), style='font-monospace')
    pattern = attrs.TextAttr('pattern', label=gettext_lazy('Number pattern'), style='font-monospace')
    first_sequence = attrs.TextAttr('first_sequence', label=gettext_lazy('First number'))
    next_sequence = attrs.TextAttr('next_sequence', label=gettext_lazy('Next number'))
    description = attrs.TextAttr('description', label=gettext_lazy('Description'))


class EntryPanel(panels.ObjectAttributesPanel):
    title = gettext_lazy('Number')

    register = attrs.RelatedObjectAttr('register', label=gettext_lazy('Register'), linkify=True)
    number = attrs.TextAttr('number', label=gettext_lazy('Number'), style='font-monospace', copy_button=True)
    sequence = attrs.TextAttr('sequence', label=gettext_lazy('Sequence'))
    suffix = attrs.TextAttr('suffix', label=gettext_lazy('Suffix'))
    origin = attrs.ChoiceAttr('origin', label=gettext_lazy('Origin'))
    state = attrs.ChoiceAttr('state', label=gettext_lazy('State'))
    taken_by = attrs.RelatedObjectAttr('taken_by', label=gettext_lazy('Taken by'))
    taken_at = attrs.DateTimeAttr('taken_at', label=gettext_lazy('Taken at'))


class EntryLetterPanel(panels.ObjectAttributesPanel):
    title = gettext_lazy('Letter')

    correspondent = attrs.TextAttr('correspondent', label=gettext_lazy('From or to'))
    matter = attrs.TextAttr('matter', label=gettext_lazy('Matter'))
    dated = attrs.DateTimeAttr('dated', spec='date', label=gettext_lazy('Date of the letter'))
    received_on = attrs.DateTimeAttr('received_on', spec='date', label=gettext_lazy('Received on'))
    letter_number = attrs.TextAttr('letter_number', label=gettext_lazy('Number of the letter'))
    classification = attrs.TextAttr('classification', label=gettext_lazy('Classification code'))
    nature = attrs.TextAttr('nature', label=gettext_lazy('Nature'))
    attachments = attrs.TextAttr('attachments', label=gettext_lazy('Attachments'))
    note = attrs.TextAttr('note', label=gettext_lazy('Note'))
    document = attrs.RelatedObjectAttr('document', label=gettext_lazy('Document'), linkify=True)


class EntryCancelledPanel(panels.ObjectAttributesPanel):
    """Who cancelled the number, and why; not shown for one that is taken."""

    title = gettext_lazy('Cancelled')

    cancel_reason = attrs.TextAttr('cancel_reason', label=gettext_lazy('Reason'))
    cancelled_by = attrs.RelatedObjectAttr('cancelled_by', label=gettext_lazy('Cancelled by'))
    cancelled_at = attrs.DateTimeAttr('cancelled_at', label=gettext_lazy('Cancelled at'))

    def should_render(self, context: Any) -> bool:
        return super().should_render(context) and context['object'].cancelled_at is not None


def serve_agenda(agenda: Agenda, *, kind: str) -> HttpResponse:
    """Return the agenda as a file: `pdf` to print, `xlsx` to take along. Whoever calls it checked permission."""
    month = f'-{agenda.month:%m}' if agenda.month else ''
    name = f'agenda-{agenda.register.direction}-{agenda.register.year}{month}-{agenda.register.pk}'
    now = timezone.now()
    if kind == 'xlsx':
        return serve_xlsx([_list(agenda, freeze_agenda(agenda, now=now))], name=name)
    return serve_pdf(render_agenda(agenda, now=now), name)


def serve_card(entry: RegisterEntry) -> HttpResponse:
    """Return the control card of a letter as PDF. Whoever calls it checked permission."""
    return serve_pdf(render_card(entry, now=timezone.now()), f'control-card-{entry.pk}')


def _list(agenda: Agenda, data: dict[str, Any]) -> Listing:
    return Listing(
        key='agenda',
        title=f'{agenda.title} {agenda.period}',
        columns=tuple(Column(f'column-{index}', column['label']) for index, column in enumerate(data['columns'])),
        rows=[tuple(row) for row in data['rows']],
    )
