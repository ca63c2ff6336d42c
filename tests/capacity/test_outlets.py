"""The free outlets of a rack's PDUs, without a database."""

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcim.choices import PowerOutletTypeChoices, PowerPortTypeChoices

from netbox_colocation.capacity import outlets
from netbox_colocation.capacity.estate import RackState, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, SHORT, UNKNOWN
from netbox_colocation.capacity.power import Feed, OutletGroup, RackPower
from netbox_colocation.capacity.wording import put_into_words

A = Feed(1, 'Feed A', is_redundant=False, is_active=True, watts=3000)
B = Feed(2, 'Feed B', is_redundant=True, is_active=True, watts=3000)
C13, C14, C19, C20 = (f'iec-60320-c{number}' for number in (13, 14, 19, 20))


def server(**overrides):
    fields = {'pk': 1, 'name': 'web', 'half_units': 2, 'power_draw': 200, 'power_supplies': 2, 'inlet': C14}
    return ServerNeed(**{**fields, **overrides})


def group(kind=C13, feed=1, count=1, leg=''):
    return OutletGroup(kind, feed, leg, count)


def rack(*planned, free=(), feeds=(A, B), recorded=True):
    power = RackPower(feeds=feeds, outlets=tuple(free), has_outlets=recorded)
    return RackState(pk=1, name='R1', locations=frozenset(), half_units=20, power=power, planned=planned)


def only(state):
    (finding,) = outlets.findings([state], [])
    judgement = outlets.judge(state)
    assert (finding.verdict, finding.code, finding.have) == (judgement.verdict, judgement.code, judgement.have)
    assert put_into_words(finding).reason
    return finding


class TestKinds:
    def test_every_word_of_the_table_is_netboxs(self):
        assert set(outlets.FITTING) <= set(PowerPortTypeChoices.values())
        assert {kind for kinds in outlets.FITTING.values() for kind in kinds} <= set(PowerOutletTypeChoices.values())

    def test_every_inlet_of_iec_and_nema_has_an_outlet(self):
        inlets = {kind for kind in PowerPortTypeChoices.values() if kind.startswith(('iec-', 'nema-'))}

        assert inlets <= set(outlets.FITTING)

    @pytest.mark.parametrize(
        ('inlet', 'outlet', 'does'),
        [
            (C14, C13, True),
            (C20, C19, True),
            (C14, C19, False),
            (C20, C13, False),
            ('nema-5-15p', 'nema-5-15r', True),
            ('nema-5-15p', 'nema-6-15r', False),
            ('nema-l6-30p', 'nema-l6-30r', True),
            ('iec-60309-p-n-e-6h', 'iec-60309-p-n-e-6h', True),
            ('cs8365c', 'CS8364C', True),
            (C14, '', False),
            ('', C13, False),
            ('other', 'other', False),
        ],
    )
    def test_cord_goes_into_the_outlet_of_its_kind(self, inlet, outlet, does):
        assert outlets.fits(inlet, outlet) is does

    def test_outlet_of_another_kind_is_no_use(self):
        finding = only(rack(server(), free=[group(C19), group(C19, feed=2)]))

        assert (finding.verdict, finding.have) == (SHORT, 0)


class TestSides:
    def test_supplies_alternate_between_the_sides(self):
        assert only(rack(server(), free=[group(), group(feed=2)])).verdict == ENOUGH
        assert only(rack(server(), free=[group(count=2)])).verdict == SHORT

    def test_shortage_says_how_many_of_which_kind_are_missing_where(self):
        finding = only(rack(server(power_supplies=4), free=[group(count=2)]))

        assert (finding.need, finding.have) == (4, 2)
        assert finding.facts['missing'] == [f'2 × {C13} (Feed B)']
        assert finding.facts['free'] == [f'2 × {C13} (Feed A)']

    def test_odd_supply_takes_either_side(self):
        assert only(rack(server(power_supplies=3), free=[group(count=2), group(feed=2)])).verdict == ENOUGH
        assert only(rack(server(power_supplies=3), free=[group(), group(feed=2, count=2)])).verdict == ENOUGH
        assert only(rack(server(power_supplies=3), free=[group(), group(feed=2)])).verdict == SHORT

    def test_rack_with_one_side_needs_all_outlets_there(self):
        single = rack(server(), free=[group(count=2)], feeds=(A,))

        assert only(single).verdict == ENOUGH

    def test_outlets_behind_a_feed_that_is_not_active_are_no_use(self):
        dead = replace(A, pk=3, is_active=False)

        assert only(rack(server(), free=[group(feed=3), group(feed=2)], feeds=(A, B, dead))).verdict == SHORT

    def test_outlets_behind_no_known_feed_may_be_on_either_side(self):
        finding = only(rack(server(), free=[group(feed=0, count=2)]))

        assert (finding.verdict, finding.code) == (UNKNOWN, 'outlet-unknown')


