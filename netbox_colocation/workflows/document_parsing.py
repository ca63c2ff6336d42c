"""Reading a procedure document: from a mapping to `ProcedureDocument`, or to everything that is wrong with it.

Pure: imports no Django, reads no clock. `Vocabulary` says which activities, guards, effects and requirements exist.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..calendars.business_time import Limit, parse_limit
from .document import Outcome, ProcedureDocument, Row, Step, Text

__all__ = ('InvalidProcedure', 'Problem', 'Vocabulary', 'in_stored_form', 'parse')

ENDS = ('completed', 'refused')
MAX_ROWS = 200
_KEY = re.compile(r'^[a-z][a-z0-9-]*$')
_DOCUMENT_KEYS = {'procedure', 'subject', 'title', 'sheet', 'roles', 'rows'}
_STEP_KEYS = {'by', 'does', 'with', 'outcomes'}
_ROW_KEYS = _STEP_KEYS | {
    'row', 'activity', 'passes_to', 'requirements', 'requires', 'limit', 'output', 'remarks', 'decision', 'steps',
    'end',
}  # fmt: skip
_OUTCOME_KEYS = {'label', 'if', 'then', 'with', 'comment', 'to', 'end'}
_DONE = {'label': {'id': 'Selesai', 'en': 'Done'}}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (`rows[3].limit`) and what."""

    path: str
    message: str

    def __str__(self) -> str:
        return f'{self.path}: {self.message}'


