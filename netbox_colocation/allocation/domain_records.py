"""Address records of an installed server's names, in netbox-plugin-dns when it is there; otherwise nothing is done.

A record is made in the most specific recorded zone that a name lies in. A name without a zone gets none: the capacity
check says so before. What DNSsync or somebody else has recorded already is left alone.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from ipam.models import IPAddress

from ..capacity.domain_names import normal, zone_of
from ..models import RequestedServer

__all__ = ('create_records', 'remove_records')

DNS_PLUGIN = 'netbox_dns'


def create_records(server: RequestedServer, addresses: Iterable[IPAddress], *, message: str) -> tuple[Any, ...]:
    """Record the server's names with these addresses (A and AAAA); return the records that were made.

    `message` goes into their change log.

    Raises:
        ValidationError: netbox-plugin-dns refuses a record.
    """
    names = list(dict.fromkeys(normal(name) for name in server.domain_names))
    addresses = list(addresses)
    if not (names and addresses and apps.is_installed(DNS_PLUGIN)):
        return ()
    zones = _zones(names)
    made = []
    for name in names:
        zone_name = zone_of(name, zones)
        if zone_name is None:
            continue
        for address in addresses:
            record = _record(server, zones[zone_name], name.removesuffix(zone_name).rstrip('.') or '@', address)
            if record is not None:
                record._changelog_message = message
                record.full_clean()
                record.save()
                made.append(record)
    return tuple(made)


def remove_records(server: RequestedServer, addresses: Iterable[IPAddress], *, message: str) -> int:
    """Delete the records of the server's names with these addresses that this plugin made; return how many."""
    names = [f'{normal(name)}.' for name in server.domain_names]
    values = [str(address.address.ip) for address in addresses]
    if not (names and values and apps.is_installed(DNS_PLUGIN)):
        return 0
    rows = apps.get_model(DNS_PLUGIN, 'Record').objects.filter(
        fqdn__in=names, type__in=('A', 'AAAA'), value__in=values, managed=False, tenant=server.request.applicant_id
    )
    removed = 0
    for record in rows.order_by('pk'):
        record.snapshot()
        record._changelog_message = message
        record.delete()
        removed += 1
    return removed


def _zones(names: list[str]) -> dict[str, Any]:
    """Return the zones that the names lie in; of several views, the default one's."""
    parents = {
        '.'.join(labels[index:]) for name in names for labels in [name.split('.')] for index in range(len(labels))
    }
    rows = apps.get_model(DNS_PLUGIN, 'Zone').objects.filter(name__in=parents)
    return {zone.name: zone for zone in rows.order_by('view__default_view', '-pk').select_related('view')}


def _record(server: RequestedServer, zone: Any, name: str, address: IPAddress) -> Any | None:
    """Return a new record, None when the zone has it already."""
    record = apps.get_model(DNS_PLUGIN, 'Record')
    kind = 'A' if address.address.version == 4 else 'AAAA'
    value = str(address.address.ip)
    if record.objects.filter(zone=zone, name=name, type=kind, value=value).exists():
        return None
    return record(zone=zone, name=name, type=kind, value=value, tenant_id=server.request.applicant_id)
