"""What is held for a case, nobody else takes: through NetBox's forms, REST, imports and scripts alike."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dcim.models import Cable, Device, Interface, RackReservation
from ipam.models import IPAddress
from utilities.exceptions import AbortRequest

from netbox_colocation.allocation import guarded_places, guarding, holds, installation
from netbox_colocation.models import HeldOutlet, HeldPort, Hold
from tests import factories
from tests.api.base import log_in

pytestmark = pytest.mark.django_db

NOW = factories.NOW


@pytest.fixture
def user():
    return factories.make_user(is_superuser=True)


@pytest.fixture
def hold(site, user):
    """A hold of U1-U2 of the rack, both faces, and of 10.20.0.1, for case K-7."""
    request = factories.make_request(site=site, name='Secret', servers=1, server={'name': 'web', 'u_height': 2})
    request.case = factories.make_case(number='K-7')
    request.save_state('case')
    return holds.hold(request, actor=user, now=NOW)


@pytest.fixture
def rack(hold):
    return hold.units.first().rack


@pytest.fixture
def api(user):
    return log_in(user)


@pytest.fixture
def pages(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def guard_off(settings):
    config = settings.PLUGINS_CONFIG
    settings.PLUGINS_CONFIG = {**config, 'netbox_colocation': {**config['netbox_colocation'], 'guard_holds': False}}


def device_body(rack, **fields):
    return {
        'device_type': factories.make_device_type().pk,
        'role': factories.make_device_role().pk,
        'site': rack.site_id,
        'rack': rack.pk,
        'status': 'active',
        'face': 'front',
        'name': f'd-{factories.number()}',
        **fields,
    }


HELD = 'U1-U2 of rack A1 are held for colocation case K-7: choose another place, or have the hold released.'


# -- Devices ------------------------------------------------------------------------------------------------------


def test_rest_refuses_a_device_on_held_units_at_its_position(api, rack):
    response = api.post('/api/dcim/devices/', device_body(rack, position=2), format='json')

    assert (response.status_code, response.json()) == (400, {'position': [HELD]})
    assert not Device.objects.exists()


def test_form_refuses_a_device_on_held_units_at_its_position(pages, rack):
    response = pages.post(reverse('dcim:device_add'), device_body(rack, position='1.0', local_context_data=''))

    assert response.status_code == 200
    assert response.context['form'].errors['position'] == [HELD]
    assert not Device.objects.exists()


def test_import_refuses_a_device_on_held_units(pages, rack):
    kind, role = factories.make_device_type(), factories.make_device_role()
    rows = [
        'name,role,manufacturer,device_type,site,rack,position,face,status',
        *(
            f'new-{position},{role.name},{kind.manufacturer.name},{kind.model},{rack.site.name},{rack.name},'
            f'{position},front,active'
            for position in (10, 2)
        ),
    ]
    data = {'data': '\n'.join(rows), 'import_method': 'direct', 'format': 'csv', 'csv_delimiter': 'auto'}

    response = pages.post(reverse('dcim:device_bulk_import'), data)

    assert response.status_code == 200
    assert HELD in response.content.decode()
    assert not Device.objects.exists()


def test_bulk_edit_to_a_type_that_reaches_into_held_units_is_refused(site, user, pages):
    device = factories.make_device(site.racks.get(), position=1)
    request = factories.make_request(site=site, servers=1)
    holds.hold(request, actor=user, now=NOW)
    taller = factories.make_device_type(u_height=2)
    data = {'pk': [device.pk], '_apply': '1', 'device_type': taller.pk, 'manufacturer': taller.manufacturer.pk}

    page = pages.post(reverse('dcim:device_bulk_edit'), data)

    assert 'U2 of rack A1 are held for a colocation request' in page.content.decode()
    assert Device.objects.get().device_type == device.device_type


def test_moving_a_device_onto_held_units_is_refused(api, rack):
    device = factories.make_device(rack, position=10)

    response = api.patch(f'/api/dcim/devices/{device.pk}/', {'position': 1}, format='json')

    assert (response.status_code, response.json()) == (400, {'position': [HELD]})
    device.refresh_from_db()
    assert device.position == 10


def test_script_that_saves_without_validation_is_refused(rack):
    with pytest.raises(AbortRequest) as refused:
        factories.make_device(rack, position=1)

    assert refused.value.message == HELD
    assert not Device.objects.exists()


def test_refusal_names_the_case_and_nothing_else_of_it(rack, hold):
    with pytest.raises(AbortRequest) as refused:
        factories.make_device(rack, position=1)

    assert hold.request.case.number in refused.value.message
    assert not {hold.request.name, hold.request.applicant.name, 'web'} & set(refused.value.message.split())


@pytest.mark.parametrize(
    ('position', 'face', 'is_full_depth', 'is_refused'),
    [
        (1, 'front', True, True),
        (2, 'rear', False, True),
        (3, 'front', True, False),
        (1.5, 'front', False, True),
        (None, '', True, False),
    ],
)
def test_only_units_and_faces_that_are_held_are_refused(rack, position, face, is_full_depth, is_refused):
    device_type = factories.make_device_type(u_height='0.5' if position == 1.5 else 1, is_full_depth=is_full_depth)
    device = Device(
        name='new', device_type=device_type, role=factories.make_device_role(), site=rack.site, rack=rack,
        position=position, face=face,
    )  # fmt: skip

    if is_refused:
        with pytest.raises(ValidationError, match='K-7'):
            device.full_clean()
    else:
        device.full_clean()
        device.save()


def test_rear_of_a_half_depth_hold_is_free(site, user):
    request = factories.make_request(site=site, servers=1, server={'is_full_depth': False})
    rack = holds.hold(request, actor=user, now=NOW).units.get().rack
    half = factories.make_device_type(is_full_depth=False)

    factories.make_device(rack, position=1, face='rear', device_type=half)

    with pytest.raises(AbortRequest, match='a colocation request'):
        factories.make_device(rack, position=1, face='front', device_type=half)


def test_units_count_from_the_racks_first_one(site, user):
    rack = site.racks.get()
    rack.starting_unit = 11
    rack.save()
    request = factories.make_request(site=site, servers=1)
    holds.hold(request, actor=user, now=NOW)

    factories.make_device(rack, position=12)
    with pytest.raises(AbortRequest, match='U11 of rack'):
        factories.make_device(rack, position=11)


def test_device_that_only_changes_its_name_costs_no_query_and_passes(api, rack):
    """It stands on held units since before the guard was switched on."""
    device = factories.make_device(factories.make_rack(site=rack.site), position=1)
    Device.objects.filter(pk=device.pk).update(rack=rack)
    device.refresh_from_db()
    device.snapshot()
    device.name = 'renamed'

    with CaptureQueriesContext(connection) as queries:
        device.save()

    assert [query for query in queries.captured_queries if 'heldunits' in query['sql']] == []
    assert [query for query in queries.captured_queries if 'FOR NO KEY UPDATE' in query['sql']] == []
    assert api.patch(f'/api/dcim/devices/{device.pk}/', {'name': 'again'}, format='json').status_code == 200


def test_a_changed_place_costs_three_queries(rack):
    device = factories.make_device(rack, position=10)
    device = Device.objects.select_related('rack', 'device_type').get(pk=device.pk)
    device.snapshot()
    device.position = 11

    with CaptureQueriesContext(connection) as queries:
        guarded_places.check_device(device)
        guarded_places.guard_device(device)

    assert len(queries) == 3  # one look, one lock, one more look


def test_devices_that_netbox_would_let_stand_on_one_another_are_refused(rack):
    """NetBox looks when it validates; what was saved since then, the last look finds."""
    late = Device(
        name='late', device_type=factories.make_device_type(u_height=2), role=factories.make_device_role(),
        site=rack.site, rack=rack, position=20, face='front',
    )  # fmt: skip
    late.full_clean()
    factories.make_device(rack, position=21, name='early')

    with pytest.raises(AbortRequest, match='early stands on U21 of rack A1'):
        late.save()


def test_installation_of_the_case_itself_passes(hold, user):
    [device] = installation.install(hold.request, actor=user, now=NOW)

    assert (device.position, Hold.objects.get().state) == (1, 'converted')


def test_released_units_are_anybodys(hold, rack):
    holds.release(hold.request, now=NOW)

    factories.make_device(rack, position=1)


def test_guard_that_is_switched_off_refuses_nothing(hold, rack, api, guard_off):
    assert api.post('/api/dcim/devices/', device_body(rack, position=1), format='json').status_code == 201
    assert api.delete(f'/api/dcim/rack-reservations/{RackReservation.objects.get().pk}/').status_code == 204
    assert api.delete(f'/api/ipam/ip-addresses/{IPAddress.objects.get().pk}/').status_code == 204


def test_guard_ends_with_the_write_of_the_plugin(hold):
    other = factories.make_request()

    with guarding.acting_for(hold.request):
        with guarding.acting_for(other), guarding.acting_for(None):
            assert guarding.acting_request() == other.pk
        assert guarding.acting_request() == hold.request_id

    assert guarding.acting_request() is None


# -- Reservations -------------------------------------------------------------------------------------------------


def test_reservation_over_held_units_is_refused(api, rack, user, hold):
    """Also where the hold's own reservation is gone, which NetBox itself looks at."""
    with guarding.acting_for(hold.request):
        RackReservation.objects.all().delete()
    body = {'rack': rack.pk, 'units': [2, 3], 'user': user.pk, 'description': 'Mine', 'status': 'active'}

    response = api.post('/api/dcim/rack-reservations/', body, format='json')

    assert (response.status_code, response.json()) == (400, {'units': [HELD]})
    with pytest.raises(AbortRequest, match='K-7'):
        factories.make_reservation(rack, [1])
    factories.make_reservation(rack, [3])


