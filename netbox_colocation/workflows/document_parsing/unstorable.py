"""What the database cannot keep: values that JSON or PostgreSQL has not, and documents nested without end."""

import math
from collections.abc import Mapping
from typing import Any

from .problems import Problem

__all__ = ('MAX_DEPTH', 'find_unstorable')

MAX_DEPTH = 30
MAX_INTEGER = 2**53


def find_unstorable(raw: Any) -> list[Problem]:
    """Return every value that cannot be stored."""
    problems = []
    waiting: list[tuple[str, Any, int]] = [('', raw, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if message := _find_fault(value, depth):
            problems.append(Problem(path or 'document', message))
        elif isinstance(value, Mapping):
            waiting += [(f'{path}.{key}'.lstrip('.'), entry, depth + 1) for key, entry in value.items()]
        elif isinstance(value, list):
            waiting += [(f'{path}[{place}]', entry, depth + 1) for place, entry in enumerate(value)]
    return problems[::-1]


def _find_fault(value: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        return f'is nested deeper than {MAX_DEPTH} levels'
    if isinstance(value, Mapping):
        odd = [key for key in value if not isinstance(key, str) or not _is_writable(key)]
        return f'has the key “{str(odd[0])[:60]!r}”, which is not a text' if odd else ''
    if isinstance(value, str):
        return '' if _is_writable(value) else 'has a character that cannot be stored'
    if isinstance(value, bool | list) or value is None:
        return ''
    if isinstance(value, int):
        return '' if abs(value) <= MAX_INTEGER else 'is a number that is too large'
    if isinstance(value, float):
        return '' if math.isfinite(value) else 'is not a number'
    return f'is a {type(value).__name__}: write it in quotes'


def _is_writable(text: str) -> bool:
    return '\0' not in text and not any('\ud800' <= character <= '\udfff' for character in text)
