"""Takes private files away without losing one that is needed.

A file may be shared: it is stored once per content (`files.keep`), and any number of rows name it. It goes only when
no row names it any more, under the lock of its name: who keeps the same content meanwhile waits, or is waited for.
"""

import datetime
import functools
import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath

from django.core.files.storage import Storage
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, Q
from django.db.models.fields.files import FieldFile
from django.db.transaction import TransactionManagementError

from ..models import Document, DocumentVersion, Letterhead, Signature, WorkPhoto

__all__ = (
    'detach_file',
    'lock_name',
    'named_among',
    'open_storage',
    'remove_later',
    'remove_on_failure',
    'remove_unnamed',
    'sweep',
)

# Every column that names a private file, and the rows that need it no longer: those of destroyed papers still name it.
# Whoever adds a column adds it here, or its files are swept away.
NAMED_BY: tuple[tuple[type[Model], str, Q], ...] = (
    (Document, 'file', Q(destroyed_at__isnull=True)),
    (Signature, 'file', Q(document__destroyed_at__isnull=True)),
    (Letterhead, 'logo', Q()),
    (WorkPhoto, 'file', Q()),
)
# Papers that were drafted with a logo name it in their data, by its digest.
FROZEN_IN: tuple[type[Model], ...] = (Document, DocumentVersion)
FOLDERS = ('documents', 'letterheads')
# The two-number locks are a room of their own: none of NetBox's single-number locks can be one of these.
LOCK_CLASS = 0x434F4C4F
MIN_AGE = datetime.timedelta(days=1)
SWEPT_AT_ONCE = 500


def open_storage() -> Storage:
    """Return the storage of private files."""
    return Document._meta.get_field('file').storage


def lock_name(name: str) -> None:
    """Let nobody else keep or remove the file of this name until the transaction ends.

    Raises:
        TransactionManagementError: there is no transaction, so the lock would not last.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError('Files are kept and removed inside transaction.atomic().')
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], 'big', signed=True)
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(%s, %s)', [LOCK_CLASS, key])


def detach_file(document: Document) -> None:
    """Empty the document's file fields (not saved here); the file itself goes once that is committed."""
    remove_later(document.file)
    document.file, document.media_type, document.digest, document.content = '', '', '', ''


def remove_later(file: FieldFile) -> None:
    """Remove the file after the commit, unless a row still names it then."""
    if name := file.name:
        storage = file.storage
        transaction.on_commit(lambda: remove_unnamed(name, storage=storage), robust=True)


def remove_unnamed(name: str, *, storage: Storage | None = None, is_old: Callable[[], bool] = lambda: True) -> bool:
    """Remove the file unless a row names it or it is not old enough; return whether it was removed."""
    storage = storage or open_storage()
    with transaction.atomic():
        lock_name(name)
        if named_among([name]) or not storage.exists(name) or not is_old():
            return False
        storage.delete(name)
    return True


def named_among(names: Collection[str]) -> set[str]:
    """Return those of the names that a row still needs."""
    named: set[str] = set()
    for model, field, needed in NAMED_BY:
        rows = model._default_manager.filter(needed, **{f'{field}__in': names})
        named.update(rows.values_list(field, flat=True))
    pictures = {PurePosixPath(name).stem: name for name in set(names) - named if not name.endswith('.pdf')}
    if pictures:
        for model in FROZEN_IN:
            logos = model._default_manager.filter(data__style__logo__in=list(pictures))
            named.update(pictures[logo] for logo in logos.values_list('data__style__logo', flat=True).distinct())
    return named


@contextmanager
def remove_on_failure(file: FieldFile) -> Iterator[None]:
    """Remove what was kept for the field inside the block when the block fails, unless somebody else needs it.

    When the whole transaction cannot go on, it stays for `sweep`.
    """
    before = file.name
    try:
        with transaction.atomic():
            yield
    except BaseException:
        name = getattr(file.instance, file.field.name).name
        if name and name != before and not connection.needs_rollback:
            with suppress(DatabaseError):
                remove_unnamed(name, storage=file.storage)
        raise


def sweep(*, now: datetime.datetime) -> int:
    """Remove files that no row names and that are older than a day; return how many.

    A transaction that was rolled back leaves such files, and so does a machine that stopped between a commit and the
    removal. A day is longer than any transaction lasts.
    """
    storage, removed = open_storage(), 0
    batch: list[str] = []
    for name in _listed(storage):
        batch.append(name)
        if len(batch) == SWEPT_AT_ONCE:
            removed += _sweep(storage, batch, now=now)
            batch = []
    return removed + _sweep(storage, batch, now=now)


def _sweep(storage: Storage, names: list[str], *, now: datetime.datetime) -> int:
    removed = 0
    for name in sorted(set(names) - named_among(names)):
        is_old = functools.partial(_is_old, storage, name, now=now)
        # Asked before the lock too: whoever writes that file just now holds it for as long as the transaction lasts.
        removed += is_old() and remove_unnamed(name, storage=storage, is_old=is_old)
    return removed


def _is_old(storage: Storage, name: str, *, now: datetime.datetime) -> bool:
    try:
        written = storage.get_modified_time(name)
    except FileNotFoundError:  # somebody else removed it meanwhile
        return False
    if written.tzinfo is None:  # a storage may answer in its own local time
        written = written.astimezone()
    return now - written >= MIN_AGE


def _listed(storage: Storage) -> Iterator[str]:
    """Yield the names of all private files; a storage without a folder has none in it."""
    waiting = list(FOLDERS)
    while waiting:
        folder = waiting.pop()
        try:
            folders, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        waiting.extend(f'{folder}/{inner}' for inner in folders if inner)
        yield from (f'{folder}/{file}' for file in files if file)
