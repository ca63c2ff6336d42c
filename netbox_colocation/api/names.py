"""Names that a call may use: one that is not known is refused, with the one that is likely meant.

Held to it are the bodies of our own acts, the query of our own acts, reports and feeds, and the query of every call
that writes: `?dryrun=true` must not write. Not held to it are the bodies of rows and the filters of their lists; both
are NetBox's own, which pass over what they do not know.

What is known is what a call is described with (`@extend_schema`): the description cannot offer what is refused here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.plumbing import force_instance
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.settings import api_settings

from netbox.api.serializers import BaseModelSerializer

from ..exceptions import Refusal
from .repeating import DRY_RUN, WRITES

__all__ = ('ROW_ACTIONS', 'described_with', 'fields_of', 'find_unknown_names')

# NetBox's own actions on rows.
ROW_ACTIONS = frozenset(
    {
        'list', 'retrieve', 'create', 'update', 'partial_update', 'destroy', 'bulk_update', 'bulk_partial_update',
        'bulk_destroy',
    }
)  # fmt: skip
# What NetBox reads from the query of whatever answers with rows.
OF_ROWS = frozenset({'fields', 'omit', 'brief'})
BACKGROUND = 'background'
# Django's own, in what a form sends from a page.
OF_FORMS = frozenset({'csrfmiddlewaretoken'})
# How the filters of custom fields begin.
CUSTOM_FIELD = 'cf_'
MOST_FINDINGS, MOST_SHOWN = 50, 12

# The names of an object, each with those of the objects inside it; None where any name may stand.
Fields = Mapping[str, Any] | None


@dataclass(frozen=True)
class KnownNames:
    """The names of one action of one view; `filters` without those of custom fields, which come and go."""

    body: Fields
    query: frozenset[str]
    filters: frozenset[str]


_known: dict[tuple[type, str], KnownNames] = {}


def find_unknown_names(view: Any, request: Request, sent: Any) -> Iterator[Refusal]:
    """Yield a refusal for each name in the query or in the body `sent` that the view does not know, at most 50."""
    is_of_rows = _action(view) in ROW_ACTIONS
    if request.method not in (WRITES if is_of_rows else WRITES | {'GET'}):
        return
    known = _known_names(view, request.method or '')
    found: list[Iterable[Refusal]] = []
    if unknown := request.query_params.keys() - known.query - known.filters:
        found.append(_unknown_parameters(view, unknown, known))
    if request.method in WRITES and known.body is not None:
        found.append(_unknown_fields(sent, known.body))
    yield from islice(chain.from_iterable(found), MOST_FINDINGS)


def described_with(method: Any) -> Any:
    """Return what `@extend_schema` has put on a method, or None."""
    kept = getattr(method, 'kwargs', None)
    return kept.get('schema') if callable(method) and isinstance(kept, dict) else None


def fields_of(body: Any) -> Fields:
    """Return the names that may be written in what a serializer reads, with those inside.

    `body` is what a call is described with: a serializer, one for each media type, None for no body, or a schema.
    """
    if body is None:
        return {}
    if isinstance(body, dict):
        each = [fields_of(one) for one in body.values()]
        return None if None in each else {name: inside for one in each for name, inside in (one or {}).items()}
    body = force_instance(body)
    if isinstance(body, BaseModelSerializer) or not isinstance(body, serializers.BaseSerializer):
        return None
    return _names_of(body)


def _names_of(field: Any) -> Fields:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return _names_of(field.child)
    if isinstance(field, BaseModelSerializer) or not isinstance(field, serializers.Serializer):
        return None
    return {name: _names_of(one) for name, one in field.fields.items() if not one.read_only}


def _action(view: Any) -> str:
    return getattr(view, 'action', None) or view.request.method.lower()


def _known_names(view: Any, method: str) -> KnownNames:
    key = type(view), _action(view)
    if key not in _known:
        _known[key] = _read_description(view, method)
    return _known[key]


def _read_description(view: Any, method: str) -> KnownNames:
    action, query = _action(view), {str(api_settings.URL_FORMAT_OVERRIDE)}
    annotation = described_with(getattr(type(view), action, None))
    if method in WRITES:
        query.add(DRY_RUN)
    if hasattr(view, 'action'):
        query |= OF_ROWS
    if action in ROW_ACTIONS:
        query.add(BACKGROUND)
    if annotation is None or action in ROW_ACTIONS:
        return KnownNames(body=None, query=frozenset(query), filters=frozenset())
    schema = (annotation if isinstance(annotation, type) else type(annotation))()
    schema.view, schema.method = view, method
    query |= {name for one in schema.get_override_parameters() for name in _parameters_of(one)}
    if method == 'GET' and getattr(view, 'paginator', None):
        query |= {'limit', 'offset'}
    return KnownNames(
        body=fields_of(schema.get_request_serializer()) if method in WRITES else None,
        query=frozenset(query),
        filters=frozenset(view.filterset_class.get_filters() if _has_filters(view, schema, method) else ()),
    )


def _parameters_of(described: Any) -> Iterable[str]:
    if isinstance(described, OpenApiParameter):
        return [described.name]
    return force_instance(described).fields


def _has_filters(view: Any, schema: Any, method: str) -> bool:
    if not getattr(view, 'filterset_class', None):
        return False
    if method == 'GET' and not hasattr(view, 'action'):
        return bool(view.filter_backends)
    return not getattr(view, 'detail', False) and bool(schema.get_filter_backends())


def _unknown_parameters(view: Any, names: Iterable[str], known: KnownNames) -> Iterator[Refusal]:
    may_be = {*known.query, *known.filters}
    if known.filters and any(name.startswith(CUSTOM_FIELD) for name in names):
        may_be |= view.filterset_class(data={}, queryset=view.queryset.none(), request=view.request).filters.keys()
    for name in sorted(set(names) - may_be):
        near = _nearest(name, may_be)
        if near:
            message = _('“{name}” is no parameter here. Did you mean “{near}”?').format(name=name[:50], near=near)
        else:
            message = _('“{name}” is no parameter here: leave it out.').format(name=name[:50])
        yield Refusal('unknown-parameter', message, field=name[:50], data={'near': near})


def _unknown_fields(sent: Any, known: Mapping[str, Any], place: str = '') -> Iterator[Refusal]:
    if isinstance(sent, list):
        for number, one in enumerate(sent):
            yield from _unknown_fields(one, known, f'{place}{number}.')
    elif hasattr(sent, 'lists'):  # a form: what is inside others is named with brackets or dots
        top = {str(name): str(name).partition('[')[0].partition('.')[0] for name in sent}
        yield from _tell_fields([name for name in top if top[name] not in {*known, *OF_FORMS}], known, place)
    elif isinstance(sent, dict):
        yield from _tell_fields([str(name) for name in sent if name not in known], known, place)
        for name, inside in known.items():
            if inside is not None and isinstance(sent.get(name), list | dict):
                yield from _unknown_fields(sent[name], inside, f'{place}{name}.')


def _tell_fields(names: Iterable[str], known: Mapping[str, Any], place: str) -> Iterator[Refusal]:
    for name in sorted(names):
        near = _nearest(name, known)
        if near:
            message = _('“{name}” is no field here. Did you mean “{near}”?').format(name=name[:50], near=near)
        elif known:
            shown = ', '.join(islice(known, MOST_SHOWN)) + (', …' if len(known) > MOST_SHOWN else '')
            message = _('“{name}” is no field here. There are: {known}.').format(name=name[:50], known=shown)
        else:
            message = _('“{name}” is no field here: this call takes none.').format(name=name[:50])
        yield Refusal('unknown-field', message, field=f'{place}{name[:50]}', data={'near': near})


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is likely meant, or nothing."""
    plain = {_plain(one): one for one in known}
    found = get_close_matches(_plain(name[:50]), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else ''


def _plain(name: str) -> str:
    return name.lower().replace('_', '').replace('-', '')
