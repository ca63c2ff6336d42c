"""A small estate in which every figure of the capacity pages has something to say."""

from dataclasses import dataclass
from decimal import Decimal

from dcim.models import Location, Rack, RackGroup, Site

from netbox_colocation.models import CapacityPool, ColocationRequest, HeldAddress, HeldUnits, RequestedServer
from tests import factories

__all__ = ('SmallEstate', 'hold_units', 'make_estate')


@dataclass
class SmallEstate:
    """A site with a hall that has two rows; racks A (full of things), B (fed once) and C (empty, in no location)."""

    site: Site
    hall: Location
    row: Location
    racks: list[Rack]
    holding: ColocationRequest
    asking: ColocationRequest
    ups: CapacityPool
    uplink: CapacityPool


def hold_units(request: ColocationRequest, server: RequestedServer, rack: Rack, start: int, end: int) -> None:
    """Hold half units of a rack on both faces for a server."""
    hold = request.holds.first() or factories.make_hold(request)
    for face in ('front', 'rear'):
        HeldUnits.objects.create(hold=hold, server=server, rack=rack, face=face, half_units=(start, end))


def make_estate(**overrides: object) -> SmallEstate:
    """Make the estate; `overrides` are fields of its site."""
    site = factories.make_site(**overrides)
    hall = factories.make_location(site=site, name='Hall 1', slug='hall-1')
    row = factories.make_location(site=site, parent=hall, name='Row A', slug='row-a')
    group = RackGroup.objects.create(name=f'Cold aisle {factories.number()}', slug=f'aisle-{factories.number()}')
    full = factories.make_powered_rack(
        location=row, name='A01', group=group, max_weight=500, weight_unit='kg', cooling_capacity=Decimal(5)
    )
    full.refresh_from_db()
    full.save()
    once = factories.make_rack(location=hall, name='B01')
    factories.make_feed(once)
    empty = factories.make_powered_rack(site=site, name='C01')
    heavy = factories.make_device_type(u_height=2, weight=20, weight_unit='kg')
    primary, _redundant = full.powerfeeds.order_by('pk')
    pdu = factories.make_pdu(full, feed=primary, outlets=2)
    tenant = factories.make_tenant(name='Health Agency')
    wired = factories.make_device(full, position=1, device_type=heavy, tenant=tenant, name='db-1')
    factories.make_cable(factories.make_power_port(wired, allocated_draw=400), pdu.poweroutlets.first())
    loose = factories.make_device(full, position=5, device_type=heavy, tenant=tenant, name='web-1')
    factories.make_power_port(loose, allocated_draw=250)
    half = factories.make_device(
        full, position=9, device_type=factories.make_device_type(is_full_depth=False), name='mystery'
    )
    factories.make_power_port(half)
    factories.make_reservation(full, [40, 41])
    holding = factories.make_request(
        site=site, status='open', servers=1, server={'power_draw': 300, 'weight_kg': 15, 'bandwidth': 500}
    )
    server = holding.servers.get()
    hold_units(holding, server, full, 40, 44)
    prefix = factories.make_prefix('10.20.0.0/28', site=site)
    address = factories.make_address('10.20.0.1/28')
    factories.make_address('10.20.0.2/28')
    HeldAddress.objects.create(hold=holding.holds.get(), server=server, kind='private-ipv4', address=address)
    factories.make_prefix('fd00:20::/64', scope=hall)
    assert prefix.pk
    asking = factories.make_request(
        location=row, status='open', servers=2, server={'power_draw': 150, 'u_height': Decimal('1.5'), 'bandwidth': 100}
    )
    factories.make_server(asking, power_draw=None)
    ups = factories.make_pool(site=site, location=hall, capacity=8_000, reserve_percent=10)
    uplink = factories.make_pool(site=site, kind='bandwidth', capacity=1_000_000)
    return SmallEstate(site, hall, row, [full, once, empty], holding, asking, ups, uplink)
