"""REST and GraphQL of documents, and the download."""

from django.core.files.base import ContentFile
from django.test import Client

from utilities.testing import disable_warnings

from netbox_colocation.models import Document
from tests import factories, subject_factories
from tests.api import base
from tests.documents.cases import make_paper


class DocumentAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = Document
    brief_fields = ['display', 'download_url', 'id', 'kind', 'number', 'state', 'title', 'url']

    @classmethod
    def make_rows(cls) -> None:
        request = factories.make_request()
        for _ in range(3):
            factories.make_document(request)

    def test_document_says_whose_file_it_is_in(self) -> None:
        """Exactly one of request, visit and ticket; the others are null. A filter finds each by it."""
        self.add_permissions('netbox_colocation.view_document')
        subjects = {
            'request': factories.make_request(),
            'visit': subject_factories.make_visit(),
            'ticket': subject_factories.make_ticket(),
        }
        for field, subject in subjects.items():
            document = make_paper(subject)
            with self.subTest(field=field):
                shown = self.client.get(self._get_detail_url(document), **self.header).data
                listed = self.client.get(f'{self._get_list_url()}?{field}_id={subject.pk}', **self.header).data
                owned = self.client.get(
                    f'{self._get_list_url()}?applicant_id={subject.applicant_id}', **self.header
                ).data

                self.assertEqual(
                    {name: shown[name] and shown[name]['id'] for name in subjects},
                    {name: subject.pk if name == field else None for name in subjects},
                )
                for found in (listed, owned):
                    self.assertEqual([row['id'] for row in found['results']], [document.pk])

    def test_graphql_leads_to_the_subject(self) -> None:
        """A document's visit or ticket, to whoever may see that too."""
        self.add_permissions('netbox_colocation.view_document', 'netbox_colocation.view_accessvisit')
        visit, ticket = subject_factories.make_visit(), subject_factories.make_ticket()
        for field, subject in (('visit', visit), ('ticket', ticket)):
            make_paper(subject, title=f'Paper of a {field}')
        query = (
            '{ colocation_document_list(filters: {title: {starts_with: "Paper of"}}) { request { id } visit { id } } }'
        )

        rows = self.client.post('/graphql/', {'query': query}, format='json', **self.header).json()['data']

        self.assertEqual(
            rows['colocation_document_list'],
            [{'request': None, 'visit': None}, {'request': None, 'visit': {'id': str(visit.pk)}}],
        )


class DownloadTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """`GET documents/{id}/download/`."""

    __test__ = True
    model = Document

    def setUp(self) -> None:
        super().setUp()
        self.document = self.make_document()
        self.url = f'{base.ROOT}documents/{self.document.pk}/download/'

    def make_document(self, media_type: str = 'application/pdf', content: bytes = b'%PDF-1.7 letter') -> Document:
        document = factories.make_document(media_type=media_type, digest='d' * 64)
        document.file.save('secret-place.pdf', ContentFile(content))
        return document

    def test_document_says_where_its_file_is_served_not_where_it_is_stored(self) -> None:
        """`download_url` leads to the file; no answer has the name in the storage."""
        self.add_permissions('netbox_colocation.view_document')
        query = '{ colocation_document_list { id title media_type } }'

        answers = [
            self.client.get(f'{base.ROOT}documents/{self.document.pk}/'),
            self.client.get(f'{base.ROOT}documents/'),
            self.client.get(f'{base.ROOT}documents/?brief=1'),
            self.client.post('/graphql/', {'query': query}, format='json'),
        ]

        self.assertEqual(answers[0].data['download_url'], f'http://testserver{self.url}')
        for answer in answers:
            self.assertHttpStatus(answer, 200)
            self.assertNotIn(b'secret-place', answer.content)

    def test_document_without_a_file_has_no_download(self) -> None:
        """Until it is rendered `download_url` is null, and the download says so with 404."""
        self.add_permissions('netbox_colocation.view_document')
        document = factories.make_document()

        shown = self.client.get(f'{base.ROOT}documents/{document.pk}/')
        file = self.client.get(f'{base.ROOT}documents/{document.pk}/download/')

        self.assertIsNone(shown.data['download_url'])
        self.assertHttpStatus(file, 404)
        self.assertIn('no file yet', file.json()['detail'])

    def test_file_is_served_safely(self) -> None:
        """Whatever the client accepts: an attachment that no browser runs or guesses at and no cache keeps."""
        self.add_permissions('netbox_colocation.view_document')

        for accept in ('application/pdf', 'application/json', '*/*'):
            with self.subTest(accept=accept):
                response = self.client.get(self.url, HTTP_ACCEPT=accept)
                self.assertHttpStatus(response, 200)
                self.assertEqual(b''.join(response.streaming_content), b'%PDF-1.7 letter')
                self.assertEqual(response['Content-Type'], 'application/pdf')
                self.assertEqual(
                    response['Content-Disposition'], f'attachment; filename="request-letter-{self.document.pk}.pdf"'
                )
                self.assertEqual(response['X-Content-Type-Options'], 'nosniff')
                self.assertEqual(response['Cache-Control'], 'private, no-store')

    def test_unknown_type_is_only_bytes(self) -> None:
        """A file whose type is none of ours is never served as that type."""
        self.add_permissions('netbox_colocation.view_document')
        page = self.make_document('text/html', b'<script>alert(1)</script>')

        response = self.client.get(f'{base.ROOT}documents/{page.pk}/download/')

        self.assertEqual(response['Content-Type'], 'application/octet-stream')

    def test_permission_is_that_of_the_document(self) -> None:
        """403 without any, 404 for a document that the permission leaves out, 403 for a stranger: always JSON."""
        other = self.make_document()

        with disable_warnings('django.request'):
            refused = self.client.get(self.url, HTTP_ACCEPT='application/pdf')
            base.permit(self.user, Document, 'view', pk=other.pk)
            hidden = self.client.get(self.url)
            stranger = Client().get(self.url)

        self.assertEqual([answer.status_code for answer in (refused, hidden, stranger)], [403, 404, 403])
        self.assertEqual(refused['Content-Type'], 'application/json')
        self.assertHttpStatus(self.client.get(f'{base.ROOT}documents/{other.pk}/download/'), 200)

    def test_file_that_is_gone_is_not_found(self) -> None:
        """A file that is missing from the storage is a 404 and a line in the log, no server error."""
        self.add_permissions('netbox_colocation.view_document')
        self.document.file.storage.delete(self.document.file.name)

        with self.assertLogs('netbox_colocation.downloads', 'ERROR'):
            response = self.client.get(self.url)

        self.assertHttpStatus(response, 404)
