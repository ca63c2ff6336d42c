"""Usage figures, beside an obvious slow computation over NetBox's own objects."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, Location, PowerFeed, PowerPort, Rack, RackReservation
from ipam.models import Prefix

from netbox_colocation.capacity import summaries
from netbox_colocation.capacity.usage import Figure, RackSums, add_up, figures_of
from netbox_colocation.capacity.usage_reading import read_pending, read_sums
from netbox_colocation.capacity.usage_scopes import all_sites, usage_of_racks, usage_of_site, usage_of_tenant
from netbox_colocation.models import CapacityPool, HeldUnits, StaleRack
from tests import factories
from tests.capacity.estates import hold_units, make_estate

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate():
    return make_estate(name='Padang')


# -- The slow way -----------------------------------------------------------------------------------------------------


def taken_units(rack):
    """Return how many units of a rack are taken on either face, and held: asked half unit by half unit."""
    taken, held = set(), set()
    for device in Device.objects.filter(rack=rack, position__isnull=False):
        low = int((device.position - rack.starting_unit) * 2)
        taken |= set(range(low, low + int(device.device_type.u_height * 2)))
    for reservation in RackReservation.objects.filter(rack=rack):
        for unit in reservation.units:
            taken |= {2 * (unit - rack.starting_unit), 2 * (unit - rack.starting_unit) + 1}
    for row in HeldUnits.objects.filter(rack=rack, is_active=True):
        held |= set(range(row.half_units.lower, row.half_units.upper))
    return len(taken | held) / 2, len(held) / 2


def draws(rack):
    """Return the W that a rack's consumers draw, the W held in it, and how many draws nobody knows."""
    known = unknown = 0
    for device in Device.objects.filter(rack=rack):
        ports = [port.allocated_draw for port in device.powerports.all()]
        if not ports or device.poweroutlets.exists():
            continue
        if any(draw is not None for draw in ports):
            known += sum(draw or 0 for draw in ports)
        else:
            unknown += 1
    servers = {row.server for row in HeldUnits.objects.filter(rack=rack, is_active=True)}
    held = sum(server.power_draw or 0 for server in servers)
    return known, held, unknown + sum(server.power_draw is None for server in servers)


def slowly(racks):
    """Return place (total, used, held), electricity of racks fed twice, and weight, asked object by object."""
    units = [(rack.u_height, *taken_units(rack)) for rack in racks]
    place = (
        sum(total for total, _taken, _held in units),
        sum(taken - held for _total, taken, held in units),
        sum(held for _total, _taken, held in units),
    )
    paired = [rack for rack in racks if len({feed.type for feed in rack.powerfeeds.filter(status='active')}) == 2]
    load, held = (sum(draws(rack)[number] for rack in paired) for number in (0, 1))
    unknown = sum(draws(rack)[2] for rack in racks)
    limited = [rack for rack in racks if rack.max_weight]
    weights = sum(device.device_type.weight or 0 for rack in limited for device in Device.objects.filter(rack=rack))
    return {
        'place': place,
        'electricity': (load, held, unknown, len(racks) - len(paired)),
        'weight': (float(sum(rack.max_weight for rack in limited)), float(weights)),
    }


def quickly(figures):
    place, power, weight = figures['place'], figures['electricity'], figures['weight']
    return {
        'place': (place.total, place.used, place.held),
        'electricity': (power.used, power.held, power.unknown, power.uncounted),
        'weight': (weight.total or 0.0, weight.used),
    }


def make_random_estate(seed):
    """Make a site whose racks have been filled by somebody who throws dice."""
    dice = random.Random(seed)
    site = factories.make_site()
    room = factories.make_location(site=site)
    kinds = [
        factories.make_device_type(u_height=height, is_full_depth=depth, weight=12, weight_unit='kg')
        for height, depth in ((1, True), (2, False), (Decimal('1.5'), True))
    ]
    for _number in range(4):
        fields = {'max_weight': 400, 'weight_unit': 'kg'} if dice.random() < 0.5 else {}
        where = {'location': room} if dice.random() < 0.5 else {'site': site}
        make = factories.make_powered_rack if dice.random() < 0.7 else factories.make_rack
        rack = make(**where, starting_unit=dice.choice([1, 5]), **fields)
        free = list(range(rack.starting_unit, rack.starting_unit + 30, 3))
        for unit in dice.sample(free, 4):
            device = factories.make_device(
                rack, position=unit, face=dice.choice(['front', 'rear']), device_type=dice.choice(kinds)
            )
            for draw in dice.choice([[], [None], [120], [200, None], [90, 90]]):
                factories.make_power_port(device, allocated_draw=draw)
        if dice.random() < 0.6:
            factories.make_reservation(rack, [rack.starting_unit + 36, rack.starting_unit + 37])
        if dice.random() < 0.6:
            request = factories.make_request(site=site, servers=1, server={'power_draw': dice.choice([None, 250])})
            hold_units(request, request.servers.get(), rack, 76, 79)
    return site


