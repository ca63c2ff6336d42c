"""Walking a document that was read: whether cases can follow it from its first step to an end.

Opening a step opens its whole stage. A stage goes on when all its steps were closed by outcomes that go on. A row with
conditions may be passed over.
"""

from collections.abc import Iterable, Iterator, Mapping

from ..document import Condition, Outcome, ProcedureDocument, Row, Step
from .problems import Problem

__all__ = ('find_flaws', 'find_new_flaws')

# The end of a case, as a place that ways lead to.
END = ''
REFUSED = 'refused'
REFUSE_EFFECT, REFUSED_GUARD = 'request.refuse', 'request.refused'


def find_flaws(document: ProcedureDocument) -> list[Problem]:
    """Steps that no path reaches, steps from which no path reaches an end, and groups that never go on."""
    if not document.steps:
        return [Problem('rows', 'has no step: nothing can be done')]
    ways = _ways_of(document)
    reached, waiting = set(), [step.key for step in _opened(document, document.first_step.key) if step]
    while waiting:
        key = waiting.pop()
        if key and key not in reached:
            reached.add(key)
            waiting.extend(ways[key])
    ending: set[str] = {END}
    growing = True
    while growing:
        more = {key for key, targets in ways.items() if key not in ending and targets & ending}
        ending |= more
        growing = bool(more)
    return [
        *(_problem(document, step, 'is never reached') for step in document.steps.values() if step.key not in reached),
        *(
            _problem(document, step, 'never comes to an end')
            for step in document.steps.values()
            if step.key not in ending
        ),
        *_find_stuck_groups(document),
    ]


def find_new_flaws(document: ProcedureDocument) -> list[Problem]:
    """What a document must not have that is published now."""
    return [
        *_find_flaws_of_the_first_row(document),
        *(problem for step in document.steps.values() for problem in _find_flaws_of_a_step(document, step)),
        *(problem for place, row in enumerate(document.rows) for problem in _find_flaws_of_time(document, place, row)),
    ]


def _ways_of(document: ProcedureDocument) -> Mapping[str, set[str]]:
    return {
        step.key: {key for outcome in step.outcomes for key in _targets(document, outcome)}
        for step in document.steps.values()
    }


def _targets(document: ProcedureDocument, outcome: Outcome) -> set[str]:
    if outcome.end:
        return {END}
    return {step.key if step else END for step in _opened(document, outcome.to)}


def _opened(document: ProcedureDocument, key: str) -> Iterable[Step | None]:
    """The steps that may be open when a case goes to a step; None stands for its end.

    A row that does not apply is passed over, and perhaps the next one too.
    """
    step = document.steps[key]
    while True:
        row = document.row_of(step)
        yield from row.stage_of(step)
        if step.stage or not row.when:
            return
        if not row.onward:
            yield None
            return
        step = document.steps[row.onward]


def _find_stuck_groups(document: ProcedureDocument) -> Iterator[Problem]:
    """Tasks that are open together wait for each other: each needs a way to go on."""
    for step in document.steps.values():
        is_one_of_several = len(document.row_of(step).stage_of(step)) > 1 or step.seats > 1
        if is_one_of_several and not any(outcome.goes_on for outcome in step.outcomes):
            yield _problem(document, step, 'has no outcome that goes on, so that whoever acts beside it waits for ever')


def _find_flaws_of_the_first_row(document: ProcedureDocument) -> Iterator[Problem]:
    """A submission closes the very first step with its first outcome: it is one step that always applies."""
    row, step = document.rows[0], document.rows[0].steps[0] if document.rows[0].steps else None
    if step is None:
        yield Problem('rows[0]', 'comes first, so it must have a step')
        return
    if row.when or row.is_optional or len(row.stage_of(step)) > 1 or step.seats > 1 or step.setting:
        message = 'comes first: a submission is one act of one person, and neither optional nor conditional'
        yield Problem('rows[0]', message)
    if step.outcomes[0].when or not (step.outcomes[0].goes_on or step.outcomes[0].to):
        yield Problem('rows[0]', 'comes first: its first outcome opens the case, so it is always offered and goes on')


def _find_flaws_of_a_step(document: ProcedureDocument, step: Step) -> Iterator[Problem]:
    if not _is_always_closable(step):
        yield _problem(document, step, 'may have no outcome at all: each has a “when”, and all may fail')
    for outcome in step.outcomes:
        if outcome.comment_required:
            continue
        if _refuses(outcome):
            yield _problem(document, step, f'outcome “{outcome.key}” refuses, so it needs “comment: required”')
        elif outcome.to and not outcome.goes_on and _leads_back(document, step, outcome):
            yield _problem(document, step, f'outcome “{outcome.key}” leads back, so it needs “comment: required”')


def _refuses(outcome: Outcome) -> bool:
    """Whether the reason for a refusal has to be given here; what was refused before had its reason there."""
    return REFUSE_EFFECT in outcome.effects or (outcome.end == REFUSED and REFUSED_GUARD not in outcome.guards)


def _leads_back(document: ProcedureDocument, step: Step, outcome: Outcome) -> bool:
    return document.comes_before(outcome.to, step.key) and document.steps[outcome.to] not in document.row_of(
        step
    ).stage_of(step)


def _is_always_closable(step: Step) -> bool:
    """Whether one outcome is offered in any case: one without conditions, or two that exclude each other."""
    if any(not outcome.when for outcome in step.outcomes):
        return True
    single = [outcome.when[0] for outcome in step.outcomes if len(outcome.when) == 1]
    return any(_is_opposite(one, other) for one in single for other in single)


def _is_opposite(one: Condition, other: Condition) -> bool:
    return (one.fact, one.value) == (other.fact, other.value) and {one.operator, other.operator} == {'is', 'is_not'}


def _find_flaws_of_time(document: ProcedureDocument, place: int, row: Row) -> Iterator[Problem]:
    for step in row.steps:
        limit, target = step.limit or row.limit, step.target or row.target
        if step.limit_from and not limit and not target:
            yield Problem(f'rows[{place}]', f'step {step.key} has “limit_from” but no “limit”')
    for path, limit, target in [
        (f'rows[{place}]', row.limit, row.target),
        *((f'rows[{place}]', step.limit, step.target) for step in row.steps),
    ]:
        if limit and target and limit.unit == target.unit and target.amount > limit.amount:
            yield Problem(f'{path}.target', f'“{target}” is more than the limit, {limit}')


def _problem(document: ProcedureDocument, step: Step, message: str) -> Problem:
    """A problem of a step is named with the row that it stands in, so that its line can be found."""
    place = next(place for place, row in enumerate(document.rows) if row.number == step.row)
    return Problem(f'rows[{place}]', f'step {step.key} {message}')
