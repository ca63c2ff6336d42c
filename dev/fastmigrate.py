"""Migrate an empty database in seconds instead of minutes.

    COLOCATION_DATABASE_NAME=colocation_template_x python -m dev.fastmigrate

Nine tenths of the time of NetBox's own migrations go into rendering again, after each of some 800 operations, every
model that is related to the one touched: nearly all of them. Here only the touched model is rendered again. The
schema that comes out is the same to the byte (`make schema-check` compares), but the models that a data migration
sees have stale relations: harmless where there are no rows for it to see, wrong anywhere else. So this refuses a
database that holds anything, unless it is a template that `dev.templates` is just making from an empty one.
"""

import io
import sys
import time

from dev import environment
from dev.progress import say

__all__ = ('MAKING', 'NotEmpty', 'migrate', 'render_only_touched_models')

# The comment on a database that `dev.templates` is making: until it is ready, nobody has put a row into it.
MAKING = 'netbox-colocation template in the making'


class NotEmpty(Exception):
    """The database holds tables already; migrate it the plain way (`dev/nb migrate`)."""


class _Progress(io.TextIOBase):
    """Counts what `migrate` prints and says every few seconds how far it is."""

    def __init__(self) -> None:
        self.count = 0
        self._said = time.monotonic()

    def write(self, text: str) -> int:
        self.count += text.count('Applying ')
        if time.monotonic() - self._said > 4:
            self._said = time.monotonic()
            say(f'  {self.count} migrations applied')
        return len(text)


def render_only_touched_models() -> None:
    """Make Django's migration state render one model at a time, for the rest of this process."""
    from django.db.migrations.state import ProjectState

    # A private method; the comparison of the schemas is what tells when a new Django needs another way.
    ProjectState._find_reload_model = lambda self, app_label, model_name, delay=False: {  # type: ignore[attr-defined]
        (app_label, model_name.lower())
    }


def migrate() -> int:
    """Migrate the database of the settings and return how many migrations were applied.

    Raises:
        NotEmpty: there is something in it.
    """
    import django
    from django.core.management import call_command

    django.setup()
    _refuse_unless_empty()
    render_only_touched_models()
    progress = _Progress()
    call_command('migrate', interactive=False, verbosity=1, stdout=progress, skip_checks=True)
    return progress.count


def _refuse_unless_empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        (comment,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        (tables,) = cursor.fetchone()
    if tables and comment != MAKING:
        name = connection.settings_dict['NAME']
        raise NotEmpty(f'{name} holds {tables} tables: the fast way is for empty databases. Use: dev/nb migrate')


def main() -> None:
    """Migrate the database that the environment names."""
    environment.prepare()
    try:
        count = migrate()
    except NotEmpty as error:
        sys.exit(str(error))
    say(f'  {count} migrations applied')


if __name__ == '__main__':
    main()
