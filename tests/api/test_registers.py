"""REST and GraphQL of document registers and their lines: numbers by hand, cancelled, the agenda as a file."""

import io
from typing import Any

import openpyxl
import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile

from utilities.testing import disable_warnings

from netbox_colocation.documents.registering import take_by_hand
from netbox_colocation.models import Case, Document, DocumentRegister, RegisterEntry
from tests import base as pages
from tests import factories, subject_factories
from tests.api import base


class DocumentRegisterAPITests(base.EditableAPITestCase):
    __test__ = True
    model = DocumentRegister
    brief_fields = ['description', 'display', 'id', 'name', 'url', 'year']
    bulk_update_data = {'unit_code': 'DKS'}
    bulk_update_invalid_data = {'pattern': 'no number'}

    @classmethod
    def make_rows(cls) -> None:
        for _ in range(3):
            factories.make_register(description='A book', kinds=['reply-letter'])
        agency = factories.make_tenant()
        cls.create_data = [
            {
                'agency': agency.pk,
                'name': f'Book {direction}',
                'year': 2027,
                'direction': direction,
                'classification': '500.12',
                'unit_code': 'DKI',
            }
            for direction in ('outgoing', 'incoming', 'internal')
        ]

    def test_next_number_is_taken_never_set(self) -> None:
        """A client cannot wind the book on or back."""
        self.add_permissions('netbox_colocation.change_documentregister')
        register = self._get_queryset().first()
        data = {'next_sequence': 99, 'unit_code': 'DKX'}

        response = self.client.patch(self._get_detail_url(register), data, format='json', **self.header)

        self.assertHttpStatus(response, 200)
        register.refresh_from_db()
        self.assertEqual((register.next_sequence, register.unit_code), (1, 'DKX'))


class RegisterEntryAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = RegisterEntry
    brief_fields = ['display', 'id', 'number', 'state', 'url']

    @classmethod
    def make_rows(cls) -> None:
        register = factories.make_register()
        for _ in range(3):
            factories.make_entry(register, document=factories.make_document(), taken_by=factories.make_user())


