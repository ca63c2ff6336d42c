"""REST and GraphQL of holds."""

from decimal import Decimal

from netbox_colocation.models import HeldAddress, HeldUnits, Hold
from tests import factories
from tests.api import base


class HoldAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Hold
    brief_fields = ['display', 'expires_at', 'id', 'request', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        rack = factories.make_rack()
        for row in range(3):
            request = factories.make_request(site=rack.site, servers=1)
            hold = factories.make_hold(request)
            server = request.servers.get()
            # U3.5 to U5, i.e. 1.5 U: half units 5, 6 and 7 counted from the bottom of U1.
            fields = {'hold': hold, 'server': server, 'rack': rack, 'half_units': (5 + 10 * row, 8 + 10 * row)}
            HeldUnits.objects.create(face='front', **fields)
            address = factories.make_address(f'10.9.0.{row + 1}/24')
            HeldAddress.objects.create(hold=hold, server=server, kind='private-ipv4', address=address)

    def test_hold_shows_what_it_holds(self) -> None:
        """Units are said in U, as NetBox counts them: rack, face, position and height; and the addresses."""
        self.add_permissions('netbox_colocation.view_hold')
        hold = Hold.objects.order_by('pk').first()

        data = self.client.get(self._get_detail_url(hold), **self.header).json()

        [units], [address] = data['units'], data['addresses']
        self.assertEqual((units['position'], units['height']), (3.5, 1.5))
        self.assertEqual((units['rack']['id'], units['face']['value']), (hold.units.get().rack_id, 'front'))
        self.assertEqual(units['server']['id'], hold.request.servers.get().pk)
        self.assertEqual((address['kind']['value'], address['address']['address']), ('private-ipv4', '10.9.0.1/24'))

    def test_graphql_shows_what_it_holds(self) -> None:
        """The same in GraphQL; a rack that the user may not view is null."""
        self.add_permissions('netbox_colocation.view_hold')
        query = '{ colocation_hold_list { units { position height face rack { name } } addresses { kind } } }'

        hidden = self.client.post('/graphql/', {'query': query}, format='json', **self.header).json()
        self.add_permissions('dcim.view_rack')
        shown = self.client.post('/graphql/', {'query': query}, format='json', **self.header).json()

        self.assertEqual([hold['units'][0]['rack'] for hold in hidden['data']['colocation_hold_list']], [None] * 3)
        units = shown['data']['colocation_hold_list'][-1]['units'][0]
        self.assertEqual({Decimal(units['position']), Decimal(units['height'])}, {Decimal('3.5'), Decimal('1.5')})
        self.assertEqual(units['rack']['name'], HeldUnits.objects.first().rack.name)
