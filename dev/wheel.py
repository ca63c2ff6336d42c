"""Build the wheel from a clean copy of what belongs in it, so that no left-over of an earlier build gets in.

`make wheel` builds into dist/; tests/test_wheel.py builds into a folder of its own.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from dev.progress import say, step
from dev.run_folder import PROJECT

__all__ = ('build', 'main')

_SOURCES = ('pyproject.toml', 'setup.py', 'README.md', 'LICENSE', 'NOTICE', 'netbox_colocation', 'scripts')


def build(target: Path) -> Path:
    """Build the wheel into a folder and return it.

    Raises:
        RuntimeError: with what the build printed.
    """
    with tempfile.TemporaryDirectory(prefix='colocation-wheel-') as name:
        clean = Path(name)
        for source in _SOURCES:
            path = PROJECT / source
            if path.is_dir():
                shutil.copytree(path, clean / source, ignore=shutil.ignore_patterns('__pycache__', '*.pyc'))
            else:
                shutil.copy(path, clean / source)
        command = [sys.executable, '-m', 'build', '--wheel', '--no-isolation', '--outdir', str(target), str(clean)]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        raise RuntimeError(f'the wheel was not built:\n{result.stdout[-4000:]}')
    (wheel,) = target.glob('netbox_colocation-*.whl')
    return wheel


def main() -> None:
    """Build into dist/ and say what is in it."""
    target = PROJECT / 'dist'
    shutil.rmtree(target, ignore_errors=True)
    with step('building the wheel'):
        wheel = build(target)
    names = zipfile.ZipFile(wheel).namelist()
    say(f'{wheel.relative_to(PROJECT)}: {wheel.stat().st_size // 1024} KiB, {len(names)} files')


if __name__ == '__main__':
    main()
