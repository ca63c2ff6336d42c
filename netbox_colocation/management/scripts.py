"""The custom scripts that come with the plugin: where they are, and putting them where NetBox finds them."""

import hashlib
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from extras.models import ScriptModule

__all__ = ('install_scripts', 'remove_scripts', 'shipped_scripts')

DISTRIBUTION = 'netbox-colocation'
# In a checkout; in an installation the wheel has put them under share/ of the environment.
CHECKOUT = Path(__file__).resolve().parents[2]
PATTERN = re.compile(r'colocation_\w+\.py$')
# The last line of what was installed: a copy that somebody has changed since is theirs.
MARK = '# Installed by colocation_scripts: '


def shipped_scripts() -> dict[str, str]:
    """Return the text of every script that comes with the plugin, by its file's name.

    Raises:
        FileNotFoundError: there is none: the plugin was neither installed from its wheel nor is this a checkout.
    """
    files = [Path(str(file)) for file in _files() if PATTERN.fullmatch(Path(str(file)).name)]
    if not files:
        raise FileNotFoundError('the scripts of the plugin are missing: install it from its wheel')
    return {file.name: file.read_text(encoding='utf-8') for file in sorted(files)}


def install_scripts(*, force: bool = False) -> Iterator[tuple[str, str]]:
    """Put every script into NetBox, or bring it up to date; yield each name with what was done.

    That is 'added', 'updated', 'unchanged', 'changed here' of a copy that somebody has edited (it stays so, unless
    with `force`), or 'broken' of one that NetBox cannot load.
    """
    storage = storages['scripts']
    for name, text in shipped_scripts().items():
        with transaction.atomic():
            done = _write(storage, name, text, force=force)
            module = ScriptModule.objects.filter(file_path=name).first() or ScriptModule(file_path=name)
            module.save()
            # NetBox keeps a script that was away for its jobs, and never wakes it up by itself.
            module.scripts.filter(name__in=module.module_scripts, is_executable=False).update(is_executable=True)
        yield name, 'broken' if module.error else done


def remove_scripts() -> Iterator[str]:
    """Take the plugin's scripts out of NetBox, with what it keeps of their runs; yield each name."""
    for module in ScriptModule.objects.filter(file_path__in=shipped_scripts()).order_by('file_path'):
        module.delete()
        yield module.file_path


def _files() -> Iterator[Path]:
    beside = CHECKOUT / 'scripts'
    if (CHECKOUT / 'pyproject.toml').is_file() and beside.is_dir():
        yield from beside.iterdir()
        return
    try:
        installed = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return
    yield from (Path(str(file.locate())) for file in installed if file.parent.name == 'scripts')


def _write(storage: Storage, name: str, text: str, *, force: bool) -> str:
    marked = _marked(text)
    if not storage.exists(name):
        storage.save(name, ContentFile(marked.encode()))
        return 'added'
    with storage.open(name, 'rb') as file:
        there = file.read().decode(errors='replace')
    if there in (marked, text):
        return 'unchanged'
    if not force and not _is_as_installed(there):
        return 'changed here'
    storage.delete(name)
    storage.save(name, ContentFile(marked.encode()))
    return 'updated'


def _marked(text: str) -> str:
    return f'{text}\n{MARK}{hashlib.sha256(text.encode()).hexdigest()}\n'


def _is_as_installed(there: str) -> bool:
    text, _newline, _mark = there.rpartition(f'\n{MARK}')
    return there == _marked(text)
