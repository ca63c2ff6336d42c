"""REST and GraphQL of the work log and of loans, and the acts on a ticket beside its steps."""

import pytest
from django.core.files.storage import FileSystemStorage

from netbox_colocation.models import Document, EquipmentLoan, WorkLogEntry, WorkPhoto
from tests import factories, subject_factories, work_factories
from tests.api import base
from tests.workflows.test_ticket_walks import TicketWalk

TICKETS = f'{base.ROOT}maintenance-tickets/'


class WorkLogEntryAPITests(base.ReadOnlyAPITestCase):
    __test__ = True
    model = WorkLogEntry
    brief_fields = ['at', 'display', 'id', 'ticket', 'url', 'work_status']

    @classmethod
    def make_rows(cls) -> None:
        ticket = subject_factories.make_ticket()
        for _ in range(3):
            work_factories.make_log_entry(ticket, materials=[{'name': 'Cable', 'quantity': '2.5', 'unit': 'm'}])


class EquipmentLoanAPITests(base.EditableAPITestCase):
    __test__ = True
    model = EquipmentLoan
    brief_fields = ['borrower', 'description', 'display', 'due_on', 'id', 'is_open', 'item', 'url']
    bulk_update_data = {'person': 'Budi'}
    bulk_update_invalid_data = {'due_on': 'some day'}

    @classmethod
    def make_rows(cls) -> None:
        agency, borrower = factories.make_tenant(), factories.make_tenant()
        for _ in range(3):
            work_factories.make_loan(agency=agency, borrower=borrower)
        cls.create_data = [
            {
                'agency': agency.pk,
                'borrower': borrower.pk,
                'person': 'Ani',
                'item': f'Laptop {row}',
                'lent_on': '2026-11-20',
                'due_on': '2026-11-27',
            }
            for row in range(3)
        ]

    def test_a_loan_of_a_device_that_is_out_is_refused(self) -> None:
        """One borrower at a time; a return is not written by a client, but by its act."""
        self.add_permissions('netbox_colocation.add_equipmentloan', 'netbox_colocation.take_back_equipmentloan')
        device = factories.make_device()
        url = self._get_list_url()

        first = self.client.post(
            url, {**self.create_data[0], 'device': device.pk, 'returned_on': '2026-11-21'}, format='json', **self.header
        )
        second = self.client.post(url, {**self.create_data[1], 'device': device.pk}, format='json', **self.header)
        back = self.client.post(
            f'{first.data["url"]}take-back/',
            {'condition': 'Good', 'returned_on': '2026-11-21'},
            format='json',
            **self.header,
        )
        again = self.client.post(f'{first.data["url"]}take-back/', {'condition': 'Good'}, format='json', **self.header)

        self.assertHttpStatus(first, 201)
        self.assertEqual(first.data['returned_on'], None)
        self.assertHttpStatus(second, 400)
        self.assertHttpStatus(back, 200)
        self.assertEqual((back.data['is_open'], back.data['returned_on']), (False, '2026-11-21'))
        self.assertHttpStatus(again, 409)
        self.assertEqual(again.data['findings'][0]['code'], 'loan-returned')


@pytest.fixture
def walk(db, tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path, base_url=None)
    for model in (Document, WorkPhoto):
        monkeypatch.setattr(model._meta.get_field('file'), 'storage', storage)
    walk = TicketWalk()
    walk.to('6.2')
    return walk


def client_of(walk: TicketWalk, role: str = 'technical-team'):
    return base.log_in(walk.users[role]), f'{TICKETS}{walk.ticket.pk}/'


