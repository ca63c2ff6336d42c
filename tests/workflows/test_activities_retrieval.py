"""Retrieval: which devices may be returned, and a whole one in the order of its steps."""

import pytest

from dcim.models import Device
from ipam.models import IPAddress

from netbox_colocation.allocation import holds, installation
from netbox_colocation.models import MonitoringTarget
from netbox_colocation.monitoring.targets import register
from tests import factories
from tests.allocation.conftest import make_estate
from tests.subject_factories import make_retrieval, open_case
from tests.workflows.situations import codes, make_situation, run

pytestmark = pytest.mark.django_db


def make_device(tenant=None, **overrides):
    return factories.make_device(factories.make_rack(), tenant=tenant or factories.make_tenant(), **overrides)


def test_a_retrieval_names_devices():
    assert codes('devices.given', make_situation(make_retrieval())) == ['devices-missing']
    assert codes('devices.given', make_situation(make_retrieval(devices=[make_device()]))) == []


def test_only_the_applicants_own_devices_at_the_requests_site_are_returned():
    theirs = make_retrieval(devices=[make_device()], applicant=factories.make_tenant())
    elsewhere = make_retrieval(devices=[make_device()], site=factories.make_site())

    assert codes('devices.given', make_situation(theirs)) == ['device-not-theirs']
    assert codes('devices.given', make_situation(elsewhere)) == ['device-elsewhere']


@pytest.mark.parametrize(
    ('status', 'said'),
    [
        ('draft', []),
        ('returned', ['device-in-retrieval']),
        ('open', ['device-in-retrieval']),
        ('accepted', ['device-in-retrieval']),
        ('refused', []),
        ('withdrawn', []),
    ],
)
def test_a_device_is_in_one_retrieval_under_way_at_a_time(status, said):
    device = make_device()
    other = make_retrieval(devices=[device])
    open_case(other)
    other.status = status
    other.save_state('status')

    assert codes('devices.given', make_situation(make_retrieval(devices=[device]))) == said


def test_a_whole_retrieval_leaves_the_devices_as_history_and_everything_else_free():
    site, user = make_estate(), factories.make_user()
    placement = factories.make_request(site=site, servers=1)
    holds.hold(placement, actor=user, now=factories.NOW)
    [device] = installation.install(placement, actor=user, now=factories.NOW)
    register(placement, now=factories.NOW)
    situation = make_situation(make_retrieval(devices=[Device.objects.get(pk=device.pk)]), 'dismount')
    assert codes('devices.given', situation) == []

    verbs = [run(key, situation) for key in ('monitoring.retire', 'placement.dismount', 'placement.vacate')]

    assert verbs == [['retired'], ['dismounted'], ['freed', 'released', 'vacated']]
    left = Device.objects.get(pk=device.pk)
    assert (left.rack, left.status, left.primary_ip4) == (None, 'offline', None)
    assert not IPAddress.objects.exists()
    assert MonitoringTarget.objects.get().state == 'retired'
    assert placement.holds.get().state == 'released'
    assert [run(key, situation) for key in ('monitoring.retire', 'placement.dismount', 'placement.vacate')] == [[]] * 3
