"""Reading single values of a document: keys, texts, flags, limits, conditions, actors. Every mistake is noted down."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ...calendars.business_time import Limit, parse_limit
from ..document import Condition, Operator, Text
from .problems import Problem, Vocabulary

__all__ = ('MAX_LABEL', 'MAX_TEXT', 'Actor', 'Values')

MAX_KEY = 50
MAX_LABEL = 100
MAX_TEXT = 2000
MAX_SEATS = 20
_KEY = re.compile(r'^[a-z][a-z0-9-]*$')
_OPERATORS: tuple[Operator, ...] = ('is', 'is_not', 'over', 'under')


@dataclass(frozen=True)
class Actor:
    """Who acts: a role, or the setting of the agency that says which of some roles it is."""

    role: str = ''
    setting: str = ''
    among: tuple[str, ...] = ()


class Values:
    """Collects problems while it reads; what can't be read is left out.

    `report` notes what no document may have, `report_new` what a document may not have that is published now: what was
    published before the rule is run as it is.
    """

    def __init__(self, vocabulary: Vocabulary, *, for_publishing: bool) -> None:
        self.vocabulary = vocabulary
        self.for_publishing = for_publishing
        self.problems: list[Problem] = []
        self.roles: dict[str, Text] = {}
        self._settings: dict[str, Actor] = {}

    def report(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))

    def report_new(self, path: str, message: str) -> None:
        if self.for_publishing:
            self.report(path, message)

    def is_mapping(self, raw: Any, path: str, known: Collection[str]) -> bool:
        """Whether it is a mapping; what stands in it and is not known is reported."""
        if not isinstance(raw, Mapping):
            self.report(path, 'is not a mapping')
            return False
        for key in raw:
            if key not in known:
                self.report(f'{path}.{key}', f'is not known (known: {", ".join(sorted(known))})')
        return True

    def read_key(self, raw: Any, path: str, *, longest: int = MAX_KEY) -> str:
        if not isinstance(raw, str) or not _KEY.match(raw):
            self.report(path, f'{_shown(raw)} is not a key of small letters, digits and hyphens')
            return ''
        if len(raw) > longest:
            self.report(path, f'is longer than {longest} characters')
        return raw

    def read_known(self, raw: Any, known: Collection[str], path: str) -> str:
        if not isinstance(raw, str) or raw not in known:
            self.report(path, f'{_shown(raw)} is not known (known: {", ".join(sorted(known))})')
            return ''
        return raw

    def read_names(self, raw: Any, known: Collection[str], path: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.report(path, 'is not a list')
            return ()
        names = tuple(self.read_known(name, known, f'{path}[{place}]') for place, name in enumerate(raw))
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self.report_new(path, f'“{name}” stands there more than once')
        return names

    def read_flag(self, raw: Any, path: str) -> bool:
        if raw is not None and not isinstance(raw, bool):
            self.report_new(path, f'{_shown(raw)} is neither true nor false')
        return bool(raw)

    def read_word(self, raw: Any, words: tuple[str, ...], path: str) -> str:
        """Read one of some words; the first when nothing stands there."""
        if raw is None:
            return words[0]
        if raw not in words:
            self.report(path, f'{_shown(raw)} is not one of {", ".join(words)}')
            return words[0]
        return str(raw)

    def read_text(self, raw: Any, path: str, *, required: bool = False, longest: int = MAX_TEXT) -> Text:
        if raw is None and not required:
            return Text()
        if not isinstance(raw, Mapping) or not raw or not set(raw) <= {'id', 'en'}:
            self.report(path, 'is not a text {id: …, en: …}')
            return Text()
        if not all(isinstance(text, str) and text.strip() for text in raw.values()):
            self.report(path, 'has an empty text')
            return Text()
        if any(len(text) > longest for text in raw.values()):
            self.report_new(path, f'is longer than {longest} characters')
        return Text(**raw)

    def read_limit(self, raw: Any, path: str) -> Limit | None:
        if raw is None:
            return None
        try:
            return parse_limit(str(raw)[:MAX_LABEL])
        except ValueError as error:
            self.report(path, str(error))
            return None

    def read_seats(self, raw: Any, path: str) -> int:
        if raw is None:
            return 1
        if not isinstance(raw, int) or isinstance(raw, bool) or not 1 <= raw <= MAX_SEATS:
            self.report(path, f'{_shown(raw)} is not a number from 1 to {MAX_SEATS}')
            return 1
        return raw

    def read_conditions(self, raw: Any, path: str) -> tuple[Condition, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or not raw:
            self.report(path, 'is not a list of conditions [{fact: …, is: …}]')
            return ()
        found = [self._read_condition(entry, f'{path}[{place}]') for place, entry in enumerate(raw)]
        return tuple(condition for condition in found if condition)

    def _read_condition(self, raw: Any, path: str) -> Condition | None:
        if not self.is_mapping(raw, path, {'fact', *_OPERATORS}):
            return None
        fact = self.read_known(raw.get('fact'), self.vocabulary.facts, f'{path}.fact')
        operators = [operator for operator in _OPERATORS if operator in raw]
        if len(operators) != 1:
            self.report(path, f'compares with none or several of {", ".join(_OPERATORS)}: choose one')
            return None
        operator = operators[0]
        value = raw[operator]
        if operator in ('over', 'under') and (not isinstance(value, int | float) or isinstance(value, bool)):
            self.report(f'{path}.{operator}', f'{_shown(value)} is not a number')
            return None
        if not isinstance(value, str | int | float | bool):
            self.report(f'{path}.{operator}', f'{_shown(value)} is neither a word, a number, true nor false')
            return None
        return Condition(fact, operator, value)

    def read_actor(self, raw: Any, path: str) -> Actor:
        """Read a role, or a setting with its default and the roles it may name."""
        if not isinstance(raw, Mapping):
            return Actor(self.read_known(raw, self.roles, path))
        self.is_mapping(raw, path, {'setting', 'default', 'among'})
        setting = self.read_key(raw.get('setting'), f'{path}.setting')
        default = self.read_known(raw.get('default'), self.roles, f'{path}.default')
        among = self.read_names(raw.get('among'), self.roles, f'{path}.among')
        if default not in among:
            self.report(f'{path}.among', 'does not name the default')
        actor = Actor(default, setting, among)
        if self._settings.setdefault(setting, actor) != actor:
            self.report(path, f'the setting “{setting}” has another default or other roles elsewhere')
        return actor


def _shown(raw: Any) -> str:
    """A value as a message quotes it: short, whatever it is."""
    text = str(raw) if isinstance(raw, str | int | float | bool) or raw is None else f'a {type(raw).__name__}'
    return f'“{text[:60]}…”' if len(text) > 60 else f'“{text}”'
