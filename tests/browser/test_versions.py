"""Two versions side by side in a real browser: what differs is marked, and both papers stand beside each other."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.office import make_office

from .test_walk import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reviewer_sees_what_a_remark_changed(page: Page, live_server, shots) -> None:
    office = make_office()
    case = office.submit()
    office.walk_to(case, '4.1')
    office.act(case, 'accepted', note='Server dibawa ke gedung lama pada jam kerja, dengan berita acara.')
    office.act(case, 'returned', comment='Gedung lama sudah ditutup. Sebutkan lantainya.')
    office.act(case, 'accepted', note='Server dibawa ke gedung baru, lantai 2, pada jam kerja, dengan berita acara.')
    draft = case.documents.get(kind='reply-letter')
    officer = office.users['computer-officer']
    officer.set_password(PASSWORD)
    officer.save()
    Person(page, live_server.url, shots).log_in(officer.username)

    page.goto(live_server.url + office.open_task(case).get_absolute_url())
    expect(page.locator('[data-remark]')).to_contain_text('Gedung lama sudah ditutup.')
    expect(page.locator('table[data-changes] ins').first).to_be_visible()
    shoot(page, shots, 'versions-task.png')

    page.goto(live_server.url + reverse('plugins:netbox_colocation:document_versions', args=[draft.pk]))
    expect(page.locator('[data-differs] del')).to_have_count(1)
    page.get_by_label('both papers').check()
    page.get_by_role('button', name='Show').click()
    expect(page.locator('figure img')).to_have_count(2)
    shoot(page, shots, 'versions-sides.png')

    page.goto(live_server.url + draft.get_absolute_url())
    expect(page.locator('tr[data-version]')).to_have_count(2)
    shoot(page, shots, 'versions-document.png')


def shoot(page: Page, shots: Path, name: str) -> None:
    if shots.is_dir():
        page.screenshot(path=shots / name, full_page=True)
