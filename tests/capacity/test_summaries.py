"""Summaries are always right: whatever changes a rack, and through whichever door, the next answer knows it."""

import threading

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dcim.models import (
    CoolingFeed,
    CoolingSource,
    Device,
    Module,
    ModuleBay,
    ModuleType,
    PowerOutlet,
    PowerPort,
    Rack,
    RackReservation,
)

from netbox_colocation.capacity import rack_reading, summaries
from netbox_colocation.models import HeldUnits, RackSummary, StaleRack
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def site():
    return factories.make_site()


@pytest.fixture
def rack(site):
    """A rack with two feeds and a limit to its weight."""
    return factories.make_powered_rack(site=site, max_weight=800, weight_unit='kg')


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def known(*racks):
    """Return what an answer would rest on: summaries, and stale racks as they stand."""
    pks = [rack.pk for rack in racks]
    live = summaries.read_stale(summaries.stale_racks() & set(pks))
    kept = {state.pk: state for state in summaries.stored_states([pk for pk in pks if pk not in live])}
    return {**kept, **live}


def truth(*racks):
    return rack_reading.read_racks([rack.pk for rack in racks])


def settle(*racks):
    """Bring everything up to date, and see that it is so."""
    summaries.refresh_stale()
    assert not summaries.stale_racks() & {rack.pk for rack in racks}
    assert {state.pk: state for state in summaries.stored_states([rack.pk for rack in racks])} == truth(*racks)


def wire(rack, *, pdu_rack=None):
    """Make a server in the rack with one cabled supply; return the PDU's inlet, the outlet, and the supply."""
    feed = rack.powerfeeds.first()
    pdu = factories.make_pdu(pdu_rack or rack, feed=feed, outlets=2)
    device = factories.make_device(rack, position=10)
    port = factories.make_power_port(device, allocated_draw=300)
    outlet = pdu.poweroutlets.first()
    factories.make_cable(port, outlet)
    return pdu.powerports.first(), outlet, port


CHANGES = {
    'a device is mounted': lambda rack: factories.make_device(rack, position=20),
    'a device is mounted by SQL': lambda rack: sql(
        'UPDATE dcim_device SET rack_id = %s, position = 30 WHERE rack_id = %s', rack.pk, rack.pk
    ),
    'devices are removed in bulk': lambda rack: Device.objects.filter(rack=rack).update(rack=None, position=None),
    'a device type grows': lambda rack: sql(
        'UPDATE dcim_devicetype SET u_height = 3 WHERE id IN (SELECT device_type_id FROM dcim_device)'
    ),
    'units are reserved': lambda rack: factories.make_reservation(rack, [40]),
    'a reservation is deleted by SQL': lambda rack: sql('DELETE FROM dcim_rackreservation WHERE rack_id = %s', rack.pk),
    'a draw changes in bulk': lambda rack: PowerPort.objects.update(allocated_draw=77),
    'a supply is added': lambda rack: factories.make_power_port(
        Device.objects.filter(rack=rack, position=10).first(), allocated_draw=40
    ),
    'a cable is pulled': lambda rack: PowerPort.objects.filter(cable__isnull=False).last().cable.delete(),
    'an outlet is disabled by SQL': lambda rack: sql("UPDATE dcim_poweroutlet SET status = 'faulty'"),
    'an outlet is added': lambda rack: PowerOutlet.objects.create(
        device=PowerOutlet.objects.first().device, name=f'new {factories.number()}'
    ),
    'a feed fails': lambda rack: rack.powerfeeds.update(status='failed'),
    'a feed is derated by SQL': lambda rack: sql('UPDATE dcim_powerfeed SET available_power = 1000'),
    'a panel is renamed': lambda rack: sql("UPDATE dcim_powerpanel SET name = name || ' new'"),
    'the rack may carry less': lambda rack: sql('UPDATE dcim_rack SET _abs_max_weight = 1'),
    'the rack is turned round': lambda rack: Rack.objects.filter(pk=rack.pk).update(desc_units=True),
    'the rack cools less': lambda rack: Rack.objects.filter(pk=rack.pk).update(cooling_capacity=2),
    'units are held': lambda rack: hold(rack, start=60),
    'a held server draws more': lambda rack: sql('UPDATE netbox_colocation_requestedserver SET power_draw = 999'),
    'a hold ends': lambda rack: HeldUnits.objects.update(is_active=False),
    'a module is put in': lambda rack: put_module(rack),
    'a cooling feed arrives': lambda rack: CoolingFeed.objects.create(
        cooling_source=CoolingSource.objects.create(
            site=rack.site, name=f'Chiller {factories.number()}', type='chiller'
        ),
        rack=rack,
        name='C1',
        cooling_capacity=5,
    ),
}


