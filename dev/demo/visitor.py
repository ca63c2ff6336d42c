"""One person at the door of NetBox's REST API, with the person's own token. Knows no Django."""

import time
from typing import Any

import pynetbox  # type: ignore[import-untyped]
import requests

from dev.access import people

from .cast import Account

__all__ = ('PLUGIN', 'Refused', 'Visitor')

PLUGIN = 'plugins/colocation/'
SECONDS = 120


class Refused(Exception):
    """NetBox answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f'HTTP {status}: {message}')
        self.status = status


class Visitor:
    """Somebody who asks NetBox things over HTTP.

    `netbox` is pynetbox, for what it makes easy; acting on a task, letters and downloads go by plain requests.
    """

    def __init__(self, account: Account, address: str) -> None:
        try:
            token = people()[account.username]['token']
        except KeyError:
            raise SystemExit(f'No token of {account.username} is kept in this run folder: run `make demo`.') from None
        self.account = account
        self.base = f'{address.rstrip("/")}/api/'
        self.session = requests.Session()
        self.session.trust_env = False  # a proxy of the environment has no business on this machine
        self.session.headers['Authorization'] = f'Bearer {token}'
        self.netbox = pynetbox.api(address.rstrip('/'), token=token)
        self.netbox.http_session = self.session

    def get(self, path: str, **params: Any) -> Any:
        """Return what stands at a path below `/api/`.

        Raises:
            Refused: NetBox answered with an error.
        """
        return self._ask('GET', path, params=params).json()

    def find(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Return the rows of a list, the first hundred of them."""
        rows: list[dict[str, Any]] = self.get(path, limit=100, **params)['results']
        return rows

    def post(self, path: str, **kwargs: Any) -> Any:
        """Send something (`json=`, `files=`) and return the answer.

        Raises:
            Refused: NetBox answered with an error.
        """
        return self._ask('POST', path, **kwargs).json()

    def patch(self, path: str, **kwargs: Any) -> Any:
        """Change something and return the answer.

        Raises:
            Refused: NetBox answered with an error.
        """
        return self._ask('PATCH', path, **kwargs).json()

    def download(self, url: str) -> bytes:
        """Return a file.

        Raises:
            Refused: NetBox answered with an error.
        """
        return bytes(self._ask('GET', url).content)

    def is_refused(self, method: str, path: str, **kwargs: Any) -> int:
        """Try something and return the HTTP status of the refusal; 0 when it was not refused."""
        try:
            self._ask(method, path, **kwargs)
        except Refused as refused:
            return refused.status
        return 0

    def wait_for_file(self, document: int) -> tuple[dict[str, Any], float]:
        """Wait until the worker has rendered a document; return it with the seconds that it took.

        Raises:
            SystemExit: it took too long.
        """
        began = time.monotonic()
        while not (found := self.get(f'{PLUGIN}documents/{document}/'))['download_url']:
            if time.monotonic() - began > SECONDS:
                raise SystemExit(f'Document {document} was not rendered within {SECONDS} s: does the worker run?')
            time.sleep(0.2)
        return found, time.monotonic() - began

    def _ask(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        url = path if path.startswith('http') else self.base + path
        answer = self.session.request(method, url, timeout=SECONDS, **kwargs)
        if answer.status_code >= 400:
            raise Refused(answer.status_code, _message(answer))
        return answer


def _message(answer: requests.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.reason
    return str(body.get('detail') or body) if isinstance(body, dict) else str(body)
