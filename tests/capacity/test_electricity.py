"""What the feeds of a rack carry, without a database."""

import itertools
import json
from dataclasses import asdict, replace

from hypothesis import given
from hypothesis import strategies as st

from netbox_colocation.capacity import electricity
from netbox_colocation.capacity.estate import RackRules, RackState, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, SHORT, UNKNOWN, Evidence
from netbox_colocation.capacity.power import Feed, RackPower
from netbox_colocation.capacity.wording import put_into_words

A = Feed(1, 'A', is_redundant=False, is_active=True, watts=1000, panel=11, panel_name='Panel A')
B = Feed(2, 'B', is_redundant=True, is_active=True, watts=1000, panel=12, panel_name='Panel B')
A3 = replace(A, watts=3000, phases=3)
B3 = replace(B, watts=3000, phases=3)
SILENT = Evidence('old-server', 'dcim.device', 9)


def server(**overrides):
    return ServerNeed(**{'pk': 1, 'name': 'web', 'half_units': 2, 'power_draw': 200, 'power_supplies': 2, **overrides})


def rack(*planned, feeds=(A, B), derating=100, **power):
    return RackState(
        pk=1,
        name='R1',
        locations=frozenset(),
        half_units=20,
        power=RackPower(feeds=feeds, **power),
        rules=RackRules(derating_percent=derating),
        planned=planned,
    )


def only(state):
    """Return the rack's finding, which can be put into words and says what its judgement says."""
    (finding,) = electricity.findings([state], [])
    judgement = electricity.judge(state)
    assert (finding.verdict, finding.code, finding.have) == (judgement.verdict, judgement.code, judgement.have)
    assert put_into_words(finding).reason
    return finding


class TestPair:
    def test_survivor_carries_everything_that_hangs_on_it(self):
        """NetBox adds A and B and shows 60 % here; after the loss of one feed it would be 120 %."""
        full = (replace(A, load=1000), replace(B, load=1000))

        finding = only(rack(server(), feeds=full))

        assert (finding.verdict, finding.code, finding.need, finding.have) == (SHORT, 'feeds-full', 200, 0)
        assert finding.facts['missing'] == 200

    def test_exactly_full_is_enough(self):
        assert only(rack(server(power_draw=1000))).code == 'feeds-carry'
        assert only(rack(server(power_draw=1001))).verdict == SHORT

    def test_weaker_side_counts(self):
        finding = only(rack(server(), feeds=(A, replace(B, watts=150))))

        assert (finding.have, finding.facts['feed']) == (150, 'B')

    def test_feeds_of_one_side_do_not_lend_each_other(self):
        """600 W fit on neither of two feeds with 500 W left, although 1000 W are left on both together."""
        two = (replace(A, load=500), replace(A, pk=3, load=500), B)

        assert only(rack(server(power_draw=600), feeds=two)).verdict == SHORT
        assert only(rack(server(power_draw=500), feeds=two)).verdict == ENOUGH

    def test_side_offers_its_best_active_feed(self):
        feeds = (replace(A, load=900), replace(A, pk=3, name='A2', load=100), replace(A, pk=4, is_active=False), B)

        assert only(rack(server(power_draw=900), feeds=feeds)).verdict == ENOUGH

    def test_what_hangs_on_no_known_feed_counts_on_each(self):
        assert only(rack(server(), loose=800)).verdict == ENOUGH
        assert only(rack(server(), loose=801)).verdict == SHORT

    def test_planned_servers_add_up(self):
        assert only(rack(server(power_draw=600), server(pk=2, power_draw=401))).facts['missing'] == 1

    def test_two_supplies_need_both_sides(self):
        failed = (A, replace(B, is_active=False))

        assert only(rack(server(), feeds=failed)).code == 'no-second-feed'
        assert only(rack(server(power_supplies=1), feeds=failed)).code == 'feed-carries'

    def test_no_active_feed_is_short(self):
        assert only(rack(server(), feeds=(replace(A, is_active=False),))).code == 'no-active-feed'

    def test_policy_may_let_a_share_of_each_feed_lie_idle(self):
        finding = only(rack(server(power_draw=801), derating=80))

        assert (finding.verdict, finding.have, finding.facts['usable']) == (SHORT, 800, 800)

    def test_rack_without_recorded_feeds_is_unknown(self):
        finding = only(rack(server(), feeds=()))

        assert (finding.verdict, finding.code, finding.have) == (UNKNOWN, 'no-feed-recorded', None)


class TestUnknown:
    def test_unknown_draw_is_unknown_and_named(self):
        finding = only(rack(server(), unknown=(SILENT,), unknown_count=1))

        assert (finding.verdict, finding.facts['unknown']) == (UNKNOWN, ['old-server'])
        assert SILENT in finding.evidence

    def test_unknown_draw_of_a_planned_server_is_never_0(self):
        finding = only(rack(server(power_draw=None)))

        assert (finding.verdict, finding.need, finding.facts['unknown']) == (UNKNOWN, None, ['web'])

    def test_known_shortage_is_short_whatever_is_unknown(self):
        assert only(rack(server(), unknown=(SILENT,), unknown_count=1, loose=950)).verdict == SHORT

    def test_count_says_how_many_are_unknown_beyond_those_named(self):
        finding = only(rack(server(), unknown=(SILENT,) * 20, unknown_count=300))

        assert (finding.facts['unknown_count'], len(finding.facts['unknown'])) == (300, 5)

    def test_server_without_a_place_has_no_feeds(self):
        (finding,) = electricity.findings([], [server(), server(pk=2)])

        assert (finding.verdict, finding.code, finding.need) == (UNKNOWN, 'no-rack', 400)


