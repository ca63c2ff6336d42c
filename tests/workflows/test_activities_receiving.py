"""Receiving: what stands there is measured, compared with the promise, and may become the request's own."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from netbox_colocation.allocation import holds
from netbox_colocation.exceptions import DataInvalid, OutcomeRefused
from netbox_colocation.models import ColocationRequest, RequestedServer
from netbox_colocation.workflows.registry import GUARDS
from tests import factories
from tests.allocation.conftest import make_estate
from tests.subject_factories import open_case
from tests.workflows.situations import answer, codes, fields_of, make_situation, run

pytestmark = pytest.mark.django_db

AS_PROMISED = {
    'serial': 'SN-1',
    'u_height': '2',
    'depth_mm': 700,
    'power_supplies': 2,
    'power_draw': 300,
    'network_interfaces': 2,
    'rack_mountable': True,
}


def make_request(site=None, **server):
    fields = {name: value for name, value in AS_PROMISED.items() if name != 'rack_mountable'}
    fields = {**fields, 'u_height': Decimal(2), **server}
    return factories.make_request(site=site or factories.make_site(), servers=1, server=fields)


def measure(request, **found):
    """The verification of the request's one server; what is None was not measured."""
    situation = make_situation(request, 'verification')
    server = request.servers.get()
    values = {name: value for name, value in {**AS_PROMISED, **found}.items() if value is not None}
    data = {f'server_{server.pk}_{name}': value for name, value in values.items()}
    return replace(situation, data=answer(situation, **data))


def differences(situation):
    return GUARDS['verification.conforms'](situation)


def stored(request):
    return RequestedServer.objects.get(request=request)


def test_what_is_as_promised_conforms_and_does_not_differ():
    situation = measure(make_request())

    assert codes('verification.conforms', situation) == []
    assert codes('verification.differs', situation) == ['nothing-differs']


@pytest.mark.parametrize(
    ('name', 'found'),
    [
        ('serial', 'SN-2'),
        ('u_height', '2.5'),
        ('depth_mm', 701),
        ('power_supplies', 1),
        ('power_draw', 301),
        ('network_interfaces', 4),
        ('rack_mountable', False),
    ],
)
def test_every_property_that_was_promised_is_compared(name, found):
    request = make_request()
    situation = measure(request, **{name: found})

    refusals = list(differences(situation))

    assert [refusal.field for refusal in refusals] == [f'server_{request.servers.get().pk}_{name}']
    assert codes('verification.differs', situation) == []


def test_what_was_never_promised_is_no_difference_but_is_kept():
    request = make_request(serial='', depth_mm=None, power_draw=None)
    situation = measure(request, depth_mm=900, power_draw=450)
    assert codes('verification.conforms', situation) == []

    assert run('verification.record', situation) == ['measured']

    server = stored(request)
    assert (server.found['depth_mm'], server.found['power_draw'], server.depth_mm) == (900, 450, None)
    assert server.serial == 'SN-1'


def test_what_was_promised_has_to_be_measured_and_the_rest_may_be():
    with pytest.raises(DataInvalid) as refused:
        measure(make_request(), power_draw=None)
    assert [refusal.code for refusal in refused.value.refusals] == ['field-invalid']

    situation = measure(make_request(power_draw=None), power_draw=None)
    run('verification.record', situation)

    assert 'power_draw' not in stored(situation.request).found


def test_before_it_is_measured_nothing_stands_against_either_outcome():
    situation = make_situation(make_request(), 'verification')

    assert codes('verification.conforms', situation) == codes('verification.differs', situation) == []


def test_a_half_unit_is_shown_as_people_write_it():
    [refusal] = differences(measure(make_request(), u_height='2.5'))

    assert refusal.message.endswith('height (U) is 2.5, not 2 as promised.')


def test_what_stands_there_becomes_the_requests_own_and_nothing_is_held_any_more():
    request = make_request(make_estate())
    open_case(request)
    with transaction.atomic():
        hold = holds.hold(request, actor=factories.make_user(), now=factories.NOW)
    request.status = 'accepted'
    request.save_state('status')
    situation = measure(request, u_height='3', power_draw=500, serial='SN-9')

    assert run('verification.adopt', situation) == ['adopted', 'reopened']

    server = stored(request)
    assert (server.u_height, server.power_draw, server.serial, server.depth_mm) == (3, 500, 'SN-9', 700)
    hold.refresh_from_db()
    assert hold.state == 'released'
    assert ColocationRequest.objects.get(pk=request.pk).status == 'open'


def test_a_server_of_another_height_is_not_of_the_type_that_was_promised():
    kind = factories.make_device_type(u_height=2, is_full_depth=False)
    request = make_request(device_type=kind, u_height=None)
    situation = measure(request, u_height='3')

    run('verification.adopt', situation)

    server = stored(request)
    assert (server.device_type, server.u_height, server.is_full_depth) == (None, 3, False)
    assert (server.manufacturer, server.model) == (kind.manufacturer.name, kind.model)


def test_a_server_of_the_promised_height_keeps_its_type():
    kind = factories.make_device_type(u_height=2)
    request = make_request(device_type=kind, u_height=None)

    run('verification.adopt', measure(request, power_draw=500))

    assert (stored(request).device_type, stored(request).u_height) == (kind, None)


def test_what_was_measured_in_an_earlier_step_can_be_adopted_later():
    request = make_request()
    run('verification.record', measure(request, power_supplies=4))

    run('verification.adopt', make_situation(request, data={}))

    assert stored(request).power_supplies == 4


@pytest.mark.parametrize(
    ('found', 'code'),
    [
        ({'rack_mountable': False}, 'server-not-rackable'),
        ({'u_height': '2.25'}, 'server-invalid'),
        ({'power_supplies': 0}, 'server-invalid'),
    ],
)
def test_what_cannot_be_placed_is_not_adopted(found, code):
    request = make_request()

    with pytest.raises(OutcomeRefused) as refused:
        run('verification.adopt', measure(request, **found))

    assert {refusal.code for refusal in refused.value.refusals} == {code}
    assert (stored(request).u_height, stored(request).power_supplies) == (2, 2)


def test_what_nobody_measured_cannot_be_adopted():
    with pytest.raises(OutcomeRefused) as refused:
        run('verification.adopt', make_situation(make_request(), data={}))

    assert [refusal.code for refusal in refused.value.refusals] == ['server-not-measured']


def test_the_applicant_announces_serial_numbers_and_how_they_come():
    request = make_request(serial='')
    situation = make_situation(request, 'delivery')
    key = f'server_{request.servers.get().pk}_serial'
    assert set(fields_of(situation)) == {'delivery_date', 'carrier', 'tracking_number', 'boxes', key}
    data = answer(situation, **{key: 'SN-7', 'boxes': 2, 'tracking_number': 'JP 12', 'delivery_date': '2026-11-25'})

    assert run('delivery.record', replace(situation, data=data)) == ['announced']

    assert stored(request).serial == 'SN-7'
    assert (data['boxes'], data['delivery_date']) == (2, '2026-11-25')
