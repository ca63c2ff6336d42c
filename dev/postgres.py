"""The private PostgreSQL of this checkout: its own data, port and password; started and stopped at will.

    python -m dev.postgres start | stop | status

It listens on the loopback address only. PostgreSQL refuses to run as root, so for root it runs as an unprivileged
user, with its data where that user can reach it.

A server named in the environment is used instead, and none is started:
COLOCATION_DATABASE_HOST, _PORT, _USER, _PASSWORD and _NAME. Its user needs CREATEDB, and its databases are created
and dropped by name: `netbox_colocation` for the demo, `colocation_template_*` and `test_colocation_*` for the tests.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.postgres_programs import find_programs
from dev.processes import free_port, is_listening, logs
from dev.progress import say
from dev.run_folder import RUN, exclusively, forget_state, read_state, secret, write_state

__all__ = ('Server', 'ensure', 'is_foreign', 'is_running', 'locate', 'stop')

SUPERUSER = 'netbox'
# What is in this instance can be made again in a minute, so nothing waits for the disk: a commit costs microseconds
# instead of milliseconds, and the tests commit many thousand times. After a power cut: rm -r .run, and again.
SETTINGS = {
    'fsync': 'off',
    'synchronous_commit': 'off',
    'full_page_writes': 'off',
    'wal_level': 'minimal',
    'max_wal_senders': '0',
    'max_wal_size': '2GB',
    'shared_buffers': '256MB',
    'max_connections': '200',
    'jit': 'off',  # pays off in long queries only, and NetBox's are short
    'listen_addresses': '127.0.0.1',
    'unix_socket_directories': '',
    'timezone': 'UTC',
    'log_timezone': 'UTC',
}


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server; `programs` is where its client programs may be."""

    host: str
    port: int
    user: str
    password: str
    programs: Path | None = None

    def django(self, name: str) -> dict[str, Any]:
        """Return one database of it as Django's settings want it."""
        return {
            'ENGINE': 'django.db.backends.postgresql',
            'NAME': name,
            'USER': self.user,
            'PASSWORD': self.password,
            'HOST': self.host,
            'PORT': str(self.port),
            'CONN_MAX_AGE': 300,
        }

    def environment(self) -> dict[str, str]:
        """Return the environment of a client program (`pg_dump`, `psql`): the password never is an argument."""
        return os.environ | {
            'PGHOST': self.host,
            'PGPORT': str(self.port),
            'PGUSER': self.user,
            'PGPASSWORD': self.password,
        }


def is_foreign() -> bool:
    """Tell whether the environment names a server, so that none of ours is needed."""
    return bool(os.environ.get('COLOCATION_DATABASE_HOST'))


def ensure() -> Server:
    """Return a running server, starting ours where the environment names none."""
    if is_foreign():
        return Server(
            host=os.environ['COLOCATION_DATABASE_HOST'],
            port=int(os.environ.get('COLOCATION_DATABASE_PORT') or 5432),
            user=os.environ.get('COLOCATION_DATABASE_USER') or SUPERUSER,
            password=os.environ.get('COLOCATION_DATABASE_PASSWORD') or '',
        )
    with exclusively('postgres'):
        state = read_state('postgres')
        if state is None or not _is_up(state):
            state = _start()
    return _server(state)


def locate() -> Server:
    """Return the server without starting it: settings may be read where nothing is asked of the database."""
    state = read_state('postgres')
    return ensure() if is_foreign() or state is None else _server(state)


def is_running() -> bool:
    """Tell whether our own server answers."""
    state = read_state('postgres')
    return state is not None and _is_up(state)


def stop() -> bool:
    """Stop our server; tell whether it was running. Its data stay."""
    with exclusively('postgres'):
        state = read_state('postgres')
        if state is None or not (Path(state['data']) / 'postmaster.pid').exists():
            return False
        _run(state['owner'], Path(state['programs']) / 'pg_ctl', 'stop', '-D', state['data'], '-m', 'fast', '-w')
        return True


def _server(state: dict[str, Any]) -> Server:
    return Server('127.0.0.1', state['port'], SUPERUSER, secret('postgres'), Path(state['programs']))


def _is_up(state: dict[str, Any]) -> bool:
    """Tell whether it is our server that answers, and not somebody who was given its port since."""
    try:
        lines = (Path(state['data']) / 'postmaster.pid').read_text().splitlines()
    except OSError:
        return False
    return lines[3:4] == [str(state['port'])] and is_listening(state['port'])


