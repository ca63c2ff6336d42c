"""Clients at once through all doors of a NetBox that runs: nothing is given twice, and killing a worker halves nothing.

The pages, the REST API and a custom script of the plugin; NetBox's own endpoints and pages for devices, reservations
and the next free address. Each client speaks HTTP; gunicorn, NetBox's background workers and PostgreSQL are real. One
of the workers is killed (SIGKILL) when it has written everything but the last row of what it does.
"""

import re
import threading
import time
import uuid
from collections.abc import Callable
from html import unescape

import pytest
import requests
from django.db import connections
from django.test import Client as Browser

from dcim.models import Device, PowerFeed, RackReservation
from ipam.models import IPAddress, Prefix
from users.constants import TOKEN_PREFIX
from users.models import Token, User

from dev.processes import wait_until
from netbox_colocation.allocation import locks
from netbox_colocation.management.scripts import install_scripts
from netbox_colocation.models import CaseEvent, ColocationRequest, Hold, RequestedServer
from tests import factories
from tests.allocation import mixed_doors
from tests.allocation.conftest import make_estate
from tests.allocation.test_guarding import device_body
from tests.allocation.test_many_clients import assert_nothing_twice, make_requests, spans
from tests.api.base import log_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

API = '/api/plugins/colocation/'
SCRIPT = '/api/extras/scripts/colocation_allocate.AllocateForRequest/'
EVENTS, CHANGES = CaseEvent._meta.db_table, 'core_objectchange'
PATIENCE = 120  # seconds
UNITS, ADDRESSES, DRAW = 8, 6, 100


class Client:
    """Somebody who speaks HTTP: `call` returns 'done' or 'refused', and the reasons that it was told."""

    def __init__(self, door: str, call: Callable[[], tuple[str, set[str]]], request: ColocationRequest | None = None):
        self.door, self.call, self.request = door, call, request
        self.outcome, self.reasons = '', set[str]()
        self.thread: threading.Thread | None = None

    def begin(self) -> None:
        self.thread = threading.Thread(target=self.go)
        self.thread.start()

    def go(self) -> None:
        try:
            self.outcome, self.reasons = self.call()
        except requests.ConnectionError:
            self.outcome = 'cut off'
        except Exception as error:  # noqa: BLE001  shown by the assertion on the outcome
            self.outcome = repr(error)
        finally:
            connections.close_all()

    def end(self) -> None:
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), f'{self.door} waits for ever'


class Crowd:
    """Clients of one stand, all of one user, who may do everything."""

    def __init__(self, stand: mixed_doors.Stand, user: User) -> None:
        self.stand, self.user = stand, user
        token = Token.objects.create(user=user)
        self.token = {'Authorization': f'Bearer {TOKEN_PREFIX}{token.key}.{token.token}'}

    # -- The doors

    def rest(self, request: ColocationRequest) -> Client:
        """The plugin's REST API, with a key under which the call may be repeated."""
        key = {'Idempotency-Key': str(uuid.uuid4())}
        path = f'{API}colocation-requests/{request.pk}/hold/'
        return Client('rest', lambda: self._post(path, {}, **key), request)

    def page(self, request: ColocationRequest) -> Client:
        path = f'/plugins/colocation/requests/{request.pk}/hold/'
        return Client('page', self._form(path), request)

    def script(self, request: ColocationRequest) -> Client:
        def call() -> tuple[str, set[str]]:
            body = {'data': {'colocation_request': request.pk}, 'commit': True}
            answer = requests.post(self.stand.url + SCRIPT, json=body, headers=self.token, timeout=PATIENCE)
            assert answer.status_code == 200, answer.text
            return self._follow(answer.json()['result']['url'])

        return Client('script', call, request)

    def device(self, rack, position: int) -> Client:
        body = device_body(rack, position=position)
        return Client('device', lambda: self._post('/api/dcim/devices/', body))

    def device_page(self, rack, position: int) -> Client:
        body = device_body(rack, position=f'{position}.0', local_context_data='')
        return Client('device page', self._form('/dcim/devices/add/', body))

    def reservation(self, rack, unit: int) -> Client:
        body = {'rack': rack.pk, 'units': [unit], 'user': self.user.pk, 'description': 'Mine', 'status': 'active'}
        return Client('reservation', lambda: self._post('/api/dcim/rack-reservations/', body))

    def next_address(self, prefix: Prefix) -> Client:
        return Client('next address', lambda: self._post(f'/api/ipam/prefixes/{prefix.pk}/available-ips/', {}))

    # -- How they speak

    def _post(self, path: str, body: dict, **headers: str) -> tuple[str, set[str]]:
        answer = requests.post(self.stand.url + path, json=body, headers=self.token | headers, timeout=PATIENCE)
        if answer.status_code in (200, 201):
            return 'done', set()
        assert answer.status_code in (400, 409), f'{answer.status_code} {answer.text[:500]}'
        said = answer.json()
        findings = said.get('findings') if isinstance(said, dict) else None
        return 'refused', {finding['code'] for finding in findings} if findings else {str(said)}

    def _form(self, path: str, body: dict | None = None) -> Callable[[], tuple[str, set[str]]]:
        session, browser = requests.Session(), Browser()
        browser.force_login(self.user)
        session.cookies.set('sessionid', browser.cookies['sessionid'].value)
        assert session.get(self.stand.url + path, timeout=PATIENCE).status_code == 200

        def call() -> tuple[str, set[str]]:
            token = {'csrfmiddlewaretoken': session.cookies['csrftoken']}
            answer = session.post(self.stand.url + path, (body or {}) | token, allow_redirects=False, timeout=PATIENCE)
            if answer.status_code == 302:
                return 'done', set()
            assert answer.status_code in (200, 409), f'{answer.status_code} {answer.text[-500:]}'
            return 'refused', set(_shown_errors(answer.text))

        return call

    def _follow(self, job: str) -> tuple[str, set[str]]:
        """Ask until the job is over; one whose process was killed stays “running” in NetBox, so not for ever."""
        end = time.monotonic() + PATIENCE / 2
        while time.monotonic() < end:
            said = requests.get(job, headers=self.token, timeout=PATIENCE).json()
            if said['status']['value'] == 'completed':
                return 'done', set()
            if said['status']['value'] in ('errored', 'failed'):
                return 'refused', {finding['code'] for finding in said['data']['findings']}
            time.sleep(0.2)
        return 'cut off', set()


