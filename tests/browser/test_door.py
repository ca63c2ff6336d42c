"""The door on a tablet, clicked the whole way by whoever keeps it: badges, items, refusals, an emergency."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from netbox_colocation.models import AccessLogEntry, AccessVisit, RoomPolicy
from tests import factories
from tests.door_office import DoorOffice, make_door_office

from .conftest import PATIENCE

PASSWORD = 'Only-for-this-test-1'
LANDSCAPE, PORTRAIT, PHONE = (1024, 768), (768, 1024), (390, 844)
# What a finger misses, in CSS pixels: a box to tick has its whole line.
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
  .filter((part) => part.closest('header, main'))
  .filter((part) => part.checkVisibility() && part.type !== 'checkbox')
  .filter((part) => part.getBoundingClientRect().height < 44).map((part) => part.outerHTML.slice(0, 120))"""
NAMELESS = """() => [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter((part) => !part.labels || !part.labels.length).map((part) => part.outerHTML.slice(0, 120))"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db) -> DoorOffice:
    office = make_door_office()
    RoomPolicy.objects.create(
        site=office.visit.site, location=office.visit.location, rules='No food\nNo shoes\nNo pictures'
    )
    for user in office.office.users.values():
        user.set_password(PASSWORD)
        user.save()
    return office


class Desk:
    """Somebody at a tablet, with their own session."""

    def __init__(self, page: Page, address: str, shots: Path) -> None:
        self.page, self.address, self.shots = page, address, shots

    def log_in(self, user: Any) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f'{self.address}{reverse("login")}')
        self.page.fill('#id_username', user.username)
        self.page.fill('#id_password', PASSWORD)
        self.page.click('button[type=submit]')
        self.page.wait_for_url(f'{self.address}/')

    def go(self, name: str, *args: Any) -> None:
        self.page.goto(f'{self.address}{reverse(f"plugins:netbox_colocation:{name}", args=args)}')

    def press(self, text: str) -> None:
        """Press the button, or follow the link, of that name."""
        button = self.page.get_by_role('button', name=text).or_(self.page.get_by_role('link', name=text))
        button.first.click()
        self.page.wait_for_load_state()

    def tick(self, label: str) -> None:
        """Touch the line of a tick box: the whole of it is the target."""
        box = self.page.get_by_label(label, exact=True)
        self.page.locator('main label', has_text=label).click()
        expect(box).to_be_checked()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def shoot(self, name: str) -> None:
        if self.shots.is_dir():
            self.page.screenshot(path=self.shots / f'door-{name}.png', full_page=True)


def make_desk(browser: Browser, address: str, shots: Path, size: tuple[int, int], **options: Any) -> Desk:
    context = browser.new_context(viewport={'width': size[0], 'height': size[1]}, has_touch=True, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    return Desk(page, address, shots)


@pytest.fixture
def make(browser, live_server, shots):
    made = []

    def _make(size: tuple[int, int] = LANDSCAPE, **options: Any) -> Desk:
        desk = make_desk(browser, live_server.url, shots, size, **options)
        made.append(desk)
        return desk

    expect.set_options(timeout=PATIENCE)
    yield _make
    for desk in made:
        desk.page.wait_for_load_state('networkidle')
        desk.page.context.close()


def check_in(desk: Desk, name: str, badge: str) -> None:
    desk.type(f'Badge of {name}', badge)
    desk.tick(f'{name} showed a proof of identity')
    desk.tick(f'{name} accepts the house rules')


def test_a_visit_goes_through_the_door(make, office: DoorOffice):
    desk, page = make(LANDSCAPE), None
    page = desk.page
    desk.log_in(office.user('helpdesk'))
    desk.go('door')
    desk.shoot('day')

    # Whoever stands there is found by a part of the name.
    page.fill('#id_q', 'ani')
    page.keyboard.press('Enter')
    page.locator(f'[data-visit="{office.visit.pk}"] a').click()
    desk.shoot('visit')

    # Ani is here, Budi is not; what is missing is said at once, beside its field.
    page.locator('[data-outcome="recorded"]').click()
    desk.shoot('check-in')
    page.locator('main label', has_text='Budi is here').click()
    expect(page.get_by_label('Badge of Budi')).to_be_hidden()
    desk.type('Badge of Ani', '7')
    page.locator('#door-form button[type=submit]').click()
    expect(page.locator('#refusal')).to_contain_text('Ani has shown no proof of identity')
    expect(page.get_by_label('Ani showed a proof of identity')).to_be_focused()  # the first that is wrong
    desk.shoot('check-in-refused')
    desk.tick('Ani showed a proof of identity')
    desk.tick('Ani accepts the house rules')
    page.locator('#door-form button[type=submit]').click()
    expect(page.locator('#waits-for')).to_contain_text('Call: ')
    desk.shoot('waits-for-escort')

    # An announced item goes in, with something that nobody announced.
    desk.press('Bring in or take out')
    page.locator(f'[data-item="{office.item.pk}"] button[value=in]').click()
    page.locator('#other-item summary').click()
    desk.type('What is it?', 'Screwdriver')
    desk.shoot('items')
    desk.press('Record it')
    expect(page.locator('.colo-door-item')).to_have_count(2)

    # The escort lets them in, on a phone.
    escort = make(PHONE)
    escort.log_in(office.user('technical-team'))
    escort.go('door_visit', office.visit.pk)
    escort.shoot('phone-visit')
    escort.page.locator('[data-outcome="entered"]').click()
    escort.shoot('phone-enter')
    escort.page.locator('#door-form button[type=submit]').click()
    expect(escort.page.locator('.colo-door-state').first).to_contain_text('Inside since')

    # Budi comes later, with a badge that is out already, then with another.
    desk.go('door_visit', office.visit.pk)
    desk.press('Somebody comes later')
    desk.tick('Budi is here')
    check_in(desk, 'Budi', '7')
    desk.press('Check in')
    expect(page.locator('#refusal')).to_contain_text('Badge 7 is out already (Ani)')
    desk.shoot('badge-taken')
    desk.type('Badge of Budi', '8')
    desk.press('Check in')
    expect(page.locator('#people')).to_contain_text('badge 8')
    desk.shoot('inside')

    # Ani goes early; the laptop goes out with her.
    desk.press('Bring in or take out')
    page.locator(f'[data-item="{office.item.pk}"] button[value=out]').click()
    expect(page.locator(f'[data-item="{office.item.pk}"]')).to_contain_text('Taken out at')
    desk.go('door_visit', office.visit.pk)
    desk.press('Somebody goes')
    desk.tick('Ani goes now')
    desk.tick('Ani gave the badge back')
    desk.shoot('check-out')
    desk.press('Check out')
    expect(page.locator('#people')).to_contain_text('Gone since')

    # The escort says that everybody has left; Budi's badge is missing, and comes back.
    escort.go('door_visit', office.visit.pk)
    escort.page.locator('[data-outcome="left"]').click()
    escort.shoot('phone-leave')
    escort.page.locator('#door-form button[type=submit]').click()
    expect(escort.page.locator('.colo-door-steps .is-done')).to_have_count(3)
    desk.go('door')
    expect(page.locator('[data-section="badges"]')).to_contain_text('Budi')
    desk.shoot('badge-missing')
    page.get_by_role('button', name='It came back').click()
    expect(page.locator('#people')).to_contain_text('Gone since')
    desk.shoot('over')
    office.visit.refresh_from_db()
    assert office.visit.left_at is not None
    kinds = list(office.visit.log.order_by('pk').values_list('kind', flat=True))
    assert kinds[-11:] == [
        'admitted', 'item-in', 'item-in', 'entered', 'admitted', 'entered', 'item-out', 'checked-out',
        'checked-out', 'left', 'checked-out',
    ]  # fmt: skip


def test_a_walk_in_is_turned_away_with_the_keyboard_alone(make, office: DoorOffice):
    desk = make(PORTRAIT, color_scheme='dark')
    page = desk.page
    desk.log_in(office.user('helpdesk'))
    page.evaluate("localStorage.setItem('netbox-color-mode', 'dark')")
    desk.go('door')
    desk.shoot('portrait-dark-day')
    page.keyboard.type('Zulkifli')  # the search has the focus from the start, as a scanner expects
    page.keyboard.press('Enter')
    expect(page.locator('#door-empty')).to_contain_text('Nobody found for “Zulkifli”')
    desk.shoot('portrait-dark-not-found')
    page.get_by_role('link', name='Turn away').focus()
    page.keyboard.press('Enter')
    page.wait_for_url('**/turn-away/')
    page.get_by_role('button', name='Record that they were turned away').focus()
    page.keyboard.press('Enter')
    expect(page.locator('#refusal')).to_be_visible()
    expect(page.get_by_label('Who came?')).to_be_focused()
    page.keyboard.type('Zulkifli')
    page.get_by_label('Why were they turned away?').focus()
    page.keyboard.type('No approved visit')
    page.get_by_label('Which room?').select_option(label='Server room')
    desk.shoot('portrait-dark-turn-away')
    page.get_by_role('button', name='Record that they were turned away').focus()
    page.keyboard.press('Enter')
    page.wait_for_url(re.compile(r'/door/$'))

    entry = AccessLogEntry.objects.get(kind='refused')
    assert (entry.person, entry.text) == ('Zulkifli', 'No approved visit')


def test_an_emergency_without_any_javascript(make, office: DoorOffice):
    role = office.user('technical-team').colocation_appointments.get().role
    factories.make_appointment(role=role, holder_name='Night technician', valid_from=timezone.localdate())
    first = make(PORTRAIT)
    first.log_in(office.user('helpdesk'))
    desk = make(PORTRAIT, java_script_enabled=False, storage_state=first.page.context.storage_state())
    page = desk.page
    desk.go('door')
    page.get_by_role('link', name='Emergency').click()
    desk.shoot('emergency')
    page.get_by_role('button', name='Let them in now').click()
    expect(page.locator('#refusal')).to_be_visible()
    desk.shoot('emergency-refused')
    page.get_by_label('What is the emergency?').fill('The cooling failed')
    page.get_by_label('Whose equipment is it about?').select_option(label=office.office.applicant.name)
    page.get_by_label('Which room?').select_option(label='Server room')
    page.get_by_label('Who goes in with them?').select_option(label='Night technician')
    group = page.locator('[data-group="person-1"]')
    group.get_by_label('Name').fill('Rudi')
    group.get_by_label('Badge').fill('E1')
    group.locator('label', has_text='Showed a proof of identity').click()
    page.get_by_role('button', name='Let them in now').click()
    expect(page.locator('.colo-door-state').first).to_contain_text('Inside since')
    desk.shoot('emergency-inside')
    page.get_by_role('link', name='Everybody leaves').click()
    page.locator('label', has_text='Rudi gave the badge back').click()
    page.get_by_role('button', name='Everybody left').click()
    expect(page.locator('.colo-door-state').first).to_contain_text('Left at')

    visit = AccessVisit.objects.get(is_emergency=True)
    assert (visit.left_at is not None, visit.escort_name) == (True, 'Night technician')


@pytest.mark.parametrize('size', [LANDSCAPE, PORTRAIT, PHONE])
def test_nothing_is_cut_off_and_everything_is_large_enough_for_a_finger(make, office: DoorOffice, size):
    desk = make(size)
    desk.log_in(office.user('helpdesk'))
    pages = [('door',), ('door_visit', office.visit.pk), ('door_task', office.visit.pk), ('door_emergency',)]
    for name, *args in pages:
        desk.go(name, *args)
        desk.shoot(f'{size[0]}-{name}')
        width = desk.page.evaluate('document.documentElement.scrollWidth')
        small, nameless = desk.page.evaluate(SMALL), desk.page.evaluate(NAMELESS)
        assert (width <= size[0], small, nameless) == (True, [], []), name
