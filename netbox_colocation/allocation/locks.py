"""The locks of an allocation, in their one order.

Rows are locked FOR NO KEY UPDATE: allocations wait for each other and for somebody who edits the rack, and nobody who
only refers to it (a device saved in it) waits for us. All locks end with the transaction, or with the savepoint that
took them. NetBox itself takes no lock when it saves a device or a reservation: what it puts on held units meanwhile is
found when the hold is installed.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from dcim.models import Rack

from ..compat import lock_available_addresses
from ..models import CapacityPool, ColocationRequest

__all__ = ('lock_estate', 'lock_request', 'require_transaction')


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
    wanted = Rack.objects.filter(site=site) if racks is None else Rack.objects.filter(pk__in=racks)
    _lock(wanted)
    _lock(CapacityPool.objects.filter(site=site))
    lock_available_addresses()


def _lock(rows: QuerySet[Any]) -> None:
    list(rows.order_by('pk').select_for_update(of=('self',), no_key=True).values_list('pk', flat=True))
