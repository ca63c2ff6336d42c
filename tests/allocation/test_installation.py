"""Installing: from a hold to the devices that NetBox shows."""

import uuid

import pytest

from core.models import ObjectChange, ObjectType
from dcim.models import (
    Cable,
    Device,
    DeviceType,
    Interface,
    InterfaceTemplate,
    MACAddress,
    Manufacturer,
    PowerPort,
    PowerPortTemplate,
    RackReservation,
)
from extras.models import Tag
from ipam.models import IPAddress, Service
from netbox.context_managers import event_tracking
from utilities.request import NetBoxFakeRequest

from netbox_colocation.allocation import holds, installation
from netbox_colocation.capacity import checks
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldAddress, HeldOutlet, HeldPort, HeldUnits, RequestedServer
from tests import factories, subject_factories
from tests.allocation.equipment import equip

pytestmark = pytest.mark.django_db

NOW = factories.NOW


@pytest.fixture
def user():
    return factories.make_user()


@pytest.fixture
def set_up(settings):
    """Change settings of the plugin for one test."""

    def change(**values):
        plugin = {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}
        settings.PLUGINS_CONFIG = {**settings.PLUGINS_CONFIG, 'netbox_colocation': plugin}

    return change


@pytest.fixture
def unguarded(set_up):
    """Let others take what is held, as they can where the setting `guard_holds` is off."""
    set_up(guard_holds=False)


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


def test_device_on_held_units_refuses_the_installation_whole(site, user, unguarded):
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


def test_every_address_lost_behind_our_back_is_named(site, user, unguarded):
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


def refusals(request, user):
    with pytest.raises(AllocationRefused) as refused:
        installation.install(request, actor=user, now=NOW)
    assert not Device.objects.filter(requested_server__isnull=False).exists()
    return [refusal.code for refusal in refused.value.refusals]


# -- Names --------------------------------------------------------------------------------------------------------


@pytest.fixture
def template(set_up):
    """Set the setting `server_name_template` for one test."""
    return lambda text: set_up(server_name_template=text)


def test_the_name_is_made_by_the_template(site, user, template):
    template('{site}-{applicant}-{rack}-u{unit:02d}-{name}-{number}')
    request = make_request(site)
    case = subject_factories.open_case(request)

    device = install(request, user)

    assert device.name == f'{site.slug}-{request.applicant.slug}-A1-u01-web-{case.number}'


def test_half_units_have_a_name_too(site, user, template):
    template('{rack}-{unit}')
    factories.make_device(site.racks.get(), position=1, device_type=factories.make_device_type(u_height='0.5'))

    assert install(make_request(site, u_height='0.5'), user).name == 'A1-1.5'


@pytest.mark.parametrize('text', ['{name}' + 'x' * 64, ' {name}', '{name:d}', '{number}'])
def test_a_name_that_is_none_is_refused(site, user, template, text):
    """Too long, with blanks around it, not to be formatted, or empty."""
    request = make_request(site)
    holds.hold(request, actor=user, now=NOW)
    template(text)

    assert refusals(request, user) == ['name-invalid']


def test_two_servers_do_not_get_one_name(site, user, template):
    request = factories.make_request(site=site, servers=2)
    holds.hold(request, actor=user, now=NOW)
    template('{rack}')

    assert refusals(request, user) == ['name-twice']


def test_a_name_that_another_device_of_the_applicant_has_is_refused_with_the_fix(site, user):
    request = make_request(site)
    holds.hold(request, actor=user, now=NOW)
    known = factories.make_device(site=site, name='WEB', tenant=request.applicant)

    with pytest.raises(AllocationRefused) as refused:
        installation.install(request, actor=user, now=NOW)

    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.data['device']) == ('name-taken', known.pk)
    assert 'another device' in refusal.message
    Device.objects.update(status='offline')
    with pytest.raises(AllocationRefused, match='was returned'):
        installation.install(request, actor=user, now=NOW)


def test_the_name_of_another_tenants_device_is_nobodys_business(site, user):
    factories.make_device(site=site, name='web', tenant=factories.make_tenant())

    assert install(make_request(site), user).name == 'web'


# -- MAC addresses ------------------------------------------------------------------------------------------------

MACS = ['00:16:3E:00:00:01', '00:16:3E:00:00:02']


