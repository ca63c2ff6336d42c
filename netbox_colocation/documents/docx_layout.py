"""Lays Typst's content out in a DOCX: one row of functions for every kind of paper.

A function of Typst that is not in the tables below is passed through: what is inside it is written, so no text is lost.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt

from .docx_package import add_photo
from .docx_tables import Cell, arrange, lengths_of, points
from .docx_tables import put_table as put
from .docx_words import INVISIBLE, NEVER_SHOWN, longest_line, text_of

__all__ = ('Layout', 'Look')

Node = Mapping[str, Any]
ALIGNMENTS = {
    'left': WD_ALIGN_PARAGRAPH.LEFT,
    'center': WD_ALIGN_PARAGRAPH.CENTER,
    'right': WD_ALIGN_PARAGRAPH.RIGHT,
}
UNTICKED, TICKED = '☐', '☒'
LONG = 90  # characters: from two lines on a paragraph is justified


@dataclass(frozen=True)
class Look:
    """How text looks here; `width` in points is the room that there is."""

    size: float
    width: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    alignment: str = ''
    indent: float = 0
    is_tight: bool = False
    is_kept: bool = False


STYLES: Mapping[str, Callable[[Look], Look]] = {
    'strong': lambda look: replace(look, bold=True),
    'emph': lambda look: replace(look, italic=True),
    'underline': lambda look: replace(look, underline=True),
}


@dataclass
class Layout:
    """Writes into a container (the body of a document, or a cell).

    Attributes:
        number: returns the numbering of a new list; see `docx_package`.
        letterhead: writes the letterhead into a container.
        photos: the pictures of the paper, by their digests.
        size: of the document's font, in points; other text says its own.
        is_inner: whether this is a cell: no titles, nothing justified.
    """

    container: Any
    number: Callable[[], int]
    letterhead: Callable[[Any], None]
    photos: Mapping[str, bytes]
    size: float
    paragraph: Any = None
    room: float = 0
    numbering: int | None = None
    texts: list[tuple[str, Look]] = field(default_factory=list)
    is_fresh: bool = True
    is_inner: bool = False

    def write(self, node: Any, look: Look) -> None:
        """Write a node and what is inside it."""
        if node is None:
            return
        if isinstance(node, list):
            for child in node:
                self.write(child, look)
            return
        if isinstance(node, str):
            self._say(node, look)
            return
        function = node.get('func', '')
        if function == 'metadata':
            self._mark(node.get('value'), look)
        elif function in NEVER_SHOWN:
            return
        elif function in STYLES:
            self.write(node.get('body'), STYLES[function](look))
        elif function in _WRITERS:
            _WRITERS[function](self, node, look)
        else:
            self._pass_through(node, look)

    def end(self) -> None:
        """End the paragraph; its runs are written as long as they look the same."""
        if self.paragraph is None:
            self.texts.clear()
            return
        while self.texts and not self.texts[-1][0].strip(' '):
            self.texts.pop()
        runs: list[tuple[str, Look]] = []
        for text, look in self.texts:
            if runs and _same(runs[-1][1], look):
                runs[-1] = (runs[-1][0] + text, look)
            else:
                runs.append((text, look))
        is_long = sum(len(text) for text, _look in runs) > LONG
        if is_long and not self.is_inner and self.paragraph.alignment is None:
            self.paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for place, (text, look) in enumerate(runs):
            self._add_run(text.rstrip(' ') if place == len(runs) - 1 else text, look)
        self.texts.clear()
        self.paragraph = None

    def _say(self, text: str, look: Look) -> None:
        text = re.sub(r'[ \n\t]+', ' ', text.translate(INVISIBLE))
        if not text:
            return
        if self.paragraph is None:
            if text == ' ':
                return
            self._begin(look)
        before = self.texts[-1][0][-1:] if self.texts else '\n'
        if before in ' \n' and text.startswith(' '):
            text = text[1:]
        if text:
            self.texts.append((text, look))

    def _begin(self, look: Look) -> None:
        self.paragraph = self._new_paragraph()
        layout = self.paragraph.paragraph_format
        layout.alignment = ALIGNMENTS.get(look.alignment)
        layout.space_before, self.room = Pt(min(self.room, 200)), 0
        layout.space_after = Pt(2 if look.is_tight else 5)
        layout.keep_with_next = look.is_kept or None
        if look.indent:
            layout.left_indent = Pt(look.indent)
        if self.numbering is not None:
            _number(self.paragraph, self.numbering)
            self.numbering = None

    def _new_paragraph(self) -> Any:
        is_empty_cell = self.is_fresh and hasattr(self.container, 'merge')
        self.is_fresh = False
        return self.container.paragraphs[0] if is_empty_cell else self.container.add_paragraph()

    def _add_run(self, text: str, look: Look) -> None:
        run = self.paragraph.add_run()
        for place, line in enumerate(text.split('\n')):
            if place:
                run.add_break()
            run.add_text(line)
        run.bold, run.italic = look.bold or None, look.italic or None
        run.underline = look.underline or None
        if look.size != self.size:
            run.font.size = Pt(look.size)

    def _pass_through(self, node: Node, look: Look) -> None:
        for key in ('body', 'child', 'children'):
            if key in node:
                self.write(node[key], look)

    def _mark(self, value: Any, look: Look) -> None:
        """Write what `content.typ` leaves a mark for: the letterhead, or a photo."""
        if value == 'letterhead':
            self.end()
            self.letterhead(self.container)
            self.is_fresh = False
        elif isinstance(value, Mapping) and value.get('photo') in self.photos:
            self.end()
            self._begin(replace(look, alignment='center', is_kept=True))
            content, words = self.photos[value['photo']], str(value.get('words', ''))
            add_photo(self.paragraph.add_run(), content, words=words, width=look.width)
            self.end()

    # -- The functions of Typst that mean something here ---------------------------------------------------------

    def _text(self, node: Node, look: Look) -> None:
        self._say(str(node.get('text', '')), look)

    def _space(self, _node: Node, look: Look) -> None:
        self._say(' ', look)

    def _quote(self, node: Node, look: Look) -> None:
        self._say('"' if node.get('double', True) else "'", look)

    def _break(self, _node: Node, look: Look) -> None:
        if self.paragraph is not None:
            self.texts.append(('\n', look))

    def _block(self, node: Node, look: Look) -> None:
        self.end()
        if _is_framed(node):
            self._table([[Cell(node.get('body'))]], [look.width], look, has_lines=True)
            return
        if node.get('above', '').endswith('em'):
            self.room = max(self.room, points(node['above'], look.size) - 5)
        is_kept = look.is_kept or node.get('breakable') is False or bool(node.get('sticky'))
        look = replace(look, is_tight='spacing' in node or look.is_tight, is_kept=is_kept)
        if 'height' in node and not text_of(node):
            self.room += points(str(node['height']), look.size)
            return
        if look.alignment == 'center' and not self.is_inner and _is_title(node):
            look = replace(look, bold=True)
        self.write(node.get('body'), look)
        self.end()

    def _par(self, node: Node, look: Look) -> None:
        self.end()
        self.write(node.get('body'), look)
        self.end()

    def _align(self, node: Node, look: Look) -> None:
        self.end()
        found = [side for side in ALIGNMENTS if side in str(node.get('alignment', ''))]
        self.write(node.get('body'), replace(look, alignment=found[0] if found else look.alignment))
        self.end()

    def _pad(self, node: Node, look: Look) -> None:
        self.end()
        left = points(node.get('left', ''), look.size)
        self.write(node.get('body'), replace(look, indent=look.indent + left, width=look.width - left))
        self.end()

    def _box(self, node: Node, look: Look) -> None:
        """A box of one letter's size is to be ticked; any other holds text, or a picture whose words are kept."""
        if points(str(node.get('width', '')), look.size) <= 1.2 * look.size and 'width' in node and 'stroke' in node:
            self._say(TICKED if node.get('body') else UNTICKED, look)
            return
        self._pass_through(node, look)

    def _place(self, node: Node, look: Look) -> None:
        """A part of a picture: its words, in a row, without the numbers of its scale."""
        if (words := text_of(node)) and not words.isdigit():
            self._say(f' {words} ', look)

    def _room(self, node: Node, look: Look) -> None:
        self.end()
        self.room += max(0, points(str(node.get('amount', '')), look.size))

    def _page(self, _node: Node, _look: Look) -> None:
        self.end()
        self._new_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _list(self, node: Node, look: Look) -> None:
        self.end()
        numbering = self.number()
        for item in node.get('children', ()):
            self.numbering = numbering
            self.write(item.get('body'), replace(look, is_tight=True, width=look.width - 20))
            self.end()
            self.numbering = None

    def _grid(self, node: Node, look: Look) -> None:
        self.end()
        rows, columns = arrange(node)
        if not rows:
            return
        has_lines = node.get('func') == 'table' or 'stroke' in node
        size = look.size - 1.5 if node.get('func') == 'table' else look.size
        needs = [
            max((longest_line(cell, size) for row in rows if (cell := row[place]) and cell.columns == 1), default=10)
            for place in range(len(columns))
        ]
        self._table(rows, lengths_of(columns, needs, look.width, look.size), look, has_lines=has_lines)

    def _table(self, rows: list[list[Any]], widths: list[float], look: Look, *, has_lines: bool) -> None:
        if self.numbering is not None:
            self._begin(look)
            self.paragraph = None
        if self.room:
            self._spacer()

        def fill(container: Any, cell: Cell, width: float) -> None:
            inside = replace(
                look,
                width=width - 10,
                indent=0,
                alignment=cell.alignment or ('' if has_lines else look.alignment),
                is_tight=True,
                bold=look.bold or cell.is_head,
                size=look.size - 1.5 if has_lines else look.size,
            )
            layout = Layout(container, self.number, self.letterhead, self.photos, self.size, is_inner=True)
            layout.write(cell.body, inside)
            layout.end()

        put(self.container, rows, widths, has_lines=has_lines, indent=look.indent, fill=fill)
        self.is_fresh = False
        self.room = 4 if has_lines else 0

    def _spacer(self) -> None:
        """Tables know no room above them: a line of that height."""
        paragraph = self._new_paragraph()
        paragraph.paragraph_format.space_before = Pt(0)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(max(2, min(self.room, 200)))
        self.room = 0


