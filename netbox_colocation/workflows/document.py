"""A procedure document: what an agency's sheet says, as frozen data. Pure: imports no Django, reads no clock.

A row has steps. A row with one actor has one step (key `3`); a chain of hand-overs has one for each (`2.1`, `2.2`).
`document_parsing.parse` makes one from a mapping and guarantees that it is sound: every role, step and row it names
exists, every step can be reached, and from every step an end can be reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..calendars.business_time import Limit

__all__ = ('Outcome', 'ProcedureDocument', 'Row', 'Step', 'Text')


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


@dataclass(frozen=True)
class Outcome:
    """One way to close a step.

    Attributes:
        guards: keys of what must hold; effects: keys of what happens, in order.
        params: what activity, guards and effects are given: the step's own, overlaid by the outcome's.
        to: key of the step that opens next; empty when the case ends.
        end: the state in which the case ends, or ''.
    """

    key: str
    label: Text
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    comment_required: bool = False
    to: str = ''
    end: str = ''


@dataclass(frozen=True)
class Step:
    """What one role does once."""

    key: str
    row: str
    role: str
    activity: str
    params: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]

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
    """A row as printed on the sheet; `end` is set on a row that only says that all is done."""

    number: str
    activity: Text
    steps: tuple[Step, ...]
    passes_to: str = ''
    requirements: Text = Text()
    requires: tuple[str, ...] = ()
    limit: Limit | None = None
    output: Text = Text()
    remarks: Text = Text()
    is_decision: bool = False
    end: str = ''


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
