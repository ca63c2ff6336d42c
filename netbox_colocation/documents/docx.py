"""Papers as DOCX, for agencies whose e-office wants a file to work on: the same words as the PDF, from the frozen data.

With the placeholders of Srikandi, the e-office puts number, date, nature, subject, signature and signer in; the signed
PDF comes back by upload (`preparing`, method `e-office`).
"""

import functools
from collections.abc import Mapping
from typing import Any

from .docx_content import PLACEHOLDERS, read_content
from .docx_layout import Layout, Look
from .docx_package import add_footer, add_letterhead, add_numbering, new_package, pack
from .kinds import DRAFTED_KINDS
from .work_papers import photos_of

__all__ = ('DOCX', 'PLACEHOLDERS', 'make_docx')

DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'


def make_docx(
    kind: str, data: Mapping[str, Any], *, template_source: str | None = None, placeholders: bool = False
) -> bytes:
    """Return a paper as DOCX; the same data gives the same bytes.

    Args:
        template_source: an agency's own layout; None or '' for the shipped one.
        placeholders: whether the e-office's placeholders stand for number, date, nature, subject and signer.

    Raises:
        KeyError: papers of that kind are not written here.
        FileNotFoundError: its logo or a photo is missing from the storage.
        TemplateRefused: the agency's own layout does not fit the data.
        typst.TypstError: the shipped one does not.
    """
    if kind not in DRAFTED_KINDS:
        raise KeyError(kind)
    content = read_content(kind, data, template_source=template_source, placeholders=placeholders)
    document, size, width = new_package(data, landscape=bool(content['landscape']))
    layout = Layout(
        container=document,
        number=functools.partial(add_numbering, document),
        letterhead=functools.partial(add_letterhead, data=data, width=width),
        photos=photos_of(data),
        size=size,
        is_fresh=False,
    )
    layout.write(content['body'], Look(size=size, width=width))
    layout.end()
    add_footer(document, data)
    return pack(document)
