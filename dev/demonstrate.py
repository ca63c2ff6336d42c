"""`make demo`: NetBox with the plugin, a demo data centre in it, and one request walked through its procedure.

Safe to repeat: what stands is kept, what is missing is made, what has changed is started anew. COLOCATION_WALK=0
leaves the walk out.
"""

import os
import subprocess
import sys

from dev import access, databases, environment, postgres, stand
from dev.nb import ensure_database
from dev.progress import elapsed, say, step
from dev.run_folder import PROJECT, RUN
from dev.templates import plugin_key

__all__ = ('main',)


def main() -> None:
    """Do all of it."""
    environment.prepare()
    say(f'the run folder is {RUN}')
    stand.ensure_servers()
    _migrate()
    stand.ensure_processes()  # they take some seconds to load: meanwhile the data go in
    _load_estate()
    stand.wait_until_healthy()
    walked = _walk()
    _tell()
    if not walked:
        sys.exit('The walk did not come to its end: what went wrong is above.')


def _migrate() -> None:
    """Copy the migrated template into a database that is missing; migrate an older one the plain way."""
    import django

    server = postgres.ensure()
    with step('looking after the database'):
        ensure_database()
        django.setup()
        key = plugin_key(server)
        name = environment.database_name()
        if databases.comment_on(server, name) != key:
            from django.core.management import call_command

            say('the migrations are others than last time: migrating ...')
            call_command('migrate', interactive=False, verbosity=1)
            databases.mark(server, name, key)


def _load_estate() -> None:
    """Put the demo data centre in."""
    from dev.demo import estate

    with step('loading the demo data centre'):
        estate.build(lambda text: say(f'  {text}'))


def _walk() -> bool:
    """Walk one request through the procedure, as its people would; tell whether it came to its end."""
    if os.environ.get('COLOCATION_WALK') == '0':
        return True
    say('walking one colocation request through the whole procedure ...')
    command = [sys.executable, '-m', 'dev.demo.walk']
    environ = os.environ | {'COLOCATION_URL': stand.address()}
    return subprocess.run(command, cwd=PROJECT, env=environ, stdin=subprocess.DEVNULL).returncode == 0


def _tell() -> None:
    """Say where it is, who may sign in, and how to stop it."""
    lines = ['', f'NetBox with netbox_colocation:   {stand.address()}', '']
    rows = [('user', 'password', 'who')]
    rows += [(name, str(facts['password']), str(facts.get('who', ''))) for name, facts in access.people().items()]
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    lines += ['  ' + ''.join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.append('')
    lines += [f'Logs: {RUN / "logs"}     Stop everything: make stop', f'All of it took {elapsed():.0f} s.', '']
    print('\n'.join(lines), flush=True)


if __name__ == '__main__':
    main()
