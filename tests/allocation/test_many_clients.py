"""Sixteen clients at once through every door fight for the last units, watts, addresses, outlets and ports.

Services, the REST endpoint, a page, a custom script, and NetBox’s own pages and endpoints for devices, reservations,
addresses, cables.
"""

import threading
from collections import Counter
from itertools import combinations

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from dcim.models import CableTermination, Device, PowerOutlet, PowerPort, RackReservation
from extras.scripts import Script
from ipam.models import IPAddress, Prefix
from utilities.exceptions import AbortRequest

from netbox_colocation.allocation import guarded_lines, guarded_places, holds, locks
from netbox_colocation.exceptions import AllocationRefused, ColocationError
from netbox_colocation.models import HeldAddress, HeldOutlet, HeldUnits, Hold
from netbox_colocation.workflows import holding
from tests import factories
from tests.allocation.conftest import make_estate
from tests.allocation.test_guarding import device_body
from tests.api.base import ROOT, log_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOW = factories.NOW
PATIENCE = 1.5  # seconds that somebody waits for the other one
SERVER = {'power_connector': 'iec-60320-c14', 'power_draw': 100}


class HoldPlacesScript(Script):
    """What somebody may write for their own use."""

    def run(self, data, commit):
        return holding.hold_places(data['request'], actor=data['user'], now=NOW).pk


class Crowd:
    """Clients that all begin at the same moment; each answers 'done', 'refused' with its reasons, or its error."""

    def __init__(self, user):
        self.user = user
        self.clients = []
        self.answers = []

    def add(self, door, call):
        self.clients.append((door, call))

    def run(self):
        start = threading.Barrier(len(self.clients), timeout=30)
        threads = [threading.Thread(target=self._run, args=(start, *client)) for client in self.clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in threads), 'a deadlock'
        return self.answers

    def _run(self, start, door, call):
        try:
            start.wait()
            self.answers.append((door, *call()))
        except Exception as error:  # noqa: BLE001  shown by the assertion on the answers
            self.answers.append((door, 'error', repr(error)))
        finally:
            connections.close_all()

    # -- The doors

    def service(self, request):
        def call():
            try:
                with transaction.atomic():
                    holds.hold(request, actor=self.user, now=NOW)
            except AllocationRefused as error:
                return 'refused', {refusal.code for refusal in error.refusals}
            return 'done', set()

        self.add('service', call)

    def script(self, request):
        def call():
            try:
                with transaction.atomic():  # as NetBox runs it
                    HoldPlacesScript().run({'request': request, 'user': self.user}, True)
            except ColocationError as error:
                return 'refused', {refusal.code for refusal in error.refusals}
            return 'done', set()

        self.add('script', call)

    def rest(self, path, body=None, *, door):
        client = log_in(self.user)

        def call():
            answer = client.post(path, body or {}, format='json')
            if answer.status_code in (200, 201):
                return 'done', set()
            if answer.status_code in (400, 409):
                findings = answer.json().get('findings', []) if isinstance(answer.json(), dict) else []
                return 'refused', {finding['code'] for finding in findings}
            return 'error', f'{answer.status_code} {answer.content[:500]}'

        self.add(door, call)

    def page(self, path, body=None, *, door):
        """Post a form of NetBox's pages: what succeeds leads to another page, what is refused shows the form again."""
        client = Client()
        client.force_login(self.user)

        def call():
            answer = client.post(path, body or {})
            if answer.status_code == 302:
                return 'done', set()
            return ('refused', set()) if answer.status_code in (200, 409) else ('error', answer.status_code)

        self.add(door, call)


def make_requests(site, count):
    requests = []
    for _ in range(count):
        request = factories.make_request(site=site, servers=1, server=SERVER, status='accepted')
        request.case = factories.make_case(applicant=request.applicant)
        request.save_state('case')
        requests.append(request)
    return requests


@pytest.fixture
def estate():
    """A rack of 6 U, 6 addresses, 5 outlets on each side."""
    site = make_estate(u_height=6, prefix='10.20.0.0/29')
    for feed in site.racks.get().powerfeeds.all():
        factories.make_pdu(site.racks.get(), feed=feed, outlets=5)
    return site


@pytest.fixture
def crowd():
    return Crowd(factories.make_user(is_superuser=True))


