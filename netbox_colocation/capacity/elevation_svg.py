"""Draws a rack's front and rear as an SVG. Pure: what is written comes from the caller, and is escaped here.

Colours are classes of `elevation.css`, which follow NetBox's light and dark theme; the attributes beside them are for
whoever shows the SVG without that sheet (a PDF). What a thing is, its label and outline say as well as its colour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

__all__ = ('Drawn', 'Words', 'draw', 'units_label')

HALF = 9  # px of half a unit
FACE, NUMBERS, GAP = 230, 32, 14  # widths in px
TOP, MARGIN = 24, 4
BAND = 5  # the colour of the device's role
FACES = ('front', 'rear')
SIZES = {True: 11.0, False: 7.5}  # of the text, in a whole unit or more and in half a unit
GLYPH = 0.58  # width of a letter, of its height

# kind -> fill, outline, its width and its dashes; for whoever has no style sheet.
LOOKS = {
    'device': ('#e6e9ee', '#626976', 1, ''),
    'occupied': ('#e6e9ee', '#626976', 1, ''),
    'reservation': ('#fff8e1', '#8a6d00', 1, '2 3'),
    'hold': ('#f3e8fd', '#7a3fb0', 1, '6 3'),
    'own': ('#e3f6ec', '#1f7a4d', 1, '6 3'),
    'place': ('#dbeafe', '#0b5fc0', 2.5, ''),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing to draw, called `name`; `label` is written on it. In half units, `face` '' for both alike."""

    kind: str
    name: str
    label: str
    detail: str
    start: int
    length: int
    face: str
    is_full_depth: bool
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one picture; `blocked` has `{name}`."""

    title: str
    summary: str
    front: str
    rear: str
    both: str
    blocked: str


@dataclass(frozen=True, slots=True)
class _Rack:
    half_units: int
    starting_unit: int
    is_descending: bool
    key: str

    @property
    def height(self) -> int:
        return self.half_units * HALF

    def top(self, start: int, length: int) -> int:
        """Return where something begins, in px from the picture's top."""
        half = start if self.is_descending else self.half_units - start - length
        return TOP + half * HALF

    def units(self, start: int, length: int) -> str:
        return units_label(self.starting_unit, start, length)


def units_label(starting_unit: int, start: int, length: int) -> str:
    """Return how people call half units: 'U5', 'U5–U6', 'U5.5'."""
    first = starting_unit + start / 2
    last = starting_unit + (start + length - 1) / 2
    if start % 2 == 0:  # whole units at their lower half: the last unit is called by its number
        last = starting_unit + (start + length - 1) // 2
    return f'U{first:g}' if first >= last else f'U{first:g}–U{last:g}'


def draw(
    things: Sequence[Drawn],
    words: Words,
    *,
    half_units: int,
    starting_unit: int,
    is_descending: bool,
    key: str,
) -> str:
    """Return the SVG; later things are drawn over earlier ones."""
    rack = _Rack(half_units, starting_unit, is_descending, key)
    inside = [clipped for thing in things if (clipped := _clip(rack, thing))]
    width, height = NUMBERS + 2 * FACE + GAP + MARGIN, TOP + rack.height + MARGIN
    lines = '; '.join(_sentence(rack, thing, words) for thing in inside)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="colo-elevation" role="img" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" aria-labelledby="{escape(key)}-t"'
        f' aria-describedby="{escape(key)}-d"><title id="{escape(key)}-t">{escape(words.title)}.'
        f' {escape(words.summary)}</title><desc id="{escape(key)}-d">{escape(lines)}</desc>'
    )
    faces = (part for face in FACES for part in _face(rack, face, inside, words))
    return ''.join((opening, _hatch(key), *_numbers(rack), *faces, '</svg>'))


def _clip(rack: _Rack, thing: Drawn) -> Drawn | None:
    """Return what of a thing lies within the rack."""
    start = max(0, thing.start)
    end = min(rack.half_units, thing.start + thing.length)
    if start >= end:
        return None
    return replace(thing, start=start, length=end - start)


