"""Migrated databases, ready to be copied: tests and the demo start in seconds instead of minutes.

    python -m dev.templates

Two levels, so that a change of our migrations runs only ours again: NetBox alone, keyed by its version, and NetBox
with the plugin, keyed by our migrations too. Each stands in the server as `colocation_template_*` (CREATE DATABASE
... TEMPLATE takes under a second) and, dumped, in the user's cache folder, outside the checkout, where a new
checkout or a new server finds it (restoring takes 2-3 s). What is damaged is made again.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path

from dev import databases, environment, fastmigrate, postgres
from dev.databases import CannotRestore
from dev.postgres import Server
from dev.progress import say, step
from dev.run_folder import PROJECT, cache_folder, exclusively

__all__ = ('ensure_core', 'ensure_plugin', 'plugin_key')

_KEPT_DUMPS = 12


def ensure_plugin(server: Server) -> str:
    """Return the name of the template with NetBox and the plugin, making it where it is missing."""
    key = plugin_key(server)
    with _one_at_a_time():
        return _ensure(server, key, based_on=lambda: _ensure_core(server))


def ensure_core(server: Server) -> str:
    """Return the name of the template with NetBox alone, making it where it is missing."""
    with _one_at_a_time():
        return _ensure_core(server)


def plugin_key(server: Server) -> str:
    """Return what the plugin's template is made of, in short."""
    digest = hashlib.sha256()
    for file in sorted((PROJECT / 'netbox_colocation' / 'migrations').glob('*.py')):
        digest.update(f'{file.name}\n'.encode() + file.read_bytes())
    return f'{_core_key(server)}_{digest.hexdigest()[:10]}'


def _core_key(server: Server) -> str:
    how = hashlib.sha256(Path(fastmigrate.__file__).read_bytes())
    netbox = version('netbox').replace('.', '_')
    return f'{netbox}_pg{databases.server_version(server)}_{how.hexdigest()[:8]}'


def _ensure_core(server: Server) -> str:
    return _ensure(server, _core_key(server), based_on=None)


def _ensure(server: Server, key: str, *, based_on: Callable[[], str] | None) -> str:
    """Return the template of this key, from the server, else from the cache, else made anew."""
    name = f'colocation_template_{key}'
    if databases.comment_on(server, name) == _ready(key):
        return name
    databases.drop(server, name)  # somebody was interrupted while making it
    file = cache_folder() / f'{key}.dump'
    if not _restore(server, name, file):
        _make(server, name, based_on=based_on)
        if databases.dump(server, name, file):
            _drop_old_dumps()
    databases.mark(server, name, _ready(key))
    return name


def _ready(key: str) -> str:
    return f'netbox-colocation template {key}'


def _restore(server: Server, name: str, file: Path) -> bool:
    """Fill the template from the cache; tell whether that went well."""
    if not file.exists() or not databases.can_restore(server):
        return False
    databases.create(server, name)
    try:
        with step('restoring a migrated database from the cache'):
            databases.restore(server, name, file)
    except CannotRestore as error:
        say(f'the cached database is of no use and is made again: {error}')
        file.unlink(missing_ok=True)
        databases.drop(server, name)
        return False
    return True


def _make(server: Server, name: str, *, based_on: Callable[[], str] | None) -> None:
    """Migrate an empty database, or a copy of the core template, the fast way."""
    what = 'NetBox' if based_on is None else 'the plugin'
    databases.create(server, name, template=based_on() if based_on else None)
    databases.mark(server, name, fastmigrate.MAKING)
    environ = os.environ | {
        'COLOCATION_DATABASE_NAME': name,
        'NETBOX_COLOCATION_PLUGIN': '0' if based_on is None else '1',
        'NETBOX_CONFIGURATION': 'dev.configuration',
    }
    with step(f'migrating {what} into an empty database (once; it is kept)'):
        command = [sys.executable, '-m', 'dev.fastmigrate']
        result = subprocess.run(command, env=environ, cwd=PROJECT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if result.returncode:
        databases.drop(server, name)
        raise SystemExit(f'The migrations of {what} failed; what went wrong is above.')


def _drop_old_dumps() -> None:
    """Keep the newest few: every change of a migration leaves one behind."""
    dumps = sorted(cache_folder().glob('*.dump'), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in dumps[_KEPT_DUMPS:]:
        file.unlink(missing_ok=True)
        file.with_name(f'{file.name}.sha256').unlink(missing_ok=True)


def _one_at_a_time() -> AbstractContextManager[None]:
    return exclusively('templates', folder=cache_folder())


def main() -> None:
    """Make the templates."""
    server = postgres.ensure()
    print(ensure_plugin(server) if environment.has_plugin() else ensure_core(server))


if __name__ == '__main__':
    main()
