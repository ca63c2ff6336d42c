"""The address space of a site: which prefixes serve a request, what of them is free, and which addresses come next.

Nothing is enumerated, so a /64 costs as much as a /24. What is free is what NetBox itself would hand out (its usable
bounds, less addresses of any status, less ranges marked as populated), less two things that NetBox would hand out and
nobody wants: the areas of child prefixes, and prefixes marked as fully utilized.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import netaddr
from django.db import connection
from django.db.models import Q, QuerySet

from ipam.choices import PrefixStatusChoices
from ipam.models import IPAddress, IPRange, Prefix

from ..choices import AddressKindChoices
from ..conf import get_setting
from ..models import ColocationRequest, HeldAddress
from .estate import PrefixSpace

__all__ = ('next_free', 'read')

Interval = tuple[int, int]  # first and last address, both included


@dataclass(frozen=True, slots=True)
class Segment:
    """Addresses in a row of one prefix that may be handed out, unless an address row says that one is used."""

    prefix: int
    vrf: int | None
    version: int
    first: int
    last: int

    @property
    def bounds(self) -> tuple[str, str]:
        first, last = (str(netaddr.IPAddress(value, version=self.version)) for value in (self.first, self.last))
        return first, last


def read(request: ColocationRequest, paths: dict[int, tuple[int, ...]]) -> tuple[PrefixSpace, ...]:
    """Return the prefixes that serve the request's site, with what is free; in three queries."""
    prefixes = list(_prefixes(request))
    own = list(
        HeldAddress.objects.filter(hold__request=request, is_active=True, address__isnull=False)
        .order_by()
        .values_list('address', flat=True)
    )
    segments = _segments(prefixes)
    used = _used(segments, own)
    free: dict[int, int] = defaultdict(int)
    for segment, count in zip(segments, used, strict=True):
        free[segment.prefix] += segment.last - segment.first + 1 - count
    return tuple(
        PrefixSpace(
            pk=prefix.pk,
            name=str(prefix.prefix),
            kind=_kind(prefix),
            free=free[prefix.pk],
            location=prefix._location_id,
            depth=len(paths.get(prefix._location_id, ())),
        )
        for prefix in prefixes
    )


def next_free(prefix: Prefix, count: int) -> list[netaddr.IPAddress]:
    """Return the lowest `count` free addresses of a prefix, fewer when there are no more.

    Only lasting while NetBox's lock on handing out addresses is held (`compat.lock_available_addresses`).
    """
    found: list[netaddr.IPAddress] = []
    for segment in _segments([prefix]):
        for first, last in _gaps(segment, count - len(found)):
            found.extend(netaddr.iter_iprange(first, min(last, first + (count - len(found) - 1))))
            if len(found) == count:
                return found
    return found


def _prefixes(request: ColocationRequest) -> QuerySet[Prefix]:
    """Return the active prefixes of the two roles in the site, or in a location of it, that the applicant may use."""
    roles = (get_setting('public_prefix_role'), get_setting('private_prefix_role'))
    mine = Q(tenant=None) | Q(tenant=request.applicant_id) | Q(tenant=request.procedure.agency_id)
    return (
        Prefix.objects.filter(
            mine, _site=request.site_id, role__slug__in=roles, status=PrefixStatusChoices.STATUS_ACTIVE
        )
        .filter(mark_utilized=False)
        .select_related('role')
        .order_by('prefix', 'pk')
    )


def _kind(prefix: Prefix) -> str:
    is_public = prefix.role.slug == get_setting('public_prefix_role')
    if prefix.family == 4:
        return AddressKindChoices.PUBLIC_IPV4 if is_public else AddressKindChoices.PRIVATE_IPV4
    return AddressKindChoices.PUBLIC_IPV6 if is_public else AddressKindChoices.PRIVATE_IPV6


def _segments(prefixes: list[Prefix]) -> list[Segment]:
    """Return the parts of the prefixes' usable bounds that no populated range and no child prefix covers."""
    blocked = _blocked(prefixes)
    segments = []
    for prefix in prefixes:
        lowest, highest = (int(address) for address in prefix.usable_ip_bounds)
        for first, last in _without((lowest, highest), sorted(blocked[prefix.pk])):
            segments.append(Segment(prefix.pk, prefix.vrf_id, prefix.family, first, last))
    return segments


