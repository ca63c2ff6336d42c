"""What no server can be is refused at its field, with the reason and the way out, by form, import and REST alike."""

from typing import Any

import pytest
from django.urls import reverse

from dcim.models import Interface, MACAddress

from netbox_colocation.models import RequestedServer
from tests import factories
from tests.api.base import ROOT, log_in

MAC = '00:16:3E:00:00:01'
GOOD = {
    'name': 'web-1',
    'u_height': '1',
    'is_full_depth': 'on',
    'is_rack_mountable': 'on',
    'power_draw': 300,
    'power_supplies': 2,
    'network_interfaces': 2,
    'public_ipv4': 0,
    'private_ipv4': 1,
    'public_ipv6': 0,
    'private_ipv6': 0,
    'bandwidth': 0,
}
WRONG = {
    'no height': ({'u_height': '0'}, 'u_height', 'The height is between 0.5 and 100 U'),
    'a third of a unit': ({'u_height': '0.3'}, 'u_height', 'in steps of 0.5'),
    'a height below nothing': ({'u_height': '-2'}, 'u_height', 'The height is between 0.5 and 100 U'),
    'higher than anything': ({'u_height': '101'}, 'u_height', 'The height is between 0.5 and 100 U'),
    'neither height nor type': ({'u_height': ''}, 'u_height', 'Give the height in U, or choose a device type.'),
    'negative watts': ({'power_draw': -5}, 'power_draw', 'greater than or equal to 1'),
    'no watts': ({'power_draw': 0}, 'power_draw', 'greater than or equal to 1'),
    'a name with spaces': ({'name': 'web 1'}, 'name', 'letters, digits and inner hyphens only'),
    'a domain as name': ({'name': 'web.example.org'}, 'name', 'letters, digits and inner hyphens only'),
    'no supply': ({'power_supplies': 0}, 'power_supplies', 'greater than or equal to 1'),
    'an inlet that is none': ({'power_connector': 'banana'}, 'power_connector', 'banana'),
    'a port that is none': ({'network_connector': 'banana'}, 'network_connector', 'banana'),
    'not a MAC': ({'mac_addresses': '00:16:3E:00:00'}, 'mac_addresses', 'Not a MAC address: 00:16:3E:00:00'),
    'a MAC twice': (
        {'mac_addresses': f'{MAC},{MAC.lower().replace(":", "-")}'},
        'mac_addresses',
        f'Given twice: {MAC}',
    ),
    'more MACs than interfaces': (
        {'network_interfaces': 1, 'mac_addresses': f'{MAC},00:16:3E:00:00:02'},
        'mac_addresses',
        'There are more MAC addresses than network interfaces.',
    ),
}


@pytest.fixture
def root(db):
    return factories.make_user(is_superuser=True)


@pytest.fixture
def draft(db):
    return factories.make_request()


def by_form(client, user, request, data: dict[str, Any]) -> dict[str, list[str]]:
    """Return what the form says against it, by field."""
    client.force_login(user)
    answer = client.post(
        reverse('plugins:netbox_colocation:requestedserver_add'), {'request': request.pk, **GOOD, **data}
    )
    return {} if answer.status_code == 302 else dict(answer.context['form'].errors)


def by_rest(client, user, request, data: dict[str, Any]) -> dict[str, list[str]]:
    given = {'request': request.pk, **GOOD, 'is_full_depth': True, 'is_rack_mountable': True, **data}
    if 'mac_addresses' in given:
        given['mac_addresses'] = given['mac_addresses'].split(',')
    given['u_height'] = given['u_height'] or None
    answer = log_in(user).post(f'{ROOT}requested-servers/', given, format='json')
    return {} if answer.status_code == 201 else dict(answer.json())


DOORS = pytest.mark.parametrize('door', [by_form, by_rest], ids=['form', 'REST'])


