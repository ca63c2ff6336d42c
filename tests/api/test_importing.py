"""Imports over REST: a file or lines, rehearsed, refused with all problems, by whoever may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dcim.models import Device

from netbox_colocation.models import ColocationRequest
from tests import factories
from tests.api.base import ROOT, log_in
from tests.intake.sheets import workbook

SERVERS = f'{ROOT}imports/servers/'
REQUESTS = f'{ROOT}imports/requests/'


@pytest.fixture
def client(db):
    return log_in(factories.make_user(is_superuser=True))


@pytest.fixture
def rack(db):
    return factories.make_powered_rack()


def servers(rack, *names):
    agency = factories.make_tenant()
    return [
        {'agency': agency.name, 'name': name, 'rack': rack.name, 'unit': str(place), 'u_height': '1'}
        for place, name in enumerate(names, start=1)
    ]


def test_lines_become_devices(client, rack):
    body = {'site': rack.site.pk, 'lines': servers(rack, 'a', 'b')}

    answer = client.post(SERVERS, body, format='json')

    assert answer.status_code == 201
    made = answer.json()['made']
    assert [(line['line'], line['label']) for line in made] == [(1, 'a'), (2, 'b')]
    assert Device.objects.get(pk=made[0]['objects'][0]['pk']).name == 'a'


def test_a_file_becomes_requests(client, office):
    rows = [('Instansi', 'Permohonan', 'Nama server', 'Tinggi (U)'), (office.applicant.name, 'Web', 'web-1', 2)]
    body = {
        'file': SimpleUploadedFile('sheet.xlsx', workbook(rows)),
        'site': office.site.pk,
        'procedure': office.version.procedure_id,
    }

    answer = client.post(REQUESTS, body, format='multipart')

    assert answer.status_code == 201, answer.content
    assert ColocationRequest.objects.get().servers.get().name == 'web-1'


def test_a_dry_run_stores_nothing(client, rack):
    body = {'site': rack.site.pk, 'lines': servers(rack, 'a')}

    answer = client.post(f'{SERVERS}?dry_run=true', body, format='json')

    assert answer.status_code == 201
    assert len(answer.json()['made']) == 1
    assert not Device.objects.exists()


def test_a_refusal_has_every_problem_with_its_line(client, rack):
    lines = servers(rack, 'a', 'b')
    lines[0]['unit'], lines[1]['rack'] = 'top', 'nowhere'

    answer = client.post(SERVERS, {'site': rack.site.pk, 'lines': lines}, format='json')

    assert (answer.status_code, answer.headers['Content-Type']) == (400, 'application/problem+json')
    found = answer.json()['findings']
    assert [(entry['code'], entry['field'], entry['data']['line']) for entry in found] == [
        ('cell-no-unit', 'unit', 1),
        ('name-unknown', 'rack', 2),
    ]
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'lines': []},
        {'lines': [1]},
        {'lines': [{'name': {'a': 1}}]},
        {'lines': [{'name': 'a\x00b'}]},
        {'lines': [{'name': 'a' * 3000}]},
        {'lines': [{f'c{number}': '1' for number in range(101)}]},
        {'lines': [{'name': 'a', 'rack': 'b'}], 'site': 999_999},
        {'lines': [{'name': 'a', 'rack': 'b'}] * 201},
        {'file': 'no file'},
    ],
    ids=lambda body: str(body)[:30],
)
def test_bad_bodies_are_refused(client, body):
    assert client.post(SERVERS, body, format='json').status_code == 400


def test_a_hostile_file_is_refused(client, rack):
    upload = SimpleUploadedFile('sheet.xlsx', b'PK\x03\x04 nonsense')

    answer = client.post(SERVERS, {'file': upload}, format='multipart')

    assert (answer.status_code, answer.json()['findings'][0]['code']) == (400, 'unreadable')


def test_columns_can_be_read(client):
    columns = {column['key']: column for column in client.get(SERVERS).json()}

    assert columns['rack']['is_required']
    assert columns['agency']['indonesian'] == 'Instansi'


def test_without_permission_nothing_is_seen_or_stored(rack):
    client = log_in(factories.make_user())

    for address in (SERVERS, REQUESTS):
        assert client.get(address).status_code == 403
        assert client.post(address, {'lines': servers(rack, 'a')}, format='json').status_code == 403
    assert not Device.objects.exists()


def test_the_same_key_imports_once(client, rack):
    body = {'site': rack.site.pk, 'lines': servers(rack, 'a')}

    answers = [client.post(SERVERS, body, format='json', headers={'Idempotency-Key': 'k1'}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Device.objects.count() == 1
