"""A procedure sheet as PDF, from frozen data: the identity page, then the flow table with its shapes and arrows.

What the data holds is written by `ui.sheet_paper`, which knows procedures and cases; here it is only printed, by the
rules of every other paper: PDF/A-2b, the same data gives the same bytes, nothing from outside.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from .rendering import compile_template

__all__ = ('PAPERS', 'render_sheet')

PAPERS = ('a4', 'f4')


def render_sheet(data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a sheet; safe to call from many threads.

    Raises:
        KeyError: the data says no day on which it was frozen.
        typst.TypstError: the template does not fit the data.
    """
    return compile_template('procedure-sheet.typ', data, day=datetime.date.fromisoformat(data['dated']))
