"""Reading the rows of a document, one by one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from ..document import Outcome, Row, Step, Text
from .plans import ENDS, RowPlan, Way, onward_of
from .steps import STEP_KEYS, StepReader, read_limit_from
from .values import Values

__all__ = ('ROW_KEYS', 'WORKING_KEYS', 'RowReader')

ACKNOWLEDGE = 'acknowledge'
_NUMBER = re.compile(r'^\d{1,3}[a-z]?\Z')
_ACKNOWLEDGED = {'label': {'id': 'Mengetahui', 'en': 'Acknowledge'}}
_OBJECTED = {'label': {'id': 'Berkeberatan', 'en': 'Object'}, 'comment': 'required'}
NOT_NEEDED = 'not-needed'
_NOT_NEEDED_LABEL = Text(id='Tidak diperlukan', en='Not needed')

WORKING_KEYS = STEP_KEYS | {
    'steps', 'together', 'acknowledged_by', 'objection_to', 'optional', 'when', 'limit_per', 'ends', 'requires',
    'passes_to',
}  # fmt: skip
ROW_KEYS = WORKING_KEYS | {'row', 'activity', 'requirements', 'output', 'remarks', 'decision', 'added', 'end'}


class RowReader:
    """Reads rows one by one; knows all of them, because they lead to each other."""

    def __init__(self, values: Values, plans: Sequence[RowPlan]) -> None:
        self.values = values
        self.plans = plans

    @staticmethod
    def is_number(text: str) -> bool:
        """Whether it is a row's number as sheets print them: `7`, `7a`."""
        return bool(_NUMBER.match(text))

    def read(self, plan: RowPlan) -> Row:
        values, raw, path = self.values, plan.raw, plan.path
        if raw.get('ends') is not None:
            values.read_word(raw['ends'], ENDS, f'{path}.ends')
        onward = onward_of(plan, self.plans[self.plans.index(plan) + 1 :])
        requires = values.read_names(raw.get('requires'), values.vocabulary.guards, f'{path}.requires')
        limit_per = values.read_word(raw.get('limit_per'), ('row', 'hand-over'), f'{path}.limit_per')
        if (raw.get('optional') or raw.get('when') or plan.acknowledged_by) and not onward:
            values.report(path, 'leads nowhere: there is no row after this one, and it has no “ends”')
        if not plan.step_keys:
            onward = Way()
        return Row(
            number=plan.number,
            activity=values.read_text(raw.get('activity'), f'{path}.activity', required=True),
            steps=tuple(step for step in self._read_steps(plan, onward, requires) if step),
            passes_to=self._read_passes_to(raw, path),
            requirements=values.read_text(raw.get('requirements'), f'{path}.requirements'),
            requires=requires,
            limit=values.read_limit(raw.get('limit'), f'{path}.limit'),
            target=values.read_limit(raw.get('target'), f'{path}.target'),
            limit_per=cast(Literal['row', 'hand-over'], limit_per),
            output=values.read_text(raw.get('output'), f'{path}.output'),
            remarks=values.read_text(raw.get('remarks'), f'{path}.remarks'),
            is_decision=values.read_flag(raw.get('decision'), f'{path}.decision'),
            is_optional=values.read_flag(raw.get('optional'), f'{path}.optional'),
            is_added=values.read_flag(raw.get('added'), f'{path}.added'),
            when=values.read_conditions(raw.get('when'), f'{path}.when'),
            acknowledged_by=self._acknowledging(plan),
            onward=onward.to,
            onward_end=onward.end,
            end=plan.entrance.end,
        )

    def _read_passes_to(self, raw: Mapping[str, Any], path: str) -> str:
        return (
            self.values.read_known(raw['passes_to'], self.values.roles, f'{path}.passes_to')
            if raw.get('passes_to')
            else ''
        )

    def _read_steps(self, plan: RowPlan, onward: Way, requires: Sequence[str]) -> list[Step | None]:
        steps = []
        limit_from = read_limit_from(self.values, plan.raw, plan.path)
        is_each = plan.raw.get('limit_per') == 'hand-over'
        for place, (entry, key, stage) in enumerate(zip(self._entries(plan), plan.step_keys, plan.stages, strict=True)):
            path = self._step_path(plan, place)
            reader = StepReader(self.values, self.plans, path, plan.after_stage(stage, onward), requires)
            step = reader.read(entry, key, plan.number, stage, is_written=plan.has_steps and place < len(plan.entries))
            if step and place < len(plan.entries) and not step.limit_from and (stage == 0 or is_each):
                step = replace(step, limit_from=limit_from)
            if step and place < len(plan.entries) and plan.raw.get('optional') is True:
                step = self._with_way_past(step, path, onward)
            steps.append(step)
        if plan.raw.get('objection_to') is not None and not plan.acknowledged_by:
            self.values.report(f'{plan.path}.objection_to', 'is for a row that has “acknowledged_by”')
        return steps

    def _entries(self, plan: RowPlan) -> list[Any]:
        """The row's own steps, and one for each role that acknowledges it."""
        outcomes: dict[str, Any] = {'acknowledged': _ACKNOWLEDGED}
        if plan.raw.get('objection_to') is not None:
            outcomes['objected'] = {**_OBJECTED, 'to': plan.raw['objection_to']}
        acknowledging = [{'by': role, 'does': ACKNOWLEDGE, 'outcomes': outcomes} for role in plan.acknowledged_by]
        return [*plan.entries, *acknowledging]

    def _acknowledging(self, plan: RowPlan) -> tuple[str, ...]:
        """The roles that acknowledge the row; one that is not known is reported with its step."""
        roles = tuple(role for role in plan.acknowledged_by if isinstance(role, str) and role in self.values.roles)
        if len(set(roles)) < len(roles):
            self.values.report_new(f'{plan.path}.acknowledged_by', 'names a role more than once')
        return roles

    @staticmethod
    def _step_path(plan: RowPlan, place: int) -> str:
        if place >= len(plan.entries):
            return f'{plan.path}.acknowledged_by[{place - len(plan.entries)}]'
        return f'{plan.path}.steps[{place}]' if plan.has_steps else plan.path

    def _with_way_past(self, step: Step, path: str, onward: Way) -> Step:
        """A step of an optional row can be passed over, with a word why."""
        if any(outcome.key == NOT_NEEDED for outcome in step.outcomes):
            self.values.report(path, f'has an outcome “{NOT_NEEDED}” of its own, which an optional row gets by itself')
        way = Outcome(NOT_NEEDED, _NOT_NEEDED_LABEL, comment_required=True, to=onward.to, end=onward.end)
        return replace(step, outcomes=(*step.outcomes, way))
