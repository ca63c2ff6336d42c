"""The environment in which NetBox runs from this checkout.

NetBox reads NETBOX_ROOT and NETBOX_CONFIGURATION while its settings are imported, so they are set before that.
"""

import os

from dev.run_folder import RUN

__all__ = ('DATABASE', 'database_name', 'has_plugin', 'prepare')

DATABASE = 'netbox_colocation'
NETBOX_ROOT = RUN / 'netbox'


def prepare(configuration: str = 'dev.configuration') -> None:
    """Set what NetBox reads from the environment, and make the folders of its instance."""
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'netbox.settings')
    os.environ.setdefault('NETBOX_CONFIGURATION', configuration)
    os.environ.setdefault('NETBOX_ROOT', str(NETBOX_ROOT))
    for name in ('media', 'reports', 'scripts', 'static'):
        (NETBOX_ROOT / name).mkdir(parents=True, exist_ok=True)


def database_name() -> str:
    """Return the database of the demo, or the one that the environment names."""
    return os.environ.get('COLOCATION_DATABASE_NAME') or DATABASE


def has_plugin() -> bool:
    """Tell whether NetBox gets the plugin: NETBOX_COLOCATION_PLUGIN=0 leaves it out, for NetBox's own migrations."""
    return os.environ.get('NETBOX_COLOCATION_PLUGIN', '1') != '0'
