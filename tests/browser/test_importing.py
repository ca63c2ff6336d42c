"""An agency's own sheet in a real browser: what is wrong is said by line, and once it is mended, servers stand."""

import pytest
from playwright.sync_api import Page, expect

from dcim.models import Device

from tests import factories
from tests.intake.sheets import workbook
from tests.intake.test_servers import HEADINGS, line

from .test_monitoring import log_in
from .test_versions import shoot

pytestmark = pytest.mark.django_db(transaction=True)

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def choose(page: Page, rows) -> None:
    content = workbook([('DAFTAR SERVER',), (), HEADINGS, *rows])
    page.get_by_label('File').set_input_files({'name': 'inventaris.xlsx', 'mimeType': XLSX, 'buffer': content})


def test_a_sheet_is_checked_mended_and_imported(page: Page, live_server, shots) -> None:
    rack, agency = factories.make_powered_rack(), factories.make_tenant(name='Dinas Kesehatan')
    factories.make_prefix('10.20.0.0/24', site=rack.site)
    right = line(agency, rack)
    second = {'Nama Server': 'sik-app', 'SN': 'X2', 'Posisi U': '20', 'IP Lokal': '10.20.0.20'}
    log_in(page, live_server, shots)

    page.goto(f'{live_server.url}/plugins/colocation/imports/servers/')
    shoot(page, shots, 'import.png')
    page.get_by_role('combobox', name='Site').click()
    page.get_by_role('option', name=rack.site.name).click()
    choose(page, [right, line(agency, rack, **second | {'Rak': 'R-x', 'TYPE (U)': 'dua'})])
    page.get_by_role('button', name='Check', exact=True).click()
    expect(page.get_by_role('heading', name='Nothing was imported')).to_be_visible()
    expect(page.get_by_role('row', name='5 Line 5, Rak:')).to_be_visible()
    shoot(page, shots, 'import-wrong.png')
    # What was chosen before stays chosen.
    expect(page.locator('#id_site')).to_have_value(str(rack.site.pk))

    choose(page, [right, line(agency, rack, **second)])
    page.get_by_role('button', name='Check', exact=True).click()
    expect(page.get_by_role('heading', name='All 2 lines are right')).to_be_visible()
    shoot(page, shots, 'import-right.png')
    page.get_by_role('button', name='Import inventaris.xlsx').click()
    expect(page.get_by_role('heading', name='2 lines were imported')).to_be_visible()
    shoot(page, shots, 'import-done.png')
    page.get_by_role('link', name='sik-app', exact=True).click()
    expect(page.get_by_role('heading', name='sik-app')).to_be_visible()

    assert Device.objects.count() == 2