def _shown_errors(page: str) -> list[str]:
    found = re.findall(r'(?:toast-body|alert-danger|errorlist|text-danger)[^>]*>(.*?)</(?:div|ul|p)>', page, re.DOTALL)
    return [text for markup in found if (text := unescape(re.sub(r'<[^>]+>|\s+', ' ', markup)).strip())]


@pytest.fixture
def estate():
    """A rack of 8 U with 6 addresses and watts for 5 servers, on each of two feeds."""
    site = make_estate(u_height=UNITS, prefix='10.20.0.0/29')
    for feed in PowerFeed.objects.all():
        # 5 A at 100 V, all of it: 500 W.
        feed.voltage, feed.amperage, feed.max_utilization = 100, 5, 100
        feed.save()
    return site


@pytest.fixture
def scripts(settings, tmp_path, transactional_db):
    settings.SCRIPTS_ROOT = str(tmp_path / 'scripts')
    settings.STORAGES = dict(settings.STORAGES)
    assert list(install_scripts())


@pytest.fixture
def user(transactional_db):
    return factories.make_user(is_superuser=True)


@pytest.fixture
def stand(tmp_path, user, estate, scripts):
    rehearse(user, estate)
    with mixed_doors.running(tmp_path, user) as stand:
        yield stand


def requests_of(estate, count: int) -> list[ColocationRequest]:
    made = make_requests(estate, count)
    RequestedServer.objects.update(power_draw=DRAW, power_connector='')
    return made


def rehearse(user: User, estate) -> None:
    """Do once in this process what clients will ask for, so that what is forked from it has all of it loaded."""
    [request] = requests_of(estate, 1)
    path = f'{API}colocation-requests/{request.pk}/hold/?dry_run=true'
    assert log_in(user).post(path, {}, format='json').headers['Dry-Run'] == 'true'
    browser = Browser()
    browser.force_login(user)
    assert browser.get(f'/plugins/colocation/requests/{request.pk}/hold/').status_code == 200


# -- The crowd --------------------------------------------------------------------------------------------------------

VICTIMS = {'rest': EVENTS, 'page': EVENTS, 'script': EVENTS, 'device': CHANGES}


@pytest.mark.parametrize('door', VICTIMS)
def test_all_doors_at_once_and_one_killed_in_the_middle(stand, user, estate, door):
    rack, prefix = estate.racks.get(), Prefix.objects.get()
    wanted = requests_of(estate, 7)
    crowd = Crowd(stand, user)
    makers = [crowd.rest, crowd.page, crowd.script]
    victim = crowd.device(rack, 1) if door == 'device' else getattr(crowd, door)(wanted[0])
    others = [makers[number % 3](request) for number, request in enumerate(wanted[1:])]
    others += [crowd.device(rack, 2), crowd.device_page(rack, 3), crowd.reservation(rack, 4)]
    others += [crowd.next_address(prefix), crowd.next_address(prefix)]

    with mixed_doors.holding_up(VICTIMS[door]):
        victim.begin()
        wait_until(lambda: mixed_doors.blocked(VICTIMS[door]) or victim.outcome, seconds=PATIENCE)
        assert (victim.outcome, victim.reasons) == ('', set())
        assert mixed_doors.blocked(VICTIMS[door]), mixed_doors.activity()
        [process] = mixed_doors.blocked(VICTIMS[door])
        for client in others:
            client.begin()
        # All who need the same wait in line, some behind the victim.
        is_crowded = wait_until(lambda: len(mixed_doors.waiting()) >= 4, seconds=PATIENCE)
        assert is_crowded, [(client.door, client.outcome, client.reasons) for client in [victim, *others]]
        mixed_doors.kill(process)
    for client in [victim, *others]:
        client.end()

    assert victim.outcome == 'cut off'
    assert {client.door: client.outcome for client in others if client.outcome not in ('done', 'refused')} == {}
    assert_nothing_half_done(wanted)
    # It asks again, as a client does: the REST API under the same key.
    victim.go()
    assert victim.outcome in ('done', 'refused')
    everybody = [victim, *others]
    assert_nothing_twice(rack)
    assert_nothing_half_done(wanted)
    assert_told_the_truth(everybody)
    assert_every_refusal_explained(everybody)
    assert_nothing_left_that_somebody_was_refused(rack, everybody)


