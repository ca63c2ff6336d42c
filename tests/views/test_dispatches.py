"""Pages of dispatches: handing a paper out, its receipt, the expedition book, and a paper as DOCX."""

import io

from django.test import override_settings
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from netbox_colocation.models import Dispatch, Document
from tests import base, factories
from tests.api.base import PrivateFilesMixin
from tests.documents.handing import EARLY, make_letter, make_signed

BOOK = 'plugins:netbox_colocation:dispatch_book'


class DispatchViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = Dispatch

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_dispatch()


class HandOutPageTests(PrivateFilesMixin, base.PluginTestCase):
    """A signed reply letter, seen by an officer."""

    def setUp(self) -> None:
        super().setUp()
        self.letter = make_signed(now=EARLY)
        self.page = f'{self.letter.get_absolute_url()}dispatch/'
        self.answers = {'method': 'handed-over', 'recipient': 'Dinas Kesehatan', 'received_by': 'Rina'}

    def test_an_officer_hands_a_letter_over_and_the_page_shows_to_whom(self) -> None:
        """The button leads to the form, and what was recorded is on the letter's page."""
        base.permit(self.user, Document, 'view', 'dispatch')
        base.permit(self.user, Dispatch, 'view')

        self.assertContains(self.client.get(self.letter.get_absolute_url()), f'href="{self.page}"')
        self.assertContains(self.client.get(self.page), 'value="Dinas Kesehatan ', html=False)
        answer = self.client.post(self.page, self.answers)

        self.assertRedirects(answer, self.letter.get_absolute_url(), fetch_redirect_response=False)
        row = Dispatch.objects.get()
        self.assertEqual((row.state, row.received_by, row.sent_by), ('received', 'Rina', self.user))

    def test_whoever_may_only_view_hands_nothing_out(self) -> None:
        """Nor does a permission on another letter."""
        base.permit(self.user, Document, 'view')

        self.assertHttpStatus(self.client.post(self.page, self.answers), 403)
        base.permit(self.user, Document, 'dispatch', pk=0)
        self.assertHttpStatus(self.client.post(self.page, self.answers), 404)
        self.assertNotContains(self.client.get(self.letter.get_absolute_url()), self.page)
        self.assertEqual(Dispatch.objects.count(), 0)

    def test_a_refusal_shows_the_form_again_with_its_reason(self) -> None:
        """A day before the letter's own stands at the field."""
        base.permit(self.user, Document, 'view', 'dispatch')

        answer = self.client.post(self.page, {**self.answers, 'sent_on': '2020-01-01'})

        self.assertContains(answer, 'cannot have gone out before', status_code=409)
        self.assertEqual(Dispatch.objects.count(), 0)

    def test_the_receipt_needs_its_own_permission(self) -> None:
        """On that very row."""
        row = factories.make_dispatch(self.letter, sent_on=self.letter.dated.replace(day=2))
        page = f'{row.get_absolute_url()}receive/'
        answers = {'received_by': 'Rina', 'received_on': row.sent_on.isoformat()}
        base.permit(self.user, Dispatch, 'view')

        self.assertHttpStatus(self.client.post(page, answers), 403)
        base.permit(self.user, Dispatch, 'receive', pk=row.pk)
        self.assertHttpStatus(self.client.post(page, answers), 302)

        row.refresh_from_db()
        self.assertEqual((row.state, row.received_by), ('received', 'Rina'))

    def test_a_failed_e_mail_is_sent_again_by_whoever_may_hand_out(self) -> None:
        """The button is there for them only."""
        row = factories.make_dispatch(self.letter, method='e-mail', state='failed', error='550', address='a@b.example')
        page = f'{row.get_absolute_url()}send-again/'
        base.permit(self.user, Dispatch, 'view')
        self.assertHttpStatus(self.client.post(page), 403)
        base.permit(self.user, Document, 'view', 'dispatch')

        self.assertContains(self.client.get(row.get_absolute_url()), f'href="{page}"')
        self.assertContains(self.client.post(page), 'mail_letters', status_code=409)
        with self.settings_with(mail_letters=True):
            self.assertHttpStatus(self.client.post(page), 302)

        row.refresh_from_db()
        self.assertEqual((row.state, row.error), ('queued', ''))

    def settings_with(self, **values):
        from django.conf import settings

        ours = {**settings.PLUGINS_CONFIG['netbox_colocation'], **values}
        return override_settings(PLUGINS_CONFIG={**settings.PLUGINS_CONFIG, 'netbox_colocation': ours})


