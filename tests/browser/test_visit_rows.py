"""An applicant names visitors and items in the form of a visit, in a real browser."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests import factories, subject_factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_rows_are_added_and_left_out_in_the_form(live_server, page: Page, shots: Path):
    """A button adds a row, another leaves one out; what is saved is what was shown."""
    visit = subject_factories.make_visit()
    client = Client()
    client.force_login(factories.make_user(is_superuser=True))
    page.context.add_cookies(
        [{'name': 'sessionid', 'value': client.cookies['sessionid'].value, 'url': live_server.url}]
    )

    page.goto(f'{live_server.url}{visit.get_absolute_url()}edit/')
    rows = page.locator('[data-colo-row]:visible')
    expect(page.locator('input[name="visitors-1-name"]')).to_have_value('Budi')
    assert rows.count() == 3  # two visitors, and an empty item
    page.get_by_role('button', name='Add a visitor').click()
    added = page.locator('[data-colo-row]:visible input[name^="visitors-"][name$="-name"]').last
    expect(added).to_be_focused()
    added.fill('Citra')
    page.get_by_role('button', name='Leave this row out').nth(1).click()
    page.locator('input[name="items-0-name"]').fill('Disk')
    if shots.is_dir():
        page.screenshot(path=shots / 'visit-form.png', full_page=True)
        page.set_viewport_size({'width': 390, 'height': 844})
        page.locator('input[name="visitors-0-name"]').scroll_into_view_if_needed()
        page.screenshot(path=shots / 'visit-form-phone.png')
    page.get_by_role('button', name='Save', exact=True).click()
    page.wait_for_url(f'{live_server.url}{visit.get_absolute_url()}')

    assert visit.visitor_names == ['Ani', 'Citra']
    assert [item.name for item in visit.items.all()] == ['Disk']
    expect(page.get_by_role('link', name='Citra').first).to_be_visible()
    if shots.is_dir():
        page.set_viewport_size({'width': 1440, 'height': 1000})
        page.screenshot(path=shots / 'visit-page.png', full_page=True)
