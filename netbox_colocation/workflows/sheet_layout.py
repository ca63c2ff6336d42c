"""The sheet as a drawing: a procedure document becomes shapes, and arrows between them. Pure: imports no Django.

A sheet has one lane per role and is cut into bands from top to bottom; a row has one band, or several where its steps
do not fit beside one another. A shape lies in one band and one lane, so that a page may give every band the height that
its texts need. `sheet_routing` draws the arrows.

Every step has exactly one shape, in the lane of its role. Besides, there are shapes that belong to no step: the end
that a row prints (`end:13`), the end to which one outcome leads (`end:6:refused`), and the mark in the lane of the role
that a row is passed on to (`passed:2`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .document import Outcome, ProcedureDocument, Row, Step, Text

__all__ = ('Arrow', 'BandPlan', 'Shape', 'find_arrows', 'place_shapes')

Kind = Literal['start', 'end', 'decision', 'box', 'exit', 'passed-on']

NOT_NEEDED = 'not-needed'
REFUSES = 'request.refuse'
# Widths and places in lanes: a lane is 1 wide, and its outer eighths are left to arrows.
WIDTH = 0.6
PASSED_WIDTH = 0.44
EXIT_WIDTH = 0.32
EXIT_PLACES = (0.71, 0.29)
_LETTER = re.compile(r'^([YTN])\b\s*(?:[—–:.-]|$)')
YES, NO, NOTHING = Text('Y', 'Y'), Text('T', 'N'), Text()


@dataclass(frozen=True)
class Shape:
    """A symbol on the sheet.

    Attributes:
        kind: capsule (`start`, `end`, and the small `exit` of one outcome), diamond (`decision`), `box`, or
            `passed-on`, the small box of whoever gets the row without having a step in it.
        band: which band it lies in, counted from the top of the sheet; `column`: its role's lane.
        x, width: its middle and its width, in lanes.
        step: the step it stands for, or ''; `end`: the state of the case that it stands for, or ''.
        is_dashed: its row is optional, conditional or not on the printed sheet.
    """

    key: str
    kind: Kind
    row: str
    band: int
    column: int
    x: float
    width: float
    step: str = ''
    end: str = ''
    seats: int = 1
    is_dashed: bool = False


@dataclass(frozen=True)
class Arrow:
    """Where some outcomes of a step lead.

    Attributes:
        source, target: keys of shapes.
        outcomes: keys of the outcomes that go this way; none where a row is passed on.
        label: what stands beside the arrow of a decision; empty where the end it leads to says the same.
        goes_back: up the sheet, or to the same step.
        is_dashed: only for passing over an optional row.
    """

    source: str
    target: str
    outcomes: tuple[str, ...] = ()
    label: Text = NOTHING
    goes_back: bool = False
    is_dashed: bool = False


@dataclass(frozen=True)
class BandPlan:
    """A band of a row: `place` counts the bands of the row from 0, `shapes` are from left to right."""

    row: str
    place: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class _Draft:
    """A shape that has no band yet."""

    key: str
    kind: Kind
    column: int
    step: Step | None = None
    end: str = ''
    place: float = 0.5


def place_shapes(document: ProcedureDocument) -> tuple[BandPlan, ...]:
    """Give every step its shape, and every row its bands."""
    columns = {role: column for column, role in enumerate(document.roles)}
    bands: list[BandPlan] = []
    for row in document.rows:
        drafts = _place_row(document, row, columns) if row.steps else [[_end_of(document, row, columns)]]
        dashed = row.is_optional or row.is_added or bool(row.when)
        for place, members in enumerate(drafts):
            shapes = sorted((_shape(draft, row, len(bands), dashed) for draft in members), key=lambda shape: shape.x)
            bands.append(BandPlan(row.number, place, tuple(shapes)))
    return tuple(bands)


def find_arrows(document: ProcedureDocument, shapes: Mapping[str, Shape]) -> tuple[Arrow, ...]:
    """Find where every outcome leads, as arrows between shapes; outcomes that lead the same way share one."""
    arrows: list[Arrow] = []
    for step in document.steps.values():
        ways: dict[str, list[Outcome]] = {}
        for outcome in step.outcomes:
            for target in _targets(document, step, outcome):
                ways.setdefault(target, []).append(outcome)
        for target, outcomes in ways.items():
            arrows.append(_arrow(document, step, target, outcomes, shapes))
    for row in document.rows:
        passed = f'passed:{row.number}'
        if passed in shapes:
            arrows.extend(Arrow(passed, target) for target in _after(document, row) if target in shapes)
    return tuple(arrows)


def _place_row(document: ProcedureDocument, row: Row, columns: Mapping[str, int]) -> list[list[_Draft]]:
    """Put the stages of a row one below the other; a chain of hand-overs runs along one band while it keeps going the
    same way."""
    bands: list[list[_Draft]] = []
    heading = 0
    stages = [
        [_Draft(step.key, _kind(document, row, step), columns[step.role], step) for step in steps]
        for _stage, steps in groupby(row.steps, key=lambda step: step.stage)
    ]
    if _is_passed_on(document, row):
        stages.append([_Draft(f'passed:{row.number}', 'passed-on', columns[row.passes_to])])
    before: list[_Draft] = []
    for stage in stages:
        turn = stage[0].column - before[0].column if len(before) == len(stage) == 1 else 0
        if turn and heading * turn >= 0:
            bands[-1].append(stage[0])
            heading = turn
        else:
            bands.extend(_side_by_side(stage))
            heading = 0
        before = stage
    for band in list(bands):
        exits = [draft for member in band if member.step for draft in _exits(document, row, member.step, columns)]
        if exits:
            bands.insert(bands.index(band) + 1, exits)
    return bands


def _side_by_side(stage: list[_Draft]) -> Iterator[list[_Draft]]:
    """What is open together stands side by side; what one role does besides, below."""
    waiting = stage
    while waiting:
        band: dict[int, _Draft] = {}
        for draft in waiting:
            band.setdefault(draft.column, draft)
        yield list(band.values())
        waiting = [draft for draft in waiting if draft not in band.values()]


def _exits(document: ProcedureDocument, row: Row, step: Step, columns: Mapping[str, int]) -> list[_Draft]:
    """The ends to which single outcomes of a step lead."""
    if _kind(document, row, step) == 'end':
        return []
    ends = dict.fromkeys(o.end for o in step.outcomes if o.end and not _end_row(document, row, o.end))
    return [
        _Draft(f'end:{step.key}:{end}', 'exit', columns[step.role], end=end, place=place)
        for end, place in zip(ends, EXIT_PLACES, strict=False)
    ]


def _end_of(document: ProcedureDocument, row: Row, columns: Mapping[str, int]) -> _Draft:
    """The capsule of a row that only says that all is done: below the last step that leads there."""
    key = f'end:{row.number}'
    sources = [
        _lane_after(document, step)
        for step in document.steps.values()
        if any(key in _targets(document, step, outcome) for outcome in step.outcomes)
    ]
    return _Draft(key, 'end', columns[sources[-1]] if sources else 0, end=row.end)


def _lane_after(document: ProcedureDocument, step: Step) -> str:
    row = document.row_of(step)
    return row.passes_to if _is_passed_on(document, row) and step.stage == row.steps[-1].stage else step.role


def _shape(draft: _Draft, row: Row, band: int, dashed: bool) -> Shape:
    width = {'exit': EXIT_WIDTH, 'passed-on': PASSED_WIDTH}.get(draft.kind, WIDTH)
    return Shape(
        key=draft.key,
        kind=draft.kind,
        row=row.number,
        band=band,
        column=draft.column,
        x=draft.column + draft.place,
        width=width,
        step=draft.step.key if draft.step else '',
        end=draft.end,
        seats=draft.step.seats if draft.step else 1,
        is_dashed=dashed,
    )


def _kind(document: ProcedureDocument, row: Row, step: Step) -> Kind:
    if step is document.first_step:
        return 'start'
    if row.is_decision and step in _deciding(document, row):
        return 'decision'
    ends = [outcome for outcome in step.outcomes if outcome.end and not _end_row(document, row, outcome.end)]
    if ends and all(outcome in ends or _goes_back(document, step, outcome) for outcome in step.outcomes):
        return 'end'
    return 'box'


def _deciding(document: ProcedureDocument, row: Row) -> list[Step]:
    """The steps of a decision row that decide: with several outcomes that go on; when none has, those that go on or
    back. Returning a colleague's work is not the row's decision."""
    ahead = [step for step in row.steps if len([o for o in _choices(step) if not _goes_back(document, step, o)]) > 1]
    return ahead or [step for step in row.steps if len({(o.to, o.end) for o in _choices(step)}) > 1]


def _choices(step: Step) -> list[Outcome]:
    return [outcome for outcome in step.outcomes if outcome.key != NOT_NEEDED]


def _goes_back(document: ProcedureDocument, step: Step, outcome: Outcome) -> bool:
    return bool(outcome.to) and not document.comes_before(step.key, outcome.to)


def _is_passed_on(document: ProcedureDocument, row: Row) -> bool:
    """Whether the row ends with a hand-over to a role that has no last step in it, which the next row does not show:
    a single step that hands on to who acts next has an arrow there anyway."""
    if not (row.passes_to and row.steps) or row.passes_to == row.steps[-1].role:
        return False
    following = document.steps[row.onward].role if row.onward else ''
    return len(row.steps) > 1 or row.passes_to != following


def _targets(document: ProcedureDocument, step: Step, outcome: Outcome) -> list[str]:
    """The shapes to which an outcome leads; none for the end at the step itself."""
    row = document.row_of(step)
    if outcome.end:
        if end := _end_row(document, row, outcome.end):
            targets = [f'end:{end.number}']
        else:
            return [] if _kind(document, row, step) == 'end' else [f'end:{step.key}:{outcome.end}']
    else:
        targets = _opened(document, outcome.to)
    last = row.steps[-1].stage
    if _is_passed_on(document, row) and step.stage == last and set(targets) == set(_after(document, row)):
        return [f'passed:{row.number}']
    return targets


def _opened(document: ProcedureDocument, key: str) -> list[str]:
    """Every step that opens when the case comes to one."""
    step = document.steps[key]
    return [other.key for other in document.row_of(step).stage_of(step)]


def _after(document: ProcedureDocument, row: Row) -> list[str]:
    """What comes after the row."""
    if row.onward:
        return _opened(document, row.onward)
    end = _end_row(document, row, row.onward_end)
    return [f'end:{end.number}'] if end else []


def _end_row(document: ProcedureDocument, row: Row, end: str) -> Row | None:
    """The row below that prints this end."""
    below = document.rows[document.rows.index(row) + 1 :]
    return next((other for other in below if other.end and other.end == end), None)


def _arrow(
    document: ProcedureDocument, step: Step, target: str, outcomes: list[Outcome], shapes: Mapping[str, Shape]
) -> Arrow:
    labels = dict.fromkeys(_label(document, step, outcome) for outcome in _choices(step) if outcome in outcomes)
    label = Text(' / '.join(text.id for text in labels), ' / '.join(text.en for text in labels))
    if shapes[step.key].kind != 'decision' or (shapes[target].kind == 'exit' and len(label.id) > 1):
        label = NOTHING
    return Arrow(
        source=step.key,
        target=target,
        outcomes=tuple(outcome.key for outcome in outcomes),
        label=label,
        goes_back=target in document.steps and not document.comes_before(step.key, target),
        is_dashed=all(outcome.key == NOT_NEEDED for outcome in outcomes),
    )


def _label(document: ProcedureDocument, step: Step, outcome: Outcome) -> Text:
    """Y or T where the label begins with the letter, or where it is plain which of two ways is the no; else the
    label."""
    printed = outcome.label.in_language('id'), outcome.label.in_language('en')
    letters = [match[1] for text in printed if (match := _LETTER.match(text))]
    if len(letters) == len(printed):
        return Text(*letters)
    choices = _choices(step)
    denials = [
        choice
        for choice in choices
        if 'refused' in (choice.key, choice.end) or REFUSES in choice.effects or _goes_back(document, step, choice)
    ]
    if len(choices) == 2 and len(denials) == 1:
        return NO if outcome in denials else YES
    return Text(*printed)
