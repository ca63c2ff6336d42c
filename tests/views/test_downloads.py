"""Every door to a private file, and who gets through it."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from netbox_colocation.management.access import APPLICANTS, OFFICERS, ensure_groups
from netbox_colocation.models import Document
from tests import base, factories
from tests.api.base import PrivateFilesMixin, log_in

CONTENT = b'%PDF-1.7 rahasia'


class DownloadsTests(PrivateFilesMixin, base.PluginTestCase):
    """An applicant of agency A, one of agency B, an officer of another agency, a user without rights, a stranger."""

    def setUp(self) -> None:
        super().setUp()
        groups = ensure_groups()
        self.document = factories.make_document(media_type='application/pdf', state='filed')
        self.document.file.save('rahasia.pdf', ContentFile(CONTENT))
        self.addCleanup(self.document.file.storage.delete, self.document.file.name)
        self.users = {'nobody': factories.make_user()}
        for name, tenant in (('own', self.document.request.applicant), ('other', factories.make_tenant())):
            self.users[name] = factories.make_representative(tenant=tenant).user
            self.users[name].groups.add(groups[APPLICANTS])
        self.users['officer elsewhere'] = factories.make_appointment().user
        self.users['officer elsewhere'].groups.add(groups[OFFICERS])
        page = reverse('plugins:netbox_colocation:document_download', args=[self.document.pk])
        name = self.document.file.name
        self.doors = {
            'page': page,
            'inline': f'{page}?inline=1',
            'file copy': f'{page}?copy=file',
            'row': self.document.get_absolute_url(),
            'media': f'/media/{name}',
            'media, up': f'/media/../{settings.MEDIA_ROOT.rstrip("/").rsplit("/", 1)[-1]}-colocation/{name}',
            'static': f'/static/{name}',
        }
        api = f'/api/plugins/colocation/documents/{self.document.pk}/'
        self.api_doors = {'api row': api, 'api file': f'{api}download/', 'api copy': f'{api}download/?copy=file'}

    def ask(self, user) -> dict[str, int]:
        self.client.logout()
        if user is not None:
            self.client.force_login(user)
        answers = {door: self.client.get(address).status_code for door, address in self.doors.items()}
        client = log_in(user) if user else self.client
        return answers | {door: client.get(address).status_code for door, address in self.api_doors.items()}

    def test_who_gets_through_which_door(self) -> None:
        """Whoever may not see the row learns from no door that it is there; where files lie leads nobody to them."""
        nowhere = {'media': 404, 'media, up': 400, 'static': 404}
        other = dict.fromkeys((*self.doors, *self.api_doors), 404) | nowhere

        self.assertEqual(
            self.ask(self.users['own']),
            {'page': 200, 'inline': 200, 'file copy': 404, 'row': 200, **nowhere, 'api row': 200, 'api file': 200,
             'api copy': 404},
        )  # fmt: skip
        self.assertEqual(self.ask(self.users['other']), other)
        self.assertEqual(self.ask(self.users['officer elsewhere']), other)
        forbidden = dict.fromkeys(('page', 'inline', 'file copy', 'row', *self.api_doors), 403)
        self.assertEqual(self.ask(self.users['nobody']), {**nowhere, **forbidden})
        strangers = self.ask(None)
        self.assertEqual(set(strangers.values()) - {302, 400, 403, 404}, set())

    def test_graphql_and_api_say_no_path(self) -> None:
        client = log_in(self.users['own'])
        row = client.get(self.api_doors['api row']).content.decode()
        query = {'query': '{ colocation_document_list { id digest media_type } }'}
        seen = client.post('/graphql/', query, format='json').json()
        asked = client.post('/graphql/', {'query': '{ colocation_document_list { file } }'}, format='json')

        self.assertNotIn(self.document.file.name, row)
        self.assertEqual(len(seen['data']['colocation_document_list']), 1)
        self.assertIn('errors', asked.json())
        others = log_in(self.users['other']).post('/graphql/', query, format='json').json()
        self.assertEqual(others['data']['colocation_document_list'], [])

    def test_headers_let_nobody_keep_or_run_it(self) -> None:
        self.client.force_login(self.users['own'])
        saved, shown = (self.client.get(self.doors[door]) for door in ('page', 'inline'))

        for response in (saved, shown):
            self.assertEqual(response['X-Content-Type-Options'], 'nosniff')
            self.assertEqual(response['Cache-Control'], 'private, no-store')
            self.assertIn("default-src 'none'", response['Content-Security-Policy'])
        self.assertTrue(saved['Content-Disposition'].startswith('attachment'))
        self.assertTrue(shown['Content-Disposition'].startswith('inline'))
        self.assertNotIn('rahasia', saved['Content-Disposition'])

    def test_a_destroyed_file_is_gone_through_every_door_and_says_by_what(self) -> None:
        disposal = factories.make_disposal(name='Pemusnahan 2026')
        Document.objects.filter(pk=self.document.pk).update(destroyed_at=factories.NOW, disposal=disposal)
        self.client.force_login(self.users['own'])

        answers = [self.client.get(self.doors[door]) for door in ('page', 'inline')]
        answers.append(log_in(self.users['own']).get(self.api_doors['api file']))

        for answer in answers:
            self.assertContains(answer, 'Pemusnahan 2026', status_code=410)
        row = log_in(self.users['own']).get(self.api_doors['api row']).json()
        self.assertIsNone(row['download_url'])
        self.assertContains(self.client.get(self.doors['row']), 'Pemusnahan 2026')
        self.assertEqual(self.ask(self.users['other'])['page'], 404)
