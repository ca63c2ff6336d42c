"""Pages of access visits, and the tabs of a site, a location, a rack and a tenant."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from utilities.testing import post_data

from netbox_colocation.models import AccessVisit
from tests import base, factories, subject_factories


class AccessVisitViewTests(base.EditableViewTestCase):
    __test__ = True
    model = AccessVisit

    @classmethod
    def make_rows(cls) -> None:
        site = factories.make_site(slug='site')
        cls.location = factories.make_location(site=site, slug='room')
        cls.rack = factories.make_rack(location=cls.location, name='R1')
        cls.applicant = factories.make_tenant(slug='applicant')
        procedure = factories.make_procedure(subject_kind='access-visit', key='visits')
        rows = [subject_factories.make_visit(procedure=procedure, applicant=cls.applicant, site=site) for _ in range(3)]
        cls.form_data = {
            'procedure': procedure.pk,
            'applicant': cls.applicant.pk,
            'name': 'Replace a disk',
            'purpose': 'The disk of the records server is broken',
            'visitors': 'Ani\n\n  Budi  \n',
            'starts_at': '2026-11-24 09:00:00',
            'ends_at': '2026-11-24 11:00:00',
            'site': site.pk,
            'location': cls.location.pk,
            'racks': [cls.rack.pk],
            'letter_number': '045/66/2026',
            'letter_date': '2026-11-20',
            'letter_subject': 'Permohonan kunjungan',
            'administrative_name': 'Someone',
            'technical_name': 'Another',
        }
        cls.validation_excluded_fields = ['letter_date', 'visitors', 'starts_at', 'ends_at']
        cls.csv_data = (
            'procedure,applicant,name,purpose,visitors,starts_at,ends_at,site,location,racks',
            'visits,applicant,One,Purpose,"Ani,Budi",2026-11-24 09:00,2026-11-24 11:00,site,room,R1',
            'visits,applicant,Two,Purpose,Ani,2026-11-24 09:00,2026-11-24 11:00,site,,',
            'visits,applicant,Three,Purpose,Ani,2026-11-24 09:00,2026-11-24 11:00,site,,',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'purpose': 'In bulk', 'description': 'In bulk'}

    def setUp(self) -> None:
        super().setUp()
        self.draft = self._get_queryset().order_by('pk').first()

    def be_superuser(self) -> None:
        self.user.is_superuser = True
        self.user.save()

    def test_visitors_are_named_one_per_line(self) -> None:
        """Each line is a visitor; empty lines and blanks around a name are left out; the form shows them so again."""
        self.be_superuser()

        self.assertHttpStatus(self.client.post(self._get_url('add'), post_data(self.form_data)), 302)

        visit = AccessVisit.objects.get(name='Replace a disk')
        self.assertEqual(visit.visitor_names, ['Ani', 'Budi'])
        self.assertEqual(visit.starts_at, timezone.make_aware(datetime.datetime(2026, 11, 24, 9)))
        page = self.client.get(self._get_url('edit', visit))
        self.assertContains(page, 'name="visitors-0-name" value="Ani"')
        self.assertContains(page, 'name="visitors-1-name" value="Budi"')

    def test_rows_of_the_form_are_stored_with_the_visit(self) -> None:
        """Visitors and items come in one form with the visit; an empty row is none, one that is left out goes."""
        self.be_superuser()
        device = factories.make_device(self.rack, serial='SN-9')
        data = {
            **post_data(self.form_data),
            'visitors': '',
            'visitors-0-name': 'Ani',
            'visitors-0-identity_kind': 'passport',
            'visitors-0-identity_digits': 'A123',
            'visitors-0-is_leader': 'on',
            'visitors-1-name': '',
            'visitors-2-name': 'Budi',
            'items-0-name': 'Disk',
            'items-0-serial': 'sn-9',
            'items-0-quantity': '2',
            'items-0-direction': 'in',
            'items-1-quantity': '1',
            'items-1-direction': 'both',
        }
        self.assertHttpStatus(self.client.post(self._get_url('add'), data), 302)
        visit = AccessVisit.objects.get(name='Replace a disk')
        ani, budi = visit.visitors.all()
        self.assertEqual((ani.name, ani.identity_digits, ani.is_leader, budi.name), ('Ani', 'A123', True, 'Budi'))
        self.assertEqual([(item.name, item.quantity, item.device) for item in visit.items.all()], [('Disk', 2, device)])

        changed = {
            **data,
            'visitors-0-id': ani.pk,
            'visitors-0-name': 'Ani Wijaya',
            'visitors-2-id': budi.pk,
            'visitors-2-is_left_out': 'on',
        }
        self.assertHttpStatus(self.client.post(self._get_url('edit', visit), changed), 302)
        self.assertEqual(list(visit.visitors.values_list('pk', 'name')), [(ani.pk, 'Ani Wijaya')])

    def test_wrong_rows_are_shown_again_with_what_is_wrong(self) -> None:
        """Every row that was typed is there again, and every reason; nothing was stored."""
        self.be_superuser()
        data = {
            **post_data(self.form_data),
            'visitors': 'Citra',
            'visitors-0-name': '1371-0123-4567-8901',
            'visitors-1-name': 'Budi',
            'visitors-1-email': 'not an address',
        }

        response = self.client.post(self._get_url('add'), data)

        self.assertEqual(list(response.context['form'].errors), ['visitors'])
        for shown in ('value="1371-0123-4567-8901"', 'value="not an address"', '>Citra</textarea>'):
            self.assertContains(response, shown)
        self.assertContains(response, 'Budi: ')
        self.assertFalse(AccessVisit.objects.filter(name='Replace a disk').exists())

    def test_visit_needs_somebody_and_ends_after_it_starts(self) -> None:
        """A visit of nobody, or that ends before it starts, is refused at its field."""
        self.be_superuser()
        wrong = {**self.form_data, 'visitors': '\n \n', 'ends_at': '2026-11-24 08:00:00'}

        response = self.client.post(self._get_url('add'), post_data(wrong))

        self.assertEqual(set(response.context['form'].errors), {'visitors', 'ends_at'})

    def test_racks_are_the_sites(self) -> None:
        """A rack of another site, or one that is another agency's, cannot be visited."""
        self.be_superuser()
        strange = [factories.make_rack(), factories.make_rack(site=self.rack.site, tenant=factories.make_tenant())]

        for rack in strange:
            response = self.client.post(self._get_url('add'), post_data({**self.form_data, 'racks': [rack.pk]}))
            self.assertEqual(list(response.context['form'].errors), ['racks'])

    def test_letter_is_stored_with_the_visit(self) -> None:
        """The letter becomes a document of the visit, handed in by who filled in the form."""
        self.be_superuser()
        letter = SimpleUploadedFile('letter.pdf', factories.make_pdf(), content_type='application/pdf')

        response = self.client.post(self._get_url('add'), {**post_data(self.form_data), 'letter_file': letter})

        self.assertHttpStatus(response, 302)
        document = AccessVisit.objects.get(name='Replace a disk').documents.get()
        self.addCleanup(document.file.storage.delete, document.file.name)
        self.assertEqual((document.kind, document.number), ('request-letter', '045/66/2026'))
        self.assertEqual((document.request, document.drafted_by), (None, self.user))

    def test_submitted_visit_turns_editor_back(self) -> None:
        """Once submitted it is neither edited nor deleted, by page or in bulk; its buttons are gone."""
        self.be_superuser()
        subject_factories.open_case(self.draft, version=base.publish_procedure())

        for action in ('edit', 'delete'):
            response = self.client.get(self._get_url(action, self.draft))
            self.assertRedirects(response, self.draft.get_absolute_url(), fetch_redirect_response=False)
        self.client.post(self._get_url('bulk_delete'), {'pk': [self.draft.pk], 'confirm': True, '_confirm': True})
        page = self.client.get(self.draft.get_absolute_url()).content.decode()

        self.assertTrue(AccessVisit.objects.filter(pk=self.draft.pk).exists())
        body = page[page.index('page-body') :]
        urls = [self._get_url(action, self.draft) for action in ('edit', 'delete', 'submit')]
        self.assertEqual([url for url in urls if f'"{url}"' in body], [])

    def test_returned_visit_is_corrected_but_not_deleted(self) -> None:
        """What was returned to the applicant may be edited; deleting it would take the case's subject away."""
        self.be_superuser()
        subject_factories.open_case(self.draft, version=base.publish_procedure())
        AccessVisit.objects.filter(pk=self.draft.pk).update(status='returned')

        edit = self.client.get(self._get_url('edit', self.draft))
        delete = self.client.get(self._get_url('delete', self.draft))

        self.assertHttpStatus(edit, 200)
        self.assertRedirects(delete, self.draft.get_absolute_url(), fetch_redirect_response=False)

    def test_page_lists_only_the_tasks_of_its_case(self) -> None:
        """Without a case there is no list of tasks: it would be everybody's."""
        self.be_superuser()

        before = self.client.get(self.draft.get_absolute_url()).content.decode()
        case = subject_factories.open_case(self.draft, version=base.publish_procedure())
        after = self.client.get(self.draft.get_absolute_url()).content.decode()

        self.assertNotIn('hx-get="/plugins/colocation/tasks/', before)
        self.assertRegex(after, rf'hx-get="/plugins/colocation/tasks/\?[^"]*case_id={case.pk}\b')

    def test_tabs_show_only_permitted_visits(self) -> None:
        """The tabs of site, location, rack, device and tenant list the visits that the user may see, and no other."""
        mine, other = self._get_queryset().order_by('pk')[:2]
        self._get_queryset().update(location=self.location)
        for visit in (mine, other):
            visit.racks.add(self.rack)
        device = factories.make_device(self.rack)
        mine.devices.add(device)
        subject_factories.make_item(other, device=device)
        models = ('site', 'location', 'rack', 'device')
        self.add_permissions(*(f'dcim.view_{model}' for model in models), 'tenancy.view_tenant')
        base.permit(self.user, AccessVisit, 'view', pk=mine.pk)

        for parent in (mine.site, self.location, self.rack, device, self.applicant):
            with self.subTest(parent=parent._meta.model_name):
                url = f'{parent.get_absolute_url()}colocation-visits/'
                response = self.client.get(url)

                self.assertContains(response, mine.get_absolute_url())
                self.assertNotContains(response, other.get_absolute_url())
                self.assertContains(self.client.get(parent.get_absolute_url()), url)