def assert_nothing_half_done(wanted: list[ColocationRequest]) -> None:
    """A request holds all of what it needs and its case says so, or nothing and its case says nothing."""
    for request in wanted:
        events = CaseEvent.objects.filter(case=request.case_id, kind='hold-taken').count()
        hold = Hold.objects.filter(request=request).first()
        assert events == Hold.objects.filter(request=request).count() == (1 if hold else 0)
        if hold:
            assert sorted(hold.units.values_list('face', flat=True)) == ['front', 'rear']
            assert [row.address.status for row in hold.addresses.all()] == ['reserved']
            assert all(row.reservation for row in hold.units.all())
    reserved = RackReservation.objects.exclude(description='Mine')
    assert not reserved.filter(held_units=None).exists()
    assert not IPAddress.objects.filter(status='reserved', held_addresses=None).exists()
    assert Hold.objects.count() <= 5, 'watts are held twice'


def assert_told_the_truth(clients: list[Client]) -> None:
    """Whoever was told “done” has it, and nobody else has anything."""
    told = {client.request.pk for client in clients if client.request and client.outcome == 'done'}
    assert told == set(Hold.objects.values_list('request', flat=True))
    done = [client.door for client in clients if client.outcome == 'done']
    assert Device.objects.count() == sum(door in ('device', 'device page') for door in done)
    assert RackReservation.objects.filter(description='Mine').count() == done.count('reservation')
    assert IPAddress.objects.count() == len(told) + done.count('next address')


def assert_every_refusal_explained(clients: list[Client]) -> None:
    for client in clients:
        if client.outcome != 'refused':
            continue
        assert client.reasons, f'{client.door} was refused without a reason'
        text = ' '.join(client.reasons)
        if client.door in ('rest', 'script'):
            assert all(re.fullmatch(r'[a-z]+(-[a-z]+)+', code) for code in client.reasons), text
        elif client.door == 'page':
            assert re.search(r'\bfree\b|needed|taken|choose|add', text), text
        else:
            assert re.search(r'held for colocation case|being taken here|occupied|reserved|insufficient', text), text


def assert_nothing_left_that_somebody_was_refused(rack, clients: list[Client]) -> None:
    """Nobody is turned away while there is enough of everything."""
    if not any(client.outcome == 'refused' and client.request for client in clients):
        return
    holds = Hold.objects.count()
    taken = {half for lower, upper in spans(rack) for half in range(lower, upper)}
    taken |= {unit * 2 - 1 for row in RackReservation.objects.filter(rack=rack) for unit in row.units}
    free_units = sum(not {unit * 2, unit * 2 + 1} & taken for unit in range(UNITS))
    assert 0 in (free_units, ADDRESSES - IPAddress.objects.count(), 5 - holds)


# -- The control ------------------------------------------------------------------------------------------------------


def without_locks() -> None:
    """What the guard does when NetBox saves, without its locks."""
    locks.lock_late = lambda row: True
    locks.lock_addresses_late = lambda: True


@pytest.mark.parametrize('is_locked', [True, False], ids=['as shipped', 'control: without the locks'])
def test_a_device_waits_for_whoever_takes_its_units_and_the_control_proves_the_race(
    tmp_path, user, estate, scripts, is_locked
):
    """NetBox's own endpoint against a script that holds the same unit and has not committed yet."""
    rack, [request] = estate.racks.get(), requests_of(estate, 1)

    with mixed_doors.running(tmp_path, user, change=(lambda: None) if is_locked else without_locks) as stand:
        crowd = Crowd(stand, user)
        script, device = crowd.script(request), crowd.device(rack, 1)
        with mixed_doors.holding_up(EVENTS):
            script.begin()
            assert wait_until(lambda: mixed_doors.blocked(EVENTS), seconds=PATIENCE)
            device.begin()
            waited = wait_until(lambda: len(mixed_doors.waiting()) == 2 or device.outcome, seconds=PATIENCE)
            was_faster = bool(device.outcome)
        script.end()
        device.end()

    assert waited
    assert script.outcome == 'done'
    twice = len(list(spans(rack))) > 1
    assert (was_faster, device.outcome, twice) == ((False, 'refused', False) if is_locked else (True, 'done', True))
