"""Whether a rack's cooling suits and suffices, without a database."""

from dataclasses import asdict

import pytest

from dcim.choices import CoolingMethodChoices, RackCoolingCapabilityChoices

from netbox_colocation.capacity import cooling
from netbox_colocation.capacity.estate import RackState, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, SHORT, UNKNOWN, Evidence
from netbox_colocation.capacity.physics import RackCooling
from netbox_colocation.capacity.power import RackPower
from netbox_colocation.capacity.wording import put_into_words

SILENT = Evidence('old-server', 'dcim.device', 9)


def server(**overrides):
    return ServerNeed(**{'pk': 1, 'name': 'web', 'half_units': 2, 'power_draw': 500, **overrides})


def rack(*planned, power=RackPower(load=2000, held=500), **fields):  # noqa: B008 frozen
    cools = RackCooling(**{'capacity': 3000, **fields})
    return RackState(pk=1, name='R1', locations=frozenset(), half_units=20, power=power, cooling=cools, planned=planned)


def only(state):
    (finding,) = cooling.findings([state], [])
    judgement = cooling.judge(state)
    assert (finding.verdict, finding.code, finding.have) == (judgement.verdict, judgement.code, judgement.have)
    assert put_into_words(finding).reason
    return finding


def test_all_that_is_drawn_held_and_planned_is_heat():
    finding = only(rack(server()))

    assert (finding.verdict, finding.need, finding.have) == (ENOUGH, 500, 500)
    assert only(rack(server(power_draw=501))).code == 'too-hot'


def test_weaker_of_rack_and_cooling_feeds_counts():
    assert only(rack(server(), feeds=2999)).facts['missing'] == 1
    assert only(rack(server(), capacity=None, feeds=3000)).verdict == ENOUGH


def test_rack_whose_cooling_feeds_all_failed_is_short():
    assert only(rack(server(), feeds=0)).verdict == SHORT


def test_rack_without_recorded_cooling_is_unknown():
    finding = only(rack(server(), capacity=None))

    assert (finding.verdict, finding.code, finding.have) == (UNKNOWN, 'no-cooling-recorded', None)


def test_unknown_draw_is_unknown_heat_unless_it_is_short_already():
    silent = RackPower(load=2000, unknown=(SILENT,), unknown_count=1)

    assert only(rack(server(), power=silent)).code == 'heat-unknown'
    assert only(rack(server(power_draw=1001), power=silent)).verdict == SHORT
    assert only(rack(server(power_draw=None))).facts['unknown'] == ['web']


def test_table_has_netboxs_words():
    assert set(cooling.SUITABLE) == set(CoolingMethodChoices.values())
    assert {word for words in cooling.SUITABLE.values() for word in words} <= set(RackCoolingCapabilityChoices.values())


@pytest.mark.parametrize(
    ('method', 'capability', 'code'),
    [
        ('air', 'air-only', 'cooling-carries'),
        ('air', 'liquid-only', 'wrong-cooling'),
        ('liquid', 'air-only', 'wrong-cooling'),
        ('liquid', 'hybrid', 'cooling-carries'),
        ('hybrid', 'liquid-only', 'wrong-cooling'),
        ('immersion', 'air-only', 'wrong-cooling'),
        ('', 'liquid-only', 'cooling-carries'),
        ('air', '', 'cooling-carries'),
        ('liquid', '', 'cooling-kind-unknown'),
    ],
)
def test_rack_must_have_the_servers_kind_of_cooling(method, capability, code):
    assert only(rack(server(cooling_method=method), capability=capability)).code == code


def test_wrong_kind_is_short_even_when_the_capacity_is_unknown():
    assert only(rack(server(cooling_method='liquid'), capacity=None, capability='air-only')).code == 'wrong-cooling'


def test_server_without_a_place_has_no_cooling():
    (finding,) = cooling.findings([], [server()])

    assert (finding.verdict, finding.code) == (UNKNOWN, 'no-rack-cooling')


def test_cooling_survives_storing():
    cools = RackCooling(1, 2, 'hybrid')

    assert RackCooling.from_dict(asdict(cools)) == cools
