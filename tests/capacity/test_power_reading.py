"""What hangs on the feeds of racks, and what stands in them: real rows with real cables."""

import json
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.choices import PowerFeedPhaseChoices
from dcim.models import CoolingFeed, CoolingSource, Module, ModuleBay, ModuleType

from netbox_colocation.capacity import physics_reading, power_reading
from netbox_colocation.capacity.physics import RackCooling, RackWeight
from netbox_colocation.capacity.power import OutletGroup, RackPower
from netbox_colocation.models import HeldOutlet, HeldUnits
from tests import factories

pytestmark = pytest.mark.django_db

C13 = 'iec-60320-c13'


@pytest.fixture
def rack():
    """A rack with a primary and a redundant feed of 5888 W."""
    return factories.make_powered_rack()


@pytest.fixture
def feeds(rack):
    return list(rack.powerfeeds.order_by('type'))


def read(rack, own=None):
    return power_reading.read([rack.pk], own=own)[rack.pk]


def loads(rack, own=None):
    return [feed.load for feed in read(rack, own).feeds]


def make_consumer(rack, *to, draw=100, **device):
    """Make a device with a supply for each outlet or feed, which draws `draw` W on each."""
    consumer = factories.make_device(rack, **device)
    for end in to:
        port = factories.make_power_port(consumer, allocated_draw=draw)
        if end is not None:
            factories.make_cable(port, end)
    return consumer


def outlets_of(pdu):
    return list(pdu.poweroutlets.order_by('pk'))


def hold_server(rack, *outlets, start=0, request=None, **server):
    """Hold a unit of the rack and these outlets for a server; return its request."""
    request = request or factories.make_request(site=rack.site)
    row = factories.make_server(request, **server)
    hold = request.holds.first() or factories.make_hold(request)
    HeldUnits.objects.create(hold=hold, server=row, rack=rack, face='front', half_units=(start, start + 2))
    for outlet in outlets:
        HeldOutlet.objects.create(hold=hold, server=row, outlet=outlet)
    return request


class TestFeeds:
    def test_feed_says_what_netbox_says_of_it(self, rack, feeds):
        found = read(rack).feeds

        assert [(feed.pk, feed.name, feed.watts, feed.is_redundant, feed.is_active) for feed in found] == [
            (feeds[0].pk, feeds[0].name, 5888, False, True),
            (feeds[1].pk, feeds[1].name, 5888, True, True),
        ]
        assert [(feed.panel, feed.panel_name, feed.phases) for feed in found] == [
            (feed.power_panel_id, feed.power_panel.name, 1) for feed in feeds
        ]

    def test_inlet_of_the_pdu_limits_its_feed(self, rack, feeds):
        factories.make_pdu(rack, feed=feeds[0], outlets=1, maximum_draw=3680)

        assert [feed.watts for feed in read(rack).feeds] == [3680, 5888]

    def test_inlet_that_takes_more_than_the_feed_gives_is_no_limit(self, rack, feeds):
        factories.make_pdu(rack, feed=feeds[0], outlets=1, maximum_draw=9999)

        assert read(rack).feeds[0].watts == 5888

    @pytest.mark.parametrize(('second', 'watts'), [(1000, 3000), (None, 5888)])
    def test_several_inlets_limit_their_feed_when_all_have_a_limit(self, rack, feeds, second, watts):
        pdu = factories.make_pdu(rack, outlets=1, maximum_draw=2000)
        inlets = [pdu.powerports.get(), factories.make_power_port(pdu, maximum_draw=second)]
        cable = factories.make_cable(inlets[0], feeds[0])
        cable.a_terminations = inlets
        cable.save()

        assert read(rack).feeds[0].watts == watts

    def test_supply_that_is_cabled_to_the_feed_itself_is_no_limit(self, rack, feeds):
        consumer = factories.make_device(rack)
        factories.make_cable(factories.make_power_port(consumer, allocated_draw=100, maximum_draw=200), feeds[0])

        assert (read(rack).feeds[0].watts, loads(rack)) == (5888, [100, 0])


