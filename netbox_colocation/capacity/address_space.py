"""The address space of a site: which prefixes serve a request, what of them is free, and which addresses come next.

Nothing is enumerated, so a /64 costs as much as a /24. What is free is what NetBox itself would hand out (its usable
bounds, less addresses of any status, less ranges marked as populated), less two things that NetBox would hand out and
nobody wants: the areas of child prefixes, and prefixes marked as fully utilized.

A prefix serves a site by its scope (the site, a location of it, a region or site group around it); without one, by its
VLAN's site or the scope of its VLAN's group. Prefixes that serve and give nothing are in the answer with the reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import netaddr
from django.db import connection
from django.db.models import Q

from dcim.models import Location, Region, Site, SiteGroup
from ipam.choices import PrefixStatusChoices, VLANStatusChoices
from ipam.models import IPAddress, IPRange, Prefix

from ..choices import AddressKindChoices
from ..conf import get_setting
from ..models import AddressHint, HeldAddress
from .address_search import HOST, next_free
from .estate import PrefixSpace
from .locations import labels_of
from .questions import Question

__all__ = ('Counted', 'count_free', 'next_free', 'read')

Interval = tuple[int, int]  # first and last address, both included

# Up to this many addresses (a /16) are counted exactly; of larger prefixes, this many from the hint on.
COUNTED = 2**16
# Around a site, less local than anything in it (see `PrefixSpace.depth`).
AROUND_SITE = -1


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


@dataclass(frozen=True, slots=True)
class Scope:
    """The site with the regions and site groups around it, and its locations with those above each."""

    site: int
    regions: frozenset[int]
    groups: frozenset[int]
    paths: Mapping[int, tuple[int, ...]]

    @property
    def condition(self) -> Q:
        """Of the prefixes whose scope, or without one whose VLAN, serves the site."""
        around = Q(scope_type__model='region', scope_type__app_label='dcim', scope_id__in=self.regions)
        around |= Q(scope_type__model='sitegroup', scope_type__app_label='dcim', scope_id__in=self.groups)
        by_vlan = Q(vlan__site=self.site)
        for model, pks in (
            (Site, {self.site}),
            (Location, set(self.paths)),
            (Region, self.regions),
            (SiteGroup, self.groups),
        ):
            by_vlan |= Q(
                vlan__site=None,
                vlan__group__scope_type__app_label='dcim',
                vlan__group__scope_type__model=model._meta.model_name,
                vlan__group__scope_id__in=pks,
            )
        return Q(_site=self.site) | around | (Q(scope_id=None) & by_vlan)

    def location_of(self, prefix: Prefix) -> int | None:
        """Return the location of the site that the prefix is for; None when it is for more than one."""
        if prefix.scope_id is not None:
            return prefix._location_id
        group = prefix.vlan.group if prefix.vlan_id and prefix.vlan.site_id is None else None
        if group is not None and group.scope_type.model == 'location':
            return group.scope_id
        return None

    def depth_of(self, prefix: Prefix) -> int:
        location = self.location_of(prefix)
        if location is not None:
            return len(self.paths.get(location, ()))
        if prefix.scope_id is not None:
            return 0 if prefix._site_id else AROUND_SITE
        is_of_site = prefix.vlan.site_id or prefix.vlan.group.scope_type.model == 'site'
        return 0 if is_of_site else AROUND_SITE


def read(question: Question, paths: dict[int, tuple[int, ...]], *, need: Mapping[str, int]) -> tuple[PrefixSpace, ...]:
    """Return the prefixes of the kinds that are needed which serve the site, with what is free of each.

    `paths` has the site's locations, each with those above it and itself. What the question's request holds itself
    counts as free. A prefix of more than a /16 is counted as far as the need goes. The number of queries does not
    depend on how many prefixes, ranges or addresses there are.
    """
    wanted = {kind: count for kind, count in need.items() if count > 0}
    if not wanted:
        return ()
    scope = _scope(question, paths)
    prefixes = {prefix.pk: prefix for prefix in _prefixes(scope, wanted) if _kind(prefix) in wanted}
    reasons = {pk: _not_offered(prefix, question) for pk, prefix in prefixes.items()}
    offered = [prefix for pk, prefix in prefixes.items() if not reasons[pk]]
    needs = {prefix.pk: wanted[_kind(prefix)] for prefix in offered}
    free, uncounted = _count(offered, needs, own=_held_by(question))
    return tuple(
        PrefixSpace(
            pk=prefix.pk,
            name=str(prefix.prefix),
            kind=_kind(prefix),
            free=free.get(prefix.pk, 0),
            location=scope.location_of(prefix),
            depth=scope.depth_of(prefix),
            is_least=prefix.pk in uncounted,
            not_offered=reasons[prefix.pk],
        )
        for prefix in prefixes.values()
    )


def _scope(question: Question, paths: dict[int, tuple[int, ...]]) -> Scope:
    region, group = Site.objects.filter(pk=question.site).values_list('region__path', 'group__path').get()
    return Scope(question.site, frozenset(labels_of(region)), frozenset(labels_of(group)), paths)


def _held_by(question: Question) -> list[int]:
    if question.request is None:
        return []
    held = HeldAddress.objects.filter(hold__request=question.request, is_active=True, address__isnull=False)
    return list(held.order_by().values_list('address', flat=True))


def _prefixes(scope: Scope, kinds: Mapping[str, int]) -> list[Prefix]:
    """Return the prefixes of the roles that serve the site, offered or not."""
    roles = {get_setting(f'{kind.split("-")[0]}_prefix_role') for kind in kinds}
    rows = Prefix.objects.filter(scope.condition, role__slug__in=roles).order_by('prefix', 'pk')
    return list(rows.select_related('role', 'vrf', 'vlan__group__scope_type'))


def _kind(prefix: Prefix) -> str:
    is_public = prefix.role.slug == get_setting('public_prefix_role')
    if prefix.family == 4:
        return AddressKindChoices.PUBLIC_IPV4 if is_public else AddressKindChoices.PRIVATE_IPV4
    return AddressKindChoices.PUBLIC_IPV6 if is_public else AddressKindChoices.PRIVATE_IPV6


def _not_offered(prefix: Prefix, question: Question) -> str:
    """Return why nothing is taken from the prefix, '' when it is offered. VRF and VLAN may belong to somebody too."""
    if prefix.status == PrefixStatusChoices.STATUS_CONTAINER:
        return 'container'
    if prefix.status != PrefixStatusChoices.STATUS_ACTIVE:
        return 'status'
    owners = {prefix.tenant_id} | {row.tenant_id for row in (prefix.vrf, prefix.vlan) if row is not None}
    if not owners <= question.tenants:
        return 'tenant'
    if prefix.vlan is not None and prefix.vlan.status == VLANStatusChoices.STATUS_DEPRECATED:
        return 'vlan'
    return 'utilized' if prefix.mark_utilized else ''


# -- Counting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """A prefix's addresses: `usable` without the areas of child prefixes and populated ranges, and `free` of them.

    `is_all` False: it is so large that only a piece was looked at, and `free` is the least that is free.
    """

    usable: int
    free: int
    is_all: bool


def count_free(prefixes: list[Prefix]) -> dict[int, Counted]:
    """Return how many addresses there are in each and how many are free, held ones being used; in four queries."""
    blocked = _blocked(prefixes)
    free, uncounted = _count(prefixes, dict.fromkeys((prefix.pk for prefix in prefixes), 1), own=[])
    usable = {
        prefix.pk: sum(last - first + 1 for first, last in _without(_bounds(prefix), blocked[prefix.pk]))
        for prefix in prefixes
    }
    return {pk: Counted(usable[pk], count, pk not in uncounted) for pk, count in free.items()}


def _count(prefixes: list[Prefix], needs: Mapping[int, int], *, own: list[int]) -> tuple[dict[int, int], set[int]]:
    """Return how many addresses are free in each, and the prefixes that may have more.

    Of a large prefix, a piece is looked at first, from its hint on; only when that piece gives too little, all of it.
    """
    blocked = _blocked(prefixes)
    hints = _hints([prefix.pk for prefix in prefixes if prefix.usable_size > COUNTED])
    first_look = {prefix.pk: _piece(prefix, hints.get(prefix.pk), needs[prefix.pk]) for prefix in prefixes}
    free = _free(prefixes, first_look, blocked, own)
    is_all = {prefix.pk: first_look[prefix.pk] == _bounds(prefix) for prefix in prefixes}
    short = [prefix for prefix in prefixes if not is_all[prefix.pk] and free[prefix.pk] < needs[prefix.pk]]
    if short:
        free |= _free(short, {prefix.pk: _bounds(prefix) for prefix in short}, blocked, own)
    return free, {pk for pk, everything in is_all.items() if not everything} - {prefix.pk for prefix in short}


def _bounds(prefix: Prefix) -> Interval:
    lowest, highest = prefix.usable_ip_bounds
    return int(lowest), int(highest)


def _hints(pks: list[int]) -> dict[int, int]:
    rows = AddressHint.objects.filter(pk__in=pks).values_list('pk', 'address')
    return {pk: int(netaddr.IPAddress(address)) for pk, address in rows}


def _piece(prefix: Prefix, hint: int | None, need: int) -> Interval:
    lowest, highest = _bounds(prefix)
    if highest - lowest < COUNTED:
        return lowest, highest
    first = lowest if hint is None else min(max(hint, lowest), highest)
    last = first + max(COUNTED, 64 * (need + 1000)) - 1
    return (first, last) if last < highest else (lowest, highest) if first == lowest else (first, highest)


def _free(
    prefixes: list[Prefix], bounds: Mapping[int, Interval], blocked: Mapping[int, list[Interval]], own: list[int]
) -> dict[int, int]:
    segments = [
        Segment(prefix.pk, prefix.vrf_id, prefix.family, first, last)
        for prefix in prefixes
        for first, last in _without(bounds[prefix.pk], blocked[prefix.pk])
    ]
    free = dict.fromkeys((prefix.pk for prefix in prefixes), 0)
    for segment, count in zip(segments, _used(segments, own), strict=True):
        free[segment.prefix] += segment.last - segment.first + 1 - count
    return free


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
    """Return for each prefix the areas of its populated ranges and child prefixes, in their order."""
    pks = [prefix.pk for prefix in prefixes]
    statement = _BLOCKED.format(prefix=Prefix._meta.db_table, range=IPRange._meta.db_table)
    blocked = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, [pks, pks])
        for pk, first, last in cursor.fetchall():
            blocked[pk].append((int(netaddr.IPAddress(first)), int(netaddr.IPAddress(last))))
    for areas in blocked.values():
        areas.sort()
    return blocked


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
    statement = _USED.format(host=HOST.format(row='used', column='address'), address=IPAddress._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, [own, vrfs, [first for first, _ in bounds], [last for _, last in bounds]])
        return [count for (count,) in cursor.fetchall()]
