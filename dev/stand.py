"""Start and stop what makes up a running demo: the two servers, NetBox's web process and its background worker.

    python -m dev.stand start | stop | status

COLOCATION_PORT chooses the port (8000, or a free one when that is taken), COLOCATION_BIND another address.
"""

import hashlib
import os
import sys
import urllib.error
import urllib.request

from dev import demo_settings, environment, postgres, processes, valkey, watching
from dev.progress import say, step
from dev.run_folder import PROJECT, read_state, write_state

__all__ = ('address', 'ensure_processes', 'ensure_servers', 'is_healthy', 'stop', 'wait_until_healthy')

_WEB_SECONDS = 120


def ensure_servers() -> None:
    """Start PostgreSQL and Valkey where they are not running."""
    postgres.ensure()
    valkey.ensure()


def ensure_processes() -> None:
    """Start the web process and the worker, and start them anew when what they run has changed."""
    environment.prepare()
    state = read_state('web') or {}
    print_of_code = _fingerprint()
    # The addresses of the servers are part of it: they are other ones after a stop.
    if state.get('code') != print_of_code and any(map(processes.is_running, ('web', 'worker'))):
        with step('stopping the web process and the worker, which run older code'):
            _stop_processes()
    if not processes.is_running('web'):
        bind = _bind(state.get('bind'))
        command = [sys.executable, '-m', 'gunicorn', '-c', 'python:dev.gunicorn_configuration']
        processes.start('web', command, env=os.environ | {'COLOCATION_BIND': bind}, cwd=PROJECT)
        write_state('web', {'bind': bind, 'code': print_of_code})
    if not processes.is_running('worker'):
        command = [sys.executable, '-m', 'dev.worker']
        processes.start('worker', command, env=dict(os.environ), cwd=PROJECT)


def wait_until_healthy() -> None:
    """Wait until the web process answers and a worker takes jobs.

    Raises:
        SystemExit: one of them ended or does not answer; the message shows the end of its log.
    """
    with step('waiting for the web process and the worker'):
        for name, is_well in (('web', _is_web_healthy), ('worker', _is_worker_healthy)):
            processes.wait_until(
                lambda name=name, is_well=is_well: is_well() or not processes.is_running(name),  # type: ignore[misc]
                seconds=_WEB_SECONDS,
                interval=0.3,
            )
            if not is_well():
                log = processes.logs(name)
                raise SystemExit(f'The {name} process does not work. The end of {log}:\n{log.read_text()[-3000:]}')
    say(f'NetBox answers at {address()}')


def is_healthy() -> bool:
    """Tell whether the web process answers and a worker takes jobs."""
    return _is_web_healthy() and _is_worker_healthy()


def address() -> str:
    """Return the address for a browser on this machine."""
    return demo_settings.address()


def stop() -> list[str]:
    """Stop everything of this run folder and return the names of what was running."""
    stopped = watching.stop() + _stop_processes()
    for name, end in (('valkey', valkey.stop), ('postgres', postgres.stop)):
        if end():
            stopped.append(name)
    return stopped


def _stop_processes() -> list[str]:
    return [name for name in ('web', 'worker') if processes.stop(name)]


def _bind(last: str | None) -> str:
    """Return where to listen: as asked, else where it was before (bookmarks), else 8000, else wherever it is free."""
    if asked := os.environ.get('COLOCATION_BIND'):
        return asked
    if asked := os.environ.get('COLOCATION_PORT'):
        return f'127.0.0.1:{asked}'
    for bind in filter(None, (last, '127.0.0.1:8000')):
        host, _, port = bind.rpartition(':')
        if not processes.is_listening(int(port), host):
            return bind
    return f'127.0.0.1:{processes.free_port()}'


def _is_web_healthy() -> bool:
    if not processes.is_running('web'):
        return False
    try:
        # A proxy of the environment has no business between two processes of one machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f'{address()}login/', timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_worker_healthy() -> bool:
    from redis import Redis

    if not processes.is_running('worker'):
        return False
    server = valkey.locate()
    first = int(os.environ.get('COLOCATION_VALKEY_DATABASE') or 0)
    with Redis(host=server.host, port=server.port, password=server.password or None, db=first) as client:
        return int(client.scard('rq:workers')) > 0


def _fingerprint() -> str:
    """Return what the processes run: code, settings, and the servers' addresses."""
    digest = hashlib.sha256(f'{postgres.locate()} {valkey.locate()} {os.environ.get("COLOCATION_SETTINGS")}'.encode())
    for folder in ('netbox_colocation', 'dev'):
        for file in sorted((PROJECT / folder).rglob('*')):
            if file.is_file() and file.suffix not in ('.pyc', '.md'):
                stat = file.stat()
                digest.update(f'{file} {stat.st_size} {stat.st_mtime_ns}\n'.encode())
    return digest.hexdigest()


def main() -> None:
    """Start, stop or describe what runs."""
    match sys.argv[1:]:
        case ['start']:
            ensure_servers()
            ensure_processes()
            wait_until_healthy()
        case ['stop']:
            stopped = stop()
            say(f'stopped: {", ".join(stopped)}' if stopped else 'nothing was running')
        case ['status']:
            for name in ('web', 'worker', 'valkey', 'prometheus'):
                print(f'{name:10} {"up" if processes.is_running(name) else "down"}')
            print(f'{"postgres":10} {"up" if postgres.is_running() else "down"}')
            print(f'{"address":10} {address()}')
            if found := watching.address():
                print(f'{"":10} {found}')
        case _:
            raise SystemExit(__doc__)


if __name__ == '__main__':
    main()
