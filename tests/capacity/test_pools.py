"""UPS and bandwidth pools, without a database."""

from dataclasses import replace

from netbox_colocation.capacity import pools
from netbox_colocation.capacity.estate import Demand, Estate, Pool, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, SHORT, UNKNOWN, Evidence
from netbox_colocation.capacity.wording import put_into_words

SITE = Evidence('Padang', 'dcim.site', 1)
SILENT = Evidence('old-server', 'dcim.device', 9)
CIRCUIT = Evidence('C1', 'circuits.circuit', 1)
ROOM, PANEL = 77, 55
HERE = (frozenset({ROOM}), frozenset({PANEL}))
UPS = Pool(5, 'UPS 1', 'ups', None, 2000, reserve_percent=25, used=1000)
UPLINK = Pool(6, 'Uplink', 'bandwidth', None, 1000, reserve_percent=10, used=800)


def server(**overrides):
    return ServerNeed(**{'pk': 1, 'name': 'web', 'half_units': 2, 'power_draw': 400, 'bandwidth': 100, **overrides})


def judged(find, *of_site, servers=(), places=None):
    asked = servers or (server(),)
    found = find(
        Estate(scope=SITE, locations=frozenset(), racks=(), pools=of_site),
        Demand(asked),
        places or {one.pk: HERE for one in asked},
    )
    assert all(put_into_words(finding).reason for finding in found)
    return found


def ups(*of_site, **fields):
    return judged(pools.ups_findings, *of_site, **fields)


def bandwidth(*of_site, **fields):
    return judged(pools.bandwidth_findings, *of_site, **fields)


class TestUps:
    def test_reserve_and_what_is_used_are_subtracted(self):
        (finding,) = ups(UPS)

        assert (finding.verdict, finding.need, finding.have, finding.facts['used']) == (ENOUGH, 400, 500, 1000)

    def test_one_watt_too_much_is_short(self):
        (finding,) = ups(UPS, servers=(server(power_draw=501),))

        assert (finding.verdict, finding.have, finding.facts['missing']) == (SHORT, 500, 1)

    def test_servers_of_one_request_add_up(self):
        (finding,) = ups(UPS, servers=(server(pk=1), server(pk=2)))

        assert (finding.verdict, finding.need) == (SHORT, 800)

    def test_pool_of_another_room_does_not_count(self):
        (finding,) = ups(replace(UPS, location=78))

        assert (finding.verdict, finding.code) == (UNKNOWN, 'no-ups-pool')

    def test_pool_with_panels_carries_the_racks_that_they_feed_wherever_these_stand(self):
        behind = replace(UPS, location=78, panels=frozenset({PANEL}))
        beside = replace(UPS, location=ROOM, panels=frozenset({56}))

        assert [finding.code for finding in ups(behind)] == ['ups-carries']
        assert [finding.code for finding in ups(beside)] == ['no-ups-pool']

    def test_both_supplies_of_a_rack_on_two_upses_must_carry_it(self):
        a = replace(UPS, panels=frozenset({PANEL}))
        b = replace(UPS, pk=6, name='UPS 2', panels=frozenset({56}), used=1400)

        found = ups(a, b, places={1: (frozenset({ROOM}), frozenset({PANEL, 56}))})

        assert [finding.verdict for finding in found] == [ENOUGH, SHORT]

    def test_unknown_draw_is_unknown_and_named_unless_it_is_short_already(self):
        unknown = replace(UPS, unknown=30, unknown_sources=(SILENT,))

        (finding,) = ups(unknown)

        assert (finding.verdict, finding.facts['unknown_count']) == (UNKNOWN, 30)
        assert SILENT in finding.evidence
        assert ups(unknown, servers=(server(power_draw=501),))[0].verdict == SHORT
        assert ups(UPS, servers=(server(power_draw=None),))[0].verdict == UNKNOWN

    def test_unknown_capacity_is_unknown(self):
        (finding,) = ups(replace(UPS, capacity=None))

        assert (finding.verdict, finding.code, finding.have) == (UNKNOWN, 'ups-capacity-unknown', None)


class TestBandwidth:
    def test_promises_are_subtracted(self):
        assert bandwidth(UPLINK)[0].verdict == ENOUGH
        assert bandwidth(UPLINK, servers=(server(bandwidth=101),))[0].verdict == SHORT

    def test_nothing_asked_is_enough_without_a_pool(self):
        assert bandwidth(servers=(server(bandwidth=0),))[0].code == 'no-bandwidth-asked'

    def test_no_pool_is_unknown(self):
        assert bandwidth()[0].code == 'no-bandwidth-pool'

    def test_circuit_without_a_commit_rate_is_unknown_unless_the_others_are_enough(self):
        partly = replace(UPLINK, unknown=1, unknown_sources=(CIRCUIT,))

        assert bandwidth(partly)[0].verdict == ENOUGH
        assert bandwidth(partly, servers=(server(bandwidth=101),))[0].verdict == UNKNOWN
