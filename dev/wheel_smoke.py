"""Install the wheel into an environment that has NetBox and nothing of this checkout, and migrate there.

    make wheel-smoke

NetBox is installed as `pip install netbox==4.7.*` does, but for psycopg, which comes ready built: its source needs a
compiler. The database is a copy of the template that has NetBox's own migrations, so that only the plugin's run, the
plain way.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dev import databases, postgres, valkey
from dev.progress import say, step
from dev.templates import ensure_core
from dev.wheel import build

__all__ = ('main',)

NETBOX = 'netbox==4.7.*'
_CONFIGURATION = """
import json, os
_settings = json.loads(os.environ['SMOKE'])
ALLOWED_HOSTS = ['*']
DATABASES = {'default': _settings['database']}
REDIS = {'tasks': _settings['valkey'], 'caching': _settings['valkey']}
SECRET_KEY = 'only-for-the-smoke-test-' * 3
PLUGINS = ['netbox_colocation']
"""
# What must have come with the wheel, asked of the installed plugin itself.
_QUESTIONS = """
import netbox_colocation, pathlib, sys
from django.template.loader import get_template
from django.urls import reverse
folder = pathlib.Path(netbox_colocation.__file__).parent
assert 'site-packages' in str(folder), folder
procedures = sorted(file.name for file in folder.glob('workflows/procedures/*.yaml'))
assert procedures, 'no procedure in the wheel'
print('plugin', netbox_colocation.__version__, 'in', folder)
print('procedures:', ', '.join(procedures))
print('page:', reverse('plugins:netbox_colocation:colocationrequest_list'))
for file in sorted(folder.glob('templates/netbox_colocation/**/*.html')):
    get_template(str(file.relative_to(folder / 'templates')))
"""


def main() -> None:
    """Do it, in a temporary folder."""
    server, cache = postgres.ensure(), valkey.ensure()
    database = f'colocation_smoke_{os.getpid()}'
    with tempfile.TemporaryDirectory(prefix='colocation-smoke-') as name:
        folder = Path(name)
        netbox = _install(folder)
        (folder / 'smoke_configuration.py').write_text(_CONFIGURATION)
        settings = {'database': server.django(database), 'valkey': cache.netbox(valkey.DATABASES - 1)}
        environ = {key: value for key, value in os.environ.items() if not key.startswith('COLOCATION_')} | {
            'NETBOX_CONFIGURATION': 'smoke_configuration',
            'NETBOX_ROOT': str(folder),
            'PYTHONPATH': str(folder),
            'SMOKE': json.dumps(settings),
        }
        databases.create(server, database, template=ensure_core(server))
        try:
            for arguments in (['migrate', '--no-input'], ['check'], ['shell', '-c', _QUESTIONS]):
                with step(f'netbox {arguments[0]}'):
                    subprocess.run([netbox, *arguments], cwd=folder, env=environ, check=True)
        finally:
            databases.drop(server, database)
    say('the wheel installs, migrates and answers')


def _install(folder: Path) -> str:
    """Make the environment and return NetBox's command in it."""
    with step('building the wheel'):
        wheel = build(folder)
    environment = folder / 'environment'
    override = folder / 'override.txt'
    override.write_text('psycopg[binary,pool]\n')
    with step(f'installing {NETBOX} and the wheel'):
        subprocess.run([sys.executable, '-m', 'venv', '--without-pip', environment], check=True)
        command = [sys.executable, '-m', 'uv', 'pip', 'install', '--python', str(environment / 'bin' / 'python')]
        command += ['--quiet', '--no-config', '--override', str(override), NETBOX, str(wheel)]
        subprocess.run(command, check=True)
    return str(environment / 'bin' / 'netbox')


if __name__ == '__main__':
    main()
