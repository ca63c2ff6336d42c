"""Reading one step of a row, with its outcomes."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..document import Outcome, Step
from .parameters import check_parameters
from .plans import ENDS, RowPlan, Way, find_step
from .stored import pairs_of
from .values import MAX_LABEL, Values

__all__ = ('OWN_KEYS', 'STEP_KEYS', 'StepReader', 'read_limit_from')

MAX_OUTCOMES = 20
# What a row says itself where it has one actor, or several that do the same.
OWN_KEYS = frozenset({'by', 'does', 'with', 'outcomes', 'at_least'})
STEP_KEYS = OWN_KEYS | {'limit', 'target', 'limit_from'}
_OUTCOME_KEYS = {'label', 'if', 'then', 'with', 'comment', 'to', 'end', 'when', 'bulk'}
_DONE = {'label': {'id': 'Selesai', 'en': 'Done'}}


class StepReader:
    """Reads one step and its outcomes.

    `following` is where an outcome leads that names no way of its own; `requires` are the row's guards.
    """

    def __init__(
        self, values: Values, plans: Sequence[RowPlan], path: str, following: Way, requires: Sequence[str]
    ) -> None:
        self.values = values
        self.plans = plans
        self.path = path
        self.following = following
        self.requires = requires

    def read(self, raw: Any, key: str, row: str, stage: int, *, is_written: bool) -> Step | None:
        values, path = self.values, self.path
        if not values.is_mapping(raw, path, STEP_KEYS if is_written else OWN_KEYS):
            return None
        activity = values.read_known(raw.get('does'), values.vocabulary.activities, f'{path}.does')
        params = self._read_params(raw.get('with'), f'{path}.with')
        actor = values.read_actor(raw.get('by'), f'{path}.by')
        outcomes = self._read_outcomes(raw.get('outcomes', {'done': _DONE}), activity, params)
        if not outcomes:
            return None
        return Step(
            key=key,
            row=row,
            role=actor.role,
            activity=activity,
            params=params,
            outcomes=outcomes,
            stage=stage,
            seats=values.read_seats(raw.get('at_least'), f'{path}.at_least'),
            setting=actor.setting,
            among=actor.among,
            limit=values.read_limit(raw.get('limit'), f'{path}.limit'),
            target=values.read_limit(raw.get('target'), f'{path}.target'),
            limit_from=read_limit_from(values, raw, path),
        )

    def _read_outcomes(self, raw: Any, activity: str, params: Mapping[str, Any]) -> tuple[Outcome, ...]:
        pairs = pairs_of(raw, 'outcome')
        path = f'{self.path}.outcomes'
        if not pairs:
            self.values.report(path, 'has no outcome')
        if len(pairs) > MAX_OUTCOMES:
            self.values.report(path, f'has {len(pairs)} outcomes; at most {MAX_OUTCOMES} can be read')
            return ()
        outcomes = [self._read_outcome(key, entry, activity, params) for key, entry in pairs]
        keys = [outcome.key for outcome in outcomes]
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.values.report(f'{path}.{key}', 'stands there more than once')
        return tuple(outcomes)

    def _read_outcome(self, key: Any, raw: Any, activity: str, step_params: Mapping[str, Any]) -> Outcome:
        values = self.values
        path = f'{self.path}.outcomes.{key}' if isinstance(key, str) else f'{self.path}.outcomes'
        raw = raw if values.is_mapping(raw, path, _OUTCOME_KEYS) else {}
        way = self._read_way(raw, path)
        comment = values.read_word(raw.get('comment'), ('optional', 'required'), f'{path}.comment')
        bulk = values.read_flag(raw.get('bulk'), f'{path}.bulk')
        if bulk and comment == 'required':
            values.report(f'{path}.bulk', 'needs a comment, so it cannot be taken for many at once')
        guards = values.read_names(raw.get('if'), values.vocabulary.guards, f'{path}.if')
        effects = values.read_names(raw.get('then'), values.vocabulary.effects, f'{path}.then')
        params = {**step_params, **self._read_params(raw.get('with'), f'{path}.with')}
        self._check_needed(path, activity, guards, effects, params)
        return Outcome(
            key=values.read_key(key, path),
            label=values.read_text(raw.get('label'), f'{path}.label', required=True, longest=MAX_LABEL),
            guards=guards,
            effects=effects,
            params=params,
            comment_required=comment == 'required',
            to=way.to,
            end=way.end,
            goes_on=not raw.get('to') and not raw.get('end'),
            when=values.read_conditions(raw.get('when'), f'{path}.when'),
            bulk=bulk,
        )

    def _read_way(self, raw: Mapping[str, Any], path: str) -> Way:
        """Find out where an outcome leads: to a step, or to an end."""
        end, to = raw.get('end'), raw.get('to')
        if end and to:
            self.values.report(path, 'has both “to” and “end”: choose one')
        if end:
            return Way(end=self.values.read_word(end, ENDS, f'{path}.end'))
        if to:
            if isinstance(to, float):
                self.values.report_new(f'{path}.to', f'write “{to}” in quotes: a number would lose its last nought')
            way = find_step(str(to), self.plans) if isinstance(to, str | int | float) else Way()
            if not way:
                self.values.report(f'{path}.to', f'there is no row or step {str(to)[:20]}')
            return way
        if not self.following:
            self.values.report(path, 'leads nowhere: there is no row after this one')
        return self.following

    def _read_params(self, raw: Any, path: str) -> Mapping[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.values.report(path, 'is not a mapping')
            return {}
        check_parameters(self.values, raw, path)
        return dict(raw)

    def _check_needed(
        self, path: str, activity: str, guards: Sequence[str], effects: Sequence[str], params: Mapping[str, Any]
    ) -> None:
        vocabulary = self.values.vocabulary
        needed = frozenset().union(
            vocabulary.activities.get(activity, frozenset()),
            *(vocabulary.guards.get(name, ()) for name in guards),
            *(vocabulary.effects.get(name, ()) for name in effects),
        )
        for name in sorted(needed - set(params)):
            self.values.report(f'{path}.with', f'“{name}” is missing: what the outcome names needs it')
        required = frozenset().union(*(vocabulary.guards.get(name, ()) for name in self.requires))
        for name in sorted(required - needed - set(params)):
            self.values.report_new(f'{path}.with', f'“{name}” is missing: what the row requires needs it')


def read_limit_from(values: Values, raw: Mapping[str, Any], path: str) -> str:
    """Return the fact from whose moment a time limit runs, or ''."""
    if raw.get('limit_from') is None:
        return ''
    return values.read_known(raw['limit_from'], values.vocabulary.facts, f'{path}.limit_from')
