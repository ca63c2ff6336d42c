"""A process that is killed while it holds, renews or releases leaves nothing half done, and nobody waiting."""

import pytest
from django.db import transaction

from dcim.models import RackReservation
from ipam.models import IPAddress

from netbox_colocation.allocation import holding, holds
from netbox_colocation.models import HeldOutlet, HeldUnits, Hold
from tests import factories
from tests.allocation.conftest import make_estate
from tests.killing import run_and_kill

pytestmark = pytest.mark.django_db(transaction=True)

NOW = factories.NOW


@pytest.fixture
def request_():
    site = make_estate()
    rack = site.racks.get()
    for feed in rack.powerfeeds.all():
        factories.make_pdu(rack, feed=feed, outlets=1)
    return factories.make_request(site=site, servers=1, server={'power_connector': 'iec-60320-c14'})


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

    run_and_kill(holding, name, transaction.atomic(lambda: holds.hold(request_, actor=user, now=NOW)), after=True)

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

    run_and_kill(holds, 'end', transaction.atomic(lambda: act(request_, user)), after=True)

    assert what_there_is() == before
    with transaction.atomic():
        holds.release(request_, now=NOW)
    assert what_there_is() == {**before, **what_there_is(), 'reservations': 0, 'addresses': 0, 'units': 0, 'outlets': 0}
