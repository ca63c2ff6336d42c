"""Moving: a held place or an installed server goes to another place, all of it or nothing."""

import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from core.models import ObjectChange
from dcim.models import Cable, Device, Interface, PowerOutlet, PowerPort, RackReservation
from ipam.models import IPAddress
from netbox.context_managers import event_tracking
from utilities.request import NetBoxFakeRequest

from netbox_colocation.allocation import holds, installation, moving
from netbox_colocation.allocation.moving import Destination
from netbox_colocation.capacity import power_reading, snapshot
from netbox_colocation.capacity.estate import Demand
from netbox_colocation.capacity.questions import Question
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldOutlet, HeldPort, HeldUnits, RequestedServer
from tests import factories
from tests.allocation.conftest import make_estate
from tests.allocation.equipment import equip

pytestmark = pytest.mark.django_db

NOW = factories.NOW
WIRED = {'power_connector': 'iec-60320-c14', 'network_connector': '1000base-t', 'network_interfaces': 2}


@pytest.fixture
def user():
    return factories.make_user()


@pytest.fixture
def site():
    """Two racks with PDUs on both feeds and a switch each."""
    return make_equipped()


def make_equipped(**estate):
    site = make_estate(racks=2, **estate)
    for rack in site.racks.all():
        equip(rack, outlets=6, ports=8)
    return site


def racks(site):
    return list(site.racks.order_by('name'))


def held(site, user, *, servers=1, grouping='any', **server):
    request = factories.make_request(site=site, servers=servers, server={**WIRED, **server}, grouping=grouping)
    holds.hold(request, actor=user, now=NOW)
    return request


def installed(site, user, **server):
    request = held(site, user, **server)
    installation.install(request, actor=user, now=NOW)
    return request.servers.first()


def move(server, rack, position, face='front', user=None):
    return moving.move_device(
        RequestedServer.objects.get(pk=server.pk),
        rack=rack,
        position=Decimal(position),
        face=face,
        actor=user or factories.make_user(),
        now=NOW,
    )


def to(server, rack, position, face='front'):
    return Destination(server, rack, Decimal(position), face)


def refusals(call, *args, **kwargs):
    with pytest.raises(AllocationRefused) as refused, transaction.atomic():
        call(*args, **kwargs)
    return {refusal.code for refusal in refused.value.refusals}


def sockets(device):
    """The racks in which the device's cables end, by the kind of the other end."""
    ends = {'dcim.poweroutlet': PowerOutlet, 'dcim.interface': Interface}
    found = []
    for cable in Cable.objects.filter(terminations___device=device):
        cable.full_clean()
        [far] = cable.b_terminations
        assert type(far) in ends.values()
        found.append((type(far).__name__, far.device.rack.name))
    return sorted(found)


# -- Installed servers --------------------------------------------------------------------------------------------


def test_an_installed_server_stands_in_its_new_place_with_its_addresses(site, user):
    first, second = racks(site)
    server = installed(site, user)
    address = IPAddress.objects.get()

    moved = move(server, second, 7)

    device = Device.objects.get(pk=moved.device.pk)
    device.full_clean()
    assert (device.rack, device.position, device.face) == (second, 7, 'front')
    assert device.primary_ip4 == address
    assert (moved.before.rack, moved.before.position) == (first, 1)
    assert str(moved.after).endswith('U7 front')


def test_cables_of_the_old_rack_are_gone_and_new_ones_lead_to_the_new_one(site, user):
    first, second = racks(site)
    server = installed(site, user)
    device = RequestedServer.objects.get(pk=server.pk).device
    assert sockets(device) == [('Interface', first.name)] * 2 + [('PowerOutlet', first.name)] * 2

    moved = move(server, second, 7)

    assert sockets(device) == [('Interface', second.name)] * 2 + [('PowerOutlet', second.name)] * 2
    assert (moved.removed, moved.made) == (4, 4)
    assert Cable.objects.filter(terminations___rack=first).distinct().count() == 2  # those of the PDUs


def test_in_its_own_rack_a_server_keeps_its_cables(site, user):
    first, _second = racks(site)
    server = installed(site, user)
    before = set(Cable.objects.values_list('pk', flat=True))

    moved = move(server, first, 20)

    assert set(Cable.objects.values_list('pk', flat=True)) == before
    assert (moved.removed, moved.made, moved.device.position) == (0, 0, 20)


