"""The identity page of a sheet on the screen: what stands in front of the table (PermenPAN-RB 35/2012)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..workflows.document import ProcedureDocument, Text
from ..workflows.publishing import document_of

__all__ = ('Entry', 'SheetIdentityPanel', 'identity_of', 'text_of')

# In the order of the printed page.
NAMES = {
    'agency': _('Agency'),
    'unit': _('Unit'),
    'number': _('Number'),
    'made_on': _('Made on'),
    'revised_on': _('Revised on'),
    'in_force': _('In force since'),
    'approved_by': _('Approved by'),
    'legal_basis': _('Legal basis'),
    'qualifications': _('Qualifications of those who act'),
    'related': _('Related procedures'),
    'equipment': _('Equipment'),
    'warning': _('Warning'),
    'records': _('Records'),
    'open_points': _('What the sheet leaves open'),
}
DATES = ('made_on', 'revised_on', 'in_force')


@dataclass(frozen=True)
class Entry:
    name: str
    values: tuple[str, ...]


def identity_of(document: ProcedureDocument, language: str) -> tuple[Entry, ...]:
    """What the identity page says, without what it leaves empty."""
    found = ((name, _values(key, document.sheet.get(key), language)) for key, name in NAMES.items())
    return tuple(Entry(str(name), values) for name, values in found if values)


def text_of(raw: Any, language: str) -> str:
    """A text of the identity page, which may be given in two languages or as it is."""
    if isinstance(raw, Text):
        return raw.in_language(language)
    if isinstance(raw, Mapping):
        return Text(str(raw.get('id', '')), str(raw.get('en', ''))).in_language(language)
    return '' if raw is None else str(raw)


def _values(key: str, raw: Any, language: str) -> tuple[str, ...]:
    if key == 'approved_by':
        approver = raw if isinstance(raw, Mapping) else {}
        parts = [text_of(approver.get(part), language) for part in ('position', 'name', 'employee_number')]
        return (', '.join(filter(None, parts)),) if any(parts) else ()
    if key in DATES:
        return tuple(filter(None, (_date(raw),)))
    values = raw if isinstance(raw, list | tuple) else (raw,)
    return tuple(filter(None, (text_of(value, language) for value in values)))


def _date(raw: Any) -> str:
    """A date in the reader's words; what is not a date stands as it was written."""
    try:
        return date_format(datetime.date.fromisoformat(str(raw)), 'DATE_FORMAT')
    except ValueError:
        return text_of(raw, 'id')


class SheetIdentityPanel(ObjectPanel):
    """The identity page of a published version."""

    template_name = 'netbox_colocation/panels/sheet/identity.html'
    title = _('Identity of the procedure')

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        prepared = super().get_context(context)
        version = prepared['object']
        language = get_language() or 'en'
        entries = identity_of(document_of(version), language) if version.published_at else ()
        return {**prepared, 'entries': entries}

    def should_render(self, context: Mapping[str, Any]) -> bool:
        return bool(context['entries'])
