"""Outlets and switch ports: which ones a hold takes, and that they are free again."""

import datetime

import pytest

from dcim.models import Interface, PowerOutlet

from netbox_colocation.allocation import holding, holds
from netbox_colocation.capacity.checks import assess
from netbox_colocation.models import HeldOutlet, HeldPort
from tests import factories

pytestmark = pytest.mark.django_db

NOW = factories.NOW
DAY = datetime.timedelta(days=1)


@pytest.fixture
def user():
    return factories.make_user()


def wired(site, *, outlets=4):
    """Give the site's rack two PDUs, one on each feed, and a switch with two ports."""
    rack = site.racks.get()
    for feed in rack.powerfeeds.order_by('pk'):
        factories.make_pdu(rack, feed=feed, outlets=outlets)
    switch = factories.make_device(rack, role=factories.make_device_role(slug='access-switch'))
    for number in (1, 2):
        Interface.objects.create(device=switch, name=f'ge-{number}', type='1000base-t')
    return rack


@pytest.fixture
def switches(settings):
    config = settings.PLUGINS_CONFIG
    own = {**config['netbox_colocation'], 'access_switch_roles': ['access-switch']}
    settings.PLUGINS_CONFIG = {**config, 'netbox_colocation': own}


CONNECTED = {'power_connector': 'iec-60320-c14', 'network_connector': '1000base-t'}


def test_hold_takes_an_outlet_on_each_side_and_a_port(site, user, switches):
    wired(site)
    request = factories.make_request(site=site, servers=2, server=CONNECTED)

    hold = holds.hold(request, actor=user, now=NOW)

    for server in request.servers.all():
        sides = [row.outlet.power_port.cable.b_terminations[0].type for row in server.held_outlets.order_by('pk')]
        assert sides == ['primary', 'redundant']
    assert [row.port.name for row in hold.ports.order_by('pk')] == ['ge-1', 'ge-2']
    outlets = [row.outlet for row in hold.outlets.order_by('pk')]
    assert len(set(outlets)) == 4
    assert {(outlet.cable, outlet.mark_connected) for outlet in outlets} == {(None, False)}


def test_outlets_and_ports_are_free_when_the_hold_ends(site, user, switches):
    wired(site, outlets=1)
    first, second = (factories.make_request(site=site, servers=1, server=CONNECTED) for _ in range(2))
    held = holds.hold(first, actor=user, now=NOW)

    def found():
        return {row.resource: row.code for row in assess(second, now=NOW).findings}

    assert found()['outlets'] == 'outlets-taken'
    holds.release(first, now=NOW)
    assert found()['outlets'] == 'outlets-free'
    assert not HeldOutlet.objects.filter(is_active=True).exists()
    assert not HeldPort.objects.filter(is_active=True).exists()
    again = holds.hold(second, actor=user, now=NOW)
    assert set(again.outlets.values_list('outlet')) == set(held.outlets.values_list('outlet'))


def test_own_outlets_do_not_stand_against_holding_again(site, user, switches):
    wired(site, outlets=1)
    request = factories.make_request(site=site, servers=1, server=CONNECTED)
    holds.hold(request, actor=user, now=NOW)

    assert holds.hold(request, actor=user, now=NOW + DAY).outlets.count() == 2


def test_without_recorded_outlets_none_is_held_and_nothing_refused(site, user):
    request = factories.make_request(site=site, servers=1)

    hold = holds.hold(request, actor=user, now=NOW)

    assert (hold.outlets.count(), hold.ports.count()) == (0, 0)


def test_of_an_unknown_connector_no_outlet_is_held_where_it_matters_which(site, user, switches):
    rack = wired(site)
    factories.make_outlet(rack.devices.filter(powerports__isnull=False).first(), type='iec-60320-c19')
    request = factories.make_request(site=site, servers=1)

    hold = holds.hold(request, actor=user, now=NOW)

    assert (hold.outlets.count(), hold.ports.count()) == (0, 0)


def test_something_plugged_in_at_the_last_moment_is_no_longer_free(site, user, switches):
    wired(site)
    request = factories.make_request(site=site, servers=1, server=CONNECTED)
    hold = factories.make_hold(request)
    outlet = PowerOutlet.objects.first()
    PowerOutlet.objects.update(mark_connected=True)

    with pytest.raises(holding.NoLongerFree):
        holding.take_outlets(hold, {request.servers.get().pk: [outlet.pk]})

    assert not HeldOutlet.objects.exists()
