"""Pages of document registers, their lines and the agenda; numbers that are taken and cancelled by hand."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from utilities.testing import disable_warnings

from netbox_colocation.models import Case, DocumentRegister, RegisterEntry
from tests import base, factories, subject_factories
from tests.api.base import PrivateFilesMixin


class DocumentRegisterViewTests(base.EditableViewTestCase):
    __test__ = True
    model = DocumentRegister

    @classmethod
    def make_rows(cls) -> None:
        agency = factories.make_tenant(slug='agency')
        rows = [factories.make_register() for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'name': 'Outgoing letters',
            'year': 2027,
            'direction': 'outgoing',
            'kinds': ['reply-letter'],
            'classification': '500.12',
            'unit_code': 'DKI',
            'pattern': '{classification}/{sequence}/{unit}/{year}',
            'first_sequence': 131,
            'is_closed': True,
        }
        cls.csv_data = (
            'agency,name,year,direction,classification,unit_code,kinds',
            'agency,Outgoing,2028,outgoing,500.12,DKI,reply-letter',
            'agency,Incoming,2028,incoming,500.12,DKI,',
            'agency,Internal,2028,internal,500.12,DKI,"work-report,handover-record"',
        )
        cls.csv_update_data = ('id,name', *(f'{row.pk},Book {row.pk}' for row in rows))
        cls.bulk_edit_data = {'unit_code': 'DKS', 'classification': '555', 'is_closed': True}


class RegisterEntryViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = RegisterEntry

    @classmethod
    def make_rows(cls) -> None:
        register = factories.make_register()
        for _ in range(3):
            factories.make_entry(register, matter='Undangan rapat')


class NumberTests(PrivateFilesMixin, base.PluginTestCase):
    """Taking, entering, cancelling, printing: buttons and forms for whoever may, and nothing for others."""

    def setUp(self) -> None:
        super().setUp()
        self.register = factories.make_register(year=2026)
        self.add_permissions('netbox_colocation.view_documentregister')

    def url(self, act: str, row=None) -> str:
        row = row or self.register
        return reverse(f'plugins:{base.APP}:{row._meta.model_name}_{act}', kwargs={'pk': row.pk})

    def test_button_is_there_for_who_may_take_numbers_of_that_book(self) -> None:
        """Not with the permission on another book; not on a closed one."""
        base.permit(self.user, DocumentRegister, 'take_number', pk=self.register.pk)
        closed = factories.make_register(is_closed=True)

        self.assertContains(self.client.get(self.register.get_absolute_url()), self.url('take_number'))
        self.assertNotContains(self.client.get(closed.get_absolute_url()), self.url('take_number', closed))
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.get(self.url('take_number', closed)), 404)

    def test_number_is_taken_and_refused_with_its_holder(self) -> None:
        """The form offers the ready codes; a second one of the same number shows who has it."""
        base.permit(self.user, DocumentRegister, 'take_number')
        base.permit(self.user, RegisterEntry, 'view')
        factories.make_classification(code='500.12.6.2')
        data = {'origin': 'manual', 'sequence': 7, 'dated': '2026-11-02', 'correspondent': 'Bappeda'}

        form = self.client.get(self.url('take_number'))
        taken = self.client.post(self.url('take_number'), data)
        refused = self.client.post(self.url('take_number'), data)

        self.assertContains(form, '<option value="500.12.6.2">')
        self.assertRedirects(taken, RegisterEntry.objects.get().get_absolute_url())
        self.assertContains(refused, 'is taken by: Bappeda', status_code=409)
        self.assertEqual(list(refused.context['form'].errors), ['sequence'])
        self.assertEqual(RegisterEntry.objects.count(), 1)

    def test_letter_is_entered_with_its_scan(self) -> None:
        """Into the file of a case that one may see; a scan that is none takes no number."""
        incoming = factories.make_register(direction='incoming', year=2026, pattern='{sequence}')
        case = subject_factories.open_case(factories.make_request())
        base.permit(self.user, DocumentRegister, 'take_number')
        data = {'origin': 'automatic', 'received_on': '2026-11-02', 'subject': case.number, 'letter_number': '7/X'}

        def enter(content: bytes):
            return self.client.post(
                self.url('enter_letter', incoming), {**data, 'scan': SimpleUploadedFile('a.pdf', content)}
            )

        self.assertContains(enter(factories.make_pdf()), 'There is no case', status_code=409)
        base.permit(self.user, Case, 'view')
        self.assertHttpStatus(enter(b'nothing'), 400)
        self.assertFalse(RegisterEntry.objects.exists())
        self.assertHttpStatus(enter(factories.make_pdf()), 302)
        entry = RegisterEntry.objects.get()
        self.assertEqual((entry.number, entry.document.subject), ('1', case.subject))

    def test_number_is_cancelled_with_a_reason(self) -> None:
        """The page says who did it and why; the button is gone."""
        entry = factories.make_entry(self.register)
        base.permit(self.user, RegisterEntry, 'view', 'cancel')

        self.assertContains(self.client.get(entry.get_absolute_url()), self.url('cancel', entry))
        self.assertContains(self.client.post(self.url('cancel', entry), {}), 'Say why', status_code=409)
        self.assertHttpStatus(self.client.post(self.url('cancel', entry), {'reason': 'Salah alamat'}), 302)

        page = self.client.get(entry.get_absolute_url())
        self.assertContains(page, 'Salah alamat')
        self.assertNotContains(page, self.url('cancel', entry))

    def test_agenda_shows_and_exports_what_one_may_see(self) -> None:
        """By month and words; a wrong month is said at the field."""
        base.permit(self.user, RegisterEntry, 'view', matter='Undangan rapat')
        shown = factories.make_entry(self.register, matter='Undangan rapat')
        factories.make_entry(self.register, matter='Tidak terlihat')
        url = self.url('agenda')

        page = self.client.get(url)
        sheet = self.client.get(f'{url}?month=11&export=xlsx')
        empty = self.client.get(f'{url}?month=12')
        printed = self.client.get(f'{url}?export=pdf')

        self.assertContains(page, shown.number)
        self.assertNotContains(page, 'Tidak terlihat')
        self.assertEqual(len(list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)), 2)
        self.assertNotContains(empty, shown.number)
        self.assertEqual((printed['Content-Type'], printed.content[:5]), ('application/pdf', b'%PDF-'))
        self.assertHttpStatus(self.client.get(f'{url}?month=13'), 400)

    def test_control_card_is_served(self) -> None:
        entry = factories.make_entry(self.register)
        with disable_warnings('django.request'):
            self.assertHttpStatus(self.client.get(self.url('card', entry)), 403)
        base.permit(self.user, RegisterEntry, 'view')

        self.assertEqual(self.client.get(self.url('card', entry)).content[:5], b'%PDF-')
