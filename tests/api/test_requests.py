"""REST and GraphQL of colocation requests and their servers, and what can be done with a request."""

from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core.models import ObjectChange

from netbox_colocation.choices import CapacityResourceChoices
from netbox_colocation.models import CapacityCheck, ColocationRequest, Document, RequestedServer
from tests import factories
from tests.api import base


class ColocationRequestAPITests(base.EditableAPITestCase):
    __test__ = True
    model = ColocationRequest
    brief_fields = ['description', 'display', 'id', 'name', 'status', 'url']
    bulk_update_data = {'purpose': 'Another purpose', 'description': 'Changed together'}
    bulk_update_invalid_data = {'letter_date': 'yesterday'}

    @classmethod
    def make_rows(cls) -> None:
        procedure, applicant, site = factories.make_procedure(), factories.make_tenant(), factories.make_site()
        for _ in range(3):
            factories.make_request(procedure=procedure, applicant=applicant, site=site)
        cls.create_data = [
            {
                'name': f'Health records {row}',
                'procedure': procedure.pk,
                'applicant': applicant.pk,
                'site': site.pk,
                'purpose': 'Public service',
                'grouping': 'apart',
                'letter_number': f'045/{row}/2026',
                'letter_date': '2026-11-20',
            }
            for row in range(3)
        ]

    def test_state_is_the_procedures(self) -> None:
        """`status` and `case` in a PATCH or POST are ignored: only the engine writes them."""
        self.add_permissions('netbox_colocation.change_colocationrequest', 'netbox_colocation.add_colocationrequest')
        row = self._get_queryset().first()
        case = factories.make_case()
        data = {'name': 'Renamed', 'status': 'accepted', 'case': case.pk}

        changed = self.client.patch(self._get_detail_url(row), data, format='json', **self.header)
        made = self.client.post(self._get_list_url(), {**self.create_data[0], **data}, format='json', **self.header)

        self.assertHttpStatus(changed, 200)
        self.assertHttpStatus(made, 201)
        for pk in (row.pk, made.data['id']):
            request = ColocationRequest.objects.get(pk=pk)
            self.assertEqual((request.name, request.status, request.case), ('Renamed', 'draft', None))

    def test_location_belongs_to_the_site(self) -> None:
        """A location of another site is refused at its field."""
        self.add_permissions('netbox_colocation.add_colocationrequest')
        data = {**self.create_data[0], 'location': factories.make_location().pk}

        response = self.client.post(self._get_list_url(), data, format='json', **self.header)

        self.assertHttpStatus(response, 400)
        self.assertEqual(list(response.data), ['location'])


class RequestedServerAPITests(base.EditableAPITestCase):
    __test__ = True
    model = RequestedServer
    brief_fields = ['display', 'id', 'name', 'url']
    bulk_update_data = {'power_draw': 350, 'services': ['tcp/443', 'udp/53'], 'redundancy_group': 'db'}
    bulk_update_invalid_data = {'services': ['https']}

    @classmethod
    def make_rows(cls) -> None:
        request = factories.make_request(servers=3, server={'domain_names': ['simrs.example.go.id']})
        cls.request = request
        cls.create_data = [
            {
                'request': request.pk,
                'name': f'db-{row}',
                'u_height': 2.5,
                'power_draw': 500,
                'public_ipv4': 1,
                'domain_names': ['db.example.go.id'],
                'services': ['tcp/5432'],
                'is_rack_mountable': False,
                'cooling_method': 'liquid',
                'redundancy_group': 'db',
                'power_connector': 'iec-60320-c14',
                'network_connector': '10gbase-x-sfpp',
                'mac_addresses': [f'00:16:3E:00:01:0{row}'],
            }
            for row in range(3)
        ]

    def test_device_is_the_procedures(self) -> None:
        """A client cannot say which device a server became."""
        self.add_permissions('netbox_colocation.change_requestedserver')
        row = self._get_queryset().first()
        data = {'serial': 'SN1', 'device': factories.make_device().pk}

        response = self.client.patch(self._get_detail_url(row), data, format='json', **self.header)

        self.assertHttpStatus(response, 200)
        row.refresh_from_db()
        self.assertEqual((row.serial, row.device), ('SN1', None))

    def test_servers_of_a_submitted_request_stay(self) -> None:
        """After submission a server is neither changed nor added here."""
        self.add_permissions('netbox_colocation.change_requestedserver', 'netbox_colocation.add_requestedserver')
        ColocationRequest.objects.update(status='open')
        before = base.state_of(RequestedServer)
        url = self._get_detail_url(self._get_queryset().first())

        changed = self.client.patch(url, {'power_draw': 9}, format='json', **self.header)
        made = self.client.post(self._get_list_url(), self.create_data[0], format='json', **self.header)

        for response in (changed, made):
            self.assertHttpStatus(response, 400)
            self.assertEqual(list(response.data), ['request'])
        self.assertEqual(base.state_of(RequestedServer), before)

    def test_servers_of_a_submitted_request_do_not_leave_it(self) -> None:
        """Nor is one deleted, or moved to a request that is still a draft."""
        self.add_permissions('netbox_colocation.change_requestedserver', 'netbox_colocation.delete_requestedserver')
        ColocationRequest.objects.update(status='open')
        before = base.state_of(RequestedServer)
        url, draft = self._get_detail_url(self._get_queryset().first()), factories.make_request()

        moved = self.client.patch(url, {'request': draft.pk}, format='json', **self.header)
        deleted = self.client.delete(url, **self.header)

        self.assertEqual((moved.status_code, deleted.status_code), (400, 409))
        self.assertEqual(base.state_of(RequestedServer), before)


class LetterTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """`POST colocation-requests/{id}/letter/`."""

    __test__ = True
    model = ColocationRequest

    def setUp(self) -> None:
        super().setUp()
        self.request = factories.make_request(
            letter_number='045/65/2026', letter_date=factories.NOW.date(), letter_subject='Penempatan server'
        )
        self.url = f'{base.ROOT}colocation-requests/{self.request.pk}/letter/'

    def post(self, content: bytes | None = None, **headers: str):
        file = SimpleUploadedFile('../../letter.exe', factories.make_pdf() if content is None else content)
        return self.client.post(self.url, {'file': file}, format='multipart', **headers)

    def test_letter_becomes_a_document(self) -> None:
        """The letter is kept under the number, date and subject of the request; the answer leads to the file."""
        self.add_permissions('netbox_colocation.change_colocationrequest', 'netbox_colocation.view_document')

        response = self.post()

        self.assertHttpStatus(response, 201)
        document = Document.objects.get(pk=response.data['id'])
        self.assertEqual(
            (document.request, document.kind, document.number), (self.request, 'request-letter', '045/65/2026')
        )
        self.assertEqual((document.dated, document.title), (factories.NOW.date(), 'Penempatan server'))
        self.assertEqual(document.drafted_by, self.user)
        file = self.client.get(response.data['download_url'])
        self.assertEqual(b''.join(file.streaming_content), factories.make_pdf())

    def test_change_on_the_request_is_what_it_needs(self) -> None:
        """403 without, 404 outside the constraint; `add` on requests or documents is not it."""
        self.add_permissions('netbox_colocation.add_colocationrequest', 'netbox_colocation.view_colocationrequest')
        self.assertHttpStatus(self.post(), 403)
        permission = base.permit(self.user, ColocationRequest, 'change', pk=factories.make_request().pk)
        self.assertHttpStatus(self.post(), 404)
        self.assertEqual(Document.objects.count(), 0)

        permission.constraints = {'pk': self.request.pk}
        permission.save()

        self.assertHttpStatus(self.post(), 201)

    def test_token_for_reading_only_cannot_write(self) -> None:
        """A token without the right to write is refused, whatever its user may do."""
        self.add_permissions('netbox_colocation.change_colocationrequest')
        client = base.log_in(self.user, write_enabled=False)

        response = client.post(self.url, {'file': SimpleUploadedFile('letter.pdf', factories.make_pdf())})

        self.assertHttpStatus(response, 403)
        self.assertEqual(Document.objects.count(), 0)

    def test_refused_file_says_why_and_leaves_nothing(self) -> None:
        """What is no letter is answered with 400, a code and the findings; nothing is kept."""
        self.add_permissions('netbox_colocation.change_colocationrequest')

        response = self.post(b'MZ this is a program')

        self.assertHttpStatus(response, 400)
        self.assertEqual(response.data['code'], 'file-refused')
        [finding] = response.data['findings']
        self.assertEqual((finding['code'], finding['field']), ('unknown-type', 'file'))
        self.assertEqual(Document.objects.count(), 0)
        self.assertEqual(ObjectChange.objects.count(), 0)

    def test_body_needs_a_file(self) -> None:
        """Without a file the field says so; JSON is not taken."""
        self.add_permissions('netbox_colocation.change_colocationrequest')

        self.assertEqual(list(self.client.post(self.url, {}, format='multipart').data), ['file'])
        self.assertHttpStatus(self.client.post(self.url, {}, format='json'), 415)

    def test_request_that_changed_meanwhile_is_412(self) -> None:
        """`If-Match` holds here as for every write."""
        self.add_permissions('netbox_colocation.change_colocationrequest')

        self.assertHttpStatus(self.post(HTTP_IF_MATCH='W/"2001-01-01"'), 412)
        self.assertEqual(Document.objects.count(), 0)