@pytest.mark.parametrize('seed', range(4))
def test_figures_are_those_of_the_slow_way(seed):
    site = make_random_estate(seed)
    racks = list(Rack.objects.filter(site=site))

    found = usage_of_site(site.pk, None)

    assert quickly(found.site.figures) == slowly(racks)
    for pk, usage in found.locations.items():
        assert quickly(usage.figures) == slowly([rack for rack in racks if rack.location_id == pk])
    for pk, usage in usage_of_racks(Rack.objects.filter(site=site)).items():
        assert quickly(usage.figures) == slowly([rack for rack in racks if rack.pk == pk])


def test_every_figure_adds_up(estate):
    for usage in (*all_sites(None).values(), *usage_of_racks(Rack.objects.all()).values()):
        for figure in usage.figures.values():
            if figure.total is not None:
                assert figure.used + figure.held + figure.free == pytest.approx(figure.total)


def test_sides_count_what_hangs_on_each_in_full(estate):
    figures = usage_of_racks(Rack.objects.filter(pk=estate.racks[0].pk))[estate.racks[0].pk].figures

    # 400 W by cable on the primary feed; 250 W, and 300 W held, without a recorded cable: on both.
    assert (figures['primary'].used, figures['primary'].held) == (650, 300)
    assert (figures['redundant'].used, figures['redundant'].held) == (250, 300)
    assert figures['primary'].total == PowerFeed.objects.filter(rack=estate.racks[0]).first().available_power


def test_electricity_leaves_what_the_weaker_side_leaves(estate):
    power = usage_of_racks(Rack.objects.filter(pk=estate.racks[0].pk))[estate.racks[0].pk].figures['electricity']

    assert power.free == PowerFeed.objects.filter(rack=estate.racks[0]).first().available_power - 950
    assert (power.used, power.held, power.unknown) == (650, 300, 1)


def test_overloaded_rack_is_counted_with_what_is_missing(estate):
    port = PowerPort.objects.filter(device__name='web-1').get()
    port.allocated_draw = 9_000
    port.save()

    sums = usage_of_site(estate.site.pk, None).site.sums

    assert (sums.overloaded, sums.worst) == (1, 5888 - 9_700)


def test_lost_feed_no_longer_counts(estate):
    estate.racks[0].powerfeeds.update(status='failed')

    found = usage_of_site(estate.site.pk, None).site

    assert found.figures['primary'].total == 5888 * 2  # of B01 and C01
    assert found.figures['electricity'].uncounted == 2


def test_pools_count_the_racks_they_cover(estate):
    found = usage_of_site(estate.site.pk, None)

    ups, uplink = (next(pool for pool in found.pools if pool.pk == row.pk) for row in (estate.ups, estate.uplink))
    assert (ups.figure.total, ups.figure.used, ups.figure.held, ups.figure.unknown) == (7_200, 650, 300, 1)
    assert (uplink.figure.total, uplink.figure.used, uplink.figure.held) == (1_000_000, 0, 500)


def test_pool_with_panels_counts_the_racks_that_they_feed(estate):
    panel = estate.racks[0].powerfeeds.first().power_panel
    other = factories.make_pool(site=estate.site, capacity=4_000)
    other.power_panels.add(panel)
    spare = factories.make_pool(site=estate.site, capacity=4_000)
    spare.power_panels.add(estate.racks[2].powerfeeds.first().power_panel)

    pools = {pool.pk: pool.figure for pool in usage_of_site(estate.site.pk, None).pools}

    assert (pools[other.pk].used, pools[other.pk].held) == (650, 300)
    assert (pools[spare.pk].used, pools[spare.pk].held) == (0, 0)


