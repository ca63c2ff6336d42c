"""Pages of maintenance tickets, and the tabs of a site, a location, a rack, a device and a tenant."""

from utilities.testing import post_data

from netbox_colocation.models import MaintenanceTicket
from tests import base, factories, subject_factories


class MaintenanceTicketViewTests(base.EditableViewTestCase):
    __test__ = True
    model = MaintenanceTicket

    @classmethod
    def make_rows(cls) -> None:
        site = factories.make_site(slug='site')
        cls.location = factories.make_location(site=site, slug='room')
        cls.rack = factories.make_rack(location=cls.location)
        cls.applicant = factories.make_tenant(slug='applicant')
        cls.device = factories.make_device(cls.rack, name='switch-1', tenant=cls.applicant)
        procedure = factories.make_procedure(subject_kind='maintenance-ticket', key='tickets')
        rows = [
            subject_factories.make_ticket(procedure=procedure, applicant=cls.applicant, site=site) for _ in range(3)
        ]
        cls.form_data = {
            'procedure': procedure.pk,
            'applicant': cls.applicant.pk,
            'name': 'No network on floor 2',
            'kind': 'incident',
            'timing': 'urgent',
            'category': 'network',
            'priority': 'high',
            'problem': 'Since this morning',
            'site': site.pk,
            'location': cls.location.pk,
            'devices': [cls.device.pk],
            'racks': [cls.rack.pk],
            'rooms': [cls.location.pk],
            'letter_number': '045/67/2026',
            'letter_date': '2026-11-20',
            'administrative_name': 'Someone',
            'technical_name': 'Another',
        }
        cls.validation_excluded_fields = ['letter_date']
        cls.csv_data = (
            'procedure,applicant,name,problem,kind,timing,category,site,location,devices,racks,rooms',
            f'tickets,applicant,One,Problem,incident,urgent,network,site,room,switch-1,{cls.rack.name},room',
            'tickets,applicant,Two,Problem,,,,site,,,,',
            'tickets,applicant,Three,Problem,request,planned,,site,,,,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'priority': 'urgent', 'timing': 'urgent', 'category': 'power', 'description': 'In bulk'}

    def test_devices_are_the_applicants_or_nobodys(self) -> None:
        """Devices of another site or of another applicant are refused, and a guessed one is not called by its name."""
        self.user.is_superuser = True
        self.user.save()
        elsewhere = factories.make_device(name='elsewhere', tenant=self.applicant)
        others = factories.make_device(self.rack, name='secret', tenant=factories.make_tenant())
        shared = factories.make_device(self.rack, name='shared')

        wrong = self.client.post(
            self._get_url('add'), post_data({**self.form_data, 'devices': [elsewhere.pk, others.pk]})
        )
        right = self.client.post(self._get_url('add'), post_data({**self.form_data, 'devices': [shared.pk]}))

        [message] = wrong.context['form'].errors['devices']
        self.assertIn('elsewhere', message)
        self.assertIn(f'#{others.pk}', message)
        self.assertNotIn('secret', message)
        self.assertHttpStatus(right, 302)

    def test_import_keeps_the_defaults(self) -> None:
        """A ticket imported without kind and priority is a service request of normal priority."""
        self.user.is_superuser = True
        self.user.save()
        rows = 'procedure,applicant,name,problem,site\ntickets,applicant,Imported,Problem,site'

        self.client.post(self._get_url('bulk_import'), {'data': rows, 'format': 'csv', 'csv_delimiter': 'auto'})

        ticket = MaintenanceTicket.objects.get(name='Imported')
        self.assertEqual((ticket.kind, ticket.priority), ('request', 'normal'))

    def test_tabs_show_only_permitted_tickets(self) -> None:
        """The tabs of site, location, rack, device and tenant list the tickets that the user may see, each once."""
        mine, other = self._get_queryset().order_by('pk')[:2]
        self._get_queryset().update(location=self.location)
        second = factories.make_device(self.rack, tenant=self.applicant)
        for ticket in (mine, other):
            ticket.devices.set([self.device, second])
        self.add_permissions(
            'dcim.view_site', 'dcim.view_location', 'dcim.view_rack', 'dcim.view_device', 'tenancy.view_tenant'
        )
        base.permit(self.user, MaintenanceTicket, 'view', pk=mine.pk)

        for parent in (mine.site, self.location, self.rack, self.device, self.applicant):
            with self.subTest(parent=parent._meta.model_name):
                url = f'{parent.get_absolute_url()}colocation-tickets/'
                response = self.client.get(url)

                self.assertEqual([row.pk for row in response.context['table'].data], [mine.pk])
                self.assertNotContains(response, other.get_absolute_url())
                self.assertContains(self.client.get(parent.get_absolute_url()), url)
