"""REST and GraphQL of letterheads and templates."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from netbox_colocation.models import DocumentTemplate, Letterhead
from tests import factories
from tests.api import base


class LetterheadAPITests(base.EditableAPITestCase):
    __test__ = True
    model = Letterhead
    brief_fields = ['agency', 'description', 'display', 'id', 'name', 'url']
    bulk_update_data = {'place': 'Solok', 'paper': 'f4'}
    bulk_update_invalid_data = {'margin_top': 2}
    user_permissions = ('tenancy.view_tenant',)

    @classmethod
    def make_rows(cls) -> None:
        for letter in 'ABC':
            factories.make_letterhead(name=f'Dinas {letter}')
        cls.create_data = [
            {'agency': factories.make_tenant().pk, 'name': 'Dinas Kominfo', 'font': 'bookman', 'font_size': 11.5},
            {'agency': factories.make_tenant().pk, 'lines': 'Jalan 1\nTelepon 2'},
            {'agency': factories.make_tenant().pk, 'paper': 'f4', 'margin_left': 30},
        ]


class LetterheadLogoTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    __test__ = True

    def send(self, content: bytes, name: str = 'logo.png') -> object:
        letterhead = Letterhead.objects.first() or factories.make_letterhead()
        return self.client.post(
            f'{base.ROOT}letterheads/{letterhead.pk}/logo/',
            {'file': SimpleUploadedFile(name, content)},
            format='multipart',
        )

    def test_a_logo_is_put_by_its_digest(self) -> None:
        self.add_permissions('netbox_colocation.change_letterhead')
        content = io.BytesIO()
        Image.new('RGB', (30, 30), 'green').save(content, 'PNG')

        answer = self.send(content.getvalue())

        self.assertHttpStatus(answer, 200)
        self.assertRegex(answer.data['logo'], '^[0-9a-f]{64}$')
        self.assertIn(answer.data['logo'], Letterhead.objects.get().logo.name)

    def test_an_svg_is_refused_with_its_reason(self) -> None:
        self.add_permissions('netbox_colocation.change_letterhead')

        answer = self.send(b'<svg/>', 'logo.svg')

        self.assertHttpStatus(answer, 400)
        self.assertEqual((answer.data['code'], answer.data['findings'][0]['code']), ('file-refused', 'unknown-type'))
        self.assertFalse(Letterhead.objects.get().logo)

    def test_who_may_not_change_letterheads_puts_no_logo(self) -> None:
        self.add_permissions('netbox_colocation.view_letterhead', 'netbox_colocation.add_letterhead')

        self.assertHttpStatus(self.send(b'x'), 403)


class DocumentTemplateAPITests(base.EditableAPITestCase):
    __test__ = True
    model = DocumentTemplate
    brief_fields = ['agency', 'description', 'display', 'id', 'kind', 'state', 'url', 'version']
    update_data = {'source': '= Surat\n\nIsi', 'font': 'serif', 'margin_left': 30}
    bulk_update_data = {'paper': 'f4', 'wording': {'closing': 'Sekian.'}}
    bulk_update_invalid_data = {'wording': {'nobody': 'Sekian.'}}
    user_permissions = ('tenancy.view_tenant',)

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_template()
        agency = factories.make_tenant()
        cls.create_data = [
            {'agency': agency.pk, 'kind': 'reply-letter', 'wording': {'closing': 'Sekian.'}},
            {'agency': agency.pk, 'kind': 'reply-letter', 'source': '= Surat\n'},
            {'agency': agency.pk, 'kind': 'work-report', 'font': 'serif'},
        ]


class DocumentTemplateActsTests(base.PluginAPITestCase):
    __test__ = True

    def setUp(self) -> None:
        super().setUp()
        self.add_permissions(
            'netbox_colocation.view_documenttemplate',
            'netbox_colocation.change_documenttemplate',
            'netbox_colocation.publish_documenttemplate',
        )
        self.template = factories.make_template(source='= Surat\n#lorem(20)')
        self.root = f'{base.ROOT}document-templates/{self.template.pk}/'

    def act(self, name: str, **data) -> object:
        return self.client.post(f'{self.root}{name}/', data, format='json')

    def break_it(self) -> None:
        DocumentTemplate.objects.filter(pk=self.template.pk).update(source='#read("/etc/passwd")')

    def test_a_preview_is_a_picture_or_a_pdf(self) -> None:
        picture, paper = self.act('preview'), self.act('preview', output='pdf')

        self.assertEqual(picture['Content-Type'], 'image/png')
        self.assertTrue(picture.content.startswith(b'\x89PNG'))
        self.assertEqual((paper['Content-Type'], paper.content[:5]), ('application/pdf', b'%PDF-'))
        self.assertEqual(paper['X-Pages'], '1')

    def test_a_broken_layout_is_said_and_never_published(self) -> None:
        self.break_it()

        for name in ('preview', 'publish'):
            answer = self.act(name)
            self.assertHttpStatus(answer, 409)
            self.assertEqual(answer.json()['code'], 'template-refused')
        [finding] = self.act('check').data['findings']
        self.assertEqual((finding['code'], finding['field'], finding['data']['line']), ('template-file', 'source', 1))
        self.template.refresh_from_db()
        self.assertEqual(self.template.state, 'draft')

    def test_a_draft_is_published_once_and_then_stays(self) -> None:
        self.assertEqual(self.act('check').data, {'findings': []})
        self.assertEqual(self.act('publish').data['state']['value'], 'published')

        again = self.act('publish')
        self.assertHttpStatus(again, 409)
        self.assertEqual(again.data['findings'][0]['code'], 'template-published')
        changed = self.client.patch(self.root, {'source': ''}, format='json')
        self.assertHttpStatus(changed, 400)
        self.template.refresh_from_db()
        self.assertEqual(self.template.source, '= Surat\n#lorem(20)')

    def test_a_template_stays_of_its_agency_and_kind(self) -> None:
        answer = self.client.patch(self.root, {'kind': 'work-report'}, format='json')

        self.assertHttpStatus(answer, 400)
        self.assertEqual(list(answer.data), ['kind'])

    def test_each_act_asks_for_its_right(self) -> None:
        reader = base.log_in(factories.make_user())

        for name in ('preview', 'check', 'publish'):
            self.assertHttpStatus(reader.post(f'{self.root}{name}/', {}, format='json'), 403)
