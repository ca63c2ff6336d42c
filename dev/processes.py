"""Background processes of the run folder: start one, tell whether it lives, end it and nothing else."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from dev.run_folder import RUN, forget_state, read_state, write_state

__all__ = ('free_port', 'is_listening', 'is_running', 'logs', 'start', 'stop', 'wait_until')


def logs(name: str) -> Path:
    """Return the log file of one process."""
    folder = RUN / 'logs'
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f'{name}.log'


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port: int = probe.getsockname()[1]
    return port


def is_listening(port: int, host: str = '127.0.0.1') -> bool:
    """Tell whether somebody answers on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def wait_until(is_so: Callable[[], bool], *, seconds: float, interval: float = 0.1) -> bool:
    """Ask again and again until it is so; tell whether it ever was."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(interval)
    return True


def start(name: str, command: list[str], *, env: dict[str, str] | None = None, cwd: Path | None = None) -> int:
    """Start a process of its own session, its output in `.run/logs`, and write down its id."""
    with logs(name).open('ab') as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=cwd, start_new_session=True
        )
    write_state(f'{name}.process', {'pid': process.pid, 'birth': _birth(process.pid), 'command': command})
    return process.pid


def is_running(name: str) -> bool:
    """Tell whether the process that was started under this name still lives."""
    return _live_pid(name) is not None


def stop(name: str, *, seconds: float = 20) -> bool:
    """End the process and its children; tell whether there was one to end.

    Raises:
        TimeoutError: it is still there after having been killed.
    """
    pid = _live_pid(name)
    if pid is not None:
        # Only the first process is asked: it ends its children in its own way, and waits for what they have begun.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        if not wait_until(lambda: not _is_group_alive(pid), seconds=seconds):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            if not wait_until(lambda: not _is_group_alive(pid), seconds=5):
                raise TimeoutError(f'{name} (process {pid}) cannot be ended')
    forget_state(f'{name}.process')
    return pid is not None


def _live_pid(name: str) -> int | None:
    """Return the process id, unless it has ended and its number has been given to somebody else since."""
    state = read_state(f'{name}.process')
    if state is None:
        return None
    pid = int(state['pid'])
    _reap(pid)
    return pid if _is_alive(pid) and _birth(pid) == state['birth'] else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_group_alive(group: int) -> bool:
    _reap(group)
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    # In a container whose first process collects nobody, those that have ended stay in the list for ever.
    states = [stat[0] for stat in _stats() if stat[2] == str(group)]
    return not states or any(state not in 'ZX' for state in states)


def _stats() -> Iterator[list[str]]:
    """Return state, parent, group ... of every process of this machine, or nothing where there is no /proc."""
    for file in Path('/proc').glob('[0-9]*/stat'):
        with suppress(OSError):  # it ended in the meantime
            # What follows the name, which may hold spaces and brackets.
            yield file.read_text().rpartition(')')[2].split()


def _reap(pid: int) -> None:
    """Collect a child of ours that has ended: until then it counts as alive."""
    with suppress(ChildProcessError):  # somebody else's child
        os.waitpid(pid, os.WNOHANG)


def _birth(pid: int) -> str:
    """Return when a process began: its number alone may have been given to somebody else since."""
    try:
        # After the name, which may hold spaces and brackets, the 20th field is the start time.
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[19]
    except OSError:
        result = subprocess.run(['ps', '-o', 'lstart=', '-p', str(pid)], capture_output=True, text=True)
        return result.stdout.strip()
