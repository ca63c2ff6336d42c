"""The only module that touches NetBox names which its documentation does not promise."""

from django.db import connection

from netbox.constants import ADVISORY_LOCK_KEYS

__all__ = ('lock_available_addresses',)


def lock_available_addresses() -> None:
    """Take NetBox's own lock on handing out addresses, until the end of the transaction.

    The key is the one that NetBox's `available-ips` endpoint holds, so both wait for each other. The lock is
    transaction-scoped (NetBox's is session-scoped): it frees itself at commit or rollback and works behind a pooler.
    """
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(%s)', [ADVISORY_LOCK_KEYS['available-ips']])
