"""What can be read at all of a call: text that a database cannot hold, or nesting without end, is refused at the door.

NetBox answers such calls with 500. Here each is a problem with status 400 that names where it is. So is a name that the
call does not know (`names`).
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from rest_framework.request import Request

from ..exceptions import CallRefused, Refusal
from .names import find_unknown_names

__all__ = ('ReadableMixin',)

NUL = '\x00'
# How a filter is asked for nothing (NetBox's FILTERS_NULL_CHOICE_VALUE), and the lookups that cannot look for it.
NULL = 'null'
OF_TEXT = ('__ic', '__nic', '__isw', '__nisw', '__iew', '__niew', '__regex', '__iregex')
MOST_LEVELS = 50


class ReadableMixin:
    """Refuses what cannot be read, once who asks is known and allowed to. List it after `RepeatableMixin`."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        sent = _read(request)
        refusals = [
            *_find_bad_text(request.query_params), *_find_bad_text(sent), *_find_null_in(request.query_params),
        ]  # fmt: skip
        if isinstance(request.data, list) and getattr(self, 'detail', False):
            refusals.append(Refusal('list-not-expected', _('Send one object here, not a list.')))
        if not refusals:
            refusals += find_unknown_names(self, request, sent)
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


def _find_null_in(query: Any) -> Iterator[Refusal]:
    """Yield a refusal for each filter that looks for nothing in a text."""
    for name, values in query.lists():
        if name.endswith(OF_TEXT) and NULL in values:
            plain = name.rpartition('__')[0]
            message = _('“null” is no text to look for: ask with {name}__empty=true for rows without any.')
            yield Refusal('value-unreadable', message.format(name=plain), field=name)


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
