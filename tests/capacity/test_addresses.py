"""Addresses: the plan, and what the finding says about prefixes that give nothing."""

from netbox_colocation.capacity import addresses
from netbox_colocation.capacity.estate import Demand, Estate, PrefixSpace, ServerNeed
from netbox_colocation.capacity.findings import Evidence
from netbox_colocation.capacity.wording import put_into_words

KIND = 'private-ipv4'


def space(pk, free, **overrides):
    return PrefixSpace(**{'pk': pk, 'name': f'10.0.{pk}.0/24', 'kind': KIND, 'free': free, **overrides})


def plan(count, *spaces):
    server = ServerNeed(1, 'srv-1', 2, addresses={KIND: count})
    estate = Estate(Evidence('Site', 'dcim.site', 1), frozenset(), (), prefixes=spaces)
    plans, (finding,) = addresses.plan(estate, Demand((server,)), {1: frozenset()})
    return {entry.prefix: entry.count for entry in plans}, put_into_words(finding)


def test_prefix_that_is_full_or_refused_is_never_taken_from():
    plans, finding = plan(3, space(1, 0), space(2, 9, not_offered='container'), space(3, 2), space(4, 2))

    assert plans == {3: 2, 4: 1}
    assert (finding.code, finding.have) == ('addresses-free', 4)


def test_finding_says_which_prefixes_were_looked_at_and_why_each_gives_nothing():
    _plans, finding = plan(
        2,
        space(1, 0),
        space(2, 0, not_offered='container'),
        space(3, 0, not_offered='status'),
        space(4, 0, not_offered='utilized'),
        space(5, 0, not_offered='tenant'),
    )

    assert (finding.code, finding.verdict, finding.have) == ('addresses-taken-rest-refused', 'short', 0)
    assert finding.facts['full'] == ['10.0.1.0/24']
    assert finding.facts['containers'] == ['10.0.2.0/24']
    assert finding.facts['inactive'] == ['10.0.3.0/24']
    assert finding.facts['utilized'] == ['10.0.4.0/24']
    assert finding.facts['other_tenants'] == 1
    assert '10.0.2.0/24' in finding.reason
    assert '10.0.5.0/24' not in finding.reason  # somebody else's


def test_only_refused_prefixes_are_named_with_what_would_help():
    _plans, finding = plan(1, space(2, 0, not_offered='container'))

    assert (finding.code, finding.verdict) == ('prefixes-refused', 'short')
    assert 'containers (10.0.2.0/24)' in finding.reason
    assert 'Activate one of them, or add one.' in finding.reason


def test_what_was_counted_only_in_part_is_said_to_be_at_least_that():
    _plans, finding = plan(1, space(1, 65_536, is_least=True))

    assert finding.code == 'addresses-free-at-least'
    assert 'at least' in finding.reason
