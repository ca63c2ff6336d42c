"""The only module that touches NetBox names which its documentation does not promise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Q

from netbox.constants import ADVISORY_LOCK_KEYS
from netbox.context import current_request, events_queue
from users.constants import CONSTRAINT_TOKEN_USER
from utilities.permissions import permission_is_exempt, qs_filter_from_constraints

__all__ = (
    'condition_of',
    'constraints_of',
    'events_of_success',
    'lock_available_addresses',
    'permission_is_exempt',
    'request_of_change',
    'share_available_addresses',
)


def constraints_of(user: Any, permission: str) -> list[dict[str, Any] | None]:
    """Return the constraints of a user's permission, as `restrict` has read them; none without the permission."""
    return list(getattr(user, '_object_perm_cache', {}).get(permission, []))


def condition_of(constraints: list[dict[str, Any] | None], user: Any) -> Q:
    """Return the condition that constraints stand for, with `$user` filled in."""
    return qs_filter_from_constraints(constraints, {CONSTRAINT_TOKEN_USER: user})


@contextmanager
def events_of_success(refusal: type[Exception]) -> Iterator[None]:
    """Forget the events that NetBox queued inside when a refusal rolls them back, and only these.

    `clear_events` would forget what was done before in the same request, too.
    """
    before = dict(events_queue.get())
    try:
        yield
    except refusal:
        events_queue.set(before)
        raise


def request_of_change() -> Any:
    """Return the request whose changes NetBox writes into its change log now; None outside of one."""
    return current_request.get()


def lock_available_addresses() -> None:
    """Take NetBox's own lock on handing out addresses, until the end of the transaction.

    The key is the one that NetBox's `available-ips` endpoint holds, so both wait for each other. The lock is
    transaction-scoped (NetBox's is session-scoped): it frees itself at commit or rollback and works behind a pooler.
    """
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(%s)', [ADVISORY_LOCK_KEYS['available-ips']])


def share_available_addresses(*, wait: bool = False) -> bool:
    """Share that lock until the end of the transaction, with everybody who hands out none; say whether that worked.

    Without `wait`, it does not when somebody hands out addresses at this moment.
    """
    call = 'pg_advisory_xact_lock_shared(%s) IS NOT NULL' if wait else 'pg_try_advisory_xact_lock_shared(%s)'
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {call}', [ADVISORY_LOCK_KEYS['available-ips']])
        return bool(cursor.fetchone()[0])
