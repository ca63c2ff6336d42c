"""NetBox as it runs in a data centre, for clients that all come at once: gunicorn with several worker processes, and
NetBox's background workers. They are forked from the test, so that they have its database, and work for themselves.

What makes the middle of an allocation a moment that a test can choose is PostgreSQL: as long as the test has locked the
table that is written last, whoever gets there waits, with everything before it written and not yet committed.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
from django.db import connection, connections, transaction
from django.test import Client

from dev.processes import free_port, is_listening, wait_until

__all__ = ('Stand', 'activity', 'blocked', 'holding_up', 'kill', 'running', 'waiting')

WEB_PROCESSES = 8
JOB_PROCESSES = 2
START_SECONDS = 120
# What a process loads with its first pages; loaded before it is forked, it need not do that itself.
FIRST_PAGES = ('/login/', '/dcim/devices/add/', '/api/dcim/devices/', '/plugins/colocation/requests/')


class Stand:
    """The running processes: `url` to speak to, `pids` of what the test has started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.pids: list[int] = []

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def fork(self, name: str, work: Callable[[], None]) -> None:
        """Start a process of its own group, its output in a file, that does the work and ends."""
        connections.close_all()  # a connection cannot be shared by two processes
        child = os.fork()
        if child:
            self.pids.append(child)
            return
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            sys.stdout = sys.stderr = (self.folder / f'{name}.log').open('a', buffering=1)
            work()
        except BaseException as error:  # noqa: BLE001  a child must never come back into the test
            sys.stderr.write(f'{error!r}\n')
        finally:
            os._exit(0)

    def end(self) -> None:
        """End what was started, with all that it started itself."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


@contextmanager
def running(folder: Path, user: Any, *, change: Callable[[], None] = lambda: None) -> Iterator[Stand]:
    """Run the web and the background processes; `change` is done in each of them first, for a control.

    The user is somebody who may look at everything.
    """
    stand = Stand(folder)
    client = Client()
    client.force_login(user)
    for page in FIRST_PAGES:
        assert client.get(page).status_code in (200, 302)
    # A worker that was killed stays in the list for some minutes.
    known = _workers()
    try:
        stand.fork('web', lambda: _serve(stand.port, change))
        for number in range(JOB_PROCESSES):
            stand.fork(f'jobs-{number}', lambda: _work(change))
        assert wait_until(lambda: is_listening(stand.port), seconds=START_SECONDS), 'the web process does not answer'
        assert wait_until(lambda: _workers() >= known + JOB_PROCESSES, seconds=START_SECONDS), 'no worker takes jobs'
        assert requests.get(f'{stand.url}/login/', timeout=START_SECONDS).status_code == 200
        yield stand
    finally:
        stand.end()


def _serve(port: int, change: Callable[[], None]) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    from netbox.wsgi import application

    change()

    class Web(BaseApplication):
        def load_config(self) -> None:
            options = {
                'bind': f'127.0.0.1:{port}', 'workers': WEB_PROCESSES, 'timeout': 120, 'loglevel': 'info',
                'post_fork': lambda server, worker: _be_known(os.getpid()), 'control_socket_disable': True,
                'preload_app': True,
            }  # fmt: skip
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    Arbiter(Web()).run()


def _work(change: Callable[[], None]) -> None:
    from django_rq.workers import get_worker

    from utilities.rqworker import NetBoxRQWorker

    class Horses(NetBoxRQWorker):
        """Each job in a process of its own, as always, which PostgreSQL knows by its number."""

        def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
            _be_known(os.getpid())
            super().main_work_horse(*args, **kwargs)

    change()
    get_worker('high', 'default', 'low', worker_class=Horses).work(with_scheduler=False, logging_level='WARNING')


def _be_known(pid: int) -> None:
    """Tell PostgreSQL with every new connection which process it belongs to."""
    connections.close_all()
    os.environ['PGAPPNAME'] = f'client-{pid}'


def _workers() -> int:
    from utilities.rqworker import get_workers_for_queue

    return get_workers_for_queue('default')


# -- The middle -------------------------------------------------------------------------------------------------------


@contextmanager
def holding_up(table: str) -> Iterator[None]:
    """Let nobody write a table meanwhile; everybody may read it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE {connection.ops.quote_name(table)} IN SHARE MODE')
        yield


# Within a transaction PostgreSQL shows who is connected as it was when that was first asked.
FRESH = 'SELECT pg_stat_clear_snapshot()'


def blocked(table: str) -> list[int]:
    """Return the processes that wait to write the table: each is in the middle of what it does."""
    return _ask('l.relation = %s::regclass', [table])


def waiting() -> list[int]:
    """Return the processes that wait for any lock."""
    return _ask('true', [])


def _ask(condition: str, values: list[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(FRESH)
        cursor.execute(
            'SELECT DISTINCT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)'
            f" WHERE NOT l.granted AND a.datname = current_database() AND a.application_name LIKE 'client-%%'"
            f' AND {condition}',
            values,
        )
        return sorted(int(name.removeprefix('client-')) for (name,) in cursor.fetchall())


def activity() -> list[tuple]:
    """Return what every connection to the database does, for the message of a test that fails."""
    with connection.cursor() as cursor:
        cursor.execute(FRESH)
        cursor.execute(
            'SELECT application_name, state, wait_event_type, wait_event, left(query, 200) FROM pg_stat_activity'
            ' WHERE datname = current_database()'
        )
        return cursor.fetchall()


def kill(pid: int) -> None:
    """Kill a process as nothing can be killed harder, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 10
    while Path(f'/proc/{pid}/stat').exists() and _state(pid) not in 'ZX':
        assert time.monotonic() < end, f'process {pid} does not die'
        time.sleep(0.02)


def _state(pid: int) -> str:
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0]
    except OSError:
        return 'X'