def test_interfaces_get_their_mac_addresses_in_order(site, user):
    kind = factories.make_device_type()
    for name, fields in {'iDRAC': {'mgmt_only': True}, 'bond0': {'type': 'lag'}, 'eno10': {}, 'eno9': {}}.items():
        InterfaceTemplate.objects.create(device_type=kind, name=name, **{'type': '1000base-t', **fields})

    device = install(make_request(site, device_type=kind, network_interfaces=2, mac_addresses=MACS), user)

    macs = {port.name: port.mac_address and str(port.mac_address) for port in device.interfaces.all()}
    assert macs == {'iDRAC': None, 'bond0': None, 'eno9': MACS[0], 'eno10': MACS[1]}
    for port in device.interfaces.all():
        port.full_clean()


def test_a_mac_address_that_lies_around_in_netbox_is_taken(site, user):
    known = MACAddress.objects.create(mac_address=MACS[0])

    device = install(make_request(site, mac_addresses=MACS[:1]), user)

    assert MACAddress.objects.get() == known
    assert device.interfaces.get().primary_mac_address == known


def test_a_mac_address_on_another_interface_is_refused_with_the_fix(site, user):
    request = make_request(site, mac_addresses=MACS, network_interfaces=2)
    holds.hold(request, actor=user, now=NOW)
    other = Interface.objects.create(device=factories.make_device(name='db'), name='eno1', type='other')
    MACAddress.objects.create(mac_address=MACS[1], assigned_object=other)

    with pytest.raises(AllocationRefused, match='on eno1 of db in NetBox: take it off there'):
        installation.install(request, actor=user, now=NOW)
    assert refusals(request, user) == ['mac-taken']


# -- Cables -------------------------------------------------------------------------------------------------------

WIRED = {'power_connector': 'iec-60320-c14', 'network_connector': '1000base-t', 'network_interfaces': 2}


def test_supplies_and_interfaces_are_cabled_to_what_is_held(site, user):
    switch = equip(site.racks.get())

    device = install(make_request(site, **WIRED), user)

    for cable in Cable.objects.filter(terminations___device=device):
        cable.full_clean()
    supplies = {port.name: port for port in device.powerports.all()}
    assert {port.cable.type for port in supplies.values()} == {'power'}
    sides = {name: port.link_peers[0].power_port.link_peers[0].type for name, port in supplies.items()}
    assert sides == {'PSU1': 'primary', 'PSU2': 'redundant'}
    ports = {port.name: port.link_peers[0] for port in device.interfaces.all()}
    assert {name: (peer.device, peer.name) for name, peer in ports.items()} == {
        'eth0': (switch, 'ge-0/0/1'), 'eth1': (switch, 'ge-0/0/2'),
    }  # fmt: skip
    assert not HeldOutlet.objects.filter(is_active=True).exists()
    assert not HeldPort.objects.filter(is_active=True).exists()


def test_four_supplies_alternate_between_the_sides(site, user):
    equip(site.racks.get())

    device = install(make_request(site, **WIRED, power_supplies=4), user)

    sides = [port.link_peers[0].power_port.link_peers[0].type for port in device.powerports.order_by('name')]
    assert sides == ['primary', 'redundant', 'primary', 'redundant']


def test_without_the_setting_nothing_is_cabled(site, user, set_up):
    equip(site.racks.get())
    set_up(connect_cables=False)

    device = install(make_request(site, **WIRED), user)

    assert not Cable.objects.filter(terminations___device=device).exists()


def test_nothing_held_nothing_cabled(site, user):
    device = install(make_request(site, **WIRED), user)

    assert not Cable.objects.exists()
    assert device.powerports.count() == 2


def test_every_outlet_and_port_lost_behind_our_back_is_named(site, user):
    equip(site.racks.get())
    request = make_request(site, **WIRED)
    holds.hold(request, actor=user, now=NOW)
    [first, second] = [held.outlet for held in HeldOutlet.objects.order_by('pk')]
    [port, gone] = [held.port for held in HeldPort.objects.order_by('pk')]
    type(first).objects.filter(pk=first.pk).update(mark_connected=True)
    type(first).objects.filter(pk=second.pk).update(status='faulty')
    Interface.objects.filter(pk=port.pk).update(mark_connected=True)
    HeldPort.objects.filter(port=gone).update(port=None)

    assert refusals(request, user) == ['outlet-taken', 'outlet-disabled', 'port-taken', 'port-deleted']
    HeldOutlet.objects.filter(outlet=first).update(outlet=None)
    assert refusals(request, user)[0] == 'outlet-deleted'


# -- The rest -----------------------------------------------------------------------------------------------------