class ExpeditionBookTests(PrivateFilesMixin, base.PluginTestCase):
    """The book of an agency and month."""

    def setUp(self) -> None:
        super().setUp()
        self.letter = make_signed()
        self.agency = self.letter.subject.procedure.agency
        for day, recipient in ((3, 'Dinas Kesehatan'), (17, '=HYPERLINK("http://evil")'), (25, '#panic("x") <b>')):
            factories.make_dispatch(self.letter, recipient=recipient, sent_on=self.letter.dated.replace(day=day))
        factories.make_dispatch(self.letter, recipient='Another month', sent_on=self.letter.dated.replace(month=10))
        factories.make_dispatch(recipient='Another agency', sent_on=self.letter.dated)
        self.add_permissions('netbox_colocation.view_procedure', 'netbox_colocation.view_dispatch')
        self.asked = {'agency': self.agency.pk, 'month': '2026-11'}

    def read(self, **asked):
        return self.client.get(reverse(BOOK), {**self.asked, **asked})

    def test_the_print_has_the_months_lines_and_nothing_else(self) -> None:
        """Text that users wrote is printed as it is."""
        answer = self.read(export='pdf')

        self.assertEqual(answer['Content-Type'], 'application/pdf')
        text = ' '.join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        text = ' '.join(text.split())
        for words in ('BUKU EKSPEDISI', 'Bulan November 2026', 'Dinas Kesehatan', '#panic("x") <b>', 'Tanda tangan'):
            self.assertIn(words, text)
        self.assertNotIn('Another', text)

    def test_the_sheet_has_the_same_lines_and_no_formula(self) -> None:
        book = load_workbook(io.BytesIO(self.read(export='xlsx').content))

        recipients = [row[4] for row in book.worksheets[0].iter_rows(min_row=2)]
        self.assertEqual(
            [cell.value for cell in recipients][:3], ['Dinas Kesehatan', '=HYPERLINK("http://evil")', '#panic("x") <b>']
        )
        self.assertEqual({cell.data_type for cell in recipients[:3]}, {'s'})

    def test_page_without_permission(self) -> None:
        """Whoever may view no dispatch has no book."""
        self.remove_permissions('netbox_colocation.view_dispatch')

        self.assertHttpStatus(self.read(), 403)

    def test_page_shows_what_the_reader_may_see(self) -> None:
        answer = self.read()

        self.assertContains(answer, '#panic(&quot;x&quot;) &lt;b&gt;')
        self.assertNotContains(answer, 'Another')
        self.assertHttpStatus(self.read(month='never'), 400)


class DocxPageTests(PrivateFilesMixin, base.PluginTestCase):
    """A draft as DOCX, for officers."""

    def setUp(self) -> None:
        super().setUp()
        self.letter = make_letter()
        self.page = f'{self.letter.get_absolute_url()}docx/'

    def test_an_officer_downloads_a_draft_with_and_without_placeholders(self) -> None:
        base.permit(self.user, Document, 'view')

        page = self.client.get(self.letter.get_absolute_url())
        plain, marked = self.client.get(self.page), self.client.get(self.page, {'placeholders': 1})

        self.assertContains(page, f'href="{self.page}"')
        self.assertContains(page, f'href="{self.page}?placeholders=1"')
        for answer in (plain, marked):
            self.assertIn('wordprocessingml', answer['Content-Type'])
            self.assertTrue(answer['Content-Disposition'].startswith('attachment; filename="reply-letter-'))
        self.assertNotEqual(plain.content, marked.content)

    def test_the_applicant_gets_none(self) -> None:
        """Even where a permission lets them see the document."""
        base.permit(self.user, Document, 'view')
        factories.make_representative(user=self.user, tenant=self.letter.subject.applicant)

        self.assertHttpStatus(self.client.get(self.page), 404)
        self.assertNotContains(self.client.get(self.letter.get_absolute_url()), self.page)

    def test_a_signed_paper_has_no_places_to_fill_in(self) -> None:
        signed = make_signed()
        base.permit(self.user, Document, 'view')
        page = f'{signed.get_absolute_url()}docx/'

        self.assertHttpStatus(self.client.get(page), 200)
        self.assertRedirects(
            self.client.get(page, {'placeholders': 1}), signed.get_absolute_url(), fetch_redirect_response=False
        )