class TestLoads:
    def test_consumer_counts_in_full_on_each_feed_that_it_hangs_on(self, rack, feeds):
        a, b = (factories.make_pdu(rack, feed=feed, outlets=1) for feed in feeds)
        make_consumer(rack, *outlets_of(a), *outlets_of(b), draw=150)

        power = read(rack)

        assert [feed.load for feed in power.feeds] == [300, 300]
        assert (power.load, power.loose) == (300, 0)

    def test_consumer_on_one_feed_does_not_load_the_other(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=1)
        make_consumer(rack, *outlets_of(pdu))

        assert loads(rack) == [100, 0]

    def test_load_behind_daisy_chained_pdus_is_followed_to_the_feed(self, rack, feeds):
        """NetBox's own utilization of the rack stops at the first device."""
        first = factories.make_pdu(rack, feed=feeds[0], outlets=2)
        second = factories.make_pdu(rack, feed=outlets_of(first)[0], outlets=2)
        third = factories.make_pdu(rack, feed=outlets_of(second)[0], outlets=1)
        make_consumer(rack, outlets_of(first)[1])
        make_consumer(rack, outlets_of(third)[0], draw=30)

        assert (loads(rack), read(rack).loose) == ([130, 0], 0)

    @pytest.mark.parametrize(('pdus', 'found'), [(5, (7, 0)), (6, (0, 7))])
    def test_chain_is_followed_over_five_hops(self, rack, feeds, pdus, found):
        end = feeds[0]
        for _number in range(pdus):
            end = outlets_of(factories.make_pdu(rack, feed=end, outlets=1))[0]
        make_consumer(rack, end, draw=7)

        power = read(rack)

        assert (power.feeds[0].load, power.loose) == found

    def test_pdus_that_feed_each_other_do_not_hang_the_reader(self, rack):
        one = factories.make_pdu(rack, outlets=2)
        other = factories.make_pdu(rack, feed=outlets_of(one)[0], outlets=1)
        factories.make_cable(one.powerports.get(), outlets_of(other)[0])
        make_consumer(rack, outlets_of(one)[1])

        assert (loads(rack), read(rack).loose) == ([0, 0], 100)

    def test_consumer_of_another_rack_loads_the_feed_that_it_hangs_on(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=1)
        other = factories.make_powered_rack(site=rack.site)
        make_consumer(other, *outlets_of(pdu), draw=250)

        here, there = read(rack), read(other)

        assert ([feed.load for feed in here.feeds], here.load, here.loose) == ([250, 0], 0, 0)
        assert ([feed.load for feed in there.feeds], there.load, there.loose) == ([0, 0], 250, 0)

    def test_answer_is_the_same_whichever_racks_are_asked_for_together(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=3)
        other = factories.make_powered_rack(site=rack.site)
        make_consumer(other, outlets_of(pdu)[0], None)
        make_consumer(other, None)
        silent = make_consumer(other, outlets_of(pdu)[1], draw=None)
        hold_server(other, outlets_of(pdu)[2], power_draw=70)

        together = power_reading.read([rack.pk, other.pk], own=None)

        assert together == {row.pk: read(row) for row in (rack, other)}
        assert [item.pk for item in together[rack.pk].unknown] == [silent.pk]

    def test_consumer_without_cables_is_loose(self, rack):
        make_consumer(rack, None, None)

        power = read(rack)

        assert ([feed.load for feed in power.feeds], power.load, power.loose) == ([0, 0], 200, 200)

    def test_consumer_on_a_pdu_that_leads_nowhere_is_loose(self, rack):
        pdu = factories.make_pdu(rack, outlets=1)
        make_consumer(rack, *outlets_of(pdu))

        assert read(rack).loose == 100

    def test_supply_that_leads_nowhere_may_hang_on_the_other_feed(self, rack, feeds):
        """Nobody cabled the inlet of PDU B, yet after the loss of A it carries the whole server."""
        a, b = factories.make_pdu(rack, feed=feeds[0], outlets=1), factories.make_pdu(rack, outlets=1)
        make_consumer(rack, *outlets_of(a), *outlets_of(b))

        assert (loads(rack), read(rack).loose) == ([200, 200], 0)

    def test_supply_that_is_marked_connected_may_hang_on_the_other_feed(self, rack, feeds):
        consumer = make_consumer(rack, feeds[0])
        factories.make_power_port(consumer, mark_connected=True)

        assert loads(rack) == [100, 100]

    def test_supply_without_a_cable_hangs_on_nothing_when_the_other_has_one(self, rack, feeds):
        make_consumer(rack, feeds[0], None)

        assert (loads(rack), read(rack).loose) == ([200, 0], 0)

    def test_ports_of_what_passes_on_do_not_count(self, rack, feeds):
        factories.make_pdu(rack, feed=feeds[0], outlets=1, allocated_draw=3000)

        power = read(rack)

        assert ([feed.load for feed in power.feeds], power.load, power.unknown_count) == ([0, 0], 0, 0)

    def test_consumer_whose_supplies_all_say_nothing_is_unknown(self, rack):
        silent = make_consumer(rack, None, None, draw=None, name='silent')
        half_known = make_consumer(rack, None)
        factories.make_power_port(half_known)
        factories.make_device(rack)  # a panel: no supplies at all

        power = read(rack)

        assert ([(item.label, item.pk) for item in power.unknown], power.load) == ([('silent', silent.pk)], 100)

    def test_most_unknown_consumers_are_counted_and_not_named(self, rack):
        device_type, role = factories.make_device_type(), factories.make_device_role()
        for _number in range(22):
            make_consumer(rack, None, draw=None, device_type=device_type, role=role)

        power = read(rack)

        assert (len(power.unknown), power.unknown_count) == (20, 22)

    def test_rack_without_anything_is_in_the_answer(self):
        rack = factories.make_rack()

        assert read(rack) == RackPower()