def _sentence(rack: _Rack, thing: Drawn, words: Words) -> str:
    face = words.both if thing.is_full_depth else words.front if thing.face == 'front' else words.rear
    detail = f' ({thing.detail})' if thing.detail else ''
    return f'{rack.units(thing.start, thing.length)}, {face.lower()}: {thing.label}{detail}'


def _hatch(key: str) -> str:
    return (
        f'<defs><pattern id="{escape(key)}-h" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path class="colo-el-hatch" d="M0 0V6" stroke="#626976" stroke-width="1.5"'
        ' stroke-opacity=".55"/></pattern></defs>'
    )


def _numbers(rack: _Rack) -> Iterable[str]:
    for unit in range(rack.half_units // 2):
        top = rack.top(2 * unit, 2)
        yield (
            f'<text class="colo-el-unit" x="{NUMBERS - 5}" y="{top + 13}" font-size="10" text-anchor="end"'
            f' fill="#626976" aria-hidden="true">{rack.starting_unit + unit}</text>'
        )


def _face(rack: _Rack, face: str, things: Sequence[Drawn], words: Words) -> Iterable[str]:
    left = NUMBERS + (FACE + GAP if face == 'rear' else 0)
    name = words.rear if face == 'rear' else words.front
    yield (
        f'<text class="colo-el-face" x="{left + FACE / 2:g}" y="15" font-size="12" font-weight="bold"'
        f' text-anchor="middle" fill="#1d273b">{escape(name)}</text>'
    )
    yield (
        f'<rect class="colo-el-rack" x="{left}" y="{TOP}" width="{FACE}" height="{rack.height}" fill="#ffffff"'
        ' stroke="#626976" stroke-width="2"/>'
    )
    lines = ''.join(f'M{left} {TOP + line * 2 * HALF}h{FACE}' for line in range(1, rack.half_units // 2))
    yield f'<path class="colo-el-line" d="{lines}" stroke="#dce1e7" stroke-width="1"/>'
    for thing in things:
        if thing.is_full_depth or thing.face in ('', face):
            yield _thing(rack, thing, left, words, is_blocked=thing.face not in ('', face))


def _thing(rack: _Rack, thing: Drawn, left: int, words: Words, *, is_blocked: bool) -> str:
    fill, stroke, width, dashes = LOOKS.get(thing.kind, LOOKS['device'])
    x, y = left + 1, rack.top(thing.start, thing.length) + 1
    box = f'x="{x}" y="{y}" width="{FACE - 2}" height="{thing.length * HALF - 2}" rx="2"'
    dash = f' stroke-dasharray="{dashes}"' if dashes else ''
    label = words.blocked.format(name=thing.name) if is_blocked else thing.label
    parts = [
        f'<g class="colo-el-{thing.kind}"><title>{escape(_sentence(rack, thing, words))}</title>',
        f'<rect class="colo-el-box" {box} fill="{fill}" stroke="{stroke}" stroke-width="{width}"{dash}/>',
    ]
    if is_blocked:
        parts.append(f'<rect {box} fill="url(#{escape(rack.key)}-h)"/>')
    elif _is_colour(thing.colour):
        parts.append(
            f'<rect x="{x}" y="{y}" width="{BAND}" height="{thing.length * HALF - 2}" fill="#{thing.colour}"/>'
        )
    parts += [_text(label, x, y, thing.length, is_bold=thing.kind == 'place' and not is_blocked), '</g>']
    return ''.join(parts)


def _text(label: str, x: int, y: int, length: int, *, is_bold: bool) -> str:
    size = SIZES[length > 1]
    room = int((FACE - 2 * BAND - 8) / (size * GLYPH * (1.06 if is_bold else 1)))
    shown = label if len(label) <= room else f'{label[: room - 1].rstrip()}…'
    middle = y + (length * HALF - 2) / 2 + size * 0.36
    weight = ' font-weight="bold"' if is_bold else ''
    return (
        f'<text class="colo-el-label" x="{x + BAND + 5}" y="{middle:g}" font-size="{size:g}"{weight} fill="#1d273b"'
        f' aria-hidden="true">{escape(shown)}</text>'
    )


def _is_colour(colour: str) -> bool:
    return len(colour) == 6 and all(digit in '0123456789abcdefABCDEF' for digit in colour)
