"""What changed between two looks at what a verdict rests on, one change at a time. Pure.

Better or worse is meant for the request: a change for the worse is one that could turn *enough* into something else.
What was not checked is not compared. A figure that is shared with the whole site counts as well: it is what the
approver read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .basis import Basis, PoolBasis, PrefixBasis, RackBasis
from .bitmaps import span
from .findings import ADDRESSES, COOLING, ELECTRICITY, OUTLETS, SEVERITY, UPS, WEIGHT, Evidence, Finding
from .power import Feed

__all__ = ('Difference', 'compare_bases', 'compare_findings')


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; `code` and `facts` make its sentence, `units` are the half units (start, length) that it is about."""

    code: str
    is_worse: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    rack: int = 0
    units: tuple[int, int] | None = None


def compare_bases(before: Basis, after: Basis) -> list[Difference]:
    """Return everything that changed, in the order of question, racks, pools, prefixes."""
    found = list(_servers(before, after))
    if before.scope != after.scope:
        found.append(Difference('question-changed', True))
    racks = {rack.pk: rack for rack in after.racks}
    placed = {place.rack for place in before.placements}
    for rack in before.racks:
        now = racks.get(rack.pk)
        if now is None:
            found.append(Difference('rack-gone', rack.pk in placed, {'rack': rack.name}))
        else:
            found += _rack(rack, now, before)
    found += _pools(before.pools, after.pools)
    found += _prefixes(before.prefixes, after.prefixes) if ADDRESSES in before.resources else ()
    return found


def compare_findings(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Difference]:
    """Yield what changed in the findings of resources that are judged again as a whole."""
    for index in range(max(len(before), len(after))):
        old = before[index] if index < len(before) else None
        new = after[index] if index < len(after) else None
        if old and new and (old.code, old.need, old.have) == (new.code, new.need, new.have):
            continue
        is_worse = new is not None and (
            old is None
            or SEVERITY[new.verdict] > SEVERITY[old.verdict]
            or (new.have is not None and old.have is not None and new.have < old.have)
        )
        facts = {'before': old.reason if old else '', 'after': new.reason if new else ''}
        finding = new or old
        yield Difference('finding-changed', is_worse, facts, finding.evidence if finding else ())


def _servers(before: Basis, after: Basis) -> Iterator[Difference]:
    for pk in dict.fromkeys([*before.servers, *after.servers]):
        old, new = before.servers.get(pk), after.servers.get(pk)
        if old != new:
            name = (new or old or {}).get('name', f'#{pk}')
            evidence = (Evidence(name, 'netbox_colocation.requestedserver', int(pk)),) if new else ()
            code = 'server-changed' if old and new else 'server-added' if new else 'server-removed'
            yield Difference(code, True, {'server': name}, evidence)


# -- Racks ------------------------------------------------------------------------------------------------------------


def _rack(before: RackBasis, after: RackBasis, basis: Basis) -> Iterator[Difference]:
    evidence = (Evidence(after.name, 'dcim.rack', after.pk),)
    facts = {'rack': after.name}
    resources = set(basis.resources)
    yield from _offer(before, after, facts, evidence)
    shape = (after.half_units, after.starting_unit, after.is_descending)
    if (before.half_units, before.starting_unit, before.is_descending) != shape:
        yield Difference('rack-rebuilt', True, facts, evidence)
    else:
        yield from _units(before, after, facts, evidence)
    if ELECTRICITY in resources:
        yield from _feeds(before, after, facts)
    if ELECTRICITY in resources and after.power.feeds:
        yield from _more('loose-load', before.power.loose, after.power.loose, facts, evidence)
    if resources & {ELECTRICITY, UPS, COOLING}:
        yield from _draws(before, after, facts, evidence, is_told='feed' if ELECTRICITY in resources else '')
    if OUTLETS in resources:
        yield from _outlets(before, after, facts, evidence)
    # Without a limit nobody can say that it is too much, whatever it is.
    if WEIGHT in resources and (before.weight.limit, after.weight.limit) != (None, None):
        yield from _less('weight-limit', before.weight.limit, after.weight.limit, facts, evidence, scale=1000)
        yield from _more('weight', before.weight.carried, after.weight.carried, facts, evidence, scale=1000)
        yield from _more('weight-unknown', before.weight.unknown_count, after.weight.unknown_count, facts, evidence)
    if COOLING in resources:
        yield from _less('cooling', before.cooling.capacity, after.cooling.capacity, facts, evidence)
        yield from _less('cooling-feeds', before.cooling.feeds, after.cooling.feeds, facts, evidence)
        if before.cooling.capability != after.cooling.capability:
            yield Difference('cooling-kind', True, facts, evidence)


