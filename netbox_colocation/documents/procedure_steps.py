"""What a stored procedure document says about its steps: activity, role, words of the row. Pure.

A paper names what was done and by whom. The engine's parsed form lives above this room, so this reads the stored form,
and only of what was published, hence right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ('StepFacts', 'read_steps')


@dataclass(frozen=True)
class StepFacts:
    """One step as papers name it.

    Attributes:
        key: as `Task.step` holds it.
        row: the number of its row.
        activity: the key under `does`, or `acknowledge`.
        role: the key of the role that acts when no setting says otherwise.
        title: the row's activity, in Indonesian.
        params: what stands under `with`.
    """

    key: str
    row: str
    activity: str
    role: str
    title: str
    params: Mapping[str, Any] = field(default_factory=dict)


def read_steps(document: Mapping[str, Any]) -> dict[str, StepFacts]:
    """Return the steps of a stored procedure document by key, in the document's order."""
    steps: dict[str, StepFacts] = {}
    for row in document.get('rows') or ():
        number = str(row.get('row', ''))
        entries = [*_own_steps(row), *_acknowledgements(row)]
        for index, entry in enumerate(entries, start=1):
            key = number if len(entries) == 1 else f'{number}.{index}'
            steps[key] = StepFacts(key=key, row=number, title=_indonesian(row.get('activity')), **entry)
    return steps


def _own_steps(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for step in row.get('steps') or [row]:
        if not step.get('does'):
            continue
        for role in _roles(step.get('by')):
            yield {'activity': str(step['does']), 'role': role, 'params': dict(step.get('with') or {})}


def _acknowledgements(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for role in row.get('acknowledged_by') or ():
        yield {'activity': 'acknowledge', 'role': str(role)}


def _roles(by: Any) -> Sequence[str]:
    if isinstance(by, Mapping):
        return [str(by.get('default') or '')]
    return [str(role) for role in by] if isinstance(by, list | tuple) else [str(by or '')]


def _indonesian(text: Any) -> str:
    """Return the Indonesian form of a text, or the plain text where it has one form only."""
    if isinstance(text, Mapping):
        return str(text.get('id') or text.get('en') or '')
    return str(text or '')
