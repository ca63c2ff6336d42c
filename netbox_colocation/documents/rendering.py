"""Makes PDFs from frozen data with Typst: PDF/A-2b, the same data gives the same bytes, nothing from outside.

A template sees its data as JSON and the files of `templates/`; the fonts are the shipped ones. There is no package
folder and no font of the machine, so a letter looks the same on every server.
"""

import datetime
import functools
import hashlib
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.core.files.base import ContentFile
from django.db import transaction

from ..models import Document
from .kinds import DRAFTED_KINDS
from .printable import FONTS, printable
from .removal import remove_on_failure

__all__ = ('PDF', 'compile_template', 'render', 'store_rendition')

TEMPLATES = Path(__file__).parent / 'templates'
PDF = 'application/pdf'
# A folder that never exists: there is nothing to import, and nowhere to put what would be fetched.
NO_PACKAGES = FONTS / 'packages'


def render(kind: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a paper of that kind; safe to call from many threads.

    Raises:
        KeyError: papers of that kind are not rendered.
        typst.TypstError: the template does not fit the data.
    """
    if kind not in DRAFTED_KINDS:
        raise KeyError(kind)
    return compile_template(f'{kind}.typ', data, day=datetime.date.fromisoformat(data['dated']['iso']))


def compile_template(name: str, data: Mapping[str, Any], *, day: datetime.date) -> bytes:
    """Return the PDF that a template of this room makes of the data, dated at noon of that day.

    Raises:
        typst.TypstError: the template does not fit the data.
    """
    noon = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)
    compiler = typst.Compiler(
        TEMPLATES / name,
        root=TEMPLATES,
        font_paths=_fonts(),
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )
    content = compiler.compile(
        format='pdf',
        sys_inputs={'data': json.dumps(printable(dict(data)), ensure_ascii=False)},
        pdf_standards='a-2b',
        timestamp=int(noon.timestamp()),
    )
    assert isinstance(content, bytes)
    return content


def store_rendition(document_pk: int) -> None:
    """Write the file of a document that has none; a document that has its file keeps it, whatever happens here.

    Run after commit, any number of times. Drafting again and signing take the old file away, so that this writes the
    new one; a signed document's file is never made again.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=('self',)).get(pk=document_pk)
        if document.file or document.kind not in DRAFTED_KINDS:
            return
        content = render(document.kind, document.data)
        with remove_on_failure(document.file):
            document.file.save(f'{uuid.uuid4().hex}.pdf', ContentFile(content), save=False)
            document.media_type = PDF
            document.digest = hashlib.sha256(content).hexdigest()
            document.save()


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