def test_a_server_may_move_by_less_than_its_height(site, user):
    """Its own units, and its own draw, do not stand against it."""
    first, _second = racks(site)
    site.capacity_pools.filter(kind='ups').update(capacity=3000)
    server = installed(site, user, u_height=4, power_draw=2000)

    assert move(server, first, 2).after.position == 2


def test_moving_to_where_it_stands_changes_nothing(site, user):
    first, _second = racks(site)
    server = installed(site, user)
    before = Device.objects.get(requested_server=server).last_updated

    assert move(server, first, 1) is None
    assert Device.objects.get(requested_server=server).last_updated == before


def test_a_move_stands_in_the_change_log_under_the_case_as_one_change(site, user):
    _first, second = racks(site)
    server = installed(site, user)
    device = RequestedServer.objects.get(pk=server.pk).device

    with event_tracking(NetBoxFakeRequest({'id': uuid.uuid4(), 'user': user})):
        move(server, second, 7)

    label = server.request.name
    [change] = ObjectChange.objects.filter(changed_object_type__model='device', changed_object_id=device.pk)
    assert [Decimal(data['position']) for data in (change.prechange_data, change.postchange_data)] == [1, 7]
    by_us = ObjectChange.objects.filter(changed_object_type__model__in=['device', 'cable'])
    assert [change for change in by_us if label not in change.message] == []
    assert set(by_us.values_list('changed_object_type__model', 'action')) >= {
        ('device', 'update'), ('cable', 'delete'), ('cable', 'create'),
    }  # fmt: skip


@pytest.mark.parametrize(
    ('position', 'face', 'code'),
    [
        (5, 'front', 'units-taken'),
        (42, 'front', 'position-outside'),
        (0, 'front', 'position-outside'),
        (Decimal('7.5'), 'front', 'position-invalid'),
        (Decimal('7.3'), 'front', 'position-invalid'),
        (7, 'left', 'face-unknown'),
    ],
)
def test_a_place_that_is_none_is_refused(site, user, position, face, code):
    _first, second = racks(site)
    factories.make_device(second, position=6)
    server = installed(site, user, u_height=2)

    assert refusals(move, server, second, position, face) == {code}
    assert Device.objects.get(requested_server=server).position == 1
    assert len(sockets(Device.objects.get(requested_server=server))) == 4


def test_units_that_others_hold_are_refused(site, user):
    _first, second = racks(site)
    server = installed(site, user)
    other = held(site, user)
    with transaction.atomic():
        moving.move_hold(other, [to(other.servers.get(), second, 7)], actor=user, now=NOW)

    assert refusals(move, server, second, 7) == {'units-taken'}


def test_everything_that_stands_against_a_move_is_said_at_once(site, user):
    _first, second = racks(site)
    factories.make_power_port(factories.make_device(second, position=6), allocated_draw=5800)
    server = installed(site, user)

    assert refusals(move, server, second, 6) == {'units-taken', 'feeds-full'}


def test_a_rack_of_another_site_is_refused(site, user):
    server = installed(site, user)

    assert refusals(move, server, factories.make_rack(), 7) == {'rack-elsewhere'}


def test_a_server_that_is_not_installed_or_was_taken_out_is_refused(site, user):
    _first, second = racks(site)
    server = held(site, user).servers.get()
    assert refusals(move, server, second, 7) == {'not-installed'}
    server = installed(site, user)
    Device.objects.filter(requested_server=server).update(rack=None, position=None, face='')

    assert refusals(move, server, second, 7) == {'not-in-rack'}


def test_a_cable_that_serves_somebody_else_at_the_same_end_is_not_torn_out(site, user):
    _first, second = racks(site)
    server = installed(site, user, network_connector='')
    device = RequestedServer.objects.get(pk=server.pk).device
    device.interfaces.update(type='1000base-t')
    ends = [Interface.objects.create(device=factories.make_device(second), name='e', type='1000base-t')]
    ends.append(device.interfaces.first())
    port = Interface.objects.create(device=factories.make_device(second), name='e', type='1000base-t')
    Cable(a_terminations=ends, b_terminations=[port]).save()

    assert refusals(move, server, second, 7) == {'cable-shared'}


