"""Fixtures of every test. The servers and the settings are prepared by `dev.pytest_services`."""

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.office import Office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take long: at the end neither process waits for the other's long one."""
    long = {item.nodeid.split('::')[0] for item in items if item.get_closest_marker('slow')}
    items.sort(key=lambda item: item.nodeid.split('::')[0] not in long)


def pytest_collection_finish() -> None:
    """Do not look through NetBox and its tests for garbage again and again: an eighth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope='session', autouse=True)
def _empty_valkey() -> Iterator[None]:
    """Begin and end with empty Valkey databases: another run may have had the same two before."""
    _flush()
    yield
    _flush()


def _flush() -> None:
    from django.conf import settings
    from redis import Redis

    for connection in settings.REDIS.values():
        with Redis(
            host=connection['HOST'],
            port=connection['PORT'],
            password=connection['PASSWORD'] or None,
            db=connection['DATABASE'],
        ) as client:
            client.flushdb()


@pytest.fixture
def office(db) -> 'Office':
    """An agency that can run the West Sumatra procedure, with an applicant and room for servers."""
    from tests.office import make_office

    return make_office()


@pytest.fixture(scope='session', autouse=True)
def _promised_events() -> Iterator[None]:
    """Every event that any test records says what its kind promises (`workflows.event_schemas`)."""
    from netbox_colocation.models import CaseEvent
    from netbox_colocation.workflows.events import recorded, recorded_together
    from tests.event_checking import check_data

    def check(event: CaseEvent, **_kwargs: object) -> None:
        check_data(event.kind, event.data)

    def check_each(events: list[CaseEvent], **_kwargs: object) -> None:
        for event in events:
            check_data(event.kind, event.data)

    recorded.connect(check, weak=False)
    recorded_together.connect(check_each, weak=False)
    yield
    recorded.disconnect(check)
    recorded_together.disconnect(check_each)


@pytest.fixture(scope='session', autouse=True)
def _quick_teardown() -> None:
    """After a test that commits, empty only the tables that it filled.

    Django truncates all 300 and then makes content types, permissions and NetBox's object types anew, which the tests
    never change: some seconds for each such test.
    """
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = _empty_what_was_filled


def _empty_what_was_filled(self: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


# What migrations and `post_migrate` wrote stays. One TRUNCATE, because rows refer to each other.
KEPT = ('django_migrations', 'django_content_type', 'auth_permission', 'core_objecttype')
EMPTY = f"""
DO $$
DECLARE
    name text;
    is_filled boolean;
    filled text[] := '{{}}';
BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname NOT IN {KEPT} LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
        IF is_filled THEN
            filled := filled || quote_ident(name);
        END IF;
    END LOOP;
    IF filled <> '{{}}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
    END IF;
END $$
"""
