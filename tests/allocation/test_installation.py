"""Installing: from a hold to the devices that NetBox shows."""

import pytest

from dcim.models import (
    Device,
    DeviceType,
    Interface,
    InterfaceTemplate,
    Manufacturer,
    PowerPortTemplate,
    RackReservation,
)
from ipam.models import IPAddress, Service

from netbox_colocation.allocation import holds, installation
from netbox_colocation.capacity import checks
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldAddress, HeldUnits
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOW


@pytest.fixture
def user():
    return factories.make_user()


def make_request(site, **server):
    return factories.make_request(site=site, servers=1, server={'name': 'web', **server})


def install(request, user):
    holds.hold(request, actor=user, now=NOW)
    (device,) = installation.install(request, actor=user, now=NOW)
    return Device.objects.get(pk=device.pk)


def test_device_stands_where_its_units_were_held(site, user):
    factories.make_device(site.racks.get(), position=1)
    request = make_request(site, u_height=2)

    device = install(request, user)

    assert (device.rack, device.site, device.position, device.face) == (site.racks.get(), site, 2, 'front')
    assert (device.name, device.status, device.tenant) == ('web', 'active', request.applicant)
    assert device.role.slug == 'colocation-server'


def test_addresses_are_in_use_and_primary(site, user):
    factories.make_prefix('203.0.113.0/28', site=site, kind='public')
    factories.make_prefix('2001:db8::/64', site=site, kind='public')
    request = make_request(site, public_ipv4=1, public_ipv6=1, domain_names=['web.example.go.id'])

    device = install(request, user)

    interface = device.interfaces.get()
    assert {(str(row), row.status, row.dns_name) for row in IPAddress.objects.all()} == {
        ('10.20.0.1/28', 'active', ''),
        ('203.0.113.1/28', 'active', 'web.example.go.id'),
        ('2001:db8::1/64', 'active', 'web.example.go.id'),
    }
    assert {row.assigned_object for row in IPAddress.objects.all()} == {interface}
    assert (str(device.primary_ip4), str(device.primary_ip6)) == ('10.20.0.1/28', '2001:db8::1/64')


def test_hold_is_converted_and_its_reservation_gone(site, user):
    request = make_request(site)

    device = install(request, user)

    hold = request.holds.get()
    assert (hold.state, hold.ended_at) == ('converted', NOW)
    assert not RackReservation.objects.exists()
    assert not HeldUnits.objects.filter(is_active=True).exists()
    assert not HeldAddress.objects.filter(is_active=True).exists()
    assert request.servers.get().device == device


def test_draw_is_shared_by_the_power_supplies_exactly(site, user):
    device = install(make_request(site, power_draw=401, power_supplies=2), user)

    assert [(port.name, port.allocated_draw) for port in device.powerports.all()] == [('PSU1', 201), ('PSU2', 200)]


def test_installed_draw_takes_the_place_of_the_held_one(site, user):
    """What was held and what is installed weigh the same: the next request finds the same left."""
    request = make_request(site, power_draw=401, bandwidth=700)
    other = factories.make_request(site=site, servers=1, server={'bandwidth': 1})
    holds.hold(request, actor=user, now=NOW)

    def left():
        return {
            finding.resource: finding.have
            for finding in checks.assess(
                other, now=NOW, resources={'electricity', 'ups', 'bandwidth', 'addresses'}
            ).findings
        }

    held = left()
    installation.install(request, actor=user, now=NOW)

    assert left() == held
    assert held['electricity'] == 5888 - 401
    assert held['bandwidth'] == 100_000 - 700


def test_type_of_a_free_specification_is_created_once(site, user):
    for name in ('web', 'db'):
        install(make_request(site, name=name, manufacturer='Contoso', model='X1', weight_kg=20), user)

    kind = DeviceType.objects.get(model='X1')
    assert (kind.manufacturer.name, kind.u_height, kind.is_full_depth, kind.weight) == ('Contoso', 1, True, 20)
    assert kind.instances.count() == 2


