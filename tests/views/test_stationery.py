"""Pages of letterheads and templates: written with a preview that stores nothing, published once, and then kept."""

import io
import tempfile

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from utilities.testing import post_data

from netbox_colocation.models import Document, DocumentTemplate, Letterhead
from tests import base, factories

PAGE = {
    'paper': 'f4',
    'margin_top': 15,
    'margin_bottom': 20,
    'margin_left': 30,
    'margin_right': 20,
    'font': 'bookman',
    'font_size': 12,
}


def make_picture(kind: str = 'PNG', size: tuple[int, int] = (60, 60)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new('RGB', size, 'navy').save(content, kind)
    return SimpleUploadedFile(f'logo.{kind.lower()}', content.getvalue())


class OwnFilesMixin:
    """Keeps private files in a folder of the test's own."""

    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        storage = FileSystemStorage(location=folder.name, base_url=None)
        for model, name in ((Document, 'file'), (Letterhead, 'logo')):
            field = model._meta.get_field(name)
            self.addCleanup(setattr, field, 'storage', field.storage)
            field.storage = storage

    def log_in_as_root(self) -> None:
        self.user.is_superuser = True
        self.user.save()


class LetterheadViewTests(OwnFilesMixin, base.EditableViewTestCase):
    __test__ = True
    model = Letterhead

    @classmethod
    def make_rows(cls) -> None:
        rows = [factories.make_letterhead(name=f'Dinas {letter}') for letter in 'ABC']
        agency = factories.make_tenant()
        for slug in ('one', 'two', 'three'):
            factories.make_tenant(slug=slug, name=slug)
        cls.form_data = {
            'agency': agency.pk,
            'parent_name': 'Pemerintah Provinsi Contoh',
            'name': 'Dinas Kominfo',
            'lines': 'Jalan Contoh Nomor 1\nTelepon 0751 123456',
            'place': 'Padang',
            **PAGE,
        }
        cls.csv_data = ('agency,name,place,paper,font', 'one,Satu,Padang,a4,sans', 'two,Dua,,,', 'three,Tiga,,f4,serif')
        cls.csv_update_data = ('id,place', *(f'{row.pk},Solok' for row in rows))
        cls.bulk_edit_data = {'place': 'Bukittinggi', 'paper': 'f4', 'font_size': 12}

    def send(self, url: str, **data) -> object:
        self.log_in_as_root()
        return self.client.post(url, {**post_data(self.form_data), **data})

    def test_a_logo_is_kept_once_and_replaced(self) -> None:
        """The same picture of two agencies is one file; the page never shows where it lies."""
        self.assertHttpStatus(self.send(self._get_url('add'), logo=make_picture()), 302)
        letterhead = Letterhead.objects.get(name='Dinas Kominfo')
        other = factories.make_letterhead()
        other_data = {'agency': other.agency.pk, 'logo': make_picture()}
        self.assertHttpStatus(self.send(self._get_url('edit', other), **other_data), 302)

        other.refresh_from_db()
        self.assertEqual(other.logo.name, letterhead.logo.name)
        page = self.client.get(self._get_url('edit', letterhead)).content.decode()
        self.assertNotIn(letterhead.logo.name, page)

        self.assertHttpStatus(self.send(self._get_url('edit', letterhead), remove_logo='on'), 302)
        letterhead.refresh_from_db()
        self.assertFalse(letterhead.logo)

    def test_what_is_no_picture_is_refused_and_not_kept(self) -> None:
        """An SVG, a PDF, a picture that is too wide, a picture with a program behind it."""
        mixed = make_picture()
        mixed = SimpleUploadedFile('logo.png', mixed.read() + b'<script>alert(1)</script>')
        for upload, words in (
            (SimpleUploadedFile('logo.svg', b'<svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG may hold programs'),
            (SimpleUploadedFile('logo.png', b'<?xml version="1.0"?><svg/>'), 'SVG may hold programs'),
            (SimpleUploadedFile('logo.png', factories.make_pdf()), 'a logo is a picture'),
            (SimpleUploadedFile('logo.png', b'GIF89a'), 'only PDF, PNG and JPEG'),
            (make_picture(size=(4001, 2)), 'wider or higher than 4000'),
            (SimpleUploadedFile('logo.png', b'\x89PNG\r\n\x1a\n' + b'x' * 1024 * 1024), 'larger than 1 MiB'),
            (mixed, 'holds something else'),
        ):
            with self.subTest(words=words):
                answer = self.send(self._get_url('add'), logo=upload)
                self.assertContains(answer, words)
                self.assertFalse(Letterhead.objects.filter(name='Dinas Kominfo').exists())
        storage = Letterhead._meta.get_field('logo').storage
        self.assertFalse(storage.exists('documents'))

    def test_the_preview_shows_what_is_written_and_stores_nothing(self) -> None:
        before = list(Letterhead.objects.values())

        answer = self.send(
            reverse('plugins:netbox_colocation:letterhead_preview_new'), name='Dinas Baru', logo=make_picture('JPEG')
        )

        self.assertContains(answer, 'data:image/png;base64,')
        self.assertEqual(list(Letterhead.objects.values()), before)
        self.assertFalse(Letterhead._meta.get_field('logo').storage.exists('documents'))


class DocumentTemplateViewTests(OwnFilesMixin, base.EditableViewTestCase):
    __test__ = True
    model = DocumentTemplate
    validation_excluded_fields = ('agency', 'kind')

    @classmethod
    def make_rows(cls) -> None:
        rows = [factories.make_template(wording={'closing': 'Terima kasih.'}) for _ in range(3)]
        cls.agency = factories.make_tenant(slug='kominfo')
        cls.form_data = {
            'agency': cls.agency.pk,
            'kind': 'work-report',
            **PAGE,
            'source': '',
            'description': 'Laporan',
        }
        cls.csv_data = (
            'agency,kind,paper,wording,description',
            'kominfo,reply-letter,f4,"{""closing"": ""Sekian.""}",Satu',
            'kominfo,reply-letter,,,Dua',
            'kominfo,work-report,a4,{},Tiga',
        )
        cls.csv_update_data = ('id,description', *(f'{row.pk},Berubah' for row in rows))
        cls.bulk_edit_data = {'description': 'Sama', 'paper': 'a4'}

    def setUp(self) -> None:
        super().setUp()
        self.template = DocumentTemplate.objects.filter(kind='reply-letter').first()

    def preview(self, template: DocumentTemplate | None = None, **data) -> object:
        self.log_in_as_root()
        name = 'plugins:netbox_colocation:documenttemplate_preview'
        url = reverse(name, kwargs={'pk': template.pk}) if template else reverse(f'{name}_new')
        return self.client.post(url, post_data({**self.form_data, **data}))

    def test_drafts_are_numbered_per_agency_and_kind(self) -> None:
        self.log_in_as_root()
        for _turn in range(2):
            self.assertHttpStatus(self.client.post(self._get_url('add'), post_data(self.form_data)), 302)
        self.client.post(self._get_url('add'), post_data({**self.form_data, 'kind': 'reply-letter'}))

        drafts = DocumentTemplate.objects.filter(agency=self.agency).order_by('pk')
        self.assertEqual(
            list(drafts.values_list('kind', 'version', 'state')),
            [('work-report', 1, 'draft'), ('work-report', 2, 'draft'), ('reply-letter', 1, 'draft')],
        )

    def test_each_sentence_of_the_kind_has_a_box_with_the_shipped_one(self) -> None:
        self.log_in_as_root()
        page = self.client.get(self._get_url('edit', self.template))

        form = page.context['form']
        self.assertEqual(form['wording_closing'].value(), 'Terima kasih.')
        self.assertContains(page, 'Demikian disampaikan, atas perhatian')
        self.assertIn('{applicant}', form.fields['wording_closing'].help_text)

    def test_wording_is_stored_by_its_key_and_an_unknown_placeholder_is_refused(self) -> None:
        self.log_in_as_root()
        data = {**self.form_data, 'kind': 'reply-letter', 'wording_closing': 'Sekian, {applicant}.'}
        self.assertHttpStatus(self.client.post(self._get_url('add'), post_data(data)), 302)
        stored = DocumentTemplate.objects.get(agency=self.agency)
        self.assertEqual(stored.wording, {'closing': 'Sekian, {applicant}.'})

        answer = self.client.post(self._get_url('add'), post_data({**data, 'wording_closing': 'Halo {nobody}'}))

        self.assertEqual(list(answer.context['form'].errors), ['wording_closing'])
        self.assertContains(answer, 'nothing is filled in for {nobody}')

    def test_another_kind_brings_its_own_sentences(self) -> None:
        """Choosing a kind asks for the form again, with what was typed still in it."""
        self.log_in_as_root()
        data = post_data({**self.form_data, 'kind': 'reply-letter', 'description': 'Tetap', '_fields': '1'})

        answer = self.client.post(self._get_url('add'), data, headers={'HX-Request': 'true'})

        self.assertContains(answer, 'wording_closing')
        self.assertContains(answer, 'Tetap')
        self.assertFalse(DocumentTemplate.objects.filter(agency=self.agency).exists())

    def test_the_shipped_layout_is_put_into_the_box(self) -> None:
        self.log_in_as_root()

        answer = self.client.post(self._get_url('add'), post_data({**self.form_data, '_shipped': '1'}))

        self.assertIn('#import "layout.typ": *', answer.context['form']['source'].value())
        self.assertContains(answer, 'data:image/png;base64,')
        self.assertFalse(DocumentTemplate.objects.filter(agency=self.agency).exists())

    def test_the_preview_shows_pages_of_what_is_written_and_stores_nothing(self) -> None:
        before = list(DocumentTemplate.objects.values())

        for answer in (self.preview(), self.preview(self.template, source='= Halo\n#lorem(9)')):
            self.assertContains(answer, 'data:image/png;base64,')
        self.assertEqual(list(DocumentTemplate.objects.values()), before)

    def test_the_preview_names_the_line_of_a_mistake(self) -> None:
        answer = self.preview(source='#import "layout.typ": *\n\n#salah()')

        self.assertContains(answer, 'Line 3, column 2: unknown variable: salah.')
        self.assertContains(answer, 'data-colo-line="3"')
        self.assertNotContains(answer, 'data:image')

    def test_the_preview_works_without_a_script(self) -> None:
        """The button sends the form, and the same page comes back with the picture and what was typed."""
        self.log_in_as_root()
        data = {**self.form_data, 'description': 'Belum disimpan', '_preview': '1'}

        answer = self.client.post(self._get_url('add'), post_data(data))

        self.assertContains(answer, 'data:image/png;base64,')
        self.assertContains(answer, 'Belum disimpan')
        self.assertFalse(DocumentTemplate.objects.filter(agency=self.agency).exists())

    def test_who_may_not_write_templates_gets_no_preview(self) -> None:
        self.add_permissions('netbox_colocation.view_documenttemplate', 'tenancy.view_tenant')
        name = 'plugins:netbox_colocation:documenttemplate_preview'

        for url in (reverse(f'{name}_new'), reverse(name, kwargs={'pk': self.template.pk})):
            self.assertHttpStatus(self.client.post(url, post_data(self.form_data)), 403)

    def test_an_agency_that_one_may_not_see_has_no_preview(self) -> None:
        """The letterhead of another agency is not read by naming it in the form."""
        own = factories.make_tenant()
        base.permit(self.user, type(own), 'view', pk=own.pk)
        self.add_permissions('netbox_colocation.add_documenttemplate')

        answer = self.client.post(
            reverse('plugins:netbox_colocation:documenttemplate_preview_new'), post_data(self.form_data)
        )

        self.assertNotContains(answer, 'data:image')

    def test_publishing_asks_once_more_and_then_keeps_it(self) -> None:
        """Published by one click more; from then on editing makes the next draft, and deleting is refused."""
        self.log_in_as_root()
        url = reverse('plugins:netbox_colocation:documenttemplate_publish', kwargs={'pk': self.template.pk})
        self.assertContains(self.client.get(url), 'What was published never changes')

        self.assertRedirects(self.client.post(url), self.template.get_absolute_url())

        self.template.refresh_from_db()
        self.assertEqual((self.template.state, self.template.published_by), ('published', self.user))
        edit = self._get_url('edit', self.template)
        self.assertContains(self.client.get(edit), 'the next draft of it')
        self.assertHttpStatus(self.client.post(edit, post_data({'wording_closing': 'Salam.', 'paper': 'f4'})), 302)
        draft = DocumentTemplate.objects.get(agency=self.template.agency, state='draft')
        self.assertEqual((draft.version, draft.wording), (self.template.version + 1, {'closing': 'Salam.'}))
        answer = self.client.post(self._get_url('delete', self.template), post_data({'confirm': True}), follow=True)
        self.assertContains(answer, 'A published template never changes')
        self.assertTrue(DocumentTemplate.objects.filter(pk=self.template.pk, wording__closing='Terima kasih.').exists())

    def test_a_broken_layout_is_not_published(self) -> None:
        """The page says why, and the draft stays one."""
        self.log_in_as_root()
        DocumentTemplate.objects.filter(pk=self.template.pk).update(source='a\n#salah()')

        answer = self.client.post(
            reverse('plugins:netbox_colocation:documenttemplate_publish', kwargs={'pk': self.template.pk})
        )

        self.assertContains(answer, 'Line 2, column 2: unknown variable: salah.', status_code=409)
        self.template.refresh_from_db()
        self.assertEqual(self.template.state, 'draft')

    def test_who_may_not_publish_does_not(self) -> None:
        self.add_permissions('netbox_colocation.view_documenttemplate', 'netbox_colocation.change_documenttemplate')
        url = reverse('plugins:netbox_colocation:documenttemplate_publish', kwargs={'pk': self.template.pk})

        self.assertHttpStatus(self.client.post(url), 403)
