"""A picture of a permit opens its visit; whatever else is sent is answered with a sentence that helps."""

import io
import struct
import zlib
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from netbox_colocation.models import AccessVisit
from tests.door_office import as_user
from tests.permit_pictures import as_jpeg, photograph_permit

pytestmark = pytest.mark.django_db

CODE = reverse('plugins:netbox_colocation:door_code')
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def send(client: Client, content: bytes | None, *, accept: str = 'application/json') -> Any:
    body = {} if content is None else {'picture': SimpleUploadedFile('IMG_1.jpg', content)}
    return client.post(CODE, body, headers={'Accept': accept})


def draw_code(text: str) -> bytes:
    file = io.BytesIO()
    segno.make_qr(text).save(file, kind='png', scale=6)
    return file.getvalue()


def make_bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 10,000 million pixels."""
    parts = ((b'IHDR', struct.pack('>IIBBBBB', 100_000, 100_000, 8, 2, 0, 0, 0)), (b'IDAT', zlib.compress(bytes(9999))))
    chunks = [
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b'\x89PNG\r\n\x1a\n' + b''.join(chunks)


def test_a_photo_of_the_permit_opens_the_visit(door):
    helpdesk = door.user('helpdesk')
    photo = as_jpeg(photograph_permit(door.visit, actor=helpdesk))
    desk, page = as_user(helpdesk), reverse('plugins:netbox_colocation:door_visit', args=[door.visit.pk])

    assert send(desk, photo).json() == {'url': page}
    assert send(desk, photo, accept='text/html').url == page


def test_a_picture_that_leads_to_no_visit_says_why(door):
    desk = as_user(door.user('helpdesk'))
    white = as_jpeg(Image.new('RGB', (640, 480), 'white'))
    expected = {
        (None, 400, 'file-missing'),
        (b'', 400, 'empty'),
        (SVG, 400, 'unknown-type'),
        (b'%PDF-1.7', 400, 'unknown-type'),
        (white[:200], 400, 'unreadable'),
        (make_bomb(), 400, 'too-many-pixels'),
        (white, 404, 'no-code'),
        (draw_code('https://dc.example/plugins/colocation/door/?q=COL-1999-0001'), 404, 'no-visit'),
        (draw_code('Ani'), 404, 'no-visit'),  # a name that is found by typing it is not a permit
        (draw_code('\0' * 40), 404, 'no-visit'),
    }

    for content, status, code in expected:
        answer = send(desk, content)
        assert (answer.status_code, answer.json()['code']) == (status, code), content
        page = send(desk, content, accept='text/html')
        assert page.status_code == status
        assert page.context['problem'] == answer.json()['message']
        assert [card.visit for section in page.context['sections'] for card in section.cards] == [door.visit]


def test_fifty_megabytes_are_refused_before_they_are_read(door):
    desk = as_user(door.user('helpdesk'))

    answer = desk.generic('POST', CODE, b'', content_type='multipart/form-data; boundary=x', CONTENT_LENGTH='50000000')

    assert answer.status_code == 413
    assert 'larger than 10 MiB' in answer.content.decode()


def test_a_code_opens_nothing_for_whoever_does_not_keep_that_door(door):
    code = draw_code(door.visit.case.number)
    AccessVisit.objects.filter(pk=door.visit.pk).update(name='Found by nobody')
    head, applicant = as_user(door.user('head')), as_user(door.user('applicant'))

    assert {send(client, code).status_code for client in (head, applicant)} <= {403, 404}
    assert send(as_user(door.user('helpdesk')), code).status_code == 200