@DOORS
@pytest.mark.parametrize(('data', 'field', 'reason'), WRONG.values(), ids=WRONG)
def test_what_no_server_can_be_is_refused_at_its_field(client, root, draft, door, data, field, reason):
    errors = door(client, root, draft, data)

    assert list(errors) == [field]
    assert reason in ' '.join(map(str, errors[field]))
    assert not RequestedServer.objects.exists()


@DOORS
def test_the_control_is_stored_with_its_mac_in_one_notation(client, root, draft, door):
    assert door(client, root, draft, {'mac_addresses': '00-16-3e-00-00-01'}) == {}

    assert RequestedServer.objects.get().mac_addresses == [MAC]


@DOORS
def test_mac_of_another_interface_is_refused(client, root, draft, door):
    """NetBox itself would take it; a MAC that is on no interface is free."""
    interface = Interface.objects.create(device=factories.make_device(), name='eth0', type='1000base-t')
    used = MACAddress.objects.create(mac_address=MAC, assigned_object=interface)

    [reason] = door(client, root, draft, {'mac_addresses': MAC})['mac_addresses']

    assert reason.startswith(f'NetBox has {MAC} on another interface already: ')
    assert not RequestedServer.objects.exists()
    used.assigned_object = None
    used.save()
    assert door(client, root, draft, {'mac_addresses': MAC}) == {}


@DOORS
@pytest.mark.parametrize('status', ['draft', 'returned', 'open', 'accepted'])
def test_mac_that_another_request_asks_for_is_refused(client, root, draft, door, status):
    """As long as that request has not ended; nothing of it is told."""
    other = factories.make_request(status=status, name='Secret')
    factories.make_server(other, mac_addresses=['00:16:3E:00:00:09', MAC])

    [reason] = door(client, root, draft, {'mac_addresses': MAC})['mac_addresses']

    assert reason.startswith(f'Another server that is asked for has {MAC}: ')
    assert 'Secret' not in reason
    assert '09' not in reason


@DOORS
@pytest.mark.parametrize('status', ['refused', 'withdrawn', 'cancelled'])
def test_mac_of_a_request_that_has_ended_is_free(client, root, draft, door, status):
    factories.make_server(factories.make_request(status=status), mac_addresses=[MAC])

    assert door(client, root, draft, {'mac_addresses': MAC}) == {}


def test_a_server_keeps_its_own_mac(client, root, draft):
    """Saving a server again, or once its own device has the MAC, is no clash."""
    device = factories.make_device()
    server = factories.make_server(draft, mac_addresses=[MAC], device=device)
    interface = Interface.objects.create(device=device, name='eth0', type='1000base-t')
    MACAddress.objects.create(mac_address=MAC, assigned_object=interface)

    server.full_clean()


def test_two_servers_of_one_post_cannot_share_a_mac(root, draft):
    """A list is looked at one by one: the second is refused, and neither is stored."""
    rows = [{'request': draft.pk, 'name': f'web-{row}', 'u_height': 1, 'mac_addresses': [MAC]} for row in range(2)]

    answer = log_in(root).post(f'{ROOT}requested-servers/', rows, format='json')

    assert answer.status_code == 400
    [error] = answer.json()['errors']
    assert (error['index'], list(error['errors'])) == (1, ['mac_addresses'])
    assert not RequestedServer.objects.exists()


@pytest.mark.parametrize(('column', 'value'), [('power_draw', '-5'), ('mac_addresses', '00:16'), ('u_height', '0')])
def test_import_names_the_row_and_the_column(client, root, draft, column, value):
    client.force_login(root)
    row = {'request': draft.pk, 'name': 'web-1', 'u_height': '1', column: value}
    data = f'{",".join(row)}\n{",".join(map(str, row.values()))}'

    answer = client.post(
        reverse('plugins:netbox_colocation:requestedserver_bulk_import'),
        {'data': data, 'format': 'csv', 'csv_delimiter': 'auto'},
    )

    assert f'Record 1 {column}:' in answer.content.decode()
    assert not RequestedServer.objects.exists()
