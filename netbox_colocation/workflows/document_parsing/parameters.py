"""What may stand under `with`: parameters that the format itself knows, and words that the vocabulary lists."""

from collections.abc import Callable, Mapping
from typing import Any

from .values import MAX_LABEL, Values

__all__ = ('check_parameters',)

MAX_ITEMS = 50
MAX_MONTHS = 1200


def check_parameters(values: Values, raw: Mapping[str, Any], path: str) -> None:
    """Report what is wrong with parameters; those that nobody knows here are free."""
    if not values.for_publishing:
        return
    for name, value in raw.items():
        if check := _CHECKS.get(name):
            check(values, value, f'{path}.{name}')
        elif name in values.vocabulary.words:
            _check_words(values, value, f'{path}.{name}', values.vocabulary.words[name])


def _check_words(values: Values, raw: Any, path: str, words: frozenset[str]) -> None:
    if isinstance(raw, list):
        values.read_names(raw, words, path)
    else:
        values.read_known(raw, words, path)


def _check_items(values: Values, raw: Any, path: str) -> None:
    """The items of a checklist: a key and a text each."""
    if not isinstance(raw, list) or not 0 < len(raw) <= MAX_ITEMS:
        values.report(path, f'is not a list of 1 to {MAX_ITEMS} items {{item: …, id: …, en: …}}')
        return
    keys = []
    for place, entry in enumerate(raw):
        here = f'{path}[{place}]'
        if values.is_mapping(entry, here, {'item', 'id', 'en'}):
            keys.append(values.read_key(entry.get('item'), f'{here}.item'))
            text = {name: text for name, text in entry.items() if name in ('id', 'en')}
            values.read_text(text, here, required=True, longest=MAX_LABEL)
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        values.report(path, f'the item “{key}” stands there more than once')


def _check_roles(values: Values, raw: Any, path: str) -> None:
    if not isinstance(raw, list) or not raw:
        values.report(path, 'is not a list of roles')
        return
    values.read_names(raw, values.roles, path)


def _check_role(values: Values, raw: Any, path: str) -> None:
    values.read_known(raw, values.roles, path)


def _check_months(values: Values, raw: Any, path: str) -> None:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 < raw <= MAX_MONTHS:
        values.report(path, f'is not a number of months from 1 to {MAX_MONTHS}')


def _check_keys(values: Values, raw: Any, path: str) -> None:
    if not isinstance(raw, list) or not raw:
        values.report(path, 'is not a list of keys')
        return
    for place, key in enumerate(raw):
        values.read_key(key, f'{path}[{place}]')


_CHECKS: Mapping[str, Callable[[Values, Any, str], None]] = {
    'items': _check_items,
    'recipients': _check_roles,
    'role': _check_role,
    'months': _check_months,
    'checks': _check_keys,
}
