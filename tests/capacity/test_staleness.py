"""A stored verdict turns stale with whatever it rests on, and with nothing else."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, PowerFeed, PowerPort, Rack
from ipam.models import Prefix

from netbox_colocation.allocation import holds
from netbox_colocation.capacity import checks, staleness
from netbox_colocation.models import CapacityCheck, CapacityPool, RequestedServer
from tests import factories

pytestmark = pytest.mark.django_db

LATER = factories.NOW + datetime.timedelta(days=3)


@pytest.fixture
def site():
    """A site in which everything is known and there is enough of it."""
    site = factories.make_site(name='Padang')
    factories.make_powered_rack(site=site, name='A1', max_weight=500, weight=100, weight_unit='kg', cooling_capacity=10)
    factories.make_pool(site=site, name='UPS 1')
    factories.make_pool(site=site, name='Uplink', kind='bandwidth', capacity=100_000)
    factories.make_prefix('10.20.0.0/28', site=site)
    return site


@pytest.fixture
def request_row(site):
    return factories.make_request(site=site, status='open', servers=1, server={'name': 'web', 'bandwidth': 1000})


@pytest.fixture
def check(request_row):
    """A check that found enough, at U1; read again, as another process would."""
    row = checks.verify_capacity(request_row, actor=None, now=factories.NOW)
    assert not checks.blocking(checks.stored_findings(row))
    assert row.placements[0]['position'] == 1
    return CapacityCheck.objects.get(pk=row.pk)


def compare(check):
    return staleness.compare(CapacityCheck.objects.get(pk=check.pk), now=LATER)


def rack_of(check):
    return Rack.objects.get(pk=check.placements[0]['rack'])


def test_a_check_is_fresh_while_nothing_changed_however_long_ago_it_was(check):
    assert compare(check) == staleness.Staleness('fresh')


# -- What turns it stale ----------------------------------------------------------------------------------------------


def place_device(rack, **fields):
    return factories.make_device(rack, **{'position': 1, 'name': 'srv-7', **fields})


def add_draw(rack, watts=400):
    factories.make_power_port(factories.make_device(rack), allocated_draw=watts)


def heavier(rack):
    factories.make_device(rack, device_type=factories.make_device_type(weight=30, weight_unit='kg'))


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def by_other_hold(rack):
    other = factories.make_request(site=rack.site, servers=1, server={'name': 'other', 'private_ipv4': 0})
    holds.hold(other, actor=factories.make_user(), now=factories.NOW)


def prefix():
    return Prefix.objects.get(prefix='10.20.0.0/28')


def pool(name):
    return CapacityPool.objects.get(name=name)


CHANGES = {
    'a device on the place': (lambda rack: place_device(rack), 'Rack A1: U1 were free and are taken by srv-7 now.'),
    'a device beside the place': (
        lambda rack: place_device(rack, position=10, device_type=factories.make_device_type(u_height=2)),
        'Rack A1: U10–U11 were free and are taken by srv-7 now.',
    ),
    'a reservation': (
        lambda rack: factories.make_reservation(rack, [5, 6], description='For the archive'),
        'Rack A1: U5–U6 were free and are taken by For the archive now.',
    ),
    'the hold of another case': (by_other_hold, 'Rack A1: U1 were free and are taken by'),
    'a draw': (add_draw, 'Devices of A1 whose power cables are not recorded draw 400 W more.'),
    'a device whose draw nobody knows': (
        lambda rack: factories.make_power_port(factories.make_device(rack)),
        'Rack A1 has 1 more devices whose draw nobody knows.',
    ),
    'a weaker feed': (
        lambda rack: change(rack.powerfeeds.get(type='primary'), amperage=16),
        'may carry 2944 W and could carry 5888 W.',
    ),
    'a feed that is switched off': (
        lambda rack: change(rack.powerfeeds.get(type='redundant'), status='offline'),
        'of A1 is not active any more.',
    ),
    'a feed that is deleted': (lambda rack: rack.powerfeeds.get(type='redundant').delete(), 'of A1 is gone.'),
    'a rack that is set aside': (
        lambda rack: change(rack, status='reserved'),
        'Rack A1 is not offered any more: it is neither active nor available any more.',
    ),
    'a rack that is given to another tenant': (
        lambda rack: change(rack, tenant=factories.make_tenant()),
        'Rack A1 is not offered any more: it belongs to another tenant now.',
    ),
    'a rack that is numbered anew': (lambda rack: change(rack, desc_units=True), 'counts its units in another way.'),
    'a rack that is deleted': (
        lambda rack: (rack.powerfeeds.all().delete(), rack.delete()),
        'Rack A1 is gone.',
    ),
    'a weight': (heavier, 'Rack A1 carries 30 kg more.'),
    'a lower weight limit': (
        lambda rack: change(rack, max_weight=400),
        'Rack A1 could carry 500 kg and may carry 400 kg now.',
    ),
    'less cooling': (
        lambda rack: change(rack, cooling_capacity=5),
        'The cooling of rack A1 carried off 10000 W and carries off 5000 W now.',
    ),
    'a stricter policy': (
        lambda rack: factories.make_policy(site=rack.site, units_kept_free=2),
        'Another placement policy holds for rack A1.',
    ),
    'a smaller pool': (
        lambda rack: change(pool('UPS 1'), capacity=10_000),
        'The pool UPS 1 had 20000 W and has 10000 W now, 0 % of it kept free.',
    ),
    'a prefix that is set aside': (
        lambda rack: change(prefix(), status='deprecated'),
        'The prefix 10.20.0.0/28 gives no addresses for this any more.',
    ),
    'what a server asks for': (
        lambda rack: RequestedServer.objects.filter(name='web').update(power_draw=900),
        'What web asks for changed.',
    ),
}


@pytest.mark.parametrize('kind', CHANGES)
def test_what_the_verdict_rests_on_turns_it_stale(check, kind):
    act, sentence = CHANGES[kind]

    act(rack_of(check))

    stale = compare(check)
    assert stale.state != 'fresh'
    assert any(sentence in change.sentence for change in stale.changes), [entry.sentence for entry in stale.changes]


# What everybody draws on: enough is left of it.
USED_BY_OTHERS = {
    'a draw elsewhere on the pool': (
        lambda rack: add_draw(factories.make_rack(site=rack.site), 300),
        'Of the pool UPS 1, 300 W more are used or promised.',
    ),
    'a promise of bandwidth': (
        lambda rack: factories.make_server(
            bandwidth=700, device=factories.make_device(factories.make_rack(site=rack.site))
        ),
        'Of the pool Uplink, 700 kbit/s more are used or promised.',
    ),
    'an address': (
        lambda rack: factories.make_address('10.20.0.5/28'),
        'The prefix 10.20.0.0/28 had 14 free addresses and has 13 now.',
    ),
    'a range that is populated': (
        lambda rack: factories.make_range('10.20.0.5/28', '10.20.0.8/28', mark_populated=True),
        'The prefix 10.20.0.0/28 had 14 free addresses and has 10 now.',
    ),
}


@pytest.mark.parametrize('kind', USED_BY_OTHERS)
def test_what_others_use_of_what_is_shared_leaves_it_fresh_and_is_named(check, kind):
    act, sentence = USED_BY_OTHERS[kind]

    act(rack_of(check))

    stale = compare(check)
    assert stale.is_fresh
    assert any(sentence in change.sentence for change in stale.changes), [entry.sentence for entry in stale.changes]


def test_when_others_used_up_what_is_shared_it_is_gone(check):
    factories.make_range('10.20.0.1/28', '10.20.0.14/28', mark_populated=True)

    assert compare(check).state == 'hard'


SQL_CHANGES = {
    'a device that moves in': (
        "UPDATE dcim_device SET rack_id = %(rack)s, position = 1, face = 'front' WHERE name = 'elsewhere'"
    ),
    'a draw': 'UPDATE dcim_powerport SET allocated_draw = 999 WHERE device_id = %(in_rack)s',
    'a feed': 'UPDATE dcim_powerfeed SET available_power = 1000 WHERE rack_id = %(rack)s',
    'a rack': "UPDATE dcim_rack SET status = 'deprecated' WHERE id = %(rack)s",
    'a pool': "UPDATE netbox_colocation_capacitypool SET capacity = 9000 WHERE name = 'UPS 1'",
    'a prefix': "UPDATE ipam_prefix SET mark_utilized = true WHERE prefix = '10.20.0.0/28'",
}


@pytest.mark.parametrize('kind', SQL_CHANGES)
def test_a_change_by_sql_turns_it_stale_as_well(site, request_row, kind):
    rack = site.racks.get()
    device = factories.make_device(rack)
    factories.make_power_port(device, allocated_draw=100)
    factories.make_device(site=site, name='elsewhere')
    check = checks.verify_capacity(request_row, actor=None, now=factories.NOW)
    assert compare(check).is_fresh

    with connection.cursor() as cursor:
        cursor.execute(SQL_CHANGES[kind], {'rack': rack.pk, 'in_rack': device.pk})

    assert not compare(check).is_fresh


# -- What does not ----------------------------------------------------------------------------------------------------

UNRELATED = {
    'a device in another rack of another site': lambda rack: place_device(factories.make_rack()),
    'a new rack': lambda rack: factories.make_powered_rack(site=rack.site),
    'the name of a device in the rack': lambda rack: Device.objects.filter(rack=rack).update(name='renamed'),
    'the comments of the rack': lambda rack: change(rack, comments='Painted'),
    'the name of a feed': lambda rack: PowerFeed.objects.filter(rack=rack).update(name='Renamed'),
    'an address of another prefix': lambda rack: factories.make_address('10.99.0.5/28'),
    'a prefix more': lambda rack: factories.make_prefix('10.21.0.0/28', site=rack.site),
    'a larger pool': lambda rack: change(pool('UPS 1'), capacity=90_000),
    'a device that leaves': lambda rack: Device.objects.filter(rack=rack).delete(),
    'less draw': lambda rack: PowerPort.objects.filter(device__rack=rack).update(allocated_draw=10),
    'a request that is only asked': lambda rack: factories.make_request(site=rack.site, servers=3, status='open'),
}


@pytest.mark.parametrize('kind', UNRELATED)
def test_what_does_not_stand_against_it_leaves_it_fresh(site, request_row, kind):
    rack = site.racks.get()
    factories.make_power_port(factories.make_device(rack, position=30), allocated_draw=100)
    check = checks.verify_capacity(request_row, actor=None, now=factories.NOW)

    UNRELATED[kind](rack)

    assert compare(check) == staleness.Staleness('fresh')


def test_its_own_hold_never_makes_it_stale(check, request_row):
    holds.hold(request_row, actor=factories.make_user(), now=factories.NOW)

    assert compare(check).is_fresh

    again = checks.verify_capacity(request_row, actor=None, now=LATER)
    holds.release(request_row, now=LATER)
    assert compare(again).is_fresh


@pytest.mark.parametrize('status', ['refused', 'completed', 'withdrawn', 'cancelled'])
def test_the_check_of_a_request_that_is_over_stays_as_it_is(check, request_row, status):
    place_device(rack_of(check))
    type(request_row).objects.filter(pk=request_row.pk).update(status=status)

    assert compare(check).is_fresh


def test_a_check_of_servers_that_are_installed_stays_as_it_is(check, request_row):
    request_row.servers.update(device=place_device(rack_of(check)))

    assert compare(check).is_fresh


def test_a_check_of_an_earlier_release_has_nothing_to_compare(check):
    CapacityCheck.objects.filter(pk=check.pk).update(basis={})
    place_device(rack_of(check))

    assert compare(check).is_fresh


# -- Soft and hard ----------------------------------------------------------------------------------------------------


def test_soft_when_a_new_check_would_still_find_enough(check):
    place_device(rack_of(check))

    stale = compare(check)

    assert (stale.state, stale.findings) == ('soft', ())


def test_hard_when_it_would_not_with_everything_that_stands_against_it(check):
    rack = rack_of(check)
    place_device(rack, device_type=factories.make_device_type(u_height=42))
    change(prefix(), mark_utilized=True)

    stale = compare(check)

    assert stale.state == 'hard'
    assert {'place', 'addresses'} <= {finding.resource for finding in stale.findings}
    assert all(finding.reason and finding.is_blocking for finding in stale.findings)


def test_a_refused_check_turns_stale_when_there_is_more_again(site, request_row):
    device = place_device(site.racks.get(), device_type=factories.make_device_type(u_height=42))
    check = checks.verify_capacity(request_row, actor=None, now=factories.NOW)
    assert check.verdict == 'short'
    assert compare(check).is_fresh

    device.delete()

    assert compare(check).state == 'soft'


def test_the_evidence_names_what_took_the_place_and_the_discreet_sentence_does_not(check):
    device = place_device(rack_of(check), tenant=factories.make_tenant())

    [taken] = [entry for entry in compare(check).changes if entry.code == 'units-taken']

    assert ('dcim.device', device.pk) in [(item.model, item.pk) for item in taken.evidence]
    assert 'srv-7' in taken.sentence
    assert 'srv-7' not in taken.discreet
    assert 'somebody else' in taken.discreet


def test_everything_is_json(check):
    place_device(rack_of(check))

    assert json.loads(json.dumps(compare(check).as_dict()))['state'] == 'soft'


def test_comparing_costs_the_same_number_of_queries_however_large_the_site(site, request_row):
    check = checks.verify_capacity(request_row, actor=None, now=factories.NOW)
    with CaptureQueriesContext(connection) as few:
        assert compare(check).is_fresh
    for number in range(15):
        rack = factories.make_powered_rack(site=site)
        place_device(rack, name=f'device-{number}')
        factories.make_prefix(f'10.30.{number}.0/28', site=site)
    compare(check)  # brings the summaries up to date

    with CaptureQueriesContext(connection) as many:
        assert compare(check).is_fresh

    assert len(many) <= len(few)
