"""Takes private files away without losing one that is needed: only after commit, or when their row was not written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models.fields.files import FieldFile

from ..models import Document

__all__ = ('detach_file', 'remove_on_failure')


def detach_file(document: Document) -> None:
    """Empty the document's file fields (not saved here); the file itself goes once that is committed."""
    if name := document.file.name:
        storage = document.file.storage
        transaction.on_commit(lambda: storage.delete(name), robust=True)
    document.file, document.media_type, document.digest = '', '', ''


@contextmanager
def remove_on_failure(file: FieldFile) -> Iterator[None]:
    """Remove what was saved into the field inside the block when the block fails."""
    before = file.name
    try:
        yield
    except BaseException:
        if file.name and file.name != before:
            file.storage.delete(file.name)
        raise
