"""A procedure is changed in a real browser: the sheet follows what is typed, and mistakes lead to their lines."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from netbox_colocation.models import ProcedureVersion
from tests import base, factories

PASSWORD = 'Only-for-this-test-1'
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(transactional_db) -> ProcedureVersion:
    user = factories.make_user(username='editor', is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return base.publish_procedure()


def log_in(page: Page, address: str) -> None:
    page.goto(f'{address}{reverse("login")}')
    page.fill('#id_username', 'editor')
    page.fill('#id_password', PASSWORD)
    page.click('button[type=submit]')
    page.wait_for_url(f'{address}/')


def test_a_procedure_is_changed_by_clicking(page, live_server, shots, version):
    def shoot(name: str) -> None:
        if shots.is_dir():
            page.screenshot(path=shots / f'editor-{name}.png', full_page=True)

    log_in(page, live_server.url)
    page.goto(live_server.url + version.get_absolute_url())
    page.get_by_role('button', name='Copy to a draft').click()
    preview = page.locator('#colo-preview')
    shoot('rows')

    # A row: the sheet follows before anything is saved.
    page.get_by_role('link', name='The helpdesk checks the list').click()
    page.fill('#id_activity_en', 'The helpdesk checks everything')
    expect(preview).to_contain_text('The helpdesk checks everything')
    page.fill('#id_limit', 'soon')
    expect(preview).to_contain_text('rows[2].limit')
    shoot('row-wrong')
    page.fill('#id_limit', '2 days')
    expect(preview).not_to_contain_text('rows[2].limit')
    shoot('row')
    page.get_by_role('button', name='Save').click()
    expect(page.locator('body')).to_contain_text('Nothing stands against publishing')

    # The text: a mistake leads to its line.
    page.get_by_role('link', name='YAML', exact=True).click()
    text = page.locator('#id_source')
    source = text.input_value()
    text.fill(source.replace('limit: 1 hour', 'limit: never'))
    problem = preview.locator('[data-colo-line]').first
    expect(problem).to_be_visible()
    problem.click()
    chosen = text.evaluate('field => field.value.slice(field.selectionStart, field.selectionEnd)')
    assert chosen.strip() == 'limit: never'
    shoot('yaml-wrong')
    text.fill(source)
    expect(preview.locator('[data-colo-line]')).to_have_count(0)
    shoot('yaml')

    pills = page.locator('.nav-pills')
    for name in ('Roles', 'Title and identity page'):
        pills.get_by_role('link', name=name, exact=True).click()
        shoot(name.lower().replace(' ', '-'))
    page.locator('a.btn', has_text='Differences').click()
    expect(page.locator('body')).to_contain_text('2 days')
    shoot('difference')
    draft = ProcedureVersion.objects.get(state='draft')
    page.goto(live_server.url + draft.get_absolute_url())
    shoot('draft')
    page.goto(f'{live_server.url}{draft.get_absolute_url()}publish/')
    shoot('publish')
    page.locator('form button.btn-success').click()
    expect(page.locator('body')).to_contain_text('is published')
    draft.refresh_from_db()
    assert (draft.state, draft.document['rows'][2]['limit']) == ('published', '2 days')
    page.goto(f'{live_server.url}{reverse("plugins:netbox_colocation:procedure_text_add")}')
    shoot('text')
