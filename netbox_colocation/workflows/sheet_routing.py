"""The arrows of a sheet, routed at right angles between its shapes. Pure: imports no Django.

Ways that keep clear of the shapes: the middle of a lane where no shape is, the two channels at the edges of every lane,
and the tracks above the shapes of every band. Lines share a track or channel only when they come from the same shape or
go to the same one. A band's lines are given in lanes from left to right, and in `Height`s from top to bottom, because
only whoever draws knows how high the texts make a band.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .document import ProcedureDocument
from .sheet_layout import Arrow, Shape, find_arrows, place_shapes

__all__ = ('Band', 'Height', 'Line', 'SheetLayout', 'lay_out')

Side = Literal['left', 'right']

# How far the channels of a lane lie from its edge, in lanes; a fourth arrow shares with the first.
CHANNELS = (0.08, 0.13, 0.04)
# Where lines come out of the sides of a shape and go in, from its top (0) to its bottom (1).
ENTRY, MIDDLE, LEAVING = 0.25, 0.5, 0.75


class Height(NamedTuple):
    """A place in a band: its `top`, its `bottom`, a `track` above its shapes (from 0), or on the `shape` (0 to 1)."""

    kind: Literal['top', 'track', 'shape', 'bottom']
    value: float = 0


TOP, BOTTOM = Height('top'), Height('bottom')


@dataclass(frozen=True)
class Line:
    """A straight piece of the arrow of that index; `head` is where its arrowhead points, or ''."""

    arrow: int
    x1: float
    y1: Height
    x2: float
    y2: Height
    head: Literal['', 'down', 'left', 'right'] = ''
    is_labelled: bool = False


@dataclass(frozen=True)
class Band:
    row: str
    place: int
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    tracks: int


@dataclass(frozen=True)
class SheetLayout:
    """A whole sheet: `columns` are its roles' keys, `shapes` has every shape by its key."""

    columns: tuple[str, ...]
    bands: tuple[Band, ...]
    shapes: dict[str, Shape]
    arrows: tuple[Arrow, ...]


def lay_out(document: ProcedureDocument) -> SheetLayout:
    """Draw a procedure: the same document always gives the same drawing."""
    plans = place_shapes(document)
    shapes = {shape.key: shape for plan in plans for shape in plan.shapes}
    arrows = find_arrows(document, shapes)
    router = _Router(shapes, [[] for _ in plans])
    for index in sorted(range(len(arrows)), key=lambda index: _rank(arrows[index], shapes)):
        router.route(index, arrows[index])
    return SheetLayout(
        columns=tuple(document.roles),
        bands=tuple(
            Band(plan.row, plan.place, plan.shapes, tuple(router.lines[number]), router.count_tracks(number))
            for number, plan in enumerate(plans)
        ),
        shapes=shapes,
        arrows=arrows,
    )


def _rank(arrow: Arrow, shapes: dict[str, Shape]) -> tuple[bool, bool, int]:
    """Short ways on are drawn first and get the straight lines; ways back come last."""
    return arrow.goes_back, arrow.is_dashed, abs(shapes[arrow.target].band - shapes[arrow.source].band)


class _Use(NamedTuple):
    """That an arrow runs from `start` to `end` of a channel (in bands) or track (in lanes)."""

    start: float
    end: float
    source: str
    target: str

    def clashes(self, other: '_Use') -> bool:
        apart = self.end < other.start or other.end < self.start
        return not apart and self.source != other.source and self.target != other.target


class _Ways:
    """Parallel ways side by side, each for uses that do not clash."""

    def __init__(self) -> None:
        self.ways: list[list[_Use]] = []

    def take(self, use: _Use) -> int:
        """Return the first way that is free for this use, which takes it."""
        for number, uses in enumerate(self.ways):
            if not any(use.clashes(other) for other in uses):
                uses.append(use)
                return number
        self.ways.append([use])
        return len(self.ways) - 1