def test_type_of_the_same_name_and_another_size_is_another_type(site, user):
    contoso = Manufacturer.objects.create(name='contoso', slug='contoso')
    known = factories.make_device_type(manufacturer=contoso, model='X1', u_height=1)

    device = install(make_request(site, manufacturer='Contoso', model='X1', u_height=2), user)

    assert (device.device_type.model, device.device_type.manufacturer) == ('X1 (2U full depth)', contoso)
    assert device.device_type != known


def test_components_of_the_type_are_kept_and_missing_ones_added(site, user):
    kind = factories.make_device_type()
    InterfaceTemplate.objects.create(device_type=kind, name='iDRAC', type='1000base-t', mgmt_only=True)
    InterfaceTemplate.objects.create(device_type=kind, name='eno1', type='10gbase-t')
    PowerPortTemplate.objects.create(device_type=kind, name='Left', maximum_draw=50, allocated_draw=10)
    request = make_request(site, device_type=kind, network_interfaces=2, power_supplies=2, power_draw=300)

    device = install(request, user)

    assert device.device_type == kind
    assert {interface.name for interface in device.interfaces.all()} == {'iDRAC', 'eno1', 'eth0'}
    assert [(port.name, port.allocated_draw, port.maximum_draw) for port in device.powerports.all()] == [
        ('Left', 150, 150),
        ('PSU1', 150, 150),
    ]
    assert IPAddress.objects.get().assigned_object == Interface.objects.get(name='eno1')


def test_services_system_and_serial_are_recorded(site, user):
    request = make_request(
        site, services=['tcp/443', 'tcp/53', 'udp/53', 'tcp/8443'], operating_system='Debian 13', serial='SN1'
    )

    device = install(request, user)

    assert {service.name: service.port_mappings for service in Service.objects.all()} == {
        'HTTPS': ['tcp/443'],
        'DNS': ['tcp/53', 'udp/53'],
        'tcp/8443': ['tcp/8443'],
    }
    assert {service.parent for service in Service.objects.all()} == {device}
    assert (device.platform.name, device.serial) == ('Debian 13', 'SN1')


def test_all_servers_of_a_request_are_installed_together(site, user):
    request = factories.make_request(site=site, servers=3)
    holds.hold(request, actor=user, now=NOW)

    devices = installation.install(request, actor=user, now=NOW)

    assert [device.position for device in devices] == [1, 2, 3]
    assert [device.name for device in devices] == [server.name for server in request.servers.all()]


def test_nothing_is_installed_without_a_hold(site, user):
    with pytest.raises(AllocationRefused) as refused:
        installation.install(make_request(site), actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['nothing-held']
    assert not Device.objects.exists()


def test_expired_hold_is_not_installed(site, user):
    request = make_request(site)
    hold = holds.hold(request, actor=user, now=NOW)
    holds.expire_holds(now=hold.expires_at)

    with pytest.raises(AllocationRefused):
        installation.install(request, actor=user, now=NOW)


def test_device_on_held_units_refuses_the_installation_whole(site, user):
    """The second of two servers cannot be installed: neither is."""
    request = factories.make_request(site=site, servers=2)
    holds.hold(request, actor=user, now=NOW)
    factories.make_device(site.racks.get(), position=2, name='intruder')

    with pytest.raises(AllocationRefused) as refused:
        installation.install(request, actor=user, now=NOW)

    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [('netbox-refuses', 'position')]
    assert [device.name for device in Device.objects.all()] == ['intruder']
    assert request.holds.get().state == 'active'
    assert RackReservation.objects.exists()
    assert set(IPAddress.objects.values_list('status', flat=True)) == {'reserved'}


def test_every_address_lost_behind_our_back_is_named(site, user):
    request = make_request(site, private_ipv4=2)
    holds.hold(request, actor=user, now=NOW)
    other = Interface.objects.create(device=factories.make_device(site=site), name='eth0', type='other')
    first, second = IPAddress.objects.order_by('address')
    first.delete()
    second.assigned_object = other
    second.save()

    with pytest.raises(AllocationRefused) as refused:
        installation.install(request, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['address-deleted', 'address-taken']
