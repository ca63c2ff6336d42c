"""A maintenance window in a real browser: what stands against it is read, it is agreed to, and its letter signed."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from netbox_colocation.models import WindowNotice
from tests.workflows.test_windows import make_room

from .test_versions import shoot
from .test_walk import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_head_reads_what_stands_against_a_window_agrees_and_signs_its_notice(
    page: Page, live_server, shots
) -> None:
    room = make_room(timezone.now().replace(microsecond=0))
    head = room.user('head')
    head.set_password(PASSWORD)
    head.save()
    room.agree(room.propose('B'))
    refused, window = room.propose('A'), room.propose('A', days=20)
    Person(page, live_server.url, shots).log_in(head.username)

    page.goto(f'{live_server.url}{refused.get_absolute_url()}')
    expect(page.get_by_text('Stops it')).to_be_visible()
    shoot(page, shots, 'window-refused.png')
    page.goto(f'{live_server.url}{window.get_absolute_url()}')
    page.get_by_role('link', name='Agree').click()
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_text('The window was agreed to')).to_be_visible()
    expect(page.get_by_role('cell', name='Dinas Kesehatan')).to_be_visible()
    shoot(page, shots, 'window-agreed.png')

    notice = WindowNotice.objects.get(window=window)
    page.goto(f'{live_server.url}{notice.get_absolute_url()}')
    shoot(page, shots, 'window-notice.png')
    page.get_by_role('link', name='Approve and send').click()
    shoot(page, shots, 'window-notice-approve.png')
    page.get_by_role('button', name='Submit').click()
    expect(page.get_by_role('link', name='Send')).to_be_visible()
    notice.refresh_from_db()
    assert (notice.state, notice.document.state) == ('approved', 'signed')
