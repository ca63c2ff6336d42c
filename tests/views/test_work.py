"""Pages of the work log and of loans; the acts on a ticket beside its steps; the register of tickets."""

import csv
import datetime
import io

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from utilities.testing import post_data

from netbox_colocation.models import Document, EquipmentLoan, MaintenanceTicket, WorkLogEntry, WorkPhoto
from tests import base, factories, subject_factories, work_factories
from tests.documents.reading import read_text
from tests.workflows.test_ticket_walks import TicketWalk


class WorkLogEntryViewTests(base.ReadOnlyViewTestCase):
    __test__ = True
    model = WorkLogEntry

    @classmethod
    def make_rows(cls) -> None:
        ticket = subject_factories.make_ticket()
        for _ in range(3):
            work_factories.make_log_entry(ticket, materials=[{'name': 'Cable', 'quantity': '2.5', 'unit': 'm'}])

    def test_material_is_shown_in_words(self) -> None:
        self.user.is_superuser = True
        self.user.save()

        page = self.client.get(self._get_queryset().first().get_absolute_url())

        self.assertContains(page, 'Cable, 2,5 m')


class EquipmentLoanViewTests(base.EditableViewTestCase):
    __test__ = True
    model = EquipmentLoan

    @classmethod
    def make_rows(cls) -> None:
        agency, borrower = factories.make_tenant(slug='lender'), factories.make_tenant(slug='borrower')
        ticket = subject_factories.make_ticket(applicant=borrower)
        cls.device = factories.make_device(name='spare-1', tenant=agency)
        rows = [work_factories.make_loan(agency=agency, borrower=borrower) for _ in range(3)]
        cls.form_data = {
            'agency': agency.pk,
            'borrower': borrower.pk,
            'person': 'Ani',
            'ticket': ticket.pk,
            'device': cls.device.pk,
            'item': 'Spare switch',
            'serial': 'SN-1',
            'condition': 'Good',
            'lent_on': '2026-11-20',
            'due_on': '2026-11-27',
        }
        cls.validation_excluded_fields = ['lent_on', 'due_on']
        cls.csv_data = (
            'agency,borrower,person,item,lent_on,due_on,device,ticket',
            f'lender,borrower,Ani,Switch,2026-11-20,2026-11-27,spare-1,{ticket.pk}',
            'lender,borrower,Ani,Laptop,2026-11-20,2026-11-27,,',
            'lender,borrower,Ani,Modem,2026-11-20,2026-11-27,,',
        )
        cls.csv_update_data = ('id,item', *(f'{row.pk},Item {row.pk}' for row in rows))
        cls.bulk_edit_data = {'person': 'Budi', 'description': 'In bulk'}

    def test_it_comes_back_by_an_act_that_asks_for_its_condition(self) -> None:
        """Without a condition it is refused at the field; afterwards the button is gone."""
        EquipmentLoan.objects.update(lent_on='2026-01-02')
        loan = self._get_queryset().first()
        base.permit(self.user, EquipmentLoan, 'view', 'take_back')
        url = reverse('plugins:netbox_colocation:equipmentloan_take_back', args=[loan.pk])
        self.assertContains(self.client.get(loan.get_absolute_url()), url)

        empty = self.client.post(url, post_data({'condition': ''}))
        done = self.client.post(url, post_data({'condition': 'Scratched', 'returned_on': str(timezone.localdate())}))

        self.assertHttpStatus(empty, 409)
        self.assertIn('condition', empty.context['form'].errors)
        self.assertHttpStatus(done, 302)
        loan.refresh_from_db()
        self.assertEqual((loan.is_open, loan.returned_condition), (False, 'Scratched'))
        self.assertNotContains(self.client.get(loan.get_absolute_url()), url)

    def test_a_loan_of_others_is_not_taken_back(self) -> None:
        mine, other = self._get_queryset().order_by('pk')[:2]
        base.permit(self.user, EquipmentLoan, 'view')
        base.permit(self.user, EquipmentLoan, 'take_back', pk=mine.pk)
        url = reverse('plugins:netbox_colocation:equipmentloan_take_back', args=[other.pk])

        self.assertHttpStatus(self.client.post(url, post_data({'condition': 'Good'})), 404)


