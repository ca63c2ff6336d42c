"""Taking addresses: many at once, and yet each with everything that NetBox does when an address is saved."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import post_save
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from core.models import ObjectChange, ObjectType
from extras.models import CustomField
from ipam.models import VRF, IPAddress
from netbox.context import events_queue
from netbox.context_managers import event_tracking

from netbox_colocation.allocation.addressing import NotEnough, take_addresses
from netbox_colocation.capacity.addresses import AddressPlan
from netbox_colocation.models import HeldAddress
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hold():
    return factories.make_hold(factories.make_request(servers=2))


def plans(hold, prefix, *counts, kind='private-ipv4'):
    servers = hold.request.servers.order_by('pk')
    return [AddressPlan(server.pk, kind, prefix.pk, count) for server, count in zip(servers, counts, strict=False)]


def take(hold, planned):
    take_addresses(hold, planned, message='Colocation K-1', description='Held for K-1')


def taken(hold):
    rows = HeldAddress.objects.filter(hold=hold, is_active=True).order_by('server', 'pk')
    return [str(row.address) for row in rows.select_related('address')]


def test_addresses_are_the_lowest_free_and_reserved_for_the_applicant(hold):
    vrf = VRF.objects.create(name='Inside')
    prefix = factories.make_prefix('10.30.0.0/28', vrf=vrf)
    factories.make_address('10.30.0.2/28', vrf=vrf)

    take(hold, plans(hold, prefix, 2, 1))

    assert taken(hold) == ['10.30.0.1/28', '10.30.0.3/28', '10.30.0.4/28']
    row = IPAddress.objects.get(address='10.30.0.4/28')
    assert (row.status, row.tenant, row.vrf, row.description) == (
        'reserved',
        hold.request.applicant,
        vrf,
        'Held for K-1',
    )


def test_nothing_is_taken_when_a_prefix_has_too_few(hold):
    prefix = factories.make_prefix('10.30.0.0/30')

    with pytest.raises(NotEnough):
        take(hold, plans(hold, prefix, 2, 1))

    assert not IPAddress.objects.exists()


def test_nothing_is_taken_when_a_prefix_is_gone(hold):
    prefix = factories.make_prefix('10.30.0.0/30')
    planned = plans(hold, prefix, 1)
    prefix.delete()

    with pytest.raises(NotEnough):
        take(hold, planned)


def test_every_address_is_in_the_change_log_and_told_to_event_rules(hold):
    prefix = factories.make_prefix('10.30.0.0/24')
    request = RequestFactory().get('/')
    request.id, request.user = uuid.uuid4(), factories.make_user()

    with event_tracking(request):
        take(hold, plans(hold, prefix, 3))
        told = list(events_queue.get())

    changes = ObjectChange.objects.filter(request_id=request.id, changed_object_type__model='ipaddress')
    assert sorted(change.object_repr for change in changes) == ['10.30.0.1/24', '10.30.0.2/24', '10.30.0.3/24']
    assert {change.message for change in changes} == {'Colocation K-1'}
    assert {change.postchange_data['status'] for change in changes} == {'reserved'}
    assert len([key for key in told if key.startswith('ipam.ipaddress')]) == 3


def test_other_plugins_hear_of_every_address(hold):
    prefix = factories.make_prefix('10.30.0.0/24')
    heard = []

    def listen(instance, created, **kwargs):
        heard.append((str(instance.address), created, IPAddress.objects.filter(pk=instance.pk).exists()))

    post_save.connect(listen, sender=IPAddress)
    try:
        take(hold, plans(hold, prefix, 2))
    finally:
        post_save.disconnect(listen, sender=IPAddress)

    assert heard == [('10.30.0.1/24', True, True), ('10.30.0.2/24', True, True)]


def test_custom_field_gets_its_default_and_a_required_one_refuses(hold):
    prefix = factories.make_prefix('10.30.0.0/24')
    field = CustomField.objects.create(name='zone', type='text', default='inner')
    field.object_types.add(ObjectType.objects.get_for_model(IPAddress))

    take(hold, plans(hold, prefix, 1))
    assert IPAddress.objects.get().custom_field_data == {'zone': 'inner'}

    required = CustomField.objects.create(name='owner_name', type='text', required=True)
    required.object_types.add(ObjectType.objects.get_for_model(IPAddress))
    with pytest.raises(ValidationError):
        take(hold, plans(hold, prefix, 1))


@override_settings(CUSTOM_VALIDATORS={'ipam.ipaddress': [{'description': {'regex': '^Ticket'}}]})
def test_custom_validator_refuses(hold):
    prefix = factories.make_prefix('10.30.0.0/24')

    with pytest.raises(ValidationError, match='description'):
        take(hold, plans(hold, prefix, 1))


def test_queries_hardly_grow_with_the_number_of_addresses(hold):
    prefix = factories.make_prefix('10.30.0.0/16')
    request = RequestFactory().get('/')
    request.id, request.user = uuid.uuid4(), factories.make_user()
    counts = []

    with event_tracking(request):
        take(hold, plans(hold, prefix, 1))
        for count in (10, 20):
            with CaptureQueriesContext(connection) as queries:
                take(hold, plans(hold, prefix, count))
            counts.append(len(queries))

    assert (counts[1] - counts[0]) / 10 <= 3