def test_sixteen_clients_get_everything_once(estate, crowd):
    rack, prefix = estate.racks.get(), Prefix.objects.get()
    requests = make_requests(estate, 9)
    for request in requests[:3]:
        crowd.service(request)
    crowd.page(reverse('plugins:netbox_colocation:colocationrequest_hold_places', args=[requests[3].pk]), door='page')
    for request in requests[4:7]:
        crowd.rest(f'{ROOT}colocation-requests/{request.pk}/hold/', door='rest')
    for request in requests[7:]:
        crowd.script(request)
    crowd.rest('/api/dcim/devices/', device_body(rack, position=1), door='device')
    body = device_body(rack, position='2.0', local_context_data='')
    crowd.page(reverse('dcim:device_add'), body, door='device')
    body = {'rack': rack.pk, 'units': [3], 'user': crowd.user.pk, 'description': 'Mine', 'status': 'active'}
    crowd.rest('/api/dcim/rack-reservations/', body, door='reservation')
    for _ in range(2):
        crowd.rest(f'/api/ipam/prefixes/{prefix.pk}/available-ips/', {}, door='next address')
    crowd.rest('/api/ipam/ip-addresses/', {'address': '10.20.0.2/29'}, door='address')
    psu = factories.make_power_port(factories.make_device(rack), allocated_draw=10)
    crowd.rest('/api/dcim/cables/', cable_body(psu, PowerOutlet.objects.earliest('pk')), door='cable')

    answers = crowd.run()

    assert len(answers) == 16
    assert [answer for answer in answers if answer[1] == 'error'] == []
    assert_nothing_twice(rack)
    assert_nothing_lost(answers)


def cable_body(psu, outlet):
    return {
        'a_terminations': [{'object_type': 'dcim.powerport', 'object_id': psu.pk}],
        'b_terminations': [{'object_type': 'dcim.poweroutlet', 'object_id': outlet.pk}],
    }


def spans(rack):
    """Yield what takes front units of the rack, in half units: what is held, and what stands there."""
    for row in HeldUnits.objects.filter(rack=rack, face='front', is_active=True):
        yield row.half_units.lower, row.half_units.upper
    for device in Device.objects.filter(rack=rack, position__isnull=False):
        yield int(device.position - 1) * 2, int(device.position - 1 + device.device_type.u_height) * 2


def assert_nothing_twice(rack):
    assert [pair for pair in combinations(spans(rack), 2) if pair[0][0] < pair[1][1] and pair[1][0] < pair[0][1]] == []
    reserved = Counter(unit for row in RackReservation.objects.filter(rack=rack) for unit in row.units)
    assert set(reserved.values()) <= {1}
    hosts = Counter(str(address.address.ip) for address in IPAddress.objects.all())
    assert set(hosts.values()) <= {1}
    outlets = list(HeldOutlet.objects.filter(is_active=True).values_list('outlet', flat=True))
    ends = CableTermination.objects.filter(termination_type__model='poweroutlet')
    cabled = set(ends.values_list('termination_id', flat=True))
    assert len(outlets) == len(set(outlets))
    assert not cabled & set(outlets)


def assert_nothing_lost(answers):
    """Whoever was told so has all of it, and nobody was turned away while there was enough."""
    held = [answer for answer in answers if answer[0] in ('service', 'rest', 'script', 'page')]
    done = [answer for answer in held if answer[1] == 'done']
    assert len(done) == Hold.objects.filter(state='active').count() > 0
    assert HeldUnits.objects.count() == HeldOutlet.objects.count() == 2 * len(done)
    assert HeldAddress.objects.count() == len(done)
    reasons = {code for answer in held if answer[1] == 'refused' for code in answer[2]}
    assert reasons <= {'no-gap', 'no-rack', 'addresses-taken', 'outlets-taken', 'no-rack-outlets', 'no-rack-cable'}
    devices = sum(answer[:2] == ('device', 'done') for answer in answers)
    others = sum(answer[:2] == ('reservation', 'done') for answer in answers)
    free_units = 6 - len(done) - devices - others
    free_addresses = 6 - IPAddress.objects.count()
    free_outlets = 5 - len(done) - PowerPort.objects.filter(cable__isnull=False, device__poweroutlets=None).count()
    assert 0 in (free_units, free_addresses, free_outlets)