@pytest.fixture
def private_files(tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path, base_url=None)
    for model in (Document, WorkPhoto):
        monkeypatch.setattr(model._meta.get_field('file'), 'storage', storage)


@pytest.fixture
def walk(db, private_files):
    walk = TicketWalk()
    walk.to('6.2')
    return walk


def page_of(walk: TicketWalk, act: str = '', role: str = 'technical-team'):
    """A client of whoever holds the role, and the address of an act on the ticket."""
    client = Client()
    client.force_login(walk.users[role])
    name = 'plugins:netbox_colocation:maintenanceticket' + (f'_{act}' if act else '')
    return client, reverse(name, args=[walk.ticket.pk])


def test_a_technician_writes_the_log_with_photos_on_one_page(walk):
    client, url = page_of(walk, 'log_work')
    answers = {
        'status': 'on-hold', 'text': 'Waiting for a part', 'minutes': '20', 'materials': 'Kabel, 3 m',
        'moment': 'before', 'caption': 'Burnt', 'photos': [work_factories.photograph(), work_factories.photograph()],
    }  # fmt: skip

    form, done = client.get(url), client.post(url, answers)

    assert (form.status_code, done.status_code) == (200, 302)
    assert b'multipart/form-data' in form.content
    entry = walk.read().work_log.order_by('pk').last()
    assert (entry.work_status, entry.minutes, entry.photos.count()) == ('on-hold', 20, 2)
    assert entry.materials == [{'name': 'Kabel', 'quantity': '3', 'unit': 'm'}]
    page = client.get(walk.ticket.get_absolute_url()).content.decode()
    assert 'Waiting for a part' in page
    assert f'/photos/{entry.photos.first().pk}' in page
    assert 'Burnt' in page


def test_number_of_an_identity_card_leaves_no_entry(walk):
    client, url = page_of(walk, 'log_work')

    answer = client.post(url, {'status': 'under-way', 'text': 'KTP 1371011205900001', 'moment': 'before'})

    assert answer.context['form'].errors.keys() == {'text'}
    assert not walk.read().work_log.filter(text__contains='KTP').exists()


def test_a_refused_photo_leaves_no_entry_either(walk):
    client, url = page_of(walk, 'log_work')
    upload = io.BytesIO(b'GIF89a')
    upload.name = 'photo.jpg'

    answer = client.post(url, {'status': 'under-way', 'text': 'x', 'moment': 'before', 'photos': upload})

    assert answer.status_code == 400
    assert 'photos' in answer.context['form'].errors
    assert not walk.read().work_log.filter(text='x').exists()


def test_a_photo_is_served_to_officers_and_to_nobody_else(walk):
    client, url = page_of(walk, 'add_photos')
    client.post(url, {'photos': work_factories.photograph(), 'moment': 'after', 'caption': ''})
    photo = WorkPhoto.objects.get()
    address = reverse('plugins:netbox_colocation:maintenanceticket_photo', args=[walk.ticket.pk, photo.pk])

    served = client.get(address)
    applicant, page = page_of(walk, role='applicant')

    assert (served.status_code, served['Content-Type']) == (200, 'image/jpeg')
    assert served['X-Content-Type-Options'] == 'nosniff'
    assert applicant.get(page).status_code == 200
    assert applicant.get(address).status_code == 404
    assert address not in applicant.get(page).content.decode()
    assert Client().get(address).status_code in (302, 403)
    elsewhere = subject_factories.make_ticket()
    other = reverse('plugins:netbox_colocation:maintenanceticket_photo', args=[elsewhere.pk, photo.pk])
    assert client.get(other).status_code == 404


