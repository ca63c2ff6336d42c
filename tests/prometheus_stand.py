"""A real Prometheus for the tests: Debian's program with the shipped configuration, reading a live server's feeds.

What it scrapes is answered by `dev.exporters`. Skipped where the program is missing, unless
COLOCATION_REQUIRE_PROMETHEUS is set: then that is a failure.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from users.constants import TOKEN_PREFIX
from users.models import Token

from dev import prometheus
from dev.processes import free_port, is_listening, wait_until

__all__ = ('REFRESH', 'Prometheus', 'blackbox', 'needs', 'running', 'token_of', 'warm_up')

# How often feeds are read and targets are scraped, in seconds; a feed that takes longer is given up.
REFRESH = 2
PATIENCE = 60
REQUIRED = 'COLOCATION_REQUIRE_PROMETHEUS'


def needs(program: str) -> str:
    """Return where a program is; skip the test where it is missing, or fail it where it must be there."""
    found = shutil.which(program)
    if found is None and os.environ.get(REQUIRED):
        pytest.fail(f'{REQUIRED} is set, and {program} is not installed: apt-get install {program}')
    if found is None:
        pytest.skip(f'{program} is not installed')
    return found


def token_of(user: Any) -> str:
    """Return the text of a new API token."""
    token = Token.objects.create(user=user)
    return f'{TOKEN_PREFIX}{token.key}.{token.token}'


def warm_up(netbox: str, token: str) -> None:
    """Ask a live server once: its first answer takes long, since it loads all of its pages for it."""
    feed = f'{netbox}/api/plugins/colocation/monitoring/prometheus/'
    answer = requests.get(feed, headers={'Authorization': f'Bearer {token}'}, timeout=90)
    assert answer.status_code == 200, answer.text


@dataclass
class Prometheus:
    """One that runs."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def targets(self, job: str = 'colocation-exporters') -> list[dict[str, Any]]:
        """Return what a job watches, as `/api/v1/targets` says it."""
        active = prometheus.ask(self.port, 'targets?state=active')['activeTargets']
        return sorted((row for row in active if row['scrapePool'] == job), key=lambda row: row['labels']['instance'])

    def instances(self, job: str = 'colocation-exporters') -> list[str]:
        return [row['labels']['instance'] for row in self.targets(job)]

    def health(self, job: str = 'colocation-exporters') -> dict[str, str]:
        return {row['labels']['instance']: row['health'] for row in self.targets(job)}

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return what an expression is now.

        Raises:
            AssertionError: Prometheus does not understand it; with its sentence.
        """
        asked = urllib.parse.urlencode({'query': expression})
        try:
            return prometheus.ask(self.port, f'query?{asked}')['result']
        except urllib.error.HTTPError as error:
            raise AssertionError(f'{expression}: {json.load(error).get("error")}') from error

    def alerts(self) -> dict[str, dict[str, Any]]:
        return {row['labels']['alertname']: row for row in prometheus.ask(self.port, 'alerts')['alerts']}

    def wait(self, is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
        """Wait until it is so.

        Raises:
            AssertionError: it never was; with what Prometheus watches and the end of its log.
        """
        if not wait_until(lambda: bool(is_so()), seconds=seconds):
            log = (self.folder / 'prometheus.log').read_text()[-2000:]
            raise AssertionError(f'It did not become so within {seconds} s: {self.targets()}\n{log}')


@contextlib.contextmanager
def running(folder: Path, *, netbox: str, token: str, **options: Any) -> Iterator[Prometheus]:
    """Run one with the shipped files; `options` are those of `dev.prometheus.write_files`."""
    program, port = needs('prometheus'), free_port()
    path = prometheus.write_files(folder, netbox=netbox, token=token, port=port, **{'seconds': REFRESH, **options})
    server = Prometheus(port, folder)
    with _process(prometheus.command(program, path, port=port), folder / 'prometheus.log'):
        assert wait_until(lambda: prometheus.is_ready(port), seconds=PATIENCE), (folder / 'prometheus.log').read_text()
        yield server


@contextlib.contextmanager
def blackbox(folder: Path) -> Iterator[str]:
    """Run a real blackbox exporter with the shipped modules; return its `host:port`."""
    from netbox_colocation.monitoring.examples import EXAMPLES

    program, port = needs('prometheus-blackbox-exporter'), free_port()
    command = [program, f'--config.file={EXAMPLES["blackbox.yaml"].path}', f'--web.listen-address=127.0.0.1:{port}']
    with _process(command, folder / 'blackbox.log'):
        assert wait_until(lambda: is_listening(port), seconds=PATIENCE), (folder / 'blackbox.log').read_text()
        yield f'127.0.0.1:{port}'


@contextlib.contextmanager
def _process(command: list[str], log: Path) -> Iterator[None]:
    # A proxy of the environment has no business between processes of one machine.
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith('_proxy')}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('ab') as out, subprocess.Popen(command, stdout=out, stderr=out, env=environ) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