def _start() -> dict[str, Any]:
    """Start the server on a free port, making its data folder the first time."""
    programs = find_programs()
    owner = _owner()
    data = _data_folder(owner)
    version = _version_of(data)
    if version is not None and not _is_same_version(programs, version):
        say(f'the data of PostgreSQL {version} cannot be read by {programs}: starting with an empty one')
        shutil.rmtree(data)
        version = None
    if version is None:
        say(f'making a private PostgreSQL instance with {programs} ...')
        _initialize(programs, data, owner)
    port = free_port()
    log = logs('postgres')
    log.touch()
    _give(log, owner)
    options = f'-p {port}'
    # The log is opened here and handed over: its folder may be one that the server's user cannot enter.
    with log.open('ab') as output:
        started = _run(owner, programs / 'pg_ctl', 'start', '-D', str(data), '-w', '-o', options, output=output)
    if started.returncode:
        raise SystemExit(f'PostgreSQL did not start. The end of {log}:\n{log.read_text()[-3000:]}')
    state = {'port': port, 'data': str(data), 'programs': str(programs), 'owner': owner}
    write_state('postgres', state)
    say(f'PostgreSQL is up on 127.0.0.1:{port}')
    return state


def _initialize(programs: Path, data: Path, owner: str | None) -> None:
    """Make the data folder. ICU's root order sorts the same on every machine, whatever its locales."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _give(data, owner)
    with tempfile.NamedTemporaryFile('w', suffix='.password') as file:
        file.write(secret('postgres'))
        file.flush()
        _give(Path(file.name), owner)
        result = _run(
            owner,
            *(programs / 'initdb', '-D', str(data), '-U', SUPERUSER, '--pwfile', file.name, '--no-sync'),
            *('-E', 'UTF8', '--locale', 'C', '--locale-provider', 'icu', '--icu-locale', 'und'),
            *('--auth', 'scram-sha-256'),
        )
    if result.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise SystemExit(f'initdb failed:\n{result.stdout}')
    lines = '\n'.join(f"{name} = '{value}'" for name, value in SETTINGS.items())
    with (data / 'postgresql.conf').open('a') as file:
        file.write(f'\n# Set by dev/postgres.py\n{lines}\n')


def _run(owner: str | None, *command: str | Path, output: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL, as `owner` if one is given, from a folder that everybody can enter."""
    return subprocess.run(
        [*map(str, command)],
        cwd='/',
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        **_as(owner),
    )


def _owner() -> str | None:
    """Return the user to run the server as, or None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ('postgres', 'nobody'):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit('PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as.')


def _as(owner: str | None) -> dict[str, Any]:
    if owner is None:
        return {}
    entry = pwd.getpwnam(owner)
    return {'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}


def _give(path: Path, owner: str | None) -> None:
    if owner is not None:
        shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)


def _data_folder(owner: str | None) -> Path:
    """Return where the data are: in the run folder, or beside it all when the server's user cannot enter that."""
    state = read_state('postgres')
    if state is not None and state['owner'] == owner:
        return Path(state['data'])
    RUN.mkdir(parents=True, exist_ok=True)
    if owner is None or _run(owner, 'test', '-x', str(RUN)).returncode == 0:
        return RUN / 'postgres'
    folder = Path(tempfile.mkdtemp(prefix='netbox-colocation-', dir='/var/tmp'))
    folder.chmod(0o711)
    return folder / 'postgres'


def _version_of(data: Path) -> str | None:
    """Return the major version that a data folder was made by, or None when there is no usable one."""
    file = data / 'PG_VERSION'
    if not file.exists() or not (data / 'global' / 'pg_control').exists():
        return None
    return file.read_text().strip()


def _is_same_version(programs: Path, version: str) -> bool:
    from dev.postgres_programs import major_version

    return str(major_version(programs)) == version


def main() -> None:
    """Start, stop or describe the server."""
    match sys.argv[1:]:
        case ['start']:
            server = ensure()
            print(f'{server.host}:{server.port}')
        case ['stop']:
            print('stopped' if stop() else 'was not running')
        case ['status']:
            print(f'up on 127.0.0.1:{locate().port}' if is_running() else 'down')
        case ['forget']:
            stop()
            forget_state('postgres')
        case _:
            raise SystemExit(__doc__)


if __name__ == '__main__':
    main()
