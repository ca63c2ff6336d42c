"""What the inspections of PDFs and pictures have in common: how they refuse, and what never stands in a paper."""

import re

__all__ = ('CODE_OF_PAGES', 'WEB_PAGE', 'FileProblem')

# What a browser or a web server would take for something to run, where people may write as they like.
WEB_PAGE = re.compile(rb'<\s*(?:script|html|iframe|svg|body|object|embed|!doctype)|<\?php', re.IGNORECASE)
# The same where bytes are noise: long enough not to turn up by chance in a scan of ten MiB.
CODE_OF_PAGES = re.compile(rb'<script[\s>]|<\?php', re.IGNORECASE)


class FileProblem(Exception):
    """Why a file is not taken, as a stable code: `files` puts it into words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