@dataclass
class _Pen:
    """Draws one arrow, line by line, from where it stands."""

    arrow: int
    x: float
    y: Height
    band: int
    lines: list[list[Line]]
    is_labelled: bool = False

    def to(self, x: float, y: Height, head: Literal['', 'down', 'left', 'right'] = '') -> None:
        if (x, y) != (self.x, self.y):
            self.lines[self.band].append(Line(self.arrow, self.x, self.y, x, y, head, self.is_labelled))
            self.is_labelled = False
        self.x, self.y = x, y

    def go_to_band(self, band: int) -> None:
        """Straight up or down, through all bands between, to the border of that one."""
        while self.band != band:
            down = band > self.band
            self.to(self.x, BOTTOM if down else TOP)
            self.band += 1 if down else -1
            self.y = TOP if down else BOTTOM


@dataclass
class _Router:
    shapes: dict[str, Shape]
    lines: list[list[Line]]
    tracks: dict[int, _Ways] = field(default_factory=dict)
    channels: dict[tuple[int, Side], _Ways] = field(default_factory=dict)
    # What leaves a shape downwards: the outcomes that do.
    below: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Sides of shapes that a hand-over or a way on uses: others come and go at the other side.
    taken_sides: set[tuple[str, Side]] = field(default_factory=set)
    # Middles of lanes that a line passes through, with where it goes.
    passing: dict[tuple[int, int], str] = field(default_factory=dict)

    def count_tracks(self, band: int) -> int:
        return len(self.tracks[band].ways) if band in self.tracks else 0

    def route(self, index: int, arrow: Arrow) -> None:
        source, target = self.shapes[arrow.source], self.shapes[arrow.target]
        draw: Callable[[_Pen, Arrow, Shape, Shape], None]
        if target.kind == 'exit':
            draw = self._drop
        elif source is target:
            draw = self._loop
        elif source.band == target.band:
            draw = self._step_over if arrow.goes_back or self._is_blocked(source, target) else self._hand_over
        elif target.band > source.band:
            draw = self._go_on
        else:
            draw = self._go_back
        pen = _Pen(index, source.x, Height('shape', 1), source.band, self.lines, bool(arrow.label))
        draw(pen, arrow, source, target)

    # One band ---------------------------------------------------------------------------------------------------------

    def _drop(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        """Down to the end of one outcome, beside the middle, which is left to the way on."""
        offset = target.x - source.x
        pen.x, pen.y = target.x, Height('shape', 1 - _inset(source, abs(offset) / (source.width / 2)) / 2)
        pen.go_to_band(target.band)
        pen.to(target.x, Height('shape', 0), 'down')

    def _loop(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        side = self._free_side(source, 'right')
        x = self._channel(source, side, arrow, source.band, source.band)
        self._leave(pen, source, side, LEAVING)
        pen.to(x, pen.y)
        pen.to(x, Height('shape', ENTRY))
        self._enter(pen, target, side)

    def _hand_over(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        side: Side = 'right' if target.x > source.x else 'left'
        self.taken_sides |= {(source.key, side), (target.key, _other(side))}
        self._leave(pen, source, side, MIDDLE)
        pen.to(*_port(target, _other(side), MIDDLE), side)

    def _step_over(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        """Back along the same band, above what stands between."""
        side: Side = 'left' if target.x > source.x else 'right'
        x = self._channel(source, side, arrow, source.band, source.band)
        self._leave(pen, source, side, LEAVING)
        pen.to(x, pen.y)
        self._enter_from_above(pen, arrow, target)

    # Several bands ----------------------------------------------------------------------------------------------------

    def _go_on(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        """Straight down where the lane is free, else down a channel beside it."""
        between = range(source.band + 1, target.band)
        if self.below.get(source.key, arrow.outcomes) == arrow.outcomes:
            for column in dict.fromkeys((source.column, target.column)):
                if all(self._is_free(band, column, arrow) for band in between):
                    self.below[source.key] = arrow.outcomes
                    self.passing |= {(band, column): arrow.target for band in between}
                    pen.go_to_band(source.band + 1)
                    if between:
                        self._shift(pen, arrow, column + 0.5)
                        pen.go_to_band(target.band)
                    self._enter_from_above(pen, arrow, target)
                    return
        side = self._free_side(source, 'left' if target.x < source.x else 'right')
        x = self._channel(source, side, arrow, source.band, target.band)
        self._leave(pen, source, side, self._leaving(source, side))
        self.taken_sides.add((source.key, side))
        pen.to(x, pen.y)
        pen.go_to_band(target.band)
        if source.column == target.column:
            pen.to(x, Height('shape', ENTRY))
            self._enter(pen, target, side)
        else:
            self._enter_from_above(pen, arrow, target)

    def _go_back(self, pen: _Pen, arrow: Arrow, source: Shape, target: Shape) -> None:
        """Out at the side, up the channel beside the target, and in at its side."""
        side: Side = 'left' if target.x < source.x else 'right'
        entry = self._free_side(target, side if source.column == target.column else _other(side))
        self._leave(pen, source, side, self._leaving(source, side))
        x = self._channel(target, entry, arrow, target.band, source.band)
        if (source.column, side) != (target.column, entry):
            pen.to(self._channel(source, side, arrow, source.band, source.band), pen.y)
            self._shift(pen, arrow, x)
        pen.to(x, pen.y)
        pen.go_to_band(target.band)
        pen.to(x, Height('shape', ENTRY))
        self._enter(pen, target, entry)

    # Pieces -----------------------------------------------------------------------------------------------------------

    def _is_blocked(self, source: Shape, target: Shape) -> bool:
        low, high = sorted((source.x, target.x))
        return any(shape.band == source.band and low < shape.x < high for shape in self.shapes.values())

    def _is_free(self, band: int, column: int, arrow: Arrow) -> bool:
        taken = any(s.band == band and s.column == column and s.kind != 'exit' for s in self.shapes.values())
        return not taken and self.passing.get((band, column), arrow.target) == arrow.target

    def _free_side(self, shape: Shape, wanted: Side) -> Side:
        return _other(wanted) if (shape.key, wanted) in self.taken_sides else wanted

    def _leaving(self, shape: Shape, side: Side) -> float:
        """A decision is left at its point, unless a hand-over has it."""
        return MIDDLE if shape.kind == 'decision' and (shape.key, side) not in self.taken_sides else LEAVING

    def _channel(self, shape: Shape, side: Side, arrow: Arrow, first: int, last: int) -> float:
        """Take a channel at the edge of a shape's lane, from one band to another; return where it lies."""
        ways = self.channels.setdefault((shape.column, side), _Ways())
        distance = CHANNELS[ways.take(_Use(first, last, arrow.source, arrow.target)) % len(CHANNELS)]
        return shape.column + (distance if side == 'left' else 1 - distance)

    def _leave(self, pen: _Pen, shape: Shape, side: Side, height: float) -> None:
        pen.x, pen.y = _port(shape, side, height)

    def _enter(self, pen: _Pen, shape: Shape, side: Side) -> None:
        pen.to(*_port(shape, side, ENTRY), _other(side))

    def _enter_from_above(self, pen: _Pen, arrow: Arrow, target: Shape) -> None:
        self._shift(pen, arrow, target.x)
        pen.to(target.x, Height('shape', 0), 'down')

    def _shift(self, pen: _Pen, arrow: Arrow, x: float) -> None:
        """Along a track above the shapes of the band."""
        if abs(pen.x - x) < 0.001:
            return
        use = _Use(min(pen.x, x), max(pen.x, x), arrow.source, arrow.target)
        height = Height('track', self.tracks.setdefault(pen.band, _Ways()).take(use))
        pen.to(pen.x, height)
        pen.to(x, height)


def _other(side: Side) -> Side:
    return 'left' if side == 'right' else 'right'


def _inset(shape: Shape, off: float) -> float:
    """How much of a diamond is missing so far off its middle (0 to 1), as a share of its half; nothing of a box."""
    return off if shape.kind == 'decision' else 0


def _port(shape: Shape, side: Side, height: float) -> tuple[float, Height]:
    """The point on the outline of a shape, at that side and height."""
    reach = shape.width / 2 * (1 - _inset(shape, abs(height - 0.5) / 0.5))
    return round(shape.x + (reach if side == 'right' else -reach), 4), Height('shape', height)