def test_buttons_are_for_those_who_may(walk):
    technician, url = page_of(walk)
    applicant, _url = page_of(walk, role='applicant')
    acts = ('log-work', 'add-photos', 'technicians', 'touch', 'order')

    shown = [act for act in acts if f'{url}{act}/' in technician.get(url).content.decode()]

    assert shown == list(acts)
    assert [act for act in acts if f'{url}{act}/' in applicant.get(url).content.decode()] == []
    assert [applicant.get(f'{url}{act}/').status_code for act in acts] == [403] * 5


def test_technicians_are_named_and_what_is_touched_is_added(walk):
    client, url = page_of(walk, 'technicians')
    role = walk.agency.procedure_roles.get(key='technical-team')
    second = factories.make_appointment(role=role, user=factories.make_user(), holder_name='Second')

    none = client.post(url, {})
    named = client.post(url, {'technicians': [second.pk]})

    assert (none.status_code, named.status_code) == (409, 302)
    assert list(walk.read().technicians.all()) == [second]

    client, url = page_of(walk, 'touch', role='helpdesk')
    rack = factories.make_rack(site=walk.ticket.site)
    assert client.post(url, {'racks': [rack.pk]}).status_code == 409
    assert client.post(url, {'racks': [rack.pk], 'reason': 'Found on site'}).status_code == 302
    assert list(walk.read().racks.all()) == [rack]


def test_the_order_is_drafted_on_its_page(walk):
    client, url = page_of(walk, 'order', role='helpdesk')

    assert client.post(url, {'note': 'Bring a spare'}).status_code == 302
    assert Document.objects.get(ticket=walk.ticket, kind='work-order').state == 'draft'


def test_the_register_is_shown_and_exported_for_a_span_of_days(walk):
    client, _url = page_of(walk, role='helpdesk')
    url = reverse('plugins:netbox_colocation:maintenanceticket_register')
    day = walk.read().case.opened_at
    span = {'agency': walk.agency.pk, 'since': f'{day:%Y}-01-01', 'until': f'{day:%Y}-12-31'}
    MaintenanceTicket.objects.filter(pk=walk.ticket.pk).update(name='=HYPERLINK("x")')
    number = walk.read().register_number

    page = client.get(url, span)
    table = list(csv.reader(io.StringIO(client.get(url, {**span, 'export': 'csv'}).content.decode())))
    sheet = load_workbook(io.BytesIO(client.get(url, {**span, 'export': 'xlsx'}).content)).active
    pdf = client.get(url, {**span, 'export': 'pdf'})

    assert number in page.content.decode()
    assert (table[0][0], table[1][0], len(table)) == ('number', number, 2)
    assert table[1][table[0].index('name')] == '\'=HYPERLINK("x")'
    assert sheet['A2'].value == number
    assert 'BUKU PERMINTAAN LAYANAN DAN GANGGUAN' in read_text(pdf.content)
    before = {**span, 'since': '2020-01-01', 'until': '2020-12-31'}
    assert number not in client.get(url, before).content.decode()
    wrong = client.get(url, {**span, 'until': f'{day - datetime.timedelta(days=800):%Y-%m-%d}'})
    assert wrong.status_code == 400


def test_the_register_shows_only_what_one_may_see(walk):
    applicant, _url = page_of(walk, role='applicant')
    url = reverse('plugins:netbox_colocation:maintenanceticket_register')
    stranger = Client()
    stranger.force_login(factories.make_user())
    other = subject_factories.make_ticket()
    year = walk.read().register_year
    MaintenanceTicket.objects.filter(pk=other.pk).update(
        register_agency=walk.agency, register_year=year, register_sequence=99
    )

    assert stranger.get(url).status_code == 403
    assert f'99/{year}' not in applicant.get(url, {'agency': walk.agency.pk}).content.decode()
