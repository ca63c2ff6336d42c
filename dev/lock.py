"""`make lock`: write the locked requirements anew, with the newest versions that the *.in files allow.

With hashes, for every platform and Python from 3.12 on, and without the address of any index: a machine that is set
up with a mirror uses its mirror.
"""

import subprocess
import sys

from dev.progress import say
from dev.run_folder import PROJECT

__all__ = ('main',)

_FOLDER = PROJECT / 'requirements'
_OPTIONS = (
    *('--universal', '--python-version', '3.12', '--generate-hashes', '--upgrade', '--quiet', '--no-config'),
    *('--no-emit-index-url', '--no-emit-find-links', '--custom-compile-command', 'make lock'),
)


def main() -> None:
    """Compile every list."""
    for name, more in (
        ('bootstrap', ()),
        ('dev', ('--override', 'requirements/override.txt')),
        ('node', ()),
    ):
        say(f'requirements/{name}.txt ...')
        command = [sys.executable, '-m', 'uv', 'pip', 'compile', f'requirements/{name}.in', *_OPTIONS, *more]
        subprocess.run([*command, '-o', f'requirements/{name}.txt'], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        if '://' in (_FOLDER / f'{name}.txt').read_text():
            sys.exit(f'requirements/{name}.txt names an address: it must work with every index')


if __name__ == '__main__':
    main()
