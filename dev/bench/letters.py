"""Rendering two hundred letters one after the other, and by two at once, with the memory that is kept afterwards.

Each letter has a number, a subject and a code of its own, as letters have, so that nothing is found ready-made. Beside
them stand letters with an agency's own layout, each in a process of its own.
"""

import concurrent.futures
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbox_colocation.documents import rendering
from netbox_colocation.documents.samples import signed
from netbox_colocation.documents.template_checks import shipped_layout

from .measuring import Measure, Target, Verdict, at_most_ms

__all__ = ('run',)

LETTERS = 200
OWN = 40
WARM_UP = 20
AT_ONCE = 2
MOST_MS = 100
MOST_GROWTH_MB = 32
SAMPLES = ('accepted', 'refused', 'accepted-access-visit', 'accepted-maintenance-ticket')
PAGE_MB = 4096 / 1024 / 1024


@dataclass(frozen=True)
class Rendered:
    """How long each letter took and all of them together, in ms, and the MB that the process held before and after.

    `worked` is the processor time of this process alone, for all: far below `elapsed` the machine had other work to do.
    """

    times: tuple[float, ...]
    elapsed: float
    worked: float
    before: float
    after: float

    def measure(self, name: str, *, each: float) -> Measure:
        p95 = statistics.quantiles(self.times, n=20)[-1]
        note = (
            f'{len(self.times)} letters, median {statistics.median(self.times):.1f} ms, p95 {p95:.1f} ms, '
            f'slowest {max(self.times):.1f} ms, processor {self.worked / len(self.times):.1f} ms each, '
            f'memory {self.before:.0f} MB before, {self.after:.0f} MB after'
        )
        return Measure(name, each, 0, note=note, best=min(self.times))

    def is_flat(self) -> Target:
        return Target(f'≤ {MOST_GROWTH_MB} MB more afterwards', self.after - self.before <= MOST_GROWTH_MB)


def run(size: str) -> list[Verdict]:
    """Render letters the three ways. What two at once take for a letter is the time of all by their number."""
    _two_at_once(_letters(WARM_UP, 'pemanasan'))
    one_by_one = _time_all(lambda letters: [_timed(letter) for letter in letters], LETTERS, 'satu')
    at_once = _time_all(_two_at_once, LETTERS, 'dua')
    own = _time_all(lambda letters: [_timed(letter, shipped_layout('reply-letter')) for letter in letters], OWN, 'tiga')
    one = one_by_one.measure('render a letter', each=statistics.median(one_by_one.times))
    two = at_once.measure(f'render a letter, {AT_ONCE} at once', each=at_once.elapsed / LETTERS)
    apart = own.measure('render a letter in an own layout, apart', each=statistics.median(own.times))
    return [
        Verdict(one, targets=(at_most_ms(one, MOST_MS), one_by_one.is_flat())),
        Verdict(two, targets=(at_most_ms(two, MOST_MS), at_once.is_flat())),
        Verdict(apart, targets=(own.is_flat(),)),
    ]


def _letters(count: int, series: str) -> list[dict[str, Any]]:
    return [
        signed(
            SAMPLES[index % len(SAMPLES)],
            number=f'500.12/{index}/{series}/2026',
            subject=f'Surat {series} nomor {index}',
            code=f'{series.upper()}-{index:04}',
        )
        for index in range(count)
    ]


def _render(letter: dict[str, Any], source: str | None = None) -> bytes:
    return rendering.render('reply-letter', letter, source)


def _timed(letter: dict[str, Any], source: str | None = None) -> float:
    began = time.perf_counter()
    _render(letter, source)
    return (time.perf_counter() - began) * 1000


def _two_at_once(letters: list[dict[str, Any]]) -> Iterable[float]:
    with concurrent.futures.ThreadPoolExecutor(max_workers=AT_ONCE) as threads:
        return list(threads.map(_timed, letters))


def _time_all(render_all: Callable[[list[dict[str, Any]]], Iterable[float]], count: int, series: str) -> Rendered:
    letters = _letters(count, series)
    before, began, idle = _memory(), time.perf_counter(), time.process_time()
    times = tuple(render_all(letters))
    elapsed, worked = time.perf_counter() - began, time.process_time() - idle
    return Rendered(times, elapsed * 1000, worked * 1000, before, _memory())


def _memory() -> float:
    """Return the MB that this process holds now."""
    return int(Path('/proc/self/statm').read_text().split()[1]) * PAGE_MB
