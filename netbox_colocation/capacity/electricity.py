"""Electricity: what a rack's feeds can still carry. Pure.

Each feed is looked at alone: what one carries cannot be lent to another. A side (primary or redundant) offers its best
active feed. A rack with active feeds of both types is fed twice: when one side fails, the other carries everything that
hangs on it, so no more is left than on the weaker side; a server with two supplies needs both sides. A rack with feeds
of one type only offers that one. A policy may let a share of each feed lie idle (derating).

On a feed of three phases each leg carries a third, and a server of one phase needs one leg that has room for it. What
hangs on a leg that nobody recorded may hang on any.

NetBox's available power is in VA; the power factor is taken as 1, so 1 VA is 1 W. A known shortage is *short* even when
other draws are unknown: what is unknown only adds to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .estate import RackState, ServerNeed, total_draw
from .findings import ELECTRICITY, ENOUGH, SEVERITY, SHORT, UNKNOWN, Evidence, Finding, Judgement
from .power import Feed

__all__ = ('LEGS', 'findings', 'judge', 'left', 'limit', 'sides', 'unknown_draws')

LEGS = ('A', 'B', 'C')
NAMED = 5  # names in a sentence; the evidence has more
MOST_STATES = 1000


@dataclass(frozen=True, slots=True)
class _Offer:
    """What one feed says to the planned servers; `have` is the W left on it without them."""

    feed: Feed
    verdict: str
    code: str
    have: int


def limit(rack: RackState, feed: Feed) -> int:
    """Return the W that the feed may carry by the policy of the rack."""
    return feed.watts * rack.rules.derating_percent // 100


def left(rack: RackState, feed: Feed) -> int:
    """Return the W left on the feed without the planned servers; below 0 when too much hangs on it already."""
    return limit(rack, feed) - feed.load - rack.power.loose


def sides(rack: RackState) -> tuple[Feed | None, Feed | None]:
    """Return the active primary and the active redundant feed that have the most left; None for a side without one."""
    primary, redundant = (
        max(_active(rack, is_redundant=kind), key=lambda feed: left(rack, feed), default=None) for kind in (False, True)
    )
    return primary, redundant


def unknown_draws(rack: RackState) -> tuple[int, tuple[Evidence, ...]]:
    """Return how many draws nobody knows, of the rack's contents and the planned servers, and some of them."""
    planned = tuple(server.evidence for server in rack.planned if server.power_draw is None)
    return rack.power.unknown_count + len(planned), (*rack.power.unknown, *planned)


def judge(rack: RackState) -> Judgement:
    """Say whether the rack's feeds carry the planned servers, besides what hangs on them; `have` in W."""
    if not rack.power.feeds:
        return Judgement(UNKNOWN, 'no-feed-recorded', None)
    offers = _offers(rack)
    if not offers:
        return Judgement(SHORT, 'no-active-feed', 0)
    weaker = offers[0]
    is_paired = len(offers) > 1
    have = min(offer.have for offer in offers)
    if not is_paired and any(server.power_supplies > 1 for server in rack.planned):
        return Judgement(SHORT, 'no-second-feed', have)
    if weaker.verdict == SHORT:
        return Judgement(SHORT, weaker.code or ('feeds-full' if is_paired else 'feed-full'), have)
    if unknown_draws(rack)[0]:
        return Judgement(UNKNOWN, 'draw-unknown', have)
    if weaker.verdict == UNKNOWN:
        return Judgement(UNKNOWN, weaker.code, have)
    return Judgement(ENOUGH, 'feeds-carry' if is_paired else 'feed-carries', have)


def findings(racks: Sequence[RackState], unplaced: Sequence[ServerNeed]) -> list[Finding]:
    """Return one finding for every rack that is planned for, and one for all servers without a place."""
    found = [_finding(rack) for rack in racks]
    if unplaced:
        names = [server.name for server in unplaced]
        evidence = tuple(server.evidence for server in unplaced)
        need = total_draw(unplaced)
        found.append(Finding(ELECTRICITY, UNKNOWN, need, None, 'W', 'no-rack', {'servers': names}, evidence=evidence))
    return found


def _active(rack: RackState, *, is_redundant: bool) -> list[Feed]:
    return [feed for feed in rack.power.feeds if feed.is_active and feed.is_redundant == is_redundant]


