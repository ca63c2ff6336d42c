"""The camera of the door's tablet: the browser cannot read QR codes, so the server reads what the camera sees."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.door_office import make_door_office
from tests.permit_pictures import as_jpeg, photograph_permit, write_video

from .conftest import PATIENCE
from .test_door import LANDSCAPE, PASSWORD, make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope='module')
def video(tmp_path_factory) -> Path:
    """What the pretended camera sees: the file is read when a page opens the camera."""
    return tmp_path_factory.mktemp('camera') / 'permit.y4m'


@pytest.fixture(scope='module')
def further_options(video: Path) -> list[str]:
    pretended = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
    return [*pretended, f'--use-file-for-fake-video-capture={video}']


def test_the_visit_opens_when_its_permit_is_held_before_the_camera(browser, live_server, shots, video, tmp_path):
    office = make_door_office()
    helpdesk = office.user('helpdesk')
    helpdesk.set_password(PASSWORD)
    helpdesk.save()
    photo = photograph_permit(office.visit, actor=helpdesk)
    expect.set_options(timeout=PATIENCE)
    desk = make_desk(browser, live_server.url, shots, LANDSCAPE)
    page = desk.page
    desk.log_in(helpdesk)

    # A picture without a code: the camera goes on looking, and another way is offered.
    write_video(Image.new('RGB', (640, 480), (90, 80, 70)), video)
    desk.go('door')
    with page.expect_response(lambda answer: '/door/code/' in answer.url) as seen:
        page.get_by_role('button', name='Scan').click()
    assert (seen.value.status, seen.value.json()['code']) == (404, 'no-code')
    expect(page.locator('[data-colo-camera-text]')).to_contain_text('Hold the QR code')
    desk.shoot('camera')
    page.get_by_role('button', name='Close the camera').click()
    expect(page.locator('[data-colo-viewer]')).to_be_hidden()

    # The permit.
    write_video(photo, video)
    page.get_by_role('button', name='Scan').click()
    page.wait_for_url(f'**/door/visits/{office.visit.pk}/')
    desk.shoot('camera-found')

    # Without a camera: a picture of it is enough.
    (tmp_path / 'permit.jpg').write_bytes(as_jpeg(photo))
    desk.go('door')
    page.set_input_files('#id_picture', tmp_path / 'permit.jpg')
    page.wait_for_url(f'**/door/visits/{office.visit.pk}/')
    page.context.close()
