"""The pages that import tables: first a check, then the same file with one click."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from dcim.models import Device

from tests import factories
from tests.base import permit
from tests.intake.sheets import server_table, workbook, written

PAGE = '/plugins/colocation/imports/servers/'
REQUESTS = '/plugins/colocation/imports/requests/'
HEADINGS = ('Instansi', 'Nama Server', 'Rak', 'Posisi U', 'Tinggi (U)')


@pytest.fixture
def rack(db):
    return factories.make_powered_rack()


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(factories.make_user(is_superuser=True))
    return client


def upload(rack, *rows, name='inventaris.xlsx'):
    return SimpleUploadedFile(name, workbook([HEADINGS, *rows]))


def test_a_check_and_then_the_import_of_what_was_checked(client, rack):
    agency = factories.make_tenant()
    row = (agency.name, 'web-1', rack.name, 3, 2)

    checked = client.post(PAGE, {'file': upload(rack, row), 'site': rack.site.pk, 'act': 'check'})

    assert checked.status_code == 200
    assert not Device.objects.exists()
    page = checked.content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    assert 'Import inventaris.xlsx' in page

    done = client.post(PAGE, {'kept': kept, 'kept_name': 'x', 'site': rack.site.pk, 'act': 'import'})

    assert done.status_code == 200
    device = Device.objects.get()
    assert (device.name, device.position) == ('web-1', 3)
    assert device.get_absolute_url() in done.content.decode()


def test_problems_stand_in_a_table_by_line(client, rack):
    answer = client.post(
        PAGE, {'file': upload(rack, ('Nobody', 'web-1', 'R-x', 'top', 2)), 'site': rack.site.pk, 'act': 'import'}
    )

    page = answer.content.decode()
    assert answer.status_code == 400
    assert {*re.findall(r'data-code="([a-z-]+)"', page)} == {'name-unknown', 'cell-no-unit'}
    assert 'Line 2, Rak:' in page
    assert not Device.objects.exists()


def test_what_a_sheet_says_is_text_on_the_page(client, rack):
    row = ('<script>alert(1)</script>', 'web-1', rack.name, 3, 2)

    answer = client.post(PAGE, {'file': upload(rack, row, name='<b>.xlsx'), 'site': rack.site.pk, 'act': 'check'})

    assert b'<script>alert(1)' not in answer.content


@pytest.mark.parametrize(
    'sent', [{}, {'kept': 'not base64!'}, {'kept': 'UEsDBA=='}, {'kept': ''}, {'file': b'', 'act': 'import'}]
)
def test_no_file_and_a_broken_one_are_said(client, sent):
    if 'file' in sent:
        sent = {**sent, 'file': SimpleUploadedFile('x.csv', b'')}

    assert client.post(PAGE, sent).status_code == 400


@pytest.mark.parametrize('page', [PAGE, REQUESTS])
@pytest.mark.parametrize('language', ['id', 'en'])
def test_templates_are_understood_when_they_come_back(client, page, language):
    """XLSX and CSV have the same headings; empty, they say that there are no lines."""
    book = load_workbook(io.BytesIO(client.get(f'{page}template/?format=xlsx&language={language}').content))
    headings = [cell.value for cell in next(book.worksheets[0].iter_rows(max_row=1))]
    answer = client.get(f'{page}template/?format=csv&language={language}')

    assert answer.content.decode().splitlines()[0].split(',') == headings
    if page == PAGE:
        table = server_table(written([headings, ['x'] * len(headings)]))
        assert len(table.headings) == len(headings)
    empty = client.post(page, {'file': SimpleUploadedFile('t.csv', answer.content), 'act': 'import'})
    assert b'There are no lines below the headings.' in empty.content
    assert client.get(f'{page}template/?format=exe').status_code == 404


def test_who_may_not_add_does_not_see_the_pages(rack):
    user = factories.make_user()
    client = Client()
    client.force_login(user)

    assert [client.get(page).status_code for page in (PAGE, REQUESTS, f'{PAGE}template/')] == [403] * 3

    permit(user, Device, 'add')
    assert [client.get(page).status_code for page in (PAGE, REQUESTS, f'{PAGE}template/')] == [200, 403, 200]
