"""What a test run needs before Django's settings are read: servers, a migrated template, names of its own.

Loaded by pytest with `-p dev.pytest_services` (in pyproject.toml). Several runs may go on in one checkout: each has
its own test database (TEST_DB_SUFFIX, or the process's id) and its own two Valkey databases.
"""

import os
import re
from collections.abc import Iterator

import pytest

from dev import databases, environment, postgres, valkey
from dev.postgres import Server
from dev.templates import ensure_core, ensure_plugin

_PREFIX = 'test_colocation_'


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Prepare before pytest-django imports the settings, which it does in this same hook."""
    prepare()
    return (yield)


def prepare() -> None:
    """Start the servers, make the template and name the test database; a worker of pytest-xdist inherits all of it."""
    environment.prepare('tests.configuration')
    if 'PYTEST_XDIST_WORKER' in os.environ:
        return
    server = postgres.ensure()
    valkey.ensure()
    os.environ['COLOCATION_TEST_TEMPLATE'] = ensure_plugin(server) if environment.has_plugin() else ensure_core(server)
    suffix = re.sub(r'\W', '_', os.environ.get('TEST_DB_SUFFIX') or str(os.getpid()))
    os.environ['COLOCATION_TEST_RUN'] = suffix
    if not postgres.is_foreign():
        _drop_left_behind(server)


def _drop_left_behind(server: Server) -> None:
    """Drop the databases of test runs of this machine that were killed."""
    for name in databases.names_like(server, _PREFIX):
        match = re.match(rf'{_PREFIX}(\d+)(_gw\d+)?$', name)
        if match and int(match.group(1)) != os.getpid() and not _is_alive(int(match.group(1))):
            databases.drop(server, name)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