class CheckCapacityTests(base.PluginAPITestCase):
    """`POST colocation-requests/{id}/check-capacity/`."""

    __test__ = True
    model = ColocationRequest

    @classmethod
    def setUpTestData(cls) -> None:
        rack = factories.make_powered_rack()
        factories.make_pool(site=rack.site)
        cls.request = factories.make_request(site=rack.site, servers=1)
        cls.url = f'{base.ROOT}colocation-requests/{cls.request.pk}/check-capacity/'

    def test_check_is_stored(self) -> None:
        """The answer is the stored check: who asked, the verdict, one finding or more for each resource, the place."""
        self.add_permissions('netbox_colocation.add_capacitycheck', 'netbox_colocation.view_colocationrequest')

        response = self.client.post(self.url, {}, format='json')

        self.assertHttpStatus(response, 201)
        check = CapacityCheck.objects.get()
        self.assertEqual((response.data['id'], check.checked_by, check.request), (check.pk, self.user, self.request))
        self.assertEqual(response.data['verdict']['value'], check.verdict)
        self.assertEqual(response.data['findings'], check.findings)
        self.assertEqual(
            {finding['resource'] for finding in check.findings},
            set(CapacityResourceChoices.values()),
        )
        [placement] = response.data['placements']
        self.assertEqual(placement['server'], self.request.servers.get().pk)

    def test_dry_run_stores_nothing(self) -> None:
        """The same answer, 200, and nothing is kept."""
        self.add_permissions('netbox_colocation.add_capacitycheck', 'netbox_colocation.view_colocationrequest')
        stored = self.client.post(self.url, {}, format='json').data

        response = self.client.post(self.url, {'dry_run': True}, format='json')

        self.assertHttpStatus(response, 200)
        self.assertEqual(response.data.keys(), {'verdict', 'findings', 'placements'})
        self.assertEqual(response.json(), {key: stored[key] for key in response.data})
        self.assertEqual(CapacityCheck.objects.count(), 1)

    def test_only_the_resources_asked_for(self) -> None:
        """`resources` narrows the check; a word that is none of them is refused."""
        self.add_permissions('netbox_colocation.add_capacitycheck', 'netbox_colocation.view_colocationrequest')
        body = {'dry_run': True, 'resources': ['place', 'ups', 'place']}

        response = self.client.post(self.url, body, format='json')
        wrong = self.client.post(self.url, {'resources': ['coffee']}, format='json')

        self.assertEqual({finding['resource'] for finding in response.data['findings']}, {'place', 'ups'})
        self.assertHttpStatus(wrong, 400)
        self.assertEqual(list(wrong.data), ['resources'])
        self.assertEqual(CapacityCheck.objects.count(), 0)

    def test_rights(self) -> None:
        """It needs `add` on capacity checks, and `view` on the request; a dry run too."""
        for body in ({}, {'dry_run': True}):
            with self.subTest(body=body):
                self.assertHttpStatus(self.client.post(self.url, body, format='json'), 403)
        self.add_permissions('netbox_colocation.add_capacitycheck')
        self.assertHttpStatus(self.client.post(self.url, {'dry_run': True}, format='json'), 404)
        self.assertEqual(CapacityCheck.objects.count(), 0)

    def test_constraint_on_checks_is_kept(self) -> None:
        """A permission to check the requests of one site only checks no others, and leaves no row of the attempt."""
        self.add_permissions('netbox_colocation.view_colocationrequest')
        permission = base.permit(self.user, CapacityCheck, 'add', request__site=factories.make_site().pk)

        self.assertHttpStatus(self.client.post(self.url, {}, format='json'), 403)
        self.assertEqual(CapacityCheck.objects.count(), 0)

        permission.constraints = {'request__site': self.request.site.pk}
        permission.save()
        self.assertHttpStatus(self.client.post(self.url, {}, format='json'), 201)

    def test_store_runs_in_a_transaction(self) -> None:
        """What the service writes is undone when anything after it fails."""
        self.add_permissions('netbox_colocation.add_capacitycheck', 'netbox_colocation.view_colocationrequest')

        def fail(*args, **kwargs):
            factories.make_check(self.request)
            raise RuntimeError

        path = 'netbox_colocation.api.views.requests.checks.verify_capacity'
        with transaction.atomic(), mock.patch(path, fail), self.assertRaises(RuntimeError):
            self.client.post(self.url, {}, format='json')
        self.assertEqual(CapacityCheck.objects.count(), 0)
