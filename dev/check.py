"""`make check`: everything that can be said about the code without running the tests.

All of it runs, two at a time, even when one fails: a person wants the whole list.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dev import environment, postgres
from dev.progress import elapsed, say
from dev.run_folder import PROJECT

__all__ = ('main',)


@dataclass(frozen=True)
class Check:
    """One command and what it is for."""

    name: str
    command: tuple[str, ...]


_PYTHON = sys.executable
# The slowest ones first, so that two processes end at about the same time.
CHECKS = (
    Check('types (mypy)', (_PYTHON, '-m', 'mypy')),
    Check('migrations are not missing', (_PYTHON, '-m', 'dev.nb', 'makemigrations', '--check', 'netbox_colocation')),
    Check('system checks', (_PYTHON, '-m', 'dev.nb', 'check', '--fail-level', 'WARNING')),
    Check('import contracts', ('lint-imports', '--no-logo')),
    Check('spelling (codespell)', (_PYTHON, '-m', 'codespell_lib', 'netbox_colocation', 'dev', 'tests', 'docs')),
    Check('lint (ruff)', (_PYTHON, '-m', 'ruff', 'check', '--output-format', 'concise', '.')),
    Check('format (ruff)', (_PYTHON, '-m', 'ruff', 'format', '--check', '--output-format', 'concise', '.')),
)


def run(check: Check) -> bool:
    """Run one check, print what it said when it failed, and tell whether it passed."""
    began = time.monotonic()
    result = subprocess.run(
        check.command,
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = 'ok' if result.returncode == 0 else 'FAILED'
    text = f'{check.name}: {verdict} ({time.monotonic() - began:.1f} s)'
    say(text if result.returncode == 0 else f'{text}\n{result.stdout.rstrip()}')
    return result.returncode == 0


def main() -> None:
    """Run them all; the exit code is 1 when any of them failed."""
    environment.prepare()
    # The commands of the environment stand beside its Python.
    os.environ['PATH'] = f'{PROJECT / ".venv" / "bin"}{os.pathsep}{os.environ.get("PATH", "")}'
    os.environ['COLOCATION_DEVELOPER'] = '1'
    postgres.ensure()
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(run, CHECKS))
    failed = [check.name for check, is_ok in zip(CHECKS, passed, strict=True) if not is_ok]
    if failed:
        sys.exit(f'Failed: {", ".join(failed)} ({elapsed():.0f} s)')
    say(f'all {len(CHECKS)} checks passed')


if __name__ == '__main__':
    main()