def test_addresses_are_netboxs(estate):
    prefix = Prefix.objects.get(prefix='10.20.0.0/28')

    figures = usage_of_site(estate.site.pk, None).site.figures

    assert figures['private-ipv4'].free == prefix.get_available_ip_count()
    assert (figures['private-ipv4'].used, figures['private-ipv4'].held) == (1, 1)
    # Nobody counts a /64.
    assert (figures['private-ipv6'].total, figures['private-ipv6'].uncounted) == (None, 1)


def test_prefix_of_a_region_serves_all_of_its_sites():
    from dcim.models import Region

    region = Region.objects.create(name='West Sumatra', slug='west-sumatra')
    site, other = (factories.make_site(region=region) for _ in range(2))
    factories.make_prefix('10.9.0.0/28', scope=region)

    found = all_sites(None)

    assert {found[row.pk].figures['private-ipv4'].total for row in (site, other)} == {14}


def test_pending_is_what_open_requests_hold_nothing_for(estate):
    pending = read_pending(Q(request__site=estate.site))

    (asked,) = pending.values()
    assert (asked.servers, asked.half_units, asked.draw, asked.unknown_draws) == (3, 8, 300, 1)
    assert (asked.bandwidth, asked.addresses['private-ipv4']) == (200, 3)
    factories.make_request(site=estate.site, servers=1)  # a draft
    factories.make_request(site=estate.site, servers=1, status='refused')
    assert read_pending(Q(request__site=estate.site)) == pending


def test_location_counts_what_is_asked_for_below_it(estate):
    locations = usage_of_site(estate.site.pk, None).locations

    assert locations[estate.hall.pk].figures['place'].pending == 4
    assert locations[estate.row.pk].figures['place'].pending == 4


def test_tenant_has_what_it_uses_holds_and_asks_for(estate):
    used = usage_of_tenant(Device.objects.get(name='db-1').tenant, None)
    held = usage_of_tenant(estate.holding.applicant, None)
    asked = usage_of_tenant(estate.asking.applicant, None)

    assert used[None]['place'] == Figure('place', None, 4, 0, 0)
    assert used[estate.site.pk]['electricity'] == Figure('electricity', None, 650, 0, 0)
    assert (held[None]['place'].held, held[None]['weight'].held, held[None]['addresses'].held) == (1, 15, 1)
    assert (asked[None]['place'].pending, asked[None]['addresses'].pending) == (4, 3)
    assert usage_of_tenant(factories.make_tenant(), None) == {}


def test_changes_count_at_once_also_when_somebody_else_keeps_the_summaries(estate, monkeypatch):
    usage_of_site(estate.site.pk, None)
    factories.make_device(estate.racks[2], position=1)
    assert StaleRack.objects.exists()
    monkeypatch.setattr(summaries, '_claim', lambda: False)

    figures = usage_of_site(estate.site.pk, None).site.figures

    assert StaleRack.objects.exists()
    assert figures['place'].used == 8


def test_rack_that_nobody_may_view_counts_for_nobody(estate):
    assert read_sums(Rack.objects.none(), by='site_id') == {}


def test_racks_are_grouped_by_known_columns_only():
    with pytest.raises(KeyError):
        read_sums(Rack.objects.all(), by='name; DROP TABLE dcim_rack')


def test_sums_of_parts_are_those_of_the_whole(estate):
    parts = read_sums(Rack.objects.all(), by='id').values()
    (whole,) = read_sums(Rack.objects.all(), by='site_id').values()

    assert add_up(parts) == whole
    assert add_up([]) == RackSums()
    assert figures_of(RackSums())['electricity'].share is None


def test_queries_do_not_grow_with_the_estate(estate):
    counts = []
    for _round in range(2):
        for read in (lambda: all_sites(None), lambda: usage_of_site(estate.site.pk, None)):
            read()
            with CaptureQueriesContext(connection) as queries:
                read()
            counts.append(len(queries))
        for number in range(3):
            location = factories.make_location(site=estate.site)
            factories.make_powered_rack(location=location)
            factories.make_pool(site=estate.site, location=location)
            factories.make_prefix(f'10.77.{number}.0/24', site=estate.site)
            factories.make_request(location=location, servers=2, status='open')

    assert counts[:2] == counts[2:]
    assert Location.objects.count() == 8
    assert CapacityPool.objects.count() == 8
