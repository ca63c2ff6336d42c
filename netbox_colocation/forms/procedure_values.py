"""The values of a row that its form shows: found and put by their paths. The row that is changed is one's own copy."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

__all__ = (
    'ENDS',
    'Path',
    'as_number',
    'find_value',
    'put_value',
    'way_of',
    'ways_in',
    'write_comment',
    'write_removal',
    'write_way',
)

Path = tuple[str | int, ...]
ENDS = (('completed', _('Ends: completed')), ('refused', _('Ends: refused')))


def ways_in(raw: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Where an outcome can lead: on, to a row or one of its steps, or to an end."""
    yield '', _('on, as the sheet goes')
    rows = raw.get('rows')
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping) or 'row' not in row:
            continue
        number = row['row']
        yield f'to:{number}', _('row {number}').format(number=number)
        parts = row.get('steps') if isinstance(row.get('steps'), list) else row.get('by')
        if isinstance(parts, list) and len(parts) > 1:
            for place in range(1, len(parts) + 1):
                yield f'to:{number}.{place}', _('step {key}').format(key=f'{number}.{place}')
    for key, label in ENDS:
        yield f'end:{key}', label


def way_of(outcome: Mapping[str, Any]) -> str:
    if outcome.get('end'):
        return f'end:{outcome["end"]}'
    return f'to:{outcome["to"]}' if 'to' in outcome else ''


def find_value(value: Any, path: Path) -> Any:
    for part in path:
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value


def put_value(row: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path; nothing (an empty text, an unticked box) takes it away, and an empty text with it."""
    *above, last = path
    holder: Any = row
    for part in above:
        if isinstance(holder, Mapping) and holder.get(part) is None:
            holder[part] = {}
        holder = holder[part]
    if value in ('', False, None) or value == []:
        holder.pop(last, None)
        if above and not holder and last in ('id', 'en'):
            put_value(row, tuple(above), None)
    else:
        holder[last] = value


def as_number(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdigit() else value


def write_way(row: dict[str, Any], path: Path, value: str) -> None:
    outcome = find_value(row, path)
    outcome.pop('to', None)
    outcome.pop('end', None)
    kind, _colon, target = value.partition(':')
    if kind:
        outcome[kind] = as_number(target) if kind == 'to' else target


def write_comment(row: dict[str, Any], path: Path, value: bool) -> None:
    put_value(find_value(row, path), ('comment',), 'required' if value else None)


def write_removal(row: dict[str, Any], path: Path, value: bool) -> None:
    if value:
        find_value(row, path[:-1]).pop(path[-1])
        if not find_value(row, path[:-1]):
            holder = find_value(row, path[:-2]) if len(path) > 2 else row
            holder.pop('outcomes')
