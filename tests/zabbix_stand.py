"""A real Zabbix for the tests: Debian's server and the frontend's API, on a database of the tests' own PostgreSQL.

    python -m tests.zabbix_stand    # starts one, says its address, ends it with Ctrl-C

Nothing of the machine's is touched: no service, no user, nothing below /etc. The frontend reads its configuration from
a fixed place, so PHP is given another one before it begins. The first start fills a database that later ones copy.
"""

import gzip
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from dev import databases, postgres
from dev.postgres import Server
from dev.processes import free_port, is_listening, wait_until
from dev.run_folder import exclusively

__all__ = ('Agents', 'Stand', 'missing_packages', 'running_zabbix')

SCHEMA = Path('/usr/share/zabbix-server-pgsql')
FRONTEND = Path('/usr/share/zabbix')
TEMPLATE, OURS = 'zabbix_template', 'zabbix_tests_'
# Counted up when `_fill` changes: what is there already is filled anew.
FILLING = 2
# The account that a new installation of Zabbix has.
USER, PASSWORD = 'Admin', 'zabbix'
PATIENCE = 60

SERVER_SETTINGS = """
AllowRoot=1
DBHost={host}
DBPort={port}
DBName={database}
DBUser={user}
DBPassword={password}
ListenIP=127.0.0.1
ListenPort={listen}
LogType=console
PidFile={folder}/server.pid
SocketDir={folder}
FpingLocation=/usr/bin/fping
StartPollers=2
StartPollersUnreachable=1
StartPingers=1
StartDiscoverers=0
StartHTTPPollers=0
StartTrappers=1
StartPreprocessors=1
StartTimers=1
StartLLDProcessors=1
StartDBSyncers=1
StartEscalators=1
StartAlerters=1
StartHistoryPollers=1
CacheUpdateFrequency=1
UnreachableDelay=1
UnavailableDelay=1
UnreachablePeriod=1
Timeout=2
"""

# Of PHP's processes only the first is told that the test run was killed: the shell tells the others.
TAKING_ALL_ALONG = ('sh', '-c', 'trap "trap - TERM; kill -TERM 0" TERM; "$@" & wait', 'sh')
# One call that takes long must not hold up the others.
PHP_PROCESSES = {'PHP_CLI_SERVER_WORKERS': '4'}
FRONTEND_SETTINGS = """<?php
$DB['TYPE'] = 'POSTGRESQL';
$DB['SERVER'] = '{host}';
$DB['PORT'] = '{port}';
$DB['DATABASE'] = '{database}';
$DB['USER'] = '{user}';
$DB['PASSWORD'] = '{password}';
$DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false;
$DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1';
$ZBX_SERVER_PORT = '{listen}';
$ZBX_SERVER_NAME = 'tests';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
"""

# The class that holds the place of the configuration, with our place in it, known before the frontend looks for it.
BEFORE_FRONTEND = """<?php
eval('?>'.str_replace(
    "'/etc/zabbix/zabbix.conf.php'",
    "'{folder}/zabbix.conf.php'",
    file_get_contents('{frontend}/include/classes/core/CConfigFile.php')
));
"""


@dataclass(frozen=True)
class Stand:
    """A Zabbix that answers: the address of its frontend, and who may log in."""

    url: str
    user: str = USER
    password: str = PASSWORD


def missing_packages() -> list[str]:
    """Return the packages of Debian that are not here and without which there is no Zabbix to try."""
    needed = {
        'zabbix-server-pgsql': shutil.which('zabbix_server') or shutil.which('zabbix_server', path='/usr/sbin'),
        'zabbix-frontend-php': (FRONTEND / 'api_jsonrpc.php').exists(),
        'php-cli': shutil.which('php'),
        'php-pgsql': _has_php_module('pgsql'),
    }
    return [package for package, found in needed.items() if not found]


@contextmanager
def running_zabbix() -> Iterator[Stand]:
    """Give a Zabbix of one's own for as long as it is needed; its database goes with it."""
    server = postgres.ensure()
    name = f'{OURS}{os.getpid()}'
    with tempfile.TemporaryDirectory(prefix='zabbix-') as folder:
        Path(folder).chmod(0o700)
        _make_database(server, name)
        processes: list[subprocess.Popen[bytes]] = []
        try:
            yield _start(server, name, Path(folder), processes)
        finally:
            for process in processes:
                _end(process)
            databases.drop(server, name)