def test_addresses_that_serve_one_room_only_keep_a_server_there(user):
    site = make_estate(racks=0, prefix='192.0.2.0/29')
    rooms = [factories.make_location(site=site) for _ in range(2)]
    here, there = [factories.make_powered_rack(site=site, location=room) for room in rooms]
    factories.make_prefix('10.30.0.0/28', scope=rooms[0])
    request = factories.make_request(location=rooms[0], servers=1)
    holds.hold(request, actor=user, now=NOW)
    server = request.servers.get()
    with transaction.atomic():
        assert refusals(moving.move_hold, request, [to(server, there, 7)], actor=user, now=NOW) == {'address-elsewhere'}
    installation.install(request, actor=user, now=NOW)

    assert refusals(move, server, there, 7) == {'address-elsewhere'}
    assert move(server, here, 7).device.location == rooms[0]


def test_servers_that_want_to_stand_apart_do_not_meet(site, user):
    request = held(site, user, servers=2, grouping='apart')
    first, second = request.servers.all()
    installation.install(request, actor=user, now=NOW)
    target = RequestedServer.objects.get(pk=second.pk).device.rack

    assert refusals(move, first, target, 20) == {'not-apart'}


def test_what_is_free_again_and_what_is_taken_the_racks_summary_shows(site, user):
    first, second = racks(site)
    empty = {rack.pk: rack.front for rack in snapshot.read_estate(Question(site.pk), Demand(())).racks}
    server = installed(site, user)

    move(server, second, 7)

    now = {rack.pk: rack.front for rack in snapshot.read_estate(Question(site.pk), Demand(())).racks}
    assert now[first.pk] == empty[first.pk]
    assert now[second.pk] == empty[second.pk] | (0b11 << 12)


def test_without_the_setting_nothing_is_cabled(site, user, settings):
    _first, second = racks(site)
    server = installed(site, user)
    plugin = {**settings.PLUGINS_CONFIG['netbox_colocation'], 'connect_cables': False}
    settings.PLUGINS_CONFIG = {**settings.PLUGINS_CONFIG, 'netbox_colocation': plugin}

    moved = move(server, second, 7)

    assert (moved.removed, moved.made) == (4, 0)


# -- Held places --------------------------------------------------------------------------------------------------


def test_a_held_place_moves_with_its_reservation_outlets_and_ports(site, user):
    first, second = racks(site)
    request = held(site, user)
    server = request.servers.get()
    address = IPAddress.objects.get()

    [moved] = moving.move_hold(request, [to(server, second, 7)], actor=user, now=NOW)

    [reservation] = RackReservation.objects.all()
    reservation.full_clean()
    assert (reservation.rack, reservation.units) == (second, [7])
    units = HeldUnits.objects.filter(is_active=True)
    assert {(entry.rack, entry.position, entry.face) for entry in units} == {(second, 7, 'front'), (second, 7, 'rear')}
    assert {entry.outlet.device.rack for entry in HeldOutlet.objects.filter(is_active=True)} == {second}
    assert {entry.port.device.rack for entry in HeldPort.objects.filter(is_active=True)} == {second}
    assert (moved.before.rack, moved.after.rack, moved.device) == (first, second, None)
    assert IPAddress.objects.get() == address

    [device] = installation.install(request, actor=user, now=NOW)
    assert (device.rack, device.position) == (second, 7)
    assert sockets(device) == [('Interface', second.name)] * 2 + [('PowerOutlet', second.name)] * 2


def test_in_its_own_rack_a_held_place_keeps_its_outlets_and_ports(site, user):
    first, _second = racks(site)
    request = held(site, user)

    def taken():
        outlets = HeldOutlet.objects.filter(is_active=True).values_list('outlet', flat=True)
        return list(outlets), list(HeldPort.objects.filter(is_active=True).values_list('port', flat=True))

    before = taken()

    moving.move_hold(request, [to(request.servers.get(), first, 9)], actor=user, now=NOW)

    assert taken() == before
    assert [len(pks) for pks in before] == [2, 2]