class TestUnknown:
    def test_rack_without_recorded_outlets_is_unknown(self):
        finding = only(rack(server(), recorded=False))

        assert (finding.verdict, finding.code, finding.have) == (UNKNOWN, 'no-outlet-recorded', None)

    def test_rack_whose_outlets_are_all_taken_is_short(self):
        assert only(rack(server())).code == 'outlets-taken'

    def test_unknown_connector_counts_outlets_of_any_kind(self):
        unknown = server(inlet='')

        assert only(rack(unknown, free=[group(), group(feed=2)])).verdict == ENOUGH
        assert only(rack(unknown, free=[group(), group(C19, feed=2)])).code == 'connector-unknown'
        assert only(rack(unknown, free=[group()])).verdict == SHORT

    def test_outlet_of_unknown_kind_may_fit(self):
        assert only(rack(server(), free=[group(''), group(feed=2)])).code == 'outlet-unknown'

    def test_server_without_a_place_has_no_outlets(self):
        (finding,) = outlets.findings([], [server()])

        assert (finding.verdict, finding.code, finding.need) == (UNKNOWN, 'no-rack-outlets', 2)


def test_servers_of_one_request_do_not_share_outlets():
    free = [group(count=1), group(feed=2, count=2)]

    assert only(rack(server(), server(pk=2), free=free)).facts['missing_count'] == 1


def test_combined_outlet_goes_to_the_server_that_needs_it():
    """The C13 server may use both kinds; the C20 one only the combined outlet."""
    free = [group('hdot-cx', feed=1), group(C13, feed=1)]
    small, great = (server(pk=pk, inlet=inlet, power_supplies=1) for pk, inlet in ((1, C14), (2, C20)))

    assert only(rack(small, great, free=free, feeds=(A,))).verdict == ENOUGH
    assert only(rack(great, small, free=free, feeds=(A,))).verdict == ENOUGH


class TestAssignment:
    def test_sides_come_in_the_order_of_the_supplies(self):
        state = rack(free=[group(count=2), group(feed=2, count=2)])

        assert [feed for _kind, feed, _leg in outlets.assign(state, server(power_supplies=4), {})] == [1, 2, 1, 2]

    def test_least_loaded_leg_goes_first(self):
        feeds = (replace(A, phases=3, legs=(300, 100, 200)), replace(B, phases=3, legs=(0, 0, 50)))
        free = [group(feed=feed, leg=leg, count=9) for feed in (1, 2) for leg in 'ABC']

        assert outlets.assign(rack(free=free, feeds=feeds), server(), {}) == [(C13, 1, 'B'), (C13, 2, 'A')]

    def test_servers_of_one_request_spread_over_the_legs(self):
        state = rack(free=[group(leg=leg, count=9) for leg in 'ABC'], feeds=(replace(A, phases=3),))
        taken = Counter()
        for pk in range(6):
            taken.update(outlets.assign(state, server(pk=pk, power_supplies=1), taken))

        assert taken == {(C13, 1, 'A'): 2, (C13, 1, 'B'): 2, (C13, 1, 'C'): 2}

    def test_what_was_taken_before_is_not_given_again(self):
        state = rack(free=[group(), group(feed=2)])

        assert outlets.assign(state, server(), {(C13, 1, ''): 1}) == [(C13, 2, '')]

    def test_feed_with_the_most_left_goes_first(self):
        feeds = (replace(A, load=2900), replace(A, pk=3), B)
        free = [group(feed=1, count=2), group(feed=3, count=2), group(feed=2, count=2)]

        assert outlets.assign(rack(free=free, feeds=feeds), server(), {}) == [(C13, 3, ''), (C13, 2, '')]

    def test_outlet_that_fits_for_sure_goes_before_one_of_unknown_kind(self):
        state = rack(free=[group(''), group(C13)], feeds=(A,))

        assert outlets.assign(state, server(power_supplies=1), {}) == [(C13, 1, '')]


KINDS = st.sampled_from([C13, C19, 'hdot-cx'])


@given(
    st.lists(st.builds(group, KINDS, st.sampled_from([1, 2]), st.integers(0, 2)), max_size=4),
    st.lists(st.tuples(st.sampled_from([C14, C20]), st.integers(1, 2)), min_size=1, max_size=3),
)
def test_enough_means_that_some_distribution_serves_every_supply(free, asked):
    servers = [server(pk=pk, inlet=inlet, power_supplies=count) for pk, (inlet, count) in enumerate(asked)]
    supplies = [(inlet, wanted) for inlet, count in asked for wanted in ([(1,), (2,)] if count == 2 else [(1, 2)])]
    single = [one for entry in free for one in [entry] * entry.count]

    possible = any(
        all(
            one.feed in wanted and outlets.fits(inlet, one.type)
            for one, (inlet, wanted) in zip(chosen, supplies, strict=True)
        )
        for chosen in itertools.permutations(single, len(supplies))
    )

    assert outlets.judge(rack(*servers, free=free)).verdict == (ENOUGH if possible else SHORT)