def _start(server: Server, name: str, folder: Path, processes: list[subprocess.Popen[bytes]]) -> Stand:
    listen, port = _low_port(), free_port()
    values = {
        'host': server.host, 'port': server.port, 'user': server.user, 'password': server.password,
        'database': name, 'folder': folder, 'listen': listen, 'frontend': FRONTEND,
    }  # fmt: skip
    (folder / 'zabbix_server.conf').write_text(SERVER_SETTINGS.format(**values))
    (folder / 'zabbix.conf.php').write_text(FRONTEND_SETTINGS.format(**values))
    (folder / 'before.php').write_text(BEFORE_FRONTEND.format(**values))
    program = shutil.which('zabbix_server') or '/usr/sbin/zabbix_server'
    commands = {
        'server': [program, '-f', '-c', str(folder / 'zabbix_server.conf')],
        'frontend': [
            'php', '-S', f'127.0.0.1:{port}', '-t', str(FRONTEND),
            '-d', f'auto_prepend_file={folder}/before.php', '-d', 'max_execution_time=300',
            '-d', 'memory_limit=256M', '-d', 'display_errors=0',
        ],
    }  # fmt: skip
    for each, command in commands.items():
        if shutil.which('setpriv'):
            # It ends with the test run, also with one that is killed.
            command = ['setpriv', '--pdeathsig', 'TERM', *TAKING_ALL_ALONG, *command]
        log = (folder / f'{each}.log').open('wb')
        processes.append(
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | PHP_PROCESSES,
            )
        )  # fmt: skip
        log.close()
    for process, each, number in zip(processes, ('server', 'frontend'), (listen, port), strict=True):
        wait_until(partial(_has_begun_or_ended, process, number), seconds=PATIENCE)
        if process.poll() is not None or not is_listening(number):
            raise RuntimeError(f'Zabbix did not start:\n{(folder / f"{each}.log").read_text()[-3000:]}')
    return Stand(f'http://127.0.0.1:{port}')


def _has_begun_or_ended(process: subprocess.Popen[bytes], port: int) -> bool:
    return process.poll() is not None or is_listening(port)


def _low_port() -> int:
    """Return a free port that Zabbix takes: it wants one below those that the kernel gives away."""
    return next(port for port in random.sample(range(20000, 32000), 100) if not is_listening(port))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children: each leads a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 15)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait(5)


def _make_database(server: Server, name: str) -> None:
    """Copy the database of a new installation, filling that the first time."""
    with exclusively('zabbix'):
        for left in databases.names_like(server, OURS):
            pid = re.fullmatch(rf'{OURS}(\d+)', left)
            if pid and not Path(f'/proc/{pid.group(1)}').exists():
                databases.drop(server, left)
        version = subprocess.run(['dpkg-query', '-W', 'zabbix-server-pgsql'], capture_output=True, text=True).stdout
        mark = f'{version} {FILLING}'
        if databases.comment_on(server, TEMPLATE) != mark:
            databases.drop(server, TEMPLATE)
            databases.create(server, TEMPLATE)
            _fill(server)
            databases.mark(server, TEMPLATE, mark)
        databases.drop(server, name)
        databases.create(server, name, template=TEMPLATE)


def _fill(server: Server) -> None:
    with psycopg.connect(
        host=server.host, port=server.port, user=server.user, password=server.password, dbname=TEMPLATE,
        autocommit=True,
    ) as connection:  # fmt: skip
        # Foreign keys are not asked for every one of 150,000 rows.
        connection.execute('SET session_replication_role = replica')
        for part in ('schema', 'images', 'data'):
            connection.execute(gzip.decompress((SCHEMA / f'{part}.sql.gz').read_bytes()))
        # Copies know at once how much there is: without that, linking one template took PostgreSQL five minutes.
        connection.execute('ANALYZE')


def _has_php_module(name: str) -> bool:
    if not shutil.which('php'):
        return False
    result = subprocess.run(['php', '-m'], capture_output=True, text=True)
    return name in result.stdout.split()


class Agents:
    """Zabbix agents, at addresses of the loopback network, that answer to every question with 1, or not at all.

    An agent waits for the server's question on its port; see https://www.zabbix.com/documentation/6.0/en/manual/
    appendix/items/activepassive .
    """

    def __init__(self) -> None:
        self._sockets: dict[tuple[str, int], socket.socket] = {}

    def start(self, host: str, port: int) -> None:
        listener = socket.create_server((host, port))
        self._sockets[host, port] = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def stop(self, host: str, port: int) -> None:
        listener = self._sockets.pop((host, port))
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()

    def stop_all(self) -> None:
        for host, port in list(self._sockets):
            self.stop(host, port)

    @staticmethod
    def _serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(2)
                connection.recv(4096)
                connection.sendall(b'ZBXD\x01' + struct.pack('<II', 1, 0) + b'1')


def main() -> None:
    """Run one until the keyboard says stop."""
    if missing := missing_packages():
        raise SystemExit(f'Not installed: {", ".join(missing)}')
    begun = time.monotonic()
    with running_zabbix() as stand, suppress(KeyboardInterrupt):
        print(f'{stand.url} ({stand.user} / {stand.password}) after {time.monotonic() - begun:.1f} s')
        sys.stdout.flush()
        time.sleep(3600)


if __name__ == '__main__':
    main()
