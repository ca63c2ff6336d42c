"""What others do behind our back: found at once, told to the case once, and forgotten when it is mended."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dcim.models import Device, Interface, PowerOutlet, Rack, RackReservation
from ipam.models import IPAddress

from netbox_colocation.allocation import conflicts, guarding, holds
from netbox_colocation.allocation.conflict_sentences import SENTENCES, in_words
from netbox_colocation.models import HeldOutlet, HeldPort, Hold, OutboxEntry
from netbox_colocation.workflows import holding
from tests import factories
from tests.allocation.conftest import make_estate

pytestmark = pytest.mark.django_db

NOW = factories.NOW
HOUR = datetime.timedelta(hours=1)


def make_hold(site, *, servers=1):
    """A hold with units, an address, an outlet and a port for each server."""
    request = factories.make_request(site=site, servers=servers)
    request.case = factories.make_case(applicant=request.applicant)
    request.save_state('case')
    row = holds.hold(request, actor=factories.make_user(), now=NOW)
    rack = row.units.first().rack
    pdu, switch = factories.make_pdu(rack, outlets=servers), factories.make_device(rack)
    for number, server in enumerate(request.servers.all()):
        outlet = pdu.poweroutlets.order_by('pk')[number]
        HeldOutlet.objects.create(hold=row, server=server, outlet=outlet)
        port = Interface.objects.create(device=switch, name=f'ge-{number}', type='1000base-t')
        HeldPort.objects.create(hold=row, server=server, port=port)
    return row


@pytest.fixture
def hold(site):
    return make_hold(site)


@pytest.fixture
def rack(hold):
    return hold.units.first().rack


def put_device(hold):
    device = factories.make_device(hold.units.first().rack)
    Device.objects.filter(pk=device.pk).update(position=1, face='front')


BEHIND_OUR_BACK = {
    'units-taken': put_device,
    'rack-withdrawn': lambda hold: Rack.objects.update(status='deprecated'),
    'reservation-gone': lambda hold: RackReservation.objects.update(units=[40]),
    'address-taken': lambda hold: IPAddress.objects.update(status='active'),
    'address-deleted': lambda hold: hold.addresses.update(address=None),
    'address-twice': lambda hold: IPAddress.objects.bulk_create([IPAddress(address='10.20.0.1/24')]),
    'outlet-taken': lambda hold: PowerOutlet.objects.update(mark_connected=True),
    'outlet-deleted': lambda hold: hold.outlets.update(outlet=None),
    'port-taken': lambda hold: Interface.objects.update(mark_connected=True),
    'port-deleted': lambda hold: hold.ports.update(port=None),
}


@pytest.mark.parametrize('code', BEHIND_OUR_BACK)
def test_conflict_is_found_and_told_once(hold, code):
    BEHIND_OUR_BACK[code](hold)

    assert [conflict.refusal.code for conflict in conflicts.find_conflicts()] == [code]
    assert [conflicts.tell_conflicts(now=NOW + HOUR * step) for step in range(2)] == [1, 0]

    [event] = hold.request.case.events.filter(kind='hold-conflict')
    [entry] = event.data['conflicts']
    assert (event.data['hold'], entry['code'], entry['message']) == (hold.pk, code, in_words(code, entry['data']))
    assert Hold.objects.get().conflicts == [entry]
    assert OutboxEntry.objects.filter(effect='notify.hold').count() == 1


def test_every_conflict_has_its_sentence():
    assert set(SENTENCES) == set(BEHIND_OUR_BACK)


def test_whole_hold_has_no_conflict(hold):
    assert conflicts.find_conflicts() == []


def test_conflict_that_is_mended_is_forgotten_and_told_again_when_it_comes_back(hold):
    for expected in (1, 0, 1):
        IPAddress.objects.update(status='active' if expected else 'reserved')
        assert conflicts.tell_conflicts(now=NOW) == expected
        assert bool(Hold.objects.get().conflicts) == bool(expected)

    assert hold.request.case.events.filter(kind='hold-conflict').count() == 2


def test_second_conflict_is_told_without_the_first(hold):
    IPAddress.objects.update(status='active')
    conflicts.tell_conflicts(now=NOW)
    Rack.objects.update(status='deprecated')

    assert conflicts.tell_conflicts(now=NOW) == 1

    last = hold.request.case.events.filter(kind='hold-conflict').last()
    assert [entry['code'] for entry in last.data['conflicts']] == ['rack-withdrawn']


def test_hold_that_ended_has_no_conflicts(hold):
    IPAddress.objects.update(status='active')
    conflicts.tell_conflicts(now=NOW)

    holds.release(hold.request, now=NOW)

    assert conflicts.find_conflicts() == []
    assert Hold.objects.get().conflicts == []


def test_device_on_the_other_face_is_no_conflict(site):
    request = factories.make_request(site=site, servers=1, server={'is_full_depth': False})
    rack = holds.hold(request, actor=factories.make_user(), now=NOW).units.get().rack
    device = factories.make_device(rack, device_type=factories.make_device_type(is_full_depth=False))

    for face, count in (('rear', 0), ('front', 1)):
        Device.objects.filter(pk=device.pk).update(position=1, face=face)
        assert len(conflicts.find_conflicts()) == count


def test_sentences_do_not_say_whose_device_it_is(hold):
    put_device(hold)

    [conflict] = conflicts.find_conflicts()

    assert Device.objects.latest('pk').name not in conflict.refusal.message


def test_number_of_queries_does_not_grow():
    counts = []
    for servers in (1, 3):
        make_hold(make_estate(), servers=servers)
        with CaptureQueriesContext(connection) as queries:
            conflicts.find_conflicts()
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 7


def test_nothing_held_costs_one_query():
    with CaptureQueriesContext(connection) as queries:
        conflicts.find_conflicts()

    assert len(queries) == 1


# -- At once ------------------------------------------------------------------------------------------------------


@pytest.fixture
def guard_off(settings):
    config = settings.PLUGINS_CONFIG
    settings.PLUGINS_CONFIG = {**config, 'netbox_colocation': {**config['netbox_colocation'], 'guard_holds': False}}


def codes(hold):
    return [entry['code'] for entry in Hold.objects.get(pk=hold.pk).conflicts]


def test_what_is_saved_is_told_with_the_commit(hold, rack, guard_off, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        device = factories.make_device(rack, position=1)
    assert codes(hold) == ['units-taken']

    with django_capture_on_commit_callbacks(execute=True):
        device.delete()
    assert codes(hold) == []

    with django_capture_on_commit_callbacks(execute=True):
        RackReservation.objects.get().delete()
        IPAddress.objects.get().delete()
    assert sorted(codes(hold)) == ['address-deleted', 'reservation-gone']


def test_cable_rack_and_deletion_are_told_with_the_commit(hold, rack, guard_off, django_capture_on_commit_callbacks):
    psu = factories.make_power_port(factories.make_device(rack))
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_cable(psu, PowerOutlet.objects.get())
    assert codes(hold) == ['outlet-taken']

    with django_capture_on_commit_callbacks(execute=True):
        Interface.objects.get().delete()
        rack.status = 'deprecated'
        rack.save()
    assert sorted(codes(hold)) == ['outlet-taken', 'port-deleted', 'rack-withdrawn']


def test_save_elsewhere_costs_one_query_at_the_commit(hold, django_capture_on_commit_callbacks):
    conflicts._waiting.touched.clear()  # what the set-up touched and never committed
    with django_capture_on_commit_callbacks() as callbacks:
        for position in (1, 2, 3):
            factories.make_device(factories.make_rack(), position=position)

    with CaptureQueriesContext(connection) as queries:
        for callback in callbacks:
            callback()

    assert len([query for query in queries.captured_queries if 'colocation_heldunits' in query['sql']]) == 1


def test_what_the_plugin_does_itself_is_no_reason_to_look(hold, rack, django_capture_on_commit_callbacks):
    with guarding.acting_for(hold.request), django_capture_on_commit_callbacks() as callbacks:
        factories.make_device(rack, position=9)

    assert [callback for callback in callbacks if callback is conflicts._look] == []


# -- Time ---------------------------------------------------------------------------------------------------------


def test_case_is_told_before_and_after_the_time_is_over(hold):
    day = datetime.timedelta(days=1)

    told = [holding.remind_of_holds(now=hold.expires_at - day * left) for left in (4, 3, 2)]
    holds.expire_holds(now=hold.expires_at)

    assert told == [0, 1, 0]
    events = hold.request.case.events.filter(kind__startswith='hold-').order_by('sequence')
    assert [event.kind for event in events] == ['hold-expiring', 'hold-expired']


def test_renewed_hold_is_reminded_of_anew(hold):
    day = datetime.timedelta(days=1)
    holding.remind_of_holds(now=hold.expires_at - day)
    row = holds.renew(hold.request, days=60, actor=factories.make_user(), now=NOW)

    assert [holding.remind_of_holds(now=row.expires_at - day * left) for left in (5, 1)] == [0, 1]
