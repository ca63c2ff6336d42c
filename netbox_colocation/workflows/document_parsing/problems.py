"""What is wrong with a document, and where; and the words that a document may use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ('InvalidProcedure', 'LocatedMapping', 'Problem', 'Vocabulary', 'find_line')

_LAST_PART = re.compile(r'(\.[^.\[\]]+|\[\d+\])$')


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (`rows[3].limit`), what, and on which line of the text (0: of none)."""

    path: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        where = f'line {self.line}: ' if self.line else ''
        return f'{where}{self.path}: {self.message}'


class InvalidProcedure(ValueError):
    """A document breaks the format; `problems` has everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__('; '.join(map(str, problems)))
        self.problems = tuple(problems)


class LocatedMapping(dict[str, Any]):
    """A document that was read from a text; `lines` has the line of every path in it, from 1."""

    def __init__(self, content: Mapping[str, Any], lines: Mapping[str, int]) -> None:
        super().__init__(content)
        self.lines = lines


@dataclass(frozen=True)
class Vocabulary:
    """The keys that a document may name, with the parameters that each must be given.

    Attributes:
        words: the words that a parameter may have, or a list of them, by the parameter's name; others are free.
    """

    subjects: frozenset[str]
    activities: Mapping[str, frozenset[str]]
    guards: Mapping[str, frozenset[str]]
    effects: Mapping[str, frozenset[str]]
    facts: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


def find_line(path: str, lines: Mapping[str, int]) -> int:
    """Return the line of a path, or of the nearest thing around it; 0 when the document was not read from a text."""
    while path and path not in lines:
        shorter = _LAST_PART.sub('', path)
        path = '' if shorter == path else shorter
    return lines.get(path, 0)