def _offer(
    before: RackBasis, after: RackBasis, facts: dict[str, Any], evidence: tuple[Evidence, ...]
) -> Iterator[Difference]:
    # A search that leaves racks out ('unlocked') says nothing about them.
    was, is_now = (reason if reason != 'unlocked' else '' for reason in (before.not_offered, after.not_offered))
    if was != is_now:
        code = 'rack-not-offered' if is_now else 'rack-offered'
        yield Difference(code, bool(is_now), {**facts, 'reason': is_now}, evidence)
    if before.depth_mm != after.depth_mm:
        is_worse = after.depth_mm is not None and (before.depth_mm is None or after.depth_mm < before.depth_mm)
        yield Difference('rack-depth', is_worse, {**facts, 'depth_mm': after.depth_mm}, evidence)
    old, new = before.rules, after.rules
    if old != new:
        is_stricter = (
            new.derating_percent < old.derating_percent
            or new.units_kept_free > old.units_kept_free
            or (old.accepts_towers and not new.accepts_towers)
            or bool(new.unknown_blocks - old.unknown_blocks)
        )
        yield Difference('policy-changed', is_stricter, facts, evidence)
    if groups := sorted(set(after.shared_groups) - set(before.shared_groups)):
        yield Difference('group-shared', True, {**facts, 'groups': groups}, evidence)


def _units(
    before: RackBasis, after: RackBasis, facts: dict[str, Any], evidence: tuple[Evidence, ...]
) -> Iterator[Difference]:
    taken = (after.front & ~before.front) | (after.rear & ~before.rear)
    freed = (before.front & ~after.front) | (before.rear & ~after.rear)
    for code, bits in (('units-taken', taken), ('units-freed', freed & ~taken)):
        for start, length in _runs(bits):
            yield Difference(code, code == 'units-taken', facts, evidence, rack=after.pk, units=(start, length))


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """Yield the start and length of each row of set bits."""
    while bits:
        start = (bits & -bits).bit_length() - 1
        length = (~(bits >> start) & ((bits >> start) + 1)).bit_length() - 1
        yield start, length
        bits &= ~span(start, length)


def _feeds(before: RackBasis, after: RackBasis, facts: dict[str, Any]) -> Iterator[Difference]:
    feeds = {feed.pk: feed for feed in after.power.feeds}
    for old in before.power.feeds:
        new = feeds.pop(old.pk, None)
        if new is None:
            yield Difference('feed-gone', True, {**facts, 'feed': old.name})
            continue
        yield from _feed(old, new, {**facts, 'feed': new.name}, (Evidence(new.name, 'dcim.powerfeed', new.pk),))
    for new in feeds.values():
        yield Difference(
            'feed-new', False, {**facts, 'feed': new.name}, (Evidence(new.name, 'dcim.powerfeed', new.pk),)
        )


def _feed(old: Feed, new: Feed, facts: dict[str, Any], evidence: tuple[Evidence, ...]) -> Iterator[Difference]:
    if old.is_active != new.is_active:
        yield Difference('feed-on' if new.is_active else 'feed-off', not new.is_active, facts, evidence)
    if (old.is_redundant, old.phases, old.panel) != (new.is_redundant, new.phases, new.panel):
        yield Difference('feed-changed', True, facts, evidence)
    yield from _less('feed-limit', old.watts, new.watts, facts, evidence)
    yield from _more('feed-load', old.load, new.load, facts, evidence)
    if old.load == new.load and (old.legs, old.unlegged) != (new.legs, new.unlegged):
        is_worse = max(new.legs) + new.unlegged > max(old.legs) + old.unlegged
        yield Difference('feed-legs', is_worse, facts, evidence)


def _draws(
    before: RackBasis, after: RackBasis, facts: dict[str, Any], evidence: tuple[Evidence, ...], *, is_told: str
) -> Iterator[Difference]:
    """What the rack draws in all, unless its feeds tell that already; and what nobody knows."""
    tells = {feed.pk: feed.load for feed in before.power.feeds} != {feed.pk: feed.load for feed in after.power.feeds}
    if not (is_told and (tells or before.power.loose != after.power.loose)):
        old, new = (side.power.load + side.power.held for side in (before, after))
        yield from _more('rack-load', old, new, facts, evidence)
    yield from _more('draw-unknown', before.power.unknown_count, after.power.unknown_count, facts, evidence)


