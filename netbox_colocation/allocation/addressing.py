"""Taking addresses: many at once, with everything that NetBox does for each when it is saved.

The addresses are inserted together and announced one by one, as NetBox does with the components of a device: the change
log with its message, the events, the search index and other plugins see each of them.
"""

from collections.abc import Iterable, Sequence

from django.db import DEFAULT_DB_ALIAS
from django.db.models import prefetch_related_objects
from django.db.models.signals import post_save, pre_save

from extras.models import CustomField
from ipam.choices import IPAddressStatusChoices
from ipam.models import IPAddress, Prefix

from ..capacity import address_space
from ..capacity.addresses import AddressPlan
from ..models import HeldAddress, Hold
from .guarding import acting_for

__all__ = ('NotEnough', 'take_addresses')


class NotEnough(Exception):
    """A prefix (primary key) has fewer free addresses than were planned, or is gone; nothing was taken."""

    def __init__(self, prefix: int) -> None:
        super().__init__(prefix)
        self.prefix = prefix


def take_addresses(row: Hold, plans: Iterable[AddressPlan], *, message: str, description: str) -> None:
    """Reserve the planned addresses in NetBox for a hold, the lowest free ones of each prefix.

    NetBox's lock on handing out addresses must be held (`locks.lock_estate`).

    Raises:
        NotEnough: an address that was planned is no longer free.
        ValidationError: NetBox, one of its custom validators or a custom field refuses an address.
    """
    plans = list(plans)
    prefixes = Prefix.objects.in_bulk({plan.prefix for plan in plans})
    reserved: list[IPAddress] = []
    held: list[HeldAddress] = []
    # Those of one prefix together: what is only planned does not stand in the way of the next search.
    for pk in dict.fromkeys(plan.prefix for plan in plans):
        mine = [plan for plan in plans if plan.prefix == pk for _one in range(plan.count)]
        free = address_space.next_free(prefixes[pk], len(mine)) if pk in prefixes else []
        if len(free) < len(mine):
            raise NotEnough(pk)
        for plan, address in zip(mine, free, strict=True):
            reserved.append(_reserved(row, prefixes[pk], address, message=message, description=description))
            held.append(HeldAddress(hold=row, server_id=plan.server, kind=plan.kind))
    with acting_for(row.request):
        _validate(reserved)
        _create(reserved)
    for entry, address in zip(held, reserved, strict=True):
        entry.address = address
    HeldAddress.objects.bulk_create(held)


def _reserved(row: Hold, prefix: Prefix, address: object, *, message: str, description: str) -> IPAddress:
    reserved = IPAddress(
        address=f'{address}/{prefix.mask_length}',
        vrf_id=prefix.vrf_id,
        status=IPAddressStatusChoices.STATUS_RESERVED,
        tenant=row.request.applicant,
        description=description,
        custom_field_data=CustomField.objects.get_defaults_for_model(IPAddress),
    )
    reserved._changelog_message = message
    return reserved


def _validate(addresses: Sequence[IPAddress]) -> None:
    """Validate as `full_clean` does, but for what the search has seen: free, unique, outside of populated ranges."""
    for address in addresses:
        address.clean_fields(exclude=('vrf', 'tenant', 'owner', 'nat_inside', 'assigned_object_type'))
        super(IPAddress, address).clean()  # custom fields and custom validators


def _create(addresses: Sequence[IPAddress]) -> None:
    for address in addresses:
        pre_save.send(IPAddress, instance=address, raw=False, using=DEFAULT_DB_ALIAS, update_fields=None)
    IPAddress.objects.bulk_create(addresses)
    prefetch_related_objects(addresses, 'tags')  # none, which the change log would ask of each
    for address in addresses:
        post_save.send(IPAddress, instance=address, created=True, raw=False, using=DEFAULT_DB_ALIAS, update_fields=None)
