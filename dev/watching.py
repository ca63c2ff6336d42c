"""The demo's Prometheus, where the program is installed: it reads the feeds of the demo and reports what it sees.

Three processes: Prometheus itself, the exporters of servers that are not there, and the script that acknowledges.
"""

import hashlib
import os
import sys
from pathlib import Path

from dev import processes, prometheus
from dev.run_folder import PROJECT, RUN, read_state, write_state

__all__ = ('address', 'ensure', 'stop')

# In the order in which they are stopped.
PROCESSES = ('acknowledger', 'prometheus', 'exporters')
PORT = 9090
# How often feeds are read; Prometheus gives a feed up that takes longer.
SECONDS = 10
FOLDER = RUN / 'prometheus'
DOWN = FOLDER / 'down.txt'


def address() -> str:
    """Return where the demo's Prometheus answers; nothing where none runs."""
    state = read_state('watching')
    return f'http://127.0.0.1:{state["port"]}/' if state and processes.is_running('prometheus') else ''


def ensure(*, netbox: str, token: str, down: list[str]) -> str:
    """Start what is missing, or anew what has changed; return its address, or nothing where it is not installed.

    Args:
        token: of a user who views and acknowledges monitoring targets.
        down: addresses of servers that do not answer.
    """
    program = prometheus.find_program()
    if program is None:
        return ''
    FOLDER.mkdir(parents=True, exist_ok=True)
    DOWN.write_text(''.join(f'{line}\n' for line in down))
    state, digest = read_state('watching') or {}, _digest(netbox, token)
    if state.get('digest') != digest or not all(map(processes.is_running, PROCESSES)):
        stop()
        _start(program, netbox=netbox, token=token, digest=digest, port=_free(state.get('port')))
    return address()


def stop() -> list[str]:
    """Stop its processes and return the names of those that were running."""
    return [name for name in PROCESSES if processes.stop(name)]


def _start(program: str, *, netbox: str, token: str, digest: str, port: int) -> None:
    proxy = processes.free_port()
    processes.start(
        'exporters', [sys.executable, '-m', 'dev.exporters', '--port', str(proxy), '--down', str(DOWN)], cwd=PROJECT
    )
    configuration = prometheus.write_files(
        FOLDER, netbox=netbox, token=token, port=port, proxy=f'http://127.0.0.1:{proxy}', seconds=SECONDS
    )
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith('_proxy')}
    processes.start('prometheus', prometheus.command(program, configuration, port=port), env=environ)
    write_state('watching', {'port': port, 'digest': digest})
    script = [sys.executable, 'scripts/acknowledge_prometheus.py', '--every', str(SECONDS)]
    processes.start(
        'acknowledger',
        [*script, '--netbox', netbox, '--prometheus', address(), '--no-drift'],
        env=environ | {'NETBOX_TOKEN': token},
        cwd=PROJECT,
    )


def _free(last: int | None) -> int:
    """Return its usual port, or wherever it is free."""
    for port in filter(None, (last, PORT)):
        if not processes.is_listening(port):
            return port
    return processes.free_port()


def _digest(netbox: str, token: str) -> str:
    """Return what the processes run with: addresses, the shipped files and the code."""
    digest = hashlib.sha256(f'{netbox} {token}'.encode())
    files: list[Path] = [PROJECT / 'scripts/acknowledge_prometheus.py']
    files += sorted((PROJECT / 'netbox_colocation/monitoring/examples').glob('*.*'))
    files += [PROJECT / f'dev/{name}.py' for name in ('exporters', 'prometheus', 'watching')]
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
