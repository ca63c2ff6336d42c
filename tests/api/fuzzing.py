"""What fuzzing needs: our part of the API's description, a world in which every row exists, and callers.

Calls go through NetBox's whole WSGI application in this process, each in a savepoint of its own that is undone
afterwards: thousands of calls meet the same world, and none of them sees what another wrote.
"""

import copy
import importlib
import json
import pkgutil
import random
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import schemathesis.openapi
from django.apps import apps
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.db.models import Model, Q
from django.urls import Resolver404, resolve
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from schemathesis.core.parameters import ParameterLocation

from users.constants import TOKEN_PREFIX
from users.models import Token, User

import tests.api
from netbox_colocation.api.urls import router
from netbox_colocation.management.access import OFFICERS, ensure_groups
from netbox_colocation.models import Case, Extension, ProcedureVersion, Task
from tests import factories
from tests.api.base import ROOT
from tests.api.leniency import Reading
from tests.base import RowsMixin
from tests.office import make_office

__all__ = (
    'Failure', 'World', 'call', 'describe', 'errors_seen', 'fill_in', 'leads_somewhere', 'load', 'make_world',
    'one_connection', 'undone',
)  # fmt: skip

APP = 'netbox_colocation'
MOST_FILTERS = 6
PARTS = ('fields', 'omit', 'brief')
JSON = 'application/json'
ONE_OF_SEVERAL: dict[str, dict[str, Any]] = {
    '/impact/': {'device_id': [0], 'ticket_id': None, 'window_id': None},
    '/places/': {'u_height': 2, 'device_type_id': None},
    '/difference/': {'with': 0},
    '/capacity/usage/': {'location_id': None, 'tenant_id': None},
}
# Parameters whose every value makes sense, as they are filled in.
VOUCHED = {'limit', 'offset', 'with', 'u_height'}
# The paths of rows: those of acts go on after them.
OF_ROWS = re.compile(rf'{ROOT}[\w-]+/(\{{id\}}/)?')


class _OwnEndpoints(EndpointEnumerator):
    def get_api_endpoints(self, *args: Any, **kwargs: Any) -> Any:
        return [endpoint for endpoint in super().get_api_endpoints(*args, **kwargs) if endpoint[0].startswith(ROOT)]


class _OwnGenerator(SchemaGenerator):
    endpoint_inspector_cls = _OwnEndpoints


def describe() -> dict[str, Any]:
    """Return the OpenAPI description of our own paths, as it is served."""
    with GENERATOR_STATS.silence():
        described = _OwnGenerator().get_schema(request=None, public=True)
    return json.loads(OpenApiJsonRenderer().render(described))


def _with_few_filters(described: dict[str, Any]) -> dict[str, Any]:
    """Leave each list a handful of its hundreds of filters: made up all at once, one of them is always wrong.

    `fields`, `omit` and `brief` are NetBox's own, and leave out what the description says is there.
    """
    kept = copy.deepcopy(described)
    for path, ways in kept['paths'].items():
        for operation in ways.values():
            asked = [one for one in operation.get('parameters', []) if one['name'] not in PARTS]
            operation['parameters'] = asked
            optional = [one for one in asked if one['in'] == 'query' and not one.get('required')]
            if len(optional) > MOST_FILTERS:
                chosen = random.Random(path).sample(optional, MOST_FILTERS)
                operation['parameters'] = [one for one in asked if one not in optional or one in chosen]
    return kept


def load(described: dict[str, Any]) -> Any:
    """Return the description as schemathesis knows it, with NetBox's application behind it."""
    schema = schemathesis.openapi.from_dict(_with_few_filters(described))
    schema.app = WSGIHandler()
    # An `If-Match` that is none is refused as any other that does not match; a cursor that leads nowhere is gone.
    rejection = schema.config.checks.negative_data_rejection
    rejection.expected_statuses = [*rejection.expected_statuses, '410', '412', '413']
    return schema


