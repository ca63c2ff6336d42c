"""Renders an agency's own layout in a process of its own, with a time and a memory limit and a folder of its own.

What the layout may reach is the folder: the shipped `layout.typ` and `wordings.yaml`, its own text, and the logo. The
folder goes when the process has ended, however it ended. See `rendering_process` for what holds inside.
"""

import datetime
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from ..conf import get_setting
from ..exceptions import Refusal, TemplateRefused
from .printable import FONTS

__all__ = ('LAYOUT', 'SHARED', 'TEMPLATES', 'Logo', 'Rendition', 'own_folder', 'render_apart', 'seconds_of')

TEMPLATES = Path(__file__).parent / 'templates'
PROCESS = Path(__file__).with_name('rendering_process.py')
# What every layout shares, and the name of an agency's own one beside it.
SHARED = ('layout.typ', 'wordings.yaml')
LAYOUT = 'template.typ'
MEMORY = 1024 * 1024 * 1024
# Nothing of ours: no secret, no proxy, no home. One thread, so that a limit means the same on every machine.
ENVIRONMENT = {
    'LANG': 'C.UTF-8',
    'RAYON_NUM_THREADS': '1',
    'MALLOC_ARENA_MAX': '1',
    'https_proxy': 'http://127.0.0.1:9',
    'http_proxy': 'http://127.0.0.1:9',
}
PLACE = re.compile(r'┌─ (?P<file>.*?):(?P<line>\d+):(?P<column>\d+)$', re.MULTILINE)
PLUGIN = re.compile(r'(?<![\w-])plugin(?![\w-])')
SEARCHED = re.compile(r' \(searched at [^)]*\)')

Logo = tuple[bytes, str]


@dataclass(frozen=True)
class Rendition:
    """What came of a layout: one PDF, or a picture of each page; `pages` counts those that were left out too."""

    parts: tuple[bytes, ...]
    pages: int


def seconds_of(day: datetime.date) -> int:
    """Return noon of that day, which every paper of it says it was made at."""
    return int(datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC).timestamp())


@contextmanager
def own_folder(*, logo: Logo | None, files: Mapping[str, str] | None = None) -> Iterator[tuple[Path, dict[str, str]]]:
    """Make a folder of what the layouts share, the files given, and the logo; yield it and its inputs; remove it."""
    with tempfile.TemporaryDirectory(prefix='colocation-paper-') as name:
        folder = Path(name)
        for shared in SHARED:
            shutil.copyfile(TEMPLATES / shared, folder / shared)
        for path, text in (files or {}).items():
            (folder / path).write_text(text, encoding='utf-8')
        inputs = {}
        if logo is not None:
            content, extension = logo
            (folder / f'logo.{extension}').write_bytes(content)
            inputs['logo'] = f'/logo.{extension}'
        yield folder, inputs


def render_apart(
    source: str,
    data: Mapping[str, Any],
    *,
    day: datetime.date,
    logo: Logo | None = None,
    output: str = 'pdf',
    max_pages: int = 0,
    ppi: int = 72,
    files: Mapping[str, str] | None = None,
) -> Rendition:
    """Render a layout's text in a process of its own.

    Args:
        data: printable already; see `printable`.
        day: what the paper is dated.
        output: `pdf` (PDF/A-2b), `png`, a picture of each of the first `max_pages` pages (0: of all), or `content`,
            what it says; see `docx_content`.
        files: what stands beside the layout in the place of the shared files, by name.

    Raises:
        TemplateRefused: the layout is wrong, or needs more than it may; says the line where Typst does.
    """
    _refuse_plugins(source)
    seconds = get_setting('template_seconds')
    with own_folder(logo=logo, files={**(files or {}), LAYOUT: source}) as (folder, inputs):
        order = {
            'main': LAYOUT,
            'fonts': str(FONTS),
            'seconds': seconds,
            'memory': MEMORY,
            'format': output,
            'ppi': ppi,
            'pages': max_pages,
            'timestamp': seconds_of(day),
            'inputs': {**inputs, 'data': json.dumps(data, ensure_ascii=False)},
        }
        answer = _run(folder, order, seconds)
    return _read(answer)


