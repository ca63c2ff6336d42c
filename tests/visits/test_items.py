"""Carried items and the devices of the same serial number."""

import pytest

from netbox_colocation.models import CarriedItem
from netbox_colocation.visits.items import match_devices
from tests import factories, subject_factories

pytestmark = pytest.mark.django_db


def test_an_item_is_the_device_of_its_serial_number(django_assert_num_queries):
    device = factories.make_device(factories.make_rack(), serial='ABC-1')
    visit = subject_factories.make_visit()
    items = [CarriedItem(visit=visit, name='Server', serial=serial) for serial in (' abc-1 ', 'ABC-2', '')]

    with django_assert_num_queries(1):
        matched = match_devices(items)

    assert matched == items[:1]
    assert [item.device for item in items] == [device, None, None]


def test_nothing_is_guessed_where_two_devices_have_the_serial_number():
    rack = factories.make_rack()
    for position in (1, 3):
        factories.make_device(rack, serial='TWICE', position=position)

    item = subject_factories.make_item(serial='TWICE')

    assert item.device is None


def test_a_device_that_is_named_stays():
    rack = factories.make_rack()
    named = factories.make_device(rack, position=1)
    factories.make_device(rack, serial='ABC-1', position=3)

    item = subject_factories.make_item(serial='ABC-1', device=named)

    assert item.device == named
