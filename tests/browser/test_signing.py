"""An official signs by clicking: with the agency's key over the step, and with ink over print and scan."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from netbox_colocation.models import Document, Signature
from tests import factories
from tests.office import Office
from tests.signing_office import PASSPHRASE, authority, use_settings, write_key, write_root

from .test_walk import Person, office, person  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def letter_at_its_step(office: Office) -> Document:  # noqa: F811
    case = office.submit()
    office.walk_to(case, '5')
    return case.documents.get(kind='reply-letter')


def open_sign_page(person: Person, office: Office) -> None:  # noqa: F811
    person.log_in(office.users['head'].username)
    person.open_my_task()
    link = person.page.locator('[data-sign]')
    if not link.is_visible():
        person.page.locator('[data-outcome-summary="signed"]').click()
    link.click()
    person.page.wait_for_url('**/sign/')


def test_a_letter_is_signed_with_the_agencys_key(person, office, settings, tmp_path: Path):  # noqa: F811
    use_settings(
        settings,
        signing_keys={'head': {'agency': office.agency.slug, 'pkcs12': str(write_key(tmp_path, authority().signer))}},
        trusted_certificates=[str(write_root(tmp_path))],
    )
    letter, page = letter_at_its_step(office), person.page
    open_sign_page(person, office)
    page.locator('[data-way-summary="certificate"]').click()
    person.shoot('sign-ways')
    page.fill('#id_certificate-passphrase', 'not this one')
    page.locator('form[data-way="certificate"] button[value=""]').click()
    expect(page.locator('#refusal')).to_be_visible()
    assert page.input_value('#id_certificate-passphrase') == ''
    person.shoot('sign-refused')

    page.fill('#id_certificate-passphrase', PASSPHRASE)
    page.locator('form[data-way="certificate"] button[value=""]').click()
    page.wait_for_url(re.compile(r'/tasks/\d+/\?outcome=signed$'))
    prepared = Signature.objects.get()
    assert page.locator('select[name="signed-signature"]').input_value() == str(prepared.pk)
    person.shoot('sign-chosen')
    page.locator('form[data-outcome="signed"] button[type=submit]').click()
    page.wait_for_url(re.compile(r'/requests/\d+/$'))

    letter.refresh_from_db()
    assert (letter.state, letter.digest) == ('signed', prepared.digest)
    page.goto(f'{person.address}{letter.get_absolute_url()}')
    expect(page.locator('[data-verdict="valid"]')).to_be_visible()
    person.shoot('sign-document')


def test_a_letter_is_signed_with_ink(person, office, tmp_path: Path):  # noqa: F811
    letter, page = letter_at_its_step(office), person.page
    scan = tmp_path / 'scan.pdf'
    scan.write_bytes(factories.make_pdf())
    open_sign_page(person, office)
    page.locator('[data-way-summary="wet-ink"]').click()
    page.locator('form[data-way="wet-ink"] button[value="print"]').click()
    page.wait_for_load_state()
    page.locator('[data-way-summary="wet-ink"]').click()
    with page.expect_download() as download:
        page.locator('[data-print]').click()
    assert Path(download.value.path()).read_bytes().startswith(b'%PDF-')

    page.set_input_files('#id_wet-ink-file', scan)
    page.locator('form[data-way="wet-ink"] button[value="signed"]').click()
    page.wait_for_url(re.compile(r'/requests/\d+/$'))

    letter.refresh_from_db()
    assert (letter.state, letter.data['signer']['how']) == ('signed', 'wet-ink')
