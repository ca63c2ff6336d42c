"""The calendar in a real browser: read on a screen, in the dark, on a phone, and gone through with keys alone."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories, subject_factories

from .test_versions import shoot
from .test_walk import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)

ZONE = ZoneInfo('Asia/Jakarta')
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def calendar(page: Page, live_server, shots):
    """A month with visits and windows of all kinds; somebody who may see them has logged in. Returns its address."""
    site = factories.make_site(name='Pusat Data', time_zone=ZONE)
    room = factories.make_location(site=site, name='Ruang Server A')
    racks = [factories.make_rack(site=site, location=room, name=name) for name in ('A-01', 'A-02')]
    health = factories.make_tenant(name='Dinas Kesehatan Provinsi Nagari Laut')
    statuses = ('accepted', 'open', 'cancelled', 'completed', 'accepted', 'accepted')
    for number, status in enumerate(statuses):
        start = datetime.datetime(2026, 11, 23, 8 + number, 30, tzinfo=ZONE)
        subject_factories.make_visit(
            applicant=health, site=site, location=room, racks=racks, status=status, starts_at=start,
            ends_at=start + 2 * HOUR, activities=['installation'], visitors=['Ani', 'Budi'],
            entered_at=start if number == 4 else None,
        )  # fmt: skip
    ticket = subject_factories.make_ticket(site=site, location=room, name='Ganti baterai UPS A', applicant=health)
    ticket.racks.set(racks)
    night = datetime.datetime(2026, 11, 25, 22, 0, tzinfo=ZONE)
    impact = {'counts': {'dcim.device': {'outage': 2, 'reduced-redundancy': 14}}}
    for state, days in (('agreed', 0), ('proposed', 3), ('cancelled', 7)):
        start = night + datetime.timedelta(days=days)
        subject_factories.make_window(ticket, starts_at=start, ends_at=start + 5 * HOUR, state=state, impact=impact)
    user = factories.make_user(is_superuser=True, username='keeper')
    user.set_password(PASSWORD)
    user.save()
    Person(page, live_server.url, shots).log_in('keeper')
    return f'{live_server.url}{reverse("plugins:netbox_colocation:schedule")}?site={site.pk}&date=2026-11-23'


def test_calendar_is_read_on_a_screen_in_the_dark_and_on_a_phone(page: Page, calendar, shots) -> None:
    """Nothing is wider than the window, at any width; on a phone only days with something stand in the month."""
    for span in ('month', 'week', 'day'):
        page.set_viewport_size({'width': 1280, 'height': 900})
        page.goto(f'{calendar}&span={span}')
        expect(page.get_by_role('table')).to_be_visible()
        shoot(page, shots, f'calendar-{span}.png')
        page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
        shoot(page, shots, f'calendar-{span}-dark.png')
        page.set_viewport_size({'width': 390, 'height': 844})
        page.goto(f'{calendar}&span={span}')
        shoot(page, shots, f'calendar-{span}-phone.png')
        assert page.evaluate('document.documentElement.scrollWidth') <= 390, span
    page.goto(calendar)
    assert page.locator('.colo-month td:visible').count() < 10
    expect(page.get_by_role('cell').first).to_be_visible()  # it is still a table for whoever hears it


def test_keys_go_through_the_month(page: Page, calendar) -> None:
    """Arrows go from day to day and week to week, Enter opens the day, Page Down the next month."""
    page.goto(calendar)
    page.locator('[data-day="2026-11-23"]').focus()
    for key, day in (
        ('ArrowRight', '2026-11-24'),
        ('ArrowDown', '2026-12-01'),
        ('ArrowLeft', '2026-11-30'),
        ('ArrowUp', '2026-11-23'),
    ):
        page.keyboard.press(key)
        expect(page.locator(f'[data-day="{day}"]')).to_be_focused()
    page.keyboard.press('PageDown')
    expect(page.get_by_role('heading', name='December 2026')).to_be_visible()
    page.goto(calendar)
    page.locator('[data-day="2026-11-23"]').focus()
    page.keyboard.press('Enter')
    expect(page.get_by_role('heading', name='Monday, 23 November 2026')).to_be_visible()
    expect(page.locator('.colo-list .colo-entry')).to_have_count(6)
