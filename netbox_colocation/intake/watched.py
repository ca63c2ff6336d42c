"""Lists of what a monitoring system watches, as people export them: JSON of a Prometheus, of its files, or a table."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..monitoring.drift import Watched
from .delimited import decode
from .files import LARGEST_FILE, read_grids, refuse
from .grids import GridProblem
from .headings import normalise

__all__ = ('read_watched',)

MOST = 20_000
INSTANCE = ('instance', 'target address', 'address', 'alamat', 'host', 'url')
TARGET = ('target', 'target id', 'netbox target id')


def read_watched(content: bytes, *, most: int = MOST) -> list[Watched]:
    """Return what a file says that is watched.

    JSON is the answer of Prometheus' `/api/v1/targets`, or groups with `targets` and `labels` as its files have them,
    or objects with an `instance`. A table has a column `instance`, and perhaps `target`; other columns are labels.

    Raises:
        FileRefused: it is neither, or larger than its bounds.
    """
    try:
        if len(content) > LARGEST_FILE:
            raise GridProblem('table-too-large')
        text = '' if content.startswith(b'PK') else decode(content).lstrip('\ufeff \t\r\n')
        found = list(_from_json(text) if text[:1] in ('[', '{') else _from_table(content, most))
        if len(found) > most:
            raise GridProblem('too-many-lines')
    except GridProblem as problem:
        raise refuse(problem) from problem
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise refuse(GridProblem('unreadable')) from error
    return found


def _from_json(text: str) -> Iterator[Watched]:
    read = json.loads(text)
    if isinstance(read, Mapping):
        read = read['data']['activeTargets']
    for entry in read:
        labels = {**(entry.get('discoveredLabels') or {}), **(entry.get('labels') or {})}
        known = {str(name): str(value) for name, value in labels.items()}
        named = entry.get('targets') or [entry.get('instance') or known.get('__address__') or known['instance']]
        for instance in named:
            yield Watched(instance=str(instance), target=_number(entry.get('target')), labels=known)


def _from_table(content: bytes, most: int) -> Iterator[Watched]:
    for grid in read_grids(content, most_lines=most):
        rows = [list(cells) for cells in grid.rows.values()]
        if not rows:
            return
        headings = [normalise(cell) for cell in rows[0]]
        at, key = _place(headings, INSTANCE), _place(headings, TARGET)
        if at is None:
            raise GridProblem('unreadable')
        for cells in rows[1:]:
            if at < len(cells) and cells[at]:
                labels = {rows[0][place]: text for place, text in enumerate(cells) if text and place not in (at, key)}
                target = cells[key] if key is not None and key < len(cells) else None
                yield Watched(instance=cells[at], target=_number(target), labels=labels)
        return


def _place(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((headings.index(name) for name in names if name in headings), None)


def _number(value: Any) -> int | None:
    text = str(value or '').strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