class TestPhases:
    @pytest.fixture
    def feed(self, feeds):
        feeds[0].phase = PowerFeedPhaseChoices.PHASE_3PHASE
        feeds[0].save()
        return feeds[0]

    def test_load_hangs_on_the_leg_of_its_outlet(self, rack, feed):
        pdu = factories.make_pdu(rack, feed=feed)
        for leg, draw in (('A', 100), ('B', 70), ('B', 30), ('', 5)):
            make_consumer(rack, factories.make_outlet(pdu, feed_leg=leg), draw=draw)

        found = read(rack).feeds[0]

        assert (found.phases, found.watts) == (3, round(230 * 32 * 0.8 * 1.732))
        assert (found.load, found.legs, found.unlegged) == (205, (100, 100, 0), 5)

    def test_leg_is_that_of_the_outlet_nearest_to_the_feed(self, rack, feed):
        first = factories.make_pdu(rack, feed=feed, outlets=1, outlet={'feed_leg': 'C'})
        second = factories.make_pdu(rack, feed=outlets_of(first)[0], outlets=1, outlet={'feed_leg': 'A'})
        make_consumer(rack, *outlets_of(second))

        assert read(rack).feeds[0].legs == (0, 0, 100)

    def test_free_outlets_are_grouped_by_leg(self, rack, feed):
        pdu = factories.make_pdu(rack, feed=feed, outlets=2, outlet={'feed_leg': 'A'})
        factories.make_outlet(pdu, feed_leg='B')

        assert read(rack).outlets == (OutletGroup(C13, feed.pk, 'A', 2), OutletGroup(C13, feed.pk, 'B', 1))