def test_reservation_of_a_hold_is_neither_changed_nor_deleted(api, pages, hold):
    reservation = RackReservation.objects.get()
    url = f'/api/dcim/rack-reservations/{reservation.pk}/'
    reason = 'This reservation shows what is held for colocation case K-7: have the hold released instead.'

    assert api.patch(url, {'units': [1]}, format='json').json() == {'units': [reason]}
    other = factories.make_rack(site=reservation.rack.site)
    assert api.patch(url, {'rack': other.pk}, format='json').json() == {'units': [reason]}
    deleted = api.delete(url)
    assert (deleted.status_code, deleted.json()['detail']) == (400, reason)
    page = pages.post(reverse('dcim:rackreservation_delete', args=[reservation.pk]), {'confirm': True}, follow=True)
    assert reason in page.content.decode()
    bulk = {'pk': [reservation.pk], 'confirm': True, '_confirm': True}
    pages.post(reverse('dcim:rackreservation_bulk_delete'), bulk)
    assert RackReservation.objects.get().units == [1, 2]


def test_description_of_a_holds_reservation_may_change(api, hold):
    reservation = RackReservation.objects.get()
    url = f'/api/dcim/rack-reservations/{reservation.pk}/'

    assert api.patch(url, {'description': 'Held, see the case'}, format='json').status_code == 200