@dataclass
class World:
    """Who calls, and what there is.

    Attributes:
        tokens: the header of each caller, by name.
        rows: the keys of each endpoint's rows, by its prefix.
        related: keys that a property of this name may hold.
        slugs: the same for what names a row by its slug.
    """

    tokens: dict[str, dict[str, str]]
    rows: dict[str, list[int]]
    related: dict[str, list[int]] = field(default_factory=dict)
    slugs: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def described(self) -> dict[str, Any]:
        """Return how the API is described."""
        return describe()

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.described)

    def must_accept(self, case: Any) -> bool:
        """Say whether nothing can stand against a generated call: it reads, and whatever it asks for is known."""
        if case.meta.generation.mode.is_negative or case.method != 'GET':
            return False
        return all(self.vouches(case, name) for name in case.query)

    def vouches(self, case: Any, name: str) -> bool:
        """Say whether every value that is made for a parameter of the query makes sense (see `fill_in`)."""
        relation = name.partition('__')[0]
        if relation in VOUCHED:
            return True
        if relation.endswith('_id'):
            return bool(self.related.get(relation.removesuffix('_id')))
        schema = self.parameters(case.operation.path).get(name, {})
        is_chosen = 'enum' in schema or 'enum' in schema.get('items', {}) or schema.get('type') == 'boolean'
        return is_chosen or bool(self.slugs.get(relation))

    def parameters(self, path: str) -> dict[str, Any]:
        """Return the schemas of what may stand in the query of what is read there."""
        asked = self.described['paths'][path]['get'].get('parameters', [])
        return {one['name']: one['schema'] for one in asked}

    def must_refuse(self, case: Any) -> bool:
        """Say whether what is wrong about a generated call is ours to refuse."""
        if case.meta.generation.mode.is_positive:
            return False
        is_of_rows = bool(OF_ROWS.fullmatch(case.operation.path)) and _prefix(case) in self.rows
        wrong = {place for place, made in case.meta.components.items() if made.mode.is_negative}
        if ParameterLocation.BODY in wrong:
            body = case.operation.definition.raw['requestBody']['content'].get(case.media_type)
            is_read = case.media_type != JSON or self.reading.accepts(case.body, body['schema'])
            return not is_of_rows and not is_read
        if case.method == 'GET' and ParameterLocation.QUERY in wrong:
            # Lists and feeds have NetBox's filters, with its lookups.
            return not is_of_rows and not any('__' in name for name in self.parameters(case.operation.path))
        return True


def make_world() -> World:
    """Make three rows of every model, an office with a running case, and three callers."""
    for suite in _suites():
        suite.make_rows()
    office = make_office()
    # The rows of the suites lie under versions that nobody has written: such do not happen.
    ProcedureVersion.objects.filter(document={}).update(document=office.version.document)
    case = office.submit()
    office.walk_to(case, '4.1')
    officer = _make_officer(office)
    superuser, nobody = factories.make_user(is_superuser=True), factories.make_user()
    tokens = {'superuser': superuser, 'officer': officer, 'nobody': nobody}
    headers = {name: _header(user) for name, user in tokens.items()}
    related, slugs = _related()
    return World(
        tokens={**headers, 'reader': _header(superuser, write_enabled=False)},
        rows={prefix: _sound_keys(viewset.queryset.model) for prefix, viewset, _ in router.registry},
        related=related,
        slugs=slugs,
    )


def _suites() -> list[type[RowsMixin]]:
    """Return one inherited suite of the API for each model: it knows how to make its rows."""
    for module in pkgutil.iter_modules(tests.api.__path__):
        if module.name.startswith('test_'):
            importlib.import_module(f'tests.api.{module.name}')

    def kinds(kind: type) -> Iterator[type]:
        for child in kind.__subclasses__():
            yield child
            yield from kinds(child)

    return list(
        {
            kind.model: kind
            for kind in kinds(RowsMixin)
            if kind.__module__.startswith('tests.api.test_') and 'make_rows' in vars(kind)
        }.values()
    )


def _make_officer(office: Any) -> User:
    """Return somebody who holds every office of the agency besides those who do."""
    user = factories.make_user()
    user.groups.add(ensure_groups()[OFFICERS])
    for role in office.agency.procedure_roles.all():
        factories.make_appointment(role=role, user=user, holder_name=f'Holder of {role.key}')
    return user


def _header(user: User, *, write_enabled: bool = True) -> dict[str, str]:
    token = Token.objects.create(user=user, write_enabled=write_enabled)
    return {'Authorization': f'Bearer {TOKEN_PREFIX}{token.key}.{token.token}'}


def _keys(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by('pk').values_list('pk', flat=True))


def _sound_keys(model: type[Model]) -> list[int]:
    """Return the keys of rows as they happen: a case is never without what it is about."""
    if model is Extension:
        return list(Extension.objects.filter(request__case__isnull=False).values_list('pk', flat=True))
    if model is ProcedureVersion:
        # A draft has no cases.
        return list(model.objects.exclude(state='draft', cases__isnull=False).values_list('pk', flat=True))
    path = {Case: '', Task: 'case__'}.get(model)
    if path is None:
        return _keys(model)
    about = [f'{path}{subject}__isnull' for subject in ('colocation_request', 'access_visit', 'maintenance_ticket')]
    found = model.objects.filter(Q(*((one, False) for one in about), _connector=Q.OR))
    return list(found.order_by('pk').values_list('pk', flat=True))