def test_one_of_several_moves_and_the_others_stay(site, user):
    first, second = racks(site)
    request = held(site, user, servers=3)
    one, two, three = request.servers.all()

    moving.move_hold(request, [to(two, second, 7)], actor=user, now=NOW)

    assert {tuple(row.units) for row in RackReservation.objects.filter(rack=first)} == {(1, 3)}
    assert {tuple(row.units) for row in RackReservation.objects.filter(rack=second)} == {(7,)}
    held_at = {entry.server: entry.position for entry in HeldUnits.objects.filter(is_active=True, face='front')}
    assert held_at == {one: 1, two: 7, three: 3}


def test_two_servers_of_a_hold_may_change_places(site, user):
    first, _second = racks(site)
    request = held(site, user, servers=2)
    one, two = request.servers.all()

    moving.move_hold(request, [to(one, first, 2), to(two, first, 1)], actor=user, now=NOW)

    held_at = {entry.server: entry.position for entry in HeldUnits.objects.filter(is_active=True, face='front')}
    assert held_at == {one: 2, two: 1}


def test_a_server_does_not_move_onto_another_of_its_own_hold(site, user):
    first, second = racks(site)
    request = held(site, user, servers=2)
    one, two = request.servers.all()

    assert refusals(moving.move_hold, request, [to(one, first, 2)], actor=user, now=NOW) == {'units-taken'}
    both = [to(one, second, 7), to(two, second, 7)]
    assert refusals(moving.move_hold, request, both, actor=user, now=NOW) == {'units-taken'}
    assert {entry.position for entry in HeldUnits.objects.filter(is_active=True)} == {1, 2}
    assert RackReservation.objects.get().units == [1, 2]


def test_half_depth_servers_may_be_held_on_the_rear(site, user):
    first, _second = racks(site)
    request = held(site, user, is_full_depth=False)
    factories.make_device(first, position=3, device_type=factories.make_device_type(is_full_depth=False))

    moving.move_hold(request, [to(request.servers.get(), first, 3, 'rear')], actor=user, now=NOW)
    [device] = installation.install(request, actor=user, now=NOW)

    device.full_clean()
    assert (device.position, device.face) == (3, 'rear')


def test_servers_that_want_one_rack_move_together(site, user):
    first, second = racks(site)
    request = held(site, user, servers=2, grouping='together')
    one, two = request.servers.all()

    assert refusals(moving.move_hold, request, [to(one, second, 1)], actor=user, now=NOW) == {'not-together'}
    moving.move_hold(request, [to(one, second, 1), to(two, second, 2)], actor=user, now=NOW)

    assert set(HeldUnits.objects.filter(is_active=True).values_list('rack', flat=True)) == {second.pk}
    assert first.reservations.count() == 0


def test_moving_a_hold_to_where_it_is_changes_nothing(site, user):
    first, _second = racks(site)
    request = held(site, user)
    before = list(HeldUnits.objects.values_list('pk', flat=True))

    assert moving.move_hold(request, [to(request.servers.get(), first, 1)], actor=user, now=NOW) == []
    assert list(HeldUnits.objects.values_list('pk', flat=True)) == before


def test_without_a_hold_and_for_other_servers_nothing_moves(site, user):
    first, _second = racks(site)
    request = factories.make_request(site=site, servers=1)
    stranger = factories.make_server()

    place = to(request.servers.get(), first, 5)
    assert refusals(moving.move_hold, request, [place], actor=user, now=NOW) == {'nothing-held'}
    request = held(site, user)
    mine = to(request.servers.get(), first, 5)
    wrong = [to(stranger, first, 5), mine, mine]
    assert refusals(moving.move_hold, request, wrong, actor=user, now=NOW) == {'units-not-held', 'server-twice'}


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_begins():
    request = factories.make_request(servers=1)
    with pytest.raises(TransactionManagementError):
        moving.move_hold(request, [], actor=factories.make_user(), now=NOW)
    with pytest.raises(TransactionManagementError):
        move(request.servers.get(), factories.make_rack(), 1)


def test_the_draw_counts_where_the_server_hangs_now(site, user):
    first, second = racks(site)
    server = installed(site, user, power_draw=400)

    move(server, second, 7)

    power = power_reading.read([first.pk, second.pk], own=None)
    assert [feed.load for feed in power[first.pk].feeds] == [0, 0]
    assert [feed.load for feed in power[second.pk].feeds] == [400, 400]
    assert PowerPort.objects.filter(device__requested_server=server).count() == 2
