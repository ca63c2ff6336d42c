"""A filled database, kept between runs as a template in the server, as `dev.templates` keeps migrated ones.

Its name says what it was made of: NetBox, our migrations and the generator. It is not dumped: reading a dump of it
takes as long as making it again.
"""

import hashlib
from pathlib import Path

import psycopg

from dev import databases, templates
from dev.postgres import Server
from dev.progress import step
from dev.run_folder import cache_folder, exclusively

from . import addresses_estate, cabling_estate, filling, holds_estate, racks_estate

__all__ = ('ensure',)

_PREFIX = 'colocation_estate_'
_SOURCES = (racks_estate, cabling_estate, holds_estate, addresses_estate, filling)


def ensure(server: Server, size: str) -> str:
    """Return the name of the template of this size, making it where it is missing; older ones of it go."""
    plugin = templates.ensure_plugin(server)
    key = _key(plugin)
    name = f'{_PREFIX}{size.lower()}_{key}'
    with exclusively('estates', folder=cache_folder()):
        if databases.comment_on(server, name) == _ready(key):
            return name
        for old in databases.names_like(server, f'{_PREFIX}{size.lower()}_'):
            databases.drop(server, old)
        databases.create(server, name, template=plugin)
        with step(f'making an estate of size {size} (once; it is kept)'):
            _fill(server, name, size)
        databases.mark(server, name, _ready(key))
    return name


def _fill(server: Server, name: str, size: str) -> None:
    with psycopg.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        dbname=name,
        cursor_factory=psycopg.ClientCursor,
    ) as connection:
        racks_estate.fill(connection, size)


def _key(plugin: str) -> str:
    digest = hashlib.sha256(plugin.encode())
    for module in _SOURCES:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:12]


def _ready(key: str) -> str:
    return f'netbox-colocation estate {key}'
