"""REST and GraphQL of maintenance tickets."""

from netbox_colocation.models import MaintenanceTicket
from tests import factories, subject_factories
from tests.api import base


class MaintenanceTicketAPITests(base.EditableAPITestCase):
    __test__ = True
    model = MaintenanceTicket
    brief_fields = ['description', 'display', 'id', 'kind', 'name', 'priority', 'status', 'url']
    bulk_update_data = {'problem': 'Another problem', 'priority': 'urgent'}
    bulk_update_invalid_data = {'priority': 'whenever'}

    @classmethod
    def make_rows(cls) -> None:
        cls.procedure = factories.make_procedure(subject_kind='maintenance-ticket')
        cls.applicant, cls.site = factories.make_tenant(), factories.make_site()
        for _ in range(3):
            subject_factories.make_ticket(procedure=cls.procedure, applicant=cls.applicant, site=cls.site)
        device = factories.make_device(site=cls.site, tenant=cls.applicant)
        cls.create_data = [
            {
                'name': f'Ticket {row}',
                'procedure': cls.procedure.pk,
                'applicant': cls.applicant.pk,
                'site': cls.site.pk,
                'devices': [device.pk],
                'kind': 'incident',
                'problem': 'No network',
            }
            for row in range(3)
        ]

    def test_work_is_the_procedures(self) -> None:
        """What was found and done is not written by a client; a submitted ticket keeps its kind and priority."""
        self.add_permissions('netbox_colocation.change_maintenanceticket')
        row = self._get_queryset().first()
        url = self._get_detail_url(row)
        sneaky = {'analysis': 'Mine', 'solution': 'Mine', 'work_status': 'done'}

        ignored = self.client.patch(url, sneaky, format='json', **self.header)
        subject_factories.open_case(row)
        refused = self.client.patch(url, {'kind': 'incident', 'priority': 'urgent'}, format='json', **self.header)

        self.assertHttpStatus(ignored, 200)
        self.assertHttpStatus(refused, 400)
        self.assertEqual(set(refused.data), {'kind', 'priority'})
        row.refresh_from_db()
        self.assertEqual((row.analysis, row.solution, row.work_status), ('', '', 'waiting'))

    def test_devices_of_others_are_not_named(self) -> None:
        """A device of another applicant is refused by its number, so that guessing IDs tells nothing."""
        self.add_permissions('netbox_colocation.add_maintenanceticket')
        secret = factories.make_device(site=self.site, name='secret', tenant=factories.make_tenant())

        response = self.client.post(
            self._get_list_url(), {**self.create_data[0], 'devices': [secret.pk]}, format='json', **self.header
        )

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['devices'])
        self.assertIn(f'#{secret.pk}', str(response.data))
        self.assertNotIn('secret', str(response.data))
