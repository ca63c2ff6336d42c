"""Capacity checks on NetBox's own data, from the request to the stored result."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from dcim.models import Device

from netbox_colocation.capacity import checks, summaries, wording
from netbox_colocation.capacity.addresses import KINDS
from netbox_colocation.capacity.findings import RESOURCES, SEVERITY
from netbox_colocation.choices import AddressKindChoices, CapacityResourceChoices, CapacityVerdictChoices
from netbox_colocation.models import CapacityCheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A site in which everything is known and there is enough of it."""
    site = factories.make_site(name='Padang')
    rack = factories.make_powered_rack(site=site, name='A1')
    rack.powerfeeds.filter(type='primary').update(name='Feed A')
    rack.powerfeeds.filter(type='redundant').update(name='Feed B')
    factories.make_pool(site=site, name='UPS 1')
    factories.make_pool(site=site, name='Uplink', kind='bandwidth', capacity=100_000)
    factories.make_prefix('10.20.0.0/28', site=site)
    return site


def assess(request, **options):
    return checks.assess(request, now=factories.NOW, **options)


def test_enough_of_everything_is_enough(site):
    request = factories.make_request(site=site, servers=2, server={'bandwidth': 1000})

    assessment = assess(request)

    assert [(finding.resource, finding.verdict) for finding in assessment.findings] == [
        ('place', 'enough'),
        ('place', 'enough'),
        ('electricity', 'enough'),
        ('ups', 'enough'),
        ('bandwidth', 'enough'),
        ('addresses', 'enough'),
        ('outlets', 'unknown'),
        ('cable', 'unknown'),
        ('cable', 'unknown'),
        ('domain-name', 'enough'),
        ('weight', 'unknown'),
        ('cooling', 'unknown'),
    ]
    assert assessment.verdict == 'enough', 'what the sheets do not ask for may be unknown'


def test_a_room_whose_ups_is_full_is_passed_over_for_one_that_has_more_left():
    site = factories.make_site()
    full, other, roomy = (factories.make_location(site=site) for _ in range(3))
    for location, watts in ((full, 100), (other, 150), (roomy, 5_000)):
        factories.make_powered_rack(location=location)
        factories.make_pool(site=site, location=location, capacity=watts)
    factories.make_prefix('10.20.0.0/28', site=site)

    assessment = assess(factories.make_request(site=site, servers=1, server={'power_draw': 200}))

    assert assessment.verdict == 'enough'
    assert [place.rack for place in assessment.placements] == [roomy.racks.get().pk]


def test_when_every_ups_is_full_the_first_choice_is_what_is_reported():
    site = factories.make_site()
    rooms = [factories.make_location(site=site) for _ in range(2)]
    for room in rooms:
        factories.make_powered_rack(location=room)
        factories.make_pool(site=site, location=room, capacity=100)

    assessment = assess(factories.make_request(site=site, servers=1, server={'power_draw': 200}), resources=['ups'])

    assert [(finding.verdict, finding.have) for finding in assessment.findings] == [('short', 100)]
    assert [place.rack for place in assessment.placements] == [rooms[0].racks.get().pk]


def test_of_racks_that_all_lack_power_the_one_that_lacks_least_is_reported(site):
    drained = site.racks.get()
    factories.make_power_port(factories.make_device(drained, position=1), allocated_draw=5_000)
    empty = factories.make_powered_rack(site=site)

    assessment = assess(
        factories.make_request(site=site, servers=1, server={'power_draw': 9_000}), resources=['electricity']
    )

    assert [(finding.verdict, finding.have) for finding in assessment.findings] == [('short', 5888)]
    assert [place.rack for place in assessment.placements] == [empty.pk]


def test_check_is_stored_as_it_was_found(site):
    request = factories.make_request(site=site, servers=1, server={'name': 'web'})
    user = factories.make_user()

    check = checks.verify_capacity(request, actor=user, now=factories.NOW)

    stored = CapacityCheck.objects.get(pk=check.pk)
    assert (stored.verdict, stored.checked_by, stored.checked_at) == ('enough', user, factories.NOW)
    assert stored.placements == [
        {
            'server': request.servers.get().pk,
            'server_name': 'web',
            'rack': site.racks.get().pk,
            'rack_name': 'A1',
            'position': 1.0,
            'height': 1.0,
            'face': 'front',
            'is_full_depth': True,
            'start': 0,
            'length': 2,
        }
    ]
    assert checks.stored_findings(stored) == assess(request).findings


def test_stored_check_does_not_change_with_the_estate(site):
    request = factories.make_request(site=site, servers=1)
    check = checks.verify_capacity(request, actor=None, now=factories.NOW)

    site.racks.get().powerfeeds.update(status='failed')

    check.refresh_from_db()
    assert check.verdict == 'enough'
    assert assess(request).verdict == 'short'