def _without(bounds: Interval, blocked: list[Interval]) -> Iterator[Interval]:
    first, end = bounds
    for start, last in blocked:
        if start > end:
            break
        if start > first:
            yield first, start - 1
        first = max(first, last + 1)
    if first <= end:
        yield first, end


_BLOCKED = """
SELECT parent.id, host(child_range.start_address), host(child_range.end_address)
FROM {prefix} parent JOIN {range} child_range
  ON child_range.mark_populated AND child_range.vrf_id IS NOT DISTINCT FROM parent.vrf_id
 AND host(child_range.start_address)::inet <= host(broadcast(parent.prefix))::inet
 AND host(child_range.end_address)::inet >= host(parent.prefix)::inet
WHERE parent.id = ANY(%s)
UNION ALL
SELECT parent.id, host(child.prefix), host(broadcast(child.prefix))
FROM {prefix} parent JOIN {prefix} child
  ON child.prefix << parent.prefix AND child.vrf_id IS NOT DISTINCT FROM parent.vrf_id
WHERE parent.id = ANY(%s)
"""


def _blocked(prefixes: list[Prefix]) -> dict[int, list[Interval]]:
    pks = [prefix.pk for prefix in prefixes]
    statement = _BLOCKED.format(prefix=Prefix._meta.db_table, range=IPRange._meta.db_table)
    blocked = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, [pks, pks])
        for pk, first, last in cursor.fetchall():
            blocked[pk].append((int(netaddr.IPAddress(first)), int(netaddr.IPAddress(last))))
    return blocked


# The form of NetBox's own index on the host part of an address; a mask does not matter.
_HOST = 'CAST(HOST(used.address) AS inet)'
_USED = """
SELECT (
    SELECT count(DISTINCT {host}) FROM {address} used
    WHERE {host} BETWEEN segment.first AND segment.last
      AND used.vrf_id IS NOT DISTINCT FROM segment.vrf AND used.id <> ALL(%s)
)
FROM unnest(%s::bigint[], %s::inet[], %s::inet[]) WITH ORDINALITY AS segment(vrf, first, last, number)
ORDER BY segment.number
"""


def _used(segments: list[Segment], own: list[int]) -> list[int]:
    """Return for each segment how many of its addresses are used, not counting the request's own."""
    bounds = [segment.bounds for segment in segments]
    vrfs = [segment.vrf for segment in segments]
    statement = _USED.format(host=_HOST, address=IPAddress._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, [own, vrfs, [first for first, _ in bounds], [last for _, last in bounds]])
        return [count for (count,) in cursor.fetchall()]


# A gap begins at the segment's first address when that is free, and after every used address whose next one is free.
_GAPS = """
WITH used AS (
    SELECT {host} AS host FROM {address} used
    WHERE {host} BETWEEN %(first)s AND %(last)s AND used.vrf_id IS NOT DISTINCT FROM %(vrf)s
), gap AS (
    SELECT %(first)s::inet AS first WHERE NOT EXISTS (SELECT FROM used WHERE host = %(first)s)
    UNION ALL
    SELECT DISTINCT host + 1 FROM used
    WHERE host < %(last)s AND NOT EXISTS (SELECT FROM used next WHERE next.host = used.host + 1)
)
SELECT host(first), host(coalesce((SELECT min(host) - 1 FROM used WHERE host > first), %(last)s))
FROM gap ORDER BY first LIMIT %(count)s
"""


def _gaps(segment: Segment, count: int) -> Iterator[tuple[netaddr.IPAddress, netaddr.IPAddress]]:
    """Yield the lowest `count` gaps of a segment."""
    first, last = segment.bounds
    statement = _GAPS.format(host=_HOST, address=IPAddress._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, {'first': first, 'last': last, 'vrf': segment.vrf, 'count': count})
        for start, end in cursor.fetchall():
            yield netaddr.IPAddress(start), netaddr.IPAddress(end)
