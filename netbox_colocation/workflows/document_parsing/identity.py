"""Reading the identity page of a sheet, as PermenPAN-RB 35/2012 lays it out."""

import datetime
from collections.abc import Mapping
from typing import Any

from .values import MAX_TEXT, Values

__all__ = ('read_identity',)

MAX_LINE = 200
MAX_TEXTS = 50
LINES = ('number', 'agency', 'unit')
DATES = ('made_on', 'revised_on', 'in_force')
TEXTS = ('warning', 'records')
LISTS = ('legal_basis', 'qualifications', 'related', 'equipment', 'open_points')
APPROVER = ('position', 'name', 'employee_number')


def read_identity(values: Values, raw: Any) -> Mapping[str, Any]:
    """Return the identity page as it stands in the document.

    What was published before the page had a form is left out where it does not have it: readers can rely on the form.
    """
    if not raw and not isinstance(raw, str | int | float):
        return {}
    if not isinstance(raw, Mapping):
        values.report('sheet', 'is not a mapping')
        return {}
    reader = Values(values.vocabulary, for_publishing=values.for_publishing)
    page = {}
    for key, value in raw.items():
        before = len(reader.problems)
        _read_entry(reader, key, value, f'sheet.{key}')
        if len(reader.problems) == before:
            page[key] = value
    if values.for_publishing:
        values.problems += reader.problems
    return page


def _read_entry(values: Values, key: Any, raw: Any, path: str) -> None:
    if key in LINES:
        _read_line(values, raw, path)
    elif key in DATES:
        _read_date(values, raw, path)
    elif key in TEXTS:
        values.read_text(raw, path, required=True, longest=MAX_TEXT)
    elif key in LISTS:
        _read_texts(values, raw, path)
    elif key == 'approved_by':
        if values.is_mapping(raw, path, APPROVER):
            for name, line in raw.items():
                _read_line(values, line, f'{path}.{name}')
    else:
        known = ', '.join(sorted((*LINES, *DATES, *TEXTS, *LISTS, 'approved_by')))
        values.report(path, f'is not known (known: {known})')


def _read_line(values: Values, raw: Any, path: str) -> None:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > MAX_LINE:
        values.report(path, f'is not a line of 1 to {MAX_LINE} characters')


def _read_date(values: Values, raw: Any, path: str) -> None:
    try:
        day = datetime.date.fromisoformat(raw)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != raw:
        values.report(path, 'is not a date like 2021-12-02')


def _read_texts(values: Values, raw: Any, path: str) -> None:
    if not isinstance(raw, list) or len(raw) > MAX_TEXTS:
        values.report(path, f'is not a list of at most {MAX_TEXTS} texts')
        return
    for place, text in enumerate(raw):
        values.read_text(text, f'{path}[{place}]', required=True)
