"""Pages of documents, and the download of private files."""

from django.core.files.base import ContentFile
from django.urls import reverse

from netbox_colocation.models import Document
from tests import base, factories, subject_factories
from tests.api.base import PrivateFilesMixin
from tests.documents.cases import make_paper


class DocumentViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Document

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_document()


class DocumentSubjectTests(base.PluginTestCase):
    """The page and the list of papers of visits and tickets, which have no request."""

    def test_page_leads_to_the_visit_or_ticket(self) -> None:
        """Title, subject and case stand there, whatever the paper is about."""
        self.user.is_superuser = True
        self.user.save()
        for make, field in ((subject_factories.make_visit, 'visit'), (subject_factories.make_ticket, 'ticket')):
            subject = make(name=f'About a {field}')
            case = subject_factories.open_case(subject)
            document = make_paper(subject, case=case)
            with self.subTest(field=field):
                page = self.client.get(document.get_absolute_url())

                self.assertContains(page, f'<a href="{subject.get_absolute_url()}">About a {field}</a>', html=True)
                self.assertContains(page, case.number)

    def test_list_finds_papers_by_their_subject(self) -> None:
        """`visit_id` and `ticket_id` narrow the list; so does the name of what they are about."""
        self.add_permissions('netbox_colocation.view_document')
        visit = subject_factories.make_visit(name='Replace a disk')
        wanted = make_paper(visit)
        other = make_paper(subject_factories.make_ticket())

        for query in (f'visit_id={visit.pk}', 'q=replace+a+disk'):
            with self.subTest(query=query):
                page = self.client.get(f'{reverse("plugins:netbox_colocation:document_list")}?{query}')

                self.assertContains(page, wanted.title)
                self.assertNotContains(page, other.title)


class DocumentDownloadTests(PrivateFilesMixin, base.PluginTestCase):
    """A private file has one address, and that asks for the permission on its document."""

    def setUp(self) -> None:
        super().setUp()
        self.document = self.make_document('application/pdf', b'%PDF-1.7 letter')
        self.url = self.url_of(self.document)

    def make_document(self, media_type: str, content: bytes) -> Document:
        document = factories.make_document(media_type=media_type)
        document.file.save('letter.pdf', ContentFile(content))
        return document

    def url_of(self, document: Document) -> str:
        return reverse('plugins:netbox_colocation:document_download', kwargs={'pk': document.pk})

    def test_file_is_served_safely(self) -> None:
        """The file is an attachment that no browser runs, guesses at or keeps."""
        self.add_permissions('netbox_colocation.view_document')

        response = self.client.get(self.url)

        self.assertEqual(b''.join(response.streaming_content), b'%PDF-1.7 letter')
        self.assertTrue(response['Content-Disposition'].startswith('attachment'))
        self.assertEqual(response['Content-Type'], 'application/pdf')
        self.assertEqual(response['X-Content-Type-Options'], 'nosniff')
        self.assertEqual(response['Cache-Control'], 'private, no-store')
        self.assertIn('sandbox', response['Content-Security-Policy'])

    def test_only_known_types_are_shown_inline(self) -> None:
        """A browser may show a PDF when it asks to; a page of HTML is never anything but an attachment."""
        self.add_permissions('netbox_colocation.view_document')
        page = self.make_document('text/html', b'<script>alert(1)</script>')

        shown = self.client.get(f'{self.url}?inline=1')
        hostile = self.client.get(f'{self.url_of(page)}?inline=1')

        self.assertTrue(shown['Content-Disposition'].startswith('inline'))
        self.assertTrue(hostile['Content-Disposition'].startswith('attachment'))

    def test_permission_is_that_of_the_document(self) -> None:
        """403 without any permission, 404 for a document that the permission leaves out, 302 for a stranger."""
        other = self.make_document('application/pdf', b'%PDF-1.7 other')

        self.assertHttpStatus(self.client.get(self.url), 403)
        base.permit(self.user, Document, 'view', pk=other.pk)
        self.assertHttpStatus(self.client.get(self.url), 404)
        self.assertHttpStatus(self.client.get(self.url_of(other)), 200)
        self.client.logout()
        self.assertHttpStatus(self.client.get(self.url_of(other)), 302)

    def test_missing_file_is_not_found(self) -> None:
        """A document without a file, or whose file is gone, is a 404 and no server error."""
        self.add_permissions('netbox_colocation.view_document')
        self.document.file.storage.delete(self.document.file.name)

        self.assertHttpStatus(self.client.get(self.url), 404)
        self.assertHttpStatus(self.client.get(self.url_of(factories.make_document())), 404)
