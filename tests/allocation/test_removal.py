"""Removal: devices leave their racks, and what they had is free for others; nothing half, nothing twice."""

import uuid

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from core.models import ObjectChange
from dcim.models import Cable, Device, DeviceBay, Interface, MACAddress, PowerOutlet
from ipam.models import IPAddress, Service
from netbox.context_managers import event_tracking
from utilities.request import NetBoxFakeRequest

from netbox_colocation.allocation import holds, installation, removal
from netbox_colocation.capacity import checks, power_reading, snapshot, summaries
from netbox_colocation.capacity.estate import Demand
from netbox_colocation.capacity.questions import Question
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import Hold, MonitoringTarget, RequestedServer
from netbox_colocation.monitoring.targets import register, retire
from tests import factories
from tests.allocation.equipment import equip
from tests.subject_factories import make_retrieval, open_case

pytestmark = pytest.mark.django_db

NOW = factories.NOW


@pytest.fixture
def user():
    return factories.make_user()


def place(site, user, *, servers=1, **server):
    """Install a request's servers; return its devices."""
    request = factories.make_request(site=site, servers=servers, server={'bandwidth': 700, **server})
    holds.hold(request, actor=user, now=NOW)
    return installation.install(request, actor=user, now=NOW)


def take_back(*devices):
    """A submitted retrieval of these devices."""
    request = make_retrieval(devices=Device.objects.filter(pk__in=[device.pk for device in devices]))
    open_case(request)
    return request


def stored(device):
    return Device.objects.get(pk=device.pk)


def connect(first, second):
    cable = Cable(a_terminations=[first], b_terminations=[second])
    cable.full_clean()
    cable.save()
    return cable


def wire(device, site):
    """Connect the device's first interface to a switch and its first power port to a PDU; return the other ends."""
    rack = site.racks.first()
    switch, pdu = factories.make_device(rack), factories.make_device(rack)
    port = Interface.objects.create(device=switch, name='ge-0/0/1', type='1000base-t')
    outlet = PowerOutlet.objects.create(device=pdu, name='Outlet 1')
    device.interfaces.update(type='1000base-t')
    connect(device.interfaces.first(), port)
    connect(outlet, device.powerports.first())
    return port, outlet


def refusals(call, *args, **kwargs):
    with pytest.raises(AllocationRefused) as refused, transaction.atomic():
        call(*args, **kwargs)
    return [refusal.code for refusal in refused.value.refusals]


# -- Out of the rack ----------------------------------------------------------------------------------------------


def test_devices_leave_their_racks_and_their_cables_are_gone(site, user):
    [device] = place(site, user)
    port, outlet = wire(device, site)

    dismounted = removal.dismount(take_back(device))

    left = stored(device)
    assert (left.rack, left.position, left.face, left.status) == (None, None, '', 'decommissioning')
    assert left.site == site
    assert not Cable.objects.exists()
    port.refresh_from_db()
    outlet.refresh_from_db()
    assert (port.cable, outlet.cable) == (None, None)
    assert ([row.pk for row in dismounted.devices], len(dismounted.cables)) == ([device.pk], 2)


def test_the_place_and_the_power_are_free_for_the_next_one(site, user):
    other = factories.make_request(site=site, servers=1, server={'bandwidth': 1})
    resources = {'electricity', 'ups', 'bandwidth'}

    def left():
        return {row.resource: row.have for row in checks.assess(other, now=NOW, resources=resources).findings}

    before = left()
    [device] = place(site, user, power_draw=401)
    assert left() != before

    removal.dismount(take_back(device))

    assert left() == before
    assert holds.hold(other, actor=user, now=NOW).units.first().position == 1


def test_other_devices_and_cables_stay(site, user):
    device, other = place(site, user, servers=2)
    port, _outlet = wire(other, site)

    removal.dismount(take_back(device))

    assert stored(other).rack is not None
    assert Cable.objects.count() == 2
    port.refresh_from_db()
    assert port.cable is not None


def test_everything_stands_in_the_change_log_under_the_case(site, user):
    [device] = place(site, user)
    wire(device, site)
    request = take_back(device)

    with event_tracking(NetBoxFakeRequest({'id': uuid.uuid4(), 'user': user})):
        removal.dismount(request)
        removal.vacate(request, now=NOW)

    changes = ObjectChange.objects.all()
    log = {(change.changed_object_type.model, change.action) for change in changes}
    assert log >= {('cable', 'delete'), ('device', 'update'), ('ipaddress', 'delete'), ('hold', 'update')}
    assert [change for change in changes if request.case.number not in change.message and by_us(change)] == []
    first = changes.filter(changed_object_type__model='device').earliest('time')
    assert (first.prechange_data['position'], first.postchange_data['position']) == ('1.0', None)


