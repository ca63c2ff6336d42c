"""Two people take the same devices out at once; with the control that shows the race without the locks."""

import threading
from contextlib import suppress

import pytest
from django.db import connections, transaction

from dcim.models import Device
from ipam.models import IPAddress

from netbox_colocation.allocation import holds, installation, locks, removal
from netbox_colocation.models import ColocationRequest
from tests import factories
from tests.allocation.conftest import make_estate
from tests.subject_factories import make_retrieval, open_case

pytestmark = pytest.mark.django_db(transaction=True)

NOW = factories.NOW
PATIENCE = 1.5  # seconds that somebody waits for the other one to have looked as well


@pytest.fixture
def retrieval():
    """A retrieval whose one device is dismounted already, with an address left."""
    request = factories.make_request(site=make_estate(), servers=1)
    with transaction.atomic():
        holds.hold(request, actor=factories.make_user(), now=NOW)
        [device] = installation.install(request, actor=factories.make_user(), now=NOW)
        retrieval = make_retrieval(devices=Device.objects.filter(pk=device.pk))
        open_case(retrieval)
        removal.dismount(retrieval)
    return retrieval


def vacate_twice(monkeypatch, retrieval):
    """Vacate in two threads: both look before either frees anything, unless a lock keeps them apart."""
    meeting = threading.Barrier(2, timeout=PATIENCE)
    freed, look = [], removal._in_use

    def look_and_wait(devices):
        refusals = list(look(devices))
        with suppress(threading.BrokenBarrierError):  # nobody else comes: a lock keeps them away
            meeting.wait()
        return refusals

    def vacate():
        try:
            with transaction.atomic():
                vacated = removal.vacate(retrieval, now=NOW)
            freed.append((len(vacated.devices), len(vacated.addresses), len(vacated.holds)))
        except Exception as error:  # noqa: BLE001  shown by the assertion on what was freed
            freed.append(repr(error))
        finally:
            connections.close_all()

    monkeypatch.setattr(removal, '_in_use', look_and_wait)
    threads = [threading.Thread(target=vacate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), 'a deadlock'
    return freed


def test_what_a_placement_had_is_freed_once(monkeypatch, retrieval):
    freed = vacate_twice(monkeypatch, retrieval)

    assert sorted(freed) == [(0, 0, 0), (1, 1, 1)]
    assert not IPAddress.objects.exists()


def test_without_the_locks_both_would_free_it(monkeypatch, retrieval):
    """The control: nothing but the locks keeps the two apart."""
    monkeypatch.setattr(locks, 'lock_request', lambda request: ColocationRequest.objects.get(pk=request.pk))
    monkeypatch.setattr(locks, 'lock_estate', lambda *, site, racks: None)
    monkeypatch.setattr(removal, '_lock_placements', lambda request: [])
    monkeypatch.setattr(removal, '_lock_devices', lambda request: list(request.returned_devices.order_by('pk')))

    freed = vacate_twice(monkeypatch, retrieval)

    assert sorted(freed) != [(0, 0, 0), (1, 1, 0)]
