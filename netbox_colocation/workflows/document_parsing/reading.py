"""Reading a whole document: its head, its roles and its rows."""

from typing import Any

from ..document import ProcedureDocument, Text
from .identity import read_identity
from .plans import ENDS, RowPlan
from .problems import InvalidProcedure, Problem, Vocabulary, find_line
from .rows import ROW_KEYS, WORKING_KEYS, RowReader
from .soundness import find_flaws, find_new_flaws
from .steps import OWN_KEYS
from .stored import pairs_of
from .unstorable import find_unstorable
from .values import MAX_LABEL, Values

__all__ = ('parse',)

MAX_ROWS = 200
MAX_ROLES = 40
MAX_STEPS = 20
MAX_PROCEDURE_KEY = 100
MAX_TITLE = 200
_DOCUMENT_KEYS = {'procedure', 'subject', 'title', 'sheet', 'roles', 'rows'}


def parse(raw: Any, vocabulary: Vocabulary, *, for_publishing: bool = False) -> ProcedureDocument:
    """Turn a mapping into a sound procedure document.

    Args:
        for_publishing: also ask for what a document must have that is published now.

    Raises:
        InvalidProcedure: with every problem, when it is not one.
    """
    problems = find_unstorable(raw) if for_publishing else []
    if not problems:
        reader = _Reader(vocabulary, for_publishing=for_publishing)
        document = reader.read(raw)
        problems = reader.problems
        if document and not problems:
            problems = find_flaws(document)
        if document and not problems and for_publishing:
            problems = find_new_flaws(document)
        if document and not problems:
            return document
    lines = getattr(raw, 'lines', {})
    raise InvalidProcedure([Problem(entry.path, entry.message, find_line(entry.path, lines)) for entry in problems])


class _Reader(Values):
    def read(self, raw: Any) -> ProcedureDocument | None:
        if not self.is_mapping(raw, 'document', _DOCUMENT_KEYS):
            return None
        self.roles = self._read_roles(raw.get('roles'))
        plans = self._plan_rows(raw.get('rows'))
        rows = RowReader(self, plans)
        document = ProcedureDocument(
            key=self.read_key(raw.get('procedure'), 'procedure', longest=MAX_PROCEDURE_KEY),
            subject=self.read_known(raw.get('subject'), self.vocabulary.subjects, 'subject'),
            title=self.read_text(raw.get('title'), 'title', required=True, longest=MAX_TITLE),
            roles=self.roles,
            rows=tuple(rows.read(plan) for plan in plans),
            sheet=read_identity(self, raw.get('sheet')),
        )
        return document if document.rows else None

    def _read_roles(self, raw: Any) -> dict[str, Text]:
        pairs = pairs_of(raw, 'role')
        if not pairs:
            self.report('roles', 'names no role')
        if len(pairs) > MAX_ROLES:
            self.report('roles', f'names {len(pairs)} roles; at most {MAX_ROLES} can be read')
            return {}
        roles: dict[str, Text] = {}
        for raw_key, name in pairs:
            path = f'roles.{raw_key}' if isinstance(raw_key, str) else 'roles'
            key = self.read_key(raw_key, path)
            if key in roles:
                self.report(path, 'stands there more than once')
            roles[key] = self.read_text(name, path, required=True, longest=MAX_LABEL)
        return roles

    def _plan_rows(self, raw: Any) -> list[RowPlan]:
        if not isinstance(raw, list) or not raw:
            self.report('rows', 'has no row')
            return []
        if len(raw) > MAX_ROWS:
            self.report('rows', f'has {len(raw)} rows; at most {MAX_ROWS} can be read')
            return []
        planner = _Planner(self)
        plans = [plan for place, entry in enumerate(raw) if (plan := planner.plan(entry, place))]
        numbers = [plan.number for plan in plans]
        for plan in plans:
            if numbers.count(plan.number) > 1:
                self.report(plan.path, f'row {plan.number} stands there more than once')
        return plans


class _Planner:
    """Finds out a row's number and its steps."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def plan(self, raw: Any, place: int) -> RowPlan | None:
        path = f'rows[{place}]'
        if not self.values.is_mapping(raw, path, ROW_KEYS):
            return None
        number = raw.get('row', '')
        number = str(number) if isinstance(number, str | int) else ''
        if not RowReader.is_number(number):
            self.values.report(f'{path}.row', f'“{number[:20]}” is not a row number')
            return None
        if raw.get('end'):
            if raw['end'] not in ENDS:
                self.values.report(f'{path}.end', f'is not one of {", ".join(ENDS)}')
            for key in sorted(WORKING_KEYS & set(raw)):
                self.values.report_new(f'{path}.{key}', 'has no meaning in a row that only says that all is done')
            return RowPlan(place, number, raw, ())
        entries = self._entries(raw, path)
        if not entries:
            return None
        together = raw.get('together') is True
        if raw.get('together') is not None and (raw['together'] is not True or len(entries) < 2):
            self.values.report(f'{path}.together', 'is “true” for a row with several steps, or left out')
        acknowledging = raw.get('acknowledged_by')
        if acknowledging is not None and (not isinstance(acknowledging, list) or not acknowledging):
            self.values.report(f'{path}.acknowledged_by', 'is not a list of roles')
            acknowledging = None
        return RowPlan(place, number, raw, entries, tuple(acknowledging or ())[:MAX_STEPS], together)

    def _entries(self, raw: Any, path: str) -> list[Any]:
        entries = raw.get('steps')
        if entries is not None and (both := sorted(OWN_KEYS & set(raw))):
            self.values.report(path, f'has “steps”, so “{both[0]}” belongs into each of them')
        if entries is None:
            actors = raw.get('by') if isinstance(raw.get('by'), list) else [raw.get('by')]
            if raw.get('at_least') is not None and len(actors) > 1:
                self.values.report(f'{path}.at_least', 'is for one actor: write “steps”')
            entries = [{**{key: raw[key] for key in OWN_KEYS if key in raw}, 'by': by} for by in actors]
        if not isinstance(entries, list) or not entries:
            self.values.report(path, 'has no step')
            return []
        if len(entries) > MAX_STEPS:
            self.values.report(path, f'has {len(entries)} steps; at most {MAX_STEPS} can be read')
            return []
        return entries