def by_us(change):
    """NetBox itself records the ends of a cable, and holds are recorded under the case that took them."""
    return change.changed_object_type.model in ('cable', 'device', 'ipaddress', 'service')


def test_dismounting_again_changes_nothing(site, user):
    [device] = place(site, user)
    request = take_back(device)
    removal.dismount(request)
    before = stored(device).last_updated

    again = removal.dismount(request)

    assert (again.devices, again.cables) == ((), ())
    assert stored(device).last_updated == before


def test_a_device_that_was_given_to_somebody_else_stays(site, user):
    first, second = place(site, user, servers=2)
    request = take_back(first, second)
    Device.objects.filter(pk=second.pk).update(tenant=factories.make_tenant())

    assert refusals(removal.dismount, request) == ['device-not-theirs']
    assert stored(first).rack is not None


def test_a_device_that_moved_to_another_site_stays(site, user):
    [device] = place(site, user)
    request = take_back(device)
    rack = factories.make_rack()
    Device.objects.filter(pk=device.pk).update(site=rack.site, rack=rack)

    assert refusals(removal.dismount, request) == ['device-elsewhere']


def test_a_retrieval_without_devices_dismounts_nothing(site):
    assert refusals(removal.dismount, make_retrieval(site=site)) == ['devices-missing']


def test_a_cable_that_serves_somebody_else_at_the_same_end_is_not_torn_out(site, user):
    [device] = place(site, user)
    other = factories.make_device(site.racks.get())
    switch = factories.make_device(site.racks.get())
    ends = [Interface.objects.create(device=other, name='e', type='1000base-t'), device.interfaces.first()]
    port = Interface.objects.create(device=switch, name='e', type='1000base-t')
    cable = Cable(a_terminations=ends, b_terminations=[port])
    cable.save()

    assert refusals(removal.dismount, take_back(device)) == ['cable-shared']
    assert Cable.objects.exists()
    assert stored(device).rack is not None


def test_a_blade_is_taken_out_of_its_chassis_first(site, user):
    chassis = factories.make_device(
        site.racks.get(),
        device_type=factories.make_device_type(subdevice_role='parent'),
        tenant=factories.make_tenant(),
    )
    blade = factories.make_device(
        site=site,
        tenant=chassis.tenant,
        device_type=factories.make_device_type(subdevice_role='child', u_height=0),
    )
    DeviceBay.objects.create(device=chassis, name='Bay 1', installed_device=blade)

    assert refusals(removal.dismount, take_back(blade)) == ['device-in-bay']
    assert refusals(removal.dismount, take_back(chassis)) == ['device-houses-another']


# -- Free for others ----------------------------------------------------------------------------------------------


def test_addresses_can_be_given_out_again(site, user):
    [device] = place(site, user, private_ipv4=2, services=['tcp/443'])
    given = {str(row) for row in IPAddress.objects.all()}
    request = take_back(device)
    removal.dismount(request)

    vacated = removal.vacate(request, now=NOW)

    assert len(given) == len(vacated.addresses) == 2
    assert not IPAddress.objects.exists()
    assert not Service.objects.exists()
    left = stored(device)
    assert (left.primary_ip4, left.primary_ip6, left.oob_ip, left.status) == (None, None, None, 'offline')
    [other] = place(site, user, private_ipv4=2)
    assert {str(row) for row in IPAddress.objects.all()} == given
    assert stored(other).primary_ip4 is not None


def test_addresses_of_other_devices_stay(site, user):
    device, other = place(site, user, servers=2)
    request = take_back(device)
    removal.dismount(request)

    removal.vacate(request, now=NOW)

    assert [row.assigned_object.device for row in IPAddress.objects.all()] == [other]
    assert stored(other).primary_ip4 is not None


def test_the_requested_server_stays_as_history(site, user):
    [device] = place(site, user)
    server = RequestedServer.objects.get()
    request = take_back(device)
    removal.dismount(request)

    removal.vacate(request, now=NOW)

    after = RequestedServer.objects.get()
    assert (after.device, after.bandwidth, after.power_draw) == (device, server.bandwidth, server.power_draw)


def test_a_placement_holds_nothing_any_more_once_all_its_servers_are_gone(site, user):
    first, second = place(site, user, servers=2)
    for device, state in ((first, 'converted'), (second, 'released')):
        request = take_back(device)
        removal.dismount(request)

        removal.vacate(request, now=NOW)

        assert Hold.objects.get().state == state
    assert Hold.objects.get().ended_at == NOW


