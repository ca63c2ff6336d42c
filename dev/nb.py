"""NetBox's console command in this checkout: `dev/nb COMMAND ...`.

The servers are started and the database is made where they are missing.
"""

import os
import sys

from dev import databases, environment, postgres, valkey
from dev.templates import ensure_core, ensure_plugin, plugin_key

__all__ = ('ensure_database', 'main')

# These look at files only (`makemigrations` also at the database, but does well without).
_NEED_NO_DATABASE = {'collectstatic', 'compilemessages', 'help', 'makemessages', 'version', '--version'}


def ensure_database() -> bool:
    """Make the database of the demo by copying the migrated template; tell whether it was missing."""
    server = postgres.ensure()
    name = environment.database_name()
    if databases.comment_on(server, name) is not None:
        return False
    template = ensure_plugin(server) if environment.has_plugin() else ensure_core(server)
    databases.create(server, name, template=template)
    if environment.has_plugin():
        databases.mark(server, name, plugin_key(server))
    return True


def main() -> int:
    """Run one command of NetBox's."""
    environment.prepare()
    arguments = sys.argv[1:]
    command = arguments[0] if arguments else 'help'
    if command == 'makemigrations':
        os.environ.setdefault('COLOCATION_DEVELOPER', '1')
        postgres.ensure()
    elif command not in _NEED_NO_DATABASE:
        valkey.ensure()
        ensure_database()
    from netbox.cli import main as netbox

    sys.argv[0] = 'dev/nb'
    return netbox(arguments)


if __name__ == '__main__':
    sys.exit(main())
