"""Finding a place, against an obvious slow way: unit by unit, over random racks."""

from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.capacity import bitmaps, placement
from netbox_colocation.capacity.estate import Demand, Estate, RackState, ServerNeed
from netbox_colocation.capacity.findings import Evidence

FACES = ('front', 'rear')
SITE = Evidence('Padang', 'dcim.site', 1)


@st.composite
def racks(draw, pk):
    half_units = 2 * draw(st.integers(1, 12))
    return RackState(
        pk=pk,
        name=f'R{pk}',
        locations=frozenset(),
        half_units=half_units,
        starting_unit=draw(st.integers(1, 5)),
        is_descending=draw(st.booleans()),
        front=draw(st.integers(0, 2**half_units - 1)) & draw(st.integers(0, 2**half_units - 1)),
        rear=draw(st.integers(0, 2**half_units - 1)) & draw(st.integers(0, 2**half_units - 1)),
        depth_mm=draw(st.sampled_from([None, 700, 900])),
        not_offered=draw(st.sampled_from(['', '', '', 'status'])),
    )


@st.composite
def servers(draw, pk):
    return ServerNeed(
        pk=pk,
        name=f'S{pk}',
        half_units=draw(st.integers(1, 8)),
        is_full_depth=draw(st.booleans()),
        depth_mm=draw(st.sampled_from([None, 600, 800])),
    )


@st.composite
def estates(draw):
    rows = [draw(racks(pk)) for pk in range(1, draw(st.integers(0, 4)) + 1)]
    return Estate(scope=SITE, locations=frozenset(), racks=tuple(rows))


@st.composite
def demands(draw):
    return Demand(tuple(draw(servers(pk)) for pk in range(1, draw(st.integers(1, 5)) + 1)))


class SlowRack:
    """A rack as a person sees it: a list of half units on each face."""

    def __init__(self, rack):
        self.rack = rack
        self.taken = {
            'front': [bool(rack.front >> half & 1) for half in range(rack.half_units)],
            'rear': [bool(rack.rear >> half & 1) for half in range(rack.half_units)],
        }

    def faces(self, server):
        return FACES if server.is_full_depth else ('front',)

    def start(self, server):
        halves = range(self.rack.half_units)
        for start in reversed(halves) if self.rack.is_descending else halves:
            if server.half_units % 2 == 0 and start % 2 == 1:
                continue
            if start + server.half_units > self.rack.half_units:
                continue
            if not any(
                self.taken[face][start + half] for face in self.faces(server) for half in range(server.half_units)
            ):
                return start
        return None

    def suits(self, server):
        rack = self.rack
        is_deep_enough = rack.depth_mm is None or server.depth_mm is None or server.depth_mm <= rack.depth_mm
        return not rack.not_offered and is_deep_enough and self.start(server) is not None

    def free(self):
        return sum(not half for face in FACES for half in self.taken[face])

    def put(self, server):
        start = self.start(server)
        for face in self.faces(server):
            for half in range(start, start + server.half_units):
                self.taken[face][half] = True
        return start


def slow_places(estate, demand):
    rows = [SlowRack(rack) for rack in estate.racks]
    places = {}
    ordered = sorted(demand.servers, key=lambda server: server.is_full_depth, reverse=True)
    for server in sorted(ordered, key=lambda server: server.half_units, reverse=True):
        suitable = [row for row in rows if row.suits(server)]
        if suitable:
            chosen = min(suitable, key=lambda row: row.free())
            start = chosen.put(server)
            places[server.pk] = (chosen.rack.pk, chosen.rack.starting_unit + start / 2)
    return places


@given(estates(), demands())
def test_fast_rule_gives_the_places_of_the_slow_one(estate, demand):
    placing = placement.place(estate, demand, resources=())

    assert {place.server: (place.rack, place.position) for place in placing.placements} == slow_places(estate, demand)
    assert len(placing.placements) + len(placing.unplaced) == len(demand.servers)


@given(st.integers(0, 2**40 - 1), st.integers(1, 12))
def test_largest_gap_is_the_largest_that_fits(free, length):
    largest = bitmaps.largest_gap(free, length)
    step = 1 if length % 2 else 2

    if largest:
        assert any(bitmaps.span(start, largest) & ~free == 0 for start in range(0, 41, step))
    assert not any(bitmaps.span(start, largest + step) & ~free == 0 for start in range(0, 41, step))
