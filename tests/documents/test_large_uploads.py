"""A gigabyte is refused before it is read, by a real web server; what was used of memory and disk is looked at."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory

from users.constants import TOKEN_PREFIX
from users.models import Token

from netbox_colocation.middleware import BoundedBodyMiddleware
from netbox_colocation.models import ColocationRequest, Document
from tests import factories
from tests.base import permit

MIB = 1024 * 1024
GIB = 1024 * MIB
PAGE, API = '/plugins/colocation/requests/add/', '/api/plugins/colocation/colocation-requests/1/letter/'


class Served:
    """Gunicorn with one worker, and a client that counts what it could send."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        options = ['--bind', f'127.0.0.1:{self.port}', '--threads', '2', '--no-control-socket']
        env = os.environ | {
            'COLOCATION_SERVED_DATABASE': connection.settings_dict['NAME'],
            'TMPDIR': str(folder),
            'PYTHONPATH': str(Path(__file__).parents[2]),
        }
        command = [sys.executable, '-m', 'gunicorn', *options, 'tests.documents.served:application']
        self.process = subprocess.Popen(command, env=env, stderr=(folder.parent / 'server.log').open('w'))
        self.wait()

    def wait(self) -> None:
        for _attempt in range(600):
            try:
                self.ask('GET', '/login/')
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail((self.folder.parent / 'server.log').read_text())

    def ask(self, method: str, path: str) -> int:
        client = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        client.request(method, path)
        return client.getresponse().status

    def peak_kib(self) -> int:
        """Return the most memory that the worker has had."""
        [child] = Path(f'/proc/{self.process.pid}/task/{self.process.pid}/children').read_text().split()
        return int(re.search(r'VmHWM:\s+(\d+)', Path(f'/proc/{child}/status').read_text())[1])

    def send(self, path: str, *headers: str, size: int = GIB) -> tuple[int, str, int]:
        """Send so much as the server takes; return the status, the answer's body and the bytes that were taken."""
        head = '\r\n'.join([f'POST {path} HTTP/1.1', 'Host: 127.0.0.1', 'Connection: close', *headers, '', ''])
        sent, chunk = 0, b'0' * 65536
        with socket.create_connection(('127.0.0.1', self.port), timeout=60) as client:
            client.sendall(head.encode())
            client.settimeout(0.5)
            try:
                while sent < size:
                    sent += client.send(chunk)
            except OSError:
                pass  # it takes no more
            client.settimeout(10)
            answer = b''
            try:
                while part := client.recv(65536):
                    answer += part
            except OSError:
                pass
        status, _, body = answer.partition(b'\r\n\r\n')
        return int(status.split()[1]), body.decode(), sent


@pytest.fixture
def served(transactional_db, tmp_path):
    folder = tmp_path / 'temporary'
    folder.mkdir()
    served = Served(folder)
    yield served
    served.process.terminate()
    served.process.wait(20)


MULTIPART = 'Content-Type: multipart/form-data; boundary=x'


def test_a_gigabyte_is_refused_unread_by_the_page_and_the_api(served, files):
    user = factories.make_user()
    request = factories.make_request()
    permit(user, ColocationRequest, 'view', 'change')
    token = Token.objects.create(user=user, write_enabled=True)
    login = f'Authorization: Bearer {TOKEN_PREFIX}{token.key}.{token.token}'
    api = API.replace('/1/', f'/{request.pk}/')
    length = f'Content-Length: {GIB}'
    served.send(api, MULTIPART, 'Content-Length: 0', login)  # what is loaded at the first request is no upload
    before = served.peak_kib()

    began = time.monotonic()
    page = served.send(PAGE, MULTIPART, length)
    answer = served.send(api, MULTIPART, length, login)
    chunked = served.send(api, MULTIPART, 'Transfer-Encoding: chunked', login)
    seconds = time.monotonic() - began

    assert (page[0], answer[0], chunked[0]) == (413, 413, 411)
    assert 'larger than 10 MiB' in page[1]
    assert [finding['code'] for finding in json.loads(answer[1])['findings']] == ['too-large']
    assert [finding['code'] for finding in json.loads(chunked[1])['findings']] == ['length-missing']
    # What the two sockets hold between them is all that left the client.
    assert max(page[2], answer[2], chunked[2]) < 16 * MIB
    assert served.peak_kib() - before < 32 * 1024
    assert list(served.folder.rglob('*')) == []
    assert not Document.objects.exists()
    assert seconds < 60
    print(f'sent {page[2] >> 10}, {answer[2] >> 10}, {chunked[2] >> 10} KiB; {served.peak_kib() - before} KiB more')


@pytest.mark.parametrize(
    ('path', 'meta', 'status'),
    [
        (PAGE, {'CONTENT_LENGTH': str(11 * MIB)}, 200),
        (PAGE, {'CONTENT_LENGTH': str(11 * MIB + 1)}, 413),
        (API, {'CONTENT_LENGTH': str(GIB)}, 413),
        (API, {'CONTENT_LENGTH': 'many'}, 200),
        (API, {'CONTENT_LENGTH': ''}, 200),
        (API, {'HTTP_TRANSFER_ENCODING': 'chunked'}, 411),
        ('/api/dcim/sites/', {'CONTENT_LENGTH': str(GIB)}, 200),
        ('/dcim/sites/import/', {'HTTP_TRANSFER_ENCODING': 'chunked'}, 200),
    ],
)
def test_only_the_plugins_own_addresses_are_bounded(path, meta, status):
    from django.http import HttpResponse

    request = RequestFactory().get(path)
    request.META.update(meta)

    assert BoundedBodyMiddleware(lambda _request: HttpResponse())(request).status_code == status