class InvalidProcedure(ValueError):
    """A document breaks the format; `problems` has everything that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__('; '.join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Vocabulary:
    """The keys that a document may name, with the parameters that each must be given."""

    subjects: frozenset[str]
    activities: Mapping[str, frozenset[str]]
    guards: Mapping[str, frozenset[str]]
    effects: Mapping[str, frozenset[str]]


def parse(raw: Any, vocabulary: Vocabulary) -> ProcedureDocument:
    """Turn a mapping into a sound procedure document.

    Raises:
        InvalidProcedure: with every problem, when it is not one.
    """
    reader = _Reader(vocabulary)
    document = reader.read(raw)
    if document and not reader.problems:
        reader.problems.extend(_find_dead_ends(document))
    if reader.problems or document is None:
        raise InvalidProcedure(reader.problems)
    return document


class _Reader:
    """Collects problems while it reads; what can't be read is left out."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.roles: dict[str, Text] = {}

    def report(self, path: str, message: str) -> None:
        self.problems.append(Problem(path, message))

    def read(self, raw: Any) -> ProcedureDocument | None:
        if not self._is_mapping(raw, 'document', _DOCUMENT_KEYS):
            return None
        self.roles = self._read_roles(raw.get('roles'))
        rows = self._read_rows(raw.get('rows'))
        sheet = raw.get('sheet') or {}
        if not isinstance(sheet, Mapping):
            self.report('sheet', 'is not a mapping')
        key = self._read_key(raw.get('procedure'), 'procedure')
        subject = self._read_known(raw.get('subject'), self.vocabulary.subjects, 'subject')
        title = self._read_text(raw.get('title'), 'title', required=True)
        if not rows:
            return None
        return ProcedureDocument(
            key=key,
            subject=subject,
            title=title,
            roles=self.roles,
            rows=rows,
            sheet=sheet,
        )

    def _read_roles(self, raw: Any) -> dict[str, Text]:
        pairs = _pairs(raw, 'role')
        if not pairs:
            self.report('roles', 'names no role')
            return {}
        return {
            self._read_key(key, f'roles.{key}'): self._read_text(name, f'roles.{key}', required=True)
            for key, name in pairs
        }

    def _read_rows(self, raw: Any) -> tuple[Row, ...]:
        if not isinstance(raw, list) or not raw:
            self.report('rows', 'has no row')
            return ()
        if len(raw) > MAX_ROWS:
            self.report('rows', f'has {len(raw)} rows; at most {MAX_ROWS} can be read')
            return ()
        plans = [self._plan_row(entry, f'rows[{place}]') for place, entry in enumerate(raw)]
        known = [plan for plan in plans if plan]
        numbers = [plan.number for plan in known]
        for plan in known:
            if numbers.count(plan.number) > 1:
                self.report(plan.path, f'row {plan.number} stands there more than once')
        return tuple(self._read_row(plan, known[place + 1 :], known) for place, plan in enumerate(known))

    def _plan_row(self, raw: Any, path: str) -> '_RowPlan | None':
        """Find out a row's number and the keys of its steps, which other rows refer to."""
        if not self._is_mapping(raw, path, _ROW_KEYS):
            return None
        number = str(raw.get('row', ''))
        if not re.match(r'^\d{1,3}[a-z]?$', number):
            self.report(f'{path}.row', f'“{number}” is not a row number')
            return None
        if raw.get('end'):
            return _RowPlan(path, number, raw, [])
        entries = raw.get('steps')
        if entries is not None and (both := sorted(_STEP_KEYS & set(raw))):
            self.report(path, f'has “steps”, so “{both[0]}” belongs into each of them')
        if entries is None:
            actors = raw.get('by') if isinstance(raw.get('by'), list) else [raw.get('by')]
            entries = [{**{key: raw[key] for key in _STEP_KEYS if key in raw}, 'by': actor} for actor in actors]
        if not isinstance(entries, list) or not entries:
            self.report(path, 'has no step')
            return None
        return _RowPlan(path, number, raw, entries)

    def _read_row(self, plan: '_RowPlan', after: list['_RowPlan'], rows: list['_RowPlan']) -> Row:
        raw, path = plan.raw, plan.path
        end = raw.get('end', '')
        if end and end not in ENDS:
            self.report(f'{path}.end', f'“{end}” is not one of {", ".join(ENDS)}')
        passes_to = raw.get('passes_to', '')
        if passes_to:
            self._read_known(passes_to, self.roles, f'{path}.passes_to')
        steps = []
        for place, (key, entry) in enumerate(zip(plan.step_keys, plan.entries, strict=True)):
            following = plan.step_keys[place + 1] if place + 1 < len(plan.step_keys) else _entrance(after)
            step_path = f'{path}.steps[{place}]' if len(plan.entries) > 1 else path
            if step := self._read_step(entry, step_path, key, plan.number, following, rows):
                steps.append(step)
        return Row(
            number=plan.number,
            activity=self._read_text(raw.get('activity'), f'{path}.activity', required=True),
            steps=tuple(steps),
            passes_to=passes_to,
            requirements=self._read_text(raw.get('requirements'), f'{path}.requirements'),
            requires=self._read_names(raw.get('requires'), self.vocabulary.guards, f'{path}.requires'),
            limit=self._read_limit(raw.get('limit'), f'{path}.limit'),
            output=self._read_text(raw.get('output'), f'{path}.output'),
            remarks=self._read_text(raw.get('remarks'), f'{path}.remarks'),
            is_decision=bool(raw.get('decision', False)),
            end=end,
        )

    def _read_step(
        self,
        raw: Any,
        path: str,
        key: str,
        row: str,
        following: str,
        rows: list['_RowPlan'],
    ) -> Step | None:
        if not self._is_mapping(raw, path, _STEP_KEYS):
            return None
        params = self._read_params(raw.get('with'), f'{path}.with')
        outcomes = _pairs(raw.get('outcomes', {'done': _DONE}), 'outcome')
        if not outcomes:
            self.report(f'{path}.outcomes', 'has no outcome')
            return None
        activity = self._read_known(raw.get('does'), self.vocabulary.activities, f'{path}.does')
        needed = self.vocabulary.activities.get(activity, frozenset())
        return Step(
            key=key,
            row=row,
            role=self._read_known(raw.get('by'), self.roles, f'{path}.by'),
            activity=activity,
            params=params,
            outcomes=tuple(
                self._read_outcome(name, entry, f'{path}.outcomes.{name}', _Frame(params, needed, following, rows))
                for name, entry in outcomes
            ),
        )

    def _read_outcome(self, key: Any, raw: Any, path: str, frame: '_Frame') -> Outcome:
        raw = raw if self._is_mapping(raw, path, _OUTCOME_KEYS) else {}
        to, end = self._read_way(raw, path, frame)
        comment = raw.get('comment', 'optional')
        if comment not in ('optional', 'required'):
            self.report(f'{path}.comment', 'is neither “optional” nor “required”')
        guards = self._read_names(raw.get('if'), self.vocabulary.guards, f'{path}.if')
        effects = self._read_names(raw.get('then'), self.vocabulary.effects, f'{path}.then')
        params = {**frame.params, **self._read_params(raw.get('with'), f'{path}.with')}
        needed = frame.needed.union(
            *(self.vocabulary.guards.get(name, ()) for name in guards),
            *(self.vocabulary.effects.get(name, ()) for name in effects),
        )
        for name in sorted(needed - set(params)):
            self.report(f'{path}.with', f'“{name}” is missing: what the outcome names needs it')
        return Outcome(
            key=self._read_key(key, path),
            label=self._read_text(raw.get('label'), f'{path}.label', required=True),
            guards=guards,
            effects=effects,
            params=params,
            comment_required=comment == 'required',
            to=to,
            end=end,
        )

    def _read_way(self, raw: Mapping[str, Any], path: str, frame: '_Frame') -> tuple[str, str]:
        """Find out where an outcome leads: to a step, or to an end."""
        end, to = raw.get('end', ''), str(raw.get('to', ''))
        if end and to:
            self.report(path, 'has both “to” and “end”: choose one')
        if end and end not in ENDS:
            self.report(f'{path}.end', f'“{end}” is not one of {", ".join(ENDS)}')
        if to and not (to := _find_step(to, frame.rows)):
            self.report(f'{path}.to', f'there is no row or step {raw["to"]}')
        if not end and not to:
            to = frame.following
        if to.startswith('end:'):
            to, end = '', to.removeprefix('end:')
        if not end and not to and 'to' not in raw:
            self.report(path, 'leads nowhere: there is no row after this one')
        return to, end

    def _is_mapping(self, raw: Any, path: str, known: set[str]) -> bool:
        if not isinstance(raw, Mapping):
            self.report(path, 'is not a mapping')
            return False
        for key in raw:
            if key not in known:
                self.report(f'{path}.{key}', f'is not known (known: {", ".join(sorted(known))})')
        return True

    def _read_key(self, raw: Any, path: str) -> str:
        if not isinstance(raw, str) or not _KEY.match(raw):
            self.report(path, f'“{raw}” is not a key of small letters, digits and hyphens')
            return ''
        return raw

    def _read_known(self, raw: Any, known: Iterable[str], path: str) -> str:
        if not isinstance(raw, str) or raw not in known:
            self.report(path, f'“{raw}” is not known (known: {", ".join(sorted(known))})')
            return ''
        return raw

    def _read_names(self, raw: Any, known: Iterable[str], path: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.report(path, 'is not a list')
            return ()
        return tuple(self._read_known(name, known, path) for name in raw)

    def _read_params(self, raw: Any, path: str) -> Mapping[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.report(path, 'is not a mapping')
            return {}
        return dict(raw)

    def _read_text(self, raw: Any, path: str, *, required: bool = False) -> Text:
        if raw is None and not required:
            return Text()
        if not isinstance(raw, Mapping) or not raw or not set(raw) <= {'id', 'en'}:
            self.report(path, 'is not a text {id: …, en: …}')
            return Text()
        if not all(isinstance(text, str) and text.strip() for text in raw.values()):
            self.report(path, 'has an empty text')
            return Text()
        return Text(**raw)

    def _read_limit(self, raw: Any, path: str) -> Limit | None:
        if raw is None:
            return None
        try:
            return parse_limit(str(raw))
        except ValueError as error:
            self.report(path, str(error))
            return None


def in_stored_form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parsed document with roles and outcomes as lists, whose order a database keeps."""
    return {**raw, 'roles': _listed(raw['roles'], 'role'), 'rows': [_with_outcomes_listed(row) for row in raw['rows']]}


def _with_outcomes_listed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A row, or one of its steps."""
    stored = dict(entry)
    if 'outcomes' in stored:
        stored['outcomes'] = _listed(stored['outcomes'], 'outcome')
    if 'steps' in stored:
        stored['steps'] = [_with_outcomes_listed(step) for step in stored['steps']]
    return stored


def _listed(raw: Any, name: str) -> list[dict[str, Any]]:
    return [{name: key, **entry} for key, entry in _pairs(raw, name)]


def _pairs(raw: Any, name: str) -> list[tuple[Any, Any]]:
    """The entries of a mapping, or of a list of mappings that carry their key under `name`; none when it is neither."""
    if isinstance(raw, Mapping):
        return list(raw.items())
    if isinstance(raw, list) and all(isinstance(entry, Mapping) and name in entry for entry in raw):
        return [(entry[name], {key: value for key, value in entry.items() if key != name}) for entry in raw]
    return []


class _RowPlan:
    """A row's number and the keys of its steps, known before any row is read in full."""

    def __init__(self, path: str, number: str, raw: Mapping[str, Any], entries: list[Any]) -> None:
        self.path, self.number, self.raw, self.entries = path, number, raw, entries
        one = len(entries) == 1
        self.step_keys = [number if one else f'{number}.{place}' for place in range(1, len(entries) + 1)]


@dataclass(frozen=True)
class _Frame:
    """What an outcome is read within: its step's parameters and those it needs, the way on, and all rows."""

    params: Mapping[str, Any]
    needed: frozenset[str]
    following: str
    rows: list[_RowPlan]


def _entrance(after: list[_RowPlan]) -> str:
    """Where a row's last step leads by itself: the next row's first step, or the end that the next row states."""
    if not after:
        return ''
    return after[0].step_keys[0] if after[0].step_keys else f'end:{after[0].raw.get("end")}'


def _find_step(target: str, rows: list[_RowPlan]) -> str:
    """The step that a row number or a step key means, or ''."""
    for plan in rows:
        if plan.number == target:
            return _entrance([plan])
        if target in plan.step_keys:
            return target
    return ''


def _find_dead_ends(document: ProcedureDocument) -> list[Problem]:
    """Steps that no path reaches, and steps from which no path reaches an end."""
    leads_to = {key: {o.to for o in step.outcomes if o.to} for key, step in document.steps.items()}
    reached, waiting = set(), [document.first_step.key]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(leads_to[key])
    ending = {key for key, step in document.steps.items() if any(outcome.end for outcome in step.outcomes)}
    growing = True
    while growing:
        more = {key for key, targets in leads_to.items() if key not in ending and targets & ending}
        ending |= more
        growing = bool(more)
    return [Problem(f'step {key}', 'is never reached') for key in leads_to if key not in reached] + [
        Problem(f'step {key}', 'never comes to an end') for key in leads_to if key not in ending
    ]