class ActTests(base.PrivateFilesMixin, base.PluginAPITestCase):
    """`take-number/`, `cancel/`, `agenda/`, `card/`."""

    __test__ = True
    model = DocumentRegister

    def setUp(self) -> None:
        super().setUp()
        self.register = factories.make_register(year=2026)
        self.url = f'{base.ROOT}document-registers/{self.register.pk}/'

    def take(self, *, format: str = 'json', **data: Any):
        with disable_warnings('django.request'):
            return self.client.post(f'{self.url}take-number/', data, format=format)

    def test_numbers_are_taken_by_who_may_take_them(self) -> None:
        """403 without the permission, 404 for another book, 201 with the line; no other permission is asked for."""
        self.assertHttpStatus(self.take(), 403)
        pages.permit(self.user, DocumentRegister, 'take_number', pk=self.register.pk)

        taken = self.take(origin='manual', sequence=7, matter='Undangan', dated='2026-11-01')

        self.assertHttpStatus(taken, 201)
        self.assertEqual((taken.data['number'], taken.data['matter']), ('500.12/7/DKI/XI/2026', 'Undangan'))
        self.assertEqual(taken.data['taken_by']['id'], self.user.pk)
        self.url = f'{base.ROOT}document-registers/{factories.make_register().pk}/'
        self.assertHttpStatus(self.take(), 404)

    def test_refusal_names_the_holder(self) -> None:
        """409 with the code, the field and the facts; nothing is stored."""
        pages.permit(self.user, DocumentRegister, 'take_number')
        sent = {'origin': 'manual', 'sequence': 7, 'dated': '2026-11-01'}
        self.take(**sent, correspondent='Bappeda')

        refused = self.take(**sent)

        self.assertHttpStatus(refused, 409)
        [finding] = refused.json()['findings']
        self.assertEqual((finding['code'], finding['field']), ('number-taken', 'sequence'))
        self.assertIn('Bappeda', finding['message'])
        self.assertEqual(RegisterEntry.objects.count(), 1)

    def test_scan_joins_the_file_of_a_case_that_one_may_see(self) -> None:
        """Multipart: the letter that came in has its line, and its scan is a document of the case's subject."""
        incoming = factories.make_register(direction='incoming', year=2026, pattern='{sequence}')
        pages.permit(self.user, DocumentRegister, 'take_number')
        self.url = f'{base.ROOT}document-registers/{incoming.pk}/'
        request = factories.make_request()
        case = subject_factories.open_case(request)

        def enter(content: bytes):
            scan = SimpleUploadedFile('surat.pdf', content)
            facts = {'letter_number': '7/X', 'correspondent': 'Bappeda', 'received_on': '2026-11-02'}
            return self.take(format='multipart', case=case.pk, scan=scan, **facts)

        self.assertHttpStatus(enter(factories.make_pdf()), 400)  # a case that one may not see is none
        pages.permit(self.user, Case, 'view')
        refused = enter(b'no pdf')
        self.assertEqual((refused.status_code, RegisterEntry.objects.count()), (400, 0))
        entered = enter(factories.make_pdf())

        self.assertHttpStatus(entered, 201)
        document = Document.objects.get(pk=entered.data['document']['id'])
        self.assertEqual((document.subject, document.number, document.direction), (request, '7/X', 'internal'))
        self.assertEqual((entered.data['number'], entered.data['received_on']), ('1', '2026-11-02'))

    def test_numbers_are_cancelled_by_who_may_cancel_them(self) -> None:
        """403 without the permission; with it the line says who cancelled it and why."""
        entry = take_by_hand(self.register, origin='automatic', actor=None, now=factories.NOW)
        url = f'{base.ROOT}register-entries/{entry.pk}/cancel/'
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.post(url, {'reason': 'Salah'}, format='json'), 403)
            pages.permit(self.user, RegisterEntry, 'cancel')

            empty = self.client.post(url, {'reason': ''}, format='json')
            cancelled = self.client.post(url, {'reason': 'Salah alamat'}, format='json')

        self.assertEqual(empty.json()['findings'][0]['code'], 'reason-missing')
        self.assertEqual(cancelled.data['state']['value'], 'cancelled')
        self.assertEqual(cancelled.data['cancel_reason'], 'Salah alamat')

    def test_agenda_is_a_file_of_what_one_may_see(self) -> None:
        """PDF and XLSX, narrowed by month and words; lines that the permission leaves out are not in it."""
        shown = factories.make_entry(self.register, matter='Undangan rapat', correspondent='=cmd()')
        factories.make_entry(self.register, matter='Rahasia')
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.get(f'{self.url}agenda/'), 403)
            self.add_permissions('netbox_colocation.view_documentregister')
            self.assertHttpStatus(self.client.get(f'{self.url}agenda/'), 403)
        pages.permit(self.user, RegisterEntry, 'view', pk=shown.pk)

        printed = self.client.get(f'{self.url}agenda/')
        sheet = self.client.get(f'{self.url}agenda/?format=xlsx&month=11&q=undangan')
        other = self.client.get(f'{self.url}agenda/?format=xlsx&month=12')

        self.assertHttpStatus(sheet, 200)
        text = pypdf.PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
        self.assertIn('Undangan rapat', text)
        self.assertNotIn('Rahasia', text)
        rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
        self.assertEqual([(row[0], row[3]) for row in rows[1:]], [(shown.number, '=cmd()')])
        self.assertEqual(len(list(openpyxl.load_workbook(io.BytesIO(other.content)).active.values)), 1)
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.get(f'{self.url}agenda/?month=13'), 400)

    def test_control_card_is_printed(self) -> None:
        """Three copies, for whoever may view the line."""
        entry = factories.make_entry(self.register, matter='Undangan rapat')
        self.add_permissions('netbox_colocation.view_registerentry')

        card = self.client.get(f'{base.ROOT}register-entries/{entry.pk}/card/')

        pages_of_card = pypdf.PdfReader(io.BytesIO(card.content)).pages
        self.assertEqual(len(pages_of_card), 3)
        self.assertIn('Undangan rapat', pages_of_card[0].extract_text())
