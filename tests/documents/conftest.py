"""Fixtures of the documents' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from netbox_colocation.models import Document, Letterhead, Signature


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    """Keep private files in this test's own folder; tests look into it."""
    fields = [
        model._meta.get_field(name) for model, name in ((Document, 'file'), (Signature, 'file'), (Letterhead, 'logo'))
    ]
    before, storage = fields[0].storage, FileSystemStorage(location=tmp_path / 'files', base_url=None)
    for field in fields:
        field.storage = storage
    yield tmp_path / 'files'
    for field in fields:
        field.storage = before
