"""A technician writes the log of a ticket with a photo, in a real browser at the size of a telephone."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from playwright.sync_api import Page, expect

from netbox_colocation.models import Document, WorkPhoto
from tests import work_factories
from tests.workflows.test_ticket_walks import TicketWalk

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_log_is_written_on_a_telephone(live_server, page: Page, shots: Path, tmp_path, monkeypatch):
    """One page takes what was done, the material and the photo; the ticket shows them without overflowing."""
    storage = FileSystemStorage(location=tmp_path / 'private', base_url=None)
    for model in (Document, WorkPhoto):
        monkeypatch.setattr(model._meta.get_field('file'), 'storage', storage)
    walk = TicketWalk()
    walk.to('6.2')
    client = Client()
    client.force_login(walk.users['technical-team'])
    page.context.add_cookies(
        [{'name': 'sessionid', 'value': client.cookies['sessionid'].value, 'url': live_server.url}]
    )
    (tmp_path / 'photo.jpg').write_bytes(work_factories.make_photograph(size=(1200, 900)))
    page.set_viewport_size({'width': 390, 'height': 844})

    page.goto(f'{live_server.url}{walk.ticket.get_absolute_url()}')
    page.get_by_role('link', name='Write the log').click()
    page.get_by_label('What was done').fill('Power supply replaced')
    page.get_by_label('Material used').fill('Catu daya 150 W, 1 buah')
    page.get_by_label('Photos', exact=True).set_input_files(str(tmp_path / 'photo.jpg'))
    if shots.is_dir():
        page.screenshot(path=shots / 'work-log.png', full_page=True)
    page.get_by_role('button', name='Submit').click()

    expect(page.get_by_text('Power supply replaced')).to_be_visible()
    picture = page.get_by_role('img', name='During')
    picture.scroll_into_view_if_needed()
    page.wait_for_function('image => image.complete && image.naturalWidth > 0', arg=picture.element_handle())
    if shots.is_dir():
        page.screenshot(path=shots / 'work-ticket.png', full_page=True)
    log = page.locator('.card', has_text='Power supply replaced').first
    assert log.evaluate('card => card.scrollWidth <= card.clientWidth + 1')
