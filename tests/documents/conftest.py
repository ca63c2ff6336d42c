"""Fixtures of the documents' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from netbox_colocation.models import Document


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    """Keep private files in this test's own folder; tests look into it."""
    field = Document._meta.get_field('file')
    storage, field.storage = field.storage, FileSystemStorage(location=tmp_path / 'files', base_url=None)
    yield tmp_path / 'files'
    field.storage = storage
