"""REST and GraphQL of capacity pools and checks."""

from netbox_colocation.capacity.checks import verify_capacity
from netbox_colocation.models import CapacityCheck, CapacityPool
from tests import factories
from tests.api import base


class CapacityPoolAPITests(base.EditableAPITestCase):
    __test__ = True
    model = CapacityPool
    brief_fields = ['description', 'display', 'id', 'kind', 'name', 'url']
    bulk_update_data = {'reserve_percent': 20}
    bulk_update_invalid_data = {'reserve_percent': 100}

    @classmethod
    def make_rows(cls) -> None:
        site = factories.make_site()
        # More W than fit into 32 bits: GraphQL's Int would fail on it.
        for _ in range(3):
            factories.make_pool(site=site, capacity=5_000_000_000, description='A pool')
        device, circuit = factories.make_device(), factories.make_circuit()
        cls.create_data = [
            {'name': f'UPS {row}', 'kind': 'ups', 'site': site.pk, 'capacity': 20_000, 'devices': [device.pk]}
            for row in range(2)
        ] + [{'name': 'Uplink', 'kind': 'bandwidth', 'site': site.pk, 'circuits': [circuit.pk]}]

    def test_ups_needs_its_capacity(self) -> None:
        """A UPS without capacity is refused at the field."""
        self.add_permissions('netbox_colocation.add_capacitypool')
        data = {**self.create_data[0], 'capacity': None}

        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['capacity'])


class CapacityCheckAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = CapacityCheck
    brief_fields = ['checked_at', 'display', 'id', 'request', 'url', 'verdict']

    @classmethod
    def make_rows(cls) -> None:
        request = factories.make_request()
        for _ in range(3):
            factories.make_check(request)


class CapacityCheckDetailTests(base.PluginAPITestCase):
    """One check over REST: the racks as they stood, who else asked, and how it stands now."""

    __test__ = True

    @classmethod
    def setUpTestData(cls) -> None:
        site = factories.make_site()
        cls.rack = factories.make_powered_rack(site=site, name='A1', u_height=4)
        factories.make_pool(site=site)
        factories.make_prefix('10.20.0.0/28', site=site)
        case = factories.make_case()
        cls.request = factories.make_request(
            site=site, status='open', case=case, applicant=case.applicant, servers=1, server={'name': 'web'}
        )
        cls.device = factories.make_device(cls.rack, position=1, name='srv-1', tenant=factories.make_tenant())
        cls.check = verify_capacity(cls.request, actor=None, now=factories.NOW)
        cls.url = f'{base.ROOT}capacity-checks/{cls.check.pk}/'

    def see(self, *more: str) -> dict:
        self.add_permissions('netbox_colocation.view_capacitycheck', *more)
        response = self.client.get(self.url)
        self.assertHttpStatus(response, 200)
        return response.json()

    def test_detail_has_the_racks_and_a_list_has_not(self) -> None:
        data = self.see('dcim.view_device')

        [elevation] = data['elevations']
        things = [(thing['kind'], thing['label'], thing['start']) for thing in elevation['things']]
        self.assertEqual(things, [('device', 'srv-1', 0), ('place', 'web', 2)])
        self.assertEqual(data['staleness'], {'state': 'fresh', 'changes': [], 'findings': []})
        self.assertEqual(data['competing'], {'competitors': [], 'amounts': []})
        [row] = self.client.get(f'{base.ROOT}capacity-checks/').json()['results']
        self.assertFalse({'elevations', 'competing', 'staleness', 'basis'} & row.keys())

    def test_staleness_is_read_live(self) -> None:
        factories.make_device(self.rack, position=2, name='srv-7')

        staleness = self.see('dcim.view_device')['staleness']

        self.assertEqual(staleness['state'], 'soft')
        self.assertEqual(staleness['changes'][0]['sentence'], 'Rack A1: U2 were free and are taken by srv-7 now.')

    def test_names_are_for_those_who_may_view_the_devices(self) -> None:
        data = self.see()

        self.assertEqual([thing['label'] for thing in data['elevations'][0]['things']], ['', 'web'])
        self.assertEqual(data['elevations'][0]['things'][0]['kind'], 'occupied')

    def test_applicant_reads_no_names_of_others(self) -> None:
        factories.make_representative(user=self.user, tenant=self.request.applicant)
        factories.make_device(self.rack, position=2, name='srv-7', tenant=factories.make_tenant())

        data = self.see('dcim.view_rack')

        self.assertNotIn('srv-', str(data))
        self.assertEqual(data['staleness']['state'], 'soft')
