"""A sheet frozen for print: plain JSON with all that `documents.sheet_pdf` prints, in Indonesian like every paper."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ..documents.indonesian import format_date, format_time
from ..models import Task
from ..workflows.document import ProcedureDocument, Row
from ..workflows.sheet_layout import Shape
from ..workflows.sheet_routing import Band, Line, SheetLayout, lay_out
from .sheet_identity import text_of
from .sheet_state import CaseState, Mark, find_state, states_of_shapes, taken_arrows
from .sheet_words import describe_conditions, describe_end, describe_limit

__all__ = ('PrintedCase', 'freeze_sheet')

INDONESIAN = 'id'
ADDED, OPTIONAL, CONDITIONAL = 'tambahan', 'tidak wajib', 'hanya bila'
LATE, DUE, PAUSED, ROUND, PASSED = 'terlambat', 'batas', 'menunggu jawaban pemohon', 'putaran ke-', 'dilewati'
STATES = {
    'open': 'sedang berjalan',
    'completed': 'selesai',
    'refused': 'ditolak',
    'withdrawn': 'ditarik kembali oleh pemohon',
    'cancelled': 'dibatalkan',
}
TEXTS = ('warning', 'records')
LISTS = ('legal_basis', 'qualifications', 'related', 'equipment', 'open_points')
DATES = ('made_on', 'revised_on', 'in_force')


@dataclass(frozen=True)
class PrintedCase:
    """What the sheet of a case says about it above the table."""

    number: str
    applicant: str
    state: str


def freeze_sheet(
    document: ProcedureDocument,
    *,
    agency: str,
    now: datetime.datetime,
    zone: ZoneInfo,
    tasks: Iterable[Task] = (),
    case: PrintedCase | None = None,
    paper: str = 'a4',
) -> dict[str, Any]:
    """Freeze a procedure, or a case on it, as it is now.

    The file carries the day of `now`: a plain sheet that is frozen as of its publication has the same bytes whenever it
    is printed.
    """
    layout = lay_out(document)
    kinds = {key: shape.kind for key, shape in layout.shapes.items()}
    page = _Page(document, layout, find_state(document, kinds, tasks, now=now), zone)
    sheet = document.sheet
    today = now.astimezone(zone)
    return {
        'paper': paper,
        'dated': today.date().isoformat(),
        'title': document.title.in_language(INDONESIAN),
        'agency': _text(sheet.get('agency')) or agency,
        'unit': _text(sheet.get('unit')),
        'number': _text(sheet.get('number')),
        **{key: _date(sheet.get(key)) for key in DATES},
        **{key: _text(sheet.get(key)) for key in TEXTS},
        **{key: [_text(item) for item in sheet.get(key) or ()] for key in LISTS},
        'approved_by': {
            key: _text((sheet.get('approved_by') or {}).get(key)) for key in ('position', 'name', 'employee_number')
        },
        'footer': ' · '.join(filter(None, (document.title.in_language(INDONESIAN), _text(sheet.get('number'))))),
        'case': {'line': _case_line(case, today)} if case else None,
        'roles': [name.in_language(INDONESIAN) for name in document.roles.values()],
        'rows': [page.freeze_row(row) for row in document.rows],
    }


class _Page:
    """Freezes the rows of one sheet."""

    def __init__(self, document: ProcedureDocument, layout: SheetLayout, state: CaseState, zone: ZoneInfo) -> None:
        self.document, self.layout, self.state, self.zone = document, layout, state, zone
        self.taken = taken_arrows(layout, state)
        self.states = states_of_shapes(layout, state, self.taken)
        self.bands: dict[str, list[Band]] = {}
        for band in layout.bands:
            self.bands.setdefault(band.row, []).append(band)

    def freeze_row(self, row: Row) -> dict[str, Any]:
        conditions = describe_conditions(row.when, INDONESIAN)
        tags = {
            ADDED: row.is_added,
            OPTIONAL: row.is_optional,
            f'{CONDITIONAL} {conditions}': bool(conditions),
        }
        return {
            'number': row.number,
            'activity': row.activity.in_language(INDONESIAN),
            'tags': [tag for tag, holds in tags.items() if holds],
            'requirements': row.requirements.in_language(INDONESIAN),
            'limit': describe_limit(row, INDONESIAN),
            'output': row.output.in_language(INDONESIAN),
            'remarks': row.remarks.in_language(INDONESIAN),
            'bands': [self._freeze_band(band) for band in self.bands[row.number]],
        }

    def _freeze_band(self, band: Band) -> dict[str, Any]:
        # What was taken is drawn last, over the rest.
        lines = sorted(band.lines, key=lambda line: line.arrow in self.taken)
        return {
            'tracks': band.tracks,
            'shapes': [self._freeze_shape(shape) for shape in band.shapes],
            'lines': [self._freeze_line(line) for line in lines],
        }

    def _freeze_shape(self, shape: Shape) -> dict[str, Any]:
        mark = self.state.marks.get(shape.step)
        return {
            'kind': shape.kind,
            'x': shape.x,
            'width': shape.width,
            'step': bool(shape.step),
            'state': self.states[shape.key],
            'seats': shape.seats,
            'closed': mark.closed if mark else 0,
            'dashed': shape.is_dashed,
            'note': self._note(mark) if mark else [describe_end(shape.end, INDONESIAN)] if shape.kind == 'exit' else [],
        }

    def _freeze_line(self, line: Line) -> dict[str, Any]:
        arrow = self.layout.arrows[line.arrow]
        return {
            'x1': line.x1,
            'y1': list(line.y1),
            'x2': line.x2,
            'y2': list(line.y2),
            'head': line.head,
            'taken': line.arrow in self.taken,
            'dashed': arrow.is_dashed,
            'label': arrow.label.in_language(INDONESIAN) if line.is_labelled else '',
        }

    def _note(self, mark: Mark) -> list[str]:
        """What stands below the symbol of a step: who, when, with which outcome, how often."""
        lines = []
        if mark.at and mark.who:
            lines = [mark.who, self._moment(mark.at) + (f' ({LATE})' if mark.was_late else '')]
        elif mark.due and mark.state in ('open', 'late'):
            lines = [f'{DUE} {self._moment(mark.due)}' + (f' ({LATE})' if mark.state == 'late' else '')]
        if mark.state == 'passed':
            lines.append(PASSED)
        elif mark.outcome and mark.state == 'done':
            outcomes = self.document.steps[mark.step].outcomes
            lines.extend(o.label.in_language(INDONESIAN) for o in outcomes if o.key == mark.outcome)
        if mark.is_paused:
            lines.append(PAUSED)
        if mark.rounds > 1:
            lines.append(f'{ROUND}{mark.rounds}')
        return lines

    def _moment(self, moment: datetime.datetime) -> str:
        local = moment.astimezone(self.zone)
        return f'{local:%d-%m-%Y} {local:%H.%M}'


def _case_line(case: PrintedCase, today: datetime.datetime) -> str:
    at = f'keadaan pada {format_time(today)}'
    return ' · '.join((f'Berkas {case.number}', case.applicant, STATES.get(case.state, case.state), at))


def _text(raw: Any) -> str:
    return text_of(raw, INDONESIAN)


def _date(raw: Any) -> str:
    """A date in words; what is not a date stands as it was written."""
    try:
        return format_date(datetime.date.fromisoformat(str(raw)))
    except ValueError:
        return _text(raw)