def test_what_the_request_says_of_the_hardware_is_recorded(site, user):
    device = install(
        make_request(site, cooling_method='liquid', power_connector='iec-60320-c20', network_connector='10gbase-t'),
        user,
    )

    assert device.cooling_method == 'liquid'
    assert {port.type for port in device.powerports.all()} == {'iec-60320-c20'}
    assert {port.type for port in device.interfaces.all()} == {'10gbase-t'}


def test_tags_of_applicant_request_and_server_choose_the_config_context(site, user):
    request = make_request(site)
    tags = [Tag.objects.create(name=name, slug=name) for name in ('agency', 'case', 'web', 'tenants-only')]
    tags[3].object_types.add(ObjectType.objects.get(app_label='tenancy', model='tenant'))
    request.applicant.tags.add(tags[0], tags[3])
    request.tags.add(tags[1])
    request.servers.get().tags.add(tags[2])

    device = install(request, user)

    assert {tag.name for tag in device.tags.all()} == {'agency', 'case', 'web'}


def test_netbox_accepts_everything_that_was_installed(site, user):
    equip(site.racks.get())
    factories.make_prefix('203.0.113.0/28', site=site, kind='public')
    request = make_request(
        site, **WIRED, mac_addresses=MACS, public_ipv4=1, services=['tcp/22', 'tcp/443'], domain_names=['a.go.id']
    )

    device = install(request, user)

    device.full_clean()
    rows = [*device.interfaces.all(), *device.powerports.all(), *device.services.all(), *IPAddress.objects.all()]
    rows += [*MACAddress.objects.all(), *Cable.objects.all(), *Device.objects.all()]
    for row in rows:
        row.full_clean()
    assert (device.interface_count, device.power_port_count) == (2, 2)


def test_everything_stands_in_the_change_log_under_the_case(site, user):
    equip(site.racks.get())
    request = make_request(site, **WIRED, mac_addresses=MACS, services=['tcp/22'], operating_system='Debian 13')
    case = subject_factories.open_case(request)
    holds.hold(request, actor=user, now=NOW)
    request.tags.add(Tag.objects.create(name='case', slug='case'))

    with event_tracking(NetBoxFakeRequest({'id': uuid.uuid4(), 'user': user})):
        installation.install(request, actor=user, now=NOW)

    changes = ObjectChange.objects.exclude(changed_object_type__model='cabletermination')
    silent = {change.changed_object_type.model for change in changes if case.number not in change.message}
    # NetBox records components made from templates, and the ends of a cable, without a message.
    assert silent <= {'interface', 'powerport', 'poweroutlet'}
    said = {(change.changed_object_type.model, change.action) for change in changes if case.number in change.message}
    assert said >= {
        ('device', 'create'), ('device', 'update'), ('cable', 'create'), ('ipaddress', 'update'),
        ('macaddress', 'create'), ('service', 'create'), ('hold', 'update'), ('requestedserver', 'update'),
        ('rackreservation', 'delete'), ('devicetype', 'create'), ('devicerole', 'create'), ('platform', 'create'),
    }  # fmt: skip
    created = changes.get(changed_object_type__model='device', action='create')
    assert created.postchange_data['tags'] == ['case']


def test_installing_again_is_refused_and_changes_nothing(site, user):
    request = make_request(site)
    device = install(request, user)

    with pytest.raises(AllocationRefused) as refused:
        installation.install(request, actor=user, now=NOW)

    assert [refusal.code for refusal in refused.value.refusals] == ['nothing-held']
    assert Device.objects.get(pk=device.pk).last_updated == device.last_updated


def test_all_that_stands_against_an_installation_is_said_at_once(site, user, unguarded):
    equip(site.racks.get())
    request = make_request(site, **WIRED, mac_addresses=MACS[:1])
    holds.hold(request, actor=user, now=NOW)
    factories.make_device(site=site, name='web', tenant=request.applicant)
    other = Interface.objects.create(device=factories.make_device(), name='eno1', type='other')
    MACAddress.objects.create(mac_address=MACS[0], assigned_object=other)
    IPAddress.objects.all().delete()
    HeldOutlet.objects.update(outlet=None)

    assert refusals(request, user) == ['address-deleted', 'outlet-deleted', 'outlet-deleted', 'mac-taken', 'name-taken']


def test_a_missing_component_gets_a_name_that_the_type_does_not_use(site, user):
    kind = factories.make_device_type()
    PowerPortTemplate.objects.create(device_type=kind, name='PSU2')

    install(make_request(site, device_type=kind, power_supplies=2), user)

    assert set(PowerPort.objects.values_list('name', flat=True)) == {'PSU1', 'PSU2'}
    assert RequestedServer.objects.get().device is not None
