"""What a rack may still carry in kg, without a database."""

import json
from dataclasses import asdict

import pytest

from netbox_colocation.capacity import weight
from netbox_colocation.capacity.estate import RackState, ServerNeed
from netbox_colocation.capacity.findings import ENOUGH, SHORT, UNKNOWN, Evidence
from netbox_colocation.capacity.physics import RackWeight
from netbox_colocation.capacity.wording import put_into_words

OLD = Evidence('old-server', 'dcim.device', 9)


def server(**overrides):
    return ServerNeed(**{'pk': 1, 'name': 'web', 'half_units': 2, 'weight': 20_000, **overrides})


def rack(*planned, **fields):
    carries = RackWeight(**{'limit': 500_000, 'carried': 400_000, **fields})
    return RackState(pk=1, name='R1', locations=frozenset(), half_units=20, weight=carries, planned=planned)


def only(state):
    (finding,) = weight.findings([state], [])
    judgement = weight.judge(state)
    assert (finding.verdict, finding.code, finding.have) == (judgement.verdict, judgement.code, judgement.have)
    assert put_into_words(finding).reason
    return finding


def test_kilograms_are_found_and_exactly_full_is_enough():
    finding = only(rack(server(weight=100_000)))

    assert (finding.verdict, finding.need, finding.have, finding.unit) == (ENOUGH, 100, 100, 'kg')


def test_one_gram_too_much_is_short():
    finding = only(rack(server(weight=100_001)))

    assert (finding.verdict, finding.need, finding.facts['missing']) == (SHORT, 100.001, 0.001)


def test_planned_servers_add_up():
    assert only(rack(server(weight=60_000), server(pk=2, weight=60_000))).facts['missing'] == 20


@pytest.mark.parametrize('planned', [1, 10**9])
def test_rack_without_a_limit_is_unknown(planned):
    finding = only(rack(server(weight=planned), limit=None))

    assert (finding.verdict, finding.code, finding.have) == (UNKNOWN, 'no-weight-limit', None)


def test_unknown_contents_are_unknown_and_named():
    finding = only(rack(server(), unknown=(OLD,), unknown_count=1))

    assert (finding.verdict, finding.facts['unknown'], OLD in finding.evidence) == (UNKNOWN, ['old-server'], True)


def test_unknown_weight_of_a_server_is_never_0():
    finding = only(rack(server(weight=None)))

    assert (finding.verdict, finding.need, finding.facts['unknown']) == (UNKNOWN, None, ['web'])


def test_known_overload_is_short_whatever_is_unknown():
    assert only(rack(server(), carried=490_000, unknown=(OLD,), unknown_count=1)).verdict == SHORT


def test_server_without_a_place_has_no_rack_that_carries_it():
    (finding,) = weight.findings([], [server()])

    assert (finding.verdict, finding.code, finding.need) == (UNKNOWN, 'no-rack-weight', 20)


def test_weight_survives_storing():
    carries = RackWeight(1, 2, (OLD,), 1)

    assert RackWeight.from_dict(json.loads(json.dumps(asdict(carries)))) == carries
