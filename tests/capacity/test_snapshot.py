"""What a snapshot reads out of NetBox, and in how many queries."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.choices import RackStatusChoices

from netbox_colocation.capacity import snapshot
from netbox_colocation.capacity.questions import Question
from netbox_colocation.models import HeldUnits
from tests import factories

pytestmark = pytest.mark.django_db

HALF_DEPTH = {'is_full_depth': False}


@pytest.fixture
def site():
    return factories.make_site()


@pytest.fixture
def request_(site):
    return factories.make_request(site=site, servers=1)


def read(request):
    return snapshot.read_estate(Question.of(request), snapshot.read_demand(request))


def state(request, rack):
    return next(row for row in read(request).racks if row.pk == rack.pk)


def bits(*halves):
    return sum(1 << half for half in halves)


def hold_units(request, rack, start, end, face='front', **overrides):
    hold = overrides.pop('hold', None) or factories.make_hold(request)
    server = overrides.pop('server', None) or request.servers.first()
    return HeldUnits.objects.create(
        hold=hold, server=server, rack=rack, face=face, half_units=(start, end), **overrides
    )


class TestUnits:
    def test_full_depth_device_takes_both_faces(self, site, request_):
        rack = factories.make_rack(site=site)
        factories.make_device(rack, position=3, device_type=factories.make_device_type(u_height=2))

        row = state(request_, rack)

        assert (row.front, row.rear) == (bits(4, 5, 6, 7), bits(4, 5, 6, 7))

    def test_half_depth_device_takes_its_face(self, site, request_):
        rack = factories.make_rack(site=site)
        kind = factories.make_device_type(**HALF_DEPTH)
        factories.make_device(rack, position=1, face='front', device_type=kind)
        factories.make_device(rack, position=2, face='rear', device_type=kind)

        row = state(request_, rack)

        assert (row.front, row.rear) == (bits(0, 1), bits(2, 3))

    def test_half_units_count(self, site, request_):
        rack = factories.make_rack(site=site)
        kind = factories.make_device_type(u_height=Decimal('1.5'))
        factories.make_device(rack, position=Decimal('2.5'), device_type=kind)

        assert state(request_, rack).front == bits(3, 4, 5)

    def test_units_count_from_the_starting_unit(self, site, request_):
        rack = factories.make_rack(site=site, starting_unit=10)
        factories.make_device(rack, position=11)
        factories.make_reservation(rack, [10])

        assert state(request_, rack).front == bits(0, 1, 2, 3)

    @pytest.mark.parametrize('status', ['pending', 'active', 'stale'])
    def test_reservation_of_any_status_takes_both_faces(self, site, request_, status):
        rack = factories.make_rack(site=site)
        factories.make_reservation(rack, [2, 4], status=status)

        row = state(request_, rack)

        assert row.front == row.rear == bits(2, 3, 6, 7)

    def test_hold_of_another_request_takes_its_units(self, site, request_):
        rack = factories.make_rack(site=site)
        other = factories.make_request(site=site, servers=1, server={'power_draw': 300})
        held = hold_units(other, rack, 0, 3)
        hold_units(other, rack, 0, 3, face='rear', hold=held.hold)

        row = state(request_, rack)

        assert (row.front, row.rear) == (bits(0, 1, 2), bits(0, 1, 2))
        assert row.power.held == 300  # once, though two faces are held

    def test_unknown_draw_of_a_hold_is_named(self, site, request_):
        rack = factories.make_rack(site=site)
        other = factories.make_request(site=site, servers=1, server={'power_draw': None, 'name': 'mystery'})
        hold_units(other, rack, 0, 2)

        assert [item.label for item in state(request_, rack).power.unknown] == ['mystery']

    def test_own_hold_does_not_count(self, site, request_):
        rack = factories.make_rack(site=site)
        reservation = factories.make_reservation(rack, [1])
        hold_units(request_, rack, 0, 2, reservation=reservation)

        row = state(request_, rack)

        assert (row.front, row.rear, row.power.held) == (0, 0, 0)

    def test_ended_hold_does_not_count(self, site, request_):
        rack = factories.make_rack(site=site)
        hold_units(factories.make_request(site=site, servers=1), rack, 0, 2, is_active=False)

        assert state(request_, rack).front == 0


class TestOffer:
    @pytest.mark.parametrize(
        ('status', 'not_offered'),
        [
            (RackStatusChoices.STATUS_ACTIVE, ''),
            (RackStatusChoices.STATUS_AVAILABLE, ''),
            (RackStatusChoices.STATUS_PLANNED, 'status'),
            (RackStatusChoices.STATUS_RESERVED, 'status'),
            (RackStatusChoices.STATUS_DEPRECATED, 'status'),
        ],
    )
    def test_active_and_available_racks_are_offered(self, site, request_, status, not_offered):
        assert state(request_, factories.make_rack(site=site, status=status)).not_offered == not_offered

    def test_racks_of_the_applicant_the_agency_and_nobody_are_offered(self, site, request_):
        own = factories.make_rack(site=site, tenant=request_.applicant)
        agency = factories.make_rack(site=site, tenant=request_.procedure.agency)
        others = factories.make_rack(site=site, tenant=factories.make_tenant())

        assert [state(request_, rack).not_offered for rack in (own, agency, others)] == ['', '', 'tenant']

    def test_wished_location_includes_the_locations_below_it(self, site):
        room = factories.make_location(site=site)
        row = factories.make_location(site=site, parent=room)
        other = factories.make_location(site=site)
        request = factories.make_request(location=room)
        racks = [factories.make_rack(site=site, location=location) for location in (room, row, other, None)]

        assert [state(request, rack).not_offered for rack in racks] == ['', '', 'scope', 'scope']

    def test_racks_of_other_sites_are_not_read(self, request_):
        factories.make_rack()

        assert read(request_).racks == ()

    @pytest.mark.parametrize(
        ('fields', 'depth'),
        [
            ({}, None),
            ({'mounting_depth': 740}, 740),
            ({'outer_depth': 1000, 'outer_unit': 'mm'}, 1000),
            ({'outer_depth': 40, 'outer_unit': 'in'}, 1016),
            ({'outer_depth': 1000, 'outer_unit': 'mm', 'mounting_depth': 740}, 740),
        ],
    )
    def test_depth_is_that_between_the_rails_when_known(self, site, request_, fields, depth):
        assert state(request_, factories.make_rack(site=site, **fields)).depth_mm == depth


class TestPools:
    def test_bandwidth_pool_without_a_capacity_has_its_active_circuits_commit_rates(self, site, request_):
        pool = factories.make_pool(site=site, kind='bandwidth', capacity=None)
        pool.circuits.set(
            [
                factories.make_circuit(commit_rate=1000),
                factories.make_circuit(commit_rate=500),
                factories.make_circuit(commit_rate=9000, status='planned'),
            ]
        )

        (row,) = read(request_).pools

        assert (row.capacity, row.unknown_sources, len(row.sources)) == (1500, (), 2)

    def test_circuit_without_a_commit_rate_is_unknown(self, site, request_):
        pool = factories.make_pool(site=site, kind='bandwidth', capacity=None)
        pool.circuits.set([factories.make_circuit(commit_rate=None, cid='dark')])

        (row,) = read(request_).pools

        assert [item.label for item in row.unknown_sources] == ['dark']

    def test_installed_and_held_servers_of_others_were_promised_bandwidth(self, site, request_):
        rack = factories.make_rack(site=site)
        installed = factories.make_request(site=site)
        factories.make_server(installed, bandwidth=70, device=factories.make_device(rack))
        holding = factories.make_request(site=site, servers=1, server={'bandwidth': 30})
        hold_units(holding, rack, 0, 2)
        factories.make_server(factories.make_request(site=site), bandwidth=5)  # only asked for
        factories.make_pool(site=site, kind='bandwidth', capacity=1000)

        assert [pool.used for pool in read(request_).pools] == [100]


def grow(site, racks):
    """Add racks with everything that a snapshot reads, each with its own prefix and pools."""
    for number in range(racks):
        location = factories.make_location(site=site)
        rack = factories.make_powered_rack(site=site, location=location)
        for position in (1, 3):
            device = factories.make_device(rack, position=position)
            factories.make_power_port(device, allocated_draw=100)
        factories.make_power_port(factories.make_device(rack, position=5))
        factories.make_reservation(rack, [10])
        other = factories.make_request(site=site, servers=2)
        hold_units(other, rack, 40, 42)
        net = f'10.{factories.number() % 250}.{number}'
        factories.make_prefix(f'{net}.0/24', site=site)
        factories.make_range(f'{net}.10/24', f'{net}.20/24', mark_populated=True)
        factories.make_address(f'{net}.1/24')
        factories.make_pool(site=site, kind='bandwidth', capacity=None).circuits.add(factories.make_circuit())


def test_number_of_queries_does_not_grow_with_the_estate(site, request_):
    counts = []
    for racks in (1, 5):
        grow(site, racks)
        for _kept in (False, True):
            with CaptureQueriesContext(connection) as queries:
                read(request_)
            counts.append(len(queries))

    stale, fresh, more_stale, more_fresh = counts
    assert more_fresh == fresh <= 21
    assert more_stale <= stale + 1  # two batches instead of one


def test_number_of_queries_of_a_demand_does_not_grow_with_the_servers():
    counts = []
    for servers in (1, 5):
        request = factories.make_request(servers=servers)
        factories.make_server(request, device_type=factories.make_device_type())
        with CaptureQueriesContext(connection) as queries:
            snapshot.read_demand(request)
        counts.append(len(queries))

    assert counts == [3, 3]  # the servers, and the connectors of their device types