def _offers(rack: RackState) -> list[_Offer]:
    """Return the best offer of each side that has one; the weaker one first."""
    draws = sorted((server.power_draw for server in rack.planned if server.power_draw), reverse=True)
    offers = []
    for is_redundant in (False, True):
        feeds = _active(rack, is_redundant=is_redundant)
        if feeds:
            offers.append(min((_offer(rack, feed, draws) for feed in feeds), key=_worth))
    return sorted(offers, key=_worth, reverse=True)


def _worth(offer: _Offer) -> tuple[int, int]:
    return SEVERITY[offer.verdict], -offer.have


def _offer(rack: RackState, feed: Feed, draws: list[int]) -> _Offer:
    have = left(rack, feed)
    if sum(draws) > have:
        return _Offer(feed, SHORT, '', have)
    if feed.phases == 3:
        least, most = _leg_rooms(rack, feed)
        if not _fit(most, draws):
            return _Offer(feed, SHORT, 'phase-full', have)
        if not _fit(least, draws):
            return _Offer(feed, UNKNOWN, 'phase-unknown', have)
    return _Offer(feed, ENOUGH, '', have)


def _leg_rooms(rack: RackState, feed: Feed) -> tuple[list[int], list[int]]:
    """Return the W left on each leg: at least (all that has no known leg counts on each), and at most."""
    most = [limit(rack, feed) // 3 - load for load in feed.legs]
    return [room - feed.unlegged - rack.power.loose for room in most], most


def _fit(rooms: list[int], draws: list[int]) -> bool:
    """Say whether every draw, the greatest first, finds a leg: each on the one with the most room, else by trial."""
    legs = sorted(rooms)
    for draw in draws:
        if draw > legs[-1]:
            return _fit_somehow(rooms, draws)
        legs[-1] -= draw
        legs.sort()
    return True


def _fit_somehow(rooms: list[int], draws: list[int]) -> bool:
    if draws[0] > max(rooms) or sum(draws) > sum(room for room in rooms if room > 0):
        return False
    states = {tuple(sorted(rooms))}
    for draw in draws:
        states = {
            tuple(sorted((*state[:leg], room - draw, *state[leg + 1 :])))
            for state in states
            for leg, room in enumerate(state)
            if draw <= room
        }
        if len(states) > MOST_STATES:  # dozens of servers that all draw differently: those that keep most room together
            states = set(sorted(states, key=lambda state: state[-1])[-MOST_STATES:])
    return bool(states)


def _finding(rack: RackState) -> Finding:
    judgement = judge(rack)
    planned = sum(server.power_draw or 0 for server in rack.planned)
    _count, unknown = unknown_draws(rack)
    panels = {feed.panel: feed.panel_name for feed in rack.power.feeds if feed.panel}
    evidence = (
        rack.evidence,
        *(Evidence(feed.name, 'dcim.powerfeed', feed.pk) for feed in rack.power.feeds),
        *(Evidence(name, 'dcim.powerpanel', pk) for pk, name in panels.items()),
        *unknown,
    )
    facts = _facts(rack, planned, judgement)
    need = total_draw(rack.planned)
    return Finding(ELECTRICITY, judgement.verdict, need, judgement.have, 'W', judgement.code, facts, evidence=evidence)


def _facts(rack: RackState, planned: int, judgement: Judgement) -> dict[str, object]:
    primary, redundant = sides(rack)
    count, unknown = unknown_draws(rack)
    offers = _offers(rack)
    weaker = offers[0].feed if offers else None
    facts: dict[str, object] = {
        'rack': rack.name,
        'feed': weaker.name if weaker else '',
        'primary': limit(rack, primary) if primary else 0,
        'redundant': limit(rack, redundant) if redundant else 0,
        'usable': limit(rack, weaker) if weaker else 0,
        'carried': weaker.load + rack.power.loose if weaker else 0,
        'load': rack.power.load,
        'held': rack.power.held,
        'planned': planned,
        'missing': max(0, planned - (judgement.have or 0)),
        'derating_percent': rack.rules.derating_percent,
        'inactive': [feed.name for feed in rack.power.feeds if not feed.is_active],
        'unknown': [item.label for item in unknown[:NAMED]],
        'unknown_count': count,
    }
    if weaker and weaker.phases == 3:
        facts |= _leg_facts(rack, weaker)
    return facts


def _leg_facts(rack: RackState, feed: Feed) -> dict[str, object]:
    leg = min(range(3), key=feed.legs.__getitem__)
    least, most = _leg_rooms(rack, feed)
    return {
        'leg': LEGS[leg],
        'leg_left': least[leg],
        'leg_left_at_most': most[leg],
        'imbalance': max(feed.legs) - min(feed.legs),
        'unlegged': feed.unlegged + rack.power.loose,
    }