class TestHeld:
    def test_held_server_without_outlets_is_loose(self, rack):
        hold_server(rack, power_draw=300)

        power = read(rack)

        assert (power.held, power.load, power.loose) == (300, 0, 300)

    def test_held_server_counts_once_though_it_holds_two_faces(self, rack):
        held = hold_server(rack, power_draw=300).holds.get().units.get()
        HeldUnits.objects.create(hold=held.hold, server=held.server, rack=rack, face='rear', half_units=(0, 2))

        assert read(rack).held == 300

    def test_held_server_loads_the_feeds_behind_its_outlets(self, rack, feeds):
        a, b = (factories.make_pdu(rack, feed=feed, outlets=1) for feed in feeds)
        hold_server(rack, *outlets_of(a), *outlets_of(b), power_draw=300)

        power = read(rack)

        assert ([feed.load for feed in power.feeds], power.held, power.loose) == ([300, 300], 300, 0)

    def test_held_server_with_one_outlet_for_two_supplies_may_hang_on_the_other_feed(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=1)
        hold_server(rack, *outlets_of(pdu), power_draw=300, power_supplies=2)

        assert (loads(rack), read(rack).loose) == ([300, 300], 0)

    def test_own_hold_is_left_out(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=2)
        own = hold_server(rack, outlets_of(pdu)[0], power_draw=300, power_supplies=1)
        hold_server(rack, outlets_of(pdu)[1], start=4, power_draw=50, power_supplies=1)

        mine, others = read(rack, own=own.pk), read(rack)

        assert (mine.feeds[0].load, mine.held, mine.outlets) == (50, 50, (OutletGroup(C13, feeds[0].pk, '', 1),))
        assert (others.feeds[0].load, others.held, others.outlets) == (350, 350, ())

    def test_ended_hold_does_not_count(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=1)
        hold_server(rack, *outlets_of(pdu), power_draw=300)
        HeldUnits.objects.update(is_active=False)
        HeldOutlet.objects.update(is_active=False)

        power = read(rack)

        assert (power.held, power.feeds[0].load, power.outlets[0].count) == (0, 0, 1)

    def test_unknown_draw_of_a_held_server_is_unknown(self, rack):
        hold_server(rack, power_draw=None, name='mystery')

        assert [item.label for item in read(rack).unknown] == ['mystery']


class TestOutlets:
    def test_free_ones_are_enabled_and_have_no_cable_mark_or_hold(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=3)
        taken, held, _free = outlets_of(pdu)
        make_consumer(rack, taken)
        hold_server(rack, held)
        factories.make_outlet(pdu, mark_connected=True)
        factories.make_outlet(pdu, status='faulty')
        factories.make_outlet(pdu, type='iec-60320-c19')

        power = read(rack)

        assert power.outlets == (OutletGroup(C13, feeds[0].pk, '', 1), OutletGroup('iec-60320-c19', feeds[0].pk, '', 1))
        assert power.has_outlets

    def test_outlets_behind_no_known_feed_of_the_rack_have_none(self, rack):
        other = factories.make_powered_rack(site=rack.site)
        factories.make_pdu(rack, outlets=1)
        factories.make_pdu(rack, feed=other.powerfeeds.first(), outlets=2)
        factories.make_outlet(factories.make_pdu(rack), power_port=None)

        assert read(rack).outlets == (OutletGroup(C13, 0, '', 4),)

    def test_rack_whose_outlets_are_all_taken_has_recorded_ones(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=1)
        make_consumer(rack, *outlets_of(pdu))

        power = read(rack)

        assert (power.outlets, power.has_outlets) == ((), True)

    def test_free_outlets_are_those_of_the_groups(self, rack, feeds):
        pdu = factories.make_pdu(rack, feed=feeds[0], outlets=2)
        loose = factories.make_pdu(rack, outlets=1)
        first, second = outlets_of(pdu)
        own = hold_server(rack, first)

        free = power_reading.free_outlets([rack.pk], own=None)[rack.pk]

        assert free == {(C13, feeds[0].pk, ''): [second.pk], (C13, 0, ''): [outlets_of(loose)[0].pk]}
        assert {group: len(outlets) for group, outlets in free.items()} == {
            (group.type, group.feed, group.leg): group.count for group in read(rack).outlets
        }
        mine = power_reading.free_outlets([rack.pk], own=own.pk)[rack.pk]
        assert mine[C13, feeds[0].pk, ''] == [first.pk, second.pk]


def read_weight(rack, own=None):
    return physics_reading.read_weights([rack.pk], own=own)[rack.pk]


def heavy(kilograms, **overrides):
    return factories.make_device_type(weight=kilograms, weight_unit='kg', **overrides)


