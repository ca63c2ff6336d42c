"""What others may not do to what is held for cases: for whom the plugin writes, what changed, and the words.

Every save through NetBox that could collide is looked at twice (`guarded_places`, `guarded_lines`): when NetBox
validates (`check_*`, for an error at the right field), and when it writes, with the rack, the port or the handing out
of addresses locked (`guard_*`, the last word: a hold that is being taken at the same moment is waited for). A change of
nothing that matters costs no query.

The plugin itself writes inside `acting_for`: what is held for that request is not in its way. The setting `guard_holds`
turns all of it off; `conflicts` then still tells the case what happened.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..conf import get_setting
from ..constants import HALF_UNITS_PER_UNIT
from ..models import ColocationRequest

__all__ = (
    'acting_for',
    'acting_request',
    'busy',
    'case_in_words',
    'changed',
    'forget_stored',
    'is_on',
    'note_stored',
    'of_others',
    'units_in_words',
)

_acting: ContextVar[int | None] = ContextVar('colocation_acting_for', default=None)
_STORED = '_colocation_stored'


@contextmanager
def acting_for(request: ColocationRequest | None) -> Iterator[None]:
    """Write into NetBox for a request: what is held for it does not stand in the way; None changes nothing."""
    token = _acting.set(request.pk if request is not None else _acting.get())
    try:
        yield
    finally:
        _acting.reset(token)


def acting_request() -> int | None:
    """Return the primary key of the request for which the plugin writes at this moment; None: somebody else writes."""
    return _acting.get()


def is_on() -> bool:
    return get_setting('guard_holds')


def of_others(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the held rows that count: active ones, and none of the request for which the plugin writes."""
    rows = rows.filter(is_active=True)
    own = acting_request()
    return rows if own is None else rows.exclude(hold__request=own)


def changed(row: Any, fields: Iterable[str]) -> bool:
    """Say whether a row is new, or one of its fields is not as stored; one query, where NetBox took no snapshot."""
    if row._state.adding or row.pk is None:
        return True
    now = _values(row, fields)
    snapshot: Mapping[str, Any] | None = getattr(row, '_prechange_snapshot', None)
    stored, seen = row.__dict__.get(_STORED, (None, None))
    if stored is not None and snapshot is seen:  # saved since the snapshot was taken
        if stored == now:
            return False
        snapshot = None
    if not snapshot:
        snapshot = type(row)._default_manager.filter(pk=row.pk).values(*fields).first() or {}
    return {name: _plain(snapshot.get(name)) for name in fields} != now


def note_stored(row: Any, fields: Iterable[str]) -> None:
    """Keep what is being stored, for the next save of the same object."""
    row.__dict__[_STORED] = _values(row, fields), getattr(row, '_prechange_snapshot', None)


def forget_stored(row: Any) -> None:
    row.__dict__.pop(_STORED, None)


def units_in_words(start: int, end: int, starting_unit: int) -> str:
    """Return half units `[start, end)` as NetBox counts: 'U5' or 'U5-U6'."""
    first = starting_unit + start // HALF_UNITS_PER_UNIT
    last = starting_unit + (end - 1) // HALF_UNITS_PER_UNIT
    return f'U{first}' if first == last else f'U{first}-U{last}'


def case_in_words(number: str | None) -> str:
    return _('colocation case {number}').format(number=number) if number else _('a colocation request')


def busy() -> str:
    return _('Places and addresses are being taken here at this moment: try again.')


def _values(row: Any, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(row.__dict__.get(row._meta.get_field(name).attname)) for name in fields}


def _plain(value: Any) -> Any:
    """Return a value so that one of a snapshot and one of an object compare: numbers as numbers, nothing as ''."""
    if value is None:
        return ''
    if isinstance(value, str) and value.startswith('['):
        value = json.loads(value)  # how a snapshot writes a list
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    try:
        return Decimal(str(value)).normalize()
    except (InvalidOperation, ValueError):
        return str(value)
