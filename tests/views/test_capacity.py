"""Pages of capacity pools and capacity checks."""

from netbox_colocation.capacity.findings import Evidence, Finding, Placement
from netbox_colocation.models import CapacityCheck, CapacityPool
from tests import base, factories


class CapacityPoolViewTests(base.EditableViewTestCase):
    __test__ = True
    model = CapacityPool

    @classmethod
    def make_rows(cls) -> None:
        site = factories.make_site(slug='site')
        location = factories.make_location(site=site, slug='room')
        device = factories.make_device(site=site, name='ups-1')
        circuit = factories.make_circuit()
        rows = [factories.make_pool(site=site) for _ in range(3)]
        cls.form_data = {
            'name': 'UPS A',
            'kind': 'ups',
            'site': site.pk,
            'location': location.pk,
            'capacity': 40_000,
            'reserve_percent': 20,
            'devices': [device.pk],
            'circuits': [circuit.pk],
        }
        cls.csv_data = (
            'name,kind,site,location,capacity,reserve_percent,devices',
            'UPS 1,ups,site,room,10000,10,ups-1',
            'UPS 2,ups,site,,10000,10,',
            'Uplink,bandwidth,site,,,10,',
        )
        cls.csv_update_data = ('id,name,capacity', *(f'{row.pk},Pool no. {row.pk},500' for row in rows))
        cls.bulk_edit_data = {'capacity': 99_000, 'reserve_percent': 5}

    def test_pool_without_devices_lists_none(self) -> None:
        """The page of a pool that stands for no device does not list all devices there are."""
        pool = factories.make_pool()
        self.add_permissions('netbox_colocation.view_capacitypool', 'dcim.view_device')

        response = self.client.get(pool.get_absolute_url())

        self.assertContains(response, '/dcim/devices/?embedded=True&id=0')


class CapacityCheckViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = CapacityCheck

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_check()

    def test_page_shows_findings(self) -> None:
        """Need, have, verdict, reason, evidence and place of a check stand on its page, with links to NetBox."""
        rack = factories.make_rack(name='A-07')
        server = factories.make_server()
        finding = Finding(
            resource='electricity',
            verdict='short',
            need=450,
            have=300,
            unit='W',
            code='a-code-of-another-version',
            reason='The feeds of A-07 carry 300 W more.',
            evidence=(Evidence('A-07', 'dcim.rack', rack.pk),),
        )
        place = Placement(server.pk, 'web', rack.pk, 'A-07', 11.5, 2.0, 'front', True, 21, 4)
        check = factories.make_check(
            server.request, verdict='short', findings=[finding.as_dict()], placements=[place.as_dict()]
        )
        self.add_permissions('netbox_colocation.view_capacitycheck')

        response = self.client.get(check.get_absolute_url())

        self.assertContains(response, 'The feeds of A-07 carry 300 W more.')
        self.assertContains(response, '450 W')
        self.assertContains(response, f'<a href="{rack.get_absolute_url()}">A-07</a>', count=2, html=True)
        self.assertContains(response, 'U11.5')
        self.assertContains(response, 'Front and rear')