def test_vacating_again_changes_nothing(site, user):
    [device] = place(site, user)
    request = take_back(device)
    removal.dismount(request)
    removal.vacate(request, now=NOW)
    before = stored(device).last_updated

    again = removal.vacate(request, now=NOW)

    assert (again.devices, again.addresses, again.holds) == ((), (), ())
    assert stored(device).last_updated == before


def test_what_still_stands_in_a_rack_is_not_vacated(site, user):
    [device] = place(site, user)

    assert refusals(removal.vacate, take_back(device), now=NOW) == ['device-in-rack']
    assert IPAddress.objects.exists()


def test_what_is_still_watched_is_not_vacated(site, user):
    [device] = place(site, user)
    register(RequestedServer.objects.get().request, now=NOW)
    request = take_back(device)
    removal.dismount(request)

    assert refusals(removal.vacate, request, now=NOW) == ['device-watched']
    assert stored(device).primary_ip4 is not None

    retire(request, now=NOW)
    removal.vacate(request, now=NOW)

    target = MonitoringTarget.objects.get()
    assert (target.state, target.address) == ('retired', None)
    assert not IPAddress.objects.exists()


def test_counters_of_the_device_stay_right(site, user):
    [device] = place(site, user)
    wire(device, site)
    request = take_back(device)
    Device.objects.filter(pk=device.pk).update(interface_count=1, power_port_count=2)

    removal.dismount(request)
    removal.vacate(request, now=NOW)

    left = stored(device)
    assert (left.interfaces.count(), left.powerports.count()) == (1, 2)
    assert (left.interface_count, left.power_port_count) == (1, 2)


def test_the_rack_is_as_it_was_before_the_server_came(site, user):
    """Units, outlets and watts are free again, in the live rack as in its summary."""
    rack = site.racks.get()
    equip(rack)

    def seen():
        summaries.refresh_stale()
        [state] = snapshot.read_estate(Question(site.pk), Demand(())).racks
        return state.front, state.rear, state.power.outlets, [feed.load for feed in state.power.feeds]

    before = seen()
    [device] = place(site, user, **WIRED)
    assert seen() != before

    removal.dismount(take_back(device))

    assert seen() == before
    assert sum(map(len, power_reading.free_outlets([rack.pk], own=None)[rack.pk].values())) == 8


WIRED = {'power_connector': 'iec-60320-c14', 'network_connector': '1000base-t'}
MAC = '00:16:3E:00:00:01'


def test_mac_addresses_leave_with_the_hardware_and_may_come_back(site, user):
    [device] = place(site, user, mac_addresses=[MAC], name='web')
    request = take_back(device)
    removal.dismount(request)

    vacated = removal.vacate(request, now=NOW)

    assert [label for _pk, label in vacated.macs] == [MAC]
    assert not MACAddress.objects.exists()
    [port] = device.interfaces.all()
    port.full_clean()
    assert port.primary_mac_address is None
    stored(device).full_clean()
    [again] = place(site, user, mac_addresses=[MAC], name='web-again')
    assert str(again.interfaces.get().mac_address) == MAC


def test_mac_addresses_of_other_devices_stay(site, user):
    [device] = place(site, user, mac_addresses=[MAC])
    [other] = place(site, user, mac_addresses=['00:16:3E:00:00:02'])
    request = take_back(device)
    removal.dismount(request)

    removal.vacate(request, now=NOW)

    assert [row.assigned_object.device for row in MACAddress.objects.all()] == [other]


def test_freed_mac_addresses_stand_in_the_change_log_under_the_case(site, user):
    [device] = place(site, user, mac_addresses=[MAC])
    request = take_back(device)

    with event_tracking(NetBoxFakeRequest({'id': uuid.uuid4(), 'user': user})):
        removal.dismount(request)
        removal.vacate(request, now=NOW)

    changes = ObjectChange.objects.filter(changed_object_type__model__in=['macaddress', 'interface'])
    assert {(change.changed_object_type.model, change.action) for change in changes} == {
        ('macaddress', 'delete'), ('interface', 'update'),
    }  # fmt: skip
    assert [change for change in changes if request.case.number not in change.message] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize('call', [removal.dismount, lambda request: removal.vacate(request, now=NOW)])
def test_without_a_transaction_nothing_begins(call):
    with pytest.raises(TransactionManagementError):
        call(make_retrieval())