def test_assessing_keeps_nothing(site):
    assess(factories.make_request(site=site, servers=1))

    assert not CapacityCheck.objects.exists()


def test_number_of_queries_does_not_grow_with_the_servers(site, django_assert_num_queries):
    for _ in range(9):
        factories.make_powered_rack(site=site)
    summaries.refresh_stale()
    for servers in (1, 6):
        request = factories.make_request(site=site, servers=servers)
        with django_assert_num_queries(22):
            assess(request)


@pytest.mark.parametrize(
    ('fields', 'reason'),
    [
        (
            {'name': 'web', 'u_height': 50},
            'web needs 50 U in a row on both faces; the most that is left in the 1 racks offered in Padang is 42 U '
            '(A1; 0 racks are too shallow): free 8 U more beside it, or choose another site or location.',
        ),
        (
            {'power_draw': 6000},
            'When one side of rack A1 fails, the other carries all of it (A 5888 W, B 5888 W); on Feed A 0 of 5888 W '
            'hang (with what is held), so 5888 W are left and 6000 W are needed: free 112 W, or raise the weaker feed.',
        ),
        (
            {'power_draw': None, 'name': 'web'},
            'The feeds of rack A1 have 5888 W left by what is known, but 1 draws are unknown (web): record them.',
        ),
        (
            {'bandwidth': 100_001},
            'Uplink can promise 100000 kbit/s; 0 kbit/s are promised, so 100000 kbit/s are left and 100001 kbit/s are '
            'needed: free 1 kbit/s, or enlarge the uplink.',
        ),
        (
            {'private_ipv4': 15},
            'Private IPv4: 14 are free in 10.20.0.0/28 and 15 are needed: free 1, or add a prefix with the role '
            'colocation-private.',
        ),
        (
            {'public_ipv4': 1},
            'Public IPv4: 1 are needed and no active prefix with the role colocation-public serves Padang: add one, or '
            'correct its scope.',
        ),
    ],
    ids=['place', 'electricity', 'unknown draw', 'bandwidth', 'addresses', 'no prefix'],
)
def test_reason_names_what_would_make_it_fit(site, fields, reason):
    request = factories.make_request(site=site, servers=1, server=fields)

    assert reason in [finding.reason for finding in assess(request).findings]


def test_words_of_the_pure_modules_are_those_of_the_choices():
    assert set(RESOURCES) == set(CapacityResourceChoices.values())
    assert set(SEVERITY) == set(CapacityVerdictChoices.values())
    assert set(KINDS) == set(AddressKindChoices.values())


def test_reason_is_in_the_active_language_and_can_be_said_again(site):
    request = factories.make_request(site=site, servers=1)
    with translation.override('en'):
        (finding, *_) = assess(request).findings

    assert wording.put_into_words(finding).reason == finding.reason
    assert json.loads(json.dumps(finding.as_dict()))['code'] == 'place-found'


def test_unknown_blocks_only_where_the_policy_says_so(site):
    site.capacity_pools.all().delete()
    factories.make_policy(unknown_blocks=['ups'])
    request = factories.make_request(site=site, servers=1, server={'bandwidth': 1, 'public_ipv4': 1})

    against = checks.blocking(assess(request).findings)

    assert [(finding.resource, finding.verdict) for finding in against] == [('ups', 'unknown'), ('addresses', 'short')]


@pytest.mark.parametrize(
    ('rack', 'taken', 'server'),
    [
        ({}, [], {'u_height': 2}),
        ({'starting_unit': 3}, [3], {'u_height': 1}),
        ({'desc_units': True}, [42], {'u_height': 3}),
        ({'desc_units': True, 'starting_unit': 5, 'u_height': 10}, [14], {'u_height': 2}),
        ({}, [1], {'u_height': '0.5'}),
        ({}, [1], {'u_height': '1.5', 'is_full_depth': False}),
    ],
    ids=str,
)
def test_netbox_accepts_the_place(site, rack, taken, server):
    site.racks.all().update(status='planned')
    row = factories.make_powered_rack(site=site, **rack)
    for position in taken:
        factories.make_device(row, position=position)
    request = factories.make_request(site=site, servers=1, server=server)
    (place,) = assess(request).placements
    requested = request.servers.get()
    kind = factories.make_device_type(u_height=requested.u_height, is_full_depth=requested.is_full_depth)
    device = Device(
        name='try',
        device_type=kind,
        role=factories.make_device_role(),
        site=site,
        rack=row,
        position=place.position,
        face=place.face,
    )

    device.full_clean()

    device.position = taken[0] if taken else 100
    with pytest.raises(ValidationError):
        device.full_clean()  # the control: NetBox does look at the place
