"""The locks of an allocation, in their one order, and those of others who write what an allocation reads.

Rows are locked FOR NO KEY UPDATE: allocations wait for each other and for somebody who edits the rack, and nobody who
only refers to it waits for us. All locks end with the transaction, or with the savepoint that took them.

NetBox itself takes no lock when it saves a device, a reservation or a cable; `guarding` does it for NetBox, in no order
that anybody could know: a bulk import locks what its rows name, in the order of its rows. So whoever has locked or
written something already does not wait in the queue, where PostgreSQL could find a deadlock, but asks again and again
for a short while and is then turned back (`lock_late`).
"""

import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from dcim.models import Rack

from ..compat import lock_available_addresses, share_available_addresses
from ..models import CapacityPool, ColocationRequest

__all__ = (
    'lock_addresses_late',
    'lock_estate',
    'lock_late',
    'lock_request',
    'lock_rows',
    'require_transaction',
    'share_rows',
)

PATIENCE = 2.0  # seconds
STEP = 0.05


def require_transaction() -> None:
    """Check that there is a transaction.

    Raises:
        TransactionManagementError: the caller forgot it; without one, no lock would last.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError('Allocation needs a transaction: call it inside transaction.atomic().')


def lock_request(request: ColocationRequest) -> ColocationRequest:
    """Lock the request, so that its hold is taken, freed or converted once at a time; return it as it is now."""
    return ColocationRequest.objects.select_for_update(of=('self',), no_key=True).get(pk=request.pk)


def lock_estate(*, site: int, racks: Iterable[int] | None) -> None:
    """Lock these racks (None: all of the site), the site's pools, and the handing out of addresses."""
    lock_rows(Rack.objects.filter(site=site) if racks is None else Rack.objects.filter(pk__in=racks))
    lock_rows(CapacityPool.objects.filter(site=site))
    lock_available_addresses()


def lock_rows(rows: QuerySet[Any]) -> None:
    """Lock rows in the order of their primary keys."""
    list(rows.order_by('pk').select_for_update(of=('self',), no_key=True).values_list('pk', flat=True))


def share_rows(model: type[Model], keys: Collection[int]) -> None:
    """Keep these rows from being deleted, as rows that refer to them do; nobody who edits them waits."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE', [list(keys)])


def lock_late(row: QuerySet[Any]) -> bool:
    """Lock one row for somebody who may have locked others before; say whether it is theirs now.

    Without a transaction there is nothing that a lock could last for: then it is theirs, too.
    """
    if not connection.in_atomic_block:
        return True
    keys = row.order_by('pk').values_list('pk', flat=True)

    def attempt() -> bool:
        return bool(list(keys.select_for_update(of=('self',), no_key=True, skip_locked=True)))

    if attempt():
        return True
    if _has_touched_nothing():
        list(keys.select_for_update(of=('self',), no_key=True))
        return True
    return _ask_again(attempt) or not row.exists()


def lock_addresses_late() -> bool:
    """Wait until nobody hands out addresses, together with others who only save one; say whether that worked."""
    if not connection.in_atomic_block:
        return True
    return share_available_addresses(wait=False) or (
        share_available_addresses(wait=True) if _has_touched_nothing() else _ask_again(share_available_addresses)
    )


def _has_touched_nothing() -> bool:
    """Say whether the transaction has locked and written no row yet: then it cannot be part of a deadlock."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_current_xact_id_if_assigned() IS NULL')
        return cursor.fetchone()[0]


def _ask_again(attempt: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(STEP)
        if attempt():
            return True
    return False
