"""Pages of colocation requests and their servers, and the tabs of a site, a location and a tenant."""

import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from utilities.testing import post_data

from netbox_colocation.models import ColocationRequest, Document, RequestedServer
from tests import base, factories, subject_factories


def make_pdf() -> bytes:
    """Return a PDF of one blank page."""
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(content)
    return content.getvalue()


class ColocationRequestViewTests(base.EditableViewTestCase):
    __test__ = True
    model = ColocationRequest

    @classmethod
    def make_rows(cls) -> None:
        version = base.publish_procedure()
        site = factories.make_site(slug='site')
        cls.location = factories.make_location(site=site, slug='room')
        cls.applicant = factories.make_tenant(slug='applicant')
        rows = [
            factories.make_request(procedure=version.procedure, applicant=cls.applicant, site=site) for _ in range(3)
        ]
        cls.form_data = {
            'procedure': version.procedure.pk,
            'applicant': cls.applicant.pk,
            'name': 'Health records server',
            'purpose': 'Health records of the province',
            'site': site.pk,
            'location': cls.location.pk,
            'grouping': 'together',
            'letter_number': '045/65/2026',
            'letter_date': '2026-11-20',
            'letter_subject': 'Permohonan penempatan server',
            'administrative_name': 'Someone',
            'administrative_position': 'Secretary',
            'administrative_email': 'someone@example.org',
            'administrative_phone': '0751',
            'technical_name': 'Another',
            'technical_organisation': 'IT unit',
            'technical_email': 'another@example.org',
            'technical_phone': '0752',
        }
        cls.validation_excluded_fields = ['letter_date']
        cls.csv_data = (
            'procedure,applicant,name,purpose,site,location,grouping',
            'sumbar-colocation,applicant,One,Purpose,site,room,apart',
            'sumbar-colocation,applicant,Two,Purpose,site,,',
            'sumbar-colocation,applicant,Three,Purpose,site,,any',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},New name {row.pk}' for row in rows))
        cls.bulk_edit_data = {'purpose': 'In bulk', 'description': 'In bulk', 'grouping': 'apart'}

    def setUp(self) -> None:
        super().setUp()
        self.draft = self._get_queryset().first()

    def submit(self) -> ColocationRequest:
        """Make the draft look submitted, as the engine leaves it."""
        case = factories.make_case(version=self.draft.procedure.published_version, applicant=self.applicant)
        ColocationRequest.objects.filter(pk=self.draft.pk).update(status='open', case=case)
        self.draft.refresh_from_db()
        return self.draft

    def test_state_columns_are_not_editable(self) -> None:
        """A status that is posted to the add, edit, bulk edit or import page changes nothing, or is refused."""
        self.add_permissions(
            'netbox_colocation.view_colocationrequest',
            'netbox_colocation.add_colocationrequest',
            'netbox_colocation.change_colocationrequest',
            'tenancy.view_tenant',
            'dcim.view_site',
            'dcim.view_location',
            'netbox_colocation.view_procedure',
        )
        sneaky = {'status': 'completed'}
        edit = self._get_url('edit', self.draft)

        self.assertHttpStatus(self.client.post(edit, post_data({**self.form_data, **sneaky})), 302)
        bulk = {'pk': [self.draft.pk], '_apply': True, 'description': 'x', **sneaky}
        self.assertHttpStatus(self.client.post(self._get_url('bulk_edit'), bulk), 302)
        csv = {'data': f'id,status\n{self.draft.pk},completed', 'format': 'csv', 'csv_delimiter': 'auto'}
        imported = self.client.post(self._get_url('bulk_import'), csv)

        self.assertContains(imported, 'Unrecognized header: status')
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.status, 'draft')

    def test_draft_has_buttons_that_a_submitted_request_has_not(self) -> None:
        """Edit, delete, submit and `Add a server` are there for a draft and gone once it was submitted."""
        self.user.is_superuser = True
        self.user.save()
        urls = [self._get_url(action, self.draft) for action in ('edit', 'delete', 'submit')]
        urls = [f'"{url}"' for url in urls] + [reverse('plugins:netbox_colocation:requestedserver_add')]

        page = self.client.get(self.draft.get_absolute_url()).content.decode()
        self.submit()
        later = self.client.get(self.draft.get_absolute_url()).content.decode()

        self.assertEqual([url for url in urls if url not in page], [])
        content = later[later.index('page-body') :]
        self.assertEqual([url for url in urls if url in content], [])

    def test_submit_button_works_with_csrf_checks(self) -> None:
        """The form of the submit button carries a token."""
        self.add_permissions('netbox_colocation.view_colocationrequest', 'netbox_colocation.submit_colocationrequest')

        page = self.client.get(self.draft.get_absolute_url()).content.decode()

        form = page[page.index(f'action="{self._get_url("submit", self.draft)}"') :]
        self.assertIn('csrfmiddlewaretoken', form[: form.index('</form>')])

    def test_submitted_request_turns_editor_back(self) -> None:
        """The edit and delete pages of a submitted request lead back to it and change nothing."""
        self.user.is_superuser = True
        self.user.save()
        name = self.submit().name

        for action, data in (('edit', self.form_data), ('delete', {'confirm': True})):
            with self.subTest(action=action):
                url = self._get_url(action, self.draft)
                self.assertRedirects(self.client.get(url), self.draft.get_absolute_url(), fetch_redirect_response=False)
                self.assertRedirects(
                    self.client.post(url, post_data(data)),
                    self.draft.get_absolute_url(),
                    fetch_redirect_response=False,
                )
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.name, name)

    def test_bulk_pages_leave_everything_alone_when_one_was_submitted(self) -> None:
        """Bulk edit and bulk delete do nothing at all when a submitted request is among those chosen."""
        self.user.is_superuser = True
        self.user.save()
        self.submit()
        chosen = list(self._get_queryset().values_list('pk', flat=True))

        self.client.post(self._get_url('bulk_edit'), {'pk': chosen, '_apply': True, 'purpose': 'Changed'})
        self.client.post(self._get_url('bulk_delete'), {'pk': chosen, 'confirm': True, '_confirm': True})

        self.assertEqual(self._get_queryset().filter(pk__in=chosen, purpose='A test').count(), len(chosen))

    def test_letter_is_stored_with_the_request(self) -> None:
        """The letter becomes a document of the request, with what the form says of it and who handed it in."""
        self.user.is_superuser = True
        self.user.save()
        letter = SimpleUploadedFile('letter.pdf', make_pdf(), content_type='application/pdf')

        response = self.client.post(self._get_url('add'), {**post_data(self.form_data), 'letter_file': letter})

        self.assertHttpStatus(response, 302)
        document = self._get_queryset().get(name='Health records server').documents.get()
        self.addCleanup(document.file.storage.delete, document.file.name)
        self.assertEqual(document.kind, 'request-letter')
        self.assertEqual(document.media_type, 'application/pdf')
        self.assertEqual(document.number, '045/65/2026')
        self.assertEqual(document.dated.isoformat(), '2026-11-20')
        self.assertEqual(document.title, 'Permohonan penempatan server')
        self.assertEqual(document.drafted_by, self.user)

    def test_refused_letter_stores_nothing(self) -> None:
        """A refused letter is the field's error, and neither a new request nor a change is stored."""
        self.user.is_superuser = True
        self.user.save()
        count, name = self._get_queryset().count(), self.draft.name

        for url in (self._get_url('add'), self._get_url('edit', self.draft)):
            with self.subTest(url=url):
                letter = SimpleUploadedFile('letter.pdf', b'MZ no paper at all', content_type='application/pdf')
                response = self.client.post(url, {**post_data(self.form_data), 'letter_file': letter})

                self.assertHttpStatus(response, 200)
                [reason] = response.context['form'].errors['letter_file']
                self.assertIn('only PDF, PNG and JPEG files are taken', reason)
        self.draft.refresh_from_db()
        self.assertEqual((self._get_queryset().count(), self.draft.name), (count, name))
        self.assertEqual(Document.objects.count(), 0)

    def test_tabs_show_only_permitted_requests(self) -> None:
        """The tabs of site, location and tenant list the requests that the user may see, and no other."""
        mine, other = self._get_queryset().order_by('pk')[:2]
        self._get_queryset().update(location=self.location)
        self.add_permissions('dcim.view_site', 'dcim.view_location', 'tenancy.view_tenant')
        base.permit(self.user, ColocationRequest, 'view', pk=mine.pk)

        for parent in (mine.site, self.location, self.applicant):
            with self.subTest(parent=parent._meta.model_name):
                url = f'{parent.get_absolute_url()}colocation/'
                response = self.client.get(url)

                self.assertContains(response, mine.get_absolute_url())
                self.assertNotContains(response, other.get_absolute_url())
                self.assertContains(self.client.get(parent.get_absolute_url()), url)

    def test_location_tab_finds_requests_inside(self) -> None:
        """A request for a room inside the location is on the location's tab."""
        inner = factories.make_location(site=self.location.site, parent=self.location)
        inside = factories.make_request(location=inner, procedure=self.draft.procedure)
        self.add_permissions('dcim.view_location', 'netbox_colocation.view_colocationrequest')

        response = self.client.get(f'{self.location.get_absolute_url()}colocation/')

        self.assertContains(response, inside.get_absolute_url())

    def test_panels_show_only_permitted_papers(self) -> None:
        """A user who may see the request alone sees neither its documents nor its capacity check."""
        document = factories.make_document(self.draft)
        check = factories.make_check(self.draft)
        self.add_permissions('netbox_colocation.view_colocationrequest')
        alone = self.client.get(self.draft.get_absolute_url())
        base.permit(self.user, type(document), 'view', pk=document.pk)
        base.permit(self.user, type(check), 'view', pk=check.pk)

        permitted = self.client.get(self.draft.get_absolute_url())

        for paper in (document, check):
            self.assertNotContains(alone, paper.get_absolute_url())
            self.assertContains(permitted, paper.get_absolute_url())


