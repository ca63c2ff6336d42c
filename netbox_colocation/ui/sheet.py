"""The procedure sheet of a case: the table that government staff know, one column per role, alive."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from netbox.ui.panels import ObjectPanel

from ..models import Case, ProcedureVersion, Task
from ..workflows.document import ProcedureDocument, Row, Step
from ..workflows.publishing import document_of
from ..workflows.sheet_layout import NOT_NEEDED, Shape
from ..workflows.sheet_routing import Band, SheetLayout, lay_out
from .sheet_drawing import LANE, DrawnBand, draw_band
from .sheet_state import CaseState, Mark, find_state, states_of_shapes, taken_arrows
from .sheet_words import describe_conditions, describe_end, describe_limit

__all__ = ('Mark', 'Sheet', 'SheetPanel', 'SheetRow', 'build_sheet', 'find_case')

# Shapes that say nothing by themselves to who cannot see them, and those that do.
SHAPES = {'start': _('start'), 'end': _('end'), 'decision': _('decision')}
STATES = {
    'done': _('done'),
    'open': _('open'),
    'late': _('open and late'),
    'passed': _('passed over'),
    'ahead': _('not yet'),
}


@dataclass(frozen=True)
class Way:
    """Where an outcome of a step leads, in words."""

    label: str
    to: str


@dataclass(frozen=True)
class SheetStep:
    """A step with all that the sheet says about it in words."""

    mark: Mark
    role: str
    shape: str
    state: str
    outcome: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class SheetBand:
    """A strip of a row with its drawing; `cells` has for every lane its steps, and where their texts begin."""

    drawing: DrawnBand
    cells: tuple[tuple[int, tuple[SheetStep, ...], str], ...]


@dataclass(frozen=True)
class SheetRow:
    """A row as printed, with the marks of each role's column."""

    number: str
    activity: str
    columns: tuple[tuple[Mark, ...], ...]
    bands: tuple[SheetBand, ...]
    steps: tuple[SheetStep, ...]
    passes_to: str
    requirements: str
    limit: str
    output: str
    remarks: str
    condition: str
    is_added: bool
    is_optional: bool
    is_open: bool


@dataclass(frozen=True)
class Sheet:
    title: str
    roles: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    is_live: bool = False
    lane: int = LANE


def build_sheet(document: ProcedureDocument, tasks: Iterable[Task], *, now: datetime.datetime) -> Sheet:
    """Lay a case's tasks over its procedure; without tasks the sheet is the procedure as printed."""
    language = get_language() or 'en'
    layout = lay_out(document)
    tasks = list(tasks)
    state = find_state(document, {key: shape.kind for key, shape in layout.shapes.items()}, tasks, now=now)
    builder = _Builder(document, layout, state, language)
    return Sheet(
        title=document.title.in_language(language),
        roles=tuple(name.in_language(language) for name in document.roles.values()),
        rows=tuple(builder.build_row(row) for row in document.rows),
        is_live=bool(tasks),
    )


class _Builder:
    """Builds the rows of one sheet in one language."""

    def __init__(self, document: ProcedureDocument, layout: SheetLayout, state: CaseState, language: str) -> None:
        self.document, self.layout, self.state, self.language = document, layout, state, language
        self.taken = taken_arrows(layout, state)
        self.states = states_of_shapes(layout, state, self.taken)
        self.steps = {key: self._build_step(step) for key, step in document.steps.items()}
        self.titles = {key: self._title(shape) for key, shape in layout.shapes.items()}
        self.bands: dict[str, list[Band]] = {}
        for band in layout.bands:
            self.bands.setdefault(band.row, []).append(band)

    def build_row(self, row: Row) -> SheetRow:
        document, language = self.document, self.language
        marks: dict[str, list[Mark]] = {role: [] for role in document.roles}
        for step in row.steps:
            marks[step.role].append(self.state.marks[step.key])
        return SheetRow(
            number=row.number,
            activity=row.activity.in_language(language),
            columns=tuple(tuple(column) for column in marks.values()),
            bands=tuple(self._build_band(band) for band in self.bands[row.number]),
            steps=tuple(self.steps[step.key] for step in row.steps),
            passes_to=document.roles[row.passes_to].in_language(language) if row.passes_to in document.roles else '',
            requirements=row.requirements.in_language(language),
            limit=describe_limit(row, language),
            output=row.output.in_language(language),
            remarks=row.remarks.in_language(language),
            condition=describe_conditions(row.when, language),
            is_added=row.is_added,
            is_optional=row.is_optional,
            is_open=any(self.state.marks[step.key].state in ('open', 'late') for step in row.steps),
        )

    def _build_band(self, band: Band) -> SheetBand:
        drawing = draw_band(self.layout, band, self.states, self.taken, self.titles, self.language)
        steps: list[list[SheetStep]] = [[] for _column in self.layout.columns]
        exits = [''] * len(steps)
        for shape in band.shapes:
            if shape.step:
                steps[shape.column].append(self.steps[shape.step])
            elif shape.kind == 'exit':
                exits[shape.column] = describe_end(shape.end, self.language)
        return SheetBand(drawing, tuple(zip(drawing.note_tops, map(tuple, steps), exits, strict=True)))

    def _build_step(self, step: Step) -> SheetStep:
        mark = self.state.marks[step.key]
        labels = {outcome.key: outcome.label.in_language(self.language) for outcome in step.outcomes}
        return SheetStep(
            mark=mark,
            role=self.document.roles[step.role].in_language(self.language),
            shape=str(SHAPES.get(mark.shape, '')),
            state=str(STATES[mark.state]),
            outcome=labels.get(mark.outcome, mark.outcome),
            ways=self._ways(step),
        )

    def _ways(self, step: Step) -> tuple[Way, ...]:
        """The outcomes of a step that has a choice; a step with one way simply goes on."""
        choices = [outcome for outcome in step.outcomes if outcome.key != NOT_NEEDED]
        if len({(outcome.to, outcome.end) for outcome in choices}) < 2:
            return ()
        return tuple(
            Way(outcome.label.in_language(self.language), outcome.to or describe_end(outcome.end, self.language))
            for outcome in choices
        )

    def _title(self, shape: Shape) -> str:
        if shape.step:
            step = self.steps[shape.step]
            return ', '.join(str(part) for part in (step.role, step.shape, step.state, step.outcome) if part)
        return describe_end(shape.end, self.language)


class SheetPanel(ObjectPanel):
    """The sheet of a case, of its subject, or, of a version or a draft, the procedure as printed."""

    template_name = 'netbox_colocation/panels/sheet.html'
    title = _('Procedure')

    def get_context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        prepared = super().get_context(context)
        return {**prepared, 'sheet': _sheet_of(prepared['object'])}

    def should_render(self, context: Mapping[str, Any]) -> bool:
        return context['sheet'] is not None


def find_case(obj: Any) -> Case | None:
    """The case of a subject, or the case itself."""
    return obj if isinstance(obj, Case) else obj.case


def _sheet_of(obj: Any) -> Sheet | None:
    now = timezone.now()
    if isinstance(obj, ProcedureVersion):
        return build_sheet(document_of(obj), (), now=now) if obj.published_at else None
    case = find_case(obj)
    if case is not None:
        return build_sheet(document_of(case.version), case.tasks.order_by('pk'), now=now)
    version = obj.procedure.published_version if obj.procedure_id else None
    return build_sheet(document_of(version), (), now=now) if version else None
