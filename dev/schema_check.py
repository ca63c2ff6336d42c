"""Prove that the fast way of migrating (`dev.fastmigrate`) makes the schema that the plain way makes.

    make schema-check

Migrates two empty databases, one each way, and compares `pg_dump --schema-only` of both, then the number of rows of
every table. The plain way takes about six minutes of one core, so this is not part of `make test`: run it when
NetBox's version or our migrations change, and every night where there is a CI that runs at night.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from dev import databases, environment, fastmigrate, postgres
from dev.postgres import Server
from dev.progress import say, step
from dev.run_folder import PROJECT

__all__ = ('main',)

# pg_dump puts a random key into its \restrict lines, so that nobody can write them beforehand.
_RANDOM = re.compile(r'^\\(un)?restrict \S+$', re.MULTILINE)


def main() -> None:
    """Compare both ways and exit with an error when they differ."""
    server = postgres.ensure()
    environment.prepare()
    names = {way: f'colocation_schema_{way}_{os.getpid()}' for way in ('fast', 'plain')}
    try:
        for way, name in names.items():
            _migrate(server, name, way)
        schemas = {way: _schema(server, name) for way, name in names.items()}
        rows = {way: _rows(server, name) for way, name in names.items()}
    finally:
        for name in names.values():
            databases.drop(server, name)
    difference = list(_difference(schemas['plain'].splitlines(), schemas['fast'].splitlines()))
    difference += _difference(rows['plain'], rows['fast'])
    if difference:
        print('\n'.join(difference[:200]))
        sys.exit(f'The fast way makes another database than the plain one: {len(difference)} lines differ.')
    triggers = schemas['plain'].count('\nCREATE TRIGGER')
    lines = schemas['plain'].count('\n')
    say(f'the same: {lines} lines of schema, {triggers} triggers, rows of {len(rows["plain"])} tables')


def _migrate(server: Server, name: str, way: str) -> None:
    databases.create(server, name)
    databases.mark(server, name, fastmigrate.MAKING)
    fast = [sys.executable, '-m', 'dev.fastmigrate']
    plain = [sys.executable, '-m', 'dev.nb', 'migrate', '--no-input']
    with step(f'migrating an empty database, the {way} way'):
        environ = os.environ | {'COLOCATION_DATABASE_NAME': name}
        command = fast if way == 'fast' else plain
        subprocess.run(command, env=environ, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def _schema(server: Server, name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, 'schema.sql')
        if not databases.dump(server, name, file, schema_only=True):
            raise SystemExit('pg_dump is needed for this: install a PostgreSQL server or its client programs.')
        return _RANDOM.sub('', file.read_text())


def _rows(server: Server, name: str) -> list[str]:
    """Return one line for every table with its number of rows: data migrations must have done the same."""
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=name
    ) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        counts = []
        for (table,) in tables:
            query = sql.SQL('SELECT count(*) FROM {}').format(sql.Identifier(table))
            row = connection.execute(query).fetchone()
            counts.append(f'{table} {row[0] if row else 0}')
    return counts


def _difference(plain: list[str], fast: list[str]) -> list[str]:
    return list(difflib.unified_diff(plain, fast, 'plain', 'fast', lineterm='', n=2))


if __name__ == '__main__':
    main()