def test_the_log_is_written_by_rest(walk):
    client, url = client_of(walk)
    body = {
        'status': 'on-hold',
        'text': 'Waiting',
        'minutes': 15,
        'materials': [{'name': 'Cable', 'quantity': '2.50', 'unit': 'm'}, {'name': 'Switch'}],
    }

    done = client.post(f'{url}log-work/', body, format='json')
    empty = client.post(f'{url}log-work/', {'status': 'on-hold'}, format='json')
    applicant, _url = client_of(walk, 'applicant')

    assert (done.status_code, done.data['work_status']['value']) == (201, 'on-hold')
    assert done.data['materials'] == [
        {'name': 'Cable', 'quantity': '2.5', 'unit': 'm'},
        {'name': 'Switch', 'quantity': '', 'unit': ''},
    ]
    assert (empty.status_code, empty.data['findings'][0]['code']) == (409, 'text-missing')
    numbered = client.post(f'{url}log-work/', {**body, 'text': 'KTP 1371011205900001'}, format='json')
    [found] = numbered.data['findings']
    assert (numbered.status_code, found['code'], found['field']) == (400, 'identity-number', 'text')
    assert applicant.post(f'{url}log-work/', body, format='json').status_code == 403
    assert client_of(walk, 'helpdesk')[0].post(f'{url}log-work/', body, format='json').status_code == 403
    assert client.get(url).data['work_status']['value'] == 'on-hold'


def test_photos_are_added_listed_and_read_by_rest(walk):
    client, url = client_of(walk)

    added = client.post(f'{url}photos/', {'file': work_factories.photograph(), 'moment': 'before'})
    wrong = client.post(f'{url}photos/', {'file': work_factories.photograph(), 'moment': 'never'})
    listed = client.get(f'{url}photos/')
    file = client.get(added.data['file_url'])
    applicant, _url = client_of(walk, 'applicant')

    assert (added.status_code, wrong.status_code) == (201, 400)
    assert [photo['id'] for photo in listed.data] == [added.data['id']]
    assert (file.status_code, file['Content-Type']) == (200, 'image/jpeg')
    assert applicant.get(f'{url}photos/').data == []
    assert applicant.get(added.data['file_url']).status_code == 404


def test_technicians_touched_objects_and_the_order_by_rest(walk):
    client, url = client_of(walk, 'helpdesk')
    own = walk.read().technicians.get()
    rack = factories.make_rack(site=walk.ticket.site)

    named = client.post(f'{url}technicians/', {'technicians': [own.pk]}, format='json')
    unknown = client.post(f'{url}technicians/', {'technicians': [own.pk + 999]}, format='json')
    touched = client.post(f'{url}touch/', {'racks': [rack.pk], 'reason': 'Found'}, format='json')
    order = client.post(f'{url}order/', {'note': 'Bring a spare'}, format='json')

    assert [person['id'] for person in named.data['technicians']] == [own.pk]
    assert (unknown.status_code, unknown.data['findings'][0]['code']) == (409, 'technician-unknown')
    assert [row['id'] for row in touched.data['racks']] == [rack.pk]
    assert (order.status_code, order.data['kind']['value']) == (201, 'work-order')


def test_an_applicant_names_no_object_that_it_may_not_see(walk):
    """A rack, a circuit or a feed by a guessed ID is answered like one that does not exist."""
    applicant, _url = client_of(walk, 'applicant')
    rack = factories.make_rack(site=walk.ticket.site, name='secret')
    body = {
        'name': 'Guess',
        'procedure': walk.ticket.procedure_id,
        'applicant': walk.applicant.pk,
        'site': walk.ticket.site_id,
        'problem': 'x',
        'racks': [rack.pk],
    }

    answer = applicant.post(TICKETS, body, format='json')

    assert (answer.status_code, list(answer.data)) == (400, ['racks'])
    assert 'secret' not in str(answer.data)


def test_the_register_is_a_file_for_officers(walk):
    client, _url = client_of(walk, 'helpdesk')
    stranger = base.log_in(factories.make_user())
    year = walk.read().register_year
    query = {'agency': walk.agency.pk, 'since': f'{year}-01-01', 'until': f'{year}-12-31'}

    table = client.get(f'{TICKETS}register/', query)
    pdf = client.get(f'{TICKETS}register/', {**query, 'format': 'pdf'})

    assert table.status_code == 200
    assert walk.read().register_number in table.content.decode()
    assert pdf['Content-Type'] == 'application/pdf'
    assert stranger.get(f'{TICKETS}register/', query).status_code == 403
