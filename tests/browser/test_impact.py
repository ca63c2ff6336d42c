"""The tab *Impact* in a real browser: an operator sees what a panel takes out, and opens the evidence."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.maintenance.impact_estate import make_estate

from .test_versions import shoot
from .test_walk import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_operator_sees_what_a_panel_takes_out_and_why(page: Page, live_server, shots) -> None:
    estate = make_estate()
    user = factories.make_user(is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    Person(page, live_server.url, shots).log_in(user.username)

    page.goto(live_server.url + estate.panel_a.get_absolute_url())
    page.get_by_role('tab', name='Impact').or_(page.get_by_role('link', name='Impact')).first.click()
    row = page.get_by_role('row').filter(has_text='behind')
    expect(row).to_contain_text('Outage')
    row.get_by_text('objects').click()
    expect(row.get_by_role('link', name='device chain')).to_be_visible()
    shoot(page, shots, 'impact.png')

    page.get_by_role('combobox', name='Grade').click()  # NetBox puts a search box over every select
    page.get_by_role('option', name='Reduced redundancy').click()
    page.get_by_role('button', name='Show').click()
    expect(page.locator('#lines tbody tr')).to_have_count(1)
    expect(page.locator('#lines')).to_contain_text('1 left, on Feed b')
