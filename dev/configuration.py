"""NetBox's configuration in a checkout: NETBOX_CONFIGURATION=dev.configuration.

The servers are those of `dev.postgres` and `dev.valkey`; secrets are made at random, once for each run folder.
COLOCATION_SETTINGS may hold settings of the plugin as JSON: COLOCATION_SETTINGS='{"hold_days": 7}' make demo
"""

import json
import os

from dev import environment, postgres, valkey
from dev.demo_settings import demo_settings
from dev.run_folder import secret

_first = int(os.environ.get('COLOCATION_VALKEY_DATABASE') or 0)

ALLOWED_HOSTS = ['localhost', '127.0.0.1', '[::1]', *os.environ.get('COLOCATION_ALLOWED_HOSTS', '').split()]
DATABASES = {'default': postgres.locate().django(environment.database_name())}
REDIS = {'tasks': valkey.locate().netbox(_first), 'caching': valkey.locate().netbox(_first + 1)}

SECRET_KEY = secret('secret_key')
API_TOKEN_PEPPERS = {1: secret('api_token_pepper')}

TIME_ZONE = 'Asia/Jakarta'
CENSUS_REPORTING_ENABLED = False
ISOLATED_DEPLOYMENT = True
# Migrations can be written only where NetBox is told that a developer is at work.
DEVELOPER = bool(os.environ.get('COLOCATION_DEVELOPER'))
DEBUG = bool(os.environ.get('COLOCATION_DEBUG'))
RQ_DEFAULT_TIMEOUT = 300

PLUGINS = ['netbox_colocation'] if environment.has_plugin() else []
# What the benchmark measures beside ours.
PLUGINS += os.environ.get('COLOCATION_PLUGINS_BESIDE', '').split()
_settings = demo_settings() | json.loads(os.environ.get('COLOCATION_SETTINGS') or '{}')
PLUGINS_CONFIG = {'netbox_colocation': _settings} if PLUGINS else {}

# What somebody sees who signs in for the first time: their work, then the room.
_WIDGETS: list[dict[str, object]] = [
    {'widget': 'netbox_colocation.MyTasksWidget', 'width': 8, 'height': 4, 'config': {'rows': 5}},
    {
        'widget': 'extras.ObjectCountsWidget',
        'width': 4,
        'height': 4,
        'title': 'Colocation',
        'config': {
            'models': [
                *(f'netbox_colocation.{name}' for name in ('colocationrequest', 'accessvisit', 'maintenanceticket')),
                *('dcim.rack', 'dcim.device', 'ipam.ipaddress'),
            ]
        },
    },
    {'widget': 'netbox_colocation.MonitoringWidget', 'width': 8, 'height': 4},
    {'widget': 'extras.BookmarksWidget', 'width': 4, 'height': 4, 'title': 'Bookmarks', 'color': 'orange'},
]
DEFAULT_DASHBOARD = _WIDGETS if PLUGINS else None

LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'formatters': {'line': {'format': '{asctime} {levelname} {name}: {message}', 'style': '{'}},
    'handlers': {'console': {'class': 'logging.StreamHandler', 'formatter': 'line'}},
    'root': {'handlers': ['console'], 'level': 'WARNING'},
    'loggers': {'netbox_colocation': {'level': os.environ.get('COLOCATION_LOG_LEVEL') or 'INFO'}},
}