class TestPhases:
    def test_server_needs_a_leg_that_carries_it(self):
        """1500 W are left on the feed, but 500 W on each leg."""
        loaded = replace(A3, load=1500, legs=(500, 500, 500))

        assert only(rack(server(power_supplies=1, power_draw=500), feeds=(loaded,))).verdict == ENOUGH
        assert only(rack(server(power_supplies=1, power_draw=501), feeds=(loaded,))).code == 'phase-full'

    def test_least_loaded_leg_and_the_imbalance_are_named(self):
        uneven = replace(A3, load=1500, legs=(900, 100, 500))

        facts = only(rack(server(power_supplies=1, power_draw=950), feeds=(uneven,))).facts

        assert (facts['leg'], facts['leg_left'], facts['imbalance']) == ('B', 900, 800)

    def test_each_of_several_servers_needs_its_leg(self):
        """Three servers of 600 W find one leg each; a fourth finds 400 W on each."""
        servers = [server(pk=pk, power_supplies=1, power_draw=600) for pk in range(4)]

        assert only(rack(*servers[:3], feeds=(A3,))).verdict == ENOUGH
        assert only(rack(*servers, feeds=(A3,))).code == 'phase-full'

    def test_load_on_an_unrecorded_leg_may_hang_on_any(self):
        unlegged = replace(A3, load=600, unlegged=600)

        assert only(rack(server(power_supplies=1, power_draw=400), feeds=(unlegged,))).verdict == ENOUGH
        assert only(rack(server(power_supplies=1, power_draw=401), feeds=(unlegged,))).code == 'phase-unknown'

    def test_loose_load_may_hang_on_any_leg(self):
        assert only(rack(server(power_draw=500), feeds=(A3, B3), loose=500)).verdict == ENOUGH
        assert only(rack(server(power_draw=501), feeds=(A3, B3), loose=500)).code == 'phase-unknown'

    def test_one_side_with_a_full_phase_is_short(self):
        assert only(rack(server(), feeds=(A3, replace(B3, load=2700, legs=(900, 900, 900))))).code == 'phase-full'

    def test_distribution_over_the_legs_is_found_when_there_is_one(self):
        """6 W and 4 W are left on two legs: 4 W must go to the fuller one, so that 3 and 3 W fit on the other."""
        feed = replace(A3, watts=18, load=8, legs=(0, 2, 6))
        servers = [server(pk=pk, power_supplies=1, power_draw=draw) for pk, draw in enumerate((4, 3, 3))]

        assert only(rack(*servers, feeds=(feed,))).verdict == ENOUGH


def test_evidence_links_rack_feeds_and_panels():
    evidence = [(item.model, item.pk) for item in only(rack(server())).evidence]

    assert evidence == [
        ('dcim.rack', 1),
        ('dcim.powerfeed', 1),
        ('dcim.powerfeed', 2),
        ('dcim.powerpanel', 11),
        ('dcim.powerpanel', 12),
    ]


def test_electricity_survives_storing():
    power = RackPower(feeds=(replace(A3, legs=(1, 2, 3)),), unknown=(SILENT,), unknown_count=1)

    assert RackPower.from_dict(json.loads(json.dumps(asdict(power)))) == power


# -- The survivor, recomputed over explicit failures ----------------------------------------------------------------

watts = st.integers(0, 40)


@st.composite
def wired_racks(draw):
    """Return limits of feeds by side, consumers (W, the feeds they hang on; none: nobody knows), and planned draws."""
    count = {side: draw(st.integers(1, 2)) for side in 'AB'}
    feeds = {f'{side}{number}': draw(st.integers(10, 100)) for side in 'AB' for number in range(count[side])}
    consumers = draw(st.lists(st.tuples(watts, st.sets(st.sampled_from(sorted(feeds)), max_size=2)), max_size=5))
    return feeds, consumers, draw(st.lists(st.integers(1, 40), min_size=1, max_size=3))


def ways_to_hang(feeds, consumers):
    """Yield every way in which the consumers whose cables nobody recorded may hang on one feed or another."""
    yield from itertools.product(*([known] if known else [{name} for name in feeds] for _draw, known in consumers))


def most_carried(name, limits, consumers, planned):
    """Return the most that may hang on the feed when the other side fails, with the planned servers."""
    return sum(planned) + max(
        sum(draw for (draw, _known), on in zip(consumers, hanging, strict=True) if name in on)
        for hanging in ways_to_hang(limits, consumers)
    )


@given(wired_racks())
def test_it_is_enough_exactly_when_each_side_has_a_survivor_that_never_carries_more_than_its_limit(wired):
    limits, consumers, planned = wired
    feeds = tuple(
        Feed(
            pk=number,
            name=name,
            is_redundant=name.startswith('B'),
            is_active=True,
            watts=limit,
            load=sum(draw for draw, known in consumers if name in known),
        )
        for number, (name, limit) in enumerate(limits.items())
    )
    loose = sum(draw for draw, known in consumers if not known)
    servers = [server(pk=pk, power_draw=draw) for pk, draw in enumerate(planned)]

    verdict = electricity.judge(rack(*servers, feeds=feeds, loose=loose)).verdict

    survives = all(
        any(
            most_carried(name, limits, consumers, planned) <= limit
            for name, limit in limits.items()
            if name.startswith(survivor)
        )
        for survivor in 'AB'
    )
    assert verdict == (ENOUGH if survives else SHORT)
