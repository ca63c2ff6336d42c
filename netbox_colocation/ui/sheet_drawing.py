"""A band of the sheet in pixels, for an SVG that lies over the lanes of a table row.

Everything is measured from the top of the band, but for lines that go on to the next band: they end at `100%`, because
the texts beside the drawing decide how high the row is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..workflows.document import Text
from ..workflows.sheet_layout import Shape
from ..workflows.sheet_routing import Band, Height, Line, SheetLayout

__all__ = ('LANE', 'DrawnBand', 'draw_band')

# Pixels: a lane is so wide, a shape so high; above it there is room for an arrowhead and for the band's tracks.
LANE = 104
SHAPE, EXIT = 26, 14
HEAD, TRACK, MARGIN = 13, 7, 6
# Below a shape from which a labelled arrow leaves downwards.
LABEL = 13
# Longer labels of arrows are cut on the screen; their title has all of them.
LABEL_LENGTH = 18


@dataclass(frozen=True)
class DrawnLine:
    """Coordinates are strings: no locale may put a comma into them."""

    x1: str
    y1: str
    x2: str
    y2: str
    css: str


@dataclass(frozen=True)
class DrawnShape:
    """A shape with its outline as the points of a polygon (a decision) or as a rectangle with round corners."""

    key: str
    step: str
    css: str
    state: str
    x: str
    y: str
    width: str
    height: str
    radius: str
    points: str
    middle: str
    centre: str
    title: str
    seats: int


@dataclass(frozen=True)
class DrawnLabel:
    x: str
    y: str
    anchor: str
    text: str
    title: str


@dataclass(frozen=True)
class DrawnBand:
    """`height` is that of the drawing; `note_tops` says for every lane how far down its texts begin."""

    width: int
    height: int
    lines: tuple[DrawnLine, ...]
    heads: tuple[tuple[str, str], ...]
    shapes: tuple[DrawnShape, ...]
    labels: tuple[DrawnLabel, ...]
    note_tops: tuple[int, ...]


@dataclass(frozen=True)
class _Ruler:
    """Where the heights of one band lie, in pixels."""

    top: int
    size: int

    def y(self, height: Height) -> str:
        if height.kind == 'bottom':
            return '100%'
        return _text(self.pixels(height))

    def pixels(self, height: Height) -> float:
        if height.kind == 'track':
            return MARGIN + TRACK * height.value
        if height.kind == 'shape':
            return self.top + self.size * height.value
        return 0


def draw_band(
    layout: SheetLayout,
    band: Band,
    states: Mapping[str, str],
    taken: frozenset[int],
    titles: Mapping[str, str],
    language: str,
) -> DrawnBand:
    """Draw one band.

    `states` has the state of every shape, `titles` what is said of it, `taken` the indices of the arrows on which the
    case has come.
    """
    top = HEAD + (MARGIN + TRACK * (band.tracks - 1) if band.tracks else 0)
    ruler = _Ruler(top, EXIT if all(shape.kind == 'exit' for shape in band.shapes) else SHAPE)
    # What was taken is drawn last, over the rest.
    lines = sorted(band.lines, key=lambda line: line.arrow in taken)
    labelled = [(line, layout.arrows[line.arrow].label) for line in band.lines if line.is_labelled]
    note_tops = [ruler.top + ruler.size + 5] * len(layout.columns)
    for line, _ in labelled:
        if line.x1 == line.x2:
            note_tops[int(line.x1)] = ruler.top + ruler.size + LABEL
    return DrawnBand(
        width=LANE * len(layout.columns),
        height=ruler.top + ruler.size + MARGIN,
        lines=tuple(_line(layout, line, ruler, taken) for line in lines),
        heads=tuple((_head(line, ruler), _css(layout, line, taken)) for line in lines if line.head),
        shapes=tuple(
            _shape(shape, ruler, states.get(shape.key, ''), titles.get(shape.key, '')) for shape in band.shapes
        ),
        labels=tuple(_label(line, label, ruler, language) for line, label in labelled),
        note_tops=tuple(note_tops),
    )


def _line(layout: SheetLayout, line: Line, ruler: _Ruler, taken: frozenset[int]) -> DrawnLine:
    return DrawnLine(
        _text(line.x1 * LANE), ruler.y(line.y1), _text(line.x2 * LANE), ruler.y(line.y2), _css(layout, line, taken)
    )


def _css(layout: SheetLayout, line: Line, taken: frozenset[int]) -> str:
    arrow = layout.arrows[line.arrow]
    marks = {'taken': line.arrow in taken, 'back': arrow.goes_back, 'dashed': arrow.is_dashed}
    return ' '.join(('colo-line', *(f'colo-line-{name}' for name, holds in marks.items() if holds)))


def _head(line: Line, ruler: _Ruler) -> str:
    """The path of an arrowhead whose point is the line's end."""
    x, y = _text(line.x2 * LANE), _text(ruler.pixels(line.y2))
    back = {'down': 'l-3.5 -6.5 h7 z', 'right': 'l-6.5 -3.5 v7 z', 'left': 'l6.5 -3.5 v7 z'}[line.head]
    return f'M{x} {y} {back}'


def _shape(shape: Shape, ruler: _Ruler, state: str, title: str) -> DrawnShape:
    left, width = (shape.x - shape.width / 2) * LANE, shape.width * LANE
    middle, centre = shape.x * LANE, ruler.top + ruler.size / 2
    corners = ((middle, ruler.top), (left + width, centre), (middle, ruler.top + ruler.size), (left, centre))
    css = ['colo-symbol', f'colo-{shape.kind}', f'colo-{state or "ahead"}']
    return DrawnShape(
        key=shape.key,
        step=shape.step,
        css=' '.join([*css, *(['colo-mark'] if shape.step else []), *(['colo-dashed'] if shape.is_dashed else [])]),
        state=state,
        x=_text(left),
        y=_text(ruler.top),
        width=_text(width),
        height=_text(ruler.size),
        radius=_text(ruler.size / 2 if shape.kind in ('start', 'end', 'exit') else 1),
        points=' '.join(f'{_text(x)},{_text(y)}' for x, y in corners) if shape.kind == 'decision' else '',
        middle=_text(middle),
        centre=_text(centre),
        title=title,
        seats=shape.seats,
    )


def _label(line: Line, label: Text, ruler: _Ruler, language: str) -> DrawnLabel:
    """Beside the beginning of an arrow: right of one that goes down, above one that goes aside."""
    full = label.in_language(language)
    text = full if len(full) <= LABEL_LENGTH else f'{full[: LABEL_LENGTH - 1]}…'
    x, y = line.x1 * LANE, ruler.pixels(line.y1)
    if line.x1 == line.x2:
        return DrawnLabel(_text(x + 3), _text(y + 10), 'start', text, full)
    right = line.x2 > line.x1
    return DrawnLabel(_text(x + (2 if right else -2)), _text(y - 3), 'start' if right else 'end', text, full)


def _text(number: float) -> str:
    return f'{number:.2f}'.rstrip('0').rstrip('.')