def _related() -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """Return the keys behind every relation of our models, by the relation's name; and the slugs."""
    keys: dict[str, set[int]] = {}
    slugs: dict[str, set[str]] = {}
    for model in apps.get_app_config(APP).get_models():
        for one in model._meta.get_fields():
            target = one.related_model
            if one.concrete and target and target._meta.model_name != 'contenttype':
                keys.setdefault(one.name, set()).update(_keys(target))
                if any(each.name == 'slug' for each in target._meta.concrete_fields):
                    found = target._default_manager.values_list('slug', flat=True)
                    slugs.setdefault(one.name, set()).update(found)
    return {name: sorted(some) for name, some in keys.items()}, {name: sorted(some) for name, some in slugs.items()}


def _prefix(case: Any) -> str:
    return case.operation.path.removeprefix(ROOT).split('/')[0]


def fill_in(case: Any, world: World, chance: random.Random) -> None:
    """Let a generated call name rows that exist, most of the time; what is meant to be wrong stays so."""
    prefix, is_wrong_at = _prefix(case), case.meta.is_negative_at
    case.cookies.clear()  # a session that is made up
    if not is_wrong_at(ParameterLocation.PATH):
        for name, value in case.path_parameters.items():
            keys = world.rows.get(prefix) if name == 'id' else world.related.get(name)
            if keys and chance.random() < 0.9:
                case.path_parameters[name] = chance.choice(keys)
            elif isinstance(value, str) and not value:
                case.path_parameters[name] = 0
    if not is_wrong_at(ParameterLocation.QUERY):
        query = _name_rows_in_query(_completed(case), world, chance)
        if case.method == 'GET' and chance.random() < 0.5:
            query = {name: value for name, value in query.items() if world.vouches(case, name)}
        case.query = query
    if isinstance(case.body, dict | list) and not is_wrong_at(ParameterLocation.BODY):
        _name_rows(case.body, world.related, chance)


def _completed(case: Any) -> dict[str, Any]:
    """Return the query with what a description cannot ask for: one parameter of several, and none of the others."""
    more = next((more for end, more in ONE_OF_SEVERAL.items() if case.path.endswith(end)), {})
    return {name: value for name, value in {**case.query, **more}.items() if value is not None}


def leads_somewhere(case: Any) -> bool:
    """Say whether the path of a call is one of ours: `calendars/1.5/` is none, and NetBox's own page says so."""
    try:
        resolve(unquote(case.formatted_path))
    except Resolver404:
        return False
    return True


def _name_rows_in_query(query: dict[str, Any], world: World, chance: random.Random) -> dict[str, Any]:
    """Return a query whose rows exist."""
    filled = {}
    for name, value in query.items():
        relation, is_key = name.partition('__')[0], name.partition('__')[0].endswith('_id')
        known: list[Any] = (world.related if is_key else world.slugs).get(relation.removesuffix('_id'), [])
        if name == 'with':
            known = world.rows['procedure-versions']
        filled[name] = value
        if known:
            filled[name] = [chance.choice(known)] if isinstance(value, list) else chance.choice(known)
    return filled


def _name_rows(body: Any, related: dict[str, list[int]], chance: random.Random) -> None:
    for one in body if isinstance(body, list) else [body]:
        if not isinstance(one, dict):
            continue
        for name, value in one.items():
            keys = related.get(name)
            if not keys or chance.random() < 0.2:
                continue
            if isinstance(value, list):
                one[name] = chance.sample(keys, min(len(value), len(keys)))
            elif isinstance(value, int | dict):
                one[name] = chance.choice(keys)


@dataclass(frozen=True)
class Failure:
    """What is wrong with one answer."""

    operation: str
    check: str
    said: str
    call: str = field(compare=False)
    at: str = field(compare=False, default='')

    def tell(self) -> str:
        return f'{self.operation}: {self.check}: {self.said}\n  {self.call}\n{self.at}'


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def check_at_end() -> None:
    """Ask the database now what it would refuse at the end of a transaction."""
    connection.check_constraints()


def call(case: Any) -> Any:
    """Make a call that leaves nothing behind; what it wrote must be what the database accepts in the end."""
    with undone():
        response = case.call()
        if case.method != 'GET' and response.status_code < HTTPStatus.BAD_REQUEST:
            check_at_end()
    return response


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the connection of the test over every call, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def errors_seen() -> Iterator[list[str]]:
    """Collect the tracebacks behind answers with status 500."""
    seen: list[str] = []

    def note(**kwargs: Any) -> None:
        seen.append(''.join(traceback.format_exc(limit=-6)))

    got_request_exception.connect(note)
    try:
        yield seen
    finally:
        got_request_exception.disconnect(note)
