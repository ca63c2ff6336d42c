"""Who has no permission sees and changes nothing: every route of ours, every method, GraphQL, and without a token."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import URLPattern, URLResolver
from rest_framework.test import APIClient

from core.models import ObjectChange
from utilities.api import get_graphql_type_for_model

from netbox_colocation.api import urls
from netbox_colocation.models import AnsweredRequest
from tests.api import fuzzing
from tests.api.base import ROOT
from tests.api.test_schema import PUBLIC

METHODS = ('get', 'head', 'post', 'put', 'patch', 'delete')
# What everybody with a token may ask: a batch, each of whose calls asks for its own rights (an empty one is 400), and
# what kinds of events there are, which names no row.
OPEN_TO_ALL = {'POST batch/': 400, 'GET event-kinds/': 200, 'HEAD event-kinds/': 200}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope='module')
def world(django_db_setup, django_db_blocker) -> Iterator[fuzzing.World]:
    with django_db_blocker.unblock(), fuzzing.one_connection(), transaction.atomic():
        yield fuzzing.make_world()
        transaction.set_rollback(True)


def patterns(found: Any, before: str = '') -> Iterator[str]:
    """Yield every route below, as text."""
    for one in found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def paths(world: fuzzing.World) -> list[str]:
    """Return an address for every route, with keys of rows that exist."""
    found = {_fill(route, world) for route in patterns(urls.urlpatterns) if 'format' not in route}
    return sorted(ROOT + path for path in found if path)


def _fill(route: str, world: fuzzing.World) -> str:
    prefix = re.split(r'[/$]', route.lstrip('^'))[0]
    keys = {**world.related, 'pk': world.rows.get(prefix, [])}

    def key_of(found: re.Match[str]) -> str:
        return str(next(iter(keys.get(found[1] or found[2]) or [1])))

    return re.sub(r'\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>', key_of, route).strip('^$')


def rows_stored() -> dict[str, list[Any]]:
    """Return every row of ours, and of what NetBox notes of changes."""
    ours = [model for model in apps.get_app_config('netbox_colocation').get_models() if model is not AnsweredRequest]
    return {
        model._meta.label: list(model.objects.order_by('pk').values_list('pk', flat=True))
        for model in (*ours, ObjectChange)
    }


def client_of(headers: dict[str, str]) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(**{f'HTTP_{name.upper()}': value for name, value in headers.items()})
    return client


def walk(client: APIClient, world: fuzzing.World, methods: tuple[str, ...] = METHODS) -> dict[str, int]:
    """Call every route with every method; return the status of each that was not refused."""
    answered = {}
    for path in paths(world):
        for method in methods:
            sent = {'data': {}, 'format': 'json'} if method not in ('get', 'head') else {}
            with fuzzing.undone():
                response = getattr(client, method)(path, **sent)
            if response.status_code not in (401, 403, 404, 405):
                answered[f'{method.upper()} {path.removeprefix(ROOT)}'] = response.status_code
    return answered


def test_routes_are_found(world):
    """The control: the walk knows every prefix, the acts and the views that are no viewsets."""
    found = {path.removeprefix(ROOT) for path in paths(world)}

    assert {f'{prefix}/' for prefix, _, _ in urls.router.registry} <= found
    assert {'schedule/', 'places/', 'monitoring/prometheus/', 'capacity/what-if/'} <= found
    assert [path for path in found if re.fullmatch(r'tasks/\d+/perform/', path)]


def test_superuser_is_answered(world):
    """The control: whoever may is answered on what is read."""
    answered = walk(client_of(world.tokens['superuser']), world, methods=('get',))

    assert len(answered) > 90
    assert {call: status for call, status in answered.items() if status >= 500} == {}


@pytest.mark.parametrize('caller', ['nobody', 'no token', 'wrong token'])
def test_without_permission_nothing_is_seen_or_changed(caller: str, world: fuzzing.World):
    """403, or where a method is not there at all 405, on every route with every method; and every row stays."""
    headers = {'no token': {}, 'wrong token': {'Authorization': 'Bearer nbt_0123456789ab.wrong'}}
    before = rows_stored()

    answered = walk(client_of(headers.get(caller, world.tokens['nobody'])), world)

    allowed = OPEN_TO_ALL if caller == 'nobody' else {}
    assert {call: status for call, status in answered.items() if allowed.get(call) != status} == {}
    assert rows_stored() == before


def test_reading_token_changes_nothing(world):
    """A superuser's token that may only read is refused by every method that writes."""
    before = rows_stored()

    answered = walk(client_of(world.tokens['reader']), world, methods=METHODS[2:])

    assert {call: status for call, status in answered.items() if OPEN_TO_ALL.get(call) != status} == {}
    assert rows_stored() == before


@pytest.mark.parametrize('model', PUBLIC, ids=lambda model: model.__name__)
def test_graphql_shows_nothing_without_permission(model: Any, world: fuzzing.World):
    """Every list is empty and every row null for who may view nothing; the superuser sees them."""
    name = re.sub(r'(?<!^)(?=[A-Z])', '_', model.__name__).lower().removeprefix('colocation_')
    pk = model.objects.order_by('pk').values_list('pk', flat=True).first()
    query = f'{{ many: colocation_{name}_list {{ id display }} one: colocation_{name}(id: {pk}) {{ id }} }}'

    def ask(caller: str) -> Any:
        response = client_of(world.tokens[caller]).post('/graphql/', {'query': query}, format='json')
        return json.loads(response.content)

    assert get_graphql_type_for_model(model)
    refused = ask('nobody')
    assert not any((refused.get('data') or {}).get(key) for key in ('many', 'one')), refused
    shown = ask('superuser')
    assert shown['data']['one'] == {'id': str(pk)}
    assert {'id': str(pk)} in [{'id': row['id']} for row in shown['data']['many']]
