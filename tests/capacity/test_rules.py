"""The rules of a capacity check, without a database."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from netbox_colocation.capacity import bitmaps, rules
from netbox_colocation.capacity.estate import Demand, Estate, PrefixSpace, RackRules, RackState, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, RESOURCES, SHORT, UNKNOWN, Evidence, Finding
from netbox_colocation.capacity.power import Feed, RackPower
from netbox_colocation.capacity.wording import put_into_words

SITE = Evidence('Padang', 'dcim.site', 1)
PRIMARY = Feed(1, 'A', is_redundant=False, is_active=True, watts=1000)
REDUNDANT = Feed(2, 'B', is_redundant=True, is_active=True, watts=1000)
SILENT = Evidence('old-server', 'dcim.device', 9)
ROOM = 77


def rack(**overrides):
    """Return a rack of 10 U; what draws in it hangs on no known feed, unless said otherwise."""
    load, held = overrides.pop('load', 0), overrides.pop('held', 0)
    power = RackPower(
        feeds=overrides.pop('feeds', (PRIMARY, REDUNDANT)),
        load=load,
        held=held,
        loose=load + held,
        unknown=overrides.get('unknown', ()),
        unknown_count=len(overrides.pop('unknown', ())),
    )
    fields = {'pk': 1, 'name': 'R1', 'locations': frozenset({ROOM}), 'half_units': 20, 'power': power, **overrides}
    return RackState(**fields)


def server(**overrides):
    fields = {'pk': 1, 'name': 'web', 'half_units': 2, 'power_draw': 200, 'power_supplies': 2, **overrides}
    return ServerNeed(**fields)


def estate(*racks, **overrides):
    return Estate(**{'scope': SITE, 'locations': frozenset(), 'racks': racks, **overrides})


def verify(estate, *servers, resources=RESOURCES, grouping='any'):
    """Verify, and see that every finding can be put into words."""
    result = rules.verify(estate, Demand(servers, grouping), resources)
    assert all(put_into_words(finding).reason for finding in result.findings)
    return result


def only(estate, *servers, resource):
    """Return the one finding of a resource."""
    (finding,) = verify(estate, *servers, resources={resource}).findings
    return finding


class TestPlace:
    def test_lowest_unit_is_taken(self):
        result = verify(estate(rack(front=0b11, rear=0)), server())

        assert [(place.rack, place.position, place.start) for place in result.placements] == [(1, 2.0, 2)]

    def test_full_depth_server_needs_both_faces(self):
        behind = rack(rear=bitmaps.span(0, 4))

        assert verify(estate(behind), server()).placements[0].position == 3
        assert verify(estate(behind), server(is_full_depth=False)).placements[0].position == 1

    def test_whole_units_begin_where_a_unit_begins(self):
        half_taken = rack(front=0b1)

        assert verify(estate(half_taken), server()).placements[0].position == 2

    def test_half_units_may_begin_in_the_middle_of_a_unit(self):
        half_taken = rack(front=0b1)

        place = verify(estate(half_taken), server(half_units=1)).placements[0]

        assert (place.position, place.height) == (1.5, 0.5)

    def test_positions_count_from_the_starting_unit(self):
        assert verify(estate(rack(starting_unit=5)), server()).placements[0].position == 5

    def test_rack_counted_from_the_top_is_filled_from_the_floor(self):
        assert verify(estate(rack(is_descending=True)), server(half_units=4)).placements[0].position == 9

    def test_servers_of_one_request_do_not_share_units(self):
        places = verify(estate(rack()), server(pk=1), server(pk=2), server(pk=3)).placements

        assert [place.position for place in places] == [1, 2, 3]

    def test_tallest_server_is_placed_first(self):
        """A small one put first would take the only gap that the tall one fits in."""
        broken = rack(half_units=12, front=bitmaps.span(6, 2))

        result = verify(estate(broken), server(pk=1, half_units=4), server(pk=2, half_units=6), resources={'place'})

        assert {place.server: place.position for place in result.placements} == {2: 1, 1: 5}
        assert result.verdict == ENOUGH

    def test_fullest_rack_is_filled_first(self):
        empty, begun = rack(pk=1), rack(pk=2, name='R2', front=0b11, rear=0b11)

        assert verify(estate(empty, begun), server()).placements[0].rack == 2

    def test_rack_whose_feeds_are_full_is_passed_over(self):
        full = rack(pk=1, front=0b11, load=900)
        free = rack(pk=2, name='R2')

        result = verify(estate(full, free), server(), resources={'place', 'electricity'})

        assert (result.verdict, result.placements[0].rack) == (ENOUGH, 2)

    def test_draws_of_one_request_add_up(self):
        """Each fits alone, both do not: the second one goes to the next rack."""
        result = verify(
            estate(rack(pk=1), rack(pk=2, name='R2')),
            server(pk=1, power_draw=600),
            server(pk=2, power_draw=600),
            resources={'place', 'electricity'},
        )

        assert {place.rack for place in result.placements} == {1, 2}
        assert result.verdict == ENOUGH

    @pytest.mark.parametrize('reason', ['scope', 'status', 'tenant', 'unlocked'])
    def test_rack_that_is_not_offered_is_not_used(self, reason):
        finding = only(estate(rack(not_offered=reason)), server(), resource='place')

        assert (finding.verdict, finding.code) == (SHORT, 'no-rack-offered')

    def test_shallow_rack_is_not_used(self):
        finding = only(estate(rack(depth_mm=700)), server(depth_mm=800), resource='place')

        assert (finding.verdict, finding.code) == (SHORT, 'too-shallow')

    @pytest.mark.parametrize(('rack_depth', 'server_depth'), [(None, 800), (700, None), (800, 800)])
    def test_depth_counts_only_when_both_are_known(self, rack_depth, server_depth):
        assert (
            only(estate(rack(depth_mm=rack_depth)), server(depth_mm=server_depth), resource='place').verdict == ENOUGH
        )

    def test_shortage_says_how_much_is_missing_and_where(self):
        narrow = rack(pk=2, name='R2', front=~bitmaps.span(4, 4) & bitmaps.span(0, 20))
        full = rack(pk=1, front=bitmaps.span(0, 20))

        finding = only(estate(full, narrow), server(half_units=6), resource='place')

        assert (finding.verdict, finding.need, finding.have) == (SHORT, 3, 2)
        assert (finding.facts['rack'], finding.facts['missing']) == ('R2', 1)

    def test_servers_of_a_redundancy_group_stand_in_different_racks(self):
        two = estate(rack(pk=1), rack(pk=2, name='R2'))
        first, second, other = server(pk=1, group='db'), server(pk=2, group='db'), server(pk=3)

        places = {place.server: place.rack for place in verify(two, first, second, other).placements}

        assert places[1] != places[2]
        assert places[3] in (1, 2)

    def test_redundancy_group_counts_servers_that_stand_already(self):
        two = estate(rack(pk=1), rack(pk=2, name='R2'), group_racks={'db': frozenset({1})})

        assert verify(two, server(group='db')).placements[0].rack == 2

    def test_one_rack_is_not_enough_for_a_redundancy_group(self):
        result = verify(estate(rack()), server(pk=1, group='db'), server(pk=2, group='db'), resources={'place'})

        assert [finding.code for finding in result.findings] == ['place-found', 'no-other-rack']

    def test_apart_is_each_in_another_rack(self):
        two = estate(rack(pk=1), rack(pk=2, name='R2'))

        result = verify(two, server(pk=1), server(pk=2), grouping='apart')

        assert {place.rack for place in result.placements} == {1, 2}

    def test_together_is_all_in_one_rack_though_each_alone_would_go_elsewhere(self):
        nearly_full = rack(pk=1, front=bitmaps.span(0, 18), rear=bitmaps.span(0, 18))
        roomy = rack(pk=2, name='R2')

        result = verify(estate(nearly_full, roomy), server(pk=1), server(pk=2), grouping='together')

        assert {place.rack for place in result.placements} == {2}

    def test_together_is_all_or_nothing(self):
        small = (rack(pk=1, half_units=2), rack(pk=2, name='R2', half_units=2))

        result = verify(estate(*small), server(pk=1), server(pk=2), grouping='together', resources={'place'})

        assert (result.placements, [finding.code for finding in result.findings]) == ((), ['no-common-rack'])

    def test_tower_is_refused_unless_a_policy_accepts_it(self):
        tower = server(is_rack_mountable=False)

        assert only(estate(rack()), tower, resource='place').code == 'not-rack-mountable'
        assert only(estate(rack(rules=RackRules(accepts_towers=True))), tower, resource='place').verdict == ENOUGH

    def test_units_that_a_policy_keeps_free_stay_free(self):
        keeping = rack(half_units=8, rules=RackRules(units_kept_free=2))

        assert only(estate(keeping), server(half_units=4), resource='place').verdict == ENOUGH
        assert only(estate(keeping), server(half_units=6), resource='place').code == 'units-kept-free'

    @pytest.mark.parametrize(('order', 'chosen'), [('consolidate', 2), ('spread', 1)])
    def test_fill_order_decides_between_racks_that_fit(self, order, chosen):
        rules_ = RackRules(fill_order=order)
        empty, begun = rack(pk=1, rules=rules_), rack(pk=2, name='R2', front=0b11, rear=0b11, rules=rules_)

        assert verify(estate(empty, begun), server()).placements[0].rack == chosen

    def test_by_tenant_goes_where_the_applicant_stands_already(self):
        rules_ = RackRules(fill_order='by-tenant')
        begun = rack(pk=1, front=0b11, rear=0b11, rules=rules_)
        home = rack(pk=2, name='R2', is_home=True, rules=rules_)

        assert verify(estate(begun, home), server()).placements[0].rack == 2

    def test_request_without_servers_is_short(self):
        assert verify(estate(rack())).findings[0].code == 'no-server'


class TestElectricity:
    def test_survivor_of_a_pair_carries_the_whole_rack(self):
        """NetBox adds A and B and shows 60 % here; after the loss of one feed it would be 120 %."""
        finding = only(estate(rack(load=1000)), server(power_draw=200), resource='electricity')

        assert (finding.verdict, finding.code, finding.need, finding.have) == (SHORT, 'feeds-full', 200, 0)

    def test_exactly_full_is_enough(self):
        assert only(estate(rack(load=800)), server(power_draw=200), resource='electricity').verdict == ENOUGH
        assert only(estate(rack(load=801)), server(power_draw=200), resource='electricity').verdict == SHORT

    def test_weaker_side_counts(self):
        weak = rack(feeds=(PRIMARY, replace(REDUNDANT, watts=150)))

        assert only(estate(weak), server(power_draw=200), resource='electricity').have == 150

    def test_holds_of_others_count(self):
        assert only(estate(rack(held=900)), server(power_draw=200), resource='electricity').verdict == SHORT

    def test_inactive_feed_makes_no_pair(self):
        failed = rack(feeds=(PRIMARY, replace(REDUNDANT, is_active=False)))

        assert only(estate(failed), server(power_supplies=2), resource='electricity').code == 'no-second-feed'
        assert only(estate(failed), server(power_supplies=1), resource='electricity').verdict == ENOUGH

    def test_no_active_feed_is_short(self):
        dead = rack(feeds=(replace(PRIMARY, is_active=False),))

        assert only(estate(dead), server(), resource='electricity').code == 'no-active-feed'

    def test_rack_without_recorded_feeds_is_unknown(self):
        finding = only(estate(rack(feeds=())), server(), resource='electricity')

        assert (finding.verdict, finding.have) == (UNKNOWN, None)

    def test_unknown_draw_of_a_device_is_unknown_and_named(self):
        finding = only(estate(rack(unknown=(SILENT,))), server(), resource='electricity')

        assert (finding.verdict, finding.facts['unknown']) == (UNKNOWN, ['old-server'])
        assert SILENT in finding.evidence

    def test_unknown_draw_of_the_server_is_unknown_and_never_0(self):
        finding = only(estate(rack()), server(power_draw=None), resource='electricity')

        assert (finding.verdict, finding.need, finding.facts['unknown']) == (UNKNOWN, None, ['web'])

    def test_known_shortage_is_short_whatever_is_unknown(self):
        crowded = rack(unknown=(SILENT,), load=950)

        assert only(estate(crowded), server(), resource='electricity').verdict == SHORT

    def test_server_without_a_place_has_no_feeds(self):
        finding = only(estate(rack(not_offered='status')), server(), resource='electricity')

        assert (finding.verdict, finding.code) == (UNKNOWN, 'no-rack')


class TestAddresses:
    SPACE = PrefixSpace(3, '10.0.0.0/29', 'private-ipv4', 4)

    def test_one_finding_for_every_kind_asked(self):
        asked = server(addresses={'private-ipv4': 2, 'public-ipv6': 1})
        public = PrefixSpace(4, '2001:db8::/64', 'public-ipv6', 2**64 - 1)

        result = verify(estate(rack(), prefixes=(self.SPACE, public)), asked, resources={'addresses'})

        assert [(finding.facts['kind'], finding.have) for finding in result.findings] == [
            ('private-ipv4', 4),
            ('public-ipv6', 2**64 - 1),
        ]
        assert [(plan.prefix, plan.count) for plan in result.address_plan] == [(3, 2), (4, 1)]

    def test_one_address_too_many_is_short(self):
        finding = only(
            estate(rack(), prefixes=(self.SPACE,)), server(addresses={'private-ipv4': 5}), resource='addresses'
        )

        assert (finding.verdict, finding.need, finding.have, finding.facts['missing']) == (SHORT, 5, 4, 1)

    def test_no_prefix_is_short(self):
        finding = only(estate(rack()), server(addresses={'private-ipv4': 1}), resource='addresses')

        assert (finding.verdict, finding.code, finding.have) == (SHORT, 'no-prefix', 0)

    def test_prefix_of_another_room_does_not_serve(self):
        elsewhere = replace(self.SPACE, location=78)

        finding = only(
            estate(rack(), prefixes=(elsewhere,)), server(addresses={'private-ipv4': 1}), resource='addresses'
        )

        assert finding.code == 'no-prefix'

    def test_prefix_of_the_room_goes_before_that_of_the_site(self):
        """So that a server in a room without a prefix of its own still gets the site's."""
        room = replace(self.SPACE, pk=4, name='room', location=ROOM, depth=1, free=1)
        site = replace(self.SPACE, free=1)
        other_room = rack(pk=2, name='R2', locations=frozenset({78}), half_units=2)
        first, second = (server(pk=pk, half_units=pk * 2, addresses={'private-ipv4': 1}) for pk in (1, 9))

        result = verify(
            estate(rack(half_units=18), other_room, prefixes=(site, room)), first, second, resources={'addresses'}
        )

        assert {plan.server: plan.prefix for plan in result.address_plan} == {9: 4, 1: 3}
        assert result.verdict == ENOUGH