class TestWeight:
    def test_rack_carries_its_devices_with_their_modules_and_itself(self):
        rack = factories.make_rack(weight=Decimal(80), max_weight=1000, weight_unit='kg')
        device = factories.make_device(rack, device_type=heavy(25))
        bay = ModuleBay.objects.create(device=device, name='1')
        kind = ModuleType.objects.create(
            manufacturer=device.device_type.manufacturer, model='Card', weight=Decimal('0.5'), weight_unit='kg'
        )
        Module.objects.create(device=device, module_bay=bay, module_type=kind)

        assert read_weight(rack) == RackWeight(1_000_000, 105_500)

    def test_device_whose_type_says_nothing_is_unknown(self):
        rack = factories.make_rack()
        unknown = factories.make_device(rack, name='unknown')
        factories.make_device(rack, device_type=heavy(10))

        weight = read_weight(rack)

        assert (weight.limit, weight.carried, weight.unknown_count) == (None, 10_000, 1)
        assert [(item.label, item.pk) for item in weight.unknown] == [('unknown', unknown.pk)]

    def test_held_servers_of_others_weigh_what_was_stated_or_what_their_type_weighs(self):
        rack = factories.make_rack()
        hold_server(rack, weight_kg=Decimal('20.5'), device_type=heavy(10))
        own = hold_server(rack, start=4, device_type=heavy(10))
        hold_server(rack, start=8, name='mystery')

        assert (read_weight(rack).carried, [item.label for item in read_weight(rack).unknown]) == (30_500, ['mystery'])
        assert read_weight(rack, own=own.pk).carried == 20_500


class TestCooling:
    def read(self, rack):
        return physics_reading.read_coolings([rack.pk])[rack.pk]

    def cool(self, rack, *capacities, status='active'):
        source = CoolingSource.objects.create(site=rack.site, name=f'Chiller {factories.number()}', type='chiller')
        for capacity in capacities:
            CoolingFeed.objects.create(
                cooling_source=source,
                rack=rack,
                name=f'Loop {factories.number()}',
                cooling_capacity=capacity,
                status=status,
            )

    def test_kilowatts_of_the_rack_are_watts(self):
        rack = factories.make_rack(cooling_capacity=Decimal('7.5'), cooling_capability='hybrid')

        assert self.read(rack) == RackCooling(7500, None, 'hybrid')

    def test_active_cooling_feeds_add_up(self):
        rack = factories.make_rack()
        self.cool(rack, Decimal('2.5'), Decimal(3))
        self.cool(rack, Decimal(9), status='failed')

        assert self.read(rack) == RackCooling(None, 5500, '')

    def test_rack_whose_cooling_feeds_are_all_inactive_has_0_watts_of_them(self):
        rack = factories.make_rack()
        self.cool(rack, Decimal(9), status='failed')

        assert self.read(rack).feeds == 0

    def test_active_cooling_feed_that_says_nothing_makes_them_unknown(self):
        rack = factories.make_rack()
        self.cool(rack, Decimal(9), None)

        assert self.read(rack).feeds is None


def grow(site, racks):
    """Add racks with everything that the readers read; return their primary keys."""
    pks = []
    for _number in range(racks):
        rack = factories.make_powered_rack(site=site)
        feeds = list(rack.powerfeeds.all())
        a, b = (factories.make_pdu(rack, feed=feed, outlets=3) for feed in feeds)
        make_consumer(rack, outlets_of(a)[0], outlets_of(b)[0])
        make_consumer(rack, None, draw=None)
        make_consumer(factories.make_powered_rack(site=site), outlets_of(a)[1])
        hold_server(rack, outlets_of(a)[2], power_draw=10)
        pks.append(rack.pk)
    return pks


def test_number_of_queries_does_not_grow_with_the_racks():
    site = factories.make_site()
    pks = grow(site, 4)
    counts = []
    for asked in (pks[:1], pks):
        with CaptureQueriesContext(connection) as queries:
            power_reading.read(asked, own=None)
            physics_reading.read_weights(asked, own=None)
            physics_reading.read_coolings(asked)
        counts.append(len(queries))

    assert counts == [7 + 4 + 2] * 2


def test_what_is_read_survives_storing():
    site = factories.make_site()
    pks = grow(site, 1)

    power = power_reading.read(pks, own=None)[pks[0]]
    weight = physics_reading.read_weights(pks, own=None)[pks[0]]

    assert RackPower.from_dict(json.loads(json.dumps(asdict(power)))) == power
    assert RackWeight.from_dict(json.loads(json.dumps(asdict(weight)))) == weight