class RetrievalViewTests(base.PluginTestCase):
    """A request to get devices back, by the same form."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.applicant = factories.make_tenant(slug='applicant')
        cls.rack = factories.make_rack()
        cls.device = factories.make_device(cls.rack, name='mine', tenant=cls.applicant, position=1)
        cls.procedure = factories.make_procedure(subject_kind='retrieval-request')
        cls.add = reverse('plugins:netbox_colocation:colocationrequest_add')
        cls.form_data = {
            'procedure': cls.procedure.pk,
            'applicant': cls.applicant.pk,
            'name': 'Take it back',
            'purpose': 'The service moved',
            'site': cls.rack.site.pk,
            'returned_devices': [cls.device.pk],
        }

    def setUp(self) -> None:
        super().setUp()
        self.user.is_superuser = True
        self.user.save()

    def errors(self, **data: object) -> dict:
        return self.client.post(self.add, post_data({**self.form_data, **data})).context['form'].errors

    def test_retrieval_names_the_applicants_devices(self) -> None:
        """It is stored with its devices, and its page shows them and no list of servers."""
        self.assertHttpStatus(self.client.post(self.add, post_data(self.form_data)), 302)

        request = ColocationRequest.objects.get(name='Take it back')
        self.assertEqual(list(request.returned_devices.all()), [self.device])
        page = self.client.get(request.get_absolute_url())
        self.assertContains(page, self.device.get_absolute_url())
        self.assertNotContains(page, 'hx-get="/plugins/colocation/servers/')

    def test_devices_of_others_or_elsewhere_are_refused(self) -> None:
        """Only devices of the applicant, at the site that the request names."""
        others = [
            factories.make_device(self.rack, tenant=factories.make_tenant()),
            factories.make_device(self.rack),
            factories.make_device(tenant=self.applicant),
        ]

        for device in others:
            self.assertEqual(list(self.errors(returned_devices=[device.pk])), ['returned_devices'])
        self.assertEqual(ColocationRequest.objects.count(), 0)

    def test_placement_takes_nothing_back(self) -> None:
        self.assertEqual(list(self.errors(procedure=factories.make_procedure().pk)), ['returned_devices'])

    def test_request_with_servers_does_not_become_a_retrieval(self) -> None:
        """Nor does a retrieval get servers."""
        placement = factories.make_request(servers=1, applicant=self.applicant, site=self.rack.site)
        url = reverse('plugins:netbox_colocation:colocationrequest_edit', kwargs={'pk': placement.pk})
        retrieval = subject_factories.make_retrieval(devices=[self.device])
        server = {'request': retrieval.pk, 'name': 'new', 'u_height': 1, 'power_supplies': 1, 'network_interfaces': 1}

        changed = self.client.post(url, post_data(self.form_data))
        added = self.client.post(reverse('plugins:netbox_colocation:requestedserver_add'), server)

        self.assertEqual(list(changed.context['form'].errors), ['procedure'])
        self.assertIn('request', added.context['form'].errors)

    def test_tabs_of_rack_and_device(self) -> None:
        """They list the request that placed a device and the one that takes it back, each once."""
        placement = factories.make_request()
        factories.make_server(placement, device=self.device)
        second = factories.make_device(self.rack, tenant=self.applicant)
        retrieval = subject_factories.make_retrieval(devices=[self.device, second])
        factories.make_request()

        for parent in (self.rack, self.device):
            with self.subTest(parent=parent._meta.model_name):
                page = self.client.get(f'{parent.get_absolute_url()}colocation-requests/').content.decode()
                listed = re.findall(r'<td[^>]*>\s*<a href="/plugins/colocation/requests/(\d+)/">', page)
                self.assertEqual(sorted(map(int, listed)), [placement.pk, retrieval.pk])


class RequestedServerViewTests(base.EditableViewTestCase):
    __test__ = True
    model = RequestedServer

    @classmethod
    def make_rows(cls) -> None:
        cls.request = factories.make_request()
        factories.make_device_type(slug='r640')
        rows = [factories.make_server(cls.request) for _ in range(3)]
        cls.form_data = {
            'request': cls.request.pk,
            'name': 'web-1',
            'manufacturer': 'Example',
            'model': 'Rackmount 2',
            'serial': 'SN-1',
            'u_height': 1.5,
            'is_full_depth': False,
            'is_rack_mountable': False,
            'cooling_method': 'air',
            'redundancy_group': 'database',
            'power_connector': 'iec-60320-c14',
            'network_connector': '1000base-t',
            'mac_addresses': '00:16:3E:00:00:01,00:16:3E:00:00:02',
            'depth_mm': 700,
            'weight_kg': 21.5,
            'power_draw': 450,
            'power_supplies': 2,
            'network_interfaces': 4,
            'public_ipv4': 1,
            'private_ipv4': 1,
            'public_ipv6': 1,
            'private_ipv6': 0,
            'bandwidth': 10_000,
            'domain_names': 'records.example.org,www.example.org',
            'services': 'tcp/443,tcp/80',
            'operating_system': 'Debian 13',
        }
        pk = cls.request.pk
        cls.csv_data = (
            'request,name,device_type,u_height,power_draw,services,power_connector,mac_addresses,redundancy_group',
            f'{pk},one,r640,,300,"tcp/443,tcp/22",iec-60320-c14,00-16-3e-00-00-01,db',
            f'{pk},two,,2,300,,,,',
            f'{pk},three,,0.5,,,,,',
        )
        cls.csv_update_data = ('id,name,power_draw', *(f'{row.pk},renamed-{row.pk},77' for row in rows))
        cls.bulk_edit_data = {'power_draw': 555, 'operating_system': 'Debian 13', 'redundancy_group': 'web'}

    def test_import_keeps_full_depth_unless_told(self) -> None:
        """A server imported without the column `is_full_depth` is full-depth, as the model says."""
        self.user.is_superuser = True
        self.user.save()
        rows = f'request,name,u_height\n{self.request.pk},imported,1'

        self.client.post(self._get_url('bulk_import'), {'data': rows, 'format': 'csv', 'csv_delimiter': 'auto'})

        self.assertIs(RequestedServer.objects.get(name='imported').is_full_depth, True)

    def test_server_of_submitted_request_turns_editor_back(self) -> None:
        """The servers of a submitted request are neither edited nor deleted."""
        self.user.is_superuser = True
        self.user.save()
        server = self._get_queryset().first()
        ColocationRequest.objects.filter(pk=self.request.pk).update(status='open')

        for action in ('edit', 'delete'):
            response = self.client.get(self._get_url(action, server))
            self.assertRedirects(response, server.get_absolute_url(), fetch_redirect_response=False)
        self.client.post(self._get_url('bulk_delete'), {'pk': [server.pk], 'confirm': True, '_confirm': True})
        self.assertTrue(self._get_queryset().filter(pk=server.pk).exists())
