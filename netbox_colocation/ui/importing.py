"""Imports for people: template files with the headings, and what became of a file as a table."""

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext as _

from ..intake.columns import Column as Heading
from ..intake.reports import Made, Report
from .spreadsheets import Column, Listing

__all__ = ('Language', 'list_columns', 'list_report', 'list_template')

type Language = Literal['id', 'en']


def list_template(columns: Mapping[str, Heading], language: Language, *, title: str) -> list[Listing]:
    """Return an empty table with the headings to fill in, and one that explains them."""
    headings = tuple(
        Column(label, label)
        for label in (column.indonesian if language == 'id' else column.english for column in columns.values())
    )
    return [Listing('table', title, headings, []), list_columns(columns)]


def list_columns(columns: Mapping[str, Heading]) -> Listing:
    """Return what each column is called, and an example."""
    shown = (
        Column('indonesian', _('Heading (Indonesian)')),
        Column('english', _('Heading (English)')),
        Column('is_required', _('Required'), 'flag'),
        Column('example', _('Example')),
        Column('others', _('Also understood'), 'long'),
    )
    rows = [
        (column.indonesian, column.english, column.is_required, column.example, column.others)
        for column in columns.values()
    ]
    return Listing('columns', _('Columns'), shown, rows)


def list_report(report: Report) -> Listing:
    """Return what the lines of a file became, or what stands against them."""
    columns = (
        Column('line', _('Line'), 'count'),
        Column('label', _('Object')),
        Column('result', _('Result'), 'long'),
        Column('notes', _('Remarks'), 'long'),
    )
    if report.refusals:
        refused = _('Refused')
        rows = [
            (refusal.data.get('line'), refusal.data.get('column', ''), refused, str(refusal.message))
            for refusal in report.refusals
        ]
        return Listing('import', _('Import'), columns, rows)
    rows = [(made.line, made.label, _result(made, report), ' '.join(made.notes)) for made in report.made]
    return Listing('import', _('Import'), columns, rows, note='\n'.join(report.notes))


def _result(made: Made, report: Report) -> str:
    objects = ', '.join(entry.label for entry in made.objects)
    text = _('Would be made: {objects}') if report.is_rehearsal else _('Made: {objects}')
    return text.format(objects=objects)
