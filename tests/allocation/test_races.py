"""Two at once for the last unit, watt or address; each time with the control that shows the race without the locks."""

import threading
from contextlib import suppress

import pytest
from django.db import connection, connections, transaction
from django_pg_utils import advisory_lock

from dcim.models import RackReservation
from ipam.models import IPAddress
from netbox.constants import ADVISORY_LOCK_KEYS

from netbox_colocation.allocation import holds, locks
from netbox_colocation.capacity.checks import assess
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldUnits, Hold
from tests import factories
from tests.allocation.conftest import make_estate

pytestmark = pytest.mark.django_db(transaction=True)

NOW = factories.NOW
PATIENCE = 1.5  # seconds that somebody waits for the other one to have decided as well


class Contest:
    """Let several requests hold at once: all decide before any of them writes, unless a lock keeps them apart."""

    def __init__(self, monkeypatch, *requests):
        self.requests = requests
        self.user = factories.make_user()
        self.outcomes = []
        self.decisions = []
        self.meetings = [threading.Barrier(len(requests), timeout=PATIENCE) for _ in range(2)]
        self.commit = threading.Barrier(len(requests), timeout=PATIENCE)  # nobody sees what the other has written
        monkeypatch.setattr(holds, 'assess', self.assess)

    def assess(self, request, *, now, racks=None):
        """Decide; then wait until the others have decided too. The first meeting is before the locks."""
        assessment = assess(request, now=now, racks=racks)
        meeting = self.meetings[racks is not None]
        with suppress(threading.BrokenBarrierError):  # nobody else comes: a lock keeps them away
            meeting.wait()
        if racks is not None:
            self.decisions.append([(place.rack, place.position) for place in assessment.placements])
        return assessment

    def run(self):
        threads = [threading.Thread(target=self.hold, args=(request,)) for request in self.requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads), 'a deadlock'
        return self

    def hold(self, request):
        try:
            with transaction.atomic():
                holds.hold(request, actor=self.user, now=NOW)
                with suppress(threading.BrokenBarrierError):
                    self.commit.wait()
            self.outcomes.append('held')
        except AllocationRefused as error:
            self.outcomes.append(sorted({refusal.code for refusal in error.refusals}))
        except Exception as error:  # noqa: BLE001  shown by the assertion on the outcomes
            self.outcomes.append(repr(error))
        finally:
            connections.close_all()

    @property
    def result(self):
        return sorted(self.outcomes, key=lambda outcome: outcome != 'held')


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(locks, 'lock_estate', lambda *, site, racks: None)


@pytest.fixture
def last_units(monkeypatch):
    site = make_estate(u_height=1)
    return Contest(monkeypatch, *(factories.make_request(site=site, servers=1) for _ in range(2)))


@pytest.fixture
def last_address(monkeypatch):
    """Two requests for two rooms, each with a rack of its own, and one address left in the site."""
    return two_rooms(monkeypatch, prefix='10.20.0.0/32')


@pytest.fixture
def last_watts(monkeypatch):
    """Two requests for two rooms that hang on one UPS, which carries one more of them."""
    contest = two_rooms(monkeypatch, power_draw=2000, private_ipv4=0)
    contest.requests[0].site.capacity_pools.filter(kind='ups').update(capacity=3000)
    return contest


def two_rooms(monkeypatch, *, prefix='10.20.0.0/28', **server):
    site = make_estate(racks=0, prefix=prefix)
    requests = []
    for _ in range(2):
        location = factories.make_location(site=site)
        factories.make_powered_rack(site=site, location=location)
        requests.append(factories.make_request(location=location, servers=1, server=server))
    return Contest(monkeypatch, *requests)


def test_last_units_are_held_once(last_units):
    contest = last_units.run()

    assert contest.result == ['held', ['no-gap', 'no-rack']]
    assert RackReservation.objects.count() == HeldUnits.objects.filter(face='front').count() == 1
    assert len([decision for decision in contest.decisions if decision]) == 1


def test_without_locks_both_decide_for_the_same_units_and_the_database_refuses_one(last_units, without_locks):
    contest = last_units.run()

    assert contest.decisions[0] == contest.decisions[1] != []
    assert contest.result == ['held', ['taken-meanwhile']]
    assert RackReservation.objects.count() == HeldUnits.objects.filter(face='front').count() == 1


def test_last_address_is_held_once(last_address):
    assert last_address.run().result == ['held', ['addresses-taken']]
    assert IPAddress.objects.count() == 1
    assert RackReservation.objects.count() == 1


def test_without_locks_both_get_the_same_address(last_address, without_locks):
    assert last_address.run().result == ['held', 'held']
    assert [str(address) for address in IPAddress.objects.all()] == ['10.20.0.0/32', '10.20.0.0/32']


def test_last_watts_of_a_ups_are_held_once(last_watts):
    assert last_watts.run().result == ['held', ['ups-full']]


def test_without_locks_the_ups_is_promised_twice(last_watts, without_locks):
    assert last_watts.run().result == ['held', 'held']


def test_many_at_once_get_every_unit_once(monkeypatch):
    """Five for three places in two racks: whoever is late in the one is sent to the other, without a deadlock."""
    site = make_estate(racks=1, u_height=2)
    factories.make_powered_rack(site=site, u_height=1)
    contest = Contest(monkeypatch, *(factories.make_request(site=site, servers=1) for _ in range(5)))
    contest.meetings[1] = contest.commit = threading.Barrier(1)

    contest.run()

    assert contest.result == ['held'] * 3 + [['no-gap', 'no-rack']] * 2
    front = HeldUnits.objects.filter(face='front', is_active=True).values_list('rack', 'half_units')
    assert len(set(front)) == 3
    assert len({str(address) for address in IPAddress.objects.all()}) == 3


def test_hold_waits_for_netboxs_own_lock_on_addresses():
    request = factories.make_request(site=make_estate(), servers=1)
    user = factories.make_user()
    done = threading.Event()

    def hold():
        with transaction.atomic():
            holds.hold(request, actor=user, now=NOW)
        done.set()
        connections.close_all()

    with advisory_lock(ADVISORY_LOCK_KEYS['available-ips']):
        thread = threading.Thread(target=hold)
        thread.start()
        assert not done.wait(PATIENCE)
        assert waiting_for_advisory_lock() == 1
        address = factories.make_address('10.20.0.1/28')  # as NetBox's endpoint would under its lock
    thread.join(30)

    assert done.is_set()
    assert Hold.objects.get().addresses.get().address != address
    assert str(Hold.objects.get().addresses.get().address) == '10.20.0.2/28'


def waiting_for_advisory_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
            """
        )
        return cursor.fetchone()[0]
