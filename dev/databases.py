"""Make, copy, mark, dump and restore whole databases of a `Server`."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dev.postgres import Server

__all__ = (
    'CannotRestore',
    'can_restore',
    'comment_on',
    'create',
    'drop',
    'dump',
    'mark',
    'names_like',
    'restore',
    'server_version',
)


class CannotRestore(Exception):
    """The dump is damaged, or of another server."""


@contextmanager
def _maintenance(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Connect beside the databases that are being made: a database cannot be copied while somebody is in it."""
    with psycopg.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        dbname='postgres',
        autocommit=True,
        connect_timeout=10,
    ) as connection:
        yield connection


def server_version(server: Server) -> int:
    """Return the server's major version."""
    with _maintenance(server) as connection:
        return connection.info.server_version // 10000


def create(server: Server, name: str, *, template: str | None = None) -> None:
    """Create a database, as a copy of another one if a template is named."""
    statement = sql.SQL('CREATE DATABASE {}').format(sql.Identifier(name))
    if template is not None:
        statement += sql.SQL(' TEMPLATE {}').format(sql.Identifier(template))
    with _maintenance(server) as connection:
        connection.execute(statement)


def drop(server: Server, name: str) -> None:
    """Drop a database if there is one, whoever is connected to it."""
    with _maintenance(server) as connection:
        connection.execute(sql.SQL('DROP DATABASE IF EXISTS {} WITH (FORCE)').format(sql.Identifier(name)))


def names_like(server: Server, prefix: str) -> list[str]:
    """Return the databases whose name begins with this."""
    with _maintenance(server) as connection:
        rows = connection.execute('SELECT datname FROM pg_database WHERE starts_with(datname, %s)', [prefix])
        return sorted(str(row[0]) for row in rows)


def mark(server: Server, name: str, comment: str) -> None:
    """Write on a database what it is; a copy of it does not inherit that."""
    with _maintenance(server) as connection:
        connection.execute(sql.SQL('COMMENT ON DATABASE {} IS {}').format(sql.Identifier(name), comment))


def comment_on(server: Server, name: str) -> str | None:
    """Return what `mark` wrote, '' when nothing is written there, None when there is no such database."""
    with _maintenance(server) as connection:
        row = connection.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return None if row is None else str(row[0])


def dump(server: Server, name: str, file: Path, *, schema_only: bool = False) -> bool:
    """Write a database to a file with a digest beside it; tell whether a program was here to do it."""
    program = _client(server, 'pg_dump')
    if program is None:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f'.{file.name}.draft')
    arguments = ['--schema-only', '-Fp'] if schema_only else ['-Fc']
    command = [program, *arguments, '--no-owner', '--no-privileges', '-f', str(draft), '-d', name]
    result = subprocess.run(command, env=server.environment(), capture_output=True, text=True)
    if result.returncode:
        draft.unlink(missing_ok=True)
        return False
    _digest_file(file).write_text(_digest(draft))
    draft.replace(file)
    return True


def can_restore(server: Server) -> bool:
    """Tell whether a program is here that reads dumps; the package for machines without PostgreSQL has none."""
    return _client(server, 'pg_restore') is not None


def restore(server: Server, name: str, file: Path) -> None:
    """Fill an empty database from a dump.

    Raises:
        CannotRestore: the file is damaged, or not for this server.
    """
    program = _client(server, 'pg_restore')
    if program is None:
        raise CannotRestore('there is no pg_restore here')
    if not _digest_file(file).exists() or _digest_file(file).read_text() != _digest(file):
        raise CannotRestore(f'{file} is damaged')
    command = [program, '--no-owner', '--exit-on-error', '--single-transaction', '-d', name, str(file)]
    result = subprocess.run(command, env=server.environment(), capture_output=True, text=True)
    if result.returncode:
        raise CannotRestore(result.stderr.strip()[-500:])


def _client(server: Server, name: str) -> str | None:
    """Return a client program: the server's own, or the one on PATH (for a server that the environment names)."""
    if server.programs is not None:
        own = server.programs / name
        return str(own) if own.exists() else None
    return shutil.which(name)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest_file(file: Path) -> Path:
    return file.with_name(f'{file.name}.sha256')
