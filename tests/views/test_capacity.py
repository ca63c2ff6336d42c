"""Pages of capacity pools and capacity checks."""

import datetime

from dcim.models import PowerPanel, Rack

from netbox_colocation.capacity.checks import verify_capacity
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
        panel = PowerPanel.objects.create(site=site, name='panel-1')
        rows = [factories.make_pool(site=site) for _ in range(3)]
        cls.form_data = {
            'name': 'UPS A',
            'kind': 'ups',
            'site': site.pk,
            'location': location.pk,
            'capacity': 40_000,
            'reserve_percent': 20,
            'devices': [device.pk],
            'power_panels': [panel.pk],
            'circuits': [circuit.pk],
        }
        cls.csv_data = (
            'name,kind,site,location,capacity,reserve_percent,devices,power_panels',
            'UPS 1,ups,site,room,10000,10,ups-1,panel-1',
            'UPS 2,ups,site,,10000,10,,',
            'Uplink,bandwidth,site,,,10,,',
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
        self.add_permissions('netbox_colocation.view_capacitycheck', 'dcim.view_rack')

        response = self.client.get(check.get_absolute_url())

        self.assertContains(response, 'The feeds of A-07 carry 300 W more.')
        self.assertContains(response, '450 W')
        self.assertContains(response, f'<a href="{rack.get_absolute_url()}">A-07</a>', count=2, html=True)
        self.assertContains(response, 'U11.5')
        self.assertContains(response, 'Front and rear')

    def test_evidence_has_a_link_only_for_who_may_view_it(self) -> None:
        """A name is evidence; a link to a page that answers 403 is none."""
        seen, unseen = factories.make_rack(name='Seen'), factories.make_rack(name='Unseen')
        evidence = tuple(Evidence(rack.name, 'dcim.rack', rack.pk) for rack in (seen, unseen))
        finding = Finding('place', 'short', 1, 0, 'U', 'of-old', reason='Full.', evidence=evidence)
        check = factories.make_check(findings=[finding.as_dict()])
        self.add_permissions('netbox_colocation.view_capacitycheck')
        base.permit(self.user, Rack, 'view', name='Seen')

        response = self.client.get(check.get_absolute_url())

        self.assertContains(response, f'<a href="{seen.get_absolute_url()}">Seen</a>', html=True)
        self.assertContains(response, 'Unseen')
        self.assertNotContains(response, unseen.get_absolute_url())


class VerdictPageTests(base.PluginTestCase):
    """The page of a real check, and that of its request: the racks as they stood, how it stands now, who else asks."""

    @classmethod
    def setUpTestData(cls) -> None:
        site = factories.make_site()
        cls.rack = factories.make_powered_rack(site=site, name='A1', u_height=4)
        factories.make_pool(site=site)
        factories.make_prefix('10.20.0.0/28', site=site)
        version = base.publish_procedure()
        case = factories.make_case(version=version)
        cls.row = factories.make_request(
            site=site, status='open', procedure=version.procedure, case=case, applicant=case.applicant, servers=1
        )
        cls.check = verify_capacity(cls.row, actor=None, now=factories.NOW - datetime.timedelta(days=9))
        cls.url = f'{cls.row.get_absolute_url()}check-capacity/'

    def see(self, *more: str) -> None:
        names = ('capacitycheck', 'colocationrequest')
        self.add_permissions(*(f'netbox_colocation.view_{name}' for name in names), 'dcim.view_rack', *more)

    def test_fresh_check_shows_the_rack_as_it_stood(self) -> None:
        self.see('dcim.view_device')

        response = self.client.get(self.check.get_absolute_url())

        self.assertContains(response, 'data-state="fresh"')
        self.assertContains(response, 'role="img"', count=1)
        self.assertContains(response, 'Proposed: ')
        self.assertNotContains(response, 'Check again')

    def test_stale_check_says_what_changed_and_who_may_checks_again(self) -> None:
        factories.make_device(self.rack, position=1, name='srv-7')
        self.see('dcim.view_device', 'netbox_colocation.add_capacitycheck')

        for page in (self.check.get_absolute_url(), self.row.get_absolute_url()):
            response = self.client.get(page)

            self.assertContains(response, 'data-state="soft"')
            self.assertContains(response, 'Rack A1: U1 were free and are taken by srv-7 now.')
            self.assertContains(response, f'action="{self.url}"')

        response = self.client.post(self.url, {'return_url': self.check.get_absolute_url()})

        self.assertRedirects(response, self.check.get_absolute_url())
        newest = CapacityCheck.objects.first()
        self.assertEqual((newest.checked_by, newest.request, CapacityCheck.objects.count()), (self.user, self.row, 2))
        self.assertContains(self.client.get(newest.get_absolute_url()), 'data-state="fresh"')
        self.assertContains(self.client.get(self.check.get_absolute_url()), 'The request has a newer check')

    def test_gone_check_says_what_stands_against_it(self) -> None:
        factories.make_device(self.rack, position=1, device_type=factories.make_device_type(u_height=4))
        self.see()

        response = self.client.get(self.row.get_absolute_url())

        self.assertContains(response, 'data-state="hard"')
        self.assertContains(response, 'What stands against it now:')

    def test_who_else_asks_is_shown_with_a_warning_when_not_everybody_can_be_served(self) -> None:
        factories.make_request(
            site=self.row.site, status='open', name='Secret plan', servers=1, server={'u_height': 4},
            case=factories.make_case(opened_at=factories.NOW - datetime.timedelta(days=1)),
        )  # fmt: skip
        self.see()

        response = self.client.get(self.row.get_absolute_url())

        self.assertContains(response, '1 older request asks for 4 U; after it 0 U are left, and this one asks for 1 U.')
        self.assertContains(response, 'Secret plan')

    def test_applicant_sees_that_units_are_occupied_and_by_no_name(self) -> None:
        factories.make_device(self.rack, position=2, name='secret', tenant=factories.make_tenant())
        verify_capacity(self.row, actor=None, now=factories.NOW)
        factories.make_device(self.rack, position=3, name='secret-too', tenant=factories.make_tenant())
        factories.make_representative(user=self.user, tenant=self.row.applicant)
        self.see()

        response = self.client.get(self.row.get_absolute_url())

        self.assertContains(response, 'occupied')
        self.assertContains(response, 'taken by somebody else now')
        self.assertNotContains(response, 'secret')

    def test_rights_of_checking_again(self) -> None:
        """It needs `add` on capacity checks, within its constraints, and `view` on the request."""
        self.assertHttpStatus(self.client.post(self.url), 403)
        self.see()
        self.assertHttpStatus(self.client.post(self.url), 403)
        permission = base.permit(self.user, CapacityCheck, 'add', request__site=factories.make_site().pk)
        self.assertHttpStatus(self.client.post(self.url), 403)
        self.assertEqual(CapacityCheck.objects.count(), 1)

        permission.constraints = {'request__site': self.row.site.pk}
        permission.save()

        self.assertHttpStatus(self.client.post(self.url), 302)
        self.assertEqual(CapacityCheck.objects.count(), 2)
        self.assertHttpStatus(self.client.get(self.url), 405)

    def test_nothing_is_checked_again_when_the_request_is_over(self) -> None:
        type(self.row).objects.filter(pk=self.row.pk).update(status='refused')
        self.see('netbox_colocation.add_capacitycheck')

        response = self.client.post(self.url)

        self.assertRedirects(response, self.row.get_absolute_url())
        self.assertEqual(CapacityCheck.objects.count(), 1)
        self.assertNotContains(self.client.get(self.row.get_absolute_url()), 'Check again')
