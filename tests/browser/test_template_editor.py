"""A template is written in a real browser: the picture follows what is typed, and a mistake leads to its line."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from netbox_colocation.models import DocumentTemplate
from tests import factories

from .test_procedure_editor import log_in

PASSWORD = 'Only-for-this-test-1'
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def template(transactional_db) -> DocumentTemplate:
    user = factories.make_user(username='editor', is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    letterhead = factories.make_letterhead(name='Dinas Komunikasi dan Informatika', font='serif')
    return factories.make_template(agency=letterhead.agency)


def picture(page: Page) -> str:
    return page.locator('#colo-preview img').first.get_attribute('src') or ''


def wait_for_another(page: Page, before: str) -> None:
    page.wait_for_function(
        "before => { const page = document.querySelector('#colo-preview img'); return page && page.src !== before; }",
        arg=before,
    )


def test_the_picture_follows_what_is_typed(page, live_server, shots, template):
    def shoot(name: str) -> None:
        if shots.is_dir():
            page.screenshot(path=shots / f'template-{name}.png', full_page=False)

    log_in(page, live_server.url)
    page.goto(live_server.url + reverse('plugins:netbox_colocation:documenttemplate_edit', args=[template.pk]))
    wait_for_another(page, '')
    shoot('first')

    # A sentence: another picture, and nothing is stored.
    before = picture(page)
    page.fill('#id_wording_closing', 'Demikian, terima kasih dan salam.')
    wait_for_another(page, before)
    page.fill('#id_wording_closing', 'Halo {nobody}')
    expect(page.locator('#colo-preview')).to_contain_text('nothing is filled in for {nobody}')
    page.fill('#id_wording_closing', 'Sekian.')
    wait_for_another(page, before)

    # The layout: from the shipped one, with a mistake that leads to its line.
    page.get_by_role('button', name='Start from the shipped layout').click()
    source = page.locator('#id_source')
    expect(source).to_have_value(re.compile('layout.typ'))
    shipped = source.input_value()
    source.fill(shipped.replace('#addressee()', '#adressee()'))
    problem = page.locator('#colo-preview [data-colo-line]')
    expect(problem).to_contain_text('unknown variable: adressee')
    shoot('mistake')
    problem.click()
    chosen = source.evaluate('field => field.value.slice(field.selectionStart, field.selectionEnd)')
    assert chosen == '#adressee()'
    source.fill(shipped)
    wait_for_another(page, '')
    template.refresh_from_db()
    assert (template.source, template.wording) == ('', {})

    # Stored, and published.
    page.get_by_role('button', name='Save', exact=True).click()
    expect(page.locator('body')).to_contain_text('Own layout')
    page.get_by_role('link', name='Publish').click()
    page.get_by_role('button', name='Publish').click()
    expect(page.locator('body')).to_contain_text('is published')
    template.refresh_from_db()
    assert (template.state, template.wording) == ('published', {'closing': 'Sekian.'})
    shoot('published')


def test_another_kind_brings_its_sentences_at_once(page, live_server, template):
    log_in(page, live_server.url)
    agency = template.agency
    page.goto(live_server.url + reverse('plugins:netbox_colocation:documenttemplate_add') + f'?agency={agency.pk}')
    page.fill('#id_description', 'Tetap di sini')

    page.locator('#id_kind').evaluate(
        "field => { (field.tomselect || { setValue: value => { field.value = value; } }).setValue('visit-permit');"
        " field.dispatchEvent(new Event('change', { bubbles: true })); }"
    )

    expect(page.locator('textarea[name^=wording_]').first).to_be_visible()
    expect(page.locator('#id_description')).to_have_value('Tetap di sini')
    wait_for_another(page, '')
    assert not DocumentTemplate.objects.filter(kind='visit-permit').exists()