def _outlets(
    before: RackBasis, after: RackBasis, facts: dict[str, Any], evidence: tuple[Evidence, ...]
) -> Iterator[Difference]:
    free: tuple[dict[tuple[str, int, str], int], ...] = ({}, {})
    for counts, side in zip(free, (before, after), strict=True):
        for group in side.power.outlets:
            key = (group.type, group.feed, group.leg)
            counts[key] = counts.get(key, 0) + group.count
    old, new = free
    if old != new:
        is_worse = any(new.get(key, 0) < count for key, count in old.items())
        sums = {'before': sum(old.values()), 'after': sum(new.values())}
        yield Difference('outlets', is_worse, {**facts, **sums}, evidence)
    elif before.power.has_outlets != after.power.has_outlets:
        yield Difference('outlets', True, {**facts, 'before': 0, 'after': 0}, evidence)


# -- Shared with others -----------------------------------------------------------------------------------------------


def _pools(before: Iterable[PoolBasis], after: Iterable[PoolBasis]) -> Iterator[Difference]:
    pools = {pool.pk: pool for pool in after}
    for old in before:
        new = pools.pop(old.pk, None)
        if new is None:
            yield Difference('pool-gone', True, {'pool': old.name})
            continue
        facts = {'pool': new.name, 'unit': 'W' if new.kind == UPS else 'kbit/s'}
        evidence = (Evidence(new.name, 'netbox_colocation.capacitypool', new.pk),)
        if (old.capacity, old.reserve_percent) != (new.capacity, new.reserve_percent):
            is_worse = _promisable(new) < _promisable(old) or new.capacity is None
            amounts = {'before': old.capacity, 'after': new.capacity, 'reserve_percent': new.reserve_percent}
            yield Difference('pool-capacity', is_worse, {**facts, **amounts}, evidence)
        yield from _more('pool-used', old.used, new.used, facts, evidence)
        yield from _more('pool-unknown', old.unknown, new.unknown, facts, evidence)
    for new in pools.values():
        evidence = (Evidence(new.name, 'netbox_colocation.capacitypool', new.pk),)
        yield Difference('pool-new', True, {'pool': new.name}, evidence)


def _promisable(pool: PoolBasis) -> int:
    return (pool.capacity or 0) * (100 - pool.reserve_percent)


def _prefixes(before: Iterable[PrefixBasis], after: Iterable[PrefixBasis]) -> Iterator[Difference]:
    prefixes = {prefix.pk: prefix for prefix in after}
    for old in before:
        new = prefixes.pop(old.pk, None)
        if new is None:
            yield Difference('prefix-gone', True, {'prefix': old.name})
            continue
        # Of a large prefix only a piece is counted, and not always the same one.
        if old.free == new.free or (old.is_least and new.is_least):
            continue
        facts = {'prefix': new.name, 'before': old.free, 'after': new.free}
        yield Difference('prefix-free', new.free < old.free, facts, (Evidence(new.name, 'ipam.prefix', new.pk),))
    for new in prefixes.values():
        yield Difference('prefix-new', False, {'prefix': new.name}, (Evidence(new.name, 'ipam.prefix', new.pk),))


# -- Amounts ----------------------------------------------------------------------------------------------------------


def _more(
    code: str, before: int, after: int, facts: Mapping[str, Any], evidence: tuple[Evidence, ...], *, scale: int = 1
) -> Iterator[Difference]:
    """Say that a burden grew or shrank."""
    if before != after:
        amount = abs(after - before) / scale
        yield Difference(
            f'{code}-{"more" if after > before else "less"}', after > before, {**facts, 'amount': amount}, evidence
        )


def _less(
    code: str,
    before: int | None,
    after: int | None,
    facts: Mapping[str, Any],
    evidence: tuple[Evidence, ...],
    *,
    scale: int = 1,
) -> Iterator[Difference]:
    """Say that a limit shrank or grew; None is one that nobody knows, and one that becomes known may be too small."""
    if before != after:
        is_worse = before is None or after is None or after < before
        amounts = {
            'before': None if before is None else before / scale,
            'after': None if after is None else after / scale,
        }
        yield Difference(code, is_worse, {**facts, **amounts}, evidence)