def hold(rack, start=70):
    request = factories.make_request(site=rack.site, servers=1, server={'power_draw': 250})
    return HeldUnits.objects.create(
        hold=factories.make_hold(request),
        server=request.servers.get(),
        rack=rack,
        face='front',
        half_units=(start, start + 2),
    )


def put_module(rack):
    device = Device.objects.filter(rack=rack, position=10).first()
    kind = ModuleType.objects.create(
        manufacturer=device.device_type.manufacturer, model=f'Card {factories.number()}', weight=3, weight_unit='kg'
    )
    bay = ModuleBay.objects.create(device=device, name='1')
    return Module.objects.create(device=device, module_bay=bay, module_type=kind)


@pytest.mark.parametrize('change', CHANGES.values(), ids=CHANGES)
def test_an_answer_knows_every_change_though_the_summary_is_old(rack, change):
    wire(rack)
    hold(rack)
    factories.make_reservation(rack, [41])
    settle(rack)
    before = truth(rack)

    change(rack)

    assert known(rack) == truth(rack)
    if change is not CHANGES['a device is mounted by SQL']:
        assert truth(rack) != before, 'the change changes nothing: it proves nothing'


def test_a_pulled_inlet_changes_the_racks_of_everything_behind_the_pdu(site):
    """The server stands in one rack and its PDU in another: its draw then hangs on no known feed."""
    one, other = (factories.make_powered_rack(site=site) for _ in range(2))
    pdu = factories.make_pdu(one, feed=one.powerfeeds.first(), outlets=1)
    device = factories.make_device(other, position=10)
    factories.make_cable(factories.make_power_port(device, allocated_draw=300), pdu.poweroutlets.first())
    settle(one, other)
    before = truth(one, other)

    pdu.powerports.first().cable.delete()

    assert known(one, other) == truth(one, other) != before


def test_a_rack_that_is_gone_is_forgotten(rack):
    settle(rack)

    sql('DELETE FROM dcim_powerfeed WHERE rack_id = %s', rack.pk)
    sql('DELETE FROM dcim_rack WHERE id = %s', rack.pk)
    summaries.refresh_stale()

    assert not RackSummary.objects.filter(rack_id=rack.pk).exists()


def test_nothing_is_marked_by_what_does_not_matter(rack):
    device = factories.make_device(rack, position=3)
    settle(rack)

    device.serial = 'ABC'
    device.save()
    Rack.objects.filter(pk=rack.pk).update(name='Other')

    assert not StaleRack.objects.filter(rack_id=rack.pk).exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_summaries_are_right_after_random_writes_of_all_kinds(data):
    site = factories.make_site()
    racks = [factories.make_powered_rack(site=site) for _ in range(2)]
    for rack in racks:
        wire(rack, pdu_rack=data.draw(st.sampled_from(racks)))
        hold(rack)
    if data.draw(st.booleans()):
        summaries.refresh_stale()

    for name in data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=6, unique=True)):
        rack = data.draw(st.sampled_from(racks))
        if ('module' in name or 'supply' in name) and not Device.objects.filter(rack=rack, position=10).exists():
            continue
        if name == 'a cable is pulled' and not PowerPort.objects.filter(cable__isnull=False).exists():
            continue
        if name in ('units are held', 'a cooling feed arrives', 'a device is mounted', 'units are reserved'):
            continue  # these would collide with themselves
        CHANGES[name](rack)
        assert known(*racks) == truth(*racks), name


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_during_a_refresh_is_not_lost():
    """The mark is taken off before the rack is read: a change in between leaves a new one."""
    rack = factories.make_powered_rack()
    summaries.refresh_stale()
    read = rack_reading.read_racks

    def change_meanwhile():
        Device.objects.filter(pk=device.pk).update(position=9)
        connections.close_all()

    device = factories.make_device(rack, position=3)

    def reading(*args, **options):
        states = read(*args, **options)
        other = threading.Thread(target=change_meanwhile)
        other.start()
        other.join()
        return states

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(summaries, 'read_racks', reading)
        summaries.read_and_keep([rack.pk])

    assert rack.pk in summaries.stale_racks()
    assert known(rack) == truth(rack)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_whoever_refreshes():
    rack = factories.make_powered_rack()
    ready, done = threading.Event(), threading.Event()

    def refresh_slowly():
        with transaction.atomic():
            summaries.read_and_keep([rack.pk])
            ready.set()
            done.wait(10)
        connections.close_all()

    slow = threading.Thread(target=refresh_slowly)
    slow.start()
    assert ready.wait(10)
    try:
        assert summaries.read_and_keep([rack.pk]) is None
        assert known(rack) == truth(rack)
    finally:
        done.set()
        slow.join()


def test_reservations_of_a_rack_and_its_devices_are_one_read(rack, django_assert_max_num_queries):
    settle(rack)
    with django_assert_max_num_queries(23):
        summaries.read_and_keep([rack.pk])
    assert RackReservation.objects.count() == 0
