"""What if: losses and servers that come, over estates made by hand, and over NetBox's own cables."""

import pytest

from netbox_colocation.capacity.estate import Estate, Pool, PrefixSpace, RackState, ServerNeed
from netbox_colocation.capacity.findings import Evidence
from netbox_colocation.capacity.power import Feed, RackPower
from netbox_colocation.capacity.questions import Question
from netbox_colocation.capacity.whatif import Supplied, add, lose, lost_feeds, without
from netbox_colocation.capacity.whatif_asking import Scenario, ask
from tests import factories

SITE = Evidence('Padang', 'dcim.site', 1)


def feed(pk, *, redundant=False, load=0, watts=1000, panel=0, active=True):
    return Feed(pk, f'feed {pk}', redundant, active, watts, panel=panel, load=load)


def rack(pk, *feeds, half_units=20, locations=(), loose=0, **fields):
    power = RackPower(feeds=feeds, loose=loose)
    return RackState(pk, f'R{pk}', frozenset(locations), half_units, power=power, **fields)


def estate(*racks, **fields):
    return Estate(SITE, frozenset(), racks, **fields)


def server(**fields):
    return ServerNeed(**{'pk': 1, 'name': 's', 'half_units': 2, 'power_draw': 100, 'power_supplies': 1, **fields})


class TestLosing:
    def test_panel_takes_its_active_feeds_along(self):
        site = estate(
            rack(1, feed(1, panel=7), feed(2, panel=8)), rack(2, feed(3, panel=7), feed(4, panel=7, active=False))
        )

        assert lost_feeds(site, panels=[7]) == {1, 3}
        assert lost_feeds(site, feeds=[2, 4]) == {2}

    def test_ups_takes_the_feeds_of_its_panels_or_of_the_racks_it_covers(self):
        pools = (
            Pool(1, 'by panel', 'ups', None, 1000, panels=frozenset({7})),
            Pool(2, 'by place', 'ups', 5, 1000),
            Pool(3, 'uplink', 'bandwidth', None, 1000),
        )
        site = estate(rack(1, feed(1, panel=7), feed(2, panel=8)), rack(2, feed(3), locations=[5]), pools=pools)

        assert lost_feeds(site, pools=[1]) == {1}
        assert lost_feeds(site, pools=[2]) == {3}
        assert lost_feeds(site, pools=[3]) == frozenset()

    def test_feed_that_is_left_carries_what_hangs_on_it_and_what_may_hang_on_it(self):
        site = estate(rack(1, feed(1, load=700), feed(2, redundant=True, load=800), loose=300))

        (overload,) = lose(site, {1}).overloaded

        assert (overload.rack_name, overload.feed, overload.load, overload.limit) == ('R1', 'feed 2', 1100, 1000)

    def test_racks_that_lose_nothing_are_not_named(self):
        found = lose(estate(rack(1, feed(1)), rack(2, feed(2, load=5000))), {1})

        assert (found.racks, found.overloaded, found.dark) == (1, (), ((1, 'R1'),))

    @pytest.mark.parametrize(
        ('device', 'verdict'),
        [
            (Supplied(9, 'one side', 1, feeds=frozenset({1})), 'lost'),
            (Supplied(9, 'both sides', 1, feeds=frozenset({1, 2})), ''),
            (Supplied(9, 'half wired', 1, feeds=frozenset({1}), is_open=True), 'unsure'),
            (Supplied(9, 'not wired', 1), 'unsure'),
            (Supplied(9, 'not wired, elsewhere', 3), ''),
            (Supplied(9, 'not wired, dark', 2), 'lost'),
            (Supplied(9, 'elsewhere, by cable', 3, feeds=frozenset({1, 3})), 'lost'),
        ],
        ids=lambda value: getattr(value, 'name', value),
    )
    def test_device_is_lost_when_no_feed_of_it_is_left(self, device, verdict):
        site = estate(rack(1, feed(1), feed(2, redundant=True)), rack(2, feed(3)), rack(3, feed(4)))

        found = lose(site, {1, 3}, [device])

        assert (found.lost, found.unsure) == {
            'lost': ((device,), ()), 'unsure': ((), (device,)), '': ((), ()),
        }[verdict]  # fmt: skip


