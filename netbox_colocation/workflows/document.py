"""A procedure document: what an agency's sheet says, as frozen data. Pure: imports no Django, reads no clock.

A row has steps. A row with one actor has one step (key `3`); a chain of hand-overs has one for each (`2.1`, `2.2`), and
whoever acknowledges the row has one after them. Steps of one `stage` of a row are open together; the stages of a row
come one after the other.
`document_parsing.parse` makes one from a mapping and guarantees that it is sound: every role, step and row it names
exists, every step can be reached, and from every step an end can be reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from ..calendars.business_time import Limit

__all__ = ('Condition', 'Outcome', 'ProcedureDocument', 'Row', 'Step', 'Text')

Operator = Literal['is', 'is_not', 'over', 'under']


@dataclass(frozen=True)
class Text:
    """A text in the sheet's language and in English."""

    id: str = ''
    en: str = ''

    def __bool__(self) -> bool:
        return bool(self.id or self.en)

    def in_language(self, language: str) -> str:
        """Return the text in Indonesian for `id`, else in English; whichever there is when one is missing."""
        return (self.id or self.en) if language.startswith('id') else (self.en or self.id)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@dataclass(frozen=True)
class Condition:
    """A comparison of a fact of the case, e.g. `power.watts over 2000`."""

    fact: str
    operator: Operator
    value: Any

    def holds(self, found: Any) -> bool:
        """Whether the condition holds for what was found; what is no number is neither over nor under."""
        if self.operator == 'is':
            return found == self.value
        if self.operator == 'is_not':
            return found != self.value
        if not isinstance(found, int | float | Decimal):
            return False
        return found > self.value if self.operator == 'over' else found < self.value


@dataclass(frozen=True)
class Outcome:
    """One way to close a step.

    Attributes:
        guards: keys of what must hold; effects: keys of what happens, in order.
        params: what activity, guards and effects are given: the step's own, overlaid by the outcome's.
        to: key of the step that opens next; empty when the case ends.
        end: the state in which the case ends, or ''.
        goes_on: the outcome names no way of its own: where several tasks are open together, it waits for the others.
        when: what must hold for the outcome to be offered at all.
        bulk: it may be taken for many tasks at once.
    """

    key: str
    label: Text
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    comment_required: bool = False
    to: str = ''
    end: str = ''
    goes_on: bool = False
    when: tuple[Condition, ...] = ()
    bulk: bool = False


@dataclass(frozen=True)
class Step:
    """What one role does once, or, where it has several seats, what so many different holders of it do.

    Attributes:
        stage: which of the row's stages the step belongs to, from 0.
        setting: the setting of the agency that says who acts, or ''; `among` are the roles it may name.
        limit, target: the step's own time, or the row's.
        limit_from: the fact whose moment starts the time when it is later than the step's opening, or ''.
    """

    key: str
    row: str
    role: str
    activity: str
    params: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]
    stage: int = 0
    seats: int = 1
    setting: str = ''
    among: tuple[str, ...] = ()
    limit: Limit | None = None
    target: Limit | None = None
    limit_from: str = ''

    def outcome(self, key: str) -> Outcome:
        """Return the outcome of that key.

        Raises:
            KeyError: the step has none.
        """
        for outcome in self.outcomes:
            if outcome.key == key:
                return outcome
        raise KeyError(key)


@dataclass(frozen=True)
class Row:
    """A row as printed on the sheet; `end` is set on a row that only says that all is done.

    Attributes:
        onward: key of the step that follows the row; empty when the case ends after it, in the state `onward_end`.
        limit_per: whether the hand-overs of the row share its limit, or each has all of it.
        is_added: it does not stand on the printed sheet.
        when: what must hold for the row to apply; else the case passes over it.
    """

    number: str
    activity: Text
    steps: tuple[Step, ...]
    passes_to: str = ''
    requirements: Text = Text()
    requires: tuple[str, ...] = ()
    limit: Limit | None = None
    target: Limit | None = None
    limit_per: Literal['row', 'hand-over'] = 'row'
    output: Text = Text()
    remarks: Text = Text()
    is_decision: bool = False
    is_optional: bool = False
    is_added: bool = False
    when: tuple[Condition, ...] = ()
    acknowledged_by: tuple[str, ...] = ()
    onward: str = ''
    onward_end: str = ''
    end: str = ''

    def stage_of(self, step: Step) -> tuple[Step, ...]:
        """Every step that is open together with this one, itself included."""
        return tuple(other for other in self.steps if other.stage == step.stage)


@dataclass(frozen=True)
class ProcedureDocument:
    """A whole procedure. `sheet` has what stands on its identity page; `roles` are the columns, in order."""

    key: str
    subject: str
    title: Text
    roles: Mapping[str, Text]
    rows: tuple[Row, ...]
    sheet: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step by its key, in the order of the sheet."""
        return {step.key: step for row in self.rows for step in row.steps}

    @cached_property
    def rows_by_number(self) -> Mapping[str, Row]:
        return {row.number: row for row in self.rows}

    @property
    def first_step(self) -> Step:
        return self.rows[0].steps[0]

    def row_of(self, step: Step) -> Row:
        return self.rows_by_number[step.row]

    def comes_before(self, earlier: str, later: str) -> bool:
        """Whether the step `earlier` stands above the step `later` on the sheet."""
        keys = list(self.steps)
        return keys.index(earlier) < keys.index(later)
