"""The words inside Typst's content: in one line, and how wide the longest line of a cell is. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from .docx_tables import Cell

__all__ = ('INVISIBLE', 'NEVER_SHOWN', 'longest_line', 'text_of')

# Soft places to break a long word at: Word finds its own.
INVISIBLE = str.maketrans({'\u200b': None, '\u00ad': None})
NEVER_SHOWN = frozenset({'hide', 'metadata', 'line', 'curve', 'image', 'context', 'counter-update', 'state-update'})
BLOCKS = frozenset(
    {'block', 'par', 'align', 'pad', 'grid', 'table', 'enum', 'list', 'v', 'pagebreak', 'parbreak', 'stack'}
)
WORDS_WIDTH = 0.54  # of the font's size: the mean width of a letter


def text_of(node: Any) -> str:
    """Return the words inside a node, in one line."""
    return ' '.join(''.join(_texts(node)).split())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        function = node.get('func')
        if function in NEVER_SHOWN:
            return
        if function in ('text', 'symbol', 'raw'):
            yield str(node.get('text', '')).translate(INVISIBLE)
            return
        if function in BLOCKS or function in ('space', 'h', 'linebreak', 'cell', 'item'):
            yield ' '
        for key in ('body', 'child', 'children'):
            yield from _texts(node.get(key))


def longest_line(cell: Cell, size: float) -> float:
    """Return the width in points that the longest line of a cell takes."""
    lines = _lines(cell.body)
    return max((len(line) for line in lines), default=0) * size * WORDS_WIDTH * (1.08 if cell.is_head else 1) + 14


def _lines(node: Any) -> list[str]:
    lines = ['']
    for part in _line_parts(node):
        if part == '\n':
            lines.append('')
        else:
            lines[-1] += part
    return [' '.join(line.split()) for line in lines]


def _line_parts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _line_parts(child)
    elif isinstance(node, str):
        yield node
    elif isinstance(node, Mapping) and node.get('func') not in NEVER_SHOWN:
        if node.get('func') in ('text', 'symbol'):
            yield str(node.get('text', '')).translate(INVISIBLE)
        elif node.get('func') in ('space', 'h'):
            yield ' '
        elif node.get('func') in ('linebreak', *BLOCKS):
            yield '\n'
        for key in ('body', 'child', 'children'):
            yield from _line_parts(node.get(key))