# -- Addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('change', [{'status': 'active'}, {'address': '10.20.0.9/28'}])
def test_held_address_is_not_put_to_use(api, hold, change):
    address = hold.addresses.get().address

    response = api.patch(f'/api/ipam/ip-addresses/{address.pk}/', change, format='json')

    assert response.status_code == 400
    assert response.json()['address'][0].startswith('10.20.0.1/28 is held for colocation case K-7:')


def test_held_address_is_not_given_to_an_interface(hold, rack):
    address = hold.addresses.get().address
    address.snapshot()
    address.assigned_object = Interface.objects.create(
        device=factories.make_device(rack, position=9), name='eth0', type='other'
    )

    with pytest.raises(AbortRequest, match='K-7'):
        address.save()


def test_held_address_is_not_entered_again(hold):
    with pytest.raises(AbortRequest, match='K-7'):
        factories.make_address('10.20.0.1/24')
    factories.make_address('10.20.0.2/24')


def test_held_address_is_not_deleted(api, hold):
    address = hold.addresses.get().address

    response = api.delete(f'/api/ipam/ip-addresses/{address.pk}/')

    assert (response.status_code, IPAddress.objects.count()) == (400, 1)
    assert 'K-7' in response.json()['detail']


def test_remark_on_a_held_address_costs_no_query_and_passes(hold):
    address = IPAddress.objects.get()
    address.snapshot()
    address.comments = 'Asked twice'

    with CaptureQueriesContext(connection) as queries:
        address.save()

    assert [query for query in queries.captured_queries if 'heldaddress' in query['sql']] == []


# -- Cables -------------------------------------------------------------------------------------------------------


def test_nobody_plugs_into_a_held_outlet_or_port(hold, rack, api):
    server = hold.units.first().server
    pdu = factories.make_pdu(rack, outlets=2)
    outlet, free = pdu.poweroutlets.order_by('pk')
    HeldOutlet.objects.create(hold=hold, server=server, outlet=outlet)
    switch = factories.make_device(rack)
    port = Interface.objects.create(device=switch, name='ge-1', type='1000base-t')
    HeldPort.objects.create(hold=hold, server=server, port=port)
    mine = factories.make_device(rack)
    psu = factories.make_power_port(mine)
    nic = Interface.objects.create(device=mine, name='eth0', type='1000base-t')
    body = {
        'a_terminations': [{'object_type': 'dcim.powerport', 'object_id': psu.pk}],
        'b_terminations': [{'object_type': 'dcim.poweroutlet', 'object_id': outlet.pk}],
    }

    response = api.post('/api/dcim/cables/', body, format='json')

    assert response.status_code == 400
    assert f'{pdu.name} {outlet.name} is held for colocation case K-7' in str(response.json())
    with pytest.raises(AbortRequest, match='ge-1 is held for colocation case K-7'), transaction.atomic():
        factories.make_cable(nic, port)
    assert Cable.objects.filter(terminations__isnull=False).count() == 0
    factories.make_cable(psu, free)
