"""What can be read at all of a call: text that a database cannot hold, or nesting without end, is refused at the door.

NetBox answers such calls with 500. Here each is a problem with status 400 that names where it is.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from rest_framework.request import Request

from ..exceptions import CallRefused, Refusal

__all__ = ('ReadableMixin',)

NUL = '\x00'
MOST_LEVELS = 50


class ReadableMixin:
    """Refuses what cannot be read, once who asks is known and allowed to. List it after `RepeatableMixin`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refusals = [*_find_bad_text(request.query_params), *_find_bad_text(_read(request))]
        if isinstance(request.data, list) and getattr(self, 'detail', False):
            refusals.append(Refusal('list-not-expected', _('Send one object here, not a list.')))
        if refusals:
            raise CallRefused(' '.join(dict.fromkeys(one.message for one in refusals)), refusals=refusals)


def _read(request: Request) -> Any:
    """Return the body.

    Raises:
        CallRefused: its objects and lists are in one another without end, or it is larger than Django reads.
    """
    try:
        return request.data
    except RecursionError:
        raise _too_deep() from None
    except SuspiciousOperation as error:
        message = _('The body is too large, or has too many fields: send less at once.')
        raise CallRefused(message, refusals=[Refusal('too-large', message)]) from error


def _find_bad_text(sent: Any) -> Iterator[Refusal]:
    """Yield a refusal for each text that no database holds, with where it is.

    Raises:
        CallRefused: there are too many levels.
    """
    todo: list[tuple[str, int, Any]] = [('', 0, sent)]
    while todo:
        place, level, value = todo.pop()
        if level > MOST_LEVELS:
            raise _too_deep()
        if isinstance(value, str):
            if message := _what_is_wrong(value):
                yield Refusal('text-unreadable', message, field=place)
        elif hasattr(value, 'lists'):  # a form, or the query
            todo += [(str(name), level + 1, many) for name, many in value.lists()]
            yield from _bad_names(value)
        elif isinstance(value, dict):
            todo += [(_inside(place, name), level + 1, one) for name, one in value.items()]
            yield from _bad_names(value)
        elif isinstance(value, list):
            todo += [(_inside(place, number), level + 1, one) for number, one in enumerate(value)]


def _bad_names(value: Any) -> Iterator[Refusal]:
    for name in value:
        if isinstance(name, str) and (message := _what_is_wrong(name)):
            yield Refusal('name-unreadable', message)


def _what_is_wrong(text: str) -> str:
    if NUL in text:
        return _('A text must not have the character NUL in it.')
    try:
        text.encode()
    except UnicodeEncodeError:
        return _('A text has half a character in it (a lone surrogate).')
    return ''


def _inside(place: str, name: object) -> str:
    shown = str(name).encode(errors='replace').decode().replace(NUL, '?')[:50]
    return f'{place}.{shown}' if place else shown


def _too_deep() -> CallRefused:
    message = _('At most {count} objects or lists may be inside one another.').format(count=MOST_LEVELS)
    return CallRefused(message, refusals=[Refusal('too-deep', message)])
