"""An agency's representative and the other agency, with the permissions that the plugin ships (`management.access`)."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from utilities.testing import disable_warnings

from netbox_colocation.management.access import APPLICANTS, ensure_groups
from netbox_colocation.models import AccessVisit, ColocationRequest, Document, MaintenanceTicket, RequestedServer
from tests import factories, subject_factories
from tests.api import base


class TwoAgenciesTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """A representative of agency A never makes, sees or changes anything of agency B."""

    __test__ = True
    model = ColocationRequest

    def setUp(self) -> None:
        super().setUp()
        self.mine, self.theirs = factories.make_tenant(), factories.make_tenant()
        self.user.groups.add(ensure_groups()[APPLICANTS])
        factories.make_representative(user=self.user, tenant=self.mine)
        factories.make_representative(tenant=self.theirs)
        self.procedure, self.site = factories.make_procedure(), factories.make_site()
        self.my_request = self.make_request(self.mine)
        self.their_request = self.make_request(self.theirs)

    def make_request(self, applicant) -> ColocationRequest:
        return factories.make_request(applicant=applicant, procedure=self.procedure, site=self.site, servers=1)

    def make_letter(self, request: ColocationRequest, **fields) -> Document:
        document = factories.make_document(request, media_type='application/pdf', **fields)
        document.file.save('letter.pdf', ContentFile(b'%PDF-1.7'))
        return document

    def body(self, applicant) -> dict:
        return {
            'name': 'A server',
            'procedure': self.procedure.pk,
            'applicant': applicant.pk,
            'site': self.site.pk,
            'purpose': 'A service',
        }

    def status(self, method: str, path: str, data: object = None) -> int:
        with disable_warnings('django.request'):
            return getattr(self.client, method)(base.ROOT + path, data, format='json').status_code

    def test_request_is_made_for_the_own_agency_only(self) -> None:
        """For A 201; for B 403 although its id is known, singly and in a list, and no row is left."""
        mine, theirs = self.body(self.mine), self.body(self.theirs)

        self.assertEqual(self.status('post', 'colocation-requests/', mine), 201)
        self.assertEqual(self.status('post', 'colocation-requests/', theirs), 403)
        self.assertEqual(self.status('post', 'colocation-requests/', [mine, theirs]), 403)
        self.assertEqual(ColocationRequest.objects.filter(applicant=self.theirs).count(), 1)
        self.assertEqual(ColocationRequest.objects.filter(applicant=self.mine).count(), 2)

    def test_request_cannot_be_handed_to_another_agency(self) -> None:
        """Changing the applicant to B is refused; changing B's request is a 404."""
        path = f'colocation-requests/{self.my_request.pk}/'

        self.assertEqual(self.status('patch', path, {'applicant': self.theirs.pk}), 403)
        self.assertEqual(self.status('patch', f'colocation-requests/{self.their_request.pk}/', {'name': 'x'}), 404)
        self.my_request.refresh_from_db()
        self.assertEqual(self.my_request.applicant, self.mine)

    def test_server_is_put_into_own_requests_only(self) -> None:
        """A server for B's request is refused although the request's id is known; so is moving one there."""
        before = base.state_of(RequestedServer)
        data = {'request': self.their_request.pk, 'name': 'intruder', 'u_height': 1}
        own = f'requested-servers/{self.my_request.servers.get().pk}/'

        self.assertEqual(self.status('post', 'requested-servers/', data), 403)
        self.assertEqual(self.status('patch', own, {'request': self.their_request.pk}), 403)
        self.assertEqual(base.state_of(RequestedServer), before)
        self.assertEqual(self.status('post', 'requested-servers/', {**data, 'request': self.my_request.pk}), 201)

    def test_lists_show_the_own_agency_only(self) -> None:
        """REST and GraphQL list A's requests, servers, cases, tasks and papers, and nothing of B's."""
        for request in (self.my_request, self.their_request):
            request.case = factories.make_case(applicant=request.applicant)
            request.save()
            factories.make_task(case=request.case)  # an officer's: no applicant's business
            factories.make_task(case=request.case, role_key='applicant')
            factories.make_document(request, case=request.case)
        rows = {
            'colocation-requests': ('colocation_request_list', self.my_request),
            'requested-servers': ('colocation_requested_server_list', self.my_request.servers.get()),
            'cases': ('colocation_case_list', self.my_request.case),
            'tasks': ('colocation_task_list', self.my_request.case.tasks.get(role_key='applicant')),
            'documents': ('colocation_document_list', self.my_request.documents.get()),
        }

        for path, (query, row) in rows.items():
            with self.subTest(path=path):
                rest = self.client.get(base.ROOT + path + '/').json()
                graphql = self.client.post('/graphql/', {'query': f'{{ {query} {{ id }} }}'}, format='json').json()
                self.assertEqual([found['id'] for found in rest['results']], [row.pk])
                self.assertEqual(graphql['data'][query], [{'id': str(row.pk)}])

    def test_visits_and_tickets_of_the_own_agency_only(self) -> None:
        """A makes, sees, changes, submits and files letters for its own visits and tickets; B's are 404, papers too."""
        for make, path, relation in (
            (subject_factories.make_visit, 'access-visits', 'visit'),
            (subject_factories.make_ticket, 'maintenance-tickets', 'ticket'),
        ):
            mine, theirs = make(applicant=self.mine), make(applicant=self.theirs)
            papers = [
                Document.objects.create(**{relation: row}, kind='request-letter', direction='incoming', title=str(row))
                for row in (mine, theirs)
            ]
            internal = Document.objects.create(
                **{relation: mine}, kind='work-report', direction='internal', title='Internal'
            )
            query = f'colocation_{type(mine)._meta.verbose_name.replace(" ", "_")}_list'
            with self.subTest(path=path):
                rest = self.client.get(f'{base.ROOT}{path}/').json()
                graphql = self.client.post('/graphql/', {'query': f'{{ {query} {{ id }} }}'}, format='json').json()
                self.assertEqual([row['id'] for row in rest['results']], [mine.pk])
                self.assertEqual(graphql['data'][query], [{'id': str(mine.pk)}])
                self.assertEqual(self.status('patch', f'{path}/{mine.pk}/', {'description': 'x'}), 200)
                self.assertEqual(self.status('patch', f'{path}/{mine.pk}/', {'applicant': self.theirs.pk}), 403)
                self.assertEqual(self.status('patch', f'{path}/{theirs.pk}/', {'description': 'x'}), 404)
                self.assertEqual(self.status('post', f'{path}/{theirs.pk}/submit/', {}), 404)
                self.assertEqual(self.status('get', f'documents/{papers[0].pk}/'), 200)
                self.assertEqual(self.status('get', f'documents/{papers[1].pk}/'), 404)
                self.assertEqual(self.status('get', f'documents/{internal.pk}/'), 404)
        self.assertEqual(AccessVisit.objects.filter(applicant=self.theirs, description='').count(), 1)
        self.assertEqual(MaintenanceTicket.objects.filter(applicant=self.theirs, description='').count(), 1)

    def test_devices_of_others_are_neither_seen_nor_named(self) -> None:
        """A sees its own devices and the racks that they stand in; B's cannot be put into a retrieval by their ID."""
        rack, other_rack = factories.make_rack(site=self.site), factories.make_rack(site=self.site)
        own = factories.make_device(rack, tenant=self.mine, position=1)
        theirs = factories.make_device(other_rack, tenant=self.theirs, name='secret', position=1)
        procedure = factories.make_procedure(subject_kind='retrieval-request')
        body = {**self.body(self.mine), 'procedure': procedure.pk}

        devices = self.client.get('/api/dcim/devices/').json()['results']
        racks = self.client.get('/api/dcim/racks/').json()['results']
        with disable_warnings('django.request'):
            refused = self.client.post(
                f'{base.ROOT}colocation-requests/', {**body, 'returned_devices': [theirs.pk]}, format='json'
            )

        self.assertEqual([row['id'] for row in devices], [own.pk])
        self.assertEqual([row['id'] for row in racks], [rack.pk])
        self.assertHttpStatus(refused, 400)
        self.assertNotIn('secret', str(refused.data))
        self.assertEqual(self.status('post', 'colocation-requests/', {**body, 'returned_devices': [own.pk]}), 201)

    def test_papers_are_not_read_by_guessing(self) -> None:
        """B's papers are 404 by their ids, file and all; so are A's own internal papers and unsent letters."""
        readable = self.make_letter(self.my_request, direction='incoming')
        hidden = [
            self.make_letter(self.their_request, direction='incoming'),
            self.make_letter(self.my_request, direction='internal', kind='capacity-report'),
            self.make_letter(self.my_request, direction='outgoing', kind='reply-letter', state='signed'),
        ]

        for document in hidden:
            self.assertEqual(self.status('get', f'documents/{document.pk}/'), 404)
            self.assertEqual(self.status('get', f'documents/{document.pk}/download/'), 404)
        self.assertEqual(self.status('get', f'documents/{readable.pk}/download/'), 200)

    def test_actions_keep_to_the_own_agency(self) -> None:
        """B's request takes no letter and no submission from A; capacity is not A's to check."""
        path = f'colocation-requests/{self.their_request.pk}/'
        file = {'file': SimpleUploadedFile('letter.pdf', factories.make_pdf())}

        with disable_warnings('django.request'):
            letter = self.client.post(f'{base.ROOT}{path}letter/', file, format='multipart')

        self.assertHttpStatus(letter, 404)
        self.assertEqual(self.status('post', f'{path}submit/', {}), 404)
        self.assertEqual(self.status('post', f'{path}check-capacity/', {'dry_run': True}), 403)
        self.their_request.refresh_from_db()
        self.assertEqual((self.their_request.status, self.their_request.documents.count()), ('draft', 0))

    def test_former_representative_sees_nothing(self) -> None:
        """When the representation has ended, so has everything."""
        representative = self.user.colocation_representations.get()
        representative.valid_until = representative.valid_from
        representative.save()

        self.assertEqual(self.client.get(f'{base.ROOT}colocation-requests/').json()['count'], 0)
        self.assertEqual(self.status('post', 'colocation-requests/', self.body(self.mine)), 403)