# -- NetBox's own save against a hold, with the control -----------------------------------------------------------


class Duel:
    """A hold is being taken and not yet committed, while somebody saves through NetBox what it takes."""

    def __init__(self, monkeypatch, request):
        self.request = request
        self.user = factories.make_user()
        self.taken, self.looked = threading.Event(), threading.Event()
        for module in (guarded_places, guarded_lines):
            for name in ('_against', '_against_reservation', '_against_ends'):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, self.noting(getattr(module, name)))
        self.outcome = ''

    def noting(self, look):
        def look_and_say(*args, **kwargs):
            found = look(*args, **kwargs)
            self.looked.set()
            return found

        return look_and_say

    def run(self, save):
        thread = threading.Thread(target=self.save, args=(save,))
        with transaction.atomic():
            holds.hold(self.request, actor=self.user, now=NOW)
            self.looked.clear()
            thread.start()
            # Without a lock, the other one looks now and does not see what is not committed.
            self.was_waited_for = not self.looked.wait(PATIENCE)
        thread.join(30)
        assert not thread.is_alive(), 'a deadlock'
        return self

    def save(self, save):
        try:
            with transaction.atomic():
                save()
            self.outcome = 'saved'
        except AbortRequest as error:
            self.outcome = error.message
        except Exception as error:  # noqa: BLE001  shown by the assertion on the outcome
            self.outcome = repr(error)
        finally:
            connections.close_all()


@pytest.fixture
def duel(monkeypatch, estate):
    [request] = make_requests(estate, 1)
    return Duel(monkeypatch, request)


def prepare(kind, estate):
    """Return what somebody saves: something that the hold takes as well."""
    rack = estate.racks.get()
    if kind == 'device':
        fields = {'device_type': factories.make_device_type(), 'role': factories.make_device_role(), 'site': estate}
        return Device(name='late', rack=rack, position=1, face='front', **fields).save
    if kind == 'reservation':
        return RackReservation(rack=rack, units=[1], user=factories.make_user(), description='Mine').save
    if kind == 'address':
        return IPAddress(address='10.20.0.1/29').save
    psu = factories.make_power_port(factories.make_device(rack), allocated_draw=10)
    outlet = PowerOutlet.objects.order_by('pk').first()
    return lambda: factories.make_cable(psu, outlet)


KINDS = ['device', 'reservation', 'address', 'cable']


@pytest.mark.parametrize('kind', KINDS)
def test_save_through_netbox_waits_for_the_hold_and_is_refused(duel, estate, kind):
    duel.run(prepare(kind, estate))

    assert duel.was_waited_for
    assert f'colocation case {duel.request.case.number}' in duel.outcome


@pytest.mark.parametrize('kind', KINDS)
def test_without_the_locks_both_would_have_it(monkeypatch, duel, estate, kind):
    """The control: the look alone does not see what is not committed."""
    monkeypatch.setattr(locks, 'lock_late', lambda row: True)
    monkeypatch.setattr(locks, 'lock_addresses_late', lambda: True)

    duel.run(prepare(kind, estate))

    assert not duel.was_waited_for
    assert duel.outcome == 'saved'


def test_whoever_has_written_before_is_turned_back_instead_of_a_deadlock(estate, monkeypatch):
    """A bulk import has written a device type's row and comes to the rack last; an installation the other way round."""
    monkeypatch.setattr(locks, 'PATIENCE', 0.3)
    [request] = make_requests(estate, 1)
    rack, kind = estate.racks.get(), factories.make_device_type()
    has_rack, has_type, outcome = threading.Event(), threading.Event(), []

    def import_in_bulk():
        try:
            with transaction.atomic():
                kind.save()
                has_type.set()
                has_rack.wait(10)
                factories.make_device(rack, device_type=kind, position=6)
        except AbortRequest as error:
            outcome.append(error.message)
        except Exception as error:  # noqa: BLE001  shown by the assertion on the outcome
            outcome.append(repr(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=import_in_bulk)
    thread.start()
    has_type.wait(10)
    with transaction.atomic():
        holds.hold(request, actor=factories.make_user(), now=NOW)
        has_rack.set()
        kind.save()  # waits for the import
    thread.join(30)

    assert outcome == ['Places and addresses are being taken here at this moment: try again.']
    assert Hold.objects.count() == 1
