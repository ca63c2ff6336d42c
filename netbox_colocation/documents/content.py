"""The words of a paper, to be searched: of what was written here, its frozen data; of a PDF that came in, its text.

Bounded: so many characters, and of a file so many seconds and so much memory in a process of its own, because whoever
uploads it chooses what is in it.
"""

import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

__all__ = ('MAX_CHARACTERS', 'words_of_data', 'words_of_file')

logger = logging.getLogger('netbox_colocation.content')

MAX_CHARACTERS = 100_000
MAX_SECONDS = 10
PDF = 'application/pdf'
READER = Path(__file__).with_name('content_reader.py')
# What a paper's data holds besides words: codes, how it looks, and what leads elsewhere.
SILENT = frozenset({
    'code', 'copy', 'digest', 'drafters', 'format', 'how', 'iso', 'key', 'kind', 'logo', 'qr', 'status', 'style',
    'subject_kind', 'template', 'url', 'user', 'verification', 'wording', 'outgoing', 'at', 'initials',
})  # fmt: skip


def words_of_data(data: Mapping[str, Any]) -> str:
    """Return the words of a paper's frozen data, each text on a line and none twice."""
    words = '\n'.join(dict.fromkeys(_walk(data)))
    return words[:MAX_CHARACTERS]


def words_of_file(content: bytes, media_type: str) -> str:
    """Return the text of a PDF, or '' for a picture, a scan, and a file that cannot be read in time."""
    if media_type != PDF:
        return ''
    command = [sys.executable, '-I', str(READER), str(MAX_CHARACTERS), str(MAX_SECONDS)]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=MAX_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        logger.warning('The text of a PDF of %d bytes was not read within %d seconds', len(content), MAX_SECONDS)
        return ''
    if answer.returncode:
        logger.warning('The text of a PDF of %d bytes could not be read', len(content))
        return ''
    # PostgreSQL's text holds no zero bytes.
    return answer.stdout.decode(errors='replace').replace('\x00', '')[:MAX_CHARACTERS].strip()


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if text := ' '.join(value.split()):
            yield text
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in SILENT and not str(key).endswith('_key'):
                yield from _walk(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner)