def test_findings_come_in_the_procedures_order():
    result = verify(estate(rack()), server(addresses={'private-ipv4': 1}))

    assert [finding.resource for finding in result.findings] == list(RESOURCES)


def test_an_unknown_stands_against_acceptance_where_the_racks_rules_say_so():
    lenient, strict = (
        rack(feeds=(), rules=RackRules(unknown_blocks=blocks)) for blocks in (frozenset(), frozenset({'electricity'}))
    )

    assert verify(estate(lenient), server(), resources={'electricity'}).is_possible
    assert not verify(estate(strict), server(), resources={'electricity'}).is_possible


def test_worst_finding_that_stands_against_acceptance_is_the_verdict():
    assert verify(estate(rack()), server(), resources={'place', 'weight'}).verdict == ENOUGH  # weight is unknown
    assert verify(estate(rack()), server()).verdict == UNKNOWN  # no UPS pool
    assert verify(estate(rack()), server(addresses={'private-ipv4': 1})).verdict == SHORT


def test_finding_survives_storing():
    finding = only(estate(rack()), server(), resource='place')

    assert Finding.from_dict(finding.as_dict()) == finding


PURE = (
    'findings', 'estate', 'power', 'physics', 'bitmaps', 'placement', 'electricity', 'outlets', 'weight', 'cooling',
    'pools', 'addresses', 'cabling', 'domain_names', 'rules',
)  # fmt: skip


def test_pure_modules_import_no_django():
    folder = Path(rules.__file__).parent
    for name in PURE:
        tree = ast.parse((folder / f'{name}.py').read_text())
        imported = [node.module or '' for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
        imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert set(imported) <= {
            'collections',
            'collections.abc',
            'dataclasses',
            'itertools',
            'math',
            're',
            'typing',
        }, name
