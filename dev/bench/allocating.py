"""Allocating addresses for a request's hold, beside NetBox's endpoint `available-ips`: by one client and by eight.

Both ways a logged-in user posts to an API that validates, writes the change log and keeps NetBox's lock.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from dcim.models import Site
from ipam.models import IPAddress, Prefix

from netbox_colocation.models import Hold
from tests import factories

from .addresses_estate import SHARED, client_prefix
from .asking import Differs, ask, client_of
from .clients import throughput
from .door import PATH
from .measuring import Verdict, at_least_faster, at_most_times
from .racks_estate import SITE

__all__ = ('run',)

MANY = 50
CLIENTS = 8
CALLS = {'S': 48, 'M': 96, 'L': 96}  # of all clients together
SMALL, HALF_FULL = 1.5, 20  # how many times the throughput of NetBox's endpoint
QUARTER = 0.25

# Takes so many addresses of a prefix for the client with that number.
Take = Callable[[int, Prefix, int], None]


@dataclass(frozen=True)
class Side:
    """NetBox's way or ours, with prefixes that the other one does not touch."""

    take: Take
    small: tuple[Prefix, ...]  # a half-full /22 for each client
    shared: Prefix  # a half-full /16

    @classmethod
    def of(cls, name: str, take: Take) -> 'Side':
        small = tuple(Prefix.objects.get(prefix=client_prefix(name, number)) for number in range(CLIENTS))
        return cls(take, small, Prefix.objects.get(prefix=SHARED[name]))


def run(size: str) -> list[Verdict]:
    """Measure one address and fifty by one client, then one address each by one and by several clients."""
    client = client_of(factories.make_user(is_superuser=True))
    with override_settings(ROOT_URLCONF='dev.bench.door'):
        theirs, ours = Side.of('theirs', _netbox(client)), Side.of('ours', _ours(client))
        for prefix in (*ours.small, ours.shared):
            ours.take(0, prefix, 1)  # the first search of a prefix leaves its hint behind: measured in `addresses`
        _check(theirs, ours)
        return [*_one_client(theirs, ours), *_many_clients(theirs, ours, CALLS[size])]


def _netbox(client: Client) -> Take:
    def take(number: int, prefix: Prefix, count: int) -> None:
        _post(client, f'/api/ipam/prefixes/{prefix.pk}/available-ips/', [{}] * count if count > 1 else {})

    return take


def _ours(client: Client) -> Take:
    held = [_hold() for _ in range(CLIENTS)]

    def take(number: int, prefix: Prefix, count: int) -> None:
        _post(client, PATH, {**held[number], 'prefix': prefix.pk, 'count': count})

    return take


def _hold() -> dict[str, int]:
    """Make a server whose request holds something already."""
    server = factories.make_server(factories.make_request(site=Site.objects.get(slug=SITE)))
    now = timezone.now()
    row = Hold.objects.create(request=server.request, held_at=now, expires_at=now + datetime.timedelta(days=30))
    return {'hold': row.pk, 'server': server.pk}


def _post(client: Client, path: str, body: Any) -> None:
    response = client.post(path, body, content_type='application/json')
    if response.status_code != 201:
        raise Differs(f'{path}: HTTP {response.status_code}: {response.content[:500]!r}')


def _check(theirs: Side, ours: Side) -> None:
    """Both give the lowest free address: the next one of a prefix that is filled from its first one on."""
    for side in (theirs, ours):
        before = _highest(side.small[0])
        side.take(0, side.small[0], 2)
        if (after := _highest(side.small[0])) != before + 2:
            raise Differs(f'two more addresses of {side.small[0]}: the highest is {after}, and was {before}')


def _highest(prefix: Prefix) -> int:
    rows = IPAddress.objects.filter(address__net_host_contained=str(prefix.prefix)).order_by('-address')
    return int(rows.first().address.ip)


def _one_client(theirs: Side, ours: Side) -> list[Verdict]:
    cases: tuple[tuple[str, Callable[[Side], None], float | None], ...] = (
        ('one address of a /22', lambda side: side.take(0, side.small[0], 1), None),
        ('one address of a half-full /16', lambda side: side.take(0, side.shared, 1), None),
        (f'{MANY} addresses of a /16 in one call', lambda side: side.take(0, side.shared, MANY), QUARTER),
    )
    verdicts = []
    for name, call, times in cases:
        peer, _ = ask('NetBox: available-ips', partial(call, theirs), rounds=5)
        measured, _ = ask(name, partial(call, ours), rounds=5)
        verdicts.append(Verdict(measured, peer, targets=(at_most_times(measured, peer, times),) if times else ()))
    return verdicts


def _many_clients(theirs: Side, ours: Side, calls: int) -> list[Verdict]:
    kinds: tuple[tuple[str, float, Callable[[Side, int], Prefix]], ...] = (
        ('a /22 each', SMALL, lambda side, number: side.small[number]),
        ('one half-full /16', HALF_FULL, lambda side, number: side.shared),
    )
    verdicts = []
    for clients in (1, CLIENTS):
        for what, times, prefix_of in kinds:
            name = f'one address, {clients} client{"s" if clients > 1 else ""}, {what}'
            peer = throughput(
                'NetBox: available-ips', _taker(theirs, prefix_of), clients=clients, calls=calls // clients
            )
            measured = throughput(name, _taker(ours, prefix_of), clients=clients, calls=calls // clients)
            verdicts.append(Verdict(measured, peer, targets=(at_least_faster(measured, peer, times),)))
    return verdicts


def _taker(side: Side, prefix_of: Callable[[Side, int], Prefix]) -> Callable[[int], None]:
    return lambda number: side.take(number, prefix_of(side, number), 1)