_WRITERS: Mapping[str, Callable[[Layout, Node, Look], None]] = {
    'text': Layout._text,
    'symbol': Layout._text,
    'raw': Layout._text,
    'space': Layout._space,
    'h': Layout._space,
    'smartquote': Layout._quote,
    'linebreak': Layout._break,
    'block': Layout._block,
    'rect': Layout._block,
    'par': Layout._par,
    'parbreak': Layout._par,
    'align': Layout._align,
    'pad': Layout._pad,
    'box': Layout._box,
    'place': Layout._place,
    'v': Layout._room,
    'pagebreak': Layout._page,
    'enum': Layout._list,
    'list': Layout._list,
    'grid': Layout._grid,
    'table': Layout._grid,
}


def _same(one: Look, other: Look) -> bool:
    return (one.bold, one.italic, one.underline, one.size) == (other.bold, other.italic, other.underline, other.size)


def _is_framed(node: Node) -> bool:
    """Whether a block has a line on all its sides."""
    stroke = str(node.get('stroke', '') or '')
    return bool(stroke) and not isinstance(node.get('stroke'), Mapping) and not stroke.startswith('(top')


def _is_title(node: Node) -> bool:
    """Titles are in the middle and in capitals; that Typst draws them bold does not show in its content."""
    words = text_of(node)
    return words.isupper() and len(words) > 3


def _number(paragraph: Any, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().set(qn('w:val'), '0')
    properties.get_or_add_numId().set(qn('w:val'), str(numbering))
