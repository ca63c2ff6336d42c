"""Makes PDFs from frozen data with Typst: PDF/A-2b, the same data gives the same bytes, nothing from outside.

A template sees its data as JSON, the files of `templates/`, and the agency's logo; the fonts are the shipped ones.
There is no package folder and no font of the machine, so a letter looks the same on every server. Shipped templates are
rendered here; an agency's own layout in a process of its own (`own_layouts`).
"""

import datetime
import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.db import transaction

from ..models import Document
from .content import words_of_data
from .files import keep
from .kinds import DRAFTED_KINDS
from .logos import find_logo
from .own_layouts import TEMPLATES, Logo, own_folder, render_apart, seconds_of
from .printable import FONTS, SANS, printable
from .removal import remove_on_failure
from .work_papers import photos_of

__all__ = ('PDF', 'compile_template', 'logo_of', 'make_printable', 'render', 'store_rendition')

PDF = 'application/pdf'
# A path that cannot come to be: there is nothing to import, and nowhere to put what would be fetched.
NO_PACKAGES = Path('/dev/null/packages')


def render(kind: str, data: Mapping[str, Any], template_source: str | None = None) -> bytes:
    """Return the PDF of a paper of that kind; safe to call from many threads.

    Args:
        template_source: an agency's own layout; None or '' for the shipped one.

    Raises:
        KeyError: papers of that kind are not rendered.
        FileNotFoundError: its logo is missing from the storage.
        TemplateRefused: the agency's own layout does not fit the data, or needs more than it may.
        typst.TypstError: the shipped one does not.
    """
    if kind not in DRAFTED_KINDS:
        raise KeyError(kind)
    day = datetime.date.fromisoformat(data['dated']['iso'])
    if not template_source:
        return compile_template(f'{kind}.typ', data, day=day)
    [content] = render_apart(template_source, make_printable(data), day=day, logo=logo_of(data)).parts
    return content


def compile_template(name: str, data: Mapping[str, Any], *, day: datetime.date) -> bytes:
    """Return the PDF that a template of this room makes of the data, dated at noon of that day.

    Raises:
        FileNotFoundError: its logo or a photo is missing from the storage.
        typst.TypstError: the template does not fit the data.
    """
    inputs = {'data': json.dumps(make_printable(data), ensure_ascii=False)}
    logo, photos = logo_of(data), photos_of(data)
    if logo is None and not photos:
        return _compile(TEMPLATES, name, inputs, day)
    source = (TEMPLATES / name).read_text(encoding='utf-8')
    with own_folder(logo=logo, files={name: source}) as (folder, more_inputs):
        for digest, content in photos.items():
            (folder / f'photo-{digest}.jpg').write_bytes(content)
        more_inputs['photos'] = ' '.join(photos)
        return _compile(folder, name, inputs | more_inputs, day)


def make_printable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with every text as the paper's font can print it."""
    return printable(dict(data), (data.get('style') or {}).get('font') or SANS)


def logo_of(data: Mapping[str, Any]) -> Logo | None:
    """Return the logo that the frozen data names.

    Raises:
        FileNotFoundError: it is missing from the storage.
    """
    digest = (data.get('style') or {}).get('logo')
    return find_logo(digest) if digest else None


def store_rendition(document_pk: int) -> None:
    """Write the file of a document that has none; a document that has its file keeps it, whatever happens here.

    Run after commit, any number of times. Drafting again and signing take the old file away, so that this writes the
    new one; a signed document's file is never made again.
    """
    with transaction.atomic():
        documents = Document.objects.select_for_update(of=('self',)).select_related('template')
        document = documents.get(pk=document_pk)
        if document.file or document.kind not in DRAFTED_KINDS:
            return
        source = document.template.source if document.template else None
        content = render(document.kind, document.data, source)
        with remove_on_failure(document.file):
            document.file = keep(content, PDF)
            document.media_type = PDF
            document.digest = hashlib.sha256(content).hexdigest()
            document.content = words_of_data(document.data)
            document.save()


def _compile(root: Path, name: str, inputs: Mapping[str, str], day: datetime.date) -> bytes:
    compiler = typst.Compiler(
        root / name, root=root, font_paths=_fonts(), package_path=NO_PACKAGES, package_cache_path=NO_PACKAGES
    )
    content = compiler.compile(format='pdf', sys_inputs=dict(inputs), pdf_standards='a-2b', timestamp=seconds_of(day))
    assert isinstance(content, bytes)
    return content


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
