"""A procedure sheet as PDF, from frozen data: the identity page, then the flow table with its shapes and arrows.

What the data holds is written by `ui.sheet_paper`, which knows procedures and cases; here it is only printed, by the
rules of every other paper: PDF/A-2b, the same data gives the same bytes, nothing from outside.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any

import typst

from .printable import printable
from .rendering import NO_PACKAGES, TEMPLATES, _fonts

__all__ = ('PAPERS', 'render_sheet')

PAPERS = ('a4', 'f4')


def render_sheet(data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a sheet; safe to call from many threads.

    Raises:
        KeyError: the data says no day on which it was frozen.
        typst.TypstError: the template does not fit the data.
    """
    day = datetime.date.fromisoformat(data['dated'])
    noon = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)
    compiler = typst.Compiler(
        TEMPLATES / 'procedure-sheet.typ',
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
