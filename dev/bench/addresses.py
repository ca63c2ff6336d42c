"""Addresses: finding the next ones in prefixes of every fill, and allocating them, beside NetBox and the bare SQL."""

from dataclasses import replace

import netaddr
from django.db import transaction

from ipam.models import Prefix

from netbox_colocation.capacity.address_space import next_free
from netbox_colocation.models import AddressHint

from . import allocating
from .addresses_estate import FILLS
from .asking import ask, fetch, must_be_equal
from .measuring import Verdict, at_most_ms

__all__ = ('run',)

MOST = 3  # ms
# The lowest free address: the first one, or the one after the first address whose neighbour is free.
GAP = """
WITH used AS NOT MATERIALIZED (
    SELECT CAST(HOST(address) AS inet) AS ip FROM ipam_ipaddress
    WHERE CAST(HOST(address) AS inet) BETWEEN %(first)s AND %(last)s AND vrf_id IS NULL
)
SELECT CASE WHEN NOT EXISTS (SELECT FROM used WHERE ip = %(first)s) THEN host(%(first)s::inet) ELSE (
    SELECT host(used.ip + 1) FROM used
    WHERE used.ip < %(last)s AND NOT EXISTS (SELECT FROM used AS next WHERE next.ip = used.ip + 1)
    ORDER BY used.ip LIMIT 1
) END
"""


def run(size: str) -> list[Verdict]:
    """Measure the search in each prefix, then allocations by one and by several clients."""
    return [*(verdict for fill in FILLS for verdict in _searches(fill.prefix, fill.what)), *allocating.run(size)]


def _searches(cidr: str, what: str) -> list[Verdict]:
    prefix = Prefix.objects.get(prefix=cidr)
    bounds = {name: str(address) for name, address in zip(('first', 'last'), prefix.usable_ip_bounds, strict=True)}
    peer, theirs = ask('get_first_available_ip()', prefix.get_first_available_ip)
    bare, rows = ask('gap search', lambda: fetch(GAP, bounds))
    AddressHint.objects.all().delete()
    first, found = ask(f'next address, {what}: never asked before', lambda: _next(prefix, 1), once=True)
    ours, again = ask(f'next address, {what}', lambda: _next(prefix, 1))
    fifty, _ = ask(f'next 50 addresses, {what}', lambda: _next(prefix, 50))
    answers = {
        peer.name: {str(theirs).split('/')[0]},
        bare.name: {str(rows[0][0])},
        first.name: {str(address) for address in found},
        ours.name: {str(address) for address in again},
    }
    must_be_equal(f'the next address of {cidr}', {name: frozenset(answer) for name, answer in answers.items()})
    return [
        Verdict(ours, peer, bare, (at_most_ms(ours, MOST),)),
        Verdict(fifty, targets=(at_most_ms(fifty, MOST),)),
        Verdict(replace(first, note='once; it leaves a hint behind')),
    ]


def _next(prefix: Prefix, count: int) -> list[netaddr.IPAddress]:
    """Search as allocating does: in a transaction."""
    with transaction.atomic():
        return next_free(prefix, count)
