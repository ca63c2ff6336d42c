"""REST and GraphQL of capacity pools and checks."""

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
