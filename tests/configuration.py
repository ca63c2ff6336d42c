"""NetBox's configuration in the tests: that of `dev.configuration`, with names of this run's own.

Set up by `dev.pytest_services`; also importable without it (mypy reads the settings), as long as nothing is asked of
the database.
"""

import os
import zlib

from dev import environment, postgres, valkey
from dev.configuration import *  # noqa: F403

_run = os.environ.get('COLOCATION_TEST_RUN', 'none')
_worker = os.environ.get('PYTEST_XDIST_WORKER', '')


def _own_valkey_databases() -> int:
    """Return the first of the two Valkey databases of this run and worker; 0 and 1 are the demo's."""
    pairs = valkey.DATABASES // 2 - 1
    return 2 + 2 * (zlib.crc32(f'{_run}{_worker}'.encode()) % pairs)


_first = int(os.environ.get('COLOCATION_VALKEY_DATABASE') or _own_valkey_databases())

ALLOWED_HOSTS = ['*']
DATABASES = {
    'default': {
        **postgres.locate().django(environment.database_name()),
        'TEST': {
            'NAME': f'test_colocation_{_run}',
            # A copy takes a second; migrating for every run would take minutes.
            'TEMPLATE': os.environ.get('COLOCATION_TEST_TEMPLATE'),
        },
    }
}
REDIS = {'tasks': valkey.locate().netbox(_first), 'caching': valkey.locate().netbox(_first + 1)}
# Tests give every permission that they need by name.
DEFAULT_PERMISSIONS: dict[str, tuple[dict[str, str], ...]] = {}
DEBUG = False
DEVELOPER = True
# What a stranger has who set nothing.
PLUGINS_CONFIG = {'netbox_colocation': {}}
RQ = {'COMMIT_MODE': 'auto'}
