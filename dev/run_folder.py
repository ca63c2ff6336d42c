"""The run folder: data, logs, process ids and secrets of this checkout's own servers. Never committed.

`COLOCATION_RUN` names another folder than `.run`.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = (
    'PROJECT',
    'RUN',
    'cache_folder',
    'exclusively',
    'forget_state',
    'read_state',
    'secret',
    'write_private',
    'write_state',
)

PROJECT = Path(__file__).resolve().parent.parent
RUN = Path(os.environ.get('COLOCATION_RUN') or PROJECT / '.run').resolve()


def cache_folder() -> Path:
    """Return the folder of what is made once for every checkout: migrated databases, fetched programs."""
    base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(base) / 'netbox-colocation'


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f'.{path.name}.{os.getpid()}')
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def read_state(name: str) -> dict[str, Any] | None:
    """Return what was written about one service, or None when there is nothing (or nothing readable)."""
    try:
        state: dict[str, Any] = json.loads((RUN / f'{name}.json').read_text())
    except (FileNotFoundError, ValueError):
        return None
    return state


def write_state(name: str, state: dict[str, Any]) -> None:
    """Write down where a service is and how to speak to it."""
    write_private(RUN / f'{name}.json', json.dumps(state, indent=2) + '\n')


def forget_state(name: str) -> None:
    """Remove what was written about one service."""
    (RUN / f'{name}.json').unlink(missing_ok=True)


def secret(name: str, *, length: int = 48) -> str:
    """Return a secret of this run folder, made at random the first time it is asked for."""
    with exclusively('secrets'):
        known = read_state('secrets') or {}
        if name not in known:
            known[name] = secrets.token_urlsafe(length)
            write_state('secrets', known)
    return str(known[name])


@contextmanager
def exclusively(name: str, *, folder: Path = RUN) -> Iterator[None]:
    """Let one process at a time do this: several test runs in one checkout may begin at the same moment."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f'.{name}.lock').open('w') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
