"""A process that is killed while it holds, renews or releases leaves nothing half done, and nobody waiting."""

import os
import signal
import time

import pytest
from django.db import connections, transaction

from dcim.models import RackReservation
from ipam.models import IPAddress

from netbox_colocation.allocation import holding, holds
from netbox_colocation.models import HeldOutlet, HeldUnits, Hold
from tests import factories
from tests.allocation.conftest import make_estate

pytestmark = pytest.mark.django_db(transaction=True)

NOW = factories.NOW


@pytest.fixture
def request_():
    site = make_estate()
    rack = site.racks.get()
    for feed in rack.powerfeeds.all():
        factories.make_pdu(rack, feed=feed, outlets=1)
    return factories.make_request(site=site, servers=1, server={'power_connector': 'iec-60320-c14'})


def run_and_kill(module, name, act):
    """Do something in another process, and kill that one with SIGKILL once it has called a function of a module."""
    connections.close_all()  # a forked process must not share them
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        reach = getattr(module, name)

        def reach_and_wait(*args, **kwargs):
            reach(*args, **kwargs)
            os.write(writing, b'!')
            time.sleep(60)

        try:
            setattr(module, name, reach_and_wait)
            with transaction.atomic():
                act()
        finally:
            os._exit(1)
    os.close(writing)
    try:
        assert os.read(reading, 1) == b'!', f'{name} was not reached'
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)


def what_there_is():
    return {
        'holds': list(Hold.objects.order_by('pk').values('pk', 'state', 'expires_at')),
        'reservations': RackReservation.objects.count(),
        'addresses': IPAddress.objects.count(),
        'units': HeldUnits.objects.filter(is_active=True).count(),
        'outlets': HeldOutlet.objects.filter(is_active=True).count(),
    }


@pytest.mark.parametrize('name', ['take_units', 'take_addresses', 'take_outlets', 'take_ports'])
def test_killed_while_holding(request_, name):
    user = factories.make_user()
    before = what_there_is()

    run_and_kill(holding, name, lambda: holds.hold(request_, actor=user, now=NOW))

    assert what_there_is() == before
    with transaction.atomic():
        hold = holds.hold(request_, actor=user, now=NOW)
    assert (what_there_is()['reservations'], what_there_is()['outlets'], hold.units.count()) == (1, 2, 2)


@pytest.mark.parametrize(
    'act',
    [
        lambda request, user: holds.hold(request, actor=user, now=NOW),
        lambda request, user: holds.release(request, now=NOW),
        lambda request, user: holds.expire_holds(now=NOW.replace(year=2030)),
    ],
    ids=['holding again', 'releasing', 'expiring'],
)
def test_killed_after_the_old_hold_ended(request_, act):
    user = factories.make_user()
    with transaction.atomic():
        holds.hold(request_, actor=user, now=NOW)
    before = what_there_is()

    run_and_kill(holds, 'end', lambda: act(request_, user))

    assert what_there_is() == before
    with transaction.atomic():
        holds.release(request_, now=NOW)
    assert what_there_is() == {**before, **what_there_is(), 'reservations': 0, 'addresses': 0, 'units': 0, 'outlets': 0}
