"""A move and a hold at once for the same units; with the control that shows the race without the locks."""

import threading
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import connections, transaction

from dcim.models import Device

from netbox_colocation.allocation import destinations, holds, installation, locks, moving
from netbox_colocation.allocation.moving import Destination
from netbox_colocation.capacity.checks import assess
from netbox_colocation.exceptions import AllocationRefused
from netbox_colocation.models import HeldUnits
from tests import factories
from tests.allocation.conftest import make_estate

pytestmark = pytest.mark.django_db(transaction=True)

NOW = factories.NOW
PATIENCE = 1.5  # seconds that somebody waits for the other one to have decided as well


class Contest:
    """One unit is left in the second rack: one server is to move there, and another request is to hold it."""

    def __init__(self, monkeypatch, *, is_installed):
        site = make_estate(u_height=1)
        self.user = factories.make_user()
        self.mover = factories.make_request(site=site, servers=1)
        with transaction.atomic():
            holds.hold(self.mover, actor=self.user, now=NOW)
            if is_installed:
                installation.install(self.mover, actor=self.user, now=NOW)
        self.rack = factories.make_powered_rack(site=site, u_height=1)
        self.holder = factories.make_request(site=site, servers=1)
        self.is_installed = is_installed
        self.outcomes = {}
        self.decided = threading.Barrier(2, timeout=PATIENCE)
        self.written = threading.Barrier(2, timeout=PATIENCE)  # nobody sees what the other has written
        ask = destinations.ask

        def ask_and_wait(*args):
            answer = ask(*args)
            self._wait(self.decided)
            return answer

        def assess_and_wait(request, *, now, racks=None):
            assessment = assess(request, now=now, racks=racks)
            if racks is not None:
                self._wait(self.decided)
            return assessment

        monkeypatch.setattr(destinations, 'ask', ask_and_wait)
        monkeypatch.setattr(holds, 'assess', assess_and_wait)

    def _wait(self, barrier):
        with suppress(threading.BrokenBarrierError):  # nobody else comes: a lock keeps them away
            barrier.wait()

    def run(self):
        threads = [
            threading.Thread(target=self._do, args=entry) for entry in (('move', self.move), ('hold', self.hold))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads), 'a deadlock'
        return self

    def _do(self, name, call):
        try:
            with transaction.atomic():
                call()
                self._wait(self.written)
            self.outcomes[name] = 'done'
        except AllocationRefused as error:
            self.outcomes[name] = {refusal.code for refusal in error.refusals}
        except Exception as error:  # noqa: BLE001  shown by the assertion on the outcomes
            self.outcomes[name] = repr(error)
        finally:
            connections.close_all()

    def move(self):
        server = self.mover.servers.get()
        if self.is_installed:
            moving.move_device(server, rack=self.rack, position=Decimal(1), actor=self.user, now=NOW)
        else:
            moving.move_hold(self.mover, [Destination(server, self.rack, Decimal(1))], actor=self.user, now=NOW)

    def hold(self):
        holds.hold(self.holder, actor=self.user, now=NOW)

    def taken(self):
        """How many have the one unit."""
        held = HeldUnits.objects.filter(rack=self.rack, face='front', is_active=True).count()
        return held + Device.objects.filter(rack=self.rack, position=1).count()


@pytest.mark.parametrize('is_installed', [True, False])
def test_a_move_and_a_hold_do_not_get_the_same_unit(monkeypatch, is_installed):
    """The unit goes to one of them; a hold that comes second gets the place that the move leaves free."""
    contest = Contest(monkeypatch, is_installed=is_installed).run()

    assert contest.taken() == 1
    assert 'done' in contest.outcomes.values()
    if contest.outcomes['move'] != 'done':
        assert contest.outcomes['move'] & {'units-taken', 'no-gap'}
    else:
        assert contest.outcomes['hold'] == 'done'


def test_without_locks_a_server_moves_onto_what_is_held_meanwhile(monkeypatch):
    """The control: nothing but the locks keeps an installed server and a hold apart."""
    monkeypatch.setattr(locks, 'lock_estate', lambda *, site, racks: None)
    monkeypatch.setattr(locks, 'lock_late', lambda row: True)

    contest = Contest(monkeypatch, is_installed=True).run()

    assert contest.outcomes == {'move': 'done', 'hold': 'done'}
    assert contest.taken() == 2


def test_without_locks_the_database_refuses_the_second_hold(monkeypatch):
    monkeypatch.setattr(locks, 'lock_estate', lambda *, site, racks: None)

    contest = Contest(monkeypatch, is_installed=False).run()

    assert sorted(map(str, contest.outcomes.values())) == ['done', "{'taken-meanwhile'}"]
    assert contest.taken() == 1
