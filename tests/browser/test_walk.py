"""One request walked through the whole West Sumatra procedure by clicking, each step by its own person."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from netbox_colocation.models import ColocationRequest, Task
from tests import factories
from tests.office import STRAIGHT, Office, make_office

PASSWORD = 'Only-for-this-test-1'
# NetBox's select boxes ask 300 ms after the last key; in ms.
BOX_DELAY = 500
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db) -> Office:
    office = make_office()
    for user in office.users.values():
        user.set_password(PASSWORD)
        user.save()
    return office


class Person:
    """Somebody at the browser."""

    def __init__(self, page: Page, address: str, shots: Path) -> None:
        self.page, self.address, self.shots = page, address, shots

    def log_in(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f'{self.address}{reverse("login")}')
        self.page.fill('#id_username', username)
        self.page.fill('#id_password', PASSWORD)
        self.page.click('button[type=submit]')
        self.page.wait_for_url(f'{self.address}/')

    def choose(self, field: str, text: str) -> None:
        """Choose from one of NetBox's select boxes: go to it, type, click on what it offers.

        A box asks a moment after the last key, and takes the focus and opens its list when the answer arrives: so it is
        waited for before the click, and again, with the focus given up, before anything else is typed.
        """
        search = self.page.locator(f'#id_{field}-ts-control')
        search.focus()
        search.press_sequentially(text)
        self._let_boxes_settle()
        self.page.locator(f'#id_{field}-ts-dropdown .option', has_text=text).first.dispatch_event('click')
        expect(self.page.locator(f'#id_{field} + .ts-wrapper .item')).to_contain_text(text)
        self._let_boxes_settle()
        self.page.locator(f'#id_{field}').evaluate(
            'element => { element.tomselect.close(); element.tomselect.blur(); }'
        )

    def _let_boxes_settle(self) -> None:
        """Wait until no select box is about to ask, and none waits for an answer."""
        self.page.wait_for_timeout(BOX_DELAY)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('select')].every(box => !box.tomselect || !box.tomselect.loading)"
        )

    def write(self, answers: dict[str, str]) -> None:
        """Type into text fields; what a select box took the focus from meanwhile is typed again."""
        for _attempt in range(3):
            for field, value in answers.items():
                if self.page.input_value(f'#id_{field}') != value:
                    self.page.fill(f'#id_{field}', value)
        for field, value in answers.items():
            expect(self.page.locator(f'#id_{field}')).to_have_value(value)

    def open_my_task(self) -> None:
        self.page.goto(f'{self.address}{reverse("plugins:netbox_colocation:task_list")}?mine=true&state=open')
        rows = self.page.locator('table.object-list tbody tr')
        expect(rows).to_have_count(1)
        rows.first.locator('a[href*="/tasks/"]').first.click()
        self.page.wait_for_url(re.compile(r'/tasks/\d+/$'))

    def take_outcome(self, outcome: str, answers: dict) -> None:
        form = self.page.locator(f'form[data-outcome="{outcome}"]')
        form.wait_for(state='attached')
        if not form.is_visible():
            self.page.locator(f'[data-outcome-summary="{outcome}"]').click()
        form.wait_for(state='visible')
        for field, value in answers.items():
            control = form.locator(f'#id_{outcome}-{field}')
            if value is True:
                control.check()
            elif control.evaluate('element => element.tagName') == 'SELECT':
                control.select_option(str(value), force=True)
            else:
                control.fill(str(value))
        form.locator('button[type=submit]').click()

    def shoot(self, name: str) -> None:
        if self.shots.is_dir():
            self.page.screenshot(path=self.shots / f'{name}.png', full_page=True)


@pytest.fixture
def person(page, live_server, shots) -> Person:
    return Person(page, live_server.url, shots)


def write_request(person: Person, office: Office, letter: Path) -> ColocationRequest:
    """The applicant fills in the request, uploads the letter and adds a server."""
    page = person.page
    page.goto(f'{person.address}{reverse("plugins:netbox_colocation:colocationrequest_add")}')
    person.choose('procedure', office.version.procedure.name)
    person.choose('applicant', office.applicant.name)
    person.choose('site', office.site.name)
    page.set_input_files('#id_letter_file', letter)
    person.write(
        {
            'name': 'Health records server',
            'purpose': 'Electronic health records',
            'letter_number': '045/65/2026',
            'letter_date': '2026-11-20',
            'letter_subject': 'Permohonan penempatan server',
            'administrative_name': 'Person in charge',
            'technical_name': 'Technician',
        }
    )
    page.keyboard.press('Escape')
    person.shoot('request-form')
    page.locator('button[name=_create]').click()
    page.wait_for_url(re.compile(r'/\d+/$'))
    request = ColocationRequest.objects.get()
    factories.make_server(request, name='health')
    return request


def test_a_case_is_walked_by_clicking(person, office, tmp_path):
    letter = tmp_path / 'letter.pdf'
    letter.write_bytes(factories.make_pdf())
    person.log_in(office.users['applicant'].username)
    request = write_request(person, office, letter)
    person.page.reload()
    person.shoot('request-draft')
    person.page.locator('form[action$="/submit/"] button').click()
    expect(person.page.locator('body')).to_contain_text('Submitted as case')

    for step, outcome in STRAIGHT.items():
        task = Task.objects.get(case__colocation_request=request, state='open')
        assert task.step == step
        person.log_in(office.users[task.role_key].username)
        person.open_my_task()
        person.shoot(f'task-{step}')
        # No monitoring system has seen the server: whoever accepts it says why.
        said = {'comment': 'Looked at the exporter by hand.'} if step == '9.2' else {}
        person.take_outcome(outcome, office.straight_answers(task) | said)
        expect(person.page.locator('body')).to_contain_text(f'Step {step} is done.')

    person.shoot('request-completed')
    request.refresh_from_db()
    device = request.servers.get().device
    assert (request.status, device.rack, device.position) == ('completed', office.rack, 1)
    done = person.page.locator('.colo-mark[data-state=done]')
    expect(done).to_have_count(len(STRAIGHT) + 1)


def test_an_outcome_that_cannot_be_taken_says_why_and_keeps_what_was_typed(person, office):
    case = office.submit()
    office.walk_to(case, '3')
    person.log_in(office.users['helpdesk'].username)
    person.open_my_task()

    person.take_outcome('checked', {'building_electricity': 'enough', 'note': 'Asked twice.'})

    expect(person.page.locator('[role=alert]').first).to_contain_text('Confirmed by')
    expect(person.page.locator('[name=checked-note]')).to_have_value('Asked twice.')
    assert office.open_task(case).step == '3'


def test_somebody_without_the_role_finds_no_way_to_act(person, office):
    case = office.submit()
    task = office.open_task(case)
    person.log_in(office.users['technical-team'].username)

    person.page.goto(f'{person.address}{task.get_absolute_url()}')

    expect(person.page.locator('form[data-outcome] button[type=submit]')).to_have_count(0)
    expect(person.page.locator('body')).to_contain_text(str(task.role))