def _refuse_plugins(source: str) -> None:
    """Programs inside a layout are bounded as it is; said beforehand, it is said in words that can be understood."""
    if found := PLUGIN.search(source):
        before = source[: found.start()]
        line, column = before.count('\n') + 1, found.start() - before.rfind('\n')
        words = _('Line {line}, column {column}: plugins cannot be used here: take the word “plugin” out.')
        message = words.format(line=line, column=column)
        raise _refused('template-plugin', message, line=line, column=column, hints=[], typst='')


def _run(folder: Path, order: Mapping[str, Any], seconds: int) -> bytes:
    packages = Path(typst.__file__).parent.parent
    try:
        ended = subprocess.run(  # noqa: S603 – our own interpreter and script
            [_interpreter(), '-I', '-S', PROCESS, folder, packages],
            input=json.dumps(order).encode(),
            capture_output=True,
            env=ENVIRONMENT,
            cwd=folder,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refused('template-time', _too_slow(seconds)) from error
    if ended.returncode == 0:
        return ended.stdout
    if b'memory' in ended.stderr or b'MemoryError' in ended.stderr or ended.returncode in (-6, -11):
        limit = MEMORY // (1024 * 1024)
        message = _('The layout needs more than {limit} MiB of memory: look for what grows without end.')
        raise _refused('template-memory', message.format(limit=limit))
    if ended.returncode < 0:  # Linux ends a process that has used up its processor time
        raise _refused('template-time', _too_slow(seconds))
    raise RuntimeError(f'The process that renders ended with {ended.returncode}: {ended.stderr[-500:]!r}')


def _interpreter() -> str:
    """Return Python's own program: inside a web server `sys.executable` may be the server."""
    if Path(sys.executable).name.startswith('python'):
        return sys.executable
    return str(Path(sys.prefix) / 'bin' / 'python3')


def _too_slow(seconds: int) -> str:
    return _('The layout takes longer than {seconds} s to render: look for a loop that does not end.').format(
        seconds=seconds
    )


def _read(answer: bytes) -> Rendition:
    first, _separator, rest = answer.partition(b'\n')
    head = json.loads(first)
    if head['error'] is not None:
        raise _explain(**head['error'])
    parts, start = [], 0
    for size in head['sizes']:
        parts.append(rest[start : start + size])
        start += size
    return Rendition(tuple(parts), head['pages'])


def _explain(*, message: str, hints: list[str], diagnostic: str) -> TemplateRefused:
    """Put Typst's message into a refusal, at the line of the layout itself that led to it."""
    if message == 'too large':
        return _refused('template-size', _('The paper becomes larger than 20 MiB: leave pictures or pages out.'))
    places = [found for found in PLACE.finditer(diagnostic) if _is_own(found['file'])]
    # Typst counts lines from 1 and columns from 0; an editor counts both from 1.
    line, column = (int(places[0]['line']), int(places[0]['column']) + 1) if places else (0, 0)
    code, said = _classify(SEARCHED.sub('', message))
    hints = [hint for hint in hints if '--root' not in hint]
    words = '. '.join([said.rstrip('.'), *(hint.rstrip('.') for hint in hints)])
    if line:
        words = _('Line {line}, column {column}: {words}.').format(line=line, column=column, words=words)
    else:
        words = _('The layout cannot be rendered: {words}.').format(words=words)
    return _refused(code, words, line=line, column=column, hints=hints, typst=said)


def _is_own(file: str) -> bool:
    return file.rsplit('/', 1)[-1] == LAYOUT


def _classify(message: str) -> tuple[str, str]:
    if message.startswith(('failed to download package', 'package not found', 'package ')):
        return 'template-package', _('packages cannot be used here: write what you need into the layout')
    if message.startswith(('failed to load WebAssembly', 'plugin ')):
        return 'template-plugin', _('plugins cannot be used here')
    if message.startswith(('file not found', 'path ', 'access denied', 'failed to load file')):
        files = _('a layout reads layout.typ, wordings.yaml and its logo (sys.inputs.logo) only')
        return 'template-file', f'{message}: {files}'
    return 'template-broken', message


def _refused(code: str, message: str, **data: Any) -> TemplateRefused:
    return TemplateRefused([Refusal(code, message, field='source', data=data)])
