"""Fixtures of every test. The servers and the settings are prepared by `dev.pytest_services`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.office import Office


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
