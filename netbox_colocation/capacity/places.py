"""Find places: the best racks for a demand, and for every other rack of the scope why it is none."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from . import placement, snapshot
from .collecting import uncollected
from .estate import Demand, Estate, RackState, ServerNeed
from .findings import PLACE, RESOURCES, SHORT, Placement
from .placement import JUDGES, Rank
from .questions import Question
from .rack_answers import RackAnswer, answer_for

__all__ = ('RankedPlace', 'explain_racks', 'find_places')

# What a rack alone decides.
RACK_RESOURCES = frozenset({PLACE, *JUDGES})


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """A rack, or for several servers a set of racks, that takes the whole demand.

    Attributes:
        number: its rank, 1 is the best.
        score: 0-100: how much of the rack would be taken, where racks are filled one after the other; how much would be
            left, where they are spread. Of several racks the mean.
        placements: one for each server.
        racks: the racks with the servers in them.
        watts_left: W that the weakest of the racks could still give; None when nobody knows.
    """

    number: int
    score: int
    placements: tuple[Placement, ...]
    racks: tuple[RackState, ...]
    watts_left: int | None

    def as_dict(self) -> dict[str, Any]:
        return {
            'number': self.number,
            'score': self.score,
            'placements': [entry.as_dict() for entry in self.placements],
            'watts_left': self.watts_left,
        }


def find_places(
    question: Question,
    demand: Demand,
    *,
    now: datetime.datetime,
    limit: int = 10,
    resources: Collection[str] = RESOURCES,
    offered: Collection[int] | None = None,
) -> list[RankedPlace]:
    """Return the best places for the whole demand, all servers or none, best first, at most `limit`.

    The first one is what a capacity check would propose. Each further one leaves out a rack of those before it: for a
    single server simply the next best rack. What a site shares (UPS, addresses and the like) is not looked at. Only
    places where nothing that matters is short are named, and with `offered` only in these racks.
    """
    if not demand.servers:
        return []
    resources = RACK_RESOURCES & frozenset(resources)
    spare = limit * len(demand.servers)
    estate = snapshot.read_promising(question, demand, resources, spare=spare) if offered is None else None
    found = _ranked(estate, demand, resources, limit) if estate else []
    if len(found) < limit:
        estate = snapshot.read_estate(question, demand, resources)
        estate = estate if offered is None else estate.offering_only(frozenset(offered))
        found = _ranked(estate, demand, resources, limit)
    return found


def explain_racks(
    question: Question, demand: Demand, *, now: datetime.datetime, resources: Collection[str] = RESOURCES
) -> list[RackAnswer]:
    """Say of every rack of the site whether the whole demand fits in it alone, and if not, why and what would help."""
    resources = RACK_RESOURCES & frozenset(resources)
    servers = placement.in_turn(demand)
    with uncollected():
        estate = snapshot.read_estate(question, demand, resources)
        return [answer_for(rack, servers, estate.group_racks, resources) for rack in estate.racks]


def _ranked(estate: Estate, demand: Demand, resources: Collection[str], limit: int) -> list[RankedPlace]:
    if len(demand.servers) == 1:
        return _ranked_racks(estate, demand.servers[0], resources, limit)
    found: list[RankedPlace] = []
    while len(found) < limit:
        placing = placement.place(estate, demand, resources)
        if placing.unplaced or any(_is_short(rack, resources) for rack in placing.planned_racks):
            break
        found.append(_ranked_place(len(found) + 1, placing.placements, placing.planned_racks))
        # The next set of racks does without the rack that took the first server.
        first = placing.placements[0].rack
        estate = estate.offering_only(frozenset(rack.pk for rack in estate.racks if rack.pk != first))
    return found


def _ranked_racks(estate: Estate, server: ServerNeed, resources: Collection[str], limit: int) -> list[RankedPlace]:
    fitting: list[tuple[Rank, int, tuple[Placement, ...], RackState]] = []
    for order, rack in enumerate(estate.racks):
        filled = placement.fill(rack, [server], estate.group_racks)
        if filled is not None:
            fitting.append((placement.rank(rack, server, resources), order, *filled))
    fitting.sort(key=lambda entry: entry[:2])
    good = [entry for entry in fitting if entry[0][0] < 2]
    return [
        _ranked_place(number, placements, (rack,))
        for number, (_rank, _order, placements, rack) in enumerate(good[:limit], start=1)
    ]


def _ranked_place(number: int, placements: tuple[Placement, ...], racks: tuple[RackState, ...]) -> RankedPlace:
    left = [_watts_left(rack) for rack in racks]
    return RankedPlace(
        number=number,
        score=round(sum(_score(rack) for rack in racks) / len(racks)),
        placements=placements,
        racks=racks,
        watts_left=None if None in left else min(entry for entry in left if entry is not None),
    )


def _score(rack: RackState) -> float:
    share = 1 - rack.free_count / (2 * rack.half_units)
    return 100 * (1 - share if rack.rules.fill_order == 'spread' else share)


def _watts_left(rack: RackState) -> int | None:
    judgement = JUDGES['electricity'](rack)
    if judgement.have is None:
        return None
    return int(judgement.have) - sum(server.power_draw or 0 for server in rack.planned)


def _is_short(rack: RackState, resources: Collection[str]) -> bool:
    return any(judge(rack).verdict == SHORT for resource, judge in JUDGES.items() if resource in resources)
