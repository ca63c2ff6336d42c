"""The form in which a database keeps a document: it keeps the order of lists, not of mappings."""

from collections.abc import Mapping
from typing import Any

__all__ = ('in_stored_form', 'pairs_of')


def in_stored_form(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parsed document with roles and outcomes as lists, whose order a database keeps."""
    return {**raw, 'roles': _listed(raw['roles'], 'role'), 'rows': [_with_outcomes_listed(row) for row in raw['rows']]}


def pairs_of(raw: Any, name: str) -> list[tuple[Any, Any]]:
    """The entries of a mapping, or of a list of mappings that carry their key under `name`; none when it is neither."""
    if isinstance(raw, Mapping):
        return list(raw.items())
    if isinstance(raw, list) and all(isinstance(entry, Mapping) and name in entry for entry in raw):
        return [(entry[name], {key: value for key, value in entry.items() if key != name}) for entry in raw]
    return []


def _with_outcomes_listed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A row, or one of its steps."""
    stored = dict(entry)
    if 'outcomes' in stored:
        stored['outcomes'] = _listed(stored['outcomes'], 'outcome')
    if 'steps' in stored:
        stored['steps'] = [_with_outcomes_listed(step) for step in stored['steps']]
    return stored


def _listed(raw: Any, name: str) -> list[dict[str, Any]]:
    return [{name: key, **entry} for key, entry in pairs_of(raw, name)]
