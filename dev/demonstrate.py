"""`make demo`: NetBox with the plugin, a demo data centre in it, and one case of each procedure walked to its end.

Safe to repeat: what stands is kept, what is missing is made, what has changed is started anew. COLOCATION_WALK=0
leaves the walk out.
"""

import os
import subprocess
import sys

from dev import access, databases, environment, postgres, signing_keys, stand, watching
from dev.demo_settings import OPERATOR
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
    signing_keys.ensure(OPERATOR)
    _migrate()
    stand.ensure_processes()  # they take some seconds to load: meanwhile the data go in
    _load_estate()
    _install_scripts()
    stand.wait_until_healthy()
    _watch()
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


def _install_scripts() -> None:
    """Put the plugin's custom scripts where NetBox finds them."""
    from netbox_colocation.management.scripts import install_scripts

    with step('putting the custom scripts into NetBox'):
        for name, done in install_scripts():
            say(f'  {name}: {done}')


def _watch() -> None:
    """Have a Prometheus watch the demo's servers, where the program is installed."""
    from dev.demo.cast import MONITOR
    from netbox_colocation.models import MonitoringTarget

    silent = MonitoringTarget.objects.filter(health='down', address__isnull=False).select_related('address')
    found = watching.ensure(
        netbox=stand.address(),
        token=str(access.people()[MONITOR]['token']),
        down=sorted({str(target.address.address.ip) for target in silent if target.address}),
    )
    say(f'Prometheus watches the servers: {found}' if found else 'prometheus is not installed: nothing watches')


def _walk() -> bool:
    """Walk a placement, a visit, a ticket and a retrieval, as their people would; tell whether all went well."""
    if os.environ.get('COLOCATION_WALK') == '0':
        return True
    say('walking one case of each procedure to its end ...')
    command = [sys.executable, '-m', 'dev.demo.walk']
    environ = os.environ | {'COLOCATION_URL': stand.address()}
    return subprocess.run(command, cwd=PROJECT, env=environ, stdin=subprocess.DEVNULL).returncode == 0


def _tell() -> None:
    """Say where it is, who may sign in and what each can try, and how to stop it."""
    from dev.demo.cast import ACCOUNTS

    tries = {account.username: account.tries for account in ACCOUNTS}
    people = access.people()
    first = max(map(len, ('user', *people))) + 2
    second = max(len(str(facts['password'])) for facts in people.values()) + 2
    lines = ['', f'NetBox with netbox_colocation:   {stand.address()}', '']
    lines.append(f'  {"user":<{first}}{"password":<{second}}who, and what to try')
    for name, facts in people.items():
        lines.append(f'  {name:<{first}}{facts["password"]:<{second}}{facts.get("who", "")}')
        if tries.get(name):
            lines.append(f'  {"":<{first + second}}  {tries[name]}')
    if watching.address():
        lines += ['', f'Prometheus, which reads the feeds:   {watching.address()}targets']
    pages = {'My tasks': 'inbox', 'My agency': 'my-agency', 'Statistics': 'statistics'}
    lines += ['', *(f'{name:<12}{stand.address()}plugins/colocation/{path}/' for name, path in pages.items())]
    lines += [f'Passphrase of the key that letters may be signed with: {signing_keys.passphrase()}']
    lines += [f'Logs: {RUN / "logs"}     Stop everything: make stop', f'All of it took {elapsed():.0f} s.', '']
    print('\n'.join(lines), flush=True)


if __name__ == '__main__':
    main()