class TestAdding:
    def test_all_that_fit_are_counted_by_rack(self):
        found = add(estate(rack(1, feed(1)), rack(2, feed(2))), server(), 15)

        assert (found.count, found.limits) == (15, ())
        assert sum(count for _pk, _name, count in found.racks) == 15

    def test_units_stop_the_next_one(self):
        found = add(estate(rack(1, feed(1), half_units=6)), server(), 10)

        assert (found.count, [limit.resource for limit in found.limits]) == (3, ['place'])

    def test_watts_stop_the_next_one(self):
        found = add(estate(rack(1, feed(1, load=750))), server(), 10)

        assert (found.count, found.limits[0].resource, found.limits[0].example) == (2, 'electricity', 'R1')

    @pytest.mark.parametrize(
        ('pool', 'need', 'count'),
        [
            (Pool(1, 'UPS', 'ups', None, 500, reserve_percent=10, used=120), {}, 3),
            (Pool(1, 'uplink', 'bandwidth', None, 100, used=40), {'bandwidth': 30}, 2),
            (Pool(1, 'elsewhere', 'ups', 99, 100), {}, 5),
        ],
    )
    def test_pool_stops_the_next_one(self, pool, need, count):
        found = add(estate(rack(1, feed(1)), pools=(pool,)), server(**need), 5)

        assert found.count == count
        assert [limit.resource for limit in found.limits] == ([pool.kind] if count < 5 else [])

    def test_addresses_may_come_from_several_prefixes(self):
        prefixes = (
            PrefixSpace(1, '10.0.0.0/30', 'private-ipv4', 3),
            PrefixSpace(2, '10.0.1.0/30', 'private-ipv4', 2),
            PrefixSpace(3, '10.0.2.0/30', 'private-ipv4', 9, not_offered='tenant'),
        )

        found = add(estate(rack(1, feed(1)), prefixes=prefixes), server(addresses={'private-ipv4': 2}), 5)

        assert (found.count, found.limits[0].resource) == (2, 'addresses')

    def test_racks_of_others_take_nothing(self):
        found = add(estate(rack(1, feed(1), not_offered='tenant')), server(), 2)

        assert (found.count, [limit.resource for limit in found.limits]) == (0, ['place'])

    def test_unknown_draw_is_said(self):
        found = add(estate(rack(1)), server(), 2)

        assert (found.count, found.unsure) == (2, 2)

    def test_after_a_loss_only_what_is_left_counts(self):
        site = estate(rack(1, feed(1), feed(2, redundant=True)), rack(2, feed(3)))

        assert add(without(site, {3}), server(power_supplies=2), 20).count == 10
        assert add(without(site, {1, 2, 3}), server(), 1).count == 0


@pytest.mark.django_db
class TestCables:
    @pytest.fixture
    def fed(self):
        """Return a rack with two feeds, and devices on one, on both by PDUs, and on none that is known."""
        rack = factories.make_powered_rack()
        primary, redundant = rack.powerfeeds.order_by('pk')
        first, second = (factories.make_pdu(rack, feed=feed, outlets=3) for feed in (primary, redundant))
        for name, pdus in (('single', [first]), ('double', [first, second]), ('unknown', [])):
            device = factories.make_device(rack, name=name, tenant=factories.make_tenant(name=f'of {name}'))
            for pdu in pdus:
                outlet = pdu.poweroutlets.filter(cable=None).first()
                factories.make_cable(factories.make_power_port(device, allocated_draw=50), outlet)
            if not pdus:
                factories.make_power_port(device, allocated_draw=50)
        return rack

    def test_devices_are_followed_over_their_pdus(self, fed):
        primary, redundant = fed.powerfeeds.order_by('pk')

        loss = ask(Question(fed.site_id), Scenario(feeds=[primary.pk]), user=None).loss
        both = ask(Question(fed.site_id), Scenario(feeds=[primary.pk, redundant.pk]), user=None).loss

        assert [(device.name, device.tenant) for device in loss.lost] == [('single', 'of single')]
        assert [device.name for device in loss.unsure] == ['unknown']
        assert [device.name for device in both.lost] == ['double', 'single', 'unknown']

    def test_feed_that_failed_already_saves_nobody(self, fed):
        primary, redundant = fed.powerfeeds.order_by('pk')
        type(redundant).objects.filter(pk=redundant.pk).update(status='failed')

        loss = ask(Question(fed.site_id), Scenario(feeds=[primary.pk]), user=None).loss

        assert 'double' in [device.name for device in loss.lost]
        assert [name for _pk, name in loss.dark] == [fed.name]
