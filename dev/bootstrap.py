"""Make `.venv` from the locked requirements, with nothing but the standard library.

Run by whatever Python `dev/find-python` printed: `python dev/bootstrap.py`. A stamp of the lock and of the
interpreter makes the second run instant.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / '.venv'
STAMP = VENV / '.colocation-stamp'
BOOTSTRAP = PROJECT / 'requirements' / 'bootstrap.txt'
LOCK = PROJECT / 'requirements' / 'dev.txt'
_START = float(os.environ.setdefault('COLOCATION_STARTED_AT', str(time.time())))


def say(text: str) -> None:
    """Print a line like those of `dev.progress`, which cannot be imported from here before the environment stands."""
    print(f'[{time.time() - _START:6.1f} s] {text}', file=sys.stderr, flush=True)


def stamp() -> str:
    """Return what the environment is made of: change any of it and it is brought up to date."""
    digest = hashlib.sha256(f'{sys.version} {PROJECT}'.encode())
    for file in (BOOTSTRAP, LOCK):
        lines = file.read_text().splitlines()
        digest.update('\n'.join(line for line in lines if not line.lstrip().startswith('#')).encode())
    return digest.hexdigest()


def runs() -> bool:
    """Tell whether the environment runs, on this Python: the one that it was made with may have been removed."""
    python = VENV / 'bin' / 'python'
    result = subprocess.run([python, '-c', 'import sys; print(sys.version.split()[0])'], capture_output=True, text=True)
    return result.returncode == 0 and result.stdout.strip() == sys.version.split()[0]


def run(*command: str | Path) -> None:
    """Run one installing command.

    Raises:
        SystemExit: with the last lines the command printed.
    """
    result = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        raise SystemExit(f'{result.stdout[-4000:]}\nThis failed: {" ".join(map(str, command))}')


def make() -> None:
    """Make an environment that has uv in it, and sees the checkout from any folder."""
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f'making .venv with Python {sys.version.split()[0]} ({sys.executable}) ...')
    venv.create(VENV, with_pip=True, symlinks=True)
    say('installing uv ...')
    # The hashes of the lock pin what may come in, whatever index the machine is set up with.
    run(VENV / 'bin' / 'python', '-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '-r', BOOTSTRAP)
    site_packages = sysconfig.get_path('purelib', 'venv', vars={'base': str(VENV), 'platbase': str(VENV)})
    Path(site_packages, 'colocation-checkout.pth').write_text(f'{PROJECT}\n')


def synchronize() -> None:
    """Bring the packages to what the lock says. Ready-built ones only: a user's machine has no compiler."""
    python = VENV / 'bin' / 'python'
    count = sum(1 for line in LOCK.read_text().splitlines() if '==' in line and not line.startswith((' ', '#')))
    say(f'installing {count} locked packages ...')
    run(
        *(python, '-m', 'uv', 'pip', 'sync', '--python', python, '--quiet', '--no-config'),
        *('--require-hashes', '--only-binary', ':all:', LOCK),
    )


def main() -> None:
    """Make the environment unless it stands already."""
    if sys.version_info < (3, 12):  # noqa: UP036  (this file is what an old Python would be given)
        raise SystemExit(f'Python 3.12 or newer is needed, not {sys.version.split()[0]}: see dev/find-python')
    wanted = stamp()
    if STAMP.exists() and STAMP.read_text() == wanted and (VENV / 'bin' / 'python').exists():
        return
    with (PROJECT / '.venv.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands may be given at once
        if STAMP.exists() and STAMP.read_text() == wanted and runs():
            return
        if not (STAMP.exists() and runs()):
            make()
        synchronize()
        STAMP.write_text(wanted)
    say('.venv is ready')


if __name__ == '__main__':
    main()
