"""Fill tables by SQL: every column that must have a value and is not spoken of gets the empty one of its type."""

from collections.abc import Mapping
from typing import Any

import psycopg

__all__ = ('PICK', 'Filler')

EMPTY = {
    'varchar': "''", 'text': "''", 'jsonb': "'{}'", 'bool': 'false', 'int2': '0', 'int4': '0', 'int8': '0',
    'numeric': '0', 'timestamptz': 'now()',
}  # fmt: skip
# A number below `most`, always the same for the same two numbers and salt: an estate that is made again is equal.
PICK = """
CREATE FUNCTION pg_temp.pick(a bigint, b bigint, salt bigint, most bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS
'SELECT mod(hashint8extended(a * 1000003 + b, salt) & 9223372036854775807, most)'
"""


class Filler:
    """Inserts rows into tables of NetBox through one connection, and counts them."""

    def __init__(self, connection: psycopg.Connection[Any], values: Mapping[str, Any]) -> None:
        self.connection = connection
        self.values = dict(values)
        self.rows: dict[str, int] = {}

    def run(self, statement: str) -> int:
        """Execute a statement with the estate's values; returns how many rows it touched."""
        return self.connection.execute(statement, self.values).rowcount

    def one(self, statement: str) -> Any:
        """Return the first value of the first row."""
        row = self.connection.execute(statement, self.values).fetchone()
        return row[0] if row else None

    def insert(self, table: str, columns: Mapping[str, str], source: str = '') -> None:
        """Insert what a query gives: `columns` are SQL expressions over `source` (FROM ... WHERE ...)."""
        given = {**self._empty_columns(table), **columns}
        names = ', '.join(f'"{name}"' for name in given)
        count = self.run(f'INSERT INTO {table} ({names}) SELECT {", ".join(given.values())} {source}')
        self.rows[table] = self.rows.get(table, 0) + count

    def _empty_columns(self, table: str) -> dict[str, str]:
        rows = self.connection.execute(
            """
            SELECT column_name, udt_name, is_nullable FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO' AND column_default IS NULL
            """,
            [table],
        ).fetchall()
        given = {name: EMPTY[kind] for name, kind, nullable in rows if nullable == 'NO' and kind in EMPTY}
        if {'created', 'last_updated'} <= {name for name, *_ in rows}:
            given |= {'created': 'now()', 'last_updated': 'now()'}
        return given

    def use_numbers(self) -> None:
        """Let every sequence go on above the highest number that was inserted."""
        for table in self.rows:
            self.run(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest((SELECT max(id) FROM {table}), 1))"
            )
